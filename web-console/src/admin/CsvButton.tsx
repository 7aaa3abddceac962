import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { asProblem, describe } from '../api/problem';
import { download } from '../base/download';

/** Has the browser keep what passes the filter as a file for a spreadsheet. */
export function CsvButton({ file, read }: { file: string; read: () => Promise<Blob> }) {
  const [busy, setBusy] = useState(false);

  const keep = async () => {
    setBusy(true);
    try {
      download(file, await read());
    } catch (error) {
      notifications.show({ color: 'red', message: describe(asProblem(error)) });
    } finally {
      setBusy(false);
    }
  };

  return (
    <Button variant="default" loading={busy} onClick={() => void keep()}>
      Export as CSV
    </Button>
  );
}

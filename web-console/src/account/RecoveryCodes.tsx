import { Button, Group, Modal, Text } from '@mantine/core';
import { useState } from 'react';
import { download } from '../base/download';
import styles from './RecoveryCodes.module.css';

/** Shows recovery codes once. Closed while there are none; only the person's word that they are kept closes it. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const [copied, setCopied] = useState(false);
  const text = codes.join('\n');

  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };

  return (
    <Modal
      opened={codes.length > 0}
      onClose={onKept}
      title="Recovery codes"
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <div className={styles.printed}>
        <Text size="sm">
          Each lets you in once when you have lost your device. Keep them where only you can see
          them: they are shown now and never again.
        </Text>
        <ul className={styles.codes} aria-label="Recovery codes">
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
      </div>
      <Group gap="xs" mb="md">
        <Button size="xs" variant="default" onClick={() => void copy()}>
          Copy
        </Button>
        <Button
          size="xs"
          variant="default"
          onClick={() =>
            download('recovery-codes.txt', new Blob([`${text}\n`], { type: 'text/plain' }))
          }
        >
          Download
        </Button>
        <Button size="xs" variant="default" onClick={() => window.print()}>
          Print
        </Button>
        <Text size="sm" role="status">
          {copied && 'Copied.'}
        </Text>
      </Group>
      <Button onClick={onKept} fullWidth>
        I have kept them
      </Button>
    </Modal>
  );
}

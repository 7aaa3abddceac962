import { Button, Group, Modal } from '@mantine/core';
import { useEffect, useState } from 'react';
import { answer, api } from '../api/client';
import type { KycFile } from '../api/types';
import { useSubmit } from '../api/useSubmit';
import { download } from '../base/download';
import { Section } from '../shell/Area';
import { Moment } from '../shell/Moment';
import { type Column, FetchedTable, RowButton } from '../shell/Table';
import { FILE_TEXT, sizeText } from '../verification/words';
import type { AboutCase } from './KycCasePage';
import styles from './KycFiles.module.css';

const COLUMNS: readonly Column<KycFile>[] = [
  { title: 'Shows', cell: ({ kind }) => FILE_TEXT[kind] },
  {
    title: 'Kind',
    cell: ({ contentType, bytes }) =>
      `${isPicture(contentType) ? 'Picture' : 'PDF'}, ${sizeText(bytes)}`,
  },
  { title: 'Since', lesser: true, cell: ({ at }) => <Moment at={at} /> },
  { title: 'SHA-256', lesser: true, cell: ({ sha256 }) => `${sha256.slice(0, 12)}…` },
];

interface Seen {
  file: KycFile;
  content: Blob;
}

/** The papers. Pictures are shown here, from pixels that the server drew anew; a PDF is only ever saved. */
export function KycFiles({ reviewed: { kycCase, files } }: AboutCase) {
  const [seen, setSeen] = useState<Seen | null>(null);
  const { messages, busy, submit } = useSubmit([]);

  const read = (file: KycFile) =>
    answer(
      api.GET('/v1/admin/kyc/cases/{id}/files/{file}', {
        params: { path: { id: kycCase.id, file: file.id } },
        parseAs: 'blob',
      }),
    ) as Promise<Blob>;
  const open = (file: KycFile) =>
    submit(async () => {
      const content = await read(file);
      if (isPicture(file.contentType)) {
        setSeen({ file, content });
      } else {
        download(nameOf(file), content);
      }
    });

  return (
    <Section title="Photos and papers" lead="Whoever opens one is on record.">
      <FetchedTable
        label="Papers of the case"
        list={{ value: files, problem: null, load: async () => {}, refusal: messages.form }}
        columns={COLUMNS}
        keyOf={({ id }) => id}
        actions={(file) => (
          <RowButton
            text={isPicture(file.contentType) ? 'Show' : 'Save'}
            label={`${isPicture(file.contentType) ? 'Show' : 'Save'}: ${FILE_TEXT[file.kind]}`}
            busy={busy}
            act={() => open(file)}
          />
        )}
      />
      <Modal
        opened={seen !== null}
        onClose={() => setSeen(null)}
        title={seen ? FILE_TEXT[seen.file.kind] : ''}
        size="xl"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {seen && <Picture {...seen} />}
      </Modal>
    </Section>
  );
}

/** As a data URL: the page's policy allows pictures from nowhere else. */
function Picture({ file, content }: Seen) {
  const [address, setAddress] = useState<string | null>(null);

  useEffect(() => {
    const reader = new FileReader();
    reader.onload = () => setAddress(String(reader.result));
    reader.readAsDataURL(new Blob([content], { type: 'image/jpeg' }));
    return () => reader.abort();
  }, [content]);

  return (
    <>
      {address && <img className={styles.picture} src={address} alt={FILE_TEXT[file.kind]} />}
      <Group justify="flex-end" mt="sm">
        <Button size="xs" variant="default" onClick={() => download(nameOf(file), content)}>
          Save
        </Button>
      </Group>
    </>
  );
}

const isPicture = (contentType: string) => contentType === 'image/jpeg';

const nameOf = ({ kind, id, contentType }: KycFile) =>
  `${kind.toLowerCase().replaceAll('_', '-')}-${id}.${isPicture(contentType) ? 'jpg' : 'pdf'}`;

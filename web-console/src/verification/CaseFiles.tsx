import { Button, FileButton } from '@mantine/core';
import { useState } from 'react';
import { answer, api } from '../api/client';
import { asProblem, describe } from '../api/problem';
import type { KycCase, KycFile, KycFileKind, KycLabel } from '../api/types';
import { upload } from '../api/upload';
import { useSubmit } from '../api/useSubmit';
import { RowButton } from '../shell/Table';
import { Refusal } from '../shell/Trouble';
import styles from './CaseFiles.module.css';
import { FILE_TEXT, sizeText } from './words';

const LONGEST_MEBIBYTES = 10;
const TYPES = 'image/jpeg,image/png,application/pdf';

/** Which files show what, those that are needed first. */
const KINDS: { kind: KycFileKind; of: KycLabel; needed: boolean }[] = [
  { kind: 'IDENTITY_FRONT', of: 'IDENTITY', needed: true },
  { kind: 'IDENTITY_BACK', of: 'IDENTITY', needed: false },
  { kind: 'SELFIE', of: 'IDENTITY', needed: false },
  { kind: 'PROOF_OF_ADDRESS', of: 'ADDRESS', needed: true },
  { kind: 'SOURCE_OF_FUNDS', of: 'SOURCE_OF_FUNDS', needed: true },
  { kind: 'TAX_FORM', of: 'TAX_RESIDENCY', needed: true },
];

/** The papers of a case. `missing` says by kind what the server wants to see. */
export function CaseFiles({
  kycCase,
  missing,
  changed,
}: {
  kycCase: KycCase;
  missing: Record<string, string>;
  changed: () => Promise<void>;
}) {
  return (
    <fieldset className={styles.files}>
      <legend>Photos and papers</legend>
      <p className="muted">
        JPEG, PNG or PDF, at most {LONGEST_MEBIBYTES} MiB each. Only reviewers see them; you can
        take them back until you hand in.
      </p>
      {KINDS.filter(({ of }) => kycCase.labels.includes(of)).map(({ kind, needed }) => (
        <Kind
          key={kind}
          kind={kind}
          needed={needed}
          kycCase={kycCase}
          missing={missing[kind] ?? null}
          changed={changed}
        />
      ))}
    </fieldset>
  );
}

function Kind({
  kind,
  needed,
  kycCase,
  missing,
  changed,
}: {
  kind: KycFileKind;
  needed: boolean;
  kycCase: KycCase;
  missing: string | null;
  changed: () => Promise<void>;
}) {
  const [percent, setPercent] = useState<number | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const { messages, busy, submit } = useSubmit([]);
  const label = FILE_TEXT[kind];
  const files = kycCase.files.filter((file) => file.kind === kind);

  const send = async (file: File | null) => {
    if (!file) {
      return;
    }
    if (file.size > LONGEST_MEBIBYTES * 1024 * 1024) {
      setRefusal(
        `${file.name} has ${sizeText(file.size)}, and at most ${LONGEST_MEBIBYTES} MiB can be kept. Take a smaller photo.`,
      );
      return;
    }
    setRefusal(null);
    setPercent(0);
    try {
      await upload<KycFile>(`/v1/kyc/cases/${kycCase.id}/files?kind=${kind}`, file, setPercent);
      await changed();
    } catch (error) {
      setRefusal(`${file.name} was not taken. ${describe(asProblem(error))}`);
    } finally {
      setPercent(null);
    }
  };

  const remove = (file: KycFile) =>
    submit(async () => {
      await answer(
        api.DELETE('/v1/kyc/cases/{id}/files/{file}', {
          params: { path: { id: kycCase.id, file: file.id } },
        }),
      );
      await changed();
    });

  return (
    <div className={styles.kind}>
      <div className={styles.head}>
        <span>
          {label} {!needed && <span className="muted">(if there is one)</span>}
        </span>
        <FileButton accept={TYPES} onChange={(file) => void send(file)} inputProps={{ name: kind }}>
          {(props) => (
            <Button
              size="compact-sm"
              variant="default"
              loading={percent !== null}
              aria-label={`Add a file: ${label}`}
              {...props}
            >
              Add a file
            </Button>
          )}
        </FileButton>
      </div>
      {percent !== null && (
        <progress max={100} value={percent} aria-label={`${label}: how much is sent`} />
      )}
      <ul>
        {files.map((file) => (
          <li key={file.id}>
            {file.contentType === 'application/pdf' ? 'PDF' : 'Picture'}, {sizeText(file.bytes)}{' '}
            <RowButton
              text="Take back"
              label={`Take back: ${label}, ${sizeText(file.bytes)}`}
              busy={busy}
              act={() => remove(file)}
            />
          </li>
        ))}
      </ul>
      <Refusal
        text={
          refusal ??
          messages.form ??
          (missing && files.length === 0 ? `${label}: this is missing.` : null)
        }
      />
    </div>
  );
}

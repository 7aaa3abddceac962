import type { KycDuplicate } from '../api/types';
import { addressOf } from '../base/route';
import { Section } from '../shell/Area';
import { type Column, Table } from '../shell/Table';
import type { AboutCase } from './KycCasePage';
import { Named } from './Named';

const BY_TEXT: Record<KycDuplicate['by'], string> = {
  DOCUMENT: 'The same document',
  PHONE: 'The same telephone',
};

const COLUMNS: readonly Column<KycDuplicate>[] = [
  { title: 'What', cell: ({ by }) => BY_TEXT[by] },
  { title: 'Client', cell: ({ user }) => <Named name={`user:${user}`} /> },
  {
    title: 'Case',
    cell: ({ caseId }) =>
      caseId && <a href={addressOf({ screen: 'ADMIN_KYC', kycCase: caseId })}>Open</a>,
  },
];

/** Which other clients seem to be the same person. Nothing when there is none. */
export function KycDuplicates({ reviewed: { duplicates } }: AboutCase) {
  return (
    duplicates.length > 0 && (
      <Section
        title="Seen before"
        lead="Families share telephones; documents are nobody's but their owner's."
      >
        <Table
          label="Other clients"
          rows={duplicates}
          columns={COLUMNS}
          keyOf={({ by, user, caseId }) => `${by} ${user} ${caseId}`}
        />
      </Section>
    )
  );
}

import { useCallback } from 'react';
import { answer, api } from '../api/client';
import { usePages } from '../api/loadable';
import { Section } from '../shell/Area';
import { FetchedTable } from '../shell/Table';
import { KYC_CASE_COLUMNS } from './kycCaseColumns';
import type { AboutUser } from './UserPage';

const COLUMNS = KYC_CASE_COLUMNS.filter(({ title }) => title !== 'Client');

/** What the user asked to be verified for. */
export function UserKyc({ profile: { user } }: AboutUser) {
  const read = useCallback(
    (cursor: string | null) =>
      answer(
        api.GET('/v1/admin/kyc/cases', {
          params: { query: { user: user.id, limit: 20, ...(cursor ? { cursor } : {}) } },
        }),
      ),
    [user.id],
  );
  const cases = usePages(read);
  return (
    <Section title="Verification" lead="What the user asked to be verified for.">
      <FetchedTable
        label="KYC cases of the user"
        list={cases}
        columns={COLUMNS}
        keyOf={({ id }) => id}
      />
    </Section>
  );
}

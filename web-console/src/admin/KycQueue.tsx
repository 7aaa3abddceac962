import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useCallback, useState } from 'react';
import { answer, api } from '../api/client';
import { usePages } from '../api/loadable';
import type { KycCaseKind, KycStatus } from '../api/types';
import { Section } from '../shell/Area';
import area from '../shell/Area.module.css';
import { FetchedTable } from '../shell/Table';
import { CASE_STATUS_TEXT } from '../verification/words';
import { filterOf } from './filterOf';
import { KycScreening } from './KycScreening';
import { KYC_CASE_COLUMNS } from './kycCaseColumns';
import { CASE_KIND_TEXT, choices } from './words';

interface Filter {
  user?: string;
  kind?: KycCaseKind;
  status?: KycStatus;
}

/** Which clients wait to be verified, and what became of the others. */
export function KycQueue() {
  const [filter, setFilter] = useState<Filter>({ status: 'SUBMITTED' });
  const read = useCallback(
    (cursor: string | null) =>
      answer(
        api.GET('/v1/admin/kyc/cases', {
          params: { query: { ...filter, limit: 50, ...(cursor ? { cursor } : {}) } },
        }),
      ),
    [filter],
  );
  const cases = usePages(read);

  const search = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setFilter(filterOf(event.currentTarget));
  };

  return (
    <>
      <Section
        title="Cases"
        lead="Who has waited longest comes first. Opening a case shows what its client said, and goes on record."
      >
        <form className={area.filters} onSubmit={search}>
          <NativeSelect
            label="Status"
            name="status"
            defaultValue="SUBMITTED"
            data={choices(CASE_STATUS_TEXT, 'Any')}
          />
          <NativeSelect label="Why" name="kind" data={choices(CASE_KIND_TEXT, 'Any')} />
          <TextInput
            label="Address or id of the client"
            name="user"
            type="search"
            maxLength={254}
          />
          <Button type="submit">Search</Button>
        </form>
        <FetchedTable
          label="Found cases"
          list={cases}
          none="No case passes this filter."
          columns={KYC_CASE_COLUMNS}
          keyOf={({ id }) => id}
        />
      </Section>
      <KycScreening />
    </>
  );
}

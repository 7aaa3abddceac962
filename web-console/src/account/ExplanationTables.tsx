import { Alert } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Cause, Explanation } from '../api/types';
import { exact } from '../base/format';
import area from '../shell/Area.module.css';
import { Moment } from '../shell/Moment';
import { Table } from '../shell/Table';
import { ENTRY_TEXT } from './entryWords';

interface Step {
  what: string;
  postings: string;
  balance: string;
  available: string;
  reserved: string;
}

/** How a balance came about, step by step, and the newest postings. `command` shows where one comes from. */
export function ExplanationTables({
  explanation,
  command,
}: {
  explanation: Explanation;
  command: (sequence: number) => ReactNode;
}) {
  const { opening, changes, closing, adds, newest, currency } = explanation;
  const steps: Step[] = [
    { what: 'At first', postings: '', ...opening },
    ...changes.map(({ type, postings, ...amounts }) => ({
      what: ENTRY_TEXT[type],
      postings: String(postings),
      ...amounts,
    })),
    { what: 'Now there is', postings: '', ...closing },
  ];
  return (
    <>
      {!adds && (
        <Alert color="red" mb="md">
          The postings do not add up to this balance. Tell the operator of the venue.
        </Alert>
      )}
      <Table
        label={`How the ${currency} came about`}
        rows={steps}
        keyOf={({ what }) => what}
        columns={[
          { title: 'What', cell: ({ what }) => what },
          { title: 'Postings', cell: ({ postings }) => postings, lesser: true },
          { title: 'Balance', cell: ({ balance }) => exact(balance) },
          { title: 'Available', cell: ({ available }) => exact(available) },
          { title: 'Reserved', cell: ({ reserved }) => exact(reserved) },
        ]}
      />
      <h3>Newest postings</h3>
      {newest.length === 0 ? (
        <p role="status">None.</p>
      ) : (
        <Table
          label="Newest postings"
          rows={newest}
          keyOf={({ id }) => id}
          columns={[
            { title: 'Time', cell: ({ createdAt }) => <Moment at={createdAt} /> },
            { title: 'What', cell: ({ type }) => ENTRY_TEXT[type] },
            { title: 'Part', cell: ({ bucket }) => PART_TEXT[bucket], lesser: true },
            { title: 'Amount', cell: ({ amount }) => exact(amount) },
            { title: 'Then', cell: ({ balanceAfter }) => exact(balanceAfter), lesser: true },
            {
              title: 'For',
              cell: (cause) => <span className={area.verbatim}>{about(cause)}</span>,
            },
            { title: 'Command', cell: ({ sequence }) => command(sequence) },
          ]}
        />
      )}
    </>
  );
}

const PART_TEXT: Record<Cause['bucket'], string> = { AVAILABLE: 'Available', RESERVED: 'Reserved' };

function about({ order, trade, transfer }: Cause): string {
  return order ? `order ${order}` : trade ? `trade ${trade}` : (transfer ?? '');
}

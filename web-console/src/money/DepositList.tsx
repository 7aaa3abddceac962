import { answer, api } from '../api/client';
import { usePages } from '../api/loadable';
import type { Deposit } from '../api/types';
import { exact } from '../base/format';
import { addressOf } from '../base/route';
import { Section } from '../shell/Area';
import { Moment } from '../shell/Moment';
import { type Column, FetchedTable } from '../shell/Table';
import { METHOD_WORDS, STATUS_WORDS } from './words';

const readPage = (cursor: string | null) =>
  answer(api.GET('/v1/deposits', { params: { query: { limit: 20, ...(cursor && { cursor }) } } }));

const COLUMNS: readonly Column<Deposit>[] = [
  {
    title: 'Amount',
    cell: ({ id, amount, currency }) => (
      <a href={addressOf({ screen: 'DEPOSIT', deposit: id })}>
        {exact(amount)} {currency}
      </a>
    ),
  },
  { title: 'By', lesser: true, cell: ({ method }) => METHOD_WORDS[method] },
  { title: 'Status', cell: ({ status }) => STATUS_WORDS[status] },
  { title: 'Opened', cell: ({ createdAt }) => <Moment at={createdAt} /> },
];

/** What was paid in before. */
export function DepositList() {
  const deposits = usePages(readPage);
  return (
    <Section title="Your deposits">
      <FetchedTable
        label="Your deposits"
        list={deposits}
        columns={COLUMNS}
        keyOf={({ id }) => id}
        none="None yet."
      />
    </Section>
  );
}

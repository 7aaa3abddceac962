import { answer, api } from '../api/client';
import { usePages } from '../api/loadable';
import type { Withdrawal } from '../api/types';
import { exact } from '../base/format';
import { addressOf } from '../base/route';
import { Section } from '../shell/Area';
import { Moment } from '../shell/Moment';
import { type Column, FetchedTable } from '../shell/Table';
import { WITHDRAWAL_WORDS } from './words';

const readPage = (cursor: string | null) =>
  answer(
    api.GET('/v1/withdrawals', { params: { query: { limit: 20, ...(cursor && { cursor }) } } }),
  );

const COLUMNS: readonly Column<Withdrawal>[] = [
  {
    title: 'Amount',
    cell: ({ id, amount, currency }) => (
      <a href={addressOf({ screen: 'WITHDRAW', withdrawal: id })}>
        {exact(amount)} {currency}
      </a>
    ),
  },
  { title: 'To', lesser: true, cell: ({ destination }) => destination.name },
  { title: 'Status', cell: ({ status }) => WITHDRAWAL_WORDS[status] },
  { title: 'Asked for', cell: ({ createdAt }) => <Moment at={createdAt} /> },
];

/** What was sent out before. */
export function WithdrawalList() {
  const withdrawals = usePages(readPage);
  return (
    <Section title="Your withdrawals">
      <FetchedTable
        label="Your withdrawals"
        list={withdrawals}
        columns={COLUMNS}
        keyOf={({ id }) => id}
        none="None yet."
      />
    </Section>
  );
}

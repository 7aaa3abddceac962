import { useEffect } from 'react';
import { answer, api } from '../api/client';
import { usePages } from '../api/loadable';
import type { CryptoDeposit } from '../api/types';
import { exact } from '../base/format';
import { Section } from '../shell/Area';
import { Moment } from '../shell/Moment';
import { type Column, FetchedTable } from '../shell/Table';
import { COIN_STATUS_WORDS } from './words';

const EVERY_MILLIS = 5000;

const readPage = (cursor: string | null) =>
  answer(
    api.GET('/v1/crypto-deposits', {
      params: { query: { limit: 20, ...(cursor && { cursor }) } },
    }),
  );

const COLUMNS: readonly Column<CryptoDeposit>[] = [
  { title: 'Amount', cell: ({ amount, asset }) => `${exact(amount)} ${asset}` },
  { title: 'Status', cell: coinStatus },
  {
    title: 'Transaction',
    lesser: true,
    cell: ({ transaction }) => <code>{`${transaction.slice(0, 12)}…`}</code>,
  },
  { title: 'Seen', cell: ({ seenAt }) => <Moment at={seenAt} /> },
];

function coinStatus({ status, confirmations, confirmationsNeeded }: CryptoDeposit): string {
  return status === 'CONFIRMING'
    ? `${COIN_STATUS_WORDS[status]}: ${confirmations} of ${confirmationsNeeded} blocks`
    : COIN_STATUS_WORDS[status];
}

/** What came over chains; asked for again while the page is open. */
export function CoinDepositList() {
  const deposits = usePages(readPage);
  const { load } = deposits;

  useEffect(() => {
    const timer = setInterval(() => void load(), EVERY_MILLIS);
    return () => clearInterval(timer);
  }, [load]);

  return (
    <Section title="Your coins">
      <FetchedTable
        label="Your coins"
        list={deposits}
        columns={COLUMNS}
        keyOf={({ id }) => id}
        none="None came yet."
      />
    </Section>
  );
}

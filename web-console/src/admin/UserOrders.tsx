import { Button } from '@mantine/core';
import { useCallback, useState } from 'react';
import { useMay } from '../account/me';
import { type Api, answer, api, seenWith } from '../api/client';
import { usePages } from '../api/loadable';
import type { Order, Trade } from '../api/types';
import { exact } from '../base/format';
import { Section } from '../shell/Area';
import { Moment } from '../shell/Moment';
import { type Column, FetchedTable } from '../shell/Table';
import { STATUS_TEXT, TYPE_TEXT } from '../trading/wording';
import { type ActWithNote, NoteDialog } from './NoteDialog';
import type { AboutUser } from './UserPage';
import { spoken } from './words';

const ORDERS: readonly Column<Order>[] = [
  { title: 'Placed', cell: ({ createdAt }) => <Moment at={createdAt} /> },
  { title: 'Symbol', cell: ({ symbol }) => symbol },
  { title: 'Order', cell: ({ side, type }) => `${spoken(side)}, ${TYPE_TEXT[type]}` },
  { title: 'Price', cell: ({ price }) => (price ? exact(price) : 'Any') },
  {
    title: 'Filled / quantity',
    cell: ({ filledQuantity, quantity }) => `${exact(filledQuantity)} / ${exact(quantity)}`,
  },
  { title: 'Status', lesser: true, cell: ({ status }) => STATUS_TEXT[status] },
];

const TRADES: readonly Column<Trade>[] = [
  { title: 'Time', cell: ({ time }) => <Moment at={time} /> },
  { title: 'Symbol', cell: ({ symbol }) => symbol },
  { title: 'Side', cell: ({ side }) => spoken(side) },
  { title: 'Price', cell: ({ price }) => exact(price) },
  { title: 'Quantity', cell: ({ quantity }) => exact(quantity) },
  { title: 'Fee', lesser: true, cell: ({ fee, feeCurrency }) => `${exact(fee)} ${feeCurrency}` },
];

/** Orders and trades, for who may look as the user. */
export function UserOrders({ profile: { user }, own, changed }: AboutUser) {
  const [act, setAct] = useState<ActWithNote | null>(null);
  const [seen, setSeen] = useState<Api | null>(null);
  const may = useMay();
  if (!may('USERS_VIEW') || own) {
    return null;
  }

  const look: ActWithNote = {
    title: `Look as ${user.email}`,
    effect: 'You see orders and trades as the user does, for a few minutes, and can do nothing.',
    verb: 'Look',
    noteRequired: true,
    perform: async (note) => {
      const { accessToken } = await answer(
        api.POST('/v1/admin/users/{user}/view', {
          params: { path: { user: user.id } },
          body: { note },
        }),
      );
      setSeen(seenWith(accessToken));
      await changed();
    },
  };

  return (
    <Section title="Orders and trades" lead="That somebody looked is on record, with the reason.">
      {seen && <Seen seen={seen} />}
      <Button mt="md" size="xs" variant="default" onClick={() => setAct(look)}>
        {seen ? 'Look again' : 'Look as the user'}
      </Button>
      <NoteDialog act={act} onClose={() => setAct(null)} />
    </Section>
  );
}

function Seen({ seen }: { seen: Api }) {
  const readOrders = useCallback(
    (cursor: string | null) =>
      answer(
        seen.GET('/v1/orders', {
          params: { query: { status: 'OPEN', limit: 20, ...(cursor ? { cursor } : {}) } },
        }),
      ),
    [seen],
  );
  const readTrades = useCallback(
    (cursor: string | null) =>
      answer(
        seen.GET('/v1/trades', { params: { query: { limit: 20, ...(cursor ? { cursor } : {}) } } }),
      ),
    [seen],
  );
  return (
    <>
      <FetchedTable
        label="Open orders of the user"
        list={usePages(readOrders)}
        none="No open orders."
        columns={ORDERS}
        keyOf={({ id }) => id}
      />
      <FetchedTable
        label="Trades of the user"
        list={usePages(readTrades)}
        none="No trades."
        columns={TRADES}
        keyOf={({ id, orderId }) => `${id} ${orderId}`}
      />
    </>
  );
}

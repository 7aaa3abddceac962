import { ActionIcon, Button, Loader, Menu, Tabs } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { answer, api } from '../api/client';
import { asProblem, describe, type Problem } from '../api/problem';
import { session } from '../api/session';
import type { MarketSymbol, Order, Trade } from '../api/types';
import { dateTime, exact, fixed } from '../base/format';
import { addressOf } from '../base/route';
import { useStore } from '../base/store';
import { CloseIcon, EditIcon } from '../shell/icons';
import { AmendDialog } from './AmendDialog';
import { isOpen } from './KnownOrders';
import styles from './OrdersPanel.module.css';
import {
  asNewAsSeen,
  cancelAllOrders,
  cancelOrder,
  historyRevision,
  loadOpenOrders,
  openOrders,
} from './ownAccount';
import { Empty } from './Panel';
import { kindOf, REASON_TEXT, STATUS_TEXT } from './wording';

/** Own open orders, ended orders and trades, of all symbols. */
export function OrdersPanel({
  symbol,
  symbols,
}: {
  symbol: MarketSymbol;
  symbols: MarketSymbol[];
}) {
  const state = useStore(session.state);
  const open = useStore(openOrders);
  const [tab, setTab] = useState<string | null>('open');
  const count = open.value?.length ?? 0;
  return (
    <section className={styles.panel} aria-label="Your orders and trades">
      <Tabs value={tab} onChange={setTab} keepMounted={false} className={styles.tabs ?? ''}>
        <div className={styles.bar}>
          <Tabs.List className={styles.tabList ?? ''}>
            <Tabs.Tab value="open">Open orders{count > 0 ? ` (${count})` : ''}</Tabs.Tab>
            <Tabs.Tab value="history">Order history</Tabs.Tab>
            <Tabs.Tab value="trades">My trades</Tabs.Tab>
          </Tabs.List>
          {tab === 'open' && count > 0 && <CancelAll symbol={symbol} orders={open.value ?? []} />}
        </div>
        {state.phase === 'ANONYMOUS' ? (
          <Empty>
            <span>
              <a href={addressOf({ screen: 'LOGIN' })}>Log in</a> or{' '}
              <a href={addressOf({ screen: 'REGISTER' })}>sign up</a> to see your orders.
            </span>
          </Empty>
        ) : (
          <>
            <Tabs.Panel value="open" className={styles.content ?? ''}>
              <OpenOrders symbols={symbols} />
            </Tabs.Panel>
            <Tabs.Panel value="history" className={styles.content ?? ''}>
              <OrderHistory symbols={symbols} />
            </Tabs.Panel>
            <Tabs.Panel value="trades" className={styles.content ?? ''}>
              <OwnTrades symbols={symbols} />
            </Tabs.Panel>
          </>
        )}
      </Tabs>
    </section>
  );
}

/** Cancels all open orders, of the shown symbol or of all: a menu names them, so one slip cancels nothing. */
function CancelAll({ symbol, orders }: { symbol: MarketSymbol; orders: Order[] }) {
  const [busy, setBusy] = useState(false);
  const here = orders.filter((order) => order.symbol === symbol.symbol).length;

  const cancel = async (only: string | null) => {
    setBusy(true);
    try {
      const cancelled = await cancelAllOrders(only);
      notifications.show({
        title: cancelled === 1 ? '1 order is cancelled' : `${cancelled} orders are cancelled`,
        message: only ? `In ${only}.` : 'In all markets.',
      });
    } catch (error) {
      notifications.show({
        color: 'red',
        title: 'Not all orders were cancelled',
        message: describe(asProblem(error)),
      });
      void loadOpenOrders();
    } finally {
      setBusy(false);
    }
  };

  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button size="compact-xs" variant="default" loading={busy} className={styles.cancelAll}>
          Cancel all
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item disabled={here === 0} onClick={() => void cancel(symbol.symbol)}>
          {symbol.symbol} only: {ordersText(here)}
        </Menu.Item>
        <Menu.Item onClick={() => void cancel(null)}>
          All markets: {ordersText(orders.length)}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function ordersText(count: number): string {
  return count === 1 ? '1 order' : `${count} orders`;
}

function OpenOrders({ symbols }: { symbols: MarketSymbol[] }) {
  const { value, problem } = useStore(openOrders);
  const [amended, setAmended] = useState<Order | null>(null);
  const [cancelling, setCancelling] = useState<ReadonlySet<string>>(new Set());

  const cancel = async (order: Order) => {
    setCancelling((before) => new Set(before).add(order.id));
    try {
      await cancelOrder(order.id);
    } catch (error) {
      notifications.show({
        color: 'red',
        title: `Order ${order.id} was not cancelled`,
        message: describe(asProblem(error)),
      });
      void loadOpenOrders();
    } finally {
      setCancelling((before) => new Set([...before].filter((id) => id !== order.id)));
    }
  };

  if (!value) {
    return problem ? (
      <Failed problem={problem} retry={() => void loadOpenOrders()} />
    ) : (
      <Empty>
        <Loader size="sm" aria-label="Loading your orders" />
      </Empty>
    );
  }
  return (
    <>
      {value.length === 0 ? (
        <Empty>No open orders. What you place and does not trade at once waits here.</Empty>
      ) : (
        <Table
          testId="open-orders"
          caption="Open orders"
          columns={[
            'Placed',
            'Symbol',
            'Side',
            'Type',
            { figure: 'Price' },
            { figure: 'Open' },
            { figure: 'Filled' },
            'Status',
            'Order',
            { hidden: 'Actions' },
          ]}
        >
          {value.map((order) => (
            <tr key={order.id} data-order={order.id}>
              <td>{dateTime(order.createdAt)}</td>
              <td className={styles.symbol}>{order.symbol}</td>
              <SideCell side={order.side} />
              <td>{kindOf(order)}</td>
              <td className={styles.figure}>{priceText(order, symbols)}</td>
              <td className={styles.figure}>{exact(order.openQuantity)}</td>
              <td className={styles.figure}>{exact(order.filledQuantity)}</td>
              <td>{STATUS_TEXT[order.status]}</td>
              <OrderCell order={order} />
              <td className={styles.actions}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="sm"
                  aria-label={`Change order ${order.id}`}
                  title="Change price or quantity"
                  disabled={order.status === 'PENDING'}
                  onClick={() => setAmended(order)}
                >
                  <EditIcon size={14} />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="sm"
                  aria-label={`Cancel order ${order.id}`}
                  title="Cancel"
                  loading={cancelling.has(order.id)}
                  onClick={() => void cancel(order)}
                >
                  <CloseIcon size={14} />
                </ActionIcon>
              </td>
            </tr>
          ))}
        </Table>
      )}
      <AmendDialog
        order={amended}
        symbol={symbols.find((one) => one.symbol === amended?.symbol) ?? null}
        onClose={() => setAmended(null)}
      />
    </>
  );
}

function OrderHistory({ symbols }: { symbols: MarketSymbol[] }) {
  const fetchPage = useCallback(
    (cursor: string | null) =>
      asNewAsSeen((params) =>
        answer(
          api.GET('/v1/orders', {
            params: { query: { limit: 50, ...(cursor ? { cursor } : {}) }, ...params },
          }),
        ),
      ),
    [],
  );
  const list = usePages(fetchPage);
  const ended = list.items?.filter((order) => !isOpen(order)) ?? null;
  return (
    <Pages list={list} items={ended} empty="No ended orders yet.">
      {(orders) => (
        <Table
          testId="order-history"
          caption="Order history"
          columns={[
            'Ended',
            'Symbol',
            'Side',
            'Type',
            { figure: 'Price' },
            { figure: 'Average' },
            { figure: 'Filled / quantity' },
            'Status',
            'Order',
          ]}
        >
          {orders.map((order) => (
            <tr key={order.id}>
              <td>{dateTime(order.updatedAt)}</td>
              <td className={styles.symbol}>{order.symbol}</td>
              <SideCell side={order.side} />
              <td>{kindOf(order)}</td>
              <td className={styles.figure}>{priceText(order, symbols)}</td>
              <td className={styles.figure}>
                {order.averagePrice
                  ? fixed(order.averagePrice, decimalsFor(order.symbol, symbols))
                  : '–'}
              </td>
              <td className={styles.figure}>
                {exact(order.filledQuantity)} / {exact(order.quantity)}
              </td>
              <td title={order.doneReason ? REASON_TEXT[order.doneReason] : undefined}>
                {STATUS_TEXT[order.status]}
              </td>
              <OrderCell order={order} />
            </tr>
          ))}
        </Table>
      )}
    </Pages>
  );
}

function OwnTrades({ symbols }: { symbols: MarketSymbol[] }) {
  const fetchPage = useCallback(
    (cursor: string | null) =>
      asNewAsSeen((params) =>
        answer(
          api.GET('/v1/trades', {
            params: { query: { limit: 50, ...(cursor ? { cursor } : {}) }, ...params },
          }),
        ),
      ),
    [],
  );
  const list = usePages<Trade>(fetchPage);
  return (
    <Pages list={list} items={list.items} empty="No trades yet.">
      {(trades) => (
        <Table
          testId="own-trades"
          caption="My trades"
          columns={[
            'Time',
            'Symbol',
            'Side',
            { figure: 'Price' },
            { figure: 'Quantity' },
            { figure: 'Fee' },
            'Role',
            'Order',
          ]}
        >
          {trades.map((trade) => (
            <tr key={`${trade.id} ${trade.orderId}`}>
              <td>{dateTime(trade.time)}</td>
              <td className={styles.symbol}>{trade.symbol}</td>
              <SideCell side={trade.side} />
              <td className={styles.figure}>
                {fixed(trade.price, decimalsFor(trade.symbol, symbols))}
              </td>
              <td className={styles.figure}>{exact(trade.quantity)}</td>
              <td className={styles.figure}>
                {exact(trade.fee)} {trade.feeCurrency}
              </td>
              <td>{trade.role === 'MAKER' ? 'Maker' : 'Taker'}</td>
              <td className="muted">{trade.orderId}</td>
            </tr>
          ))}
        </Table>
      )}
    </Pages>
  );
}

/** A column's heading; figures stand at its right side, a hidden one is for screen readers. */
type Column = string | { figure: string } | { hidden: string };

/** The frame of the tables here; the rows are its children. */
function Table({
  testId,
  caption,
  columns,
  children,
}: {
  testId: string;
  caption: string;
  columns: Column[];
  children: ReactNode;
}) {
  return (
    <table className={styles.table} data-testid={testId}>
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <Heading key={JSON.stringify(column)} column={column} />
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

function Heading({ column }: { column: Column }) {
  if (typeof column === 'string') {
    return <th scope="col">{column}</th>;
  }
  return 'figure' in column ? (
    <th scope="col" className={styles.figure}>
      {column.figure}
    </th>
  ) : (
    <th scope="col">
      <span className="visually-hidden">{column.hidden}</span>
    </th>
  );
}

/** The order's id, and that of the list with which it hangs together. */
function OrderCell({ order }: { order: Order }) {
  return (
    <td className="muted">
      {order.id}
      {order.orderListId && (
        <span title="Orders of one list cancel or follow each other">
          {' '}
          in list {order.orderListId}
        </span>
      )}
    </td>
  );
}

function SideCell({ side }: { side: Order['side'] }) {
  return side === 'BUY' ? <td className="buy">Buy</td> : <td className="sell">Sell</td>;
}

function Failed({ problem, retry }: { problem: Problem; retry: () => void }) {
  return (
    <Empty>
      {describe(problem)}
      <Button size="xs" variant="default" onClick={retry}>
        Try again
      </Button>
    </Empty>
  );
}

interface PageList<T> {
  items: T[] | null;
  problem: Problem | null;
  busy: boolean;
  hasMore: boolean;
  more: () => void;
  reload: () => void;
}

/** A list that is fetched page by page, and anew from the first page when own orders have changed. */
function usePages<T>(
  fetchPage: (cursor: string | null) => Promise<{ items: T[]; nextCursor: string | null }>,
): PageList<T> {
  const revision = useStore(historyRevision);
  const [items, setItems] = useState<T[] | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);

  const load = useCallback(
    async (from: string | null) => {
      setBusy(true);
      try {
        const page = await fetchPage(from);
        setItems((before) => (from === null ? page.items : [...(before ?? []), ...page.items]));
        setCursor(page.nextCursor);
        setProblem(null);
      } catch (error) {
        setProblem(asProblem(error));
      } finally {
        setBusy(false);
      }
    },
    [fetchPage],
  );

  // A burst of fills asks once: each change waits for a moment of quiet.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new revision runs the same code again
  useEffect(() => {
    const wait = setTimeout(() => void load(null), items === null ? 0 : 400);
    return () => clearTimeout(wait);
  }, [revision, load]);

  return {
    items,
    problem,
    busy,
    hasMore: cursor !== null,
    more: () => void load(cursor),
    reload: () => void load(null),
  };
}

function Pages<T>({
  list,
  items,
  empty,
  children,
}: {
  list: PageList<unknown>;
  items: T[] | null;
  empty: string;
  children: (items: T[]) => ReactNode;
}) {
  if (!items) {
    return list.problem ? (
      <Failed problem={list.problem} retry={list.reload} />
    ) : (
      <Empty>
        <Loader size="sm" aria-label="Loading" />
      </Empty>
    );
  }
  return (
    <>
      {items.length === 0 ? <Empty>{empty}</Empty> : children(items)}
      {list.problem && <Failed problem={list.problem} retry={list.reload} />}
      {list.hasMore && (
        <div className={styles.more}>
          <Button size="compact-xs" variant="default" loading={list.busy} onClick={list.more}>
            Show older
          </Button>
        </div>
      )}
    </>
  );
}

function priceText(order: Order, symbols: MarketSymbol[]): string {
  return order.price ? fixed(order.price, decimalsFor(order.symbol, symbols)) : 'Market';
}

function decimalsFor(name: string, symbols: MarketSymbol[]): number {
  return symbols.find((one) => one.symbol === name)?.priceDecimals ?? 2;
}

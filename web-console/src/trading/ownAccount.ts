import { answer, api, sequencedAnswer } from '../api/client';
import { type Loadable, NOT_LOADED } from '../api/loadable';
import { asProblem, CODE, type Problem } from '../api/problem';
import type {
  Account,
  AmendOrder,
  NewOrder,
  NewOrderList,
  Order,
  OrderList,
  Wallet,
} from '../api/types';
import { Store } from '../base/store';
import { carriesData, stream } from '../stream/feeds';
import type { ChannelData, StreamMessage } from '../stream/messages';
import { KnownOrders } from './KnownOrders';

/** Own orders that can still trade, newest first. */
export const openOrders = new Store<Loadable<Order[]>>(NOT_LOADED);

/** Own balances by currency. */
export const wallets = new Store<Loadable<Wallet[]>>(NOT_LOADED);

/** What the own account may do; null until it is known. */
export const account = new Store<Account | null>(null);

/** Counts changes that the history and the trades lists should show. */
export const historyRevision = new Store(0);

/** The place in the exchange's log of the newest change that was seen; 0 for none yet. */
let seenSequence = 0;

const known = new KnownOrders();
const knownWallets = new Map<string, Wallet>();

/** Follows the own account until the returned function is called. */
export function followOwnAccount(): () => void {
  reset();
  void loadOpenOrders();
  void loadWallets();
  void loadAccount();
  const stops = [
    stream.subscribe('orders', { onMessage: hearOrders }),
    stream.subscribe('wallets', { onMessage: hearWallets }),
  ];
  return () => {
    for (const stop of stops) {
      stop();
    }
    reset();
  };
}

/** Fetches the open orders; as they were at a sequence or later, those that ended by then go. */
export async function loadOpenOrders(atLeastSequence?: number): Promise<void> {
  try {
    const page = await answer(
      api.GET('/v1/orders', {
        params: { query: { status: 'OPEN', limit: 500 }, ...atLeast(atLeastSequence) },
      }),
    );
    if (atLeastSequence !== undefined && page.nextCursor === null) {
      known.takeAllOpen(page.items, atLeastSequence);
    }
    takeOrders(page.items);
  } catch (error) {
    const problem = asProblem(error);
    openOrders.update((before) => ({ ...before, problem }));
  }
}

export async function loadWallets(atLeastSequence?: number): Promise<void> {
  try {
    const list = await answer(api.GET('/v1/wallets', { params: atLeast(atLeastSequence) }));
    takeWallets(list.items);
  } catch (error) {
    const problem = asProblem(error);
    wallets.update((before) => ({ ...before, problem }));
  }
}

async function loadAccount(): Promise<void> {
  try {
    account.set(await answer(api.GET('/v1/account')));
  } catch {
    // Only a hint depends on it: the exchange refuses what the account may not do.
  }
}

/**
 * Places the order. When no answer comes, the exchange is asked by the client order id whether it
 * has the order: an order must never be placed twice because an answer was lost.
 */
export async function placeOrder(order: NewOrder): Promise<Order> {
  const clientOrderId = `web-${crypto.randomUUID().slice(0, 23)}`;
  const body = { ...order, clientOrderId };
  let placed: Order;
  try {
    const result = await sequencedAnswer(
      api.POST('/v1/orders', { body, params: { header: { 'Idempotency-Key': clientOrderId } } }),
    );
    placed = result.data;
    refreshIfNotLive(result.sequence);
    saw(result.sequence);
  } catch (error) {
    const problem = asProblem(error);
    if (!problem.outcomeUnknown) {
      void loadAccount();
      throw problem;
    }
    placed = await findPlaced(clientOrderId, problem);
  }
  takeOrders([placed]);
  bumpHistory();
  return placed;
}

/** Places orders that depend on each other, all or none; a lost answer is asked for as for one order. */
export async function placeOrderList(list: NewOrderList): Promise<OrderList> {
  const clientOrderId = `web-${crypto.randomUUID().slice(0, 23)}`;
  const body = { ...list, clientOrderId };
  let placed: OrderList;
  try {
    const result = await sequencedAnswer(api.POST('/v1/order-lists', { body }));
    placed = result.data;
    refreshIfNotLive(result.sequence);
    saw(result.sequence);
  } catch (error) {
    const problem = asProblem(error);
    if (!problem.outcomeUnknown) {
      void loadAccount();
      throw problem;
    }
    placed = await findPlacedList(clientOrderId, problem);
  }
  takeOrders(placed.orders);
  bumpHistory();
  return placed;
}

/** One order as it is now, with its fills. */
export async function loadOrder(id: string): Promise<Order> {
  const order = await answer(api.GET('/v1/orders/{id}', { params: { path: { id } } }));
  takeOrders([order]);
  return order;
}

/** Whether the exchange would take the order now. Refusals come as they would for the order itself. */
export async function testOrder(order: NewOrder): Promise<void> {
  await answer(api.POST('/v1/orders/test', { body: order }));
}

/** Cancels all open orders, of one symbol or of all, and says how many there were. */
export async function cancelAllOrders(symbol: string | null): Promise<number> {
  const result = await sequencedAnswer(
    api.DELETE('/v1/orders', { params: { query: symbol === null ? {} : { symbol } } }),
  );
  refreshIfNotLive(result.sequence);
  if (stream.connection.get() !== 'LIVE') {
    void loadOpenOrders(result.sequence ?? undefined);
  }
  saw(result.sequence);
  bumpHistory();
  return result.data.cancelled;
}

export async function cancelOrder(id: string): Promise<Order> {
  const result = await sequencedAnswer(api.DELETE('/v1/orders/{id}', { params: { path: { id } } }));
  takeOrders([result.data]);
  refreshIfNotLive(result.sequence);
  saw(result.sequence);
  bumpHistory();
  return result.data;
}

/** Changes an order, if it is still as it was when the user saw it: a fill in between is not overlooked. */
export async function amendOrder(seen: Order, change: AmendOrder): Promise<Order> {
  const result = await sequencedAnswer(
    api.PATCH('/v1/orders/{id}', {
      params: { path: { id: seen.id }, header: { 'If-Match': `"${seen.version}"` } },
      body: change,
    }),
  );
  takeOrders([result.data]);
  refreshIfNotLive(result.sequence);
  saw(result.sequence);
  bumpHistory();
  return result.data;
}

async function findPlaced(clientOrderId: string, problem: Problem): Promise<Order> {
  try {
    return await answer(
      api.GET('/v1/orders/by-client-id/{clientOrderId}', {
        params: { path: { clientOrderId } },
      }),
    );
  } catch {
    // Not found, or not reachable either: the first problem says what the user has to know.
    throw problem;
  }
}

async function findPlacedList(clientOrderId: string, problem: Problem): Promise<OrderList> {
  const page = await answer(api.GET('/v1/order-lists')).catch(() => null);
  const found = page?.items.find((list) => list.clientOrderId === clientOrderId);
  if (!found) {
    throw problem;
  }
  return found;
}

function hearOrders(message: StreamMessage): void {
  if (!carriesData(message)) {
    return;
  }
  const orders = message.data as ChannelData['orders'];
  if (message.type === 'snapshot') {
    known.takeAllOpen(orders, message.sequence ?? 0);
  } else {
    known.take(orders);
  }
  showOpenOrders();
  saw(message.sequence ?? null);
  bumpHistory();
}

function hearWallets(message: StreamMessage): void {
  if (carriesData(message)) {
    takeWallets(message.data as ChannelData['wallets']);
  }
}

function takeOrders(orders: readonly Order[]): void {
  known.take(orders);
  showOpenOrders();
}

function showOpenOrders(): void {
  openOrders.set({ value: known.open(), problem: null });
}

function takeWallets(changed: readonly Wallet[]): void {
  for (const wallet of changed) {
    const before = knownWallets.get(wallet.currency);
    if (!before || before.version <= wallet.version) {
      knownWallets.set(wallet.currency, wallet);
    }
  }
  const all = [...knownWallets.values()].sort((a, b) => a.currency.localeCompare(b.currency));
  wallets.set({ value: all, problem: null });
}

/**
 * Reads a list that comes from the database, as new as what was seen of own orders; as it is, where the database is
 * further behind than the exchange lets a read wait.
 */
export async function asNewAsSeen<T>(
  read: (params: ReturnType<typeof atLeast>) => Promise<T>,
): Promise<T> {
  try {
    return await read(atLeast(seenSequence === 0 ? undefined : seenSequence));
  } catch (error) {
    if (asProblem(error).code === CODE.SEQUENCE_NOT_REACHED) {
      return read({});
    }
    throw error;
  }
}

function saw(sequence: number | null): void {
  seenSequence = Math.max(seenSequence, sequence ?? 0);
}

function atLeast(sequence: number | undefined) {
  return sequence === undefined ? {} : { header: { 'Bourse-At-Least-Sequence': sequence } };
}

function refreshIfNotLive(sequence: number | null): void {
  if (stream.connection.get() !== 'LIVE') {
    void loadWallets(sequence ?? undefined);
  }
}

function bumpHistory(): void {
  historyRevision.update((revision) => revision + 1);
}

function reset(): void {
  seenSequence = 0;
  known.clear();
  knownWallets.clear();
  openOrders.set(NOT_LOADED);
  wallets.set(NOT_LOADED);
  account.set(null);
}

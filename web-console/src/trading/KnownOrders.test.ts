import { beforeEach, describe, expect, it } from 'vitest';
import type { Order, OrderStatus } from '../api/types';
import { KnownOrders } from './KnownOrders';

function order(id: string, version: number, status: OrderStatus = 'OPEN'): Order {
  return {
    id,
    symbol: 'BTC-USD',
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
    selfTradePrevention: 'CANCEL_NEWEST',
    postOnly: false,
    price: '100',
    quantity: '1',
    filledQuantity: '0',
    openQuantity: '1',
    status,
    version,
    createdAt: '2026-01-31T12:00:00.000000Z',
    updatedAt: '2026-01-31T12:00:00.000000Z',
  };
}

describe('own orders', () => {
  let orders: KnownOrders;
  const open = () => orders.open().map((one) => `${one.id}@${one.version}`);

  beforeEach(() => {
    orders = new KnownOrders();
  });

  it('are shown newest first while they can trade', () => {
    orders.take([order('9', 1), order('10', 2, 'PARTIALLY_FILLED'), order('8', 3, 'FILLED')]);
    expect(open()).toEqual(['10@2', '9@1']);
  });

  it('stay ended when the answer to placing them comes after their end', () => {
    orders.take([order('1', 12, 'CANCELLED')]);
    orders.take([order('1', 10)]);
    expect(open()).toEqual([]);
  });

  it('are all told by a snapshot, but for those that are newer than it', () => {
    orders.take([order('1', 10), order('2', 11), order('3', 30)]);
    orders.takeAllOpen([order('2', 11)], 20);
    expect(open()).toEqual(['3@30', '2@11']);
  });

  it('are not taken back by an old snapshot', () => {
    orders.take([order('1', 30)]);
    orders.takeAllOpen([order('1', 10)], 20);
    expect(open()).toEqual(['1@30']);
  });
});

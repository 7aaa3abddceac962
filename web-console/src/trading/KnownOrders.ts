import type { Order } from '../api/types';
import { compareIds } from '../stream/feeds';

/**
 * The newest known state of every own order that was seen. Answers and stream messages may overtake
 * each other, so an order's `version` decides, not the time of arrival; ended orders stay known, so
 * that a late message can't bring one back to life.
 */
export class KnownOrders {
  private readonly byId = new Map<string, Order>();

  /** Takes orders in any order, from anywhere. */
  take(orders: readonly Order[]): void {
    for (const order of orders) {
      const before = this.byId.get(order.id);
      if (!before || before.version <= order.version) {
        this.byId.set(order.id, order);
      }
    }
  }

  /** Takes all orders that were open at `sequence`: others that were known as open have ended while nobody listened. */
  takeAllOpen(orders: readonly Order[], sequence: number): void {
    const named = new Set(orders.map((order) => order.id));
    for (const [id, order] of this.byId) {
      if (isOpen(order) && !named.has(id) && order.version <= sequence) {
        this.byId.delete(id);
      }
    }
    this.take(orders);
  }

  /** Those that can still trade, newest first. */
  open(): Order[] {
    return [...this.byId.values()].filter(isOpen).sort((a, b) => compareIds(b.id, a.id));
  }

  clear(): void {
    this.byId.clear();
  }
}

export function isOpen(order: Order): boolean {
  return (
    order.status === 'OPEN' ||
    order.status === 'PARTIALLY_FILLED' ||
    order.status === 'WAITING' ||
    order.status === 'PENDING'
  );
}

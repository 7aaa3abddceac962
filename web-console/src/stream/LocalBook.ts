import { Decimal } from '../base/decimal';
import type { BookChange, LevelPair, StreamMessage } from './messages';

/** One price of the book. `quantity` is what is open at it. */
export interface BookLevel {
  readonly price: string;
  readonly quantity: string;
}

/** `APPLIED` changed the book, `IGNORED` was older than it or no book message, `GAP` means that something is missing: subscribe again. */
export type BookResult = 'APPLIED' | 'IGNORED' | 'GAP';

interface Entry extends BookLevel {
  readonly units: bigint;
}

/** More decimals than any price has, so that prices compare as whole numbers. */
const PRICE_SCALE = 18;

/**
 * The order book of one symbol, kept from a snapshot and the changes after it:
 *
 * 1. A snapshot replaces everything; its `sequence` is the book's.
 * 2. An update whose `sequence` is not above the book's is old and ignored.
 * 3. An update whose `previous` is the book's sequence is applied: each level in it is the new
 *    absolute quantity at its price, zero removes it. Its `sequence` is then the book's.
 * 4. Any other update shows that one was missed. So does a heartbeat ahead of the book. The book is
 *    then empty and useless until the next snapshot.
 */
export class LocalBook {
  private bidEntries: Entry[] = [];
  private askEntries: Entry[] = [];
  private current: number | null = null;

  /** The sequence of the last message applied; null while there is no usable book. */
  get sequence(): number | null {
    return this.current;
  }

  /** Highest price first. */
  get bids(): readonly BookLevel[] {
    return this.bidEntries;
  }

  /** Lowest price first. */
  get asks(): readonly BookLevel[] {
    return this.askEntries;
  }

  apply(message: StreamMessage): BookResult {
    switch (message.type) {
      case 'snapshot':
        return this.replace(message);
      case 'update':
        return this.change(message);
      case 'heartbeat':
        return this.checkHeartbeat(message);
      case 'done':
      case 'error':
      case 'shutdown':
        return 'IGNORED';
    }
  }

  clear(): void {
    this.bidEntries = [];
    this.askEntries = [];
    this.current = null;
  }

  private replace(message: StreamMessage): BookResult {
    this.clear();
    this.set(message.data as BookChange | undefined);
    this.current = message.sequence ?? 0;
    return 'APPLIED';
  }

  private change(message: StreamMessage): BookResult {
    if (this.current === null || message.sequence === undefined) {
      return 'IGNORED';
    }
    if (message.sequence <= this.current) {
      return 'IGNORED';
    }
    if (message.previous !== this.current) {
      this.clear();
      return 'GAP';
    }
    this.set(message.data as BookChange | undefined);
    this.current = message.sequence;
    return 'APPLIED';
  }

  private checkHeartbeat(message: StreamMessage): BookResult {
    if (
      this.current === null ||
      message.sequence === undefined ||
      message.sequence <= this.current
    ) {
      return 'IGNORED';
    }
    this.clear();
    return 'GAP';
  }

  private set(change: BookChange | undefined): void {
    for (const level of change?.bids ?? []) {
      setLevel(this.bidEntries, level, -1n);
    }
    for (const level of change?.asks ?? []) {
      setLevel(this.askEntries, level, 1n);
    }
  }
}

/** `direction` is 1 where the lowest price is best and -1 where the highest is. */
function setLevel(entries: Entry[], [price, quantity]: LevelPair, direction: bigint): void {
  const units = Decimal.of(price).unitsAt(PRICE_SCALE);
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = entries[middle] as Entry;
    if ((entry.units - units) * direction < 0n) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const found = entries[low]?.units === units ? 1 : 0;
  if (Decimal.of(quantity).sign() === 0) {
    entries.splice(low, found);
  } else {
    entries.splice(low, found, { price, quantity, units });
  }
}

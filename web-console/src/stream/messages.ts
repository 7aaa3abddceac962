import type { Candle, Depth, MarketTrade, Order, ProblemBody, Ticker, Wallet } from '../api/types';

/** A message of `/v1/stream`. */
export interface StreamMessage<T = unknown> {
  channel: string;
  type: 'snapshot' | 'update' | 'heartbeat' | 'done' | 'error' | 'shutdown';
  id?: string;
  sequence?: number;
  previous?: number;
  data?: T;
}

/** Price and the quantity that is now open at it. */
export type LevelPair = readonly [price: string, quantity: string];

/** What a book update carries: only the levels that changed. A quantity of zero removes its level. */
export interface BookChange {
  bids?: readonly LevelPair[];
  asks?: readonly LevelPair[];
}

/** What the messages of each kind of channel carry. */
export interface ChannelData {
  book: Depth | BookChange;
  trades: MarketTrade[];
  candles: Candle;
  ticker: Ticker;
  orders: Order[];
  wallets: Wallet[];
}

/** The message that `text` spells, or null when it is none. */
export function parseMessage(text: string): StreamMessage | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) {
    return null;
  }
  const candidate = value as Partial<StreamMessage>;
  return typeof candidate.type === 'string'
    ? ({ ...candidate, channel: candidate.channel ?? '' } as StreamMessage)
    : null;
}

/** What an error message says. */
export function errorText(message: StreamMessage): string {
  const problem = message.data as Partial<ProblemBody> | undefined;
  return problem?.detail ?? problem?.title ?? 'The server refused this subscription.';
}

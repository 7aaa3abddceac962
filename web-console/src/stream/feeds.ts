import { answer, api } from '../api/client';
import { type Loadable, NOT_LOADED } from '../api/loadable';
import { asProblem } from '../api/problem';
import type { Capabilities, MarketSymbol, MarketTrade, ServerTime, Ticker } from '../api/types';
import { Store } from '../base/store';
import { type BookLevel, LocalBook } from './LocalBook';
import { type ChannelData, errorText, type StreamMessage } from './messages';
import { pageSocket, StreamClient } from './StreamClient';

/** The page's one connection. */
export const stream = new StreamClient(pageSocket);

/** What kind of market this is, what is traded on it, and by which kinds of orders. */
export interface MarketFacts {
  symbols: MarketSymbol[];
  capabilities: Capabilities;
  demo: boolean;
}

export const market = new Store<Loadable<MarketFacts>>(NOT_LOADED);

let marketAgain: ReturnType<typeof setTimeout> | undefined;
const MARKET_AGAIN_MILLIS = 5_000;

/** Fills `market`; where that fails, it is tried again until the server is back. */
export async function loadMarket(): Promise<void> {
  clearTimeout(marketAgain);
  try {
    const [time, symbols, capabilities]: [ServerTime, { items: MarketSymbol[] }, Capabilities] =
      await Promise.all([
        answer(api.GET('/v1/time')),
        answer(api.GET('/v1/symbols')),
        answer(api.GET('/v1/capabilities')),
      ]);
    const demo = time.environment === 'DEMO' || symbols.items.some((symbol) => symbol.simulated);
    market.set({ value: { symbols: symbols.items, capabilities, demo }, problem: null });
  } catch (error) {
    market.update((before) => ({ ...before, problem: asProblem(error) }));
    marketAgain = setTimeout(() => void loadMarket(), MARKET_AGAIN_MILLIS);
  }
}

/** Tickers by symbol. */
export const tickers = new Store<Readonly<Record<string, Ticker>>>({});

/** Keeps `tickers` of these symbols going until the returned function is called. */
export function followTickers(symbols: readonly string[]): () => void {
  let pending: Record<string, Ticker> = {};
  const show = perFrame(() => {
    const fresh = pending;
    pending = {};
    tickers.update((before) => ({ ...before, ...fresh }));
  });
  const stops = symbols.map((symbol) =>
    stream.subscribe(`ticker:${symbol}`, {
      onMessage: (message: StreamMessage) => {
        if (carriesData(message)) {
          pending[symbol] = message.data as ChannelData['ticker'];
          show();
        }
      },
    }),
  );
  return () => {
    for (const stop of stops) {
      stop();
    }
  };
}

export interface BookView {
  /** Highest price first. */
  bids: readonly BookLevel[];
  /** Lowest price first. */
  asks: readonly BookLevel[];
  /** False before the first snapshot, and after a gap until the next. */
  ready: boolean;
  error: string | null;
}

export const EMPTY_BOOK: BookView = { bids: [], asks: [], ready: false, error: null };
const SHOWN_LEVELS = 40;

/** Keeps the book of one symbol in `view`, at most once per frame. */
export function followBook(symbol: string, view: Store<BookView>): () => void {
  const channel = `book:${symbol}`;
  const book = new LocalBook();
  const show = perFrame(() =>
    view.set({
      bids: book.bids.slice(0, SHOWN_LEVELS),
      asks: book.asks.slice(0, SHOWN_LEVELS),
      ready: book.sequence !== null,
      error: null,
    }),
  );
  view.set(EMPTY_BOOK);
  return stream.subscribe(channel, {
    onMessage: (message) => {
      if (message.type === 'error') {
        view.update((before) => ({ ...before, error: errorText(message) }));
        return;
      }
      switch (book.apply(message)) {
        case 'APPLIED':
          show();
          break;
        case 'GAP':
          stream.resubscribe(channel);
          break;
        case 'IGNORED':
          break;
      }
    },
    onLost: () => book.clear(),
  });
}

const SHOWN_TRADES = 60;

/** Keeps the newest trades of one symbol, newest first; null before the first snapshot. */
export function followTrades(symbol: string, view: Store<MarketTrade[] | null>): () => void {
  let trades: MarketTrade[] = [];
  const show = perFrame(() => view.set(trades));
  view.set(null);
  return stream.subscribe(`trades:${symbol}`, {
    onMessage: (message) => {
      if (carriesData(message)) {
        const fresh = message.data as ChannelData['trades'];
        trades = newestFirst(message.type === 'snapshot' ? fresh : [...fresh, ...trades]);
        show();
      }
    },
  });
}

/** Without doubles, newest first, as many as are shown. */
export function newestFirst(trades: readonly MarketTrade[]): MarketTrade[] {
  const byId = new Map(trades.map((trade) => [trade.id, trade]));
  return [...byId.values()].sort((a, b) => compareIds(b.id, a.id)).slice(0, SHOWN_TRADES);
}

/** The engine's ids are decimal numbers that may be longer than a JavaScript number is exact. */
export function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** Whether the message tells something: the snapshot of a market without a trade is an empty object. */
export function carriesData(message: StreamMessage): boolean {
  if (message.type !== 'snapshot' && message.type !== 'update') {
    return false;
  }
  const { data } = message;
  return Array.isArray(data) || (typeof data === 'object' && Object.keys(data ?? {}).length > 0);
}

/** Runs `work` in the next frame, once however often it is asked for: a burst of messages is drawn once. */
export function perFrame(work: () => void): () => void {
  let asked = false;
  return () => {
    if (!asked) {
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        work();
      });
    }
  };
}

import { useEffect, useMemo, useRef, useState } from 'react';
import type { MarketSymbol, MarketTrade, Side } from '../api/types';
import { Decimal } from '../base/decimal';
import { fixed, grouped } from '../base/format';
import { type Store, useStore } from '../base/store';
import { type BookView, stream } from '../stream/feeds';
import type { BookLevel } from '../stream/LocalBook';
import figures from './figures.module.css';
import styles from './OrderBook.module.css';
import { openOrders } from './ownAccount';
import { Empty, Panel } from './Panel';

const ROW_HEIGHT = 20;
const MIDDLE_HEIGHT = 34;
const HEAD_HEIGHT = 22;
const FEWEST_LEVELS = 5;

interface Row extends BookLevel {
  total: string;
  /** Of the deepest total shown, 0 to 1. For drawing only. */
  share: number;
}

/** The book around its middle: asks above, bids below, as many levels as there is room for. */
export function OrderBook({
  symbol,
  view,
  trades,
  onPick,
}: {
  symbol: MarketSymbol;
  view: Store<BookView>;
  trades: Store<MarketTrade[] | null>;
  onPick: (price: string) => void;
}) {
  const { bids, asks, ready, error } = useStore(view);
  const [box, levels] = useLevelsThatFit();
  const own = useOwnPrices(symbol.symbol);
  const { bidRows, askRows } = useMemo(
    () => cumulate(bids.slice(0, levels), asks.slice(0, levels)),
    [bids, asks, levels],
  );
  const side = (rows: Row[], which: Side) => (
    <Levels rows={rows} side={which} count={levels} symbol={symbol} own={own} onPick={onPick} />
  );
  return (
    <Panel title="Order book">
      <div className={styles.box} ref={box} data-testid="order-book">
        {error ? (
          <Empty>{error}</Empty>
        ) : (
          <>
            <table className={figures.table}>
              <caption className="visually-hidden">Offers to sell, lowest price last</caption>
              <thead>
                <tr className={styles.head}>
                  <th scope="col">Price ({symbol.quote})</th>
                  <th scope="col">Size ({symbol.base})</th>
                  <th scope="col">Total</th>
                </tr>
              </thead>
              <tbody data-testid="asks">{side(askRows, 'SELL')}</tbody>
            </table>
            <Middle symbol={symbol} bids={bids} asks={asks} ready={ready} trades={trades} />
            <table className={figures.table}>
              <caption className="visually-hidden">Offers to buy, highest price first</caption>
              <tbody data-testid="bids">{side(bidRows, 'BUY')}</tbody>
            </table>
          </>
        )}
      </div>
    </Panel>
  );
}

function Levels({
  rows,
  side,
  count,
  symbol,
  own,
  onPick,
}: {
  rows: Row[];
  side: Side;
  count: number;
  symbol: MarketSymbol;
  own: ReadonlySet<string>;
  onPick: (price: string) => void;
}) {
  // A place for every level, taken or not, so that nothing moves when the book is thin.
  const places = Array.from({ length: count }, (_, place) => place);
  const ordered = side === 'SELL' ? places.reverse() : places;
  return ordered.map((place) => {
    const row = rows[place];
    if (!row) {
      return (
        <tr key={place} className={styles.row}>
          <td />
          <td />
          <td />
        </tr>
      );
    }
    return (
      <tr key={place} className={styles.row} data-side={side}>
        <td>
          <button
            type="button"
            tabIndex={-1}
            className={`${styles.price} ${side === 'BUY' ? 'buy' : 'sell'}`}
            onClick={() => onPick(row.price)}
            title="Use this price"
          >
            {fixed(row.price, symbol.priceDecimals)}
            {own.has(keyOf(row.price, side)) && (
              <span className={styles.own} title="Your order is here">
                <span className="visually-hidden">your order</span>
              </span>
            )}
          </button>
        </td>
        <td>{fixed(row.quantity, symbol.quantityDecimals)}</td>
        <td className={styles.total}>
          <span
            className={styles.bar}
            data-side={side}
            style={{ transform: `scaleX(${row.share})` }}
          />
          <span className={styles.totalText}>{fixed(row.total, symbol.quantityDecimals)}</span>
        </td>
      </tr>
    );
  });
}

function Middle({
  symbol,
  bids,
  asks,
  ready,
  trades,
}: {
  symbol: MarketSymbol;
  bids: readonly BookLevel[];
  asks: readonly BookLevel[];
  ready: boolean;
  trades: Store<MarketTrade[] | null>;
}) {
  const last = useStore(trades)?.[0];
  const connection = useStore(stream.connection);
  const spread = spreadOf(bids[0], asks[0]);
  return (
    <div className={`${styles.middle} figures`}>
      {last ? (
        <span className={last.takerSide === 'BUY' ? 'buy' : 'sell'}>
          <span aria-hidden="true">{last.takerSide === 'BUY' ? '↑' : '↓'}</span>{' '}
          {fixed(last.price, symbol.priceDecimals)}
          <span className="visually-hidden">
            {' '}
            last trade, {last.takerSide === 'BUY' ? 'bought' : 'sold'}
          </span>
        </span>
      ) : (
        <span className="muted">–</span>
      )}
      <span className={styles.spread}>
        {!ready
          ? connection === 'RECONNECTING'
            ? 'Not connected'
            : 'Loading…'
          : spread && Decimal.of(spread.absolute).sign() <= 0
            ? 'Crossed, until the auction trades'
            : spread
              ? `Spread ${grouped(spread.absolute)} (${spread.percent}%)`
              : 'One side is empty'}
      </span>
    </div>
  );
}

/** The distance between the best prices, and in percent of the best ask. */
export function spreadOf(
  bid: BookLevel | undefined,
  ask: BookLevel | undefined,
): { absolute: string; percent: string } | null {
  if (!bid || !ask) {
    return null;
  }
  const best = Decimal.of(ask.price);
  const absolute = best.minus(Decimal.of(bid.price));
  const percent = absolute.times(Decimal.of('100')).dividedBy(best, 3, 'HALF_UP');
  return { absolute: absolute.toString(), percent: percent.toString() };
}

function cumulate(
  bids: readonly BookLevel[],
  asks: readonly BookLevel[],
): { bidRows: Row[]; askRows: Row[] } {
  const bidTotals = totals(bids);
  const askTotals = totals(asks);
  const deepest = Math.max(Number(bidTotals.at(-1) ?? 0), Number(askTotals.at(-1) ?? 0));
  const rows = (levels: readonly BookLevel[], sums: string[]): Row[] =>
    levels.map((level, index) => {
      const total = sums[index] ?? '0';
      return { ...level, total, share: deepest > 0 ? Number(total) / deepest : 0 };
    });
  return { bidRows: rows(bids, bidTotals), askRows: rows(asks, askTotals) };
}

function totals(levels: readonly BookLevel[]): string[] {
  let sum = Decimal.ZERO;
  return levels.map((level) => {
    sum = sum.plus(Decimal.of(level.quantity));
    return sum.toString();
  });
}

function useOwnPrices(symbol: string): ReadonlySet<string> {
  const orders = useStore(openOrders).value;
  return useMemo(
    () =>
      new Set(
        (orders ?? [])
          .filter((order) => order.symbol === symbol && order.price)
          .map((order) => keyOf(order.price ?? '', order.side)),
      ),
    [orders, symbol],
  );
}

function keyOf(price: string, side: Side): string {
  return `${side} ${Decimal.of(price).stripped().toString()}`;
}

/** How many levels a side fit into the box. */
function useLevelsThatFit() {
  const box = useRef<HTMLDivElement>(null);
  const [levels, setLevels] = useState(10);
  useEffect(() => {
    const element = box.current;
    if (!element) {
      return;
    }
    const observer = new ResizeObserver(([entry]) => {
      const height = entry?.contentRect.height ?? 0;
      if (height > 0) {
        const rows = Math.floor((height - HEAD_HEIGHT - MIDDLE_HEIGHT) / ROW_HEIGHT / 2);
        setLevels(Math.max(rows, FEWEST_LEVELS));
      }
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [box, levels] as const;
}

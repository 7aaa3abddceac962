import { Skeleton } from '@mantine/core';
import type { MarketSymbol, MarketTrade } from '../api/types';
import { clockTime, fixed } from '../base/format';
import { type Store, useStore } from '../base/store';
import figures from './figures.module.css';
import { Empty, Panel } from './Panel';
import styles from './RecentTrades.module.css';

/** The market's newest trades; the colour and the arrow say which side took. */
export function RecentTrades({
  symbol,
  trades,
}: {
  symbol: MarketSymbol;
  trades: Store<MarketTrade[] | null>;
}) {
  const shown = useStore(trades);
  return (
    <Panel title="Recent trades">
      {shown === null && <Waiting />}
      {shown?.length === 0 && <Empty>No trade in this market yet.</Empty>}
      {shown && shown.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section className={styles.scroll} data-testid="trades" aria-label="Trades" tabIndex={0}>
          <table className={figures.table}>
            <thead>
              <tr>
                <th scope="col">Price</th>
                <th scope="col">Size</th>
                <th scope="col">Time</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((trade) => (
                <tr key={trade.id} data-trade={trade.id}>
                  <td className={trade.takerSide === 'BUY' ? 'buy' : 'sell'}>
                    {fixed(trade.price, symbol.priceDecimals)}
                    <span className="visually-hidden">
                      {trade.takerSide === 'BUY' ? ' bought' : ' sold'}
                    </span>
                  </td>
                  <td>{fixed(trade.quantity, symbol.quantityDecimals)}</td>
                  <td className="muted">{clockTime(trade.time)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Panel>
  );
}

function Waiting() {
  return (
    <div className={styles.waiting}>
      {[0, 1, 2, 3, 4, 5].map((row) => (
        <Skeleton key={row} height={12} />
      ))}
    </div>
  );
}

import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { MarketSymbol, Ticker } from '../api/types';
import { fixed, signedPercent } from '../base/format';
import { addressOf } from '../base/route';
import { useStore } from '../base/store';
import { tickers } from '../stream/feeds';
import styles from './MarketList.module.css';
import { statusOf, unusualStatus } from './marketStatus';
import { Empty, Panel } from './Panel';

/** All symbols with last price and the change of 24 hours; choosing one opens it. */
export function MarketList({ symbols, chosen }: { symbols: MarketSymbol[]; chosen: string }) {
  return (
    <Panel title="Markets">
      <SymbolPicker symbols={symbols} chosen={chosen} />
    </Panel>
  );
}

export function SymbolPicker({
  symbols,
  chosen,
  onChoose,
}: {
  symbols: MarketSymbol[];
  chosen: string;
  onChoose?: () => void;
}) {
  const [search, setSearch] = useState('');
  const byName = useStore(tickers);
  const wanted = search.trim().toUpperCase();
  const shown = symbols.filter((one) => one.symbol.includes(wanted));
  return (
    <div className={styles.picker}>
      <div className={styles.search}>
        <TextInput
          size="xs"
          type="search"
          aria-label="Search a market"
          placeholder="Search"
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      </div>
      {shown.length === 0 ? (
        <Empty>No market has “{search.trim()}” in its name.</Empty>
      ) : (
        <ul className={styles.list}>
          {shown.map((one) => (
            <li key={one.symbol}>
              <a
                className={styles.row}
                href={addressOf({ screen: 'TRADE', symbol: one.symbol })}
                aria-current={one.symbol === chosen ? 'page' : undefined}
                onClick={onChoose}
              >
                <span className={styles.symbol}>
                  {one.base}
                  <span className="muted">/{one.quote}</span>
                </span>
                <Quote symbol={one} ticker={byName[one.symbol]} />
              </a>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Quote({ symbol, ticker }: { symbol: MarketSymbol; ticker: Ticker | undefined }) {
  const unusual = unusualStatus(statusOf(symbol, ticker));
  return (
    <span className={`${styles.quote} figures`}>
      <span>{ticker?.last ? fixed(ticker.last, symbol.priceDecimals) : '–'}</span>
      {unusual ? <span className={styles.unusual}>{unusual}</span> : <Change ticker={ticker} />}
    </span>
  );
}

/** The change of 24 hours in percent; its sign says the direction, so the colour is not needed to read it. */
export function Change({ ticker }: { ticker: Ticker | undefined }) {
  if (!ticker?.changePercent) {
    return <span className="muted">–</span>;
  }
  const text = signedPercent(ticker.changePercent);
  const direction = text.startsWith('+') ? 'buy' : text.startsWith('0') ? 'muted' : 'sell';
  return <span className={direction}>{text}</span>;
}

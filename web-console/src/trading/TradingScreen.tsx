import { Alert, Button, Loader, SegmentedControl } from '@mantine/core';
import { useEffect, useState } from 'react';
import { answer, api } from '../api/client';
import { describe } from '../api/problem';
import type { Capabilities, MarketSymbol, MarketTrade } from '../api/types';
import { addressOf } from '../base/route';
import { Store, useStore } from '../base/store';
import { NotFound } from '../shell/NotFound';
import {
  type BookView,
  EMPTY_BOOK,
  followBook,
  followTickers,
  followTrades,
  loadMarket,
  market,
} from '../stream/feeds';
import { Balances } from './Balances';
import { CandleChart } from './CandleChart';
import { MarketList } from './MarketList';
import { OrderBook } from './OrderBook';
import { OrderForm } from './OrderForm';
import { OrdersPanel } from './OrdersPanel';
import { RecentTrades } from './RecentTrades';
import { SymbolStrip } from './SymbolStrip';
import styles from './TradingScreen.module.css';

const REMEMBERED = 'bourse.symbol';

/** Everything about one symbol on one screen. `wanted` is the symbol in the address, which may not exist. */
export function TradingScreen({ wanted }: { wanted: string | null }) {
  const known = useStore(market);
  if (!known.value) {
    return (
      <main className={styles.message}>
        {known.problem ? (
          <Alert color="red" role="alert" title="The market can't be shown">
            <p>{describe(known.problem)}</p>
            <Button size="xs" variant="default" onClick={() => void loadMarket()}>
              Try again
            </Button>
          </Alert>
        ) : (
          <Loader aria-label="Loading the market" />
        )}
      </main>
    );
  }
  const { symbols, capabilities } = known.value;
  const named = (name: string | null) => symbols.find((one) => one.symbol === name);
  if (wanted !== null && symbols.length > 0 && !named(wanted)) {
    return (
      <NotFound title={`${wanted} is not traded here`}>
        Traded are{' '}
        {symbols.map(({ symbol }, place) => (
          <span key={symbol}>
            {place > 0 && ', '}
            <a href={addressOf({ screen: 'TRADE', symbol })}>{symbol}</a>
          </span>
        ))}
        .
      </NotFound>
    );
  }
  const symbol = named(wanted ?? remembered()) ?? symbols[0];
  if (!symbol) {
    return (
      <main className={styles.message}>
        <Alert color="gray" title="Nothing is traded here yet">
          An administrator has to add a symbol first.
        </Alert>
      </main>
    );
  }
  return <Desk key={symbol.symbol} symbol={symbol} symbols={symbols} capabilities={capabilities} />;
}

type View = 'chart' | 'book' | 'trades';

function Desk({
  symbol,
  symbols,
  capabilities,
}: {
  symbol: MarketSymbol;
  symbols: MarketSymbol[];
  capabilities: Capabilities;
}) {
  const [book] = useState(() => new Store<BookView>(EMPTY_BOOK));
  const [trades] = useState(() => new Store<MarketTrade[] | null>(null));
  const [pickedPrice, setPickedPrice] = useState<{ price: string } | null>(null);
  const [view, setView] = useState<View>('chart');
  const quoteDecimals = useAssetDecimals(symbol.quote, symbol.priceDecimals);

  useEffect(() => remember(symbol.symbol), [symbol.symbol]);
  useEffect(() => followTickers(symbols.map((one) => one.symbol)), [symbols]);
  useEffect(() => followBook(symbol.symbol, book), [symbol.symbol, book]);
  useEffect(() => followTrades(symbol.symbol, trades), [symbol.symbol, trades]);

  return (
    <main className={styles.desk} data-view={view}>
      <h1 className="visually-hidden">Trade {symbol.symbol}</h1>
      <div className={styles.markets}>
        <MarketList symbols={symbols} chosen={symbol.symbol} />
      </div>
      <div className={styles.strip}>
        <SymbolStrip symbol={symbol} symbols={symbols} />
      </div>
      <div className={styles.views}>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label="What to show"
          value={view}
          onChange={(value) => setView(value as View)}
          data={[
            { value: 'chart', label: 'Chart' },
            { value: 'book', label: 'Order book' },
            { value: 'trades', label: 'Trades' },
          ]}
        />
      </div>
      <div className={styles.chart}>
        <CandleChart symbol={symbol} />
      </div>
      <div className={styles.book}>
        <OrderBook
          symbol={symbol}
          view={book}
          trades={trades}
          onPick={(price) => setPickedPrice({ price })}
        />
      </div>
      <div className={styles.trades}>
        <RecentTrades symbol={symbol} trades={trades} />
      </div>
      <div className={styles.side}>
        <OrderForm
          symbol={symbol}
          capabilities={capabilities}
          book={book}
          quoteDecimals={quoteDecimals}
          pickedPrice={pickedPrice}
        />
        <Balances symbol={symbol} />
      </div>
      <div className={styles.orders}>
        <OrdersPanel symbol={symbol} symbols={symbols} />
      </div>
    </main>
  );
}

/** Decimals of the smallest amount of an asset; `fallback` until they are known. */
function useAssetDecimals(asset: string, fallback: number): number {
  const [decimals, setDecimals] = useState(fallback);
  useEffect(() => {
    let wanted = true;
    answer(api.GET('/v1/assets')).then(
      (assets) => {
        const found = assets.items.find((one) => one.symbol === asset);
        if (wanted && found) {
          setDecimals(found.decimals);
        }
      },
      () => {
        // Only the estimate's last digits depend on it.
      },
    );
    return () => {
      wanted = false;
    };
  }, [asset]);
  return decimals;
}

function remembered(): string | null {
  try {
    return window.localStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
}

function remember(symbol: string): void {
  try {
    window.localStorage.setItem(REMEMBERED, symbol);
  } catch {
    // Storage is switched off: the first symbol is shown next time.
  }
}

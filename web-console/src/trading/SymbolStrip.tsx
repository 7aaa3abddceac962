import { Popover, UnstyledButton } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import type { MarketSymbol, Ticker } from '../api/types';
import { compact, fixed } from '../base/format';
import { useStore } from '../base/store';
import { ChevronIcon } from '../shell/icons';
import { tickers } from '../stream/feeds';
import { auctionFacts, timeLeft } from './auction';
import { Change, SymbolPicker } from './MarketList';
import { statusOf, unusualStatus } from './marketStatus';
import styles from './SymbolStrip.module.css';

/** The chosen symbol and its last 24 hours; its name opens the list of symbols. */
export function SymbolStrip({
  symbol,
  symbols,
}: {
  symbol: MarketSymbol;
  symbols: MarketSymbol[];
}) {
  const [opened, setOpened] = useState(false);
  const ticker = useStore(tickers)[symbol.symbol];
  const price = (text: string | undefined) => (text ? fixed(text, symbol.priceDecimals) : '–');
  const last = ticker?.last;
  const unusual = unusualStatus(statusOf(symbol, ticker));
  useEffect(() => {
    const shown = last ? `${fixed(last, symbol.priceDecimals)} ` : '';
    document.title = `${shown}${symbol.symbol} · Bourse`;
    return () => {
      document.title = 'Bourse';
    };
  }, [last, symbol]);
  return (
    <section className={styles.strip} aria-label={`${symbol.symbol}, last 24 hours`}>
      <Popover
        opened={opened}
        onChange={setOpened}
        position="bottom-start"
        width={280}
        trapFocus
        shadow="md"
      >
        <Popover.Target>
          <UnstyledButton
            className={styles.name}
            onClick={() => setOpened(!opened)}
            aria-label={`${symbol.symbol}: choose another market`}
          >
            {symbol.base}
            <span className="muted">/{symbol.quote}</span>
            <ChevronIcon size={14} />
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown className={styles.dropdown}>
          <SymbolPicker
            symbols={symbols}
            chosen={symbol.symbol}
            onChoose={() => setOpened(false)}
          />
        </Popover.Dropdown>
      </Popover>
      <span className={`${styles.last} figures`} data-testid="last-price">
        {price(ticker?.last)}
      </span>
      {unusual && (
        <span className={styles.status} data-testid="market-status">
          {unusual}
        </span>
      )}
      <dl className={styles.facts}>
        {ticker?.auction && <AuctionFacts symbol={symbol} auction={ticker.auction} />}
        <Fact name="24h change">
          <Change ticker={ticker} />
        </Fact>
        <Fact name="24h high">{price(ticker?.high)}</Fact>
        <Fact name="24h low">{price(ticker?.low)}</Fact>
        <Fact name={`24h volume (${symbol.base})`}>{ticker ? compact(ticker.volume) : '–'}</Fact>
        <Fact name={`24h volume (${symbol.quote})`}>
          {ticker ? compact(ticker.quoteVolume) : '–'}
        </Fact>
      </dl>
    </section>
  );
}

/** What the auction would trade now, and when it does. */
function AuctionFacts({
  symbol,
  auction,
}: {
  symbol: MarketSymbol;
  auction: NonNullable<Ticker['auction']>;
}) {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(new Date()), 1000);
    return () => window.clearInterval(timer);
  }, []);
  return (
    <>
      {auctionFacts(symbol, auction).map(([name, value]) => (
        <Fact key={name} name={name}>
          {value}
        </Fact>
      ))}
      {auction.uncrossAt && <Fact name="Trades in">{timeLeft(auction.uncrossAt, now)}</Fact>}
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

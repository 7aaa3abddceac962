import { Button, SegmentedControl, useComputedColorScheme } from '@mantine/core';
import {
  type CandlestickData,
  CandlestickSeries,
  ColorType,
  CrosshairMode,
  createChart,
  type HistogramData,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  TickMarkType,
  type UTCTimestamp,
} from 'lightweight-charts';
import { useEffect, useRef, useState } from 'react';
import { answer, api } from '../api/client';
import { asProblem, describe } from '../api/problem';
import type { Candle, CandleInterval, MarketSymbol } from '../api/types';
import { fixed, grouped } from '../base/format';
import { carriesData, stream } from '../stream/feeds';
import type { ChannelData } from '../stream/messages';
import styles from './CandleChart.module.css';
import { Empty, Panel } from './Panel';

const INTERVALS: CandleInterval[] = ['1m', '5m', '15m', '30m', '1h', '4h', '1d'];

type Phase = { name: 'LOADING' | 'EMPTY' | 'SHOWN' } | { name: 'FAILED'; text: string };

/** History by request, then live by stream. Prices become numbers here, for drawing only. */
export function CandleChart({ symbol }: { symbol: MarketSymbol }) {
  const [interval, setInterval] = useState<CandleInterval>('1m');
  const [attempt, setAttempt] = useState(0);
  const [phase, setPhase] = useState<Phase>({ name: 'LOADING' });
  const [latest, setLatest] = useState<Candle | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const drawing = useRef<Drawing | null>(null);
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });

  useEffect(() => {
    if (!box.current) {
      return;
    }
    const created = new Drawing(box.current, symbol);
    drawing.current = created;
    return () => {
      drawing.current = null;
      created.remove();
    };
  }, [symbol]);

  // The colours are read from the style sheet once the new scheme is applied to the page.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the scheme changes the colours, not the code
  useEffect(() => drawing.current?.paint(), [scheme, symbol]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt runs the same code again
  useEffect(() => {
    setPhase({ name: 'LOADING' });
    setLatest(null);
    const abort = new AbortController();
    const candles = new Map<number, Candle>();
    let loaded = false;
    const draw = () => {
      const sorted = [...candles.values()].sort((a, b) => toTime(a) - toTime(b));
      drawing.current?.replace(sorted);
      setLatest(sorted.at(-1) ?? null);
      setPhase({ name: sorted.length > 0 ? 'SHOWN' : 'EMPTY' });
    };
    const load = async () => {
      try {
        const history = await answer(
          api.GET('/v1/symbols/{symbol}/candles', {
            params: { path: { symbol: symbol.symbol }, query: { interval, limit: 500 } },
            signal: abort.signal,
          }),
        );
        const live = [...candles.values()];
        for (const candle of [...history.items, ...live]) {
          keepNewer(candles, candle);
        }
        loaded = true;
        draw();
      } catch (error) {
        if (!abort.signal.aborted) {
          setPhase({ name: 'FAILED', text: describe(asProblem(error)) });
        }
      }
    };
    let snapshots = 0;
    const stop = stream.subscribe(`candles:${symbol.symbol}:${interval}`, {
      onMessage: (message) => {
        if (message.type === 'snapshot') {
          snapshots += 1;
          if (snapshots > 1) {
            // After a lost connection: what closed meanwhile comes by request.
            void load();
          }
        }
        if (carriesData(message)) {
          const candle = message.data as ChannelData['candles'];
          keepNewer(candles, candle);
          if (!loaded) {
            // It waits for the history, and is then drawn with it.
          } else if (candles.size === 1) {
            draw();
          } else {
            drawing.current?.update(candle);
            setLatest(candle);
          }
        }
      },
    });
    void load();
    return () => {
      abort.abort();
      stop();
      drawing.current?.replace([]);
    };
  }, [symbol, interval, attempt]);

  return (
    <Panel
      title="Chart"
      aside={
        <SegmentedControl
          size="xs"
          aria-label="Length of a candle"
          value={interval}
          onChange={(value) => setInterval(value as CandleInterval)}
          data={INTERVALS}
          className={styles.intervals}
        />
      }
    >
      <div className={styles.frame}>
        <Legend candle={latest} symbol={symbol} />
        <div
          ref={box}
          className={styles.chart}
          role="img"
          aria-label={`Candles of ${symbol.symbol}, ${interval} each. ${latest ? `Last price ${latest.close}.` : ''}`}
          data-testid="chart"
          data-last={latest ? `${latest.openTime} ${latest.close} ${latest.volume}` : ''}
        />
        {phase.name !== 'SHOWN' && (
          <div className={styles.cover}>
            {phase.name === 'LOADING' && <Empty>Loading candles…</Empty>}
            {phase.name === 'EMPTY' && <Empty>No trade in this market yet.</Empty>}
            {phase.name === 'FAILED' && (
              <Empty>
                {phase.text}
                <Button size="xs" variant="default" onClick={() => setAttempt(attempt + 1)}>
                  Try again
                </Button>
              </Empty>
            )}
          </div>
        )}
        <p className={styles.attribution}>
          TradingView Lightweight Charts™ © 2025 TradingView, Inc.{' '}
          <a href="https://www.tradingview.com/" target="_blank" rel="noopener noreferrer">
            www.tradingview.com
          </a>
        </p>
      </div>
    </Panel>
  );
}

function Legend({ candle, symbol }: { candle: Candle | null; symbol: MarketSymbol }) {
  const price = (text: string | undefined) => (text ? fixed(text, symbol.priceDecimals) : '–');
  return (
    <div className={`${styles.legend} figures`} aria-hidden="true">
      <span>O {price(candle?.open)}</span>
      <span>H {price(candle?.high)}</span>
      <span>L {price(candle?.low)}</span>
      <span>C {price(candle?.close)}</span>
    </div>
  );
}

/** A live candle may be newer than the history that was asked for before it came: the one with more trades wins. */
function keepNewer(candles: Map<number, Candle>, candle: Candle): void {
  const before = candles.get(toTime(candle));
  if (!before || before.trades <= candle.trades) {
    candles.set(toTime(candle), candle);
  }
}

/** The chart and its two series. */
class Drawing {
  private readonly chart: IChartApi;
  private readonly candles: ISeriesApi<'Candlestick'>;
  private readonly volumes: ISeriesApi<'Histogram'>;
  private rising = '';
  private falling = '';
  private shown: Candle[] = [];

  constructor(
    private readonly box: HTMLElement,
    symbol: MarketSymbol,
  ) {
    this.chart = createChart(box, {
      autoSize: true,
      crosshair: { mode: CrosshairMode.Normal },
      rightPriceScale: { borderVisible: false },
      timeScale: {
        borderVisible: false,
        timeVisible: true,
        secondsVisible: false,
        rightOffset: 4,
        tickMarkFormatter: (time: number, mark: TickMarkType) => MARKS[mark].format(time * 1000),
      },
      localization: {
        timeFormatter: (time: number) => LOCAL_TIME.format(time * 1000),
        priceFormatter: (price: number) => grouped(price.toFixed(symbol.priceDecimals)),
      },
      // Its logo brings a <style> element, which the page's policy forbids; the attribution stands below the chart.
      layout: { attributionLogo: false },
    });
    const minMove = Number(symbol.tickSize);
    this.candles = this.chart.addSeries(CandlestickSeries, {
      borderVisible: false,
      priceFormat: { type: 'price', precision: symbol.priceDecimals, minMove },
    });
    this.volumes = this.chart.addSeries(HistogramSeries, {
      priceFormat: { type: 'volume' },
      priceScaleId: 'volume',
      lastValueVisible: false,
      priceLineVisible: false,
    });
    this.candles.priceScale().applyOptions({ scaleMargins: { top: 0.1, bottom: 0.22 } });
    this.volumes.priceScale().applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } });
    this.paint();
  }

  paint(): void {
    const style = getComputedStyle(this.box);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    this.rising = colour('--up-candle');
    this.falling = colour('--down-candle');
    this.chart.applyOptions({
      layout: {
        background: { type: ColorType.Solid, color: colour('--panel') },
        textColor: colour('--muted'),
        fontFamily: style.fontFamily,
        fontSize: 11,
      },
      grid: { vertLines: { color: colour('--line') }, horzLines: { color: colour('--line') } },
    });
    this.candles.applyOptions({
      upColor: this.rising,
      downColor: this.falling,
      wickUpColor: this.rising,
      wickDownColor: this.falling,
    });
    this.replace(this.shown, false);
  }

  replace(candles: Candle[], fit = true): void {
    this.shown = candles;
    this.candles.setData(candles.map(toBar));
    this.volumes.setData(candles.map((candle) => this.toVolume(candle)));
    if (fit && candles.length > 0) {
      const last = candles.length - 1;
      this.chart.timeScale().setVisibleLogicalRange({ from: last - 90, to: last + 4 });
    }
  }

  /** Changes the last candle or adds one after it. */
  update(candle: Candle): void {
    const last = this.shown.at(-1);
    if (last && toTime(candle) < toTime(last)) {
      return;
    }
    this.shown =
      last && toTime(last) === toTime(candle)
        ? [...this.shown.slice(0, -1), candle]
        : [...this.shown, candle];
    this.candles.update(toBar(candle));
    this.volumes.update(this.toVolume(candle));
  }

  remove(): void {
    this.chart.remove();
  }

  private toVolume(candle: Candle): HistogramData {
    const rose = Number(candle.close) >= Number(candle.open);
    const colour = rose ? this.rising : this.falling;
    return { time: toTime(candle), value: Number(candle.volume), color: `${colour}66` };
  }
}

const LOCAL_TIME = new Intl.DateTimeFormat('en-GB', {
  day: '2-digit',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

/** The chart's own marks are in UTC; everything else on the screen is in the user's time. */
const MARKS: Record<TickMarkType, Intl.DateTimeFormat> = {
  [TickMarkType.Year]: new Intl.DateTimeFormat('en-GB', { year: 'numeric' }),
  [TickMarkType.Month]: new Intl.DateTimeFormat('en-GB', { month: 'short' }),
  [TickMarkType.DayOfMonth]: new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' }),
  [TickMarkType.Time]: new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }),
  [TickMarkType.TimeWithSeconds]: new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }),
};

function toBar(candle: Candle): CandlestickData {
  return {
    time: toTime(candle),
    open: Number(candle.open),
    high: Number(candle.high),
    low: Number(candle.low),
    close: Number(candle.close),
  };
}

function toTime(candle: Candle): UTCTimestamp {
  return Math.floor(Date.parse(candle.openTime) / 1000) as UTCTimestamp;
}

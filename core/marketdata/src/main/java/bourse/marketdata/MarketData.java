package bourse.marketdata;

import bourse.domain.DoneReason;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import bourse.domain.SymbolDefinition;
import bourse.domain.Times;
import bourse.engine.ExecutedTrade;
import bourse.engine.FactSink;
import bourse.engine.MarketStatus;
import bourse.exchange.CandleInterval;
import bourse.exchange.CandleStore;
import bourse.exchange.Exchange;
import bourse.exchange.FactStream;
import bourse.exchange.TradeStore;
import bourse.platform.service.Health;
import bourse.platform.service.Service;
import bourse.platform.stream.Channel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All markets, in memory, from the facts. Facts come on one thread; readers and channels are thread
 * safe. Changes are published at a steady pace, however many commands made them, so that a busy
 * market does not cost its readers more than a quiet one.
 */
public final class MarketData implements FactStream.Consumer, Service {
  /** How often books and trades are published. */
  static final Duration PACE = Duration.ofMillis(25);

  /** Tickers and candles are published once in so many times. */
  private static final int SLOW = 10;

  private static final Duration RECORDED = Duration.ofDays(1).plusMinutes(1);
  private static final Logger LOG = LoggerFactory.getLogger(MarketData.class);

  private final MarketHistory history;
  private final InstantSource clock;
  private final Map<Integer, Market> byId = new ConcurrentHashMap<>();
  private final Map<String, Market> bySymbol = new ConcurrentHashMap<>();
  private final Facts facts = new Facts();
  private volatile boolean complete = true;
  private volatile Thread publisher;

  /** Reads what came before the start from the projection. */
  public MarketData(
      Exchange exchange, CandleStore candles, TradeStore trades, InstantSource clock) {
    this(new RecordedMarket(exchange, candles, trades), clock);
  }

  MarketData(MarketHistory history, InstantSource clock) {
    this.history = history;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "marketdata";
  }

  /** Nobody waits here for a command of its own, so what comes in a moment is read together. */
  @Override
  public Duration flushInterval() {
    return Duration.ofMillis(5);
  }

  @Override
  public FactStream.Pace pace() {
    return FactStream.Pace.CATCHES_UP;
  }

  @Override
  public long position() {
    return FROM_STATE;
  }

  @Override
  public FactSink sink() {
    return facts;
  }

  @Override
  public void restart() {
    facts.restart();
  }

  @Override
  public void flush(long sequence) {
    // Every command is visible once its facts end: there is nothing to commit.
  }

  @Override
  public void start() {
    publisher = Thread.ofVirtual().name("marketdata-publisher").start(this::publishSteadily);
  }

  @Override
  public void stop() throws InterruptedException {
    Thread running = publisher;
    publisher = null;
    if (running != null) {
      running.interrupt();
      running.join();
    }
  }

  @Override
  public Health health() {
    return complete
        ? Health.UP
        : Health.degraded(
            "The figures of the last 24 hours lack trades from before the start, because the"
                + " projection was too far behind; restart once it has caught up");
  }

  Optional<Market> market(String symbol) {
    return Optional.ofNullable(bySymbol.get(symbol));
  }

  Collection<Market> markets() {
    return bySymbol.values();
  }

  /**
   * The channel of that name: {@code book:BTC-USD}, {@code trades:BTC-USD}, {@code ticker:BTC-USD},
   * {@code candles:BTC-USD:1m}.
   */
  public Optional<Channel> channel(String name) {
    String[] parts = name.split(":", -1);
    if (parts.length == 3 && parts[0].equals("candles")) {
      return CandleInterval.of(parts[2])
          .flatMap(interval -> market(parts[1]).map(market -> market.candleChannel(interval)));
    }
    if (parts.length != 2) {
      return Optional.empty();
    }
    return switch (parts[0]) {
      case "book" -> market(parts[1]).map(Market::bookChannel);
      case "trades" -> market(parts[1]).map(Market::tradesChannel);
      case "ticker" -> market(parts[1]).map(Market::tickerChannel);
      default -> Optional.empty();
    };
  }

  /** Publishes what changed; every call the fast channels, and all when asked to. */
  void publish(boolean slowToo) {
    for (Market market : bySymbol.values()) {
      market.publishFast();
      if (slowToo) {
        market.publishSlow();
      }
    }
  }

  private void publishSteadily() {
    try {
      for (long round = 1; ; round++) {
        Thread.sleep(PACE);
        publish(round % SLOW == 0);
      }
    } catch (InterruptedException e) {
      LOG.debug("The publisher stops");
    }
  }

  /** Turns facts into changes of markets. Runs on the thread that tells the facts. */
  private final class Facts implements FactSink {
    private final Set<Market> touched = new LinkedHashSet<>();
    private boolean anew = true;
    private long sequence;
    private long timeMicros;

    void restart() {
      anew = true;
      touched.clear();
      byId.values().forEach(Market::forget);
    }

    @Override
    public void begin(
        long sequence,
        long logTimeMicros,
        int ruleVersion,
        long commandIdHigh,
        long commandIdLow,
        long traceIdHigh,
        long traceIdLow,
        long spanId) {
      this.sequence = sequence;
      this.timeMicros = logTimeMicros;
    }

    @Override
    public void symbolListed(SymbolDefinition symbol) {
      byId.computeIfAbsent(symbol.id(), id -> new Market(symbol, clock));
    }

    @Override
    public void marketStatus(MarketStatus status) {
      market(status.symbol()).status(status);
    }

    @Override
    public void symbolChanged(SymbolDefinition symbol) {
      market(symbol.id()).changed(symbol);
    }

    @Override
    public void referencePriceSet(int symbol, long priceTicks, long seenAtMicros, boolean isStale) {
      market(symbol).reference(new Market.Reference(priceTicks, seenAtMicros, isStale));
    }

    @Override
    public void orderRested(
        long orderId, long account, int symbol, Side side, long priceTicks, long openLots) {
      market(symbol).level(side, priceTicks, openLots);
    }

    @Override
    public void orderConcealed(
        long orderId, long account, int symbol, Side side, long priceTicks, long concealedLots) {
      market(symbol).conceal(side, priceTicks, concealedLots);
    }

    @Override
    public void traded(ExecutedTrade trade) {
      Market market = market(trade.symbol());
      market.level(trade.takerSide().opposite(), trade.makerLimitTicks(), -trade.quantityLots());
      if (trade.isAuction()) {
        market.level(trade.takerSide(), trade.takerLimitTicks(), -trade.quantityLots());
      }
      market.trade(
          new MarketTrade(
              trade.id(),
              sequence,
              timeMicros,
              trade.priceTicks(),
              trade.quantityLots(),
              trade.takerSide(),
              trade.isAuction()));
    }

    @Override
    public void selfTradePrevented(
        long account,
        int symbol,
        Side takerSide,
        SelfTradePrevention prevention,
        long priceTicks,
        long preventedLots,
        long makerOrderId,
        long makerOpenLots,
        long takerOrderId,
        long takerOpenLots) {
      if (prevention == SelfTradePrevention.DECREMENT_AND_CANCEL) {
        market(symbol).level(takerSide.opposite(), priceTicks, -preventedLots);
      }
    }

    @Override
    public void orderReplaced(
        long orderId,
        long account,
        int symbol,
        Side side,
        long oldPriceTicks,
        long oldOpenLots,
        long newPriceTicks,
        long newOpenLots,
        long newQuantityLots,
        boolean keptPriority) {
      market(symbol).level(side, oldPriceTicks, (keptPriority ? newOpenLots : 0) - oldOpenLots);
    }

    @Override
    public void orderDone(
        long orderId,
        long account,
        int symbol,
        Side side,
        DoneReason reason,
        long priceTicks,
        long openLots,
        boolean wasResting) {
      if (wasResting && openLots > 0) {
        market(symbol).level(side, priceTicks, -openLots);
      }
    }

    @Override
    public void end(long sequence, int factCount) {
      if (anew) {
        seed();
      }
      touched.forEach(market -> market.commit(sequence));
      touched.clear();
      for (Market market : byId.values()) {
        bySymbol.putIfAbsent(market.symbol().symbol(), market);
      }
      if (anew) {
        anew = false;
        byId.values().forEach(Market::publishAnew);
      }
    }

    private Market market(int symbol) {
      Market market = byId.get(symbol);
      if (market == null) {
        throw new IllegalStateException("A fact names symbol " + symbol + ", which was not listed");
      }
      touched.add(market);
      return market;
    }

    private void seed() {
      complete = awaitRecorded();
      long from = Times.micros(clock.instant().minus(RECORDED));
      for (Market market : byId.values()) {
        market.seed(
            sequence,
            history.minutes(market.symbol(), Market.minuteOf(from)),
            history.latestTrades(market.symbol(), Market.KEPT_TRADES));
      }
    }

    private boolean awaitRecorded() {
      try {
        boolean recorded = history.awaitRecorded(sequence);
        if (!recorded) {
          LOG.warn("The projection is far behind; the last 24 hours of the market are incomplete");
        }
        return recorded;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while the market's history was awaited", e);
      }
    }
  }
}

package bourse.marketdata;

import bourse.domain.MarketState;
import bourse.domain.PriceLimits;
import bourse.domain.Side;
import bourse.domain.SymbolDefinition;
import bourse.domain.Times;
import bourse.engine.AuctionPrice;
import bourse.engine.MarketStatus;
import bourse.engine.ReferencePrice;
import bourse.exchange.CandleInterval;
import bourse.marketdata.MarketViews.AuctionView;
import bourse.marketdata.MarketViews.CandleView;
import bourse.marketdata.MarketViews.Depth;
import bourse.marketdata.MarketViews.ReferenceView;
import bourse.marketdata.MarketViews.TickerView;
import bourse.marketdata.MarketViews.TradeView;
import bourse.platform.stream.Channel;
import bourse.platform.stream.StreamMessage;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What is known of one symbol: its book, its latest trades, its candles of the last day.
 *
 * <p>One thread writes: it collects the changes of a command with {@link #level} and {@link #trade}
 * and makes them visible together with {@link #commit}. Anyone reads; a reader never sees half a
 * command.
 */
final class Market {
  static final int KEPT_TRADES = 500;
  private static final int TRADES_IN_SNAPSHOT = 100;

  /** Prices of the last 24 hours stand on candles of a minute, so the window moves in minutes. */
  private static final Duration DAY = Duration.ofDays(1);

  /** Longest interval plus the rolling day. */
  private static final Duration KEPT_MINUTES = Duration.ofDays(2);

  /** A reference price that was set; 0 for none. */
  record Reference(long priceTicks, long seenAtMicros, boolean isStale) {
    static final Reference NONE = new Reference(0, 0, false);
  }

  private record LevelChange(Side side, long priceTicks, long lots, long hiddenLots) {}

  private final SymbolDefinition symbol;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();

  private final List<LevelChange> newLevels = new ArrayList<>();
  private final List<MarketTrade> newTrades = new ArrayList<>();
  private Optional<MarketStatus> newStatus = Optional.empty();
  private Optional<Reference> newReference = Optional.empty();
  private Optional<PriceLimits> newPrices = Optional.empty();

  private BookSide bids = new BookSide(Side.BUY);
  private BookSide asks = new BookSide(Side.SELL);
  private final ArrayDeque<MarketTrade> trades = new ArrayDeque<>();
  private final TreeMap<Long, Candle> minutes = new TreeMap<>();
  private MarketState status = MarketState.TRADING;
  private Optional<MarketStatus> told = Optional.empty();
  private Reference reference = Reference.NONE;
  private PriceLimits prices;
  private long statusSequence;
  private long bookSequence;
  private long tradeSequence;
  private long historyThrough;

  private final BookChannel book;
  private final TradesChannel tradesChannel;
  private final TickerChannel ticker;
  private final Map<CandleInterval, CandleChannel> candles = new EnumMap<>(CandleInterval.class);

  Market(SymbolDefinition symbol, InstantSource clock) {
    this.symbol = symbol;
    this.prices = symbol.prices();
    this.clock = clock;
    book = new BookChannel();
    tradesChannel = new TradesChannel();
    ticker = new TickerChannel();
    for (CandleInterval interval : CandleInterval.values()) {
      candles.put(interval, new CandleChannel(interval));
    }
  }

  SymbolDefinition symbol() {
    return symbol;
  }

  /** Writer only: notes that lots come to a level, or go when negative. */
  void level(Side side, long priceTicks, long lots) {
    newLevels.add(new LevelChange(side, priceTicks, lots, 0));
  }

  /** Writer only: notes that a level does not show so many of its lots, or does when negative. */
  void conceal(Side side, long priceTicks, long lots) {
    newLevels.add(new LevelChange(side, priceTicks, -lots, lots));
  }

  /** Writer only: notes a trade. */
  void trade(MarketTrade trade) {
    newTrades.add(trade);
  }

  /** Writer only: notes what the market takes from now on. */
  void status(MarketStatus status) {
    newStatus = Optional.of(status);
  }

  /** Writer only: notes other limits. */
  void changed(SymbolDefinition definition) {
    newPrices = Optional.of(definition.prices());
  }

  /** Writer only: notes a reference price. */
  void reference(Reference set) {
    newReference = Optional.of(set);
  }

  /** The reference price, how it was found, and what lies around it. */
  ReferenceView reference() {
    lock.lock();
    try {
      long fresh = freshTicks();
      long last = lastTicks();
      long bid = bestTicks(bids);
      long ask = bestTicks(asks);
      return ReferenceView.of(
          symbol,
          prices,
          reference,
          ReferencePrice.source(fresh, last, bid, ask),
          ReferencePrice.ticks(fresh, last, bid, ask));
    } finally {
      lock.unlock();
    }
  }

  private long freshTicks() {
    return reference.isStale() ? 0 : reference.priceTicks();
  }

  private long lastTicks() {
    return trades.isEmpty() ? 0 : trades.getLast().priceTicks();
  }

  private static long bestTicks(BookSide side) {
    return side.best(1).stream().mapToLong(BookSide.Level::priceTicks).findFirst().orElse(0);
  }

  /** The price at which the auction would trade now, by the rule of the engine. */
  private AuctionPrice auctionPrice() {
    long bid = bestTicks(bids);
    long ask = bestTicks(asks);
    if (bid == 0 || ask == 0 || bid < ask) {
      return AuctionPrice.NONE;
    }
    List<BookSide.Level> demand = bids.wholeDownTo(ask);
    List<BookSide.Level> supply = asks.wholeDownTo(bid);
    return AuctionPrice.of(
        ticks(demand),
        lots(demand),
        ticks(supply),
        lots(supply),
        ReferencePrice.ticks(freshTicks(), lastTicks(), bid, ask));
  }

  private static long[] ticks(List<BookSide.Level> levels) {
    return levels.stream().mapToLong(BookSide.Level::priceTicks).toArray();
  }

  private static long[] lots(List<BookSide.Level> levels) {
    return levels.stream().mapToLong(BookSide.Level::lots).toArray();
  }

  /** Present while the market is in an auction. */
  private Optional<AuctionView> auctionNow() {
    return told.filter(now -> now.state() == MarketState.AUCTION)
        .map(now -> AuctionView.of(symbol, now, auctionPrice()));
  }

  /** Writer only: makes what was noted visible. */
  void commit(long sequence) {
    lock.lock();
    try {
      reference = newReference.orElse(reference);
      prices = newPrices.orElse(prices);
      if (newStatus.isPresent()) {
        if (status != newStatus.get().state()) {
          // The book says what its market is, because only in an auction it may be crossed.
          book.statusChanged = true;
          bookSequence = sequence;
        }
        status = newStatus.get().state();
        told = newStatus;
        ticker.changed = true;
        statusSequence = sequence;
      }
      applyLevels(sequence);
      applyTrades();
    } finally {
      lock.unlock();
    }
    newLevels.clear();
    newTrades.clear();
    newStatus = Optional.empty();
    newReference = Optional.empty();
    newPrices = Optional.empty();
  }

  /** Writer only: forgets everything, noted or visible; the state is about to be told anew. */
  void forget() {
    lock.lock();
    try {
      newLevels.clear();
      newTrades.clear();
      newStatus = Optional.empty();
      newReference = Optional.empty();
      newPrices = Optional.empty();
      status = MarketState.TRADING;
      told = Optional.empty();
      reference = Reference.NONE;
      bids = new BookSide(Side.BUY);
      asks = new BookSide(Side.SELL);
      trades.clear();
      minutes.clear();
      historyThrough = 0;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Writer only: takes what was recorded before this process saw its first fact.
   *
   * @param sequence everything up to here was told as state, and is recorded
   * @param recorded candles of a minute, and
   * @param recent trades, both oldest first. They may already contain later commands: trades that
   *     are in the candles are not counted again when their facts come
   */
  void seed(long sequence, List<Candle> recorded, List<MarketTrade> recent) {
    lock.lock();
    try {
      bookSequence = sequence;
      tradeSequence = sequence;
      historyThrough =
          Math.max(sequence, recorded.stream().mapToLong(Candle::sequence).max().orElse(0));
      recorded.forEach(candle -> minutes.put(candle.startMicros(), candle));
      recent.stream().filter(trade -> trade.sequence() <= historyThrough).forEach(trades::add);
    } finally {
      lock.unlock();
    }
  }

  Depth depth(int limit) {
    lock.lock();
    try {
      return Depth.of(symbol, bookSequence, status, bids.best(limit), asks.best(limit));
    } finally {
      lock.unlock();
    }
  }

  TickerView ticker() {
    lock.lock();
    try {
      return tickerNow();
    } finally {
      lock.unlock();
    }
  }

  /** The sequence of the last command that traded. */
  long tradeSequence() {
    lock.lock();
    try {
      return tradeSequence;
    } finally {
      lock.unlock();
    }
  }

  Channel bookChannel() {
    return book;
  }

  Channel tradesChannel() {
    return tradesChannel;
  }

  Channel tickerChannel() {
    return ticker;
  }

  Channel candleChannel(CandleInterval interval) {
    return candles.get(interval);
  }

  /** Sends the changes of what everyone wants at once. */
  void publishFast() {
    book.publish();
    tradesChannel.publish();
  }

  /** Sends the changes of what sums up. */
  void publishSlow() {
    ticker.publish();
    candles.values().forEach(Channel::publish);
  }

  /** Sends snapshots to everyone. */
  void publishAnew() {
    book.publishAnew();
    tradesChannel.publishAnew();
    ticker.publishAnew();
    candles.values().forEach(Channel::publishAnew);
  }

  private void applyLevels(long sequence) {
    if (!newLevels.isEmpty()) {
      for (LevelChange change : newLevels) {
        BookSide side = change.side == Side.BUY ? bids : asks;
        side.add(change.priceTicks, change.lots);
        if (change.hiddenLots != 0) {
          side.conceal(change.priceTicks, change.hiddenLots);
        }
      }
      bookSequence = sequence;
    }
  }

  private void applyTrades() {
    for (MarketTrade trade : newTrades) {
      if (trade.sequence() > historyThrough) {
        remember(trade);
        long start = minuteOf(trade.timeMicros());
        if (!minutes.isEmpty() && start > minutes.lastKey()) {
          // The closing state of the minute before must not be merged away.
          candles.values().forEach(Channel::publish);
        }
        minutes.merge(start, Candle.of(start, trade, symbol.quoteUnitsPerTickLot()), Candle::then);
        tradesChannel.fresh.add(trade);
        candles.values().forEach(candle -> candle.changed = true);
        ticker.changed = true;
        tradeSequence = trade.sequence();
      }
    }
    dropOldMinutes();
  }

  private void remember(MarketTrade trade) {
    trades.add(trade);
    if (trades.size() > KEPT_TRADES) {
      trades.removeFirst();
    }
  }

  private void dropOldMinutes() {
    if (!newTrades.isEmpty() && !minutes.isEmpty()) {
      long oldest = minutes.lastKey() - KEPT_MINUTES.toNanos() / 1000;
      minutes.headMap(oldest).clear();
    }
  }

  private List<TradeView> views(List<MarketTrade> some) {
    return some.stream().map(trade -> TradeView.of(symbol, trade)).toList();
  }

  private Optional<Candle> candleNow(CandleInterval interval) {
    if (minutes.isEmpty()) {
      return Optional.empty();
    }
    return sum(startOf(minutes.lastKey(), interval.duration()));
  }

  static long minuteOf(long micros) {
    return startOf(micros, Duration.ofMinutes(1));
  }

  /** Candles begin at whole multiples of their length since 1970. */
  private static long startOf(long micros, Duration length) {
    return micros - Math.floorMod(micros, length.toNanos() / 1000);
  }

  /** One candle of all minutes from here on. */
  private Optional<Candle> sum(long fromMicros) {
    return minutes.tailMap(fromMicros).values().stream()
        .reduce(Candle::then)
        .map(candle -> candle.startingAt(fromMicros));
  }

  private TickerView tickerNow() {
    Instant now = clock.instant();
    Optional<Candle> day = sum(minuteOf(Times.micros(now.minus(DAY))));
    Optional<BookSide.Level> bid = bids.best(1).stream().findFirst();
    Optional<BookSide.Level> ask = asks.best(1).stream().findFirst();
    return new TickerView(
        symbol.symbol(),
        tickerSequence(),
        now,
        status,
        auctionNow(),
        day.map(candle -> symbol.priceText(candle.close())),
        day.map(candle -> symbol.priceText(candle.open())),
        day.map(candle -> symbol.priceText(candle.high())),
        day.map(candle -> symbol.priceText(candle.low())),
        day.map(candle -> symbol.priceText(candle.close() - candle.open())),
        day.map(Market::changePercent),
        MarketViews.volumeText(symbol, day.map(Candle::volumeLots).orElse(BigInteger.ZERO)),
        MarketViews.quoteText(symbol, day.map(Candle::quoteUnits).orElse(BigInteger.ZERO)),
        day.map(Candle::trades).orElse(0L),
        bid.map(level -> symbol.priceText(level.priceTicks())),
        bid.map(level -> symbol.quantityText(level.lots())),
        ask.map(level -> symbol.priceText(level.priceTicks())),
        ask.map(level -> symbol.quantityText(level.lots())));
  }

  private long tickerSequence() {
    return Math.max(statusSequence, Math.max(bookSequence, tradeSequence));
  }

  private static String changePercent(Candle day) {
    return BigDecimal.valueOf(day.close() - day.open())
        .multiply(BigDecimal.valueOf(100))
        .divide(BigDecimal.valueOf(day.open()), 2, RoundingMode.HALF_UP)
        .toPlainString();
  }

  private final class BookChannel extends Channel {
    private boolean statusChanged;

    BookChannel() {
      super("book:" + symbol.symbol(), lock);
    }

    @Override
    protected Object snapshot() {
      return Depth.of(
          symbol, bookSequence, status, bids.best(Integer.MAX_VALUE), asks.best(Integer.MAX_VALUE));
    }

    @Override
    protected Optional<Object> takeChanges() {
      boolean isNew = statusChanged || bids.hasChanges() || asks.hasChanges();
      statusChanged = false;
      return isNew
          ? Optional.of(
              Depth.of(symbol, bookSequence, status, bids.takeChanges(), asks.takeChanges()))
          : Optional.empty();
    }

    @Override
    protected long sequence() {
      return bookSequence;
    }
  }

  private final class TradesChannel extends Channel {
    private final List<MarketTrade> fresh = new ArrayList<>();

    TradesChannel() {
      super("trades:" + symbol.symbol(), lock);
    }

    @Override
    protected Object snapshot() {
      return views(trades.stream().skip(Math.max(0, trades.size() - TRADES_IN_SNAPSHOT)).toList());
    }

    @Override
    protected Optional<Object> takeChanges() {
      Optional<Object> changes = fresh.isEmpty() ? Optional.empty() : Optional.of(views(fresh));
      fresh.clear();
      return changes;
    }

    @Override
    protected long sequence() {
      return tradeSequence;
    }
  }

  private final class CandleChannel extends Channel {
    private final CandleInterval interval;
    private boolean changed;

    CandleChannel(CandleInterval interval) {
      super("candles:" + symbol.symbol() + ":" + interval.text(), lock);
      this.interval = interval;
    }

    @Override
    protected Object snapshot() {
      Optional<Candle> candle = candleNow(interval);
      return candle.isPresent() ? CandleView.of(symbol, candle.get()) : new StreamMessage.NoData();
    }

    @Override
    protected Optional<Object> takeChanges() {
      boolean now = changed;
      changed = false;
      return now && hasSubscribers()
          ? candleNow(interval).map(candle -> CandleView.of(symbol, candle))
          : Optional.empty();
    }

    @Override
    protected long sequence() {
      return tradeSequence;
    }
  }

  private final class TickerChannel extends Channel {
    private boolean changed;
    private List<BookSide.Level> best = List.of();
    private Optional<AuctionView> auction = Optional.empty();

    TickerChannel() {
      super("ticker:" + symbol.symbol(), lock);
    }

    @Override
    protected Object snapshot() {
      return tickerNow();
    }

    @Override
    protected Optional<Object> takeChanges() {
      List<BookSide.Level> now = new ArrayList<>(bids.best(1));
      now.addAll(asks.best(1));
      boolean isNew = changed || !now.equals(best);
      changed = false;
      best = now;
      if (!hasSubscribers()) {
        return Optional.empty();
      }
      Optional<AuctionView> indicated = auctionNow();
      isNew |= !indicated.equals(auction);
      auction = indicated;
      return isNew ? Optional.of(tickerNow()) : Optional.empty();
    }

    @Override
    protected long sequence() {
      return tickerSequence();
    }
  }
}

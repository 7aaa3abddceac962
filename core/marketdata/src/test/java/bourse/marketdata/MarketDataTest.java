package bourse.marketdata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.AssetDefinition;
import bourse.domain.AssetType;
import bourse.domain.DoneReason;
import bourse.domain.MarketCause;
import bourse.domain.MarketState;
import bourse.domain.Side;
import bourse.domain.SymbolDefinition;
import bourse.domain.Times;
import bourse.engine.AuctionCall;
import bourse.engine.ExecutedTrade;
import bourse.engine.FactSink;
import bourse.engine.MarketStatus;
import bourse.marketdata.MarketViews.CandleView;
import bourse.marketdata.MarketViews.Depth;
import bourse.marketdata.MarketViews.TickerView;
import bourse.platform.stream.StreamMessage;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Facts in, books, trades, candles, tickers and channel messages out. */
class MarketDataTest {
  private static final AssetDefinition BTC =
      new AssetDefinition(1, "BTC", "Bitcoin", AssetType.CRYPTO, 8);
  private static final AssetDefinition USD =
      new AssetDefinition(2, "USD", "US dollar", AssetType.FIAT, 6);

  /** Ticks of 0.50, lots of 0.001: one lot at one tick costs 0.0005, 500 units. */
  private static final SymbolDefinition SYMBOL =
      new SymbolDefinition(7, "BTC-USD", BTC, USD, 50, 2, 100_000, 500, 0, 0, 0, 1_000_000);

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:30Z");

  private final RecordedHistory history = new RecordedHistory();
  private final MarketData data = new MarketData(history, () -> NOON);
  private final FactSink facts = data.sink();
  private long sequence = 10;

  /** What the projection would hold. */
  private static final class RecordedHistory implements MarketHistory {
    private final List<Candle> candles = new ArrayList<>();
    private final List<MarketTrade> trades = new ArrayList<>();
    private boolean recorded = true;

    @Override
    public boolean awaitRecorded(long sequence) {
      return recorded;
    }

    @Override
    public List<Candle> minutes(SymbolDefinition symbol, long fromMicros) {
      return candles.stream().filter(candle -> candle.startMicros() >= fromMicros).toList();
    }

    @Override
    public List<MarketTrade> latestTrades(SymbolDefinition symbol, int limit) {
      return trades;
    }
  }

  @Test
  void theBookFollowsEveryKindOfFact() {
    stateWithOrders(() -> facts.orderRested(1, 1000, 7, Side.BUY, 100, 5));

    command(
        NOON,
        () -> {
          facts.orderRested(2, 1000, 7, Side.BUY, 100, 7);
          facts.orderRested(3, 1000, 7, Side.SELL, 104, 9);
        });
    assertEquals(depth(11, List.of(level(100, 12)), List.of(level(104, 9))), book());

    command(NOON, () -> trade(1, Side.BUY, 104, 4));
    assertEquals(depth(12, List.of(level(100, 12)), List.of(level(104, 5))), book());

    command(NOON, () -> facts.orderReplaced(2, 1000, 7, Side.BUY, 100, 7, 100, 3, 3, true));
    assertEquals(depth(13, List.of(level(100, 8)), List.of(level(104, 5))), book());

    command(
        NOON,
        () -> {
          facts.orderReplaced(2, 1000, 7, Side.BUY, 100, 3, 101, 6, 6, false);
          facts.orderRested(2, 1000, 7, Side.BUY, 101, 6);
        });
    assertEquals(depth(14, List.of(level(101, 6), level(100, 5)), List.of(level(104, 5))), book());

    command(
        NOON,
        () -> facts.orderDone(1, 1000, 7, Side.BUY, DoneReason.CANCELLED_BY_USER, 100, 5, true));
    command(
        NOON,
        () -> facts.orderDone(9, 1000, 7, Side.BUY, DoneReason.UNFILLED_REST, 100, 50, false));
    assertEquals(depth(15, List.of(level(101, 6)), List.of(level(104, 5))), book());
  }

  @Test
  void anAuctionIsShownWithItsPriceAndLeavesBothLevels() {
    state();
    List<StreamMessage> books = subscribed("book:BTC-USD");
    List<StreamMessage> tickers = subscribed("ticker:BTC-USD");
    tickers.clear();
    command(NOON, () -> status(MarketState.AUCTION));
    command(NOON, () -> facts.orderRested(1, 1000, 7, Side.BUY, 104, 5));
    command(
        NOON,
        () -> {
          // An iceberg trades with all that it has.
          facts.orderRested(2, 1001, 7, Side.SELL, 100, 9);
          facts.orderConcealed(2, 1001, 7, Side.SELL, 100, 7);
        });
    data.publish(true);
    data.publish(true);
    assertEquals(1, tickers.size());
    MarketViews.AuctionView auction =
        ((MarketViews.TickerView) tickers.getFirst().data()).auction().orElseThrow();
    assertEquals(
        new MarketViews.AuctionView(
            Optional.of("50.00"),
            "0.005",
            Optional.of(Side.SELL),
            Optional.of("0.004"),
            Optional.of(NOON),
            Optional.of(MarketState.CLOSED),
            2),
        auction);
    Depth crossed = (Depth) books.getLast().data();
    assertEquals(MarketState.AUCTION, crossed.status());
    assertEquals(List.of(level(104, 5)), crossed.bids());
    assertEquals(List.of(level(100, 2)), crossed.asks());

    command(
        NOON,
        () -> {
          facts.traded(
              ExecutedTrade.of(1, 7, Side.SELL, 100, 2, 1, 1000, 0, 3, 2, 1001, 0, 7)
                  .inAuction(104, 100));
          facts.orderConcealed(2, 1001, 7, Side.SELL, 100, -2);
          status(MarketState.TRADING);
        });
    assertEquals(depth(14, List.of(level(104, 3)), List.of(level(100, 2))), book());
    data.publish(true);
    assertEquals(Optional.empty(), ((MarketViews.TickerView) tickers.getLast().data()).auction());
  }

  private void status(MarketState state) {
    facts.marketStatus(
        new MarketStatus(
            7,
            state,
            MarketCause.EXTENDED,
            Optional.empty(),
            0,
            state == MarketState.AUCTION
                ? Optional.of(new AuctionCall(Times.micros(NOON), MarketState.CLOSED))
                : Optional.empty(),
            Optional.empty(),
            2));
  }

  @Test
  void aStatusAloneIsAMessageOfTheBook() {
    state();
    List<StreamMessage> books = subscribed("book:BTC-USD");
    command(NOON, () -> status(MarketState.AUCTION));
    data.publish(false);
    data.publish(false);
    assertEquals(2, books.size());
    assertEquals(MarketState.AUCTION, ((Depth) books.getLast().data()).status());
    // Another end of the same auction is none.
    command(NOON, () -> status(MarketState.AUCTION));
    data.publish(false);
    assertEquals(2, books.size());
  }

  @Test
  void aFactThatCanNotBeIsNotSwallowed() {
    state();
    facts.begin(11, 0, 1, 0, 0, 0, 0, 0);
    facts.orderDone(1, 1000, 7, Side.BUY, DoneReason.CANCELLED_BY_USER, 100, 5, true);
    assertThrows(IllegalStateException.class, () -> facts.end(11, 1));
  }

  @Test
  void aChannelIsASnapshotThenMergedChangesThatChain() {
    stateWithOrders(() -> facts.orderRested(1, 1000, 7, Side.BUY, 100, 5));
    List<StreamMessage> received = subscribed("book:BTC-USD");

    command(NOON, () -> facts.orderRested(2, 1000, 7, Side.BUY, 100, 1));
    command(NOON, () -> facts.orderRested(3, 1000, 7, Side.SELL, 105, 1));
    data.publish(false);
    data.publish(false);
    command(
        NOON,
        () -> facts.orderDone(3, 1000, 7, Side.SELL, DoneReason.CANCELLED_BY_USER, 105, 1, true));
    data.publish(false);

    assertEquals(
        List.of(
            new StreamMessage(
                "book:BTC-USD",
                StreamMessage.Type.SNAPSHOT,
                10,
                OptionalLong.empty(),
                depth(10, List.of(level(100, 5)), List.of())),
            new StreamMessage(
                "book:BTC-USD",
                StreamMessage.Type.UPDATE,
                12,
                OptionalLong.of(10),
                depth(12, List.of(level(100, 6)), List.of(level(105, 1)))),
            new StreamMessage(
                "book:BTC-USD",
                StreamMessage.Type.UPDATE,
                13,
                OptionalLong.of(12),
                depth(13, List.of(), List.of(level(105, 0))))),
        received);
  }

  @Test
  void whoComesLaterGetsItsSnapshotWithoutTakingChangesFromOthers() {
    state();
    List<StreamMessage> first = subscribed("book:BTC-USD");
    command(NOON, () -> facts.orderRested(2, 1000, 7, Side.BUY, 100, 1));
    List<StreamMessage> second = subscribed("book:BTC-USD");
    command(NOON, () -> facts.orderRested(3, 1000, 7, Side.BUY, 99, 1));
    data.publish(false);

    assertEquals(List.of(10L, 11L, 12L), first.stream().map(StreamMessage::sequence).toList());
    assertEquals(List.of(11L, 12L), second.stream().map(StreamMessage::sequence).toList());
    assertEquals(OptionalLong.of(11), second.getLast().previous());
  }

  @Test
  void tickerSubscribersSeeNoGapWhenTheBookMovesBehindTheBestPrices() {
    stateWithOrders(() -> facts.orderRested(1, 1000, 7, Side.BUY, 100, 5));
    data.publish(true);
    List<StreamMessage> first = subscribed("ticker:BTC-USD");
    command(NOON, () -> facts.orderRested(2, 1000, 7, Side.BUY, 90, 1));
    data.publish(true);
    subscribed("ticker:BTC-USD");
    command(NOON, () -> facts.orderRested(3, 1000, 7, Side.BUY, 101, 1));
    data.publish(true);

    assertEquals(2, first.size());
    assertEquals(OptionalLong.of(first.get(0).sequence()), first.get(1).previous());
  }

  @Test
  void tradesMakeCandlesAndTheTicker() {
    stateWithOrders(() -> facts.orderRested(1, 1000, 7, Side.SELL, 200, 100));
    command(NOON.minusSeconds(60), () -> trade(1, Side.BUY, 200, 1));
    command(
        NOON,
        () -> {
          facts.orderRested(2, 1000, 7, Side.SELL, 210, 100);
          trade(2, Side.BUY, 210, 2);
          facts.orderRested(3, 1000, 7, Side.SELL, 190, 100);
          trade(3, Side.BUY, 190, 3);
        });

    assertEquals(
        new CandleView(
            Instant.parse("2026-03-01T12:00:00Z"),
            SYMBOL.priceText(210),
            SYMBOL.priceText(210),
            SYMBOL.priceText(190),
            SYMBOL.priceText(190),
            SYMBOL.quantityText(5),
            "0.495000",
            2),
        subscribed("candles:BTC-USD:1m").getFirst().data());

    TickerView ticker = data.market("BTC-USD").orElseThrow().ticker();
    assertEquals(Optional.of("95.00"), ticker.last());
    assertEquals(Optional.of("100.00"), ticker.open());
    assertEquals(Optional.of("105.00"), ticker.high());
    assertEquals(Optional.of("95.00"), ticker.low());
    assertEquals(Optional.of("-5.00"), ticker.change());
    assertEquals(Optional.of("-5.00"), ticker.changePercent());
    assertEquals(Optional.of("95.00"), ticker.ask());
    assertEquals(Optional.empty(), ticker.bid());
    assertEquals(3, ticker.trades());
    assertEquals("0.595000", ticker.quoteVolume());
  }

  @Test
  void theClosingStateOfACandleIsSentBeforeTheNextBegins() {
    stateWithOrders(() -> facts.orderRested(1, 1000, 7, Side.SELL, 200, 100));
    List<StreamMessage> candles = subscribed("candles:BTC-USD:1m");
    command(NOON, () -> trade(1, Side.BUY, 200, 1));
    command(NOON.plusSeconds(60), () -> trade(2, Side.BUY, 200, 2));
    data.publish(true);

    assertEquals(new StreamMessage.NoData(), candles.get(0).data());
    assertEquals(
        List.of(Instant.parse("2026-03-01T12:00:00Z"), Instant.parse("2026-03-01T12:01:00Z")),
        candles.stream().skip(1).map(m -> ((CandleView) m.data()).openTime()).toList());
    assertEquals(OptionalLong.of(11), candles.get(2).previous());
  }

  @Test
  void tradesThatTheHistoryHoldsAreNotCountedTwice() {
    long minute = Times.micros(Instant.parse("2026-03-01T12:00:00Z"));
    history.candles.add(
        new Candle(minute, 200, 200, 200, 200, BigInteger.valueOf(8), BigInteger.TEN, 2, 11));
    history.trades.add(new MarketTrade(1, 11, Times.micros(NOON), 200, 4, Side.BUY, false));
    stateWithOrders(() -> facts.orderRested(1, 1000, 7, Side.SELL, 200, 100));

    command(NOON, () -> trade(1, Side.BUY, 200, 4));
    command(NOON, () -> trade(2, Side.BUY, 200, 1));

    assertEquals(3, data.market("BTC-USD").orElseThrow().ticker().trades());
    assertEquals(2, ((List<?>) subscribed("trades:BTC-USD").getFirst().data()).size());
    assertEquals(List.of(level(200, 95)), book().asks());
  }

  @Test
  void aStateToldAnewReplacesEverythingForEveryone() {
    stateWithOrders(() -> facts.orderRested(1, 1000, 7, Side.BUY, 100, 5));
    List<StreamMessage> received = subscribed("book:BTC-USD");
    command(NOON, () -> facts.orderRested(2, 1000, 7, Side.BUY, 101, 5));
    data.restart();
    sequence = 50;
    stateWithOrders(() -> facts.orderRested(3, 1000, 7, Side.BUY, 102, 1));

    assertEquals(StreamMessage.Type.SNAPSHOT, received.getLast().type());
    assertEquals(depth(50, List.of(level(102, 1)), List.of()), received.getLast().data());
    assertEquals(depth(50, List.of(level(102, 1)), List.of()), book());
  }

  @Test
  void anIncompleteHistoryShowsInHealth() {
    history.recorded = false;
    state();
    assertTrue(data.health().detail().contains("24 hours"));
  }

  @Test
  void unknownChannelsAreNotThere() {
    state();
    for (String name :
        List.of(
            "book",
            "book:",
            "book:ETH-USD",
            "candles:BTC-USD",
            "candles:BTC-USD:2m",
            "x:BTC-USD",
            "book:BTC-USD:1m")) {
      assertTrue(data.channel(name).isEmpty(), name);
    }
  }

  private void state() {
    stateWithOrders(() -> {});
  }

  private void stateWithOrders(Runnable orders) {
    command(
        NOON,
        () -> {
          facts.assetListed(BTC);
          facts.assetListed(USD);
          facts.symbolListed(SYMBOL);
          orders.run();
        });
  }

  private void command(Instant time, Runnable told) {
    facts.begin(sequence, Times.micros(time), 1, 0, 0, 0, 0, 0);
    told.run();
    facts.end(sequence, 1);
    sequence++;
  }

  private void trade(long id, Side takerSide, long priceTicks, long lots) {
    facts.traded(
        ExecutedTrade.of(id, 7, takerSide, priceTicks, lots, 1, 1000, 0, 0, 2, 1001, 0, 0));
  }

  private List<StreamMessage> subscribed(String channel) {
    List<StreamMessage> received = new ArrayList<>();
    data.channel(channel).orElseThrow().subscribe((from, message) -> received.add(message));
    return received;
  }

  private Depth book() {
    return data.market("BTC-USD").orElseThrow().depth(50);
  }

  private static Depth depth(long sequence, List<List<String>> bids, List<List<String>> asks) {
    return new Depth("BTC-USD", sequence, MarketState.TRADING, bids, asks);
  }

  private static List<String> level(long ticks, long lots) {
    return List.of(SYMBOL.priceText(ticks), SYMBOL.quantityText(lots));
  }
}

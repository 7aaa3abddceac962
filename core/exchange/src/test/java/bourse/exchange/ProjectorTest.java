package bourse.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.AssetDefinition;
import bourse.domain.AssetType;
import bourse.domain.ClientOrderId;
import bourse.domain.DoneReason;
import bourse.domain.OrderStatus;
import bourse.domain.OrderType;
import bourse.domain.Side;
import bourse.domain.SymbolDefinition;
import bourse.domain.TimeInForce;
import bourse.engine.AcceptedOrder;
import bourse.engine.Bucket;
import bourse.engine.EntryType;
import bourse.engine.ExecutedTrade;
import bourse.engine.FactSink;
import bourse.engine.OrderTerms;
import bourse.engine.Posting;
import bourse.engine.SystemAccounts;
import bourse.platform.data.Database;
import bourse.testing.TestDatabase;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Facts in, rows out, on both databases. */
class ProjectorTest {
  private static final long ADA = 1000;
  private static final long BOB = 1001;
  private static final long START = Instant.parse("2026-01-05T10:00:30Z").toEpochMilli() * 1_000;
  private static final UUID ADAS_USER = new UUID(7, 7);
  private static final UUID PAYMENT = new UUID(1, 2);

  private static final AssetDefinition BTC =
      new AssetDefinition(1, "BTC", "Bitcoin", AssetType.CRYPTO, 8);
  private static final AssetDefinition USD =
      new AssetDefinition(2, "USD", "US dollar", AssetType.FIAT, 6);

  /** Ticks of 0.01 USD, lots of 0.001 BTC: one lot at one tick costs 0.00001 USD. */
  private static final SymbolDefinition BTC_USD =
      new SymbolDefinition(5, "BTC-USD", BTC, USD, 1, 2, 100_000, 10, 0, 0, 0, Long.MAX_VALUE);

  /** One command's facts. */
  private interface Facts {
    void tell(FactSink sink);
  }

  @ParameterizedTest
  @EnumSource
  void aTradeIsInEveryTable(Database.Dialect dialect) throws Exception {
    try (TestDatabase test = TestDatabase.open(dialect)) {
      registerAccounts(test.database());
      Projector projector = new Projector(test.database());

      tell(projector, 1, market(), deposit(), asks(), buys());
      projector.flush(4);

      assertEquals(4, projector.position());
      checkOrders(new OrderStore(test.database()));
      checkTrade(new TradeStore(test.database()));
      checkMoney(new WalletStore(test.database()));
      MarketStore market = new MarketStore(test.database());
      assertEquals(List.of(BTC, USD), market.assets());
      assertEquals(List.of(BTC_USD), market.symbols());
      assertEquals(
          ADAS_USER, one(test.database(), "select user_id from orders where id = 1", UUID.class));
      assertEquals(
          ADAS_USER,
          one(
              test.database(),
              "select user_id from wallet where account_id = 1000 and currency = 'BTC'",
              UUID.class));
    }
  }

  @ParameterizedTest
  @EnumSource
  void itDoesNotMatterWhereBatchesEnd(Database.Dialect dialect) throws Exception {
    try (TestDatabase test = TestDatabase.open(dialect)) {
      registerAccounts(test.database());
      Facts[] story = {market(), deposit(), asks(), buys(), replaces(), cancels()};
      Projector projector = new Projector(test.database());
      for (int i = 0; i < story.length; i++) {
        tell(projector, i + 1, story[i]);
        projector.flush(i + 1);
      }
      List<List<Object>> oneByOne = contents(test.database());
      try (TestDatabase other = TestDatabase.open(dialect)) {
        registerAccounts(other.database());
        Projector atOnce = new Projector(other.database());
        tell(atOnce, 1, story);
        atOnce.flush(story.length);

        assertEquals(oneByOne, contents(other.database()));
      }
      StoredOrder order = new OrderStore(test.database()).byId(ADA, 1).orElseThrow();
      assertEquals(OrderStatus.CANCELLED, order.status());
      assertEquals(Optional.of(DoneReason.CANCELLED_BY_USER), order.doneReason());
      assertEquals(new BigDecimal("2.2"), order.quantity());
      assertEquals(new BigDecimal("2"), order.filledQuantity());
      assertEquals(Optional.of(new BigDecimal("101")), order.price());
      assertEquals(6, order.version());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBatchThatFailsLeavesNothingAndIsToldAgain(Database.Dialect dialect) throws Exception {
    try (TestDatabase test = TestDatabase.open(dialect)) {
      registerAccounts(test.database());
      Projector projector = new Projector(test.database());
      tell(projector, 1, market(), deposit());
      projector.flush(2);
      List<List<Object>> before = contents(test.database());

      test.database()
          .jdbi()
          .useHandle(handle -> handle.execute("alter table candles rename to away"));
      tell(projector, 3, asks(), buys());
      assertThrows(Exception.class, () -> projector.flush(4));
      test.database()
          .jdbi()
          .useHandle(handle -> handle.execute("alter table away rename to candles"));

      assertEquals(before, contents(test.database()));
      assertEquals(2, projector.position());
      projector.restart();
      tell(projector, 3, asks(), buys());
      projector.flush(4);
      checkMoney(new WalletStore(test.database()));
      checkOrders(new OrderStore(test.database()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void factsThatSqlHasAreSkippedAndAGapIsRefused(Database.Dialect dialect) throws Exception {
    try (TestDatabase test = TestDatabase.open(dialect)) {
      registerAccounts(test.database());
      Projector first = new Projector(test.database());
      tell(first, 1, market(), deposit(), asks());
      first.flush(3);

      Projector second = new Projector(test.database());
      tell(second, 1, market(), deposit(), asks(), buys());
      second.flush(4);

      checkMoney(new WalletStore(test.database()));
      assertThrows(IllegalStateException.class, () -> tell(second, 6, cancels()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSecondProjectorIsStopped(Database.Dialect dialect) throws Exception {
    try (TestDatabase test = TestDatabase.open(dialect)) {
      registerAccounts(test.database());
      Projector one = new Projector(test.database());
      Projector other = new Projector(test.database());
      tell(one, 1, market(), deposit());
      tell(other, 1, market(), deposit());
      one.flush(2);

      IllegalStateException stopped =
          assertThrows(IllegalStateException.class, () -> other.flush(2));

      assertTrue(stopped.getMessage().contains("stands at 2"), stopped.getMessage());
      assertEquals(4L, one(test.database(), "select count(*) from ledger_entries", Long.class));
    }
  }

  @ParameterizedTest
  @EnumSource
  void candlesAreSummedUpToLongerOnes(Database.Dialect dialect) throws Exception {
    try (TestDatabase test = TestDatabase.open(dialect)) {
      registerAccounts(test.database());
      Projector projector = new Projector(test.database());
      tell(projector, 1, market());
      projector.flush(1);
      long[] ticks = {10_000, 10_300, 9_900, 10_100};
      for (int i = 0; i < ticks.length; i++) {
        long minuteLater = START + i * 60_000_000L;
        tellAt(projector, 2 + i, minuteLater, trades(100 + i, ticks[i]));
        projector.flush(2 + i);
      }
      CandleStore store = new CandleStore(test.database());
      Instant from = Instant.parse("2026-01-05T00:00:00Z");
      Instant to = Instant.parse("2026-01-06T00:00:00Z");

      List<StoredCandle> minutes =
          store.candles("BTC-USD", CandleInterval.ONE_MINUTE, from, to, 500);
      List<StoredCandle> hours = store.candles("BTC-USD", CandleInterval.ONE_HOUR, from, to, 500);

      assertEquals(4, minutes.size());
      assertEquals(Instant.parse("2026-01-05T10:00:00Z"), minutes.getFirst().start());
      assertEquals(
          List.of(
              new StoredCandle(
                  "BTC-USD",
                  Instant.parse("2026-01-05T10:00:00Z"),
                  new BigDecimal("100"),
                  new BigDecimal("103"),
                  new BigDecimal("99"),
                  new BigDecimal("101"),
                  new BigDecimal("0.04"),
                  new BigDecimal("4.03"),
                  4,
                  5)),
          hours);
      assertEquals(
          minutes.subList(2, 4), store.candles("BTC-USD", CandleInterval.ONE_MINUTE, from, to, 2));
      assertEquals(
          List.of(),
          store.candles("BTC-USD", CandleInterval.ONE_HOUR, from.plusSeconds(36_001), to, 9));
    }
  }

  @ParameterizedTest
  @EnumSource
  void listsGoOnWhereThePageBeforeEnded(Database.Dialect dialect) throws Exception {
    try (TestDatabase test = TestDatabase.open(dialect)) {
      registerAccounts(test.database());
      Projector projector = new Projector(test.database());
      tell(projector, 1, market());
      for (int i = 0; i < 5; i++) {
        int order = 10 + i;
        tell(
            projector, 2 + i, sink -> accept(sink, order, ADA, Side.SELL, 10_000, 10, "c" + order));
      }
      projector.flush(6);
      OrderStore orders = new OrderStore(test.database());

      StoredPage<StoredOrder> first = orders.open(ADA, Optional.of("BTC-USD"), StoredPage.START, 2);
      StoredPage<StoredOrder> second =
          orders.open(ADA, Optional.empty(), first.next().orElseThrow(), 3);

      assertEquals(List.of(14L, 13L), first.items().stream().map(StoredOrder::id).toList());
      assertEquals(List.of(12L, 11L, 10L), second.items().stream().map(StoredOrder::id).toList());
      assertTrue(second.next().isEmpty());
      assertEquals(0, orders.open(ADA, Optional.of("X-Y"), StoredPage.START, 2).items().size());
      assertEquals(0, orders.open(BOB, Optional.empty(), StoredPage.START, 2).items().size());
      assertEquals(12, orders.byClientOrderId(ADA, "c12").orElseThrow().id());
      assertTrue(orders.byClientOrderId(BOB, "c12").isEmpty());
      assertTrue(orders.byId(BOB, 12).isEmpty(), "an account sees its own orders only");
      assertEquals(
          5,
          orders
              .withStatus(ADA, OrderStatus.OPEN, Optional.empty(), StoredPage.START, 50)
              .items()
              .size());
    }
  }

  /** Ada buys 2.5 BTC at 100 for 250 USD; Bob had 2 for sale at 100, and pays 0.2 as fee. */
  private static void checkOrders(OrderStore store) {
    StoredOrder adas = store.byId(ADA, 1).orElseThrow();
    assertEquals(OrderStatus.PARTIALLY_FILLED, adas.status());
    assertEquals(Optional.of("ada-1"), adas.clientOrderId());
    assertEquals(new BigDecimal("2.5"), adas.quantity());
    assertEquals(new BigDecimal("2"), adas.filledQuantity());
    assertEquals(new BigDecimal("200"), adas.filledQuote());
    assertEquals(new BigDecimal("0.4"), adas.fee());
    assertEquals(Optional.of(new BigDecimal("100")), adas.price());
    assertEquals(List.of(adas), store.open(ADA, Optional.empty(), StoredPage.START, 10).items());

    StoredOrder bobs = store.byId(BOB, 2).orElseThrow();
    assertEquals(OrderStatus.FILLED, bobs.status());
    assertEquals(new BigDecimal("2"), bobs.filledQuantity());
    assertEquals(Optional.empty(), bobs.clientOrderId());
    assertEquals(List.of(), store.open(BOB, Optional.empty(), StoredPage.START, 10).items());
    assertEquals(List.of(bobs), store.all(BOB, Optional.empty(), StoredPage.START, 10).items());
  }

  private static void checkTrade(TradeStore store) {
    StoredTrade trade = store.ofSymbol("BTC-USD", StoredPage.START, 10).items().getFirst();
    assertEquals(
        new StoredTrade(
            9,
            "BTC-USD",
            1,
            2,
            ADA,
            BOB,
            Side.BUY,
            new BigDecimal("100"),
            new BigDecimal("2"),
            new BigDecimal("200"),
            new BigDecimal("0.4"),
            new BigDecimal("0.2"),
            Instant.parse("2026-01-05T10:00:30Z"),
            trade.version(),
            false),
        trade);
    assertTrue(trade.version() > 0);
    assertEquals(
        List.of(trade), store.ofAccount(ADA, Optional.empty(), StoredPage.START, 10).items());
    assertEquals(
        List.of(trade), store.ofAccount(BOB, Optional.of("BTC-USD"), StoredPage.START, 10).items());
  }

  private static void checkMoney(WalletStore store) {
    StoredWallet usd = store.ofAccount(ADA, "USD").orElseThrow();
    assertEquals(new BigDecimal("799.6"), usd.balance());
    assertEquals(new BigDecimal("749.1"), usd.available());
    assertEquals(new BigDecimal("50.5"), usd.reserved());
    assertEquals(4, usd.version());
    assertEquals(new BigDecimal("2"), store.ofAccount(ADA, "BTC").orElseThrow().available());
    StoredPage<StoredEntry> newest = store.entries(usd, StoredPage.START, 1);
    assertEquals("trade:9", newest.items().getFirst().reference());
    List<StoredEntry> all = store.entries(usd, StoredPage.START, 100).items();
    assertEquals(
        List.of("trade:9", "trade:9", "order:1", "order:1", PAYMENT.toString()),
        all.stream().map(StoredEntry::reference).toList());
    assertEquals(
        usd.balance(),
        Rows.plain(all.stream().map(StoredEntry::amount).reduce(BigDecimal.ZERO, BigDecimal::add)));
    StoredEntry deposit = all.getLast();
    assertEquals(EntryType.DEPOSIT, deposit.type());
    assertEquals(new BigDecimal("1000"), deposit.balanceAfter());
    assertEquals(2, deposit.sequence());
    assertEquals(1, deposit.factIndex());
  }

  private static Facts market() {
    return sink -> {
      sink.assetListed(BTC);
      sink.assetListed(USD);
      sink.symbolListed(BTC_USD);
    };
  }

  private static Facts deposit() {
    return sink -> {
      post(
          sink,
          SystemAccounts.OMNIBUS,
          USD,
          Bucket.AVAILABLE,
          EntryType.DEPOSIT,
          -1000_000_000,
          -1000_000_000,
          0);
      post(sink, ADA, USD, Bucket.AVAILABLE, EntryType.DEPOSIT, 1000_000_000, 1000_000_000, 0);
      post(
          sink,
          SystemAccounts.OMNIBUS,
          BTC,
          Bucket.AVAILABLE,
          EntryType.DEPOSIT,
          -500_000_000,
          -500_000_000,
          0);
      post(sink, BOB, BTC, Bucket.AVAILABLE, EntryType.DEPOSIT, 500_000_000, 500_000_000, 0);
    };
  }

  private static Facts asks() {
    return sink -> {
      accept(sink, 2, BOB, Side.SELL, 10_000, 2_000, null);
      post(sink, BOB, BTC, Bucket.AVAILABLE, EntryType.HOLD, -200_000_000, 300_000_000, 2);
      post(sink, BOB, BTC, Bucket.RESERVED, EntryType.HOLD, 200_000_000, 200_000_000, 2);
      sink.orderRested(2, BOB, 5, Side.SELL, 10_000, 2_000);
    };
  }

  private static Facts buys() {
    return sink -> {
      accept(sink, 1, ADA, Side.BUY, 10_000, 2_500, "ada-1");
      post(sink, ADA, USD, Bucket.AVAILABLE, EntryType.HOLD, -250_900_000, 749_100_000, 1);
      post(sink, ADA, USD, Bucket.RESERVED, EntryType.HOLD, 250_900_000, 250_900_000, 1);
      sink.traded(
          ExecutedTrade.of(
              9, 5, Side.BUY, 10_000, 2_000, 2, BOB, 200_000, 0, 1, ADA, 400_000, 500));
      post(sink, ADA, USD, Bucket.RESERVED, EntryType.TRADE, -200_000_000, 50_900_000, 9);
      post(sink, BOB, USD, Bucket.AVAILABLE, EntryType.TRADE, 200_000_000, 200_000_000, 9);
      post(sink, BOB, BTC, Bucket.RESERVED, EntryType.TRADE, -200_000_000, 0, 9);
      post(sink, ADA, BTC, Bucket.AVAILABLE, EntryType.TRADE, 200_000_000, 200_000_000, 9);
      post(sink, ADA, USD, Bucket.RESERVED, EntryType.FEE, -400_000, 50_500_000, 9);
      post(sink, BOB, USD, Bucket.AVAILABLE, EntryType.FEE, -200_000, 199_800_000, 9);
      post(
          sink,
          SystemAccounts.FEE_REVENUE,
          USD,
          Bucket.AVAILABLE,
          EntryType.FEE,
          600_000,
          600_000,
          9);
      sink.orderDone(2, BOB, 5, Side.SELL, DoneReason.FILLED, 10_000, 0, true);
      sink.orderRested(1, ADA, 5, Side.BUY, 10_000, 500);
    };
  }

  private static Facts replaces() {
    return sink -> sink.orderReplaced(1, ADA, 5, Side.BUY, 10_000, 500, 10_100, 200, 2_200, false);
  }

  private static Facts cancels() {
    return sink ->
        sink.orderDone(1, ADA, 5, Side.BUY, DoneReason.CANCELLED_BY_USER, 10_100, 200, true);
  }

  /** 0.01 BTC between two orders that begin and end in this command. */
  private static Facts trades(long id, long ticks) {
    return sink -> {
      accept(sink, id * 2, BOB, Side.SELL, ticks, 10, null);
      accept(sink, id * 2 + 1, ADA, Side.BUY, ticks, 10, null);
      sink.traded(
          ExecutedTrade.of(id, 5, Side.BUY, ticks, 10, id * 2, BOB, 0, 0, id * 2 + 1, ADA, 0, 0));
      sink.orderDone(id * 2, BOB, 5, Side.SELL, DoneReason.FILLED, ticks, 0, true);
      sink.orderDone(id * 2 + 1, ADA, 5, Side.BUY, DoneReason.FILLED, ticks, 0, false);
    };
  }

  private static void accept(
      FactSink sink, long id, long account, Side side, long ticks, long lots, String clientId) {
    sink.orderAccepted(
        AcceptedOrder.of(
            id,
            account,
            OrderTerms.of(
                5,
                side,
                OrderType.LIMIT,
                TimeInForce.GTC,
                ticks,
                lots,
                ClientOrderId.ofNullable(clientId)),
            START,
            1,
            START));
  }

  private static void post(
      FactSink sink,
      long account,
      AssetDefinition asset,
      Bucket bucket,
      EntryType type,
      long amount,
      long after,
      long reference) {
    boolean payment = type == EntryType.DEPOSIT;
    sink.posted(
        Posting.of(
            account,
            asset.id(),
            bucket,
            type,
            amount,
            after,
            payment ? PAYMENT.getMostSignificantBits() : 0,
            payment ? PAYMENT.getLeastSignificantBits() : reference));
  }

  private static void tell(Projector projector, long from, Facts... commands) {
    long sequence = from;
    for (Facts facts : commands) {
      tellAt(projector, sequence++, START, facts);
    }
  }

  private static void tellAt(Projector projector, long sequence, long micros, Facts facts) {
    FactSink sink = projector.sink();
    sink.begin(sequence, micros, 1, 0, sequence, 0, 0, 0);
    facts.tell(sink);
    sink.end(sequence, 0);
  }

  private static void registerAccounts(Database database) {
    database.durably(handle -> {
      handle.execute(
          "insert into users (id, email, email_normalised, hashed_password, fullname, roles,"
              + " status, created_at, updated_at) values (?, 'a@b.c', 'a@b.c', 'x', 'Ada', ?,"
              + " 'ACTIVE', current_timestamp, current_timestamp)",
          ADAS_USER,
          new String[] {"CLIENT"});
      return handle.execute(
          "insert into accounts (account_id, user_id, kind, name, created_at)"
              + " values (?, ?, 'CLIENT', 'Ada', current_timestamp)",
          ADA,
          ADAS_USER);
    });
  }

  /** Everything that the projector writes. */
  private static List<List<Object>> contents(Database database) {
    return Stream.of(
            "select * from orders order by id",
            "select * from trades order by id",
            "select * from wallet order by id",
            "select * from ledger_entries order by id",
            "select * from candles order by symbol, start_minute",
            "select * from assets order by id",
            "select * from symbols order by id")
        .map(sql ->
            database
                .jdbi()
                .withHandle(
                    handle -> handle.select(sql).mapToMap().map(ProjectorTest::comparable).list()))
        .toList();
  }

  /** Arrays are compared by what is in them. */
  private static Object comparable(Map<String, Object> row) {
    row.replaceAll(
        (column, value) -> value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value);
    return row;
  }

  private static <T> T one(Database database, String sql, Class<T> type) {
    return database.jdbi().withHandle(handle -> handle.select(sql).mapTo(type).one());
  }
}

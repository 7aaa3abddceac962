package bourse.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.AccountBlock;
import bourse.domain.ClientOrderId;
import bourse.domain.DoneReason;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FeeRate;
import bourse.domain.FeeSchedule;
import bourse.domain.OrderListType;
import bourse.domain.OrderType;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import bourse.domain.SuspensionReason;
import bourse.domain.TimeInForce;
import bourse.engine.AcceptedOrder;
import bourse.engine.AccountFlags;
import bourse.engine.Bucket;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.engine.Conditions;
import bourse.engine.ExecutedTrade;
import bourse.engine.FactSink;
import bourse.engine.OrderTerms;
import bourse.engine.Posting;
import bourse.platform.data.Database;
import bourse.platform.log.LogSettings;
import bourse.platform.time.WallClock;
import bourse.testing.SimulatedDisk;
import bourse.testing.TestDatabase;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a real exchange did, as SQL has it, against what its engine says it holds. */
class ProjectionStoryTest {
  private static final int COMMANDS = 1_500;
  private static final int ACCOUNTS = 5;
  private static final ExchangeSettings SETTINGS =
      new ExchangeSettings(
          new LogSettings(1 << 20, 64 << 10),
          100_000,
          Duration.ofSeconds(20),
          16 << 20,
          1_000_000,
          400,
          3,
          Duration.ofMinutes(1),
          Duration.ofSeconds(1),
          Duration.ZERO,
          Duration.ofSeconds(20));

  private record OpenOrder(
      long account,
      Side side,
      Optional<BigDecimal> price,
      Optional<BigDecimal> stop,
      BigDecimal open,
      Optional<String> name) {}

  private record Balances(BigDecimal available, BigDecimal reserved) {}

  /** The engine's own account of what is there now. */
  private static final class Described implements FactStream.Consumer, FactSink {
    private final Map<Long, OpenOrder> orders = new TreeMap<>();
    private final Map<Long, Balances> wallets = new TreeMap<>();
    private final Map<Long, BigDecimal> volumes = new TreeMap<>();

    @Override
    public void volumeCounted(long account, int asset, int day, long volume) {
      volumes.merge(account, Rows.plain(TestMarket.DOLLAR.amount(volume)), BigDecimal::add);
    }

    @Override
    public String name() {
      return "described";
    }

    @Override
    public FactStream.Pace pace() {
      return FactStream.Pace.HOLDS_INTAKE; // a start waits until it was served
    }

    @Override
    public long position() {
      return FROM_STATE;
    }

    @Override
    public FactSink sink() {
      return this;
    }

    @Override
    public void flush(long sequence) {}

    @Override
    public void orderAccepted(AcceptedOrder order) {
      orders.put(
          order.id(),
          new OpenOrder(
              order.account(),
              order.side(),
              price(order.priceTicks()),
              price(order.conditions().triggerTicks()),
              order.type().waits() || order.isPending()
                  ? Rows.plain(TestMarket.SYMBOL.quantity(order.quantityLots()))
                  : BigDecimal.ZERO,
              Optional.of(order.clientOrderId().text()).filter(text -> !text.isEmpty())));
    }

    @Override
    public void orderRested(
        long orderId, long account, int symbol, Side side, long priceTicks, long openLots) {
      OpenOrder order = orders.get(orderId);
      BigDecimal open = Rows.plain(TestMarket.SYMBOL.quantity(openLots));
      orders.put(
          orderId,
          new OpenOrder(account, order.side(), order.price(), order.stop(), open, order.name()));
    }

    private static Optional<BigDecimal> price(long ticks) {
      return ticks == 0
          ? Optional.empty()
          : Optional.of(Rows.plain(TestMarket.SYMBOL.price(ticks)));
    }

    @Override
    public void posted(Posting posting) {
      BigDecimal balance =
          Rows.plain(
              (posting.asset() == TestMarket.BITCOIN.id() ? TestMarket.BITCOIN : TestMarket.DOLLAR)
                  .amount(posting.balanceAfter()));
      wallets.merge(
          StoredWallet.id(posting.account(), posting.asset()),
          new Balances(balance, BigDecimal.ZERO),
          (before, same) ->
              switch (posting.bucket()) {
                case AVAILABLE -> new Balances(balance, before.reserved());
                case RESERVED -> new Balances(before.available(), balance);
              });
    }
  }

  /** Which orders rest, for the commands to come. */
  private static final class Resting implements FactSink {
    private final Map<Long, Long> accounts = new TreeMap<>();
    private int trades;
    private int refusals;
    private int triggered;
    private int lists;
    private int activated;
    private int prevented;

    @Override
    public void orderAccepted(AcceptedOrder order) {
      if (order.type().waits() || order.isPending()) {
        accounts.put(order.id(), order.account());
      }
    }

    @Override
    public void orderListPlaced(
        long listId, long account, int symbol, OrderListType type, ClientOrderId clientOrderId) {
      lists++;
    }

    @Override
    public void orderActivated(
        long orderId,
        long account,
        int symbol,
        Side side,
        boolean waits,
        long triggerTicks,
        long openLots) {
      activated++;
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
      prevented++;
    }

    @Override
    public void orderTriggered(
        long orderId, long account, int symbol, Side side, long triggerTicks, long openLots) {
      triggered++;
    }

    @Override
    public void refused(int code, long account, long orderId) {
      refusals++;
    }

    @Override
    public void orderRested(
        long orderId, long account, int symbol, Side side, long priceTicks, long openLots) {
      accounts.put(orderId, account);
    }

    @Override
    public void traded(ExecutedTrade trade) {
      trades++;
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
      accounts.remove(orderId);
    }
  }

  private final SimulatedDisk logDisk = new SimulatedDisk();
  private final SimulatedDisk snapshotDisk = new SimulatedDisk();
  private final List<String> fatal = new CopyOnWriteArrayList<>();
  private final Random random = new Random(42);
  private final Resting resting = new Resting();

  @ParameterizedTest
  @EnumSource
  void whatSqlHoldsIsWhatTheEngineHolds(Database.Dialect dialect) throws Exception {
    try (TestDatabase test = TestDatabase.open(dialect)) {
      ExchangeRuntime first = start(new Projector(test.database()));
      open(first);
      first.submit(Commands.setAccountFlags(CommandContext.NONE, 1000, AccountFlags.FEE_EXEMPT));
      Outcome blocked =
          first.submit(
              Commands.setAccountBlocks(
                  CommandContext.NONE,
                  1000,
                  Set.of(AccountBlock.TRANSFERS),
                  SuspensionReason.COMPLIANCE));
      trade(first, COMMANDS);
      first.submit(
          Commands.setFees(
              CommandContext.NONE,
              new FeeSchedule(
                  TestMarket.BITCOIN.id(),
                  List.of(new FeeRate(0, 0, 1, 2), new FeeRate(3, 0, 4, 5)))));
      trade(first, COMMANDS);
      first.stop();

      ExchangeRuntime second = start(new Projector(test.database()));
      FeeSchedule fees =
          new FeeSchedule(
              TestMarket.DOLLAR.id(),
              List.of(
                  new FeeRate(0, 0, -50, 175),
                  new FeeRate(0, 0, 1_000_000_000, -60, 150),
                  new FeeRate(7, 0, 0, 70)));
      second.submit(Commands.setFees(CommandContext.NONE, fees));
      second.submit(Commands.setFeeGroup(CommandContext.NONE, 2000, 7));
      trade(second, COMMANDS);
      assertTrue(second.awaitProjected(second.sequence(), Duration.ofSeconds(20)));
      second.stop();
      assertTrue(resting.trades > 100, resting.trades + " trades");
      assertTrue(resting.triggered > 10, resting.triggered + " reached");
      assertTrue(resting.refusals > 10, resting.refusals + " refusals");
      assertTrue(resting.activated > 10, resting.activated + " activated");
      assertEquals(resting.lists, count(test.database(), "order_lists"));
      assertTrue(resting.prevented > 10, resting.prevented + " prevented");
      assertEquals(resting.prevented, count(test.database(), "prevented_matches"));

      Described engine = new Described();
      start(engine).stop();
      assertTrue(engine.orders.size() > 10, engine.orders.size() + " resting orders");
      assertEquals(resting.accounts.keySet(), engine.orders.keySet());
      assertEquals(engine.orders, openOrders(test.database()));
      assertEquals(engine.wallets, wallets(test.database()));
      assertTrue(engine.volumes.size() > 2, engine.volumes.size() + " accounts with a volume");
      assertEquals(engine.volumes, volumes(test.database()));
      assertEquals(
          new StoredAccount(
              1000,
              AccountFlags.FEE_EXEMPT,
              Set.of(AccountBlock.TRANSFERS),
              SuspensionReason.COMPLIANCE,
              0,
              blocked.sequence()),
          new AccountStore(test.database()).account(1000));
      assertEquals(fees, new AccountStore(test.database()).fees());
      assertEquals(7, new AccountStore(test.database()).account(2000).feeGroup());
      everyRowAddsUp(test.database());
    }
    assertEquals(List.of(), fatal);
  }

  @ParameterizedTest
  @EnumSource
  void aRowThatTheLogDoesNotKnowStopsTheStart(Database.Dialect dialect) throws Exception {
    try (TestDatabase test = TestDatabase.open(dialect)) {
      ExchangeRuntime first = start(new Projector(test.database()));
      open(first);
      trade(first, 300);
      assertTrue(first.awaitProjected(first.sequence(), Duration.ofSeconds(20)));
      first.stop();
      long entry =
          test.database()
              .jdbi()
              .withHandle(handle ->
                  handle
                      .select("select max(id) from ledger_entries where bucket = 'RESERVED'")
                      .mapTo(Long.class)
                      .one());
      for (String change :
          List.of(
              "update trades set qty = qty + %s where id = (select max(id) from trades)",
              "update ledger_entries set balance_after = balance_after + %s where id = " + entry)) {
        execute(test.database(), change.formatted("0.0001"));
        refused(test.database());
        execute(test.database(), change.formatted("-0.0001"));
      }
      execute(test.database(), "update ledger_entries set id = id + 500 where id = " + entry);
      String message = refused(test.database());
      String where = "posting %d.%d ".formatted(entry >> 20, entry & 0xFFFFF);
      assertTrue(message.startsWith("Command " + (entry >> 20) + " left a " + where), message);
      assertTrue(message.contains("SQL has none. "), message);
      assertTrue(message.contains("stands at command " + first.sequence() + "."), message);
      execute(
          test.database(), "update ledger_entries set id = id - 500 where id = " + (entry + 500));

      ExchangeRuntime second = runtime(new Projector(test.database()), new SimulatedDisk());
      second.start();
      second.stop();
    }
  }

  /** A start without snapshots, which replays what SQL has. */
  private String refused(Database database) throws Exception {
    ExchangeRuntime exchange = runtime(new Projector(database), new SimulatedDisk());
    Fault fault = assertThrows(Fault.class, exchange::start);
    exchange.stop();
    assertEquals(ErrorCode.PROJECTION_DIFFERS, fault.code());
    return fault.getMessage();
  }

  private static void execute(Database database, String sql) {
    assertEquals(1, (int) database.jdbi().withHandle(handle -> handle.execute(sql)), sql);
  }

  private ExchangeRuntime start(FactStream.Consumer consumer) throws Exception {
    ExchangeRuntime exchange = runtime(consumer, snapshotDisk);
    exchange.start();
    return exchange;
  }

  private ExchangeRuntime runtime(FactStream.Consumer consumer, SimulatedDisk snapshots) {
    ExchangeRuntime exchange =
        new ExchangeRuntime(
            SETTINGS,
            ExchangeStorage.of(logDisk, snapshots),
            Optional.empty(),
            WallClock.system(),
            fatal::add);
    exchange.add(consumer);
    return exchange;
  }

  private static void open(ExchangeRuntime exchange) {
    TestMarket.list(exchange);
    for (int i = 0; i < ACCOUNTS; i++) {
      TestMarket.fund(exchange, 1000L + i);
    }
  }

  private void trade(ExchangeRuntime exchange, int commands) {
    for (int i = 0; i < commands; i++) {
      exchange.submit(command(i)).read(resting);
    }
  }

  private byte[] command(int number) {
    long account = 1000L + random.nextInt(ACCOUNTS);
    int kind = random.nextInt(20);
    if (kind == 7) {
      return random.nextBoolean() ? waiting(account) : list(account);
    }
    if (kind < 10 || resting.accounts.isEmpty()) {
      return order(account, OrderType.LIMIT, kind < 8 ? TimeInForce.GTC : TimeInForce.IOC, number);
    }
    if (kind == 10) {
      return order(account, OrderType.MARKET, TimeInForce.IOC, number);
    }
    if (kind == 11) {
      return TestMarket.deposit(account, TestMarket.DOLLAR, 1L + random.nextInt(1_000_000));
    }
    if (kind == 12) {
      return Commands.withdraw(
          CommandContext.NONE, account, TestMarket.DOLLAR.id(), 1_000, number, random.nextLong());
    }
    List<Long> orders = new ArrayList<>(resting.accounts.keySet());
    long order = orders.get(random.nextInt(orders.size()));
    long owner = kind == 13 ? account : resting.accounts.get(order);
    return kind < 16
        ? Commands.cancel(CommandContext.NONE, owner, order)
        : Commands.replace(
            CommandContext.NONE, owner, order, price(0), random.nextInt(3) * (1L + number % 50));
  }

  private byte[] order(long account, OrderType type, TimeInForce timeInForce, int number) {
    Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
    return Commands.place(
        CommandContext.NONE,
        account,
        TestMarket.SYMBOL.id(),
        side,
        type,
        timeInForce,
        type == OrderType.MARKET ? 0 : price(side == Side.BUY ? -40 : 40),
        100L + random.nextInt(1_000),
        number % 3 == 0 ? ClientOrderId.NONE : ClientOrderId.of("n" + random.nextInt(2_000)));
  }

  /** Waits for a price that is ahead, now and then. */
  private byte[] waiting(long account) {
    Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
    boolean hasLimit = random.nextBoolean();
    boolean byAmount = !hasLimit && side == Side.BUY;
    OrderTerms terms =
        OrderTerms.of(
            TestMarket.SYMBOL.id(),
            side,
            hasLimit ? OrderType.STOP_LIMIT : OrderType.STOP,
            hasLimit ? TimeInForce.GTC : TimeInForce.IOC,
            hasLimit ? price(0) : 0,
            byAmount ? 0 : 100L + random.nextInt(1_000),
            ClientOrderId.NONE);
    long trigger = price(side == Side.BUY ? 40 : -40);
    return Commands.place(
        CommandContext.NONE,
        account,
        terms.withConditions(
            new Conditions(
                byAmount ? 1_000_000L + random.nextInt(100_000_000) : 0,
                trigger,
                0,
                0,
                hasLimit ? 50 : 0)));
  }

  /** A bracket that may well trade at once, or a pair. */
  private byte[] list(long account) {
    boolean isBracket = random.nextInt(3) != 0;
    long lots = 100L + random.nextInt(1_000);
    OrderTerms profit = listed(Side.SELL, OrderType.LIMIT, price(100), lots);
    OrderTerms stop =
        listed(Side.SELL, OrderType.STOP, 0, lots).withConditions(Conditions.trigger(price(-100)));
    return Commands.placeList(
        CommandContext.NONE,
        account,
        isBracket ? OrderListType.BRACKET : OrderListType.OCO,
        ClientOrderId.NONE,
        isBracket
            ? List.of(listed(Side.BUY, OrderType.LIMIT, price(60), lots), profit, stop)
            : List.of(profit, stop));
  }

  private static OrderTerms listed(Side side, OrderType type, long priceTicks, long lots) {
    return OrderTerms.of(
        TestMarket.SYMBOL.id(),
        side,
        type,
        type.isMarket() ? TimeInForce.IOC : TimeInForce.GTC,
        priceTicks,
        lots,
        ClientOrderId.NONE);
  }

  /** Around the price that most sellers want more than and most buyers less. */
  private long price(int middle) {
    return 1_000_000L + middle + random.nextInt(-50, 50);
  }

  private static Map<Long, OpenOrder> openOrders(Database database) {
    Map<Long, OpenOrder> orders = new TreeMap<>();
    OrderStore store = new OrderStore(database);
    for (int i = 0; i < ACCOUNTS; i++) {
      OptionalLong cursor = OptionalLong.of(StoredPage.START);
      while (cursor.isPresent()) {
        StoredPage<StoredOrder> page =
            store.open(1000L + i, Optional.empty(), cursor.getAsLong(), StoredPage.MAXIMUM);
        for (StoredOrder order : page.items()) {
          orders.put(
              order.id(),
              new OpenOrder(
                  order.account(),
                  order.side(),
                  order.price(),
                  order.stopPrice(),
                  Rows.plain(order.quantity().subtract(order.filledQuantity())),
                  order.clientOrderId()));
        }
        cursor = page.next();
      }
    }
    return orders;
  }

  private static Map<Long, Balances> wallets(Database database) {
    Map<Long, Balances> wallets = new TreeMap<>();
    database
        .jdbi()
        .useHandle(handle ->
            handle
                .select("select id, available, reserved from wallet")
                .map((row, context) ->
                    wallets.put(
                        row.getLong("id"),
                        new Balances(
                            Rows.decimal(row, "available"), Rows.decimal(row, "reserved"))))
                .list());
    return wallets;
  }

  private static Map<Long, BigDecimal> volumes(Database database) {
    Map<Long, BigDecimal> volumes = new TreeMap<>();
    database
        .jdbi()
        .useHandle(handle ->
            handle
                .select("select account_id, volume from account_volumes")
                .map((row, context) ->
                    volumes.merge(
                        row.getLong("account_id"), Rows.decimal(row, "volume"), BigDecimal::add))
                .list());
    return volumes;
  }

  /** Balances are the sum of their entries, fills and fees of orders the sum of their trades. */
  private static void everyRowAddsUp(Database database) {
    String sumOfEntries =
        "(select coalesce(sum(amount), 0) from ledger_entries e where e.wallet_id = w.id"
            + " and bucket = '%s')";
    none(
        database,
        "select id from wallet w where available <> "
            + sumOfEntries.formatted(Bucket.AVAILABLE)
            + " or reserved <> "
            + sumOfEntries.formatted(Bucket.RESERVED));
    String sumOfTrades =
        "(select coalesce(sum(%s), 0) from trades t where t.buy_order_id = o.id)"
            + " + (select coalesce(sum(%s), 0) from trades t where t.sell_order_id = o.id)";
    none(
        database,
        "select id from orders o where filled_qty <> "
            + sumOfTrades.formatted("qty", "qty")
            + " or filled_quote <> "
            + sumOfTrades.formatted("quote_qty", "quote_qty")
            + " or fee <> "
            + sumOfTrades.formatted("buyer_fee", "seller_fee"));
    none(
        database,
        "select id from orders where (open_account_id is null) = (status in"
            + " ('PENDING', 'WAITING', 'OPEN', 'PARTIALLY_FILLED'))");
  }

  private static int count(Database database, String table) {
    return database
        .jdbi()
        .withHandle(
            handle -> handle.select("select count(*) from " + table).mapTo(Integer.class).one());
  }

  private static void none(Database database, String query) {
    assertEquals(
        List.of(),
        database.jdbi().withHandle(handle -> handle.select(query).mapTo(Long.class).list()),
        query);
  }
}

package bourse.loadtests.orderflow;

import exchange.core2.collections.objpool.ObjectsPool;
import exchange.core2.core.ExchangeApi;
import exchange.core2.core.ExchangeCore;
import exchange.core2.core.common.BalanceAdjustmentType;
import exchange.core2.core.common.CoreSymbolSpecification;
import exchange.core2.core.common.CoreWaitStrategy;
import exchange.core2.core.common.MatcherEventType;
import exchange.core2.core.common.MatcherTradeEvent;
import exchange.core2.core.common.OrderAction;
import exchange.core2.core.common.OrderType;
import exchange.core2.core.common.SymbolType;
import exchange.core2.core.common.api.binary.BatchAddSymbolsCommand;
import exchange.core2.core.common.api.reports.TotalCurrencyBalanceReportQuery;
import exchange.core2.core.common.api.reports.TotalCurrencyBalanceReportResult;
import exchange.core2.core.common.cmd.CommandResultCode;
import exchange.core2.core.common.cmd.OrderCommand;
import exchange.core2.core.common.cmd.OrderCommandType;
import exchange.core2.core.common.config.ExchangeConfiguration;
import exchange.core2.core.common.config.InitialStateConfiguration;
import exchange.core2.core.common.config.LoggingConfiguration;
import exchange.core2.core.common.config.OrdersProcessingConfiguration;
import exchange.core2.core.common.config.PerformanceConfiguration;
import exchange.core2.core.common.config.ReportsQueriesConfiguration;
import exchange.core2.core.common.config.SerializationConfiguration;
import exchange.core2.core.orderbook.IOrderBook;
import exchange.core2.core.orderbook.OrderBookDirectImpl;
import exchange.core2.core.orderbook.OrderBookEventsHelper;
import exchange.core2.core.processors.journaling.DiskSerializationProcessor;
import exchange.core2.core.processors.journaling.DiskSerializationProcessorConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Runs exchange-core 0.5.3 over an OF-1 file, in a process of its own:
 *
 * <pre>
 *   ExchangeCoreRun FILE REPETITIONS book
 *   ExchangeCoreRun FILE REPETITIONS engine  WAIT-STRATEGY
 *   ExchangeCoreRun FILE REPETITIONS durable WAIT-STRATEGY DIRECTORY
 * </pre>
 *
 * <p>{@code book} is its order book alone, with the object pools that its matching engine gives it;
 * {@code engine} its pipeline with the funds check, one publisher and one consumer; {@code durable}
 * the same with its journal, a file opened "rwd" that it writes once per batch of the ring.
 */
public final class ExchangeCoreRun {
  private static final int SYMBOL = 1;
  private static final int BASE = 1;
  private static final int QUOTE = 2;

  /** What each user starts with, the same for every engine: nothing is ever refused. */
  private static final long BASE_FUNDS = 1_000_000_000_000L;

  private static final long QUOTE_FUNDS = 1_000_000_000_000_000L;

  /** Bids reserve at this price, above all that can occur. */
  private static final long RESERVE_PRICE = 1_000_000;

  private static final CoreSymbolSpecification SPECIFICATION =
      CoreSymbolSpecification.builder()
          .symbolId(SYMBOL)
          .type(SymbolType.CURRENCY_EXCHANGE_PAIR)
          .baseCurrency(BASE)
          .quoteCurrency(QUOTE)
          .baseScaleK(1)
          .quoteScaleK(1)
          .takerFee(0)
          .makerFee(0)
          .build();

  private final byte[] records;
  private final int benchStart;
  private final long users;

  ExchangeCoreRun(byte[] records) {
    this.records = records;
    benchStart = FlowFile.benchStart(records);
    users = highestUser(records);
  }

  public static void main(String[] arguments) throws Exception {
    ExchangeCoreRun run = new ExchangeCoreRun(FlowFile.read(Path.of(arguments[0])));
    int repetitions = Integer.parseInt(arguments[1]);
    for (int i = 0; i < repetitions; i++) {
      Repetition repetition =
          switch (arguments[2]) {
            case "book" -> run.book();
            case "engine" ->
                run.engine(
                    CoreWaitStrategy.valueOf(arguments[3]), SerializationConfiguration.DEFAULT);
            case "durable" ->
                run.durable(CoreWaitStrategy.valueOf(arguments[3]), Path.of(arguments[4]));
            default -> throw new IllegalArgumentException("No level is called " + arguments[2]);
          };
      System.out.println(repetition.line());
    }
  }

  private int benchCommands() {
    return (records.length - benchStart) / FlowFile.RECORD_LENGTH;
  }

  private static long highestUser(byte[] records) {
    long highest = 0;
    for (int at = 0; at < records.length; at += FlowFile.RECORD_LENGTH) {
      highest = Math.max(highest, FlowFile.user(records, at));
    }
    return highest;
  }

  /** The order book, on this thread. */
  Repetition book() {
    IOrderBook book =
        new OrderBookDirectImpl(
            SPECIFICATION,
            new ObjectsPool(poolSizes()),
            OrderBookEventsHelper.NON_POOLED_EVENTS_HELPER,
            LoggingConfiguration.DEFAULT);
    OrderCommand command = new OrderCommand();
    TradeHash trades = new TradeHash();
    long refused = 0;
    for (int at = 0; at < benchStart; at += FlowFile.RECORD_LENGTH) {
      refused += match(book, command, at, trades);
    }
    Meter meter = Meter.ofThread();
    for (int at = benchStart; at < records.length; at += FlowFile.RECORD_LENGTH) {
      refused += match(book, command, at, trades);
    }
    return meter.stop(benchCommands(), refused, trades.answer());
  }

  /** Those of exchange-core's matching engine. */
  private static Map<Integer, Integer> poolSizes() {
    Map<Integer, Integer> sizes = new HashMap<>();
    sizes.put(ObjectsPool.DIRECT_ORDER, 1024 * 1024);
    sizes.put(ObjectsPool.DIRECT_BUCKET, 1024 * 64);
    sizes.put(ObjectsPool.ART_NODE_4, 1024 * 32);
    sizes.put(ObjectsPool.ART_NODE_16, 1024 * 16);
    sizes.put(ObjectsPool.ART_NODE_48, 1024 * 8);
    sizes.put(ObjectsPool.ART_NODE_256, 1024 * 4);
    return sizes;
  }

  /** Decodes and matches a record. 1 when it was refused. */
  private int match(IOrderBook book, OrderCommand command, int at, TradeHash trades) {
    command.orderId = FlowFile.orderId(records, at);
    command.uid = FlowFile.user(records, at);
    command.symbol = SYMBOL;
    command.matcherEvent = null;
    command.resultCode = CommandResultCode.VALID_FOR_MATCHING_ENGINE;
    switch (FlowFile.type(records, at)) {
      case FlowFile.NEW -> {
        boolean isBuy = FlowFile.isBuy(records, at);
        command.command = OrderCommandType.PLACE_ORDER;
        command.price = FlowFile.price(records, at);
        command.size = FlowFile.quantity(records, at);
        command.reserveBidPrice = isBuy ? RESERVE_PRICE : 0;
        command.action = isBuy ? OrderAction.BID : OrderAction.ASK;
        command.orderType = FlowFile.isIoc(records, at) ? OrderType.IOC : OrderType.GTC;
      }
      case FlowFile.CANCEL -> command.command = OrderCommandType.CANCEL_ORDER;
      default -> {
        command.command = OrderCommandType.MOVE_ORDER;
        command.price = FlowFile.price(records, at);
      }
    }
    CommandResultCode code = IOrderBook.processCommand(book, command);
    add(command, trades);
    return code == CommandResultCode.SUCCESS ? 0 : 1;
  }

  private static void add(OrderCommand command, TradeHash trades) {
    for (MatcherTradeEvent event = command.matcherEvent; event != null; event = event.nextEvent) {
      if (event.eventType == MatcherEventType.TRADE) {
        trades.add(event.matchedOrderId, command.orderId, event.price, event.size);
      }
    }
  }

  // The pipeline.

  /** The one consumer of all results. Written by one thread, read after its count says so. */
  private static final class Results {
    private final TradeHash trades = new TradeHash();
    private final AtomicLong count = new AtomicLong();
    private long refused;
    private long consumed;

    void accept(OrderCommand command) {
      if (command.resultCode != CommandResultCode.SUCCESS) {
        refused++;
      }
      add(command, trades);
      count.lazySet(++consumed);
    }

    void await(long wanted) {
      while (count.get() < wanted) {
        LockSupport.parkNanos(20_000);
      }
    }
  }

  private Repetition durable(CoreWaitStrategy waitStrategy, Path directory) throws Exception {
    Files.createDirectories(directory);
    DiskSerializationProcessorConfiguration standard =
        DiskSerializationProcessorConfiguration.createDefaultConfig();
    DiskSerializationProcessorConfiguration here =
        new DiskSerializationProcessorConfiguration(
            directory.toString(),
            standard.getSnapshotLz4CompressorFactory(),
            standard.getJournalFileMaxSize(),
            standard.getJournalBufferSize(),
            standard.getJournalBatchCompressThreshold(),
            standard.getJournalLz4CompressorFactory());
    SerializationConfiguration journaling =
        SerializationConfiguration.builder()
            .enableJournaling(true)
            .serializationProcessorFactory(
                exchange -> new DiskSerializationProcessor(exchange, here))
            .build();
    try {
      return engine(waitStrategy, journaling);
    } finally {
      deleteFiles(directory);
    }
  }

  private static void deleteFiles(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  private Repetition engine(CoreWaitStrategy waitStrategy, SerializationConfiguration serialization)
      throws Exception {
    Results results = new Results();
    ExchangeCore core =
        ExchangeCore.builder()
            .resultsConsumer((command, sequence) -> results.accept(command))
            .exchangeConfiguration(configuration(waitStrategy, serialization))
            .build();
    core.startup();
    try {
      ExchangeApi api = core.getApi();
      endow(api);
      long before = settled(results);
      long fill = benchStart / FlowFile.RECORD_LENGTH;
      publish(api, 0, benchStart);
      results.await(before + fill);
      Meter meter = Meter.ofProcess();
      publish(api, benchStart, records.length);
      results.await(before + fill + benchCommands());
      Repetition repetition = meter.stop(benchCommands(), results.refused, results.trades.answer());
      requireConserved(api);
      return repetition;
    } finally {
      core.shutdown();
    }
  }

  private static ExchangeConfiguration configuration(
      CoreWaitStrategy waitStrategy, SerializationConfiguration serialization) {
    return ExchangeConfiguration.builder()
        .ordersProcessingCfg(
            OrdersProcessingConfiguration.builder()
                .riskProcessingMode(
                    OrdersProcessingConfiguration.RiskProcessingMode.FULL_PER_CURRENCY)
                .marginTradingMode(
                    OrdersProcessingConfiguration.MarginTradingMode.MARGIN_TRADING_DISABLED)
                .build())
        .performanceCfg(
            PerformanceConfiguration.baseBuilder()
                .ringBufferSize(64 * 1024)
                .msgsInGroupLimit(4_096)
                .maxGroupDurationNs(4_000_000)
                .waitStrategy(waitStrategy)
                .orderBookFactory(OrderBookDirectImpl::new)
                .build())
        .initStateCfg(InitialStateConfiguration.cleanStartJournaling("OF1"))
        .reportsQueriesCfg(ReportsQueriesConfiguration.DEFAULT)
        .loggingCfg(LoggingConfiguration.DEFAULT)
        .serializationCfg(serialization)
        .build();
  }

  private void endow(ExchangeApi api) throws InterruptedException, ExecutionException {
    api.submitBinaryDataAsync(new BatchAddSymbolsCommand(SPECIFICATION)).get();
    for (long user = 1; user <= users; user++) {
      api.createUser(0, 0, user, user);
      if (user <= users()) {
        adjust(api, user, 2 * user, BASE, BASE_FUNDS);
        adjust(api, user, 2 * user + 1, QUOTE, QUOTE_FUNDS);
      }
    }
  }

  /** Those who have money: all that are not of OF-1R's poor. */
  private long users() {
    return Math.min(users, OrderFlow.P1_1000.users());
  }

  private static void adjust(ExchangeApi api, long user, long transaction, int asset, long amount) {
    api.balanceAdjustment(
        0, 0, user, user, transaction, asset, amount, BalanceAdjustmentType.ADJUSTMENT);
  }

  /** How many results came, once no more come. */
  private static long settled(Results results) throws InterruptedException {
    long before = -1;
    while (results.count.get() != before) {
      before = results.count.get();
      Thread.sleep(100);
    }
    if (results.refused != 0) {
      throw new IllegalStateException(results.refused + " of the first commands were refused");
    }
    return before;
  }

  private void publish(ExchangeApi api, int from, int to) {
    for (int at = from; at < to; at += FlowFile.RECORD_LENGTH) {
      long orderId = FlowFile.orderId(records, at);
      long user = FlowFile.user(records, at);
      switch (FlowFile.type(records, at)) {
        case FlowFile.NEW -> {
          boolean isBuy = FlowFile.isBuy(records, at);
          api.placeNewOrder(
              0,
              0,
              at,
              orderId,
              0,
              FlowFile.price(records, at),
              isBuy ? RESERVE_PRICE : 0,
              FlowFile.quantity(records, at),
              isBuy ? OrderAction.BID : OrderAction.ASK,
              FlowFile.isIoc(records, at) ? OrderType.IOC : OrderType.GTC,
              SYMBOL,
              user);
        }
        case FlowFile.CANCEL -> api.cancelOrder(0, 0, at, orderId, SYMBOL, user);
        default -> api.moveOrder(0, 0, at, FlowFile.price(records, at), orderId, SYMBOL, user);
      }
    }
  }

  /** Balances and what orders hold are together what was paid in. */
  private void requireConserved(ExchangeApi api) throws InterruptedException, ExecutionException {
    TotalCurrencyBalanceReportResult totals =
        api.processReport(new TotalCurrencyBalanceReportQuery(), 0).get();
    List<Long> expected = List.of(BASE_FUNDS * users(), QUOTE_FUNDS * users());
    List<Long> found =
        List.of(
            totals.getClientsBalancesSum().get(BASE), totals.getClientsBalancesSum().get(QUOTE));
    if (!found.equals(expected) || !totals.isGlobalBalancesAllZero()) {
      throw new IllegalStateException("Balances are " + found + ", not " + expected);
    }
  }
}

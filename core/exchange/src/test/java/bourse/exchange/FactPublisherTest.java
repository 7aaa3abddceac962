package bourse.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.AssetDefinition;
import bourse.domain.AssetType;
import bourse.domain.ClientOrderId;
import bourse.domain.DoneReason;
import bourse.domain.ErrorCode;
import bourse.domain.FeeRate;
import bourse.domain.FeeSchedule;
import bourse.domain.MarketCause;
import bourse.domain.MarketState;
import bourse.domain.OrderListType;
import bourse.domain.OrderType;
import bourse.domain.PriceLimits;
import bourse.domain.SafeState;
import bourse.domain.SafeStateCause;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import bourse.domain.SymbolDefinition;
import bourse.domain.SymbolLimits;
import bourse.domain.TimeInForce;
import bourse.domain.VolatilityHalt;
import bourse.engine.AcceptedOrder;
import bourse.engine.AuctionCall;
import bourse.engine.Bucket;
import bourse.engine.Conditions;
import bourse.engine.EntryType;
import bourse.engine.ExecutedTrade;
import bourse.engine.FactSink;
import bourse.engine.HoldEnd;
import bourse.engine.MarketStatus;
import bourse.engine.OrderTerms;
import bourse.engine.Posting;
import bourse.platform.data.Database;
import bourse.platform.events.EmbeddedKafka;
import bourse.platform.events.KafkaClients;
import bourse.platform.service.Health;
import bourse.platform.service.Ports;
import bourse.platform.telemetry.TraceContext;
import bourse.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Facts in, records of a real broker out. */
class FactPublisherTest {
  private static final AssetDefinition BTC =
      new AssetDefinition(1, "BTC", "Bitcoin", AssetType.CRYPTO, 8);
  private static final AssetDefinition USD =
      new AssetDefinition(2, "USD", "US dollar", AssetType.FIAT, 6);
  private static final SymbolDefinition BTC_USD =
      new SymbolDefinition(5, "BTC-USD", BTC, USD, 1, 2, 100_000, 10, 0, 0, 0, 1_000_000)
          .withLimits(new SymbolLimits(1_000_000, 5, 4, 3))
          .withPrices(
              new PriceLimits(1, 2, 3, 4, 5, 6_000_000, true)
                  .withVolatility(new VolatilityHalt(7, 8_000_000, 9)));
  private static final TraceContext TRACE = new TraceContext(1, 2, 3, true);

  @TempDir Path directory;
  private EmbeddedKafka kafka;
  private TestDatabase database;

  @BeforeEach
  void start() throws Exception {
    kafka = new EmbeddedKafka(directory, Ports.free(), Ports.free(), "secret");
    kafka.start();
    database = TestDatabase.open(Database.Dialect.H2);
  }

  @AfterEach
  void stop() throws Exception {
    database.close();
    kafka.stop();
  }

  @Test
  void everyKindOfFactIsARecordAsDocumented() throws Exception {
    try (FactPublisher publisher = publisher()) {
      publisher.restart();
      everyKind(publisher.sink());
      publisher.flush(2);
    }

    List<FactTopicReader.Event> events = read(0, 32);

    assertEquals(documented(), written(events));
    FactTopicReader.Event trade =
        events.stream().filter(event -> event.topic().equals("trade.executed")).findFirst().get();
    assertEquals("BTC-USD", trade.key());
    assertEquals("100.00", trade.value().get("price").textValue());
    assertEquals("0.010", trade.value().get("quantity").textValue());
    assertEquals("0.000200", trade.value().get("takerFee").textValue());
    assertEquals("2023-11-14T22:13:20.000001Z", trade.value().get("time").textValue());
    assertEquals(Optional.of(TRACE), trade.trace());
  }

  @Test
  void aNewPublisherGoesOnWhereTheLastOneStopped() throws Exception {
    try (FactPublisher first = publisher()) {
      first.restart();
      assertEquals(0, first.position());
      refusals(first, 1, 10);
      first.flush(10);
      refusals(first, 11, 20);
      first.flush(20);
    }

    try (FactPublisher second = publisher()) {
      second.restart();
      assertEquals(20, second.position());
      assertThrows(IllegalStateException.class, () -> refusals(second, 22, 22));
      refusals(second, 21, 25);
      second.flush(25);
    }

    assertEquals(25, read(0, 25).size());
    assertEquals(5, read(20, 5).size());
  }

  @Test
  void whatWasPublishedAfterTheMarkComesAgainAndReadersDropIt() throws Exception {
    FactPublisher crashed = publisher();
    crashed.restart();
    refusals(crashed, 1, 10);
    crashed.flush(10);
    refusals(crashed, 11, 20);
    crashed.flush(20);
    // No mark was written after the first: it is less than a second old. The crash: no close.

    try (FactPublisher second = publisher()) {
      second.restart();
      assertEquals(10, second.position());
      refusals(second, 11, 30);
      second.flush(30);
    }

    assertEquals(40, end(FactTopics.COMMAND_REFUSED), "10 records are there twice");
    List<Long> sequences = read(0, 30).stream().map(FactTopicReader.Event::sequence).toList();
    assertEquals(java.util.stream.LongStream.rangeClosed(1, 30).boxed().toList(), sequences);
  }

  @Test
  void aMarkBeyondTheTopicsEndDoesNotCount() throws Exception {
    try (FactPublisher first = publisher()) {
      first.restart();
      refusals(first, 1, 10);
      first.flush(10);
    }
    // As after a power cut that took the end of a topic and left the mark.
    try (Producer<byte[], byte[]> producer = clients().producer("test")) {
      producer.send(PublicationMarks.record(7, 50, Map.of(FactTopics.COMMAND_REFUSED, 50L))).get();
    }

    try (FactPublisher second = publisher()) {
      second.restart();

      assertEquals(10, second.position());
    }
  }

  @Test
  void whileKafkaIsAwayBatchesFailAndComeAgain() throws Exception {
    try (FactPublisher publisher = publisher()) {
      publisher.restart();
      refusals(publisher, 1, 5);
      publisher.flush(5);
      kafka.stop();
      assertThrows(
          Exception.class,
          () -> {
            refusals(publisher, 6, 6);
            publisher.flush(6);
          });

      kafka.start();
      publisher.restart();

      assertTrue(publisher.position() <= 5, "what failed is told again");
      refusals(publisher, publisher.position() + 1, 8);
      publisher.flush(8);
    }
    assertEquals(8, read(0, 8).size());
  }

  private KafkaClients clients() {
    return new KafkaClients(kafka.connection());
  }

  private FactPublisher publisher() {
    return new FactPublisher(clients(), () -> Health.UP, database.database());
  }

  private long end(String topic) throws Exception {
    try (var reader = clients().reader("test-end")) {
      TopicPartition partition = new TopicPartition(topic, 0);
      return reader.endOffsets(List.of(partition)).get(partition);
    }
  }

  /** Reads until so many have come, and a moment longer. */
  private List<FactTopicReader.Event> read(long after, int count) {
    List<FactTopicReader.Event> events = new ArrayList<>();
    try (FactTopicReader reader = new FactTopicReader(clients(), "test", FactTopics.ALL, after)) {
      long deadline = System.nanoTime() + 20_000_000_000L;
      while (events.size() < count && System.nanoTime() < deadline) {
        events.addAll(reader.poll(Duration.ofMillis(100)));
      }
      events.addAll(reader.poll(Duration.ofMillis(300)));
    }
    return events;
  }

  private static void refusals(FactPublisher publisher, long from, long to) {
    FactSink sink = publisher.sink();
    for (long sequence = from; sequence <= to; sequence++) {
      sink.begin(sequence, sequence, 1, 0, 0, 0, 0, 0);
      sink.refused(ErrorCode.INSUFFICIENT_FUNDS.number(), 1000, 0);
      sink.end(sequence, 1);
    }
  }

  private static void everyKind(FactSink sink) {
    sink.begin(1, 1_700_000_000_000_000L, 1, 0, 0, 0, 0, 0);
    sink.refused(ErrorCode.UNKNOWN_ORDER.number(), 1000, 3);
    sink.end(1, 1);
    sink.begin(
        2, 1_700_000_000_000_001L, 1, 0, 0, TRACE.traceHigh(), TRACE.traceLow(), TRACE.span());
    sink.assetListed(BTC);
    sink.assetListed(USD);
    sink.symbolListed(BTC_USD);
    sink.symbolChanged(BTC_USD);
    sink.marketStatus(
        new MarketStatus(
            5, MarketState.HALTED, MarketCause.OPERATOR, Optional.of(MarketState.TRADING), 9));
    sink.marketStatus(
        new MarketStatus(
            5,
            MarketState.AUCTION,
            MarketCause.EXTENDED,
            Optional.of(MarketState.AUCTION),
            9,
            Optional.of(new AuctionCall(8, MarketState.TRADING)),
            Optional.of(new AuctionCall(10, MarketState.CLOSED)),
            1));
    sink.auctionUncrossed(5, 10_000, 10, -3);
    sink.referencePriceSet(5, 9_900, 1, true);
    sink.accountFlagsSet(1000, 1);
    sink.accountBlocksSet(1000, 3, 2);
    sink.journaled(1000, 1001, 2, 5, 1, 1, 2);
    sink.feesSet(
        new FeeSchedule(
            2, List.of(new FeeRate(1, 5, -50, 175), new FeeRate(1, 5, 1_000_000, -75, 150))));
    sink.feeGroupSet(1000, 1);
    sink.volumeCounted(1000, 2, 20_000, 1_500_000);
    sink.safeStateSet(SafeState.HALT, SafeStateCause.OPERATOR, 7);
    sink.ruleVersionSet(2);
    sink.orderAccepted(
        AcceptedOrder.of(
            1,
            1000,
            OrderTerms.of(
                    5,
                    Side.BUY,
                    OrderType.LIMIT,
                    TimeInForce.GTD,
                    10_000,
                    10,
                    ClientOrderId.of("mine"))
                .withExpiry(5),
            1,
            2,
            1));
    sink.orderAccepted(
        AcceptedOrder.of(
            2,
            1001,
            OrderTerms.of(
                5, Side.SELL, OrderType.MARKET, TimeInForce.IOC, 0, 10, ClientOrderId.NONE),
            1,
            2,
            1));
    sink.orderAccepted(
        AcceptedOrder.of(
            3,
            1001,
            OrderTerms.of(5, Side.BUY, OrderType.STOP, TimeInForce.IOC, 0, 0, ClientOrderId.NONE)
                .withConditions(new Conditions(5, 10_000, 7, 8, 9)),
            1,
            2,
            1));
    sink.waitingOrderReplaced(3, 1001, 5, Side.BUY, 0, 11_000, 0);
    sink.orderListPlaced(4, 1001, 5, OrderListType.BRACKET, ClientOrderId.of("list"));
    sink.orderAccepted(
        AcceptedOrder.of(
            5,
            1001,
            OrderTerms.of(
                5, Side.SELL, OrderType.LIMIT, TimeInForce.GTC, 10_000, 10, ClientOrderId.NONE),
            4,
            true,
            1,
            2,
            1));
    sink.orderActivated(5, 1001, 5, Side.SELL, false, 0, 10);
    sink.orderTriggered(3, 1001, 5, Side.BUY, 11_000, 4);
    sink.orderConcealed(1, 1000, 5, Side.BUY, 10_000, -3);
    sink.orderRested(1, 1000, 5, Side.BUY, 10_000, 10);
    sink.orderReplaced(1, 1000, 5, Side.BUY, 9_900, 20, 10_000, 10, 10, false);
    sink.traded(ExecutedTrade.of(9, 5, Side.SELL, 10_000, 10, 1, 1000, 100, 0, 2, 1001, 200, 0));
    sink.cancelAllAfterSet(1000, 7);
    sink.selfTradePrevented(
        1000, 5, Side.SELL, SelfTradePrevention.DECREMENT_AND_CANCEL, 10_000, 10, 1, 0, 3, 5);
    sink.orderDone(1, 1000, 5, Side.BUY, DoneReason.FILLED, 10_000, 0, true);
    sink.posted(Posting.of(1000, 2, Bucket.RESERVED, EntryType.TRADE, -1_000_000, 0, 0, 9));
    sink.posted(Posting.of(1000, 2, Bucket.AVAILABLE, EntryType.DEPOSIT, 5, 5, 1, 2));
    sink.transferred(100, 1001, 2, 5, EntryType.ADJUSTMENT, 1, 20_000, 7, 1, 2);
    sink.periodClosed(20_000);
    sink.fundsHeld(7, 1000, 2, 5, 9, 1, 2);
    sink.holdReduced(7, 1000, 2, 3, 2, HoldEnd.SETTLED);
    sink.end(2, 37);
  }

  /** The fields of each topic that the records have. */
  private static Map<String, Set<String>> written(List<FactTopicReader.Event> events) {
    Map<String, Set<String>> fields = new TreeMap<>();
    for (FactTopicReader.Event event : events) {
      Set<String> own = fields.computeIfAbsent(event.topic(), topic -> new TreeSet<>());
      event.value().fieldNames().forEachRemaining(own::add);
      own.removeAll(Set.of("position", "time"));
    }
    return fields;
  }

  /** The fields of each topic that the reference page has. */
  private static Map<String, Set<String>> documented() throws Exception {
    Map<String, Set<String>> fields = new TreeMap<>();
    Pattern row = Pattern.compile("\\| `(\\w+)` \\|.*");
    String topic = "";
    for (String line : Files.readAllLines(page(), StandardCharsets.UTF_8)) {
      Matcher field = row.matcher(line);
      if (line.startsWith("## ")) {
        topic = line.substring(3);
      } else if (field.matches() && !topic.isEmpty()) {
        fields.computeIfAbsent(topic, name -> new TreeSet<>()).add(field.group(1));
      }
    }
    return fields;
  }

  private static Path page() {
    Path here = Path.of("").toAbsolutePath();
    while (!Files.exists(here.resolve("docs/reference/events.md"))) {
      here = here.getParent();
    }
    return here.resolve("docs/reference/events.md");
  }
}

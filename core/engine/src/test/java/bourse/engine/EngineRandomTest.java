package bourse.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.DoneReason;
import bourse.domain.ErrorCode;
import bourse.domain.MarketCause;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine against the slow exchange, fact by fact, and against itself out of snapshots. */
class EngineRandomTest {
  private static final Map<ErrorCode, Integer> REFUSED = new EnumMap<>(ErrorCode.class);
  private static int extended;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void tellsTheFactsOfTheSlowExchange(long seed) {
    FactLog slowly = new FactLog();
    SlowExchange slow = new SlowExchange(slowly);
    Conservation conservation =
        compare(new RandomFlow(seed, slow), slow, slowly, "seed " + seed, 17_000);
    // A flow that is mostly refused, or hardly trades, shows nothing.
    assertTrue(
        conservation.accepted() > 3_000, "seed " + seed + " accepted " + conservation.accepted());
    for (DoneReason reason : DoneReason.values()) {
      assertTrue(
          conservation.ended(reason) >= fewest(reason),
          "seed " + seed + " has " + conservation.ended(reason) + " of " + reason);
    }
    for (HoldEnd end : HoldEnd.values()) {
      assertTrue(
          conservation.reductions(end) > 3,
          "seed " + seed + " has " + conservation.reductions(end) + " of " + end);
    }
    assertTrue(conservation.triggered() > 40, "seed " + seed + ": " + conservation.triggered());
    assertTrue(conservation.refilled() > 50, "seed " + seed + ": " + conservation.refilled());
    assertTrue(conservation.trades() > 400, "seed " + seed + ": " + conservation.trades());
    for (ErrorCode code : ErrorCode.values()) {
      REFUSED.merge(code, conservation.refused(code), Integer::sum);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16})
  void auctionsAmongAllElseTellTheSame(long seed) {
    FactLog slowly = new FactLog();
    SlowExchange slow = new SlowExchange(slowly);
    RandomFlow flow = new RandomFlow(seed, slow).withAuctions();
    Conservation conservation = compare(flow, slow, slowly, "seed " + seed, 16_000);
    assertTrue(
        conservation.auctionTrades() > 50, "seed " + seed + ": " + conservation.auctionTrades());
    assertTrue(conservation.surpluses() > 10, "seed " + seed + ": " + conservation.surpluses());
    int halts = conservation.statuses(MarketCause.VOLATILITY);
    assertTrue(halts > 3, "seed " + seed + ": " + halts);
    assertTrue(conservation.ended(DoneReason.VOLATILITY_HALT) > 2, "seed " + seed);
    extended += conservation.statuses(MarketCause.EXTENDED);
    for (ErrorCode code : ErrorCode.values()) {
      REFUSED.merge(code, conservation.refused(code), Integer::sum);
    }
  }

  /** Executes a flow in both, and follows what it does. */
  private static Conservation compare(
      RandomFlow flow, SlowExchange slow, FactLog slowly, String name, int commands) {
    FactLog told = new FactLog();
    Conservation conservation = new Conservation();
    FactBuffer buffer = new FactBuffer();
    ExchangeEngine engine = new ExchangeEngine();
    for (int i = 1; i <= commands; i++) {
      byte[] frame = flow.next();
      buffer.reset();
      assertEquals(frame.length, engine.execute(frame, 0, buffer));
      FactRecords.read(buffer.array(), 0, told);
      FactRecords.read(buffer.array(), 0, conservation);
      assertEquals(slowly.take(), told.take(), name + ", command " + i);
    }
    for (int asset : List.of(1, 2, 300)) {
      assertEquals(BigInteger.ZERO, slow.total(asset), name);
    }
    return conservation;
  }

  /** A rule that no flow breaks is not compared. */
  @AfterAll
  static void theFlowsBreakTheRules() {
    assertTrue(extended > 3, "extended auctions: " + extended);
    for (ErrorCode code :
        List.of(
            ErrorCode.ABOVE_MAXIMUM_NOTIONAL,
            ErrorCode.ABOVE_MARKET_QUANTITY,
            ErrorCode.TOO_MANY_OPEN_ORDERS,
            ErrorCode.ABOVE_MAXIMUM_POSITION,
            ErrorCode.MARKET_NOT_OPEN,
            ErrorCode.MARKET_HALTED,
            ErrorCode.MARKET_CANCEL_ONLY,
            ErrorCode.MARKET_POST_ONLY,
            ErrorCode.MARKET_LIMIT_ONLY,
            ErrorCode.ILLEGAL_TRANSITION,
            ErrorCode.MARKET_IN_AUCTION,
            ErrorCode.INVALID_AUCTION,
            ErrorCode.PRICE_OUTSIDE_BAND,
            ErrorCode.REFERENCE_TOO_OLD,
            ErrorCode.INVALID_LIST,
            ErrorCode.LIST_PRICES_CROSS,
            ErrorCode.ORDER_IN_LIST,
            ErrorCode.UNKNOWN_ORDER_LIST,
            ErrorCode.UNKNOWN_HOLD,
            ErrorCode.HOLD_EXCEEDED,
            ErrorCode.PERIOD_CLOSED,
            ErrorCode.PERIOD_NOT_OVER,
            ErrorCode.BUSINESS_DATE_AHEAD,
            ErrorCode.SYMBOL_DELISTED)) {
      assertTrue(REFUSED.getOrDefault(code, 0) > 5, code + ": " + REFUSED.get(code));
    }
  }

  @Test
  void anySnapshotGoesOnLikeTheWhole() throws IOException {
    SlowExchange slow = new SlowExchange(new FactSink() {});
    goOnFromSnapshots(99, new RandomFlow(99, slow));
  }

  @Test
  void anySnapshotInAnAuctionGoesOnLikeTheWhole() throws IOException {
    SlowExchange slow = new SlowExchange(new FactSink() {});
    goOnFromSnapshots(98, new RandomFlow(98, slow).withAuctions());
  }

  private static void goOnFromSnapshots(long seed, RandomFlow flow) throws IOException {
    List<byte[]> frames = new ArrayList<>();
    List<byte[]> states = new ArrayList<>();
    List<byte[]> hashes = new ArrayList<>();
    List<List<String>> facts = new ArrayList<>();
    FactLog told = new FactLog();
    ExchangeEngine engine = new ExchangeEngine();
    states.add(state(engine));
    for (int i = 0; i < 400; i++) {
      frames.add(flow.next());
      engine.execute(frames.get(i), 0, told);
      facts.add(told.take());
      states.add(state(engine));
      hashes.add(engine.stateHash());
    }
    for (int k = 0; k <= frames.size(); k++) {
      ExchangeEngine again = ExchangeEngine.readState(new ByteArrayInputStream(states.get(k)));
      assertEquals(k, again.sequence());
      assertArrayEquals(states.get(k), state(again), "seed " + seed + ", snapshot at " + k);
      for (int i = k; i < Math.min(k + 40, frames.size()); i++) {
        again.execute(frames.get(i), 0, told);
        assertEquals(facts.get(i), told.take(), "seed " + seed + ", from " + k + " at " + i);
        assertArrayEquals(hashes.get(i), again.stateHash());
      }
    }
  }

  @Test
  void aDescriptionSaysWhatThePresentStateIs() {
    SlowExchange slow = new SlowExchange(new FactSink() {});
    RandomFlow flow = new RandomFlow(7, slow);
    Conservation balances = new Conservation();
    ExchangeEngine engine = new ExchangeEngine();
    for (int i = 0; i < 3_000; i++) {
      engine.execute(flow.next(), 0, balances);
    }
    FactLog told = new FactLog();
    engine.describe(told);
    List<String> lines = told.take();
    assertEquals(slow.restingOrders(), lines.stream().filter(l -> l.startsWith("rested")).count());
    assertEquals(
        slow.openOrders().size(), lines.stream().filter(l -> l.startsWith("accepted")).count());
    List<String> described =
        lines.stream().filter(line -> line.startsWith("posted")).sorted().toList();
    assertEquals(balances.describedAs(), described);
    assertEquals(
        slow.daysOfVolume(), lines.stream().filter(line -> line.startsWith("volume")).count());
    byte[] before = engine.stateHash();
    engine.describe(told);
    assertEquals(lines, told.take());
    assertArrayEquals(before, engine.stateHash());
  }

  /** How many orders must end for this reason, so that the flow shows something. */
  private static int fewest(DoneReason reason) {
    return switch (reason) {
      // Ten thousand fills in one command, and a stop in a market that changed, have their stories.
      case FILL_LIMIT, MARKET_STATE -> 0;
      // Where there are auctions.
      case VOLATILITY_HALT -> 0;
      case SYMBOL_DELISTED, POST_ONLY_WOULD_TRADE, AMOUNT_TOO_SMALL, NOT_PLACEABLE -> 1;
      default -> 11;
    };
  }

  private static byte[] state(ExchangeEngine engine) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    engine.writeState(bytes);
    return bytes.toByteArray();
  }
}

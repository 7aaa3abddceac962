package bourse.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.AccountBlock;
import bourse.domain.AssetDefinition;
import bourse.domain.AssetType;
import bourse.domain.ClientOrderId;
import bourse.domain.DoneReason;
import bourse.domain.ErrorCode;
import bourse.domain.FeeRate;
import bourse.domain.FeeSchedule;
import bourse.domain.JournalReason;
import bourse.domain.MarketCause;
import bourse.domain.MarketState;
import bourse.domain.OrderListType;
import bourse.domain.OrderType;
import bourse.domain.PriceLimits;
import bourse.domain.SafeState;
import bourse.domain.SafeStateCause;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import bourse.domain.SuspensionReason;
import bourse.domain.SymbolDefinition;
import bourse.domain.SymbolLimits;
import bourse.domain.TimeInForce;
import bourse.domain.VolatilityHalt;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Commands and facts in bytes: what goes in comes out, and damage is told. */
class LayoutTest {
  private static final AssetDefinition BTC =
      new AssetDefinition(7, "BTC", "Bitcoin ₿", AssetType.CRYPTO, 8);
  private static final AssetDefinition USD = new AssetDefinition(8, "USD", "", AssetType.FIAT, 6);
  private static final SymbolDefinition BTC_USD =
      SymbolDefinition.of(3, BTC, USD, "0.01", "0.0001", 10, 20, "5", "1000")
          .withLimits(new SymbolLimits(9_000_000, 2, 3, 4))
          .withPrices(
              new PriceLimits(1, 2, 3, 4, 5, 6, true).withVolatility(new VolatilityHalt(7, 8, 9)));
  private static final CommandContext CONTEXT = new CommandContext(-1, 2, 3, 4, -5, 6);

  /** The facts of {@link #tellEverything}. */
  private static final int EVERYTHING = 37;

  private static List<byte[]> oneOfEach() {
    return List.of(
        Commands.addAsset(CONTEXT, BTC),
        Commands.listSymbol(CONTEXT, BTC_USD),
        Commands.deposit(CONTEXT, 1000, 8, 5, 1, 2),
        Commands.withdraw(CONTEXT, 1000, 8, 5, 1, 2),
        Commands.setAccountFlags(CONTEXT, 1000, 1),
        Commands.place(
            CONTEXT,
            1000,
            3,
            Side.SELL,
            OrderType.LIMIT,
            TimeInForce.IOC,
            6_000_000,
            25,
            ClientOrderId.of("a-1")),
        Commands.cancel(CONTEXT, 1000, 9),
        Commands.replace(CONTEXT, 1000, 9, 0, 3),
        Commands.setRuleVersion(CONTEXT, 2),
        Commands.tick(CONTEXT),
        Commands.placeList(
            CONTEXT,
            1000,
            OrderListType.OTO,
            ClientOrderId.of("l-1"),
            List.of(
                OrderTerms.of(
                    3,
                    Side.BUY,
                    OrderType.LIMIT,
                    TimeInForce.GTC,
                    5_900_000,
                    25,
                    ClientOrderId.NONE),
                OrderTerms.of(
                    3,
                    Side.SELL,
                    OrderType.MARKET,
                    TimeInForce.IOC,
                    0,
                    25,
                    ClientOrderId.of("a-2")))),
        Commands.cancelList(CONTEXT, 1000, 9),
        Commands.setMarketState(CONTEXT, 3, MarketState.HALTED, 5),
        Commands.changeSymbol(CONTEXT, BTC_USD),
        Commands.delistSymbol(CONTEXT, 3),
        Commands.setReferencePrice(CONTEXT, 3, 5, 6),
        Commands.callAuction(CONTEXT, 3, 5, 6, MarketState.CLOSED),
        Commands.setAccountBlocks(
            CONTEXT, 1000, Set.of(AccountBlock.TRANSFERS), SuspensionReason.CLOSING),
        Commands.journal(CONTEXT, 1000, 1001, 8, 5, JournalReason.PROMOTION, 1, 2),
        Commands.transfer(CONTEXT, 3, 1001, 8, 5, EntryType.ADJUSTMENT, 9, 7, 20_000, 1, 2),
        Commands.closePeriod(CONTEXT, 20_000),
        Commands.holdFunds(CONTEXT, 1000, 8, 5, 99, 1, 2),
        Commands.settleHold(CONTEXT, 1000, 7, 100, 5, EntryType.WITHDRAWAL, 1, 2),
        Commands.releaseHold(CONTEXT, 1000, 7),
        Commands.setSafeState(CONTEXT, SafeState.READ_ONLY, SafeStateCause.PROJECTION_LAG),
        Commands.setFees(
            CONTEXT,
            new FeeSchedule(List.of(new FeeRate(1, 3, -50, 100), new FeeRate(0, 0, 0, 1)))),
        Commands.setFeeGroup(CONTEXT, 1000, 63),
        Commands.setFees(
            CONTEXT,
            new FeeSchedule(
                8, List.of(new FeeRate(0, 0, 0, 1), new FeeRate(0, 0, Long.MAX_VALUE, 0, 1)))));
  }

  @Test
  void framesCarryTheirHeader() {
    List<Integer> types = new ArrayList<>();
    for (byte[] frame : oneOfEach()) {
      assertEquals(frame.length, Commands.length(frame, 0));
      assertEquals(0, frame.length % 8);
      types.add(Commands.type(frame, 0));
      assertEquals(CONTEXT, Commands.context(frame, 0));
      Commands.stamp(frame, 0, 77, 88);
      assertEquals(77, Commands.sequence(frame, 0));
      assertEquals(88, Commands.logTimeMicros(frame, 0));
      assertDoesNotThrow(() -> Commands.validate(frame, 0, frame.length));
    }
    assertEquals(
        List.of(
            1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 21, 30, 31, 32, 33, 34, 40, 41, 45, 46, 47, 48, 49,
            42, 43, 44, 43),
        types);
  }

  /** A log can't forget anybody: only assets and symbols are named in it by texts. */
  @Test
  void noCommandHasRoomForPersonalData() {
    Set<Type> parts = new HashSet<>();
    for (Method method : Commands.class.getMethods()) {
      if (method.getReturnType() == byte[].class) {
        assertEquals(CommandContext.class, method.getParameterTypes()[0], method.getName());
        collect(parts, method.getGenericParameterTypes());
      }
    }
    assertTrue(parts.containsAll(Set.of(OrderTerms.class, ClientOrderId.class, FeeRate.class)));
    Set<Type> texts = new HashSet<>();
    for (Type part : parts) {
      boolean isPlain = part instanceof Class<?> plain && (plain.isPrimitive() || plain.isEnum());
      if (!isPlain && !(part instanceof Class<?> record && record.isRecord())) {
        texts.add(part);
      }
    }
    assertEquals(Set.of(String.class), texts, "nothing else than records, enums and numbers");
    assertEquals(
        Set.of(AssetDefinition.class, SymbolDefinition.class),
        parts.stream().filter(LayoutTest::hasText).collect(Collectors.toSet()));
  }

  /** The types, those of which they are collections, and those of the parts of records. */
  private static void collect(Set<Type> parts, Type... types) {
    for (Type type : types) {
      if (type instanceof ParameterizedType collection) {
        collect(parts, collection.getActualTypeArguments());
      } else if (parts.add(type) && type instanceof Class<?> record && record.isRecord()) {
        for (RecordComponent part : record.getRecordComponents()) {
          collect(parts, part.getGenericType());
        }
      }
    }
  }

  private static boolean hasText(Type type) {
    return type instanceof Class<?> record
        && record.isRecord()
        && Arrays.stream(record.getRecordComponents())
            .anyMatch(part -> part.getType() == String.class);
  }

  @Test
  void theBytesOfAFrameStayAsTheyAre() {
    byte[] frame = Commands.cancel(new CommandContext(1, 2, 3, 4, 5, 6), 1000, 9, 10);
    Commands.stamp(frame, 0, 7, 8);
    byte[] expected = new byte[96];
    expected[0] = 96;
    expected[4] = 7;
    expected[5] = 1;
    long[] words = {7, 8, 1, 2, 3, 4, 5, 6, 1000, 9, 10};
    for (int i = 0; i < words.length; i++) {
      Layout.putLong(expected, 8 + 8 * i, words[i]);
    }
    assertArrayEquals(expected, frame);
    assertEquals((byte) 0xE8, frame[72]);
    assertEquals(3, frame[73]);
  }

  @Test
  void damagedFramesAreTold() {
    for (byte[] frame : oneOfEach()) {
      assertRejected(frame, 0, frame.length - 8);
      assertRejected(Arrays.copyOf(frame, 40), 0, 40);
      assertRejected(with(frame, 0, frame.length + 8), 0, frame.length);
      assertRejected(with(frame, 0, frame.length - 4), 0, frame.length);
      assertRejected(with(frame, 0, -8), 0, frame.length);
      assertRejected(with(frame, 4, 99), 0, frame.length);
      assertRejected(withByte(frame, 5, 2), 0, frame.length);
      assertRejected(withByte(frame, 6, 1), 0, frame.length);
    }
    byte[] place = oneOfEach().get(5);
    assertRejected(withByte(place, 84, 3), 0, place.length);
    assertRejected(withByte(place, 85, 0), 0, place.length);
    assertRejected(withByte(place, 86, 9), 0, place.length);
    byte[] auction = oneOfEach().get(16);
    assertRejected(with(auction, 76, 0), 0, auction.length);
    byte[] list = oneOfEach().get(10);
    assertRejected(with(list, 80, 4), 0, list.length);
    assertRejected(with(list, 80, 3), 0, list.length);
    assertRejected(with(list, 128, 1001), 0, list.length);
    assertRejected(withByte(list, 140, 3), 0, list.length);
    assertRejected(withByte(list, 143, 0), 0, list.length);
    byte[] fees = oneOfEach().get(25);
    assertRejected(with(fees, 72, 3), 0, fees.length);
    assertRejected(with(fees, 72, 1), 0, fees.length);
    assertRejected(with(fees, 76, 1), 0, fees.length);
    assertRejected(with(fees, 76, -1), 0, fees.length);
    byte[] tiers = oneOfEach().getLast();
    assertRejected(with(tiers, 76, 0), 0, tiers.length);
    byte[] safe = oneOfEach().get(24);
    assertRejected(with(safe, 72, 5), 0, safe.length);
    assertRejected(with(safe, 76, 0), 0, safe.length);
    byte[] journal = oneOfEach().get(18);
    assertRejected(with(journal, 84, 99), 0, journal.length);
    byte[] transfer = oneOfEach().get(19);
    assertRejected(with(transfer, 84, 99), 0, transfer.length);
    assertRejected(with(transfer, 132, EntryType.TRADE.number), 0, transfer.length);
    byte[] settlement = oneOfEach().get(22);
    assertRejected(with(settlement, 120, EntryType.DEPOSIT.number), 0, settlement.length);
    byte[] blocks = oneOfEach().get(17);
    assertRejected(with(blocks, 80, 8), 0, blocks.length);
    assertRejected(with(blocks, 84, 99), 0, blocks.length);
    byte[] asset = oneOfEach().get(0);
    assertRejected(with(asset, 80, Integer.MAX_VALUE), 0, asset.length);
    assertRejected(with(asset, 80, 100), 0, asset.length);
    assertRejected(with(asset, 80, -1), 0, asset.length);
  }

  @Test
  void noDamageGetsPastValidateAsAnotherError() {
    long seed = 42;
    Random random = new Random(seed);
    List<byte[]> frames = oneOfEach();
    for (int i = 0; i < 50_000; i++) {
      byte[] frame = frames.get(random.nextInt(frames.size())).clone();
      for (int k = random.nextInt(4); k >= 0; k--) {
        frame[random.nextInt(frame.length)] = (byte) random.nextInt();
      }
      try {
        Commands.validate(frame, 0, frame.length);
        assertEquals(frame.length, Commands.length(frame, 0), "seed " + seed);
      } catch (IllegalArgumentException told) {
        assertTrue(told.getMessage().length() > 10, "seed " + seed);
      }
    }
  }

  @Test
  void factsHaveTheSameBytesWhateverTheBufferHeldBefore() {
    byte[] used = new byte[256];
    Arrays.fill(used, (byte) -1);
    int end = Layout.putSymbol(used, 0, BTC_USD);
    byte[] fresh = new byte[end];
    Layout.putSymbol(fresh, 0, BTC_USD);
    assertArrayEquals(fresh, Arrays.copyOf(used, end));
  }

  @Test
  void factsComeBackExactly() {
    FactLog told = new FactLog();
    FactBuffer buffer = new FactBuffer(1);
    tellEverything(told, 5);
    tellEverything(buffer, 5);
    tellEverything(told, 6);
    tellEverything(buffer, 6);

    FactLog read = new FactLog();
    byte[] records = buffer.copy();
    int second = FactRecords.read(records, 0, read);
    assertEquals(FactRecords.length(records, 0), second);
    assertEquals(5, FactRecords.sequence(records, 0));
    assertEquals(6, FactRecords.sequence(records, second));
    assertEquals(second, buffer.lastRecord());
    assertEquals(EVERYTHING, FactRecords.factCount(records, second));
    assertEquals(records.length, FactRecords.read(records, second, read));
    assertEquals(told.take(), read.take());

    byte[] array = buffer.array();
    buffer.reset();
    assertEquals(0, buffer.length());
    tellEverything(buffer, 7);
    assertSame(array, buffer.array(), "used again");
    assertEquals(7, FactRecords.sequence(array, 0));
  }

  @Test
  void factsAreToldWithoutNewObjects() {
    ExchangeEngine engine = new ExchangeEngine();
    engine.ledger.add(USD);
    Balance balance = engine.ledger.accountOrNew(1000).balanceOrNew(0, USD.id());
    balance.available = 5;
    FactBuffer buffer = new FactBuffer();
    tellMovements(engine, balance, buffer, 20_000);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    tellMovements(engine, balance, buffer, 100_000);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < 100_000, allocated + " bytes for 400,000 facts");
  }

  private static void tellMovements(
      ExchangeEngine engine, Balance balance, FactBuffer buffer, int commands) {
    byte[] frame = Commands.tick(CONTEXT);
    for (int i = 1; i <= commands; i++) {
      buffer.reset();
      Commands.stamp(frame, 0, i, 88);
      engine.facts.begin(buffer, frame, 0, 1);
      engine.ledger.hold(balance, 5, i);
      engine.ledger.release(balance, 5, i);
      engine.facts.end(i);
    }
  }

  @Test
  void aRefusalShowsWithoutDecoding() {
    FactBuffer buffer = new FactBuffer();
    buffer.begin(1, 2, 1, 0, 0, 0, 0, 0);
    buffer.refused(ErrorCode.UNKNOWN_ORDER.number(), 1000, 3);
    buffer.end(1, 1);
    assertEquals(2003, FactRecords.refusal(buffer.array(), 0));

    buffer.reset();
    buffer.begin(1, 2, 1, 0, 0, 0, 0, 0);
    buffer.accountFlagsSet(1000, 3);
    buffer.end(1, 1);
    assertEquals(0, FactRecords.refusal(buffer.array(), 0));
  }

  @Test
  void damagedRecordsAreTold() {
    FactBuffer buffer = new FactBuffer();
    tellEverything(buffer, 5);
    byte[] record = buffer.copy();
    FactSink deaf = new FactSink() {};
    List<byte[]> damaged =
        List.of(
            Arrays.copyOf(record, record.length - 8),
            Arrays.copyOf(record, 20),
            with(record, 0, record.length - 8),
            with(record, 4, 2),
            with(record, 28, EVERYTHING - 1),
            with(record, 28, EVERYTHING + 1),
            withByte(record, 72, 99));
    for (byte[] bytes : damaged) {
      assertThrows(IllegalArgumentException.class, () -> FactRecords.read(bytes, 0, deaf));
    }
  }

  @Test
  void anEndThatDoesNotFitIsABug() {
    FactBuffer buffer = new FactBuffer();
    buffer.begin(1, 2, 1, 0, 0, 0, 0, 0);
    assertThrows(InvariantBroken.class, () -> buffer.end(1, 1));
    assertThrows(InvariantBroken.class, () -> buffer.end(2, 0));
    assertEquals(0, buffer.length());
  }

  private static void tellEverything(FactSink sink, long sequence) {
    sink.begin(sequence, 2, 3, 4, 5, 6, 7, 8);
    sink.refused(ErrorCode.UNKNOWN_SYMBOL.number(), 1000, 10);
    sink.assetListed(BTC);
    sink.symbolListed(BTC_USD);
    sink.symbolChanged(BTC_USD);
    sink.marketStatus(
        new MarketStatus(3, MarketState.HALTED, MarketCause.OPERATOR, Optional.empty(), 0));
    sink.marketStatus(
        new MarketStatus(
            65535, MarketState.CLOSED, MarketCause.PLAN, Optional.of(MarketState.PRE_OPEN), 77));
    sink.marketStatus(
        new MarketStatus(
            3,
            MarketState.AUCTION,
            MarketCause.EXTENDED,
            Optional.of(MarketState.AUCTION),
            77,
            Optional.of(new AuctionCall(Long.MAX_VALUE, MarketState.TRADING)),
            Optional.of(new AuctionCall(78, MarketState.CLOSED)),
            70_000));
    sink.auctionUncrossed(3, 5, Long.MAX_VALUE, -7);
    sink.referencePriceSet(3, 5, Long.MIN_VALUE, true);
    sink.accountFlagsSet(1000, -1);
    sink.accountBlocksSet(1000, 5, 7);
    sink.feesSet(new FeeSchedule(List.of(new FeeRate(63, 65535, -1_000_000, 1_000_000))));
    sink.feesSet(new FeeSchedule(8, List.of(new FeeRate(0, 3, Long.MAX_VALUE, 1, 2))));
    sink.feesSet(FeeSchedule.NONE);
    sink.feeGroupSet(1000, 63);
    sink.volumeCounted(1000, 8, -20_000, Long.MAX_VALUE);
    sink.safeStateSet(SafeState.HALT, SafeStateCause.STALE_PRICE, -7);
    sink.journaled(1000, 1001, 8, Long.MAX_VALUE, 6, -1, 12);
    sink.transferred(
        7, 1001, 8, Long.MAX_VALUE, EntryType.SETTLEMENT, 255, -20_000, Long.MAX_VALUE, -1, 12);
    sink.periodClosed(-20_000);
    sink.fundsHeld(9, 1000, 8, Long.MAX_VALUE, Long.MAX_VALUE, -1, 12);
    sink.holdReduced(9, 1000, 8, Long.MAX_VALUE, 5, HoldEnd.EXPIRED);
    sink.ruleVersionSet(4);
    sink.cancelAllAfterSet(1000, Long.MAX_VALUE);
    sink.orderAccepted(
        AcceptedOrder.of(
            1,
            1000,
            OrderTerms.of(
                3,
                Side.BUY,
                OrderType.MARKET,
                TimeInForce.FOK,
                0,
                7,
                ClientOrderId.of("abcdefghijklmnopqrstuvwxyz-0123456789".substring(0, 36))),
            99,
            sequence,
            99));
    sink.orderAccepted(
        AcceptedOrder.of(
            2,
            1000,
            OrderTerms.of(
                    65535,
                    Side.SELL,
                    OrderType.LIMIT,
                    TimeInForce.GTD,
                    Long.MAX_VALUE,
                    7,
                    ClientOrderId.NONE)
                .withSelfTradePrevention(SelfTradePrevention.NONE)
                .withPostOnly(true)
                .withExpiry(Long.MAX_VALUE),
            -1,
            3,
            Long.MIN_VALUE));
    sink.orderListPlaced(7, 1000, 65535, OrderListType.BRACKET, ClientOrderId.of("l"));
    sink.orderAccepted(
        AcceptedOrder.of(
            8,
            1000,
            OrderTerms.of(3, Side.SELL, OrderType.STOP, TimeInForce.IOC, 0, 7, ClientOrderId.NONE)
                .withConditions(Conditions.trigger(55)),
            Long.MAX_VALUE,
            true,
            99,
            sequence,
            99));
    sink.orderAccepted(
        AcceptedOrder.of(
            9,
            1000,
            OrderTerms.of(3, Side.SELL, OrderType.LIMIT, TimeInForce.GTC, 5, 7, ClientOrderId.NONE),
            8,
            false,
            99,
            sequence,
            99));
    sink.orderActivated(8, 1000, 3, Side.SELL, true, 55, 6);
    sink.orderRested(2, 1000, 3, Side.SELL, 100, 7);
    sink.traded(ExecutedTrade.of(1, 3, Side.BUY, 100, 7, 2, 1000, 3, 4, 5, 1001, 6, 8));
    sink.traded(
        ExecutedTrade.of(1, 3, Side.SELL, 100, 7, 2, 1000, 3, 4, 5, 1001, 6, 8).inAuction(101, 99));
    sink.selfTradePrevented(
        1000,
        3,
        Side.SELL,
        SelfTradePrevention.DECREMENT_AND_CANCEL,
        100,
        Long.MAX_VALUE,
        2,
        -4,
        5,
        6);
    sink.orderReplaced(2, 1000, 3, Side.SELL, 100, 7, 101, 8, 9, true);
    sink.orderDone(2, 1000, 3, Side.SELL, DoneReason.FILL_LIMIT, 100, 7, true);
    sink.posted(
        Posting.of(
            1000, 8, Bucket.RESERVED, EntryType.FEE, Long.MIN_VALUE, Long.MAX_VALUE, -1, 12));
    sink.end(sequence, EVERYTHING);
  }

  private static void assertRejected(byte[] frame, int offset, int limit) {
    assertThrows(IllegalArgumentException.class, () -> Commands.validate(frame, offset, limit));
  }

  private static byte[] with(byte[] bytes, int offset, int value) {
    byte[] changed = bytes.clone();
    Layout.putInt(changed, offset, value);
    return changed;
  }

  private static byte[] withByte(byte[] bytes, int offset, int value) {
    byte[] changed = bytes.clone();
    changed[offset] = (byte) value;
    return changed;
  }
}

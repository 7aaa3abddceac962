package bourse.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.AssetDefinition;
import bourse.domain.AssetType;
import bourse.domain.ClientOrderId;
import bourse.domain.DoneReason;
import bourse.domain.OrderType;
import bourse.domain.Side;
import bourse.domain.SymbolDefinition;
import bourse.domain.TimeInForce;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commands in, the whole list of facts out. */
class EngineStoryTest {
  private static final AssetDefinition ACME =
      new AssetDefinition(1, "ACME", "Acme Corporation", AssetType.SECURITY, 0);
  private static final AssetDefinition USD =
      new AssetDefinition(2, "USD", "US dollar", AssetType.FIAT, 2);

  /** One lot at one tick is one cent. Makers pay 10 basis points, takers 20. */
  private static final SymbolDefinition SYMBOL =
      SymbolDefinition.of(1, ACME, USD, "0.01", "1", 10, 20, "1", "1000000");

  private static final long ANN = 1000;
  private static final long BEN = 1001;

  private final FactLog told = new FactLog();
  private ExchangeEngine engine = new ExchangeEngine();
  private long now = 1_000_000;

  @BeforeEach
  void openTheMarket() {
    run(Commands.addAsset(CommandContext.NONE, ACME));
    run(Commands.addAsset(CommandContext.NONE, USD));
    run(Commands.listSymbol(CommandContext.NONE, SYMBOL));
    deposit(ANN, USD, 1_000_000);
    deposit(BEN, ACME, 1_000);
  }

  @Test
  void aBuyRestsAndIsFilledAtItsPrice() {
    assertEquals(
        List.of(
            "accepted 1 of 1000 in 1: BUY LIMIT GTC 10@5000 '' created 1000000",
            // 50000 and 20 basis points of it, the highest fee it can meet.
            "posted HOLD 1000/2 AVAILABLE -50100 = 949900 for 0.1",
            "posted HOLD 1000/2 RESERVED +50100 = 50100 for 0.1",
            "rested 1 of 1000 in 1: BUY 10@5000"),
        place(ANN, Side.BUY, 5000, 10));
    assertEquals(
        List.of(
            "accepted 2 of 1001 in 1: SELL LIMIT GTC 4@4999 '' created 1000000",
            "posted HOLD 1001/1 AVAILABLE -4 = 996 for 0.2",
            "posted HOLD 1001/1 RESERVED +4 = 4 for 0.2",
            "trade 1 in 1: taker SELL 4@5000; maker 1 of 1000 fee 20 open 6;"
                + " taker 2 of 1001 fee 40 open 0",
            "posted TRADE 1000/2 RESERVED -20000 = 30100 for 0.1",
            "posted TRADE 1001/2 AVAILABLE +20000 = 20000 for 0.1",
            "posted TRADE 1001/1 RESERVED -4 = 0 for 0.1",
            "posted TRADE 1000/1 AVAILABLE +4 = 4 for 0.1",
            "posted FEE 1000/2 RESERVED -20 = 30080 for 0.1",
            "posted FEE 2/2 AVAILABLE +20 = 20 for 0.1",
            "posted FEE 1001/2 AVAILABLE -40 = 19960 for 0.1",
            "posted FEE 2/2 AVAILABLE +40 = 60 for 0.1",
            // 30000 and 60 are needed for the rest; as a maker it paid 20 less than was held.
            "posted RELEASE 1000/2 RESERVED -20 = 30060 for 0.1",
            "posted RELEASE 1000/2 AVAILABLE +20 = 949920 for 0.1",
            "done 2 of 1001 in 1: SELL FILLED 0@4999"),
        place(BEN, Side.SELL, 4999, 4));
    assertEquals(
        List.of(
            "done 1 of 1000 in 1: BUY CANCELLED_BY_USER 6@5000, was resting",
            "posted RELEASE 1000/2 RESERVED -30060 = 0 for 0.1",
            "posted RELEASE 1000/2 AVAILABLE +30060 = 979980 for 0.1"),
        run(Commands.cancel(CommandContext.NONE, ANN, 1)));
    assertEquals(
        List.of("refused UNKNOWN_ORDER account 1000 order 1"),
        run(Commands.cancel(CommandContext.NONE, ANN, 1)));
  }

  @Test
  void aTakerGetsTheBetterPriceAndTheDifferenceBack() {
    place(BEN, Side.SELL, 4000, 5);
    place(BEN, Side.SELL, 3900, 5);
    List<String> facts = place(ANN, Side.BUY, 5000, 8);
    assertEquals(
        List.of(
            "trade 1 in 1: taker BUY 5@3900; maker 2 of 1001 fee 20 open 0;"
                + " taker 3 of 1000 fee 39 open 3",
            "done 2 of 1001 in 1: SELL FILLED 0@3900, was resting",
            "trade 2 in 1: taker BUY 3@4000; maker 1 of 1001 fee 12 open 2;"
                + " taker 3 of 1000 fee 24 open 0",
            "done 3 of 1000 in 1: BUY FILLED 0@5000"),
        withoutPostings(facts).subList(1, 5));
    // 40080 were held; 31500 and fees of 63 were spent.
    assertEquals(
        List.of(
            "posted RELEASE 1000/2 RESERVED -8517 = 0 for 0.3",
            "posted RELEASE 1000/2 AVAILABLE +8517 = 968437 for 0.3"),
        facts.subList(facts.size() - 2, facts.size()));
  }

  @Test
  void timeDecidesAmongEqualPrices() {
    place(BEN, Side.SELL, 4000, 1);
    place(BEN, Side.SELL, 4000, 1);
    place(BEN, Side.SELL, 4000, 1);
    run(Commands.cancel(CommandContext.NONE, BEN, 2));
    List<String> facts = withoutPostings(place(ANN, Side.BUY, 4000, 3));
    assertTrue(facts.get(1).contains("maker 1 of"));
    assertTrue(facts.get(3).contains("maker 3 of"));
    assertEquals("rested 4 of 1000 in 1: BUY 1@4000", facts.get(5));
  }

  @Test
  void anImmediateOrderNeverRests() {
    place(BEN, Side.SELL, 4000, 2);
    List<String> facts =
        withoutPostings(place(ANN, Side.BUY, OrderType.LIMIT, TimeInForce.IOC, 4000, 5, ""));
    assertEquals("done 2 of 1000 in 1: BUY UNFILLED_REST 3@4000", facts.getLast());
    assertEquals(
        "done 3 of 1000 in 1: BUY UNFILLED_REST 5@4000",
        withoutPostings(place(ANN, Side.BUY, OrderType.LIMIT, TimeInForce.IOC, 4000, 5, ""))
            .getLast());
  }

  @Test
  void aMarketBuyHoldsExactlyWhatItCosts() {
    place(BEN, Side.SELL, 4000, 2);
    place(BEN, Side.SELL, 4001, 2);
    assertEquals(
        List.of(
            "accepted 3 of 1000 in 1: BUY MARKET IOC 3@0 '' created 1000000",
            // 12001 and 20 basis points rounded up once: 25.
            "posted HOLD 1000/2 AVAILABLE -12026 = 987974 for 0.3",
            "posted HOLD 1000/2 RESERVED +12026 = 12026 for 0.3",
            "trade 1 in 1: taker BUY 2@4000; maker 1 of 1001 fee 8 open 0;"
                + " taker 3 of 1000 fee 16 open 1",
            "posted TRADE 1000/2 RESERVED -8000 = 4026 for 0.1",
            "posted TRADE 1001/2 AVAILABLE +8000 = 8000 for 0.1",
            "posted TRADE 1001/1 RESERVED -2 = 2 for 0.1",
            "posted TRADE 1000/1 AVAILABLE +2 = 2 for 0.1",
            "posted FEE 1001/2 AVAILABLE -8 = 7992 for 0.1",
            "posted FEE 2/2 AVAILABLE +8 = 8 for 0.1",
            "posted FEE 1000/2 RESERVED -16 = 4010 for 0.1",
            "posted FEE 2/2 AVAILABLE +16 = 24 for 0.1",
            "done 1 of 1001 in 1: SELL FILLED 0@4000, was resting",
            "trade 2 in 1: taker BUY 1@4001; maker 2 of 1001 fee 5 open 1;"
                + " taker 3 of 1000 fee 9 open 0",
            "posted TRADE 1000/2 RESERVED -4001 = 9 for 0.2",
            "posted TRADE 1001/2 AVAILABLE +4001 = 11993 for 0.2",
            "posted TRADE 1001/1 RESERVED -1 = 1 for 0.2",
            "posted TRADE 1000/1 AVAILABLE +1 = 3 for 0.2",
            "posted FEE 1001/2 AVAILABLE -5 = 11988 for 0.2",
            "posted FEE 2/2 AVAILABLE +5 = 29 for 0.2",
            "posted FEE 1000/2 RESERVED -9 = 0 for 0.2",
            "posted FEE 2/2 AVAILABLE +9 = 38 for 0.2",
            "done 3 of 1000 in 1: BUY FILLED 0@0"),
        place(ANN, Side.BUY, OrderType.MARKET, TimeInForce.IOC, 0, 3, ""));
  }

  @Test
  void aMarketOrderThatIsNotCoveredIsRefusedAndAnEmptyBookEndsIt() {
    assertEquals(
        List.of(
            "accepted 1 of 1000 in 1: BUY MARKET IOC 3@0 '' created 1000000",
            "done 1 of 1000 in 1: BUY NO_LIQUIDITY 3@0"),
        place(ANN, Side.BUY, OrderType.MARKET, TimeInForce.IOC, 0, 3, ""));
    place(BEN, Side.SELL, 500_000, 3);
    assertEquals(
        List.of("refused INSUFFICIENT_FUNDS account 1000 order 0"),
        place(ANN, Side.BUY, OrderType.MARKET, TimeInForce.IOC, 0, 2, ""));
    assertEquals(
        List.of("refused UNSUPPORTED_COMBINATION account 1000 order 0"),
        place(ANN, Side.BUY, OrderType.MARKET, TimeInForce.GTC, 0, 2, ""));
  }

  @Test
  void shrinkingKeepsPriorityAndAnythingElseLosesIt() {
    place(BEN, Side.SELL, 4000, 5);
    place(BEN, Side.SELL, 4000, 5);
    assertEquals(
        List.of(
            "replaced 1 of 1001 in 1: SELL 5@4000 by 3@4000 of 3, kept priority",
            "posted RELEASE 1001/1 RESERVED -2 = 8 for 0.1",
            "posted RELEASE 1001/1 AVAILABLE +2 = 992 for 0.1"),
        run(Commands.replace(CommandContext.NONE, BEN, 1, 0, 3)));
    assertEquals(
        List.of("replaced 1 of 1001 in 1: SELL 3@4000 by 3@4000 of 3, kept priority"),
        run(Commands.replace(CommandContext.NONE, BEN, 1, 4000, 0)));
    assertEquals(
        List.of(
            "replaced 1 of 1001 in 1: SELL 3@4000 by 4@4000 of 4",
            "posted HOLD 1001/1 AVAILABLE -1 = 991 for 0.1",
            "posted HOLD 1001/1 RESERVED +1 = 9 for 0.1",
            "rested 1 of 1001 in 1: SELL 4@4000"),
        run(Commands.replace(CommandContext.NONE, BEN, 1, 0, 4)));
    assertTrue(withoutPostings(place(ANN, Side.BUY, 4000, 1)).get(1).contains("maker 2 of 1001"));
  }

  @Test
  void aReplacedOrderMayTradeOnEntryAndKeepsWhatItPaid() {
    place(ANN, Side.BUY, 4000, 10);
    place(BEN, Side.SELL, 4000, 1);
    place(BEN, Side.SELL, 4100, 4);
    assertEquals(
        List.of(
            "replaced 1 of 1000 in 1: BUY 9@4000 by 9@4100 of 10",
            "trade 2 in 1: taker BUY 4@4100; maker 3 of 1001 fee 17 open 0;"
                + " taker 1 of 1000 fee 33 open 5",
            "done 3 of 1001 in 1: SELL FILLED 0@4100, was resting",
            "rested 1 of 1000 in 1: BUY 5@4100"),
        withoutPostings(run(Commands.replace(CommandContext.NONE, ANN, 1, 4100, 0))));
    assertEquals(
        List.of("refused INSUFFICIENT_FUNDS account 1000 order 1"),
        run(Commands.replace(CommandContext.NONE, ANN, 1, 999_999, 0)));
    assertEquals(
        List.of("refused UNKNOWN_ORDER account 1001 order 1"),
        run(Commands.replace(CommandContext.NONE, BEN, 1, 4000, 0)));
    assertEquals(
        List.of("refused INVALID_QUANTITY account 1000 order 1"),
        run(Commands.replace(CommandContext.NONE, ANN, 1, 4000, 999_996)));
    assertEquals(
        "done 1 of 1000 in 1: BUY CANCELLED_BY_USER 5@4100, was resting",
        run(Commands.cancel(CommandContext.NONE, ANN, 1)).getFirst());
  }

  @Test
  void aFeeIsRoundedUpOncePerOrder() {
    place(BEN, Side.SELL, 100, 30);
    long fees = 0;
    for (int i = 0; i < 30; i++) {
      String trade = withoutPostings(place(ANN, Side.BUY, 100, 1)).get(1);
      fees += Long.parseLong(trade.replaceAll(".*maker 1 of 1001 fee (\\d+) .*", "$1"));
    }
    // 10 basis points of 3000, where rounding each fill up would have taken 30.
    assertEquals(3, fees);
  }

  @Test
  void anExemptAccountPaysNoFees() {
    assertEquals(
        List.of("flags of 1000 are 1"),
        run(Commands.setAccountFlags(CommandContext.NONE, ANN, AccountFlags.FEE_EXEMPT)));
    assertEquals(
        "posted HOLD 1000/2 RESERVED +50000 = 50000 for 0.1",
        place(ANN, Side.BUY, 5000, 10).get(2));
    // The order stays exempt, as its hold has no room for a fee.
    run(Commands.setAccountFlags(CommandContext.NONE, ANN, 0));
    assertTrue(
        withoutPostings(place(BEN, Side.SELL, 5000, 10)).get(1).contains("1 of 1000 fee 0 open 0"));
  }

  @Test
  void aClientOrderIdIsTakenWhileItsOrderLivesAndForADayAfter() {
    place(ANN, Side.BUY, OrderType.LIMIT, TimeInForce.GTC, 100, 1, "mine");
    now += 2 * ExchangeEngine.CLIENT_ORDER_ID_WINDOW_MICROS;
    List<String> refused = List.of("refused DUPLICATE_CLIENT_ORDER_ID account 1000 order 1");
    assertEquals(refused, place(ANN, Side.BUY, OrderType.LIMIT, TimeInForce.GTC, 100, 1, "mine"));
    run(Commands.cancel(CommandContext.NONE, ANN, 1));
    now += ExchangeEngine.CLIENT_ORDER_ID_WINDOW_MICROS - 1;
    assertEquals(refused, place(ANN, Side.BUY, OrderType.LIMIT, TimeInForce.GTC, 100, 1, "mine"));
    now += 1;
    assertEquals(
        "accepted 2 of 1000 in 1: BUY LIMIT GTC 1@100 'mine' created " + now,
        place(ANN, Side.BUY, OrderType.LIMIT, TimeInForce.GTC, 100, 1, "mine").getFirst());
    assertEquals(
        "accepted 3 of 1001 in 1: SELL LIMIT GTC 1@5000 'mine' created " + now,
        place(BEN, Side.SELL, OrderType.LIMIT, TimeInForce.GTC, 5000, 1, "mine").getFirst());
  }

  @Test
  void manyClientOrderIdsAreForgottenInTheEnd() throws IOException {
    for (int i = 0; i < 1_000; i++) {
      place(BEN, Side.SELL, OrderType.LIMIT, TimeInForce.IOC, 5000, 1, "order-" + i);
    }
    now += ExchangeEngine.CLIENT_ORDER_ID_WINDOW_MICROS;
    run(Commands.tick(CommandContext.NONE));
    int tick = state().length;
    for (int i = 0; i < 100; i++) {
      run(Commands.tick(CommandContext.NONE));
    }
    assertEquals(tick, state().length);
    assertEquals(
        "accepted 1001 of 1001 in 1: SELL LIMIT IOC 1@5000 'order-999' created " + now,
        place(BEN, Side.SELL, OrderType.LIMIT, TimeInForce.IOC, 5000, 1, "order-999").getFirst());
  }

  @Test
  void anOldCommandIsRefused() {
    now = 10_000_000_000L;
    CommandContext justInTime = CommandContext.of(1, 2, now - ExchangeEngine.COMMAND_WINDOW_MICROS);
    CommandContext late = CommandContext.of(1, 2, now - ExchangeEngine.COMMAND_WINDOW_MICROS - 1);
    assertEquals(
        List.of("refused COMMAND_TOO_OLD account 1000 order 17"),
        run(Commands.cancel(late, ANN, 17)));
    assertEquals(
        List.of("refused UNKNOWN_ORDER account 1000 order 17"),
        run(Commands.cancel(justInTime, ANN, 17)));
    assertEquals(List.of("refused COMMAND_TOO_OLD account 0 order 0"), run(Commands.tick(late)));
  }

  @Test
  void wrongOrdersAreRefusedWithTheirRule() {
    assertRefused("INVALID_PRICE", ANN, OrderType.LIMIT, 0, 1);
    assertRefused("INVALID_PRICE", ANN, OrderType.LIMIT, -5, 1);
    assertRefused("INVALID_PRICE", ANN, OrderType.MARKET, 5, 1);
    assertRefused("INVALID_QUANTITY", ANN, OrderType.LIMIT, 100, 0);
    assertRefused("INVALID_QUANTITY", ANN, OrderType.LIMIT, 100, -1);
    assertRefused("INVALID_QUANTITY", ANN, OrderType.MARKET, 0, 1_000_001);
    assertRefused("NOTIONAL_OUT_OF_RANGE", ANN, OrderType.LIMIT, 99, 1);
    assertRefused("NOTIONAL_OUT_OF_RANGE", ANN, OrderType.LIMIT, Long.MAX_VALUE, 2);
    assertRefused("NOTIONAL_OUT_OF_RANGE", ANN, OrderType.LIMIT, Long.MAX_VALUE, 1);
    assertRefused("INSUFFICIENT_FUNDS", ANN, OrderType.LIMIT, 1_000_000, 1);
    assertRefused("INSUFFICIENT_FUNDS", 5555, OrderType.LIMIT, 100, 1);
    assertRefused("UNKNOWN_ACCOUNT", SystemAccounts.FEE_REVENUE, OrderType.LIMIT, 100, 1);
  }

  @Test
  void moneyComesAndGoesWithinItsRange() {
    assertEquals(
        List.of(
            "posted DEPOSIT 1/2 AVAILABLE -500 = -1000500 for 1.2",
            "posted DEPOSIT 1001/2 AVAILABLE +500 = 500 for 1.2"),
        run(Commands.deposit(CommandContext.NONE, BEN, 2, 500, 1, 2)));
    for (long amount : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 999}) {
      assertEquals(
          List.of("refused AMOUNT_OUT_OF_RANGE account 1001 order 0"),
          run(Commands.deposit(CommandContext.NONE, BEN, 2, amount, 1, 2)));
    }
    assertEquals(
        List.of("refused UNKNOWN_ASSET account 1001 order 0"),
        run(Commands.deposit(CommandContext.NONE, BEN, 9, 1, 1, 2)));
    assertEquals(
        List.of("refused UNKNOWN_ACCOUNT account 1 order 0"),
        run(Commands.deposit(CommandContext.NONE, 1, 2, 1, 1, 2)));
    assertEquals(
        List.of("refused INSUFFICIENT_FUNDS account 1001 order 0"),
        run(Commands.withdraw(CommandContext.NONE, BEN, 2, 501, 1, 2)));
    assertEquals(
        List.of("refused INSUFFICIENT_FUNDS account 7777 order 0"),
        run(Commands.withdraw(CommandContext.NONE, 7777, 2, 1, 1, 2)));
    assertEquals(
        2,
        run(Commands.deposit(CommandContext.NONE, BEN, 2, Long.MAX_VALUE - 1_000_500, 1, 2))
            .size());
    assertEquals(
        List.of("refused AMOUNT_OUT_OF_RANGE account 1001 order 0"),
        run(Commands.deposit(CommandContext.NONE, BEN, 2, 1, 1, 2)));
  }

  @Test
  void definitionsThatCanNotTradeExactlyAreRefused() {
    List<String> invalid = List.of("refused INVALID_DEFINITION account 0 order 0");
    List<String> exists = List.of("refused ALREADY_EXISTS account 0 order 0");
    AssetDefinition eur = new AssetDefinition(3, "EUR", "Euro", AssetType.FIAT, 2);
    assertEquals(exists, run(Commands.addAsset(CommandContext.NONE, ACME)));
    assertEquals(exists, run(Commands.listSymbol(CommandContext.NONE, SYMBOL)));
    for (AssetDefinition wrong :
        List.of(
            new AssetDefinition(0, "EUR", "Euro", AssetType.FIAT, 2),
            new AssetDefinition(65_536, "EUR", "Euro", AssetType.FIAT, 2),
            new AssetDefinition(3, "eur", "Euro", AssetType.FIAT, 2),
            new AssetDefinition(3, "", "Euro", AssetType.FIAT, 2),
            new AssetDefinition(3, "EUR", "Euro", AssetType.FIAT, 19))) {
      assertEquals(invalid, run(Commands.addAsset(CommandContext.NONE, wrong)));
    }
    assertEquals(
        List.of("refused UNKNOWN_ASSET account 0 order 0"),
        run(Commands.listSymbol(CommandContext.NONE, symbol(2, ACME, eur, 1, 1, 1, 10))));
    run(Commands.addAsset(CommandContext.NONE, eur));
    AssetDefinition otherEur = new AssetDefinition(3, "EUR", "Euro", AssetType.FIAT, 3);
    for (SymbolDefinition wrong :
        List.of(
            symbol(2, ACME, otherEur, 1, 1, 10, 10),
            symbol(2, ACME, eur, 1, 1, 2, 10),
            symbol(2, ACME, eur, 0, 1, 1, 10),
            symbol(2, ACME, eur, 1, 0, 1, 10),
            symbol(2, ACME, eur, 1, 1, 1, 0),
            symbol(2, ACME, eur, 1, 2, 2, Long.MAX_VALUE),
            symbol(2, ACME, ACME, 1, 1, 1, 10),
            symbol(0, ACME, eur, 1, 1, 1, 10))) {
      assertEquals(invalid, run(Commands.listSymbol(CommandContext.NONE, wrong)), wrong.toString());
    }
    SymbolDefinition right = symbol(2, ACME, eur, 1, 1, 1, 10);
    assertEquals(List.of(right.toString()), run(Commands.listSymbol(CommandContext.NONE, right)));
  }

  @Test
  void oneCommandMakesAtMostTenThousandFills() {
    deposit(BEN, ACME, 100_000);
    deposit(ANN, USD, 100_000_000);
    for (int i = 0; i < ExchangeEngine.FILL_LIMIT + 3; i++) {
      place(BEN, Side.SELL, 100 + i / 5_000, 1);
    }
    List<String> facts = withoutPostings(place(ANN, Side.BUY, 200, 20_000));
    assertEquals(2 + 2 * ExchangeEngine.FILL_LIMIT, facts.size());
    assertTrue(facts.getLast().contains("BUY FILL_LIMIT 10000@200"), facts.getLast());

    List<String> rest = withoutPostings(place(ANN, Side.BUY, 200, 20_000));
    assertEquals(2 + 2 * 3, rest.size());
    assertTrue(rest.getLast().startsWith("rested "), rest.getLast());
  }

  @Test
  void aMarketBuyKnowsItsCostUpToTheFillLimit() {
    deposit(BEN, ACME, 100_000);
    deposit(ANN, USD, 100_000_000);
    for (int i = 0; i < ExchangeEngine.FILL_LIMIT + 3; i++) {
      place(BEN, Side.SELL, 100 + i / 6_000, 1);
    }
    List<String> facts = place(ANN, Side.BUY, OrderType.MARKET, TimeInForce.IOC, 0, 20_000, "");
    assertTrue(facts.getLast().contains("BUY FILL_LIMIT 10000@0"), facts.getLast());
    // 6000 at 100 and 4000 at 101, and 20 basis points: all of it was spent.
    assertTrue(facts.get(2).contains("RESERVED +1006008 ="), facts.get(2));
  }

  @Test
  void aDeepBookIsWalkedInOrder() {
    deposit(BEN, ACME, 500_000);
    deposit(ANN, USD, 4_000_000_000_000_000L);
    List<Long> prices = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      // Scattered over ten orders of magnitude, each price once.
      long price = 100 + (i * 7_919L % 5_000) * (i % 2 == 0 ? 1 : 1_000_003) + i % 7;
      prices.add(price);
      place(BEN, Side.SELL, price, 1);
    }
    prices.sort(null);
    List<Long> traded = new ArrayList<>();
    FactSink sink =
        new FactSink() {
          @Override
          public void traded(ExecutedTrade trade) {
            traded.add(trade.priceTicks());
          }
        };
    byte[] market = market(5_000);
    Commands.stamp(market, 0, engine.sequence() + 1, now);
    engine.execute(market, 0, sink);
    assertEquals(prices, traded);
  }

  @Test
  void aFrameOutOfOrderIsABugAndTheEngineStopsAfterOne() {
    byte[] tick = Commands.tick(CommandContext.NONE);
    Commands.stamp(tick, 0, engine.sequence() + 2, now);
    assertThrows(InvariantBroken.class, () -> engine.execute(tick, 0, told));
    Commands.stamp(tick, 0, engine.sequence() + 1, now - 1);
    assertThrows(InvariantBroken.class, () -> engine.execute(tick, 0, told));

    Commands.stamp(tick, 0, engine.sequence() + 1, now);
    FactSink broken =
        new FactSink() {
          @Override
          public void end(long sequence, int factCount) {
            throw new IllegalStateException("no room");
          }
        };
    assertThrows(IllegalStateException.class, () -> engine.execute(tick, 0, broken));
    Commands.stamp(tick, 0, engine.sequence() + 1, now);
    InvariantBroken stopped =
        assertThrows(InvariantBroken.class, () -> engine.execute(tick, 0, told));
    assertTrue(stopped.getMessage().contains("did not end"));
  }

  @Test
  void theStateIsTheSameHoweverItWasReached() throws IOException {
    place(BEN, Side.SELL, 4000, 5);
    byte[] straight = state();

    ExchangeEngine other = new ExchangeEngine();
    engine = other;
    openTheMarket();
    // As many commands, with detours through memory that leave nothing behind.
    place(BEN, Side.SELL, 4000, 5);
    assertArrayEquals(straight, state());
    byte[] before = engine.stateHash();
    place(ANN, Side.BUY, 1_000, 5);
    run(Commands.cancel(CommandContext.NONE, ANN, 2));
    assertTrue(!Arrays.equals(before, engine.stateHash()));
  }

  @Test
  void aCutOrDamagedStateIsNotRead() throws IOException {
    place(BEN, Side.SELL, OrderType.LIMIT, TimeInForce.GTC, 4000, 5, "a");
    place(ANN, Side.BUY, 3000, 5);
    byte[] state = state();
    assertArrayEquals(state, state(ExchangeEngine.readState(new ByteArrayInputStream(state))));
    for (int length = 0; length < state.length; length += 8) {
      byte[] cut = Arrays.copyOf(state, length);
      assertThrows(
          IOException.class, () -> ExchangeEngine.readState(new ByteArrayInputStream(cut)));
    }
    // A balance, an order's quantity, a count: what does not add up is found.
    for (int offset : new int[] {0, 8, 32, 40, 48, 56, 64, 96}) {
      byte[] damaged = state.clone();
      damaged[offset] ^= 0x40;
      assertThrows(
          IOException.class, () -> ExchangeEngine.readState(new ByteArrayInputStream(damaged)));
    }
  }

  @Test
  void doneReasonsKeepTheirNumbers() {
    assertEquals(
        List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 21),
        Arrays.stream(DoneReason.values()).map(DoneReason::number).toList());
  }

  private static SymbolDefinition symbol(
      int id,
      AssetDefinition base,
      AssetDefinition quote,
      long tick,
      long lot,
      long perTickLot,
      long maximum) {
    return new SymbolDefinition(
        id,
        base.symbol() + "-" + quote.symbol(),
        base,
        quote,
        tick,
        2,
        lot,
        perTickLot,
        0,
        0,
        0,
        maximum);
  }

  private void assertRefused(String code, long account, OrderType type, long price, long lots) {
    TimeInForce timeInForce = type == OrderType.MARKET ? TimeInForce.IOC : TimeInForce.GTC;
    assertEquals(
        List.of("refused " + code + " account " + account + " order 0"),
        place(account, Side.BUY, type, timeInForce, price, lots, ""));
  }

  private List<String> deposit(long account, AssetDefinition asset, long amount) {
    return run(Commands.deposit(CommandContext.NONE, account, asset.id(), amount, 0, 1));
  }

  private List<String> place(long account, Side side, long priceTicks, long lots) {
    return place(account, side, OrderType.LIMIT, TimeInForce.GTC, priceTicks, lots, "");
  }

  private List<String> place(
      long account,
      Side side,
      OrderType type,
      TimeInForce timeInForce,
      long priceTicks,
      long lots,
      String clientOrderId) {
    return run(
        Commands.place(
            CommandContext.NONE,
            account,
            SYMBOL.id(),
            side,
            type,
            timeInForce,
            priceTicks,
            lots,
            clientOrderId.isEmpty() ? ClientOrderId.NONE : ClientOrderId.of(clientOrderId)));
  }

  private static byte[] market(long lots) {
    return Commands.place(
        CommandContext.NONE,
        ANN,
        SYMBOL.id(),
        Side.BUY,
        OrderType.MARKET,
        TimeInForce.IOC,
        0,
        lots,
        ClientOrderId.NONE);
  }

  /** Executes the command and returns its facts, without begin and end. */
  private List<String> run(byte[] frame) {
    Commands.stamp(frame, 0, engine.sequence() + 1, now);
    engine.execute(frame, 0, told);
    List<String> lines = told.take();
    return lines.subList(1, lines.size() - 1);
  }

  private static List<String> withoutPostings(List<String> facts) {
    return facts.stream().filter(fact -> !fact.startsWith("posted")).toList();
  }

  private byte[] state() throws IOException {
    return state(engine);
  }

  private static byte[] state(ExchangeEngine engine) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    engine.writeState(bytes);
    return bytes.toByteArray();
  }
}

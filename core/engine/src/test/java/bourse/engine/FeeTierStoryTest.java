package bourse.engine;

import static bourse.engine.Story.ANN;
import static bourse.engine.Story.BEN;
import static bourse.engine.Story.CAT;
import static bourse.engine.Story.limit;
import static org.junit.jupiter.api.Assertions.assertEquals;

import bourse.domain.AssetDefinition;
import bourse.domain.AssetType;
import bourse.domain.ClientOrderId;
import bourse.domain.FeeRate;
import bourse.domain.FeeSchedule;
import bourse.domain.OrderType;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import bourse.domain.SymbolDefinition;
import bourse.domain.TimeInForce;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What ANN, who buys, and BEN, who sells, pay after they have traded. Volume is counted in cents.
 */
class FeeTierStoryTest {
  private static final long DAY = 86_400_000_000L;
  private static final int USD = Story.USD.id();

  private static final AssetDefinition EUR =
      new AssetDefinition(3, "EUR", "Euro", AssetType.FIAT, 2);
  private static final SymbolDefinition ACME_EUR =
      SymbolDefinition.of(2, Story.ACME, EUR, "0.01", "1", 0, 0, "0", "1000000");
  private static final SymbolDefinition EUR_USD =
      SymbolDefinition.of(3, EUR, Story.USD, "0.01", "1", 0, 0, "0", "1000000");

  /** From 300.00 and from 1000.00 of volume on it is cheaper. */
  private static final List<FeeRate> TIERS =
      List.of(
          new FeeRate(0, 0, 3000, 4000),
          new FeeRate(0, 0, 30_000, 2000, 3000),
          new FeeRate(0, 0, 100_000, -1000, 2000));

  private final Story story = new Story();

  @Test
  void whoHasTradedEnoughPaysLess() throws Exception {
    fees(USD, TIERS);
    assertEquals("maker 30, taker 40", tradedFees(10_000));
    assertEquals("maker 60, taker 80", tradedFees(19_999));
    assertEquals("maker 3, taker 4", tradedFees(1_000), "29999 are not 30000");
    assertEquals("maker 2, taker 3", tradedFees(1_000));
    story.restart();
    assertEquals("maker 136, taker 204", tradedFees(68_000));
    assertEquals("maker 1, taker 1", tradedFees(100), "99999 are not 100000");
    assertEquals("maker -10, taker 20", tradedFees(10_000));
    assertEquals(
        List.of(
            "fees are " + new FeeSchedule(USD, TIERS),
            "volume of 1000 in 2 on day 0: 110099",
            "volume of 1001 in 2 on day 0: 110099"),
        story.described());
  }

  @Test
  void eachTradeCountsForBothSidesAndIsTold() {
    fees(USD, TIERS);
    story.place(ANN, limit(Side.BUY, 1000, 20));
    assertEquals(
        List.of(
            "trade 1 in 1: taker SELL 15@1000; maker 1 of 1000 fee 45 open 5;"
                + " taker 2 of 1001 fee 60 open 0",
            "volume of 1000 in 2 on day 0: 15000",
            "volume of 1001 in 2 on day 0: 15000",
            "done 2 of 1001 in 1: SELL FILLED 0@1000"),
        story.place(BEN, limit(Side.SELL, 1000, 15)).subList(1, 5));
    story.now += DAY;
    assertEquals(
        List.of("volume of 1000 in 2 on day 1: 5000", "volume of 1002 in 2 on day 1: 5000"),
        story.place(CAT, limit(Side.SELL, 1000, 5)).subList(2, 4));
  }

  @Test
  void aTradeCountsOnItsDayAndTheTwentyNineAfterIt() throws Exception {
    fees(USD, TIERS);
    story.now = DAY - 1;
    tradedFees(20_000);
    story.now = DAY;
    tradedFees(10_000);
    story.now = 30 * DAY - 1;
    assertEquals("maker 2, taker 3", tradedFees(1_000), "the last moment of day 29");
    story.now = 30 * DAY;
    story.restart();
    assertEquals("maker 3, taker 4", tradedFees(1_000), "day 0 is over, and 11000 are left");
    assertEquals("maker 57, taker 76", tradedFees(19_000));
    assertEquals("maker 20, taker 30", tradedFees(10_000));
    story.now = 59 * DAY;
    assertEquals("maker 20, taker 30", tradedFees(10_000), "all of day 30 still counts");
    story.now = 60 * DAY;
    assertEquals("maker 30, taker 40", tradedFees(10_000));
    story.now = 500 * DAY;
    assertEquals("maker 30, taker 40", tradedFees(10_000));
  }

  @Test
  void anOrderKeepsTheTierThatItWasAcceptedIn() {
    fees(USD, TIERS);
    story.place(BEN, limit(Side.SELL, 2000, 10));
    tradedFees(50_000);
    assertEquals(
        "trade 2 in 1: taker BUY 10@2000; maker 1 of 1001 fee 60 open 0;"
            + " taker 4 of 1000 fee 60 open 0",
        story.place(ANN, limit(Side.BUY, 2000, 10)).get(1));
  }

  @Test
  void theMostSpecificTiersCountAndNoOthers() {
    fees(
        USD,
        List.of(
            new FeeRate(0, 0, 100, 200),
            new FeeRate(0, 0, 10_000, 50, 150),
            new FeeRate(5, 0, 300, 400),
            new FeeRate(5, 0, 20_000, 200, 300),
            new FeeRate(5, 1, 500, 600),
            new FeeRate(5, 1, 20_000, 400, 500)));
    group(BEN, 5);
    assertEquals("maker 10, taker 60", tradedFees(100_000));
    assertEquals("maker 5, taker 50", tradedFees(100_000));
    fees(USD, List.of(new FeeRate(0, 0, 100, 200), new FeeRate(0, 1, 700, 800)));
    assertEquals("maker 70, taker 80", tradedFees(100_000), "without tiers volume is nothing");
    fees(
        USD,
        List.of(
            new FeeRate(0, 0, 100, 200),
            new FeeRate(0, 0, 10_000, 0, 0),
            new FeeRate(0, 1, 700, 800)));
    assertEquals("maker 70, taker 80", tradedFees(100_000), "a symbol says more than a tier");
  }

  @Test
  void aTradeWithOneselfAndWhoPaysNoFees() {
    fees(USD, TIERS);
    int free = AccountFlags.FEE_EXEMPT | AccountFlags.SELF_TRADES;
    story.run(Commands.setAccountFlags(CommandContext.NONE, CAT, free));
    OrderTerms sell = limit(Side.SELL, 1000, 50).withSelfTradePrevention(SelfTradePrevention.NONE);
    story.place(CAT, limit(Side.BUY, 1000, 50));
    assertEquals(List.of(), volumes(story.place(CAT, sell)), "a trade with oneself is no volume");
    story.place(ANN, limit(Side.BUY, 1000, 50));
    assertEquals(2, volumes(story.place(CAT, sell)).size());
    assertEquals("maker 20, taker 40", tradedFees(10_000), "ANN is further than BEN");
  }

  @Test
  void anotherAssetBeginsAnotherCount() {
    fees(USD, TIERS);
    tradedFees(50_000);
    fees(0, List.of(new FeeRate(0, 0, 3000, 4000)));
    assertEquals("maker 30, taker 40", tradedFees(10_000));
    fees(USD, TIERS);
    assertEquals("maker 30, taker 40", tradedFees(10_000), "what was counted before is gone");
    List<FeeRate> byShares = List.of(new FeeRate(0, 0, 3000, 4000), new FeeRate(0, 0, 15, 5, 6));
    fees(Story.ACME.id(), byShares);
    story.place(ANN, limit(Side.BUY, 1000, 20));
    assertEquals(
        List.of("volume of 1000 in 1 on day 0: 15", "volume of 1001 in 1 on day 0: 15"),
        volumes(story.place(BEN, limit(Side.SELL, 1000, 15))),
        "the base asset counts as it is");
  }

  @Test
  void anotherQuoteAssetCountsAtItsReferencePrice() {
    story.run(Commands.addAsset(CommandContext.NONE, EUR));
    story.run(Commands.listSymbol(CommandContext.NONE, ACME_EUR));
    story.deposit(ANN, EUR, 1_000_000);
    fees(USD, TIERS);
    assertEquals(List.of(), volumes(tradedForEuros(33)), "no market says what a euro is worth");
    story.run(Commands.listSymbol(CommandContext.NONE, EUR_USD));
    assertEquals(List.of(), volumes(tradedForEuros(33)), "there is no price yet");
    story.run(Commands.setReferencePrice(CommandContext.NONE, 3, 109, story.now));
    assertEquals(
        List.of("volume of 1000 in 2 on day 0: 35", "volume of 1001 in 2 on day 0: 35"),
        volumes(tradedForEuros(33)),
        "33 cents at 1.09 are 35.97");
    story.run(Commands.delistSymbol(CommandContext.NONE, 3));
    assertEquals(List.of(), volumes(tradedForEuros(33)));
  }

  @Test
  void volumeStopsAtWhatALongHolds() {
    TradedVolume volume = new TradedVolume(0);
    assertEquals(Long.MAX_VALUE - 1, volume.add(5, Long.MAX_VALUE - 1));
    assertEquals(3, volume.add(6, 3));
    assertEquals(Long.MAX_VALUE, volume.sum(6));
    assertEquals(Long.MAX_VALUE, volume.sum(34));
    assertEquals(3, volume.sum(35));
    assertEquals(0, volume.sum(36));
  }

  @Test
  void tiersThatCantBeChargedAreRefused() {
    List<String> refused = List.of("refused INVALID_FEES account 0 order 0");
    FeeRate first = new FeeRate(0, 0, 0, 400);
    assertEquals(refused, fees(99, List.of(first)), "no such asset");
    assertEquals(refused, fees(USD, List.of(new FeeRate(0, 0, 5, 0, 400))), "none for 0");
    assertEquals(
        refused,
        fees(USD, List.of(first, new FeeRate(0, 0, 5, 0, 1), new FeeRate(0, 0, 5, 0, 2))),
        "two for the same volume");
    assertEquals(refused, fees(USD, List.of(first, new FeeRate(0, 0, -1, 0, 1))));
    assertEquals(
        refused,
        fees(USD, List.of(first, new FeeRate(0, 0, 5, -401, 500))),
        "a rebate above the fee of those who traded less");
    assertEquals(refused, fees(USD, List.of(first, new FeeRate(1, 1, 1, 1, 1))));
  }

  private List<String> tradedForEuros(int cents) {
    story.place(ANN, euros(Side.BUY, cents));
    return story.place(BEN, euros(Side.SELL, cents));
  }

  private static OrderTerms euros(Side side, int cents) {
    return OrderTerms.of(2, side, OrderType.LIMIT, TimeInForce.GTC, cents, 1, ClientOrderId.NONE);
  }

  private static List<String> volumes(List<String> facts) {
    return facts.stream().filter(fact -> fact.startsWith("volume")).toList();
  }

  /** ANN makes and BEN takes so many cents. */
  private String tradedFees(int cents) {
    story.deposit(ANN, Story.USD, 2L * cents + 1);
    story.deposit(BEN, Story.ACME, cents);
    story.place(ANN, limit(Side.BUY, 1, cents));
    String[] words = story.place(BEN, limit(Side.SELL, 1, cents)).get(1).split("fee ");
    return "maker %s, taker %s".formatted(words[1].split(" ")[0], words[2].split(" ")[0]);
  }

  private List<String> fees(int asset, List<FeeRate> rates) {
    return story.run(Commands.setFees(CommandContext.NONE, new FeeSchedule(asset, rates)));
  }

  private void group(long account, int group) {
    story.run(Commands.setFeeGroup(CommandContext.NONE, account, group));
  }
}

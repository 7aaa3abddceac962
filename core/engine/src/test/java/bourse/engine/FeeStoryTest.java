package bourse.engine;

import static bourse.engine.Story.ANN;
import static bourse.engine.Story.BEN;
import static bourse.engine.Story.CAT;
import static bourse.engine.Story.limit;
import static org.junit.jupiter.api.Assertions.assertEquals;

import bourse.domain.FeeRate;
import bourse.domain.FeeSchedule;
import bourse.domain.Side;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What ANN, who buys, and BEN, who sells, pay. Without a schedule makers pay 10, takers 20. */
class FeeStoryTest {
  private final Story story = new Story();

  @Test
  void theMostSpecificRateCounts() throws Exception {
    List<FeeRate> rates =
        List.of(
            new FeeRate(0, 0, 100, 400),
            new FeeRate(5, 0, 200, 500),
            new FeeRate(0, 1, 300, 600),
            new FeeRate(5, 1, 400, 700));
    // Each millionth of the rate is a unit. A symbol says more than a group.
    List<String> all =
        List.of(
            "maker 100, taker 400",
            "maker 100, taker 400",
            "maker 300, taker 600",
            "maker 300, taker 600");
    List<String> group =
        List.of(
            "maker 100, taker 400",
            "maker 100, taker 500",
            "maker 300, taker 600",
            "maker 300, taker 700");
    for (int count = 1; count <= 4; count++) {
      FeeSchedule schedule = new FeeSchedule(rates.subList(0, count));
      assertEquals(List.of("fees are " + schedule), fees(schedule.rates()));
      assertEquals(List.of("1001 is in fee group 0"), group(BEN, 0));
      assertEquals(all.get(count - 1), tradedFees());
      group(BEN, 5);
      assertEquals(group.get(count - 1), tradedFees());
      story.restart();
    }
    assertEquals(
        List.of("fees are " + new FeeSchedule(rates), "1001 is in fee group 5"), story.described());
    fees(List.of());
    assertEquals("maker 1000, taker 2000", tradedFees());
  }

  @Test
  void anOrderKeepsTheRatesThatItWasAcceptedWith() {
    fees(List.of(new FeeRate(0, 0, 100, 400)));
    story.place(ANN, limit(Side.BUY, 1000, 100));
    fees(List.of(new FeeRate(0, 0, 900, 950)));
    assertEquals(
        "trade 1 in 1: taker SELL 100@1000; maker 1 of 1000 fee 10 open 0;"
            + " taker 2 of 1001 fee 95 open 0",
        story.place(BEN, limit(Side.SELL, 1000, 100)).get(1));
  }

  @Test
  void aRebateIsPaidOutOfTheTakersFee() {
    fees(List.of(new FeeRate(0, 0, -55, 105)));
    story.place(ANN, limit(Side.BUY, 1000, 100));
    assertEquals(
        List.of(
            "trade 1 in 1: taker SELL 100@1000; maker 1 of 1000 fee -5 open 0;"
                + " taker 2 of 1001 fee 11 open 0",
            "posted TRADE 1000/2 RESERVED -100000 = 11 for 0.1",
            "posted TRADE 1001/2 AVAILABLE +100000 = 100000 for 0.1",
            "posted TRADE 1001/1 RESERVED -100 = 0 for 0.1",
            "posted TRADE 1000/1 AVAILABLE +100 = 100 for 0.1",
            "posted FEE 1001/2 AVAILABLE -11 = 99989 for 0.1",
            "posted FEE 2/2 AVAILABLE +11 = 11 for 0.1",
            "posted FEE 2/2 AVAILABLE -5 = 6 for 0.1",
            "posted FEE 1000/2 AVAILABLE +5 = 899994 for 0.1",
            "done 1 of 1000 in 1: BUY FILLED 0@1000, was resting",
            "posted RELEASE 1000/2 RESERVED -11 = 0 for 0.1",
            "posted RELEASE 1000/2 AVAILABLE +11 = 900005 for 0.1"),
        story.placeWithPostings(BEN, limit(Side.SELL, 1000, 100)).subList(3, 15));
  }

  @Test
  void aTakerWhoPaysNothingGivesNoRebate() {
    fees(List.of(new FeeRate(0, 0, -55, 105)));
    story.run(Commands.setAccountFlags(CommandContext.NONE, BEN, AccountFlags.FEE_EXEMPT));
    story.place(ANN, limit(Side.BUY, 1000, 100));
    assertEquals(
        "trade 1 in 1: taker SELL 100@1000; maker 1 of 1000 fee 0 open 0;"
            + " taker 2 of 1001 fee 0 open 0",
        story.place(BEN, limit(Side.SELL, 1000, 100)).get(1));
  }

  @Test
  void aScheduleThatCantBeChargedIsRefused() {
    List<String> refused = List.of("refused INVALID_FEES account 0 order 0");
    assertEquals(refused, fees(List.of(new FeeRate(0, 0, -401, 400))));
    assertEquals(refused, fees(List.of(new FeeRate(0, 0, 0, 400), new FeeRate(7, 1, -401, 500))));
    assertEquals(refused, fees(List.of(new FeeRate(0, 99, 1, 1))));
    assertEquals(refused, fees(List.of(new FeeRate(0, 0, 1, 1), new FeeRate(0, 0, 2, 2))));
    assertEquals(refused, fees(List.of(new FeeRate(64, 0, 1, 1))));
    assertEquals(refused, fees(List.of(new FeeRate(0, 0, 1, -1))));
    assertEquals(refused, fees(List.of(new FeeRate(0, 0, 1, 1_000_001))));
    assertEquals(List.of("refused INVALID_FEES account 1002 order 0"), group(CAT, 64));
    assertEquals(List.of("refused INVALID_FEES account 1002 order 0"), group(CAT, -1));
    assertEquals(List.of("refused UNKNOWN_ACCOUNT account 2 order 0"), group(2, 1));
    assertEquals("maker 1000, taker 2000", tradedFees());
  }

  /** ANN makes and BEN takes one million. */
  private String tradedFees() {
    story.deposit(ANN, Story.USD, 2_000_000);
    story.deposit(BEN, Story.ACME, 1_000);
    story.place(ANN, limit(Side.BUY, 1000, 1000));
    String[] words = story.place(BEN, limit(Side.SELL, 1000, 1000)).get(1).split("fee ");
    return "maker %s, taker %s".formatted(words[1].split(" ")[0], words[2].split(" ")[0]);
  }

  private List<String> fees(List<FeeRate> rates) {
    return story.run(Commands.setFees(CommandContext.NONE, new FeeSchedule(rates)));
  }

  private List<String> group(long account, int group) {
    return story.run(Commands.setFeeGroup(CommandContext.NONE, account, group));
  }
}

package bourse.engine;

import static bourse.engine.Story.ANN;
import static bourse.engine.Story.BEN;
import static bourse.engine.Story.CAT;
import static bourse.engine.Story.limit;
import static bourse.engine.Story.order;
import static org.junit.jupiter.api.Assertions.assertEquals;

import bourse.domain.OrderType;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import bourse.domain.TimeInForce;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Orders of which the book shows a part at a time. */
class IcebergStoryTest {
  private final Story story = new Story();

  @BeforeEach
  void restAnIcebergInFrontOfAnother() {
    story.place(BEN, iceberg(10, 3));
    story.place(CAT, limit(Side.SELL, 4000, 4));
  }

  @Test
  void itHoldsAllAndShowsAPart() throws IOException {
    story.restart();
    assertEquals(
        List.of(
            "accepted 3 of 1001 in 1: SELL LIMIT GTC 10@4000 '' created 1000000, display 3",
            "posted HOLD 1001/1 AVAILABLE -10 = 980 for 0.3",
            "posted HOLD 1001/1 RESERVED +10 = 20 for 0.3",
            "rested 3 of 1001 in 1: SELL 10@4000",
            "concealed 3 of 1001 in 1: SELL +7@4000"),
        story.placeWithPostings(BEN, iceberg(10, 3)));
  }

  @Test
  void itsNextPartGoesBehindAllOthers() throws IOException {
    assertEquals(
        List.of(
            "accepted 3 of 1000 in 1: BUY LIMIT IOC 8@4000 '' created 1000000",
            "trade 1 in 1: taker BUY 3@4000; maker 1 of 1001 fee 12 open 7;"
                + " taker 3 of 1000 fee 24 open 5",
            "concealed 1 of 1001 in 1: SELL -3@4000",
            "trade 2 in 1: taker BUY 4@4000; maker 2 of 1002 fee 16 open 0;"
                + " taker 3 of 1000 fee 32 open 1",
            "done 2 of 1002 in 1: SELL FILLED 0@4000, was resting",
            "trade 3 in 1: taker BUY 1@4000; maker 1 of 1001 fee 4 open 6;"
                + " taker 3 of 1000 fee 8 open 0",
            "done 3 of 1000 in 1: BUY FILLED 0@4000"),
        story.place(ANN, take(8)));
    story.restart();
    assertEquals(
        List.of(
            "accepted 1 of 1001 in 1: SELL LIMIT GTC 10@4000 '' created 1000000, display 3",
            "rested 1 of 1001 in 1: SELL 6@4000",
            "concealed 1 of 1001 in 1: SELL +4@4000"),
        story.described());
    // The last part is what is left.
    assertEquals(
        List.of(
            "trade 4 in 1: taker BUY 2@4000; maker 1 of 1001 fee 8 open 4;"
                + " taker 4 of 1000 fee 16 open 4",
            "concealed 1 of 1001 in 1: SELL -3@4000",
            "trade 5 in 1: taker BUY 3@4000; maker 1 of 1001 fee 12 open 1;"
                + " taker 4 of 1000 fee 24 open 1",
            "concealed 1 of 1001 in 1: SELL -1@4000",
            "trade 6 in 1: taker BUY 1@4000; maker 1 of 1001 fee 4 open 0;"
                + " taker 4 of 1000 fee 8 open 0",
            "done 1 of 1001 in 1: SELL FILLED 0@4000, was resting"),
        story.place(ANN, take(6)).subList(1, 7));
  }

  @Test
  void aMarketBuyKnowsWhatIsBehindTheShownPart() {
    // 14 lots at 40.00 and 20 basis points.
    assertEquals(
        "posted HOLD 1000/2 RESERVED +56112 = 56112 for 0.3",
        story
            .placeWithPostings(ANN, order(Side.BUY, OrderType.MARKET, TimeInForce.IOC, 0, 20))
            .get(2));
    story.place(BEN, iceberg(10, 3));
    assertEquals(
        "done 5 of 1000 in 1: BUY FILLED 0@4000",
        story.place(ANN, order(Side.BUY, OrderType.LIMIT, TimeInForce.FOK, 4000, 10)).getLast());
  }

  @Test
  void anAmendmentThatShrinksTakesWhatIsHiddenFirst() {
    assertEquals(
        List.of(
            "concealed 1 of 1001 in 1: SELL -7@4000",
            "replaced 1 of 1001 in 1: SELL 10@4000 by 5@4000 of 5, kept priority",
            "concealed 1 of 1001 in 1: SELL +2@4000",
            "posted RELEASE 1001/1 RESERVED -5 = 5 for 0.1",
            "posted RELEASE 1001/1 AVAILABLE +5 = 995 for 0.1"),
        story.run(Commands.replace(CommandContext.NONE, BEN, 1, 0, 5)));
    assertEquals(
        List.of(
            "concealed 1 of 1001 in 1: SELL -2@4000",
            "replaced 1 of 1001 in 1: SELL 5@4000 by 2@4000 of 2, kept priority"),
        story.replace(BEN, 1, 0, 2));
    // It is still the first.
    assertEquals(
        "trade 1 in 1: taker BUY 1@4000; maker 1 of 1001 fee 4 open 1;"
            + " taker 3 of 1000 fee 8 open 0",
        story.place(ANN, take(1)).get(1));
  }

  @Test
  void anyOtherAmendmentMakesItComeAnew() {
    assertEquals(
        List.of(
            "concealed 1 of 1001 in 1: SELL -7@4000",
            "replaced 1 of 1001 in 1: SELL 10@4000 by 12@4000 of 12",
            "rested 1 of 1001 in 1: SELL 12@4000",
            "concealed 1 of 1001 in 1: SELL +9@4000"),
        story.replace(BEN, 1, 0, 12));
    assertEquals(
        List.of("refused INVALID_DISPLAY_QUANTITY account 1001 order 1"),
        story.replace(BEN, 1, 0, 301));
  }

  @Test
  void cancellingGivesTheShownPartBackToItsLevelFirst() {
    assertEquals(
        List.of(
            "concealed 1 of 1001 in 1: SELL -7@4000",
            "done 1 of 1001 in 1: SELL CANCELLED_BY_USER 10@4000, was resting"),
        story.cancel(BEN, 1));
  }

  @Test
  void aReplacementThatIsRefusedLeavesItWhereItWas() throws IOException {
    story.run(
        Commands.cancelAndPlace(CommandContext.NONE, BEN, 1, 0, limit(Side.SELL, 4000, 5_000)));
    story.restart();
    assertEquals(
        "trade 1 in 1: taker BUY 3@4000; maker 1 of 1001 fee 12 open 7;"
            + " taker 3 of 1000 fee 24 open 0",
        story.place(ANN, take(3)).get(1));
  }

  @Test
  void ownOrdersShrinkPartByPart() {
    OrderTerms own =
        limit(Side.BUY, 4000, 5).withSelfTradePrevention(SelfTradePrevention.DECREMENT_AND_CANCEL);
    story.deposit(BEN, Story.USD, 1_000_000);
    story.cancel(CAT, 2);
    assertEquals(
        List.of(
            "prevented of 1001 in 1: taker BUY DECREMENT_AND_CANCEL 3@4000; maker 1 open 7;"
                + " taker 3 open 2",
            "concealed 1 of 1001 in 1: SELL -3@4000",
            "prevented of 1001 in 1: taker BUY DECREMENT_AND_CANCEL 2@4000; maker 1 open 5;"
                + " taker 3 open 0",
            "done 3 of 1001 in 1: BUY SELF_TRADE_PREVENTED 0@4000"),
        story.place(BEN, own).subList(1, 5));
  }

  @Test
  void whatItShowsIsAPartThatMakesSense() {
    List<String> refused = List.of("refused INVALID_DISPLAY_QUANTITY account 1001 order 0");
    assertEquals(refused, story.place(BEN, iceberg(5, -1)));
    assertEquals(refused, story.place(BEN, iceberg(5, 6)));
    assertEquals(refused, story.place(BEN, iceberg(201, 2)));
    assertEquals(
        List.of("refused UNSUPPORTED_COMBINATION account 1001 order 0"),
        story.place(BEN, take(5).withConditions(Conditions.display(1))));
  }

  private static OrderTerms iceberg(long lots, long shown) {
    return limit(Side.SELL, 4000, lots).withConditions(Conditions.display(shown));
  }

  private static OrderTerms take(long lots) {
    return order(Side.BUY, OrderType.LIMIT, TimeInForce.IOC, 4000, lots);
  }
}

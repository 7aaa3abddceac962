package bourse.engine;

import static bourse.engine.Story.ANN;
import static bourse.engine.Story.BEN;
import static bourse.engine.Story.CAT;
import static bourse.engine.Story.SYMBOL;
import static bourse.engine.Story.limit;
import static bourse.engine.Story.order;
import static org.junit.jupiter.api.Assertions.assertEquals;

import bourse.domain.OrderType;
import bourse.domain.Side;
import bourse.domain.SymbolLimits;
import bourse.domain.TimeInForce;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a symbol limits: each limit has a number of its own. */
class SymbolLimitsStoryTest {
  @Test
  void anOrdersValueHasAMaximum() {
    Story story = story(new SymbolLimits(50_000, 0, 0, 0));
    assertEquals(
        List.of("refused ABOVE_MAXIMUM_NOTIONAL account 1001 order 0"),
        story.place(BEN, limit(Side.SELL, 5001, 10)));
    story.place(BEN, limit(Side.SELL, 5000, 10));
    story.place(BEN, limit(Side.SELL, 5000, 10));
    assertEquals(
        List.of("refused ABOVE_MAXIMUM_NOTIONAL account 1001 order 1"),
        story.replace(BEN, 1, 5000, 11));
    assertEquals(
        List.of("refused ABOVE_MAXIMUM_NOTIONAL account 1000 order 0"),
        story.place(ANN, order(Side.BUY, OrderType.MARKET, TimeInForce.IOC, 0, 11)));
    assertEquals(
        "done 3 of 1000 in 1: BUY FILLED 0@0",
        story.place(ANN, order(Side.BUY, OrderType.MARKET, TimeInForce.IOC, 0, 10)).getLast());
    assertEquals(
        List.of("refused ABOVE_MAXIMUM_NOTIONAL account 1001 order 0"),
        story.place(BEN, limit(Side.SELL, Long.MAX_VALUE, 10)));
  }

  @Test
  void marketOrdersHaveAMaximumOfTheirOwn() {
    Story story = story(new SymbolLimits(0, 5, 0, 0));
    story.place(BEN, limit(Side.SELL, 5000, 10));
    assertEquals(
        List.of("refused ABOVE_MARKET_QUANTITY account 1000 order 0"),
        story.place(ANN, order(Side.BUY, OrderType.MARKET, TimeInForce.IOC, 0, 6)));
    assertEquals(
        "done 2 of 1000 in 1: BUY FILLED 0@0",
        story.place(ANN, order(Side.BUY, OrderType.MARKET, TimeInForce.IOC, 0, 5)).getLast());
  }

  @Test
  void anAccountHasSoManyOpenOrders() throws IOException {
    Story story = story(new SymbolLimits(0, 0, 2, 0));
    story.place(BEN, limit(Side.SELL, 5000, 1));
    story.place(BEN, limit(Side.SELL, 5001, 1));
    story.restart();
    assertEquals(
        List.of("refused TOO_MANY_OPEN_ORDERS account 1001 order 0"),
        story.place(BEN, limit(Side.SELL, 5002, 1)));
    // It can't rest, so it takes no place; nor does one that takes the place of another.
    assertEquals(
        "done 3 of 1001 in 1: SELL UNFILLED_REST 1@5002",
        story.place(BEN, order(Side.SELL, OrderType.LIMIT, TimeInForce.IOC, 5002, 1)).getLast());
    assertEquals(
        "rested 4 of 1001 in 1: SELL 1@5003",
        Story.withoutPostings(
                story.run(
                    Commands.cancelAndPlace(
                        CommandContext.NONE, BEN, 1, 0, limit(Side.SELL, 5003, 1))))
            .getLast());
    assertEquals(
        "rested 5 of 1002 in 1: SELL 1@5002",
        story.place(CAT, limit(Side.SELL, 5002, 1)).getLast());
  }

  @Test
  void whatAnAccountHasAndBuysHasAMaximum() {
    Story story = story(new SymbolLimits(0, 0, 0, 1_010));
    story.place(CAT, limit(Side.BUY, 50, 7));
    assertEquals(
        List.of("refused ABOVE_MAXIMUM_POSITION account 1002 order 0"),
        story.place(CAT, limit(Side.BUY, 50, 4)));
    assertEquals(
        List.of("refused ABOVE_MAXIMUM_POSITION account 1002 order 1"),
        story.replace(CAT, 1, 50, 11));
    assertEquals("rested 1 of 1002 in 1: BUY 10@50", story.replace(CAT, 1, 50, 10).getLast());
    // What it sells it still has, until it is sold.
    story.place(CAT, limit(Side.SELL, 5000, 1_000));
    assertEquals(
        List.of("refused ABOVE_MAXIMUM_POSITION account 1002 order 0"),
        story.place(CAT, order(Side.BUY, OrderType.MARKET, TimeInForce.IOC, 0, 1)));
    assertEquals(
        "rested 3 of 1000 in 1: BUY 1000@40",
        story.place(ANN, limit(Side.BUY, 40, 1_000)).getLast());
  }

  private static Story story(SymbolLimits limits) {
    return new Story(SYMBOL.withLimits(limits));
  }
}

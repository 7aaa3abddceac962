package bourse.engine;

import static bourse.engine.Story.ANN;
import static bourse.engine.Story.BEN;
import static bourse.engine.Story.CAT;
import static bourse.engine.Story.USD;
import static bourse.engine.Story.limit;
import static org.junit.jupiter.api.Assertions.assertEquals;

import bourse.domain.ClientOrderId;
import bourse.domain.ErrorCode;
import bourse.domain.JournalReason;
import bourse.domain.OrderType;
import bourse.domain.SafeState;
import bourse.domain.SafeStateCause;
import bourse.domain.Side;
import bourse.domain.TimeInForce;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The venue goes down the ladder, step by step, and up again. */
class SafeStateStoryTest {
  private static final List<String> TAKEN = List.of();

  private final Story story = new Story();

  @BeforeEach
  void rest() {
    story.place(ANN, limit(Side.BUY, 4000, 10));
  }

  @Test
  void eachStepRefusesMore() {
    String none = "";
    expect(SafeState.NORMAL, none, none, none, none, none);
    expect(SafeState.NO_WITHDRAWALS, "WITHDRAWALS_STOPPED", none, none, none, none);
    expect(SafeState.CANCEL_ONLY, "WITHDRAWALS_STOPPED", "VENUE_CANCEL_ONLY", none, none, none);
    expect(SafeState.HALT, "WITHDRAWALS_STOPPED", "VENUE_HALTED", "VENUE_HALTED", none, none);
    expect(
        SafeState.READ_ONLY,
        "VENUE_READ_ONLY",
        "VENUE_READ_ONLY",
        "VENUE_READ_ONLY",
        "VENUE_READ_ONLY",
        "VENUE_READ_ONLY");
    expect(SafeState.NORMAL, none, none, none, none, none);
  }

  @Test
  void inCancelOnlyAnOrderShrinksAndGoes() {
    set(SafeState.CANCEL_ONLY, SafeStateCause.STALE_PRICE);
    String refused = "refused VENUE_CANCEL_ONLY account 1000 order 1";
    assertEquals(List.of(refused), story.replace(ANN, 1, 4001, 10));
    assertEquals(List.of(refused), story.replace(ANN, 1, 0, 11));
    assertEquals(
        List.of(refused),
        story.run(
            Commands.cancelAndPlace(CommandContext.NONE, ANN, 1, 0, limit(Side.BUY, 3990, 1))));
    assertEquals(
        List.of("replaced 1 of 1000 in 1: BUY 10@4000 by 4@4000 of 4, kept priority"),
        story.replace(ANN, 1, 0, 4));
    assertEquals(
        List.of("done 1 of 1000 in 1: BUY CANCELLED_BY_USER 4@4000, was resting"),
        story.cancel(ANN, 1));
  }

  @Test
  void whatWatchesOnlyStepsDownAndAPersonStepsUp() throws Exception {
    assertEquals(
        List.of("the venue is in CANCEL_ONLY for DISK_SPACE since 1000000"),
        set(SafeState.CANCEL_ONLY, SafeStateCause.DISK_SPACE));
    story.now++;
    assertEquals(TAKEN, set(SafeState.CANCEL_ONLY, SafeStateCause.CLOCK_JUMP));
    assertEquals(TAKEN, set(SafeState.NO_WITHDRAWALS, SafeStateCause.STALE_PRICE));
    assertEquals(TAKEN, set(SafeState.NORMAL, SafeStateCause.PROJECTION_LAG));
    story.restart();
    assertEquals(
        "the venue is in CANCEL_ONLY for DISK_SPACE since 1000000", story.described().getFirst());
    assertEquals(
        Optional.of(ErrorCode.VENUE_CANCEL_ONLY),
        story.engine.test(Commands.place(CommandContext.NONE, ANN, limit(Side.BUY, 3990, 1))));
    assertEquals(
        List.of("the venue is in HALT for CLOCK_JUMP since 1000001"),
        set(SafeState.HALT, SafeStateCause.CLOCK_JUMP));
    assertEquals(
        List.of("the venue is in NO_WITHDRAWALS for OPERATOR since 1000001"),
        set(SafeState.NO_WITHDRAWALS, SafeStateCause.OPERATOR));
    assertEquals(
        List.of("the venue is in NORMAL for OPERATOR since 1000001"),
        set(SafeState.NORMAL, SafeStateCause.OPERATOR));
    assertEquals(1, story.described().stream().filter(fact -> fact.startsWith("rested")).count());
    assertEquals(
        List.of(), story.described().stream().filter(fact -> fact.startsWith("the")).toList());
  }

  @Test
  void timeGoesOnInAHalt() {
    OrderTerms dated =
        OrderTerms.of(1, Side.BUY, OrderType.LIMIT, TimeInForce.GTD, 3990, 1, ClientOrderId.NONE)
            .withExpiry(story.now + 5);
    story.place(CAT, dated);
    set(SafeState.READ_ONLY, SafeStateCause.OPERATOR);
    story.now += 5;
    assertEquals(List.of("done 2 of 1002 in 1: BUY EXPIRED 1@3990, was resting"), story.tick());
  }

  /** Sets the state and tries each kind of command: its refusal, or nothing. */
  private void expect(
      SafeState state,
      String withdrawal,
      String placement,
      String cancellation,
      String journal,
      String deposit) {
    set(state, SafeStateCause.OPERATOR);
    CommandContext context = CommandContext.NONE;
    assertEquals(
        withdrawal,
        refusal(story.run(Commands.withdraw(context, ANN, USD.id(), 1, 0, 2))),
        "withdrawal in " + state);
    assertEquals(
        placement, refusal(story.place(BEN, limit(Side.SELL, 4100, 1))), "placement in " + state);
    assertEquals(
        cancellation,
        refusal(story.run(Commands.cancelAll(context, BEN, 0))),
        "cancel all in " + state);
    assertEquals(
        cancellation,
        refusal(story.run(Commands.cancelAllAfter(context, BEN, 0))),
        "cancel all after in " + state);
    assertEquals(
        cancellation.isEmpty() ? "UNKNOWN_ORDER" : cancellation,
        refusal(story.cancel(BEN, 99)),
        "cancel in " + state);
    assertEquals(
        cancellation, refusal(story.replace(ANN, 1, 4000, 10)), "the same again in " + state);
    assertEquals(
        journal,
        refusal(
            story.run(
                Commands.journal(context, ANN, CAT, USD.id(), 1, JournalReason.CORRECTION, 0, 3))),
        "journal in " + state);
    assertEquals(deposit, refusal(story.deposit(ANN, USD, 1)), "deposit in " + state);
    assertEquals(
        deposit,
        refusal(story.run(Commands.setAccountFlags(context, CAT, 0))),
        "flags in " + state);
  }

  private static String refusal(List<String> facts) {
    String first = facts.isEmpty() ? "" : facts.getFirst();
    return first.startsWith("refused ") ? first.split(" ")[1] : "";
  }

  private List<String> set(SafeState state, SafeStateCause cause) {
    return story.run(Commands.setSafeState(CommandContext.NONE, state, cause));
  }
}

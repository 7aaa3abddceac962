package bourse.engine;

import static bourse.engine.Story.ACME;
import static bourse.engine.Story.ANN;
import static bourse.engine.Story.BEN;
import static bourse.engine.Story.USD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bourse.domain.AccountBlock;
import bourse.domain.SafeState;
import bourse.domain.SafeStateCause;
import bourse.domain.Side;
import bourse.domain.SuspensionReason;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is set aside for withdrawals, and ends by settlement, by command or by the log's time. */
class HoldStoryTest {
  private static final long PROVIDER = 100;

  private final Story story = new Story();

  @Test
  void aHoldIsSettledInPartsAndTheRestComesBack() throws Exception {
    List<String> held = hold(ANN, 500, 0);
    long id = story.engine.sequence();
    assertEquals(
        List.of(
            "held 500 of 2 for 1000 until 0 as %d, 7.1".formatted(id),
            "posted HOLD 1000/2 AVAILABLE -500 = 999500 for 7.1",
            "posted HOLD 1000/2 RESERVED +500 = 500 for 7.1"),
        held);
    assertEquals(
        List.of("refused HOLD_EXCEEDED account 1000 order 0"), settle(ANN, id, PROVIDER, 501));
    assertEquals(
        List.of(
            "hold %d of 1000: 300 of 2 SETTLED, 200 left".formatted(id),
            "posted WITHDRAWAL 1000/2 RESERVED -300 = 200 for 7.2",
            "posted WITHDRAWAL 100/2 AVAILABLE +300 = 300 for 7.2"),
        settle(ANN, id, PROVIDER, 300));
    story.restart();
    assertEquals(
        List.of("held 200 of 2 for 1000 until 0 as %d, 7.1".formatted(id)), story.described());
    assertEquals(
        List.of("refused UNKNOWN_HOLD account 1001 order 0"),
        story.run(Commands.releaseHold(CommandContext.NONE, BEN, id)));
    assertEquals(
        List.of(
            "hold %d of 1000: 200 of 2 RELEASED, 0 left".formatted(id),
            "posted RELEASE 1000/2 RESERVED -200 = 0 for 7.1",
            "posted RELEASE 1000/2 AVAILABLE +200 = 999700 for 7.1"),
        story.run(Commands.releaseHold(CommandContext.NONE, ANN, id)));
    assertEquals(
        List.of("refused UNKNOWN_HOLD account 1000 order 0"), settle(ANN, id, PROVIDER, 1));
    assertEquals(List.of(), story.described());
  }

  @Test
  void whatIsHeldCanNotBeSpentElsewhere() {
    hold(ANN, 999_990, 0);
    assertEquals(
        List.of("refused INSUFFICIENT_FUNDS account 1000 order 0"),
        story.place(ANN, Story.limit(Side.BUY, 4000, 1)));
    assertEquals(List.of("refused INSUFFICIENT_FUNDS account 1000 order 0"), hold(ANN, 11, 0));
    assertEquals(List.of("refused INSUFFICIENT_FUNDS account 1001 order 0"), hold(BEN, 1, 0));
    assertEquals(List.of("refused AMOUNT_OUT_OF_RANGE account 1000 order 0"), hold(ANN, 0, 0));
    assertEquals(List.of("refused UNKNOWN_ACCOUNT account 2 order 0"), hold(2, 1, 0));
  }

  @Test
  void aHoldEndsByTheLogsTimeAlsoOverARestart() throws Exception {
    assertEquals(List.of("refused INVALID_EXPIRY account 1000 order 0"), hold(ANN, 5, story.now));
    hold(ANN, 5, story.now + 10);
    long id = story.engine.sequence();
    assertEquals(story.now + 10, story.engine.nextDueMicros());
    story.restart();
    story.now += 9;
    assertEquals(List.of(), story.tick());
    story.now += 1;
    // It is over before what comes at that time does anything.
    List<String> late = settle(ANN, id, PROVIDER, 5);
    assertEquals("hold %d of 1000: 5 of 2 EXPIRED, 0 left".formatted(id), late.getFirst());
    assertEquals("refused UNKNOWN_HOLD account 1000 order 0", late.getLast());
    assertEquals(Long.MAX_VALUE, story.engine.nextDueMicros());
  }

  @Test
  void aPartThatWasSettledStaysSettledWhenTheRestExpires() {
    hold(ANN, 500, story.now + 10);
    long id = story.engine.sequence();
    settle(ANN, id, PROVIDER, 100);
    story.now += 10;
    assertEquals(List.of("hold %d of 1000: 400 of 2 EXPIRED, 0 left".formatted(id)), story.tick());
  }

  @Test
  void noHoldIsMadeWhileNothingMayGoOutButWhatWentIsBooked() {
    hold(ANN, 500, 0);
    long id = story.engine.sequence();
    story.run(
        Commands.setAccountBlocks(
            CommandContext.NONE, ANN, Set.of(AccountBlock.ACCOUNT), SuspensionReason.LEGAL_ORDER));
    assertEquals(List.of("refused ACCOUNT_FROZEN account 1000 order 0"), hold(ANN, 5, 0));
    assertEquals(3, settle(ANN, id, PROVIDER, 100).size());
    story.run(
        Commands.setSafeState(
            CommandContext.NONE, SafeState.NO_WITHDRAWALS, SafeStateCause.OPERATOR));
    assertEquals(List.of("refused WITHDRAWALS_STOPPED account 1000 order 0"), hold(ANN, 5, 0));
    assertEquals(3, settle(ANN, id, PROVIDER, 100).size());
    assertEquals(3, story.run(Commands.releaseHold(CommandContext.NONE, ANN, id)).size());
  }

  @Test
  void aSettlementGoesToSomebodyElse() {
    hold(ANN, 500, 0);
    long id = story.engine.sequence();
    assertEquals(List.of("refused SAME_ACCOUNT account 1000 order 0"), settle(ANN, id, ANN, 100));
    assertEquals(List.of("refused UNKNOWN_ACCOUNT account 1000 order 0"), settle(ANN, id, 0, 100));
    assertEquals(
        List.of("refused AMOUNT_OUT_OF_RANGE account 1000 order 0"), settle(ANN, id, BEN, -1));
    assertEquals(3, settle(ANN, id, SystemAccounts.FEE_REVENUE, 500).size());
    assertThrows(
        IllegalArgumentException.class,
        () ->
            Commands.settleHold(
                CommandContext.NONE, ANN, id, PROVIDER, 1, EntryType.DEPOSIT, 7, 2));
    assertThrows(
        IllegalArgumentException.class,
        () -> Commands.holdFunds(CommandContext.NONE, ANN, ACME.id(), 1, 0, 0, 5));
  }

  private List<String> hold(long account, long amount, long expiresAt) {
    return story.run(
        Commands.holdFunds(CommandContext.NONE, account, USD.id(), amount, expiresAt, 7, 1));
  }

  private List<String> settle(long account, long id, long to, long amount) {
    return story.run(
        Commands.settleHold(
            CommandContext.NONE, account, id, to, amount, EntryType.WITHDRAWAL, 7, 2));
  }
}

package bourse.engine;

import static bourse.engine.Story.ACME;
import static bourse.engine.Story.ANN;
import static bourse.engine.Story.BEN;
import static bourse.engine.Story.CAT;
import static bourse.engine.Story.USD;
import static bourse.engine.Story.limit;
import static org.junit.jupiter.api.Assertions.assertEquals;

import bourse.domain.AccountBlock;
import bourse.domain.JournalReason;
import bourse.domain.Side;
import bourse.domain.SuspensionReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** ANN is suspended, one way or another. */
class AccountStoryTest {
  private final Story story = new Story();

  @Test
  void anAccountThatMayOnlyCancelPlacesNothing() {
    story.place(ANN, limit(Side.BUY, 4000, 10));
    story.place(BEN, limit(Side.SELL, 4100, 5));
    assertEquals(
        List.of("blocks of 1000 are [TRADING] for RISK"),
        blocks(ANN, SuspensionReason.RISK, AccountBlock.TRADING));

    String refused = "refused ACCOUNT_CANCEL_ONLY account 1000 order ";
    assertEquals(List.of(refused + 0), story.place(ANN, limit(Side.BUY, 3990, 1)));
    assertEquals(List.of(refused + 1), story.replace(ANN, 1, 4001, 10));
    assertEquals(List.of(refused + 1), story.replace(ANN, 1, 0, 11));
    assertEquals(
        List.of(refused + 1),
        story.run(
            Commands.cancelAndPlace(CommandContext.NONE, ANN, 1, 0, limit(Side.BUY, 3990, 1))));
    // What rests may trade, shrink and go.
    assertEquals(
        "trade 1 in 1: taker SELL 3@4000; maker 1 of 1000 fee 12 open 7;"
            + " taker 3 of 1001 fee 24 open 0",
        story.place(BEN, limit(Side.SELL, 4000, 3)).get(1));
    assertEquals(
        List.of("replaced 1 of 1000 in 1: BUY 7@4000 by 2@4000 of 5, kept priority"),
        story.replace(ANN, 1, 0, 2));
    assertEquals(
        List.of("done 1 of 1000 in 1: BUY CANCELLED_BY_USER 2@4000, was resting"),
        story.cancel(ANN, 1));
    // Money may go.
    assertEquals(2, withdraw(ANN).size());
  }

  @Test
  void aFrozenAccountLosesItsOrdersAndDoesNothing() throws Exception {
    story.place(ANN, limit(Side.BUY, 4000, 10));
    story.place(ANN, limit(Side.BUY, 3990, 10));
    assertEquals(
        List.of(
            "blocks of 1000 are [ACCOUNT] for LEGAL_ORDER",
            "done 1 of 1000 in 1: BUY ACCOUNT_FROZEN 10@4000, was resting",
            "posted RELEASE 1000/2 RESERVED -40080 = 39980 for 0.1",
            "posted RELEASE 1000/2 AVAILABLE +40080 = 960020 for 0.1",
            "done 2 of 1000 in 1: BUY ACCOUNT_FROZEN 10@3990, was resting",
            "posted RELEASE 1000/2 RESERVED -39980 = 0 for 0.2",
            "posted RELEASE 1000/2 AVAILABLE +39980 = 1000000 for 0.2"),
        blocks(ANN, SuspensionReason.LEGAL_ORDER, AccountBlock.ACCOUNT));
    story.restart();
    assertEquals(List.of("blocks of 1000 are [ACCOUNT] for LEGAL_ORDER"), story.described());

    String refused = "refused ACCOUNT_FROZEN account 1000 order ";
    assertEquals(List.of(refused + 0), story.place(ANN, limit(Side.BUY, 3990, 1)));
    assertEquals(List.of(refused + 2), story.cancel(ANN, 2));
    assertEquals(List.of(refused + 2), story.replace(ANN, 2, 0, 1));
    assertEquals(List.of(refused + 0), story.run(Commands.cancelAll(CommandContext.NONE, ANN, 0)));
    assertEquals(
        List.of(refused + 0), story.run(Commands.cancelAllAfter(CommandContext.NONE, ANN, 1)));
    assertEquals(List.of(refused + 0), withdraw(ANN));
    assertEquals(
        "posted DEPOSIT 1000/2 AVAILABLE +7 = 1000007 for 0.1", story.deposit(ANN, USD, 7).get(1));

    assertEquals(List.of("blocks of 1000 are [] for NONE"), blocks(ANN, SuspensionReason.NONE));
    assertEquals(List.of(), story.described());
    assertEquals(2, story.place(ANN, limit(Side.BUY, 3990, 1)).size());
    assertEquals(2, withdraw(ANN).size());
  }

  @Test
  void noMoneyGoesOutWhenTransfersAreBlocked() {
    blocks(ANN, SuspensionReason.SECURITY, AccountBlock.TRANSFERS);
    assertEquals(List.of("refused ACCOUNT_TRANSFERS_BLOCKED account 1000 order 0"), withdraw(ANN));
    assertEquals(2, story.deposit(ANN, USD, 1).size());
    assertEquals(2, story.place(ANN, limit(Side.BUY, 3990, 1)).size());
  }

  /** One command cancels a thousand; the rest goes before the next one does anything. */
  @Test
  void noOrderOfAFrozenAccountTradesHoweverManyThereAre() {
    story.deposit(CAT, ACME, 10_000);
    for (int i = 0; i < 1_500; i++) {
      story.place(CAT, limit(Side.SELL, 4000, 1));
    }
    List<String> first =
        Story.withoutPostings(blocks(CAT, SuspensionReason.RISK, AccountBlock.ACCOUNT));
    assertEquals(1_002, first.size());
    assertEquals("all of 1002 is cancelled at 1000000", first.getLast());
    assertEquals(story.now, story.engine.nextDueMicros());

    List<String> next = new ArrayList<>(story.place(ANN, limit(Side.BUY, 4000, 1)));
    assertEquals(503, next.size());
    assertEquals("done 1500 of 1002 in 1: SELL ACCOUNT_FROZEN 1@4000, was resting", next.get(499));
    assertEquals("all of 1002 is cancelled at 0", next.get(500));
    assertEquals("rested 1501 of 1000 in 1: BUY 1@4000", next.getLast());
  }

  @Test
  void aJournalMovesWhatIsAvailable() throws Exception {
    assertEquals(
        List.of(
            "journaled 300 of 2 from 1000 to 2000 for PROMOTION, 0.9",
            "posted JOURNAL 1000/2 AVAILABLE -300 = 999700 for 0.9",
            "posted JOURNAL 2000/2 AVAILABLE +300 = 300 for 0.9"),
        journal(ANN, 2000, 300));
    story.restart();
    story.place(ANN, limit(Side.BUY, 4000, 100));
    assertEquals(
        List.of("refused INSUFFICIENT_FUNDS account 1000 order 0"), journal(ANN, 2000, 600_000));
    assertEquals(List.of("refused INSUFFICIENT_FUNDS account 3000 order 0"), journal(3000, ANN, 1));
    assertEquals(List.of("refused SAME_ACCOUNT account 1000 order 0"), journal(ANN, ANN, 1));
    assertEquals(List.of("refused AMOUNT_OUT_OF_RANGE account 1000 order 0"), journal(ANN, CAT, 0));
    assertEquals(
        List.of("refused UNKNOWN_ACCOUNT account 1 order 0"),
        journal(SystemAccounts.OMNIBUS, ANN, 1));
    blocks(ANN, SuspensionReason.SECURITY, AccountBlock.TRANSFERS);
    assertEquals(
        List.of("refused ACCOUNT_TRANSFERS_BLOCKED account 1000 order 0"), journal(ANN, CAT, 1));
    blocks(ANN, SuspensionReason.SECURITY, AccountBlock.ACCOUNT);
    assertEquals(List.of("refused ACCOUNT_FROZEN account 1000 order 0"), journal(ANN, CAT, 1));
    assertEquals(3, journal(CAT, ANN, 1).size());
  }

  @Test
  void theFirmTakesItsFeesByAJournal() {
    story.place(ANN, limit(Side.BUY, 4000, 10));
    story.place(BEN, limit(Side.SELL, 4000, 10));
    assertEquals(
        List.of("refused INSUFFICIENT_FUNDS account 2 order 0"),
        journal(SystemAccounts.FEE_REVENUE, 2000, 121));
    assertEquals(
        List.of(
            "journaled 120 of 2 from 2 to 2000 for PROMOTION, 0.9",
            "posted JOURNAL 2/2 AVAILABLE -120 = 0 for 0.9",
            "posted JOURNAL 2000/2 AVAILABLE +120 = 120 for 0.9"),
        journal(SystemAccounts.FEE_REVENUE, 2000, 120));
  }

  @Test
  void accountsOfTheHouseHaveNoBlocks() {
    assertEquals(
        List.of("refused UNKNOWN_ACCOUNT account 2 order 0"),
        blocks(SystemAccounts.FEE_REVENUE, SuspensionReason.RISK, AccountBlock.ACCOUNT));
  }

  private List<String> blocks(long account, SuspensionReason reason, AccountBlock... blocks) {
    return story.run(
        Commands.setAccountBlocks(CommandContext.NONE, account, Set.of(blocks), reason));
  }

  private List<String> journal(long from, long to, long amount) {
    return story.run(
        Commands.journal(
            CommandContext.NONE, from, to, USD.id(), amount, JournalReason.PROMOTION, 0, 9));
  }

  private List<String> withdraw(long account) {
    return story.run(Commands.withdraw(CommandContext.NONE, account, USD.id(), 5, 0, 2));
  }
}

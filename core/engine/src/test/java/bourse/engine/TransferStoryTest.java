package bourse.engine;

import static bourse.engine.Story.ANN;
import static bourse.engine.Story.BEN;
import static bourse.engine.Story.USD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bourse.domain.AccountBlock;
import bourse.domain.Side;
import bourse.domain.SuspensionReason;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Accounts of the house, reversals, adjustments, and days that are closed. */
class TransferStoryTest {
  private static final long DAY = 86_400_000_000L;
  private static final long SUSPENSE = 3;
  private static final long PROVIDER = 100;

  private final Story story = new Story();

  @Test
  void aDepositThroughAProviderOwesWhatTheProviderOwes() throws Exception {
    assertEquals(
        List.of(
            "transferred 250 of 2 from 100 to 1001: DEPOSIT 0 on day 0 about 0, 7.3",
            "posted DEPOSIT 100/2 AVAILABLE -250 = -250 for 7.3",
            "posted DEPOSIT 1001/2 AVAILABLE +250 = 250 for 7.3"),
        transfer(EntryType.DEPOSIT, PROVIDER, BEN, 250, 0));
    story.restart();
    assertEquals(
        List.of(
            "transferred 250 of 2 from 1 to 100: SETTLEMENT 0 on day 0 about 0, 7.3",
            "posted SETTLEMENT 1/2 AVAILABLE -250 = -2000250 for 7.3",
            "posted SETTLEMENT 100/2 AVAILABLE +250 = 0 for 7.3"),
        transfer(EntryType.SETTLEMENT, SystemAccounts.OMNIBUS, PROVIDER, 250, 0));
  }

  @Test
  void onlyTheHouseOwes() {
    assertEquals(
        List.of("refused UNKNOWN_ACCOUNT account 2 order 0"),
        transfer(EntryType.DEPOSIT, SystemAccounts.FEE_REVENUE, BEN, 1, 0));
    assertEquals(
        List.of("refused UNKNOWN_ACCOUNT account 1000 order 0"),
        transfer(EntryType.DEPOSIT, ANN, BEN, 1, 0));
    assertEquals(
        List.of("refused UNKNOWN_ACCOUNT account 1000 order 0"),
        transfer(EntryType.SETTLEMENT, ANN, PROVIDER, 1, 0));
    assertEquals(
        List.of("refused INSUFFICIENT_FUNDS account 2 order 0"),
        transfer(EntryType.ADJUSTMENT, SystemAccounts.FEE_REVENUE, SUSPENSE, 1, 0));
    assertEquals(
        List.of("refused INSUFFICIENT_FUNDS account 1001 order 0"),
        transfer(EntryType.REVERSAL, BEN, PROVIDER, 1, 0));
    assertEquals(
        List.of("refused SAME_ACCOUNT account 3 order 0"),
        transfer(EntryType.ADJUSTMENT, SUSPENSE, SUSPENSE, 1, 0));
    assertEquals(
        List.of("refused AMOUNT_OUT_OF_RANGE account 3 order 0"),
        transfer(EntryType.ADJUSTMENT, SUSPENSE, ANN, -1, 0));
    assertThrows(
        IllegalArgumentException.class, () -> transfer(EntryType.TRADE, SUSPENSE, ANN, 1, 0));
  }

  @Test
  void whatTheHouseOwesTogetherFitsALong() throws Exception {
    assertEquals(
        3, transfer(EntryType.DEPOSIT, PROVIDER, BEN, Long.MAX_VALUE - 2_000_000, 0).size());
    List<String> tooMuch = List.of("refused AMOUNT_OUT_OF_RANGE account 101 order 0");
    assertEquals(tooMuch, transfer(EntryType.DEPOSIT, 101, BEN, 1, 0));
    assertEquals(
        List.of("refused AMOUNT_OUT_OF_RANGE account 1001 order 0"), story.deposit(BEN, USD, 1));
    story.restart();
    assertEquals(tooMuch, transfer(EntryType.DEPOSIT, 101, BEN, 1, 0));
    // What the house has it can pay.
    assertEquals(3, transfer(EntryType.ADJUSTMENT, ANN, 101, 5, 0).size());
    assertEquals(3, transfer(EntryType.DEPOSIT, 101, BEN, 5, 0).size());
    assertEquals(tooMuch, transfer(EntryType.DEPOSIT, 101, BEN, 1, 0));
  }

  @Test
  void aReversalIsBookedWhateverTheAccountMayDo() {
    transfer(EntryType.DEPOSIT, PROVIDER, BEN, 250, 0);
    story.run(
        Commands.setAccountBlocks(
            CommandContext.NONE, BEN, Set.of(AccountBlock.ACCOUNT), SuspensionReason.RISK));
    assertEquals(
        List.of("refused ACCOUNT_FROZEN account 1001 order 0"),
        transfer(EntryType.ADJUSTMENT, BEN, PROVIDER, 250, 0));
    assertEquals(3, transfer(EntryType.REVERSAL, BEN, PROVIDER, 250, 0).size());
  }

  @Test
  void whatIsReservedIsNotTakenBack() {
    story.place(ANN, Story.limit(Side.BUY, 100, 5_000));
    assertEquals(
        List.of("refused INSUFFICIENT_FUNDS account 1000 order 0"),
        transfer(EntryType.REVERSAL, ANN, SystemAccounts.OMNIBUS, 1_000_000, 0));
  }

  @Test
  void aClosedDayTakesNothingMore() throws Exception {
    story.now = 100 * DAY + 5;
    assertEquals(
        List.of("refused PERIOD_NOT_OVER account 0 order 0"),
        story.run(Commands.closePeriod(CommandContext.NONE, 100)));
    assertEquals(3, transfer(EntryType.ADJUSTMENT, SUSPENSE, ANN, 1, 99).size());
    assertEquals(
        List.of("closed up to day 99"), story.run(Commands.closePeriod(CommandContext.NONE, 99)));
    story.restart();
    List<String> closed = List.of("refused PERIOD_CLOSED account 3 order 0");
    assertEquals(closed, transfer(EntryType.ADJUSTMENT, SUSPENSE, ANN, 1, 99));
    assertEquals(closed, transfer(EntryType.ADJUSTMENT, SUSPENSE, ANN, 1, -5));
    assertEquals(3, transfer(EntryType.ADJUSTMENT, SUSPENSE, ANN, 1, 100).size());
    assertEquals(
        List.of("refused BUSINESS_DATE_AHEAD account 3 order 0"),
        transfer(EntryType.ADJUSTMENT, SUSPENSE, ANN, 1, 101));
    assertEquals(
        List.of("refused PERIOD_CLOSED account 0 order 0"),
        story.run(Commands.closePeriod(CommandContext.NONE, 99)));
    assertEquals(List.of("closed up to day 99"), story.described());
  }

  private List<String> transfer(EntryType kind, long from, long to, long amount, int day) {
    return story.run(
        Commands.transfer(CommandContext.NONE, from, to, USD.id(), amount, kind, 0, 0, day, 7, 3));
  }
}

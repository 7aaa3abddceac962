package bourse.exchange;

import static bourse.exchange.TestMarket.BITCOIN;
import static bourse.exchange.TestMarket.DOLLAR;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.AdjustmentCategory;
import bourse.domain.HouseAccount;
import bourse.domain.JournalReason;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.engine.EntryType;
import bourse.engine.ExchangeEngine;
import bourse.exchange.LedgerStore.Balance;
import bourse.exchange.LedgerStore.Holder;
import bourse.exchange.LedgerStore.Line;
import bourse.exchange.LedgerStore.Moment;
import bourse.exchange.LedgerStore.StoredHold;
import bourse.exchange.LedgerStore.StoredTransfer;
import bourse.platform.data.Database;
import bourse.testing.TestDatabase;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The ledger as it was at any time, from commands through engine and projector, on both bases. */
class LedgerStoreTest {
  private static final long ADA = 1000;
  private static final long FIRM = 1001;
  private static final LocalDate DAY = LocalDate.parse("2026-03-02");

  private final ExchangeEngine engine = new ExchangeEngine();
  private long references;

  @ParameterizedTest
  @EnumSource
  void everyMomentHasItsBalances(Database.Dialect dialect) throws Exception {
    try (TestDatabase test = TestDatabase.open(dialect)) {
      accounts(test.database());
      Projector projector = new Projector(test.database());
      long hold = story(projector);
      LedgerStore ledger = new LedgerStore(test.database());

      assertEquals(List.of(), ledger.reading(reader -> reader.lines(at("2026-03-01T23:59:59Z"))));
      assertEquals(List.of(), balances(ledger, ADA, at("2026-03-02T08:59:59.999999Z")));
      assertEquals(List.of("USD 100 0"), balances(ledger, ADA, at("2026-03-02T09:00:00Z")));
      assertEquals(List.of("USD 60 40"), balances(ledger, ADA, at("2026-03-03T11:00:00Z")));
      assertEquals(List.of("USD 60 10"), balances(ledger, ADA, at("2026-03-03T12:00:00Z")));
      // The adjustment of the fourth counts to the third.
      assertEquals(List.of("USD 65 10"), balances(ledger, ADA, endOf(1)));
      assertEquals(List.of("USD 60 10"), balances(ledger, ADA, at("2026-03-03T23:59:59Z")));
      assertEquals(List.of("USD 68 0"), balances(ledger, ADA, new Moment.Now()));
      assertEquals(List.of("USD 68 0"), balances(ledger, ADA, at("2027-01-01T00:00:00Z")));
      assertEquals(
          List.of("USD 2 0"), balances(ledger, FIRM, new Moment.Now()), "journals reach the firm");

      StoredHold held = ledger.reading(reader -> reader.holds(ADA, 10)).getFirst();
      assertEquals(hold, held.id());
      assertEquals("EXPIRED", held.status());
      assertEquals(new BigDecimal("40"), held.amount());
      assertEquals(BigDecimal.ZERO, held.left());
      assertEquals(
          List.of(DAY.plusDays(2)),
          ledger.reading(reader -> reader.periods()).stream()
              .map(LedgerStore.StoredPeriod::closedTo)
              .toList());
      assertEquals(Optional.empty(), LedgerCheck.run(test.database(), sequence -> {}).difference());
    }
  }

  @ParameterizedTest
  @EnumSource
  void theLinesOfEveryMomentSumToZero(Database.Dialect dialect) throws Exception {
    try (TestDatabase test = TestDatabase.open(dialect)) {
      accounts(test.database());
      story(new Projector(test.database()));
      LedgerStore ledger = new LedgerStore(test.database());
      List<Line> now = ledger.reading(reader -> reader.lines(new Moment.Now()));
      assertEquals(
          List.of(
              "CLIENT 0  68 0",
              "HOUSE 6  -5 0",
              "HOUSE 8  5 0",
              "HOUSE 100  -70 0",
              "FIRM 1001 Treasury 2 0"),
          now.stream()
              .filter(line -> line.currency().equals("USD"))
              .map(line ->
                  "%s %d %s %s %s"
                      .formatted(
                          line.holder(),
                          line.account(),
                          line.name(),
                          line.available().toPlainString(),
                          line.reserved().toPlainString()))
              .toList());
      for (Moment moment :
          List.of(new Moment.Now(), at("2026-03-03T11:00:00Z"), endOf(0), endOf(1), endOf(2))) {
        BigDecimal sum =
            ledger.reading(reader -> reader.lines(moment)).stream()
                .map(line -> line.available().add(line.reserved()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        assertEquals(0, sum.signum(), moment.toString());
      }
      assertTrue(
          ledger.reading(reader -> reader.lines(endOf(1))).stream()
              .anyMatch(line ->
                  line.holder() == Holder.HOUSE
                      && line.account() == HouseAccount.GOODWILL.number()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCommandShowsItsPostingsAndWhatTookItBack(Database.Dialect dialect) throws Exception {
    try (TestDatabase test = TestDatabase.open(dialect)) {
      accounts(test.database());
      Projector projector = new Projector(test.database());
      story(projector);
      LedgerStore ledger = new LedgerStore(test.database());
      long deposit = 4;
      long reversal =
          run(
              projector,
              "2026-03-09T10:00:00Z",
              Commands.transfer(
                  CommandContext.NONE,
                  ADA,
                  HouseAccount.STRIPE_CLEARING.number(),
                  DOLLAR.id(),
                  1_000_000,
                  EntryType.REVERSAL,
                  AdjustmentCategory.CHARGEBACK.number(),
                  deposit,
                  0,
                  9,
                  ++references));
      projector.flush(reversal);

      StoredTransfer back = ledger.reading(reader -> reader.about(deposit)).getFirst();
      assertEquals(reversal, back.sequence());
      assertEquals(Optional.of("CHARGEBACK"), back.reason());
      assertEquals(ADA, back.from());
      assertEquals(new UUID(9, references).toString(), back.reference());
      assertEquals(
          List.of("100 -1", "1000 1"),
          ledger.reading(reader -> reader.ofCommand(deposit)).stream()
              .map(one ->
                  one.account()
                      + " "
                      + one.entry()
                          .amount()
                          .divide(new BigDecimal("100"))
                          .stripTrailingZeros()
                          .toPlainString())
              .toList());
      assertEquals(
          EntryType.DEPOSIT,
          ledger.reading(reader -> reader.transfer(deposit)).orElseThrow().type());
      assertEquals(
          List.of(EntryType.REVERSAL, EntryType.JOURNAL, EntryType.ADJUSTMENT),
          ledger
              .reading(
                  reader -> reader.newest(StoredWallet.id(ADA, DOLLAR.id()), new Moment.Now(), 3))
              .stream()
              .map(StoredEntry::type)
              .toList());
    }
  }

  /** Returns the id of the hold; its rest expires on the fourth. */
  private long story(Projector projector) throws SQLException {
    run(projector, "2026-03-02T08:00:00Z", Commands.addAsset(CommandContext.NONE, BITCOIN));
    run(projector, "2026-03-02T08:00:00Z", Commands.addAsset(CommandContext.NONE, DOLLAR));
    run(projector, "2026-03-02T08:00:00Z", Commands.tick(CommandContext.NONE));
    run(
        projector,
        "2026-03-02T09:00:00Z",
        transfer(100, ADA, 100_000_000, EntryType.DEPOSIT, 0, 0));
    long hold =
        run(
            projector,
            "2026-03-03T10:00:00Z",
            Commands.holdFunds(
                CommandContext.NONE,
                ADA,
                DOLLAR.id(),
                40_000_000,
                micros("2026-03-04T10:00:00Z"),
                9,
                ++references));
    run(
        projector,
        "2026-03-03T12:00:00Z",
        Commands.settleHold(
            CommandContext.NONE,
            ADA,
            hold,
            100,
            30_000_000,
            EntryType.WITHDRAWAL,
            9,
            ++references));
    run(
        projector,
        "2026-03-04T09:00:00Z",
        transfer(6, ADA, 5_000_000, EntryType.ADJUSTMENT, 2, (int) DAY.plusDays(1).toEpochDay()));
    run(projector, "2026-03-04T10:00:00Z", Commands.tick(CommandContext.NONE));
    run(projector, "2026-03-05T10:00:00Z", transfer(ADA, 8, 5_000_000, EntryType.ADJUSTMENT, 5, 0));
    run(
        projector,
        "2026-03-05T11:00:00Z",
        Commands.journal(
            CommandContext.NONE,
            ADA,
            FIRM,
            DOLLAR.id(),
            2_000_000,
            JournalReason.CORRECTION,
            9,
            ++references));
    long last =
        run(
            projector,
            "2026-03-06T00:00:00Z",
            Commands.closePeriod(CommandContext.NONE, (int) DAY.plusDays(2).toEpochDay()));
    projector.flush(last);
    return hold;
  }

  private byte[] transfer(
      long from, long to, long amount, EntryType kind, int reason, int businessDay) {
    return Commands.transfer(
        CommandContext.NONE,
        from,
        to,
        DOLLAR.id(),
        amount,
        kind,
        reason,
        0,
        businessDay,
        9,
        ++references);
  }

  private long run(Projector projector, String time, byte[] frame) {
    Commands.stamp(frame, 0, engine.sequence() + 1, micros(time));
    Commands.validate(frame, 0, frame.length);
    engine.execute(frame, 0, projector.sink());
    return engine.sequence();
  }

  private static void accounts(Database database) {
    database
        .jdbi()
        .useHandle(handle -> {
          handle.execute(
              "insert into accounts (account_id, kind, name, created_at)"
                  + " values (1000, 'CLIENT', 'Ada', current_timestamp)");
          handle.execute(
              "insert into accounts (account_id, kind, name, created_at)"
                  + " values (1001, 'FIRM', 'Treasury', current_timestamp)");
        });
  }

  private static List<String> balances(LedgerStore ledger, long account, Moment moment) {
    return ledger.reading(reader -> reader.balances(account, moment)).stream()
        .filter(balance -> balance.total().signum() != 0)
        .map(LedgerStoreTest::text)
        .toList();
  }

  private static String text(Balance balance) {
    return balance.currency()
        + " "
        + balance.available().toPlainString()
        + " "
        + balance.reserved().toPlainString();
  }

  private static Moment at(String time) {
    return new Moment.At(Instant.parse(time));
  }

  private static Moment endOf(int day) {
    return new Moment.EndOf(DAY.plusDays(day));
  }

  private static long micros(String time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(time));
  }
}

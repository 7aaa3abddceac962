package bourse.wallet;

import bourse.domain.AssetDefinition;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.exchange.LedgerStore;
import bourse.exchange.LedgerStore.Balance;
import bourse.exchange.Listings;
import bourse.exchange.StoredEntry;
import bourse.exchange.StoredWallet;
import bourse.platform.http.Csv;
import bourse.platform.time.WallClock;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Makes statements out of the ledger, by the time at which things were booked. */
public final class Statements {
  /** More postings than this are asked for in shorter periods. */
  static final int MOST_MOVES = 20_000;

  private static final List<String> COLUMNS =
      List.of("time", "currency", "type", "reference", "command", "in", "out", "balance");

  private final LedgerStore ledger;
  private final Listings listings;
  private final WallClock clock;

  public Statements(LedgerStore ledger, Listings listings, WallClock clock) {
    this.ledger = ledger;
    this.listings = listings;
    this.clock = clock;
  }

  /**
   * The statement of an account.
   *
   * @param name of who holds it
   * @param only one asset; empty for all
   * @throws Fault {@code STATEMENT_TOO_LONG}
   */
  public Statement of(
      long account, String name, LedgerMoments.Period period, Optional<AssetDefinition> only) {
    return ledger.reading(reader -> {
      Map<String, BigDecimal> opening = totals(reader.balances(account, period.beforeByTime()));
      Map<String, BigDecimal> closing = totals(reader.balances(account, period.endByTime()));
      List<Statement.Part> parts = new ArrayList<>();
      int left = MOST_MOVES;
      for (String currency : new TreeSet<>(closing.keySet())) {
        if (only.isPresent() && !only.get().symbol().equals(currency)) {
          continue;
        }
        AssetDefinition asset = listings.asset(currency).orElseThrow();
        List<StoredEntry> entries =
            reader.moves(
                StoredWallet.id(account, asset.id()),
                period.beforeByTime(),
                period.endByTime(),
                left + 1);
        if (entries.size() > left) {
          throw tooLong();
        }
        left -= entries.size();
        Statement.Part part =
            part(
                asset,
                opening.getOrDefault(currency, BigDecimal.ZERO),
                closing.get(currency),
                entries);
        if (only.isPresent() || !part.moves().isEmpty() || closing.get(currency).signum() != 0) {
          parts.add(part);
        }
      }
      return new Statement(
          Long.toString(account), name, period.from(), period.to(), clock.instant(), parts);
    });
  }

  private static Fault tooLong() {
    return new Fault(
        ErrorCode.STATEMENT_TOO_LONG,
        "The account has more than "
            + MOST_MOVES
            + " postings in these days; ask for fewer days, or for one asset.");
  }

  private static Map<String, BigDecimal> totals(List<Balance> balances) {
    Map<String, BigDecimal> totals = new HashMap<>();
    balances.forEach(balance -> totals.put(balance.currency(), balance.total()));
    return totals;
  }

  private static Statement.Part part(
      AssetDefinition asset, BigDecimal opening, BigDecimal closing, List<StoredEntry> entries) {
    BigDecimal balance = opening;
    BigDecimal in = BigDecimal.ZERO;
    BigDecimal out = BigDecimal.ZERO;
    List<Statement.Move> moves = new ArrayList<>();
    for (StoredEntry entry : entries) {
      BigDecimal amount = entry.amount();
      balance = balance.add(amount);
      boolean comes = amount.signum() > 0;
      in = comes ? in.add(amount) : in;
      out = comes ? out : out.subtract(amount);
      moves.add(
          new Statement.Move(
              entry.at(),
              entry.type(),
              entry.reference(),
              entry.sequence(),
              comes ? text(asset, amount) : null,
              comes ? null : text(asset, amount.negate()),
              text(asset, balance)));
    }
    if (balance.compareTo(closing) != 0) {
      throw new IllegalStateException(
          "The postings of "
              + asset.symbol()
              + " lead to "
              + balance
              + " and the ledger says "
              + closing);
    }
    return new Statement.Part(
        asset.symbol(),
        text(asset, opening),
        text(asset, in),
        text(asset, out),
        text(asset, closing),
        moves);
  }

  /** The statement for a spreadsheet: opening, moves and closing of each asset. */
  public static String csv(Statement statement) {
    StringBuilder csv = new StringBuilder(Csv.line(COLUMNS));
    for (Statement.Part part : statement.parts()) {
      csv.append(
          line(statement.from() + "T00:00:00Z", part.currency(), "OPENING", "", part.opening()));
      for (Statement.Move move : part.moves()) {
        csv.append(
            Csv.line(
                List.of(
                    move.at().toString(),
                    part.currency(),
                    move.type().name(),
                    move.reference(),
                    Long.toString(move.sequence()),
                    move.in() == null ? "" : move.in(),
                    move.out() == null ? "" : move.out(),
                    move.balance())));
      }
      csv.append(
          line(
              statement.to().plusDays(1) + "T00:00:00Z",
              part.currency(),
              "CLOSING",
              "",
              part.closing()));
    }
    return csv.toString();
  }

  private static String line(
      String time, String currency, String type, String reference, String balance) {
    return Csv.line(List.of(time, currency, type, reference, "", "", "", balance));
  }

  private static String text(AssetDefinition asset, BigDecimal amount) {
    return BalanceExplanation.text(asset, amount);
  }
}

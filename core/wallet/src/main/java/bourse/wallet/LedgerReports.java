package bourse.wallet;

import bourse.domain.AssetDefinition;
import bourse.domain.HouseAccount;
import bourse.domain.LedgerAccountType;
import bourse.exchange.LedgerStore;
import bourse.exchange.LedgerStore.Holder;
import bourse.exchange.LedgerStore.Line;
import bourse.exchange.LedgerStore.Moment;
import bourse.exchange.Listings;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The chart of accounts, and what follows from it: trial balance, balance sheet, income statement.
 * A balance of the engine is what an account is owed; one below zero stands on the debit side.
 */
public final class LedgerReports {
  private static final String CLIENTS_AVAILABLE = "2010";
  private static final String CLIENTS_RESERVED = "2020";
  private static final String FIRM = "3010";
  private static final String UNKNOWN = "2990";

  /**
   * One account of the chart.
   *
   * @param account its number in the ledger; missing where it stands for all accounts of a kind
   * @param holder whose money it shows
   */
  public record ChartAccount(
      String code, LedgerAccountType type, String title, Holder holder, Optional<String> account) {}

  /** The whole chart, by code. */
  public record Chart(List<ChartAccount> items) {}

  /**
   * What an account of the chart has in an asset, on the side where it stands.
   *
   * @param debit missing when it stands on the other side, or has nothing
   */
  public record TrialLine(
      String code,
      LedgerAccountType type,
      String title,
      Holder holder,
      Optional<String> account,
      String currency,
      String debit,
      String credit) {}

  /** Both sides of an asset. */
  public record TrialTotal(String currency, String debit, String credit, boolean balanced) {}

  /**
   * All accounts with both sides, which are equal per asset.
   *
   * @param at the time up to which it counts; missing for all that there is, or when a day is given
   */
  public record TrialBalance(
      Optional<Instant> at,
      Optional<LocalDate> day,
      List<TrialLine> lines,
      List<TrialTotal> totals) {}

  /** An account of the balance sheet, or of the income statement. */
  public record ReportLine(
      String code,
      LedgerAccountType type,
      String title,
      Optional<String> account,
      String currency,
      String amount) {}

  /**
   * One asset of the balance sheet: assets = liabilities + equity + result.
   *
   * @param result revenue less expenses, since the beginning
   */
  public record SheetTotal(
      String currency,
      String assets,
      String liabilities,
      String equity,
      String result,
      boolean balanced) {}

  /**
   * Clients' money apart from the firm's.
   *
   * @param held what stands at banks, providers and in custody, the firm's own bank account left
   *     out
   * @param owedToClients what clients have, with what is not known yet to be whose
   * @param ofTheFirm what of that is the firm's: fees not taken out yet, its own trading accounts
   * @param covered whether clients' money is there
   */
  public record Segregation(
      String currency, String held, String owedToClients, String ofTheFirm, boolean covered) {}

  /** What the firm has, and whose it is. */
  public record BalanceSheet(
      Optional<Instant> at,
      Optional<LocalDate> day,
      List<ReportLine> lines,
      List<SheetTotal> totals,
      List<Segregation> segregation) {}

  /** One asset of the income statement. */
  public record IncomeTotal(String currency, String revenue, String expense, String result) {}

  /** What the firm earned and spent within days, the first and the last included. */
  public record IncomeStatement(
      LocalDate from, LocalDate to, List<ReportLine> lines, List<IncomeTotal> totals) {}

  /** A line of the ledger in its place of the chart. */
  private record Placed(ChartAccount account, String currency, BigDecimal amount) {
    LedgerAccountType type() {
      return account.type();
    }

    /** As the type of the account counts it. */
    BigDecimal natural() {
      return type().growsByDebit() ? amount.negate() : amount;
    }
  }

  private final LedgerStore ledger;
  private final Listings listings;

  public LedgerReports(LedgerStore ledger, Listings listings) {
    this.ledger = ledger;
    this.listings = listings;
  }

  /** The accounts of the house by number, those of clients and of the firm by kind. */
  public static Chart chart() {
    return new Chart(
        Stream.concat(
                Arrays.stream(HouseAccount.values()).map(LedgerReports::place),
                Stream.of(
                    clients(false),
                    clients(true),
                    firm(Optional.empty(), "The firm's own accounts")))
            .sorted(Comparator.comparing(ChartAccount::code))
            .toList());
  }

  /** Up to a moment. */
  public TrialBalance trialBalance(Moment moment) {
    List<Placed> placed = placed(moment);
    Map<String, BigDecimal[]> sums = new TreeMap<>();
    for (Placed one : placed) {
      BigDecimal[] sides =
          sums.computeIfAbsent(
              one.currency(), name -> new BigDecimal[] {BigDecimal.ZERO, BigDecimal.ZERO});
      int side = one.amount().signum() < 0 ? 0 : 1;
      sides[side] = sides[side].add(one.amount().abs());
    }
    return new TrialBalance(
        at(moment),
        day(moment),
        placed.stream().map(this::trialLine).toList(),
        sums.entrySet().stream()
            .map(entry ->
                new TrialTotal(
                    entry.getKey(),
                    text(entry.getKey(), entry.getValue()[0]),
                    text(entry.getKey(), entry.getValue()[1]),
                    entry.getValue()[0].compareTo(entry.getValue()[1]) == 0))
            .toList());
  }

  private TrialLine trialLine(Placed one) {
    ChartAccount account = one.account();
    String amount = text(one.currency(), one.amount().abs());
    return new TrialLine(
        account.code(),
        account.type(),
        account.title(),
        account.holder(),
        account.account(),
        one.currency(),
        one.amount().signum() < 0 ? amount : null,
        one.amount().signum() > 0 ? amount : null);
  }

  /** Up to a moment. */
  public BalanceSheet balanceSheet(Moment moment) {
    List<Placed> placed = placed(moment);
    List<String> currencies = placed.stream().map(Placed::currency).distinct().sorted().toList();
    return new BalanceSheet(
        at(moment),
        day(moment),
        lines(
            placed, LedgerAccountType.ASSET, LedgerAccountType.LIABILITY, LedgerAccountType.EQUITY),
        currencies.stream().map(currency -> sheetTotal(placed, currency)).toList(),
        currencies.stream().map(currency -> segregation(placed, currency)).toList());
  }

  private SheetTotal sheetTotal(List<Placed> placed, String currency) {
    BigDecimal assets = sum(placed, currency, LedgerAccountType.ASSET);
    BigDecimal liabilities = sum(placed, currency, LedgerAccountType.LIABILITY);
    BigDecimal equity = sum(placed, currency, LedgerAccountType.EQUITY);
    BigDecimal result =
        sum(placed, currency, LedgerAccountType.REVENUE)
            .subtract(sum(placed, currency, LedgerAccountType.EXPENSE));
    return new SheetTotal(
        currency,
        text(currency, assets),
        text(currency, liabilities),
        text(currency, equity),
        text(currency, result),
        assets.compareTo(liabilities.add(equity).add(result)) == 0);
  }

  private Segregation segregation(List<Placed> placed, String currency) {
    String firmBank = HouseAccount.FIRM_BANK.code();
    BigDecimal held =
        sum(
            placed,
            currency,
            one -> one.type() == LedgerAccountType.ASSET && !one.account().code().equals(firmBank));
    BigDecimal owed = sum(placed, currency, LedgerAccountType.LIABILITY);
    BigDecimal rest = held.subtract(owed);
    return new Segregation(
        currency,
        text(currency, held),
        text(currency, owed),
        text(currency, rest),
        rest.signum() >= 0);
  }

  /** Within days, the first and the last included. */
  public IncomeStatement incomeStatement(LedgerMoments.Period period) {
    List<Placed> changes = new ArrayList<>(placed(period.end()));
    placed(period.before()).stream()
        .map(one -> new Placed(one.account(), one.currency(), one.amount().negate()))
        .forEach(changes::add);
    List<Placed> placed = merged(changes);
    return new IncomeStatement(
        period.from(),
        period.to(),
        lines(placed, LedgerAccountType.REVENUE, LedgerAccountType.EXPENSE),
        placed.stream()
            .filter(one ->
                one.type() == LedgerAccountType.REVENUE || one.type() == LedgerAccountType.EXPENSE)
            .map(Placed::currency)
            .distinct()
            .sorted()
            .map(currency -> {
              BigDecimal revenue = sum(placed, currency, LedgerAccountType.REVENUE);
              BigDecimal expense = sum(placed, currency, LedgerAccountType.EXPENSE);
              return new IncomeTotal(
                  currency,
                  text(currency, revenue),
                  text(currency, expense),
                  text(currency, revenue.subtract(expense)));
            })
            .toList());
  }

  private List<ReportLine> lines(List<Placed> placed, LedgerAccountType... types) {
    return placed.stream()
        .filter(one -> Arrays.asList(types).contains(one.type()) && one.amount().signum() != 0)
        .map(one ->
            new ReportLine(
                one.account().code(),
                one.type(),
                one.account().title(),
                one.account().account(),
                one.currency(),
                text(one.currency(), one.natural())))
        .toList();
  }

  private static BigDecimal sum(List<Placed> placed, String currency, LedgerAccountType type) {
    return sum(placed, currency, one -> one.type() == type);
  }

  private static BigDecimal sum(List<Placed> placed, String currency, Predicate<Placed> which) {
    return placed.stream()
        .filter(one -> one.currency().equals(currency) && which.test(one))
        .map(Placed::natural)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private List<Placed> placed(Moment moment) {
    List<Placed> placed = new ArrayList<>();
    for (Line line : ledger.reading(reader -> reader.lines(moment))) {
      if (line.holder() == Holder.CLIENT) {
        placed.add(new Placed(clients(false), line.currency(), line.available()));
        placed.add(new Placed(clients(true), line.currency(), line.reserved()));
      } else {
        placed.add(new Placed(place(line), line.currency(), line.available().add(line.reserved())));
      }
    }
    return merged(placed);
  }

  private static List<Placed> merged(List<Placed> placed) {
    Map<String, Placed> merged = new TreeMap<>();
    for (Placed one : placed) {
      merged.merge(
          one.account().code() + " " + one.account().account().orElse("") + " " + one.currency(),
          one,
          (a, b) -> new Placed(a.account(), a.currency(), a.amount().add(b.amount())));
    }
    return List.copyOf(merged.values());
  }

  private static ChartAccount place(Line line) {
    return line.holder() == Holder.FIRM
        ? firm(Optional.of(Long.toString(line.account())), line.name())
        : HouseAccount.of(line.account())
            .map(LedgerReports::place)
            .orElseGet(() ->
                new ChartAccount(
                    UNKNOWN,
                    LedgerAccountType.LIABILITY,
                    "An account that this version does not know",
                    Holder.HOUSE,
                    Optional.of(Long.toString(line.account()))));
  }

  private static ChartAccount place(HouseAccount account) {
    return new ChartAccount(
        account.code(),
        account.type(),
        account.title(),
        Holder.HOUSE,
        Optional.of(Long.toString(account.number())));
  }

  private static ChartAccount clients(boolean reserved) {
    return new ChartAccount(
        reserved ? CLIENTS_RESERVED : CLIENTS_AVAILABLE,
        LedgerAccountType.LIABILITY,
        reserved ? "Clients, set aside for orders and withdrawals" : "Clients, available",
        Holder.CLIENT,
        Optional.empty());
  }

  private static ChartAccount firm(Optional<String> account, String title) {
    return new ChartAccount(FIRM, LedgerAccountType.EQUITY, title, Holder.FIRM, account);
  }

  private static Optional<Instant> at(Moment moment) {
    return moment instanceof Moment.At(Instant time) ? Optional.of(time) : Optional.empty();
  }

  private static Optional<LocalDate> day(Moment moment) {
    return moment instanceof Moment.EndOf(LocalDate day) ? Optional.of(day) : Optional.empty();
  }

  private String text(String currency, BigDecimal amount) {
    int scale = listings.asset(currency).map(AssetDefinition::scale).orElse(0);
    return amount
        .setScale(Math.max(scale, Math.max(0, amount.stripTrailingZeros().scale())))
        .toPlainString();
  }
}

package bourse.admin;

import bourse.admin.AccountDirectory.Kind;
import bourse.admin.AccountDirectory.Listed;
import bourse.domain.AssetDefinition;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import bourse.exchange.Exchange;
import bourse.exchange.LedgerStore;
import bourse.exchange.LedgerStore.Balance;
import bourse.exchange.LedgerStore.Moment;
import bourse.exchange.LedgerStore.PlacedEntry;
import bourse.exchange.LedgerStore.StoredHold;
import bourse.exchange.LedgerStore.StoredTransfer;
import bourse.exchange.Listings;
import bourse.platform.access.Permission;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.http.Access;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestParameters;
import bourse.platform.http.Route;
import bourse.platform.time.WallClock;
import bourse.wallet.BalanceExplanation;
import bourse.wallet.BalanceExplanation.Cause;
import bourse.wallet.LedgerMoments;
import bourse.wallet.LedgerReports;
import bourse.wallet.StatementAnswer;
import bourse.wallet.Statements;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Looks at the ledger: for the staff under {@code /v1/admin/ledger}, for the operator under {@code
 * /operator/ledger}. Whose statement is taken out is on record.
 */
final class LedgerRoutes {
  private static final int MOST_HOLDS = 500;

  private record BalanceAnswer(
      String currency, String balance, String available, String reserved) {}

  private record AccountBalances(
      String account,
      Kind kind,
      String name,
      Optional<Instant> at,
      Optional<LocalDate> day,
      List<BalanceAnswer> items) {}

  private record TransferAnswer(
      long sequence,
      String reference,
      String type,
      String from,
      String to,
      String currency,
      String amount,
      Optional<String> reason,
      Optional<Long> about,
      Optional<LocalDate> businessDate,
      Instant at) {}

  private record PostingAnswer(String account, String currency, Cause posting) {}

  /**
   * What a command booked.
   *
   * @param transfer missing when it moved nothing in, out or over
   * @param followedBy transfers that take it back or put it right
   */
  private record CommandPostings(
      long sequence,
      Optional<TransferAnswer> transfer,
      List<PostingAnswer> postings,
      List<TransferAnswer> followedBy) {}

  private record HoldAnswer(
      String id,
      String account,
      String currency,
      String amount,
      String left,
      String status,
      String reference,
      Optional<Instant> expiresAt,
      Instant createdAt,
      Instant updatedAt) {}

  private record HoldList(List<HoldAnswer> items) {}

  private record PeriodAnswer(LocalDate closedTo, long sequence, Instant at) {}

  private record PeriodList(Optional<LocalDate> closedTo, List<PeriodAnswer> items) {}

  private final AccountDirectory directory;
  private final LedgerStore ledger;
  private final Listings listings;
  private final Exchange exchange;
  private final LedgerReports reports;
  private final BalanceExplanation explanation;
  private final Statements statements;
  private final Audit audit;
  private final WallClock clock;

  LedgerRoutes(
      AccountDirectory directory,
      LedgerStore ledger,
      Listings listings,
      Exchange exchange,
      Audit audit,
      WallClock clock) {
    this.directory = directory;
    this.ledger = ledger;
    this.listings = listings;
    this.exchange = exchange;
    this.reports = new LedgerReports(ledger, listings);
    this.explanation = new BalanceExplanation(ledger);
    this.statements = new Statements(ledger, listings, clock);
    this.audit = audit;
    this.clock = clock;
  }

  /** For the operator. */
  List<Route> ofOperator() {
    return routes("/operator/ledger", Access.OPERATOR);
  }

  /** For the staff. */
  List<Route> ofStaff() {
    return routes("/v1/admin/ledger", Access.to(Permission.LEDGER_READ));
  }

  private List<Route> routes(String path, Access access) {
    return Stream.of(
            new Route("GET", path + "/chart", access, this::chart),
            new Route("GET", path + "/trial-balance", access, this::trialBalance),
            new Route("GET", path + "/balance-sheet", access, this::balanceSheet),
            new Route("GET", path + "/income-statement", access, this::incomeStatement),
            new Route("GET", path + "/accounts/{account}", access, this::balances),
            new Route("GET", path + "/accounts/{account}/explain", access, this::explain),
            new Route("GET", path + "/accounts/{account}/statement", access, this::statement),
            new Route("GET", path + "/accounts/{account}/holds", access, this::holds),
            new Route("GET", path + "/commands/{sequence}", access, this::command),
            new Route("GET", path + "/periods", access, this::periods))
        .toList();
  }

  private void chart(ServerRequest request, ServerResponse response) {
    Reply.json(response, LedgerReports.chart());
  }

  private void trialBalance(ServerRequest request, ServerResponse response)
      throws InterruptedException {
    RequestParameters.allowOnly(request, "at", "day");
    Moment moment = LedgerMoments.moment(request);
    awaitReadable(request);
    Reply.json(response, reports.trialBalance(moment));
  }

  private void balanceSheet(ServerRequest request, ServerResponse response)
      throws InterruptedException {
    RequestParameters.allowOnly(request, "at", "day");
    Moment moment = LedgerMoments.moment(request);
    awaitReadable(request);
    Reply.json(response, reports.balanceSheet(moment));
  }

  private void incomeStatement(ServerRequest request, ServerResponse response)
      throws InterruptedException {
    RequestParameters.allowOnly(request, "from", "to");
    LedgerMoments.Period period = LedgerMoments.period(request, clock.instant());
    awaitReadable(request);
    Reply.json(response, reports.incomeStatement(period));
  }

  private void balances(ServerRequest request, ServerResponse response)
      throws InterruptedException {
    RequestParameters.allowOnly(request, "at", "day");
    Listed account = named(request);
    Moment moment = LedgerMoments.moment(request);
    awaitReadable(request);
    List<Balance> balances = ledger.reading(reader -> reader.balances(account.account(), moment));
    Reply.json(
        response,
        new AccountBalances(
            Long.toString(account.account()),
            account.kind(),
            account.name(),
            moment instanceof Moment.At(Instant time) ? Optional.of(time) : Optional.empty(),
            moment instanceof Moment.EndOf(LocalDate day) ? Optional.of(day) : Optional.empty(),
            balances.stream()
                .map(balance ->
                    new BalanceAnswer(
                        balance.currency(),
                        text(balance.currency(), balance.total()),
                        text(balance.currency(), balance.available()),
                        text(balance.currency(), balance.reserved())))
                .toList()));
  }

  private void explain(ServerRequest request, ServerResponse response) throws InterruptedException {
    RequestParameters.allowOnly(request, "currency", "after", "at");
    Listed account = named(request);
    AssetDefinition asset =
        currency(request)
            .orElseThrow(() ->
                new Fault(
                    ErrorCode.INVALID_FIELD,
                    "The parameter currency is missing.",
                    List.of(
                        new FieldError(
                            "currency", "required", "The parameter currency is missing."))));
    Optional<Instant> after = RequestParameters.time(request, "after");
    Optional<Instant> at = RequestParameters.time(request, "at");
    awaitReadable(request);
    Reply.json(response, explanation.of(account.account(), asset, after, at));
  }

  private void statement(ServerRequest request, ServerResponse response)
      throws InterruptedException {
    RequestParameters.allowOnly(request, "from", "to", "currency", "format");
    Listed account = named(request);
    LedgerMoments.Period period = LedgerMoments.period(request, clock.instant());
    Optional<AssetDefinition> asset = currency(request);
    StatementAnswer.Format format = StatementAnswer.format(request);
    awaitReadable(request);
    audit.append(
        new Act(
            Actor.of(request),
            "ledger.statement",
            "account:" + account.account(),
            period.from() + " to " + period.to() + ", " + format));
    StatementAnswer.send(
        response, statements.of(account.account(), account.name(), period, asset), format);
  }

  private void holds(ServerRequest request, ServerResponse response) throws InterruptedException {
    Listed account = named(request);
    awaitReadable(request);
    Reply.json(
        response,
        new HoldList(
            ledger.reading(reader -> reader.holds(account.account(), MOST_HOLDS)).stream()
                .map(this::answer)
                .toList()));
  }

  private void command(ServerRequest request, ServerResponse response) throws InterruptedException {
    long sequence = RequestParameters.pathEngineId(request, "sequence");
    awaitReadable(request);
    CommandPostings found =
        ledger.reading(reader ->
            new CommandPostings(
                sequence,
                reader.transfer(sequence).map(this::answer),
                reader.ofCommand(sequence).stream().map(this::answer).toList(),
                reader.about(sequence).stream().map(this::answer).toList()));
    if (found.postings().isEmpty()) {
      throw new Fault(
          ErrorCode.NOT_FOUND, "Command " + sequence + " booked nothing, or is not there.");
    }
    Reply.json(response, found);
  }

  private void periods(ServerRequest request, ServerResponse response) throws InterruptedException {
    awaitReadable(request);
    List<PeriodAnswer> periods =
        ledger.reading(LedgerStore.Reader::periods).stream()
            .map(period -> new PeriodAnswer(period.closedTo(), period.sequence(), period.at()))
            .toList();
    Reply.json(
        response,
        new PeriodList(periods.stream().map(PeriodAnswer::closedTo).findFirst(), periods));
  }

  private PostingAnswer answer(PlacedEntry placed) {
    AssetDefinition asset = listings.asset(placed.currency()).orElseThrow();
    return new PostingAnswer(
        Long.toString(placed.account()),
        placed.currency(),
        BalanceExplanation.cause(asset, placed.entry()));
  }

  private TransferAnswer answer(StoredTransfer transfer) {
    return new TransferAnswer(
        transfer.sequence(),
        transfer.reference(),
        transfer.type().name(),
        Long.toString(transfer.from()),
        Long.toString(transfer.to()),
        transfer.currency(),
        text(transfer.currency(), transfer.amount()),
        transfer.reason(),
        transfer.about(),
        transfer.businessDate(),
        transfer.at());
  }

  private HoldAnswer answer(StoredHold hold) {
    return new HoldAnswer(
        Long.toString(hold.id()),
        Long.toString(hold.account()),
        hold.currency(),
        text(hold.currency(), hold.amount()),
        text(hold.currency(), hold.left()),
        hold.status(),
        hold.reference(),
        hold.expiresAt(),
        hold.createdAt(),
        hold.updatedAt());
  }

  private String text(String currency, BigDecimal amount) {
    return amount.setScale(listings.asset(currency).orElseThrow().scale()).toPlainString();
  }

  private Optional<AssetDefinition> currency(ServerRequest request) {
    return RequestParameters.text(request, "currency")
        .map(name -> listings.asset("currency", name));
  }

  private Listed named(ServerRequest request) {
    return directory.findAny(RequestParameters.path(request, "account"));
  }

  private void awaitReadable(ServerRequest request) throws InterruptedException {
    exchange.awaitReadable(RequestParameters.atLeastSequence(request));
  }
}

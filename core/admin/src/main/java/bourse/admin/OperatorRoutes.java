package bourse.admin;

import bourse.admin.FourEyesAction.Done;
import bourse.exchange.Exchange;
import bourse.platform.access.Permission;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.FieldChecks;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestId;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import bourse.platform.telemetry.TraceContext;
import bourse.platform.time.WallClock;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Pattern;

/** What the operator at this machine may do: {@code /operator}, on the management port. */
final class OperatorRoutes implements Routes {
  private record DepositRequest(
      String email,
      String account,
      String currency,
      BigDecimal amount,
      String reference,
      String note) {
    private static final Pattern ACCOUNT = Pattern.compile("[1-9][0-9]{0,17}");

    void check() {
      FieldChecks checks = new FieldChecks();
      checks.check(
          (email == null) != (account == null),
          "email",
          "one",
          "Name the account by exactly one of email and account.");
      checks.check(
          account == null || ACCOUNT.matcher(account).matches(),
          "account",
          "account",
          "account is the number of an account, as text.");
      PaymentFields.check(checks, currency, amount, reference, note);
      checks.verify();
    }
  }

  /** Exactly what is booked. */
  private record Deposit(
      long account, String currency, BigDecimal amount, String reference, String note) {}

  private record DepositAnswer(
      String reference,
      UUID id,
      String account,
      String currency,
      BigDecimal amount,
      long sequence,
      boolean replayed) {}

  private record StoppingAnswer(boolean stopping) {}

  private record StatusAnswer(
      ManagementRoutes.ReadyAnswer health, long sequence, Instant startedAt, Instant time) {}

  private final AccountDirectory accounts;
  private final Payments payments;
  private final Exchange exchange;
  private final Approvals approvals;
  private final Audit audit;
  private final FourEyesAction<Deposit> depositAction;
  private final ManagementRoutes.Condition condition;
  private final Runnable stop;
  private final WallClock clock;
  private final Instant startedAt;

  OperatorRoutes(
      AccountDirectory accounts,
      Payments payments,
      Exchange exchange,
      Approvals approvals,
      Audit audit,
      ManagementRoutes.Condition condition,
      Runnable stop,
      WallClock clock) {
    this.accounts = accounts;
    this.payments = payments;
    this.exchange = exchange;
    this.approvals = approvals;
    this.audit = audit;
    this.depositAction =
        approvals.add(
            new FourEyesAction<>(
                "account.deposit",
                Permission.MONEY_BOOK,
                Deposit.class,
                deposit -> "account:" + deposit.account(),
                this::book));
    this.condition = condition;
    this.stop = stop;
    this.clock = clock;
    this.startedAt = clock.instant();
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("POST", "/operator/deposits", Access.OPERATOR, this::deposit),
        new Route("POST", "/operator/stop", Access.OPERATOR, this::stop),
        new Route("GET", "/operator/status", Access.OPERATOR, this::status));
  }

  /** For the staff. */
  List<Route> ofStaff() {
    return List.of(
        new Route(
            "POST",
            "/v1/admin/deposits",
            Access.to(Permission.MONEY_BOOK).withSecondFactor(),
            this::deposit));
  }

  private void deposit(ServerRequest request, ServerResponse response) throws InterruptedException {
    DepositRequest wanted = Body.read(request, DepositRequest.class);
    wanted.check();
    String note = wanted.note() == null ? "" : wanted.note();
    Actor actor = Actor.of(request);
    Deposit deposit =
        new Deposit(account(wanted), wanted.currency(), wanted.amount(), wanted.reference(), note);
    accounts.refuseOwn(actor, deposit.account());
    approvals.submit(actor, RequestId.trace(request), depositAction, deposit, note).send(response);
  }

  private Done book(Actor actor, TraceContext trace, Deposit deposit) throws InterruptedException {
    accounts.refuseOwn(actor, deposit.account());
    Payments.Booked booked =
        payments.book(
            PaymentReferences.Transfer.deposit(
                deposit.account(), deposit.currency(), deposit.amount()),
            deposit.reference(),
            deposit.note(),
            actor,
            trace);
    return new Done(
        booked.replayed() ? Status.OK_200 : Status.CREATED_201,
        OptionalLong.of(booked.sequence()),
        new DepositAnswer(
            booked.payment().reference(),
            booked.payment().id(),
            Long.toString(booked.payment().transfer().account()),
            booked.payment().transfer().currency(),
            booked.payment().transfer().amount().stripTrailingZeros(),
            booked.sequence(),
            booked.replayed()));
  }

  private long account(DepositRequest wanted) {
    return accounts.find(wanted.account() == null ? wanted.email() : wanted.account()).account();
  }

  /** Answers first: the answer could not be sent once everything is stopped. */
  private void stop(ServerRequest request, ServerResponse response) {
    audit(request, "server.stop", "server", "");
    Reply.json(response, Status.ACCEPTED_202, new StoppingAnswer(true));
    Thread.ofPlatform().name("operator-stop").start(stop);
  }

  private void status(ServerRequest request, ServerResponse response) {
    Reply.json(
        response,
        new StatusAnswer(
            ManagementRoutes.ReadyAnswer.of(condition),
            exchange.sequence(),
            startedAt,
            clock.instant()));
  }

  private void audit(ServerRequest request, String action, String target, String notes) {
    audit.append(act(request, action, target, notes));
  }

  private static Act act(ServerRequest request, String action, String target, String notes) {
    return new Act(Actor.of(request), action, target, notes);
  }
}

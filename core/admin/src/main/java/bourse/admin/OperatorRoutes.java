package bourse.admin;

import bourse.auth.NewUser;
import bourse.auth.Role;
import bourse.auth.User;
import bourse.auth.UserStatus;
import bourse.auth.Users;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.engine.AccountFlags;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.exchange.Exchange;
import bourse.exchange.Outcome;
import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.FieldChecks;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestId;
import bourse.platform.http.RequestParameters;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import bourse.platform.telemetry.TraceContext;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** What the operator at this machine may do: {@code /operator}, on the management port. */
final class OperatorRoutes implements Routes {
  private record NewUserRequest(
      String email, String password, String fullName, String phone, Set<Role> roles) {}

  private record UserAnswer(
      UUID id,
      String account,
      String email,
      String fullName,
      List<Role> roles,
      UserStatus status,
      Instant createdAt) {}

  private record DepositRequest(
      String email,
      String account,
      String currency,
      BigDecimal amount,
      String reference,
      String note) {
    private static final Pattern REFERENCE = Pattern.compile("[\\x21-\\x7e]{1,100}");
    private static final Pattern CURRENCY = Pattern.compile("[A-Z0-9]{1,12}");
    private static final Pattern ACCOUNT = Pattern.compile("[1-9][0-9]{0,17}");
    private static final int MAXIMUM_NOTE = 1_000;

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
      if (checks.required("currency", currency)) {
        checks.check(
            CURRENCY.matcher(currency).matches(),
            "currency",
            "currency",
            "currency is an asset's symbol such as USD.");
      }
      checks.required("amount", amount);
      if (checks.required("reference", reference)) {
        checks.check(
            REFERENCE.matcher(reference).matches(),
            "reference",
            "reference",
            "A reference has 1 to 100 visible ASCII characters without spaces.");
      }
      checks.check(
          note == null || note.length() <= MAXIMUM_NOTE,
          "note",
          "length",
          "A note has at most " + MAXIMUM_NOTE + " characters.");
      checks.verify();
    }
  }

  private record DepositAnswer(
      String reference,
      UUID id,
      String account,
      String currency,
      BigDecimal amount,
      long sequence,
      boolean replayed) {}

  private record FlagsRequest(Boolean feeExempt, Boolean selfTrades) {}

  private record FlagsAnswer(
      String account, boolean feeExempt, boolean selfTrades, long sequence) {}

  private record StoppingAnswer(boolean stopping) {}

  private record StatusAnswer(
      ManagementRoutes.ReadyAnswer health, long sequence, Instant startedAt, Instant time) {}

  private final Users users;
  private final Deposits deposits;
  private final PaymentReferences references;
  private final Exchange exchange;
  private final AuditTrail audit;
  private final ManagementRoutes.Condition condition;
  private final Runnable stop;
  private final WallClock clock;
  private final Instant startedAt;

  OperatorRoutes(
      Users users,
      Deposits deposits,
      PaymentReferences references,
      Exchange exchange,
      AuditTrail audit,
      ManagementRoutes.Condition condition,
      Runnable stop,
      WallClock clock) {
    this.users = users;
    this.deposits = deposits;
    this.references = references;
    this.exchange = exchange;
    this.audit = audit;
    this.condition = condition;
    this.stop = stop;
    this.clock = clock;
    this.startedAt = clock.instant();
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("POST", "/operator/users", Access.OPERATOR, this::createUser),
        new Route("POST", "/operator/deposits", Access.OPERATOR, this::deposit),
        new Route(
            "POST", "/operator/accounts/{account}/flags", Access.OPERATOR, this::setAccountFlags),
        new Route("POST", "/operator/stop", Access.OPERATOR, this::stop),
        new Route("GET", "/operator/status", Access.OPERATOR, this::status));
  }

  private void createUser(ServerRequest request, ServerResponse response) {
    NewUserRequest wanted = Body.read(request, NewUserRequest.class);
    Set<Role> roles = wanted.roles() == null ? Set.of(Role.CLIENT) : wanted.roles();
    User user =
        users.create(
            new NewUser(
                wanted.email(),
                wanted.password(),
                wanted.fullName(),
                Optional.ofNullable(wanted.phone()),
                roles),
            (handle, created) ->
                audit.append(
                    handle,
                    act(
                        request,
                        "user.create",
                        "user:" + created.id(),
                        "account " + created.account())));
    Reply.json(
        response,
        Status.CREATED_201,
        new UserAnswer(
            user.id(),
            Long.toString(user.account()),
            user.email(),
            user.fullName(),
            user.roles().stream().sorted().toList(),
            user.status(),
            user.createdAt()));
  }

  private void deposit(ServerRequest request, ServerResponse response) throws InterruptedException {
    DepositRequest wanted = Body.read(request, DepositRequest.class);
    wanted.check();
    Deposits.Booked booked =
        deposits.book(
            account(wanted),
            wanted.currency(),
            wanted.amount(),
            wanted.reference(),
            wanted.note() == null ? "" : wanted.note(),
            OperatorGuard.Operator.of(request),
            RequestId.trace(request));
    Reply.sequence(response, booked.sequence());
    Reply.json(
        response,
        booked.replayed() ? Status.OK_200 : Status.CREATED_201,
        new DepositAnswer(
            booked.payment().reference(),
            booked.payment().id(),
            Long.toString(booked.payment().account()),
            booked.payment().currency(),
            booked.payment().amount().stripTrailingZeros(),
            booked.sequence(),
            booked.replayed()));
  }

  private long account(DepositRequest wanted) {
    if (wanted.account() != null) {
      return Long.parseLong(wanted.account());
    }
    return users
        .findByEmail(wanted.email())
        .orElseThrow(() ->
            new Fault(
                ErrorCode.NOT_FOUND, "There is no user with that address; see bourse user create."))
        .account();
  }

  private void setAccountFlags(ServerRequest request, ServerResponse response) {
    long account = RequestParameters.pathEngineId(request, "account");
    FlagsRequest wanted = Body.read(request, FlagsRequest.class);
    FieldChecks checks = new FieldChecks();
    checks.required("feeExempt", wanted.feeExempt());
    checks.verify();
    if (!references.accountExists(account)) {
      throw new Fault(ErrorCode.NOT_FOUND, "There is no account " + account + ".");
    }
    boolean selfTrades = Boolean.TRUE.equals(wanted.selfTrades());
    audit(
        request,
        "account.flags",
        "account:" + account,
        (wanted.feeExempt() ? "pays no fees" : "pays fees")
            + (selfTrades ? ", may trade with itself" : ", may not trade with itself"));
    int flags =
        (wanted.feeExempt() ? AccountFlags.FEE_EXEMPT : 0)
            | (selfTrades ? AccountFlags.SELF_TRADES : 0);
    Outcome outcome = exchange.submit(Commands.setAccountFlags(context(request), account, flags));
    Optional<ErrorCode> refusal = Deposits.refusal(outcome);
    if (refusal.isPresent()) {
      throw new Fault(refusal.get(), refusal.get().title() + ". " + refusal.get().remedy());
    }
    Reply.sequence(response, outcome.sequence());
    Reply.json(
        response,
        new FlagsAnswer(
            Long.toString(account), wanted.feeExempt(), selfTrades, outcome.sequence()));
  }

  private CommandContext context(ServerRequest request) {
    UUID id = Ids.uuid7();
    TraceContext trace = RequestId.trace(request);
    return new CommandContext(
        id.getMostSignificantBits(),
        id.getLeastSignificantBits(),
        clock.micros(),
        trace.traceHigh(),
        trace.traceLow(),
        trace.span());
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

  private static AuditTrail.Act act(
      ServerRequest request, String action, String target, String notes) {
    return AuditTrail.Act.byOperator(
        OperatorGuard.Operator.of(request).systemUser(), action, target, notes);
  }
}

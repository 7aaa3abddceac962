package bourse.admin;

import bourse.auth.NewUser;
import bourse.auth.Role;
import bourse.auth.User;
import bourse.auth.UserStatus;
import bourse.auth.Users;
import bourse.exchange.Exchange;
import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.FieldChecks;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestId;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
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

  private final Users users;
  private final AccountDirectory accounts;
  private final Payments payments;
  private final Exchange exchange;
  private final AuditTrail audit;
  private final ManagementRoutes.Condition condition;
  private final Runnable stop;
  private final WallClock clock;
  private final Instant startedAt;

  OperatorRoutes(
      Users users,
      AccountDirectory accounts,
      Payments payments,
      Exchange exchange,
      AuditTrail audit,
      ManagementRoutes.Condition condition,
      Runnable stop,
      WallClock clock) {
    this.users = users;
    this.accounts = accounts;
    this.payments = payments;
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
    Payments.Booked booked =
        payments.book(
            PaymentReferences.Transfer.deposit(account(wanted), wanted.currency(), wanted.amount()),
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

  private static AuditTrail.Act act(
      ServerRequest request, String action, String target, String notes) {
    return AuditTrail.Act.byOperator(
        OperatorGuard.Operator.of(request).systemUser(), action, target, notes);
  }
}

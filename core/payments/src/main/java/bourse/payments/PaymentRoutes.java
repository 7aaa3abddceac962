package bourse.payments;

import bourse.auth.User;
import bourse.auth.Users;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import bourse.platform.access.Permission;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.data.Database;
import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.FieldChecks;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestParameters;
import bourse.platform.http.Route;
import bourse.platform.time.WallClock;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** What the staff and the operator see and do about payments. */
final class PaymentRoutes {
  private static final int MAXIMUM_NOTE = 1_000;

  /** A deposit in the list. */
  record Listed(
      UUID id,
      UUID user,
      String account,
      String connector,
      PaymentMethod method,
      String currency,
      BigDecimal amount,
      DepositStatus status,
      BigDecimal credited,
      BigDecimal debited,
      BigDecimal owed,
      Optional<Deposit.Attention> attention,
      Optional<String> failure,
      Instant createdAt,
      Instant updatedAt) {
    static Listed of(Deposit deposit) {
      return new Listed(
          deposit.id(),
          deposit.user(),
          Long.toString(deposit.account()),
          deposit.connector(),
          deposit.method(),
          deposit.currency(),
          DepositRoutes.plain(deposit.amount()),
          deposit.status(),
          DepositRoutes.plain(deposit.credited()),
          DepositRoutes.plain(deposit.debited()),
          DepositRoutes.plain(deposit.owed()),
          deposit.attention(),
          deposit.failure(),
          deposit.createdAt(),
          deposit.updatedAt());
    }
  }

  private record MovementAnswer(
      UUID id,
      String reference,
      Movement.Kind kind,
      BigDecimal amount,
      Movement.Status status,
      OptionalLong sequence,
      Optional<String> refusal,
      Instant createdAt) {
    static MovementAnswer of(Movement movement) {
      return new MovementAnswer(
          movement.id(),
          movement.reference(),
          movement.kind(),
          DepositRoutes.plain(movement.amount()),
          movement.status(),
          movement.sequence(),
          movement.refusal().map(ErrorCode::title),
          movement.createdAt());
    }
  }

  private record EventAnswer(String id, String type, Instant receivedAt) {}

  private record RefundAnswer(
      UUID id,
      BigDecimal amount,
      Refund.Status status,
      String note,
      String actor,
      Optional<String> reference,
      Optional<String> failure,
      Instant createdAt) {
    static RefundAnswer of(Refund refund) {
      return new RefundAnswer(
          refund.id(),
          DepositRoutes.plain(refund.amount()),
          refund.status(),
          refund.note(),
          refund.actor(),
          refund.reference(),
          refund.failure(),
          refund.createdAt());
    }
  }

  private record RefundRequest(BigDecimal amount, String note) {
    void check() {
      FieldChecks checks = new FieldChecks();
      checks.required("amount", amount);
      if (checks.required("note", note)) {
        checkNote(checks, note);
      }
      checks.verify();
    }
  }

  private record MatchRequest(UUID deposit, String note) {
    void check() {
      FieldChecks checks = new FieldChecks();
      checks.required("deposit", deposit);
      if (checks.required("note", note)) {
        checkNote(checks, note);
      }
      checks.verify();
    }
  }

  private record StatementAnswer(int lines, int known, int matched, int unmatched) {}

  private record LineAnswer(
      UUID id, String utr, LocalDate date, BigDecimal amount, String narration) {}

  private record LinesAnswer(List<LineAnswer> items) {}

  private record Shown(
      Listed deposit,
      Optional<String> attempt,
      Optional<String> payment,
      BigDecimal paid,
      Instant expiresAt,
      Optional<Instant> nextLookAt,
      List<MovementAnswer> movements,
      List<RefundAnswer> refunds,
      List<EventAnswer> events) {}

  private record SwitchRequest(String connector, String currency, Boolean paused, String note) {
    void check(Connectors connectors) {
      FieldChecks checks = new FieldChecks();
      if (checks.required("connector", connector)) {
        checks.check(
            connector.equals(Switches.ALL) || connectors.named(connector).isPresent(),
            "connector",
            "connector",
            "connector is one that is turned on, or * for all.");
      }
      if (checks.required("currency", currency)) {
        checks.check(
            currency.equals(Switches.ALL) || MinorUnits.knows(currency),
            "currency",
            "currency",
            "currency is one such as USD, or * for all.");
      }
      checks.required("paused", paused);
      if (checks.required("note", note)) {
        checkNote(checks, note);
      }
      checks.verify();
    }
  }

  private record SwitchAnswer(
      String connector, String currency, String note, String actor, Instant at) {}

  private record SwitchesAnswer(List<SwitchAnswer> items) {}

  private record NoteRequest(String note) {}

  private record SecretRequest(String connector, String kind, String secret, Boolean forgetOlder) {}

  private final Connectors connectors;
  private final DepositStore store;
  private final MovementStore movements;
  private final EventStore events;
  private final Refunds refunds;
  private final StatementLines lines;
  private final Switches switches;
  private final ProviderSecrets secrets;
  private final Looks looks;
  private final PaymentWorker worker;
  private final Users users;
  private final Database database;
  private final Audit audit;
  private final WallClock clock;

  PaymentRoutes(
      Connectors connectors,
      DepositStore store,
      MovementStore movements,
      EventStore events,
      Refunds refunds,
      StatementLines lines,
      Switches switches,
      ProviderSecrets secrets,
      Looks looks,
      PaymentWorker worker,
      Users users,
      Database database,
      Audit audit,
      WallClock clock) {
    this.connectors = connectors;
    this.store = store;
    this.movements = movements;
    this.events = events;
    this.refunds = refunds;
    this.lines = lines;
    this.switches = switches;
    this.secrets = secrets;
    this.looks = looks;
    this.worker = worker;
    this.users = users;
    this.database = database;
    this.audit = audit;
    this.clock = clock;
  }

  List<Route> ofStaff() {
    return routes(
        "/v1/admin",
        Access.to(Permission.PAYMENTS_READ),
        Access.to(Permission.MONEY_BOOK).withSecondFactor(),
        Access.to(Permission.PAYMENTS_PAUSE),
        Access.to(Permission.PAYMENTS_PAUSE).withSecondFactor());
  }

  List<Route> ofOperator() {
    List<Route> routes =
        new ArrayList<>(
            routes(
                "/operator", Access.OPERATOR, Access.OPERATOR, Access.OPERATOR, Access.OPERATOR));
    routes.add(new Route("POST", "/operator/payment-secrets", Access.OPERATOR, this::keepSecret));
    return routes;
  }

  private List<Route> routes(
      String base, Access read, Access book, Access readPauses, Access pause) {
    return List.of(
        new Route("GET", base + "/payments", read, this::list),
        new Route("GET", base + "/payments/{id}", read, this::show),
        new Route("POST", base + "/payments/{id}/look", read, this::look),
        new Route("POST", base + "/payments/{id}/resolution", book, this::resolve),
        new Route("POST", base + "/payments/{id}/refund", book, this::refund),
        new Route("POST", base + "/bank-statements", book, this::takeStatement),
        new Route("GET", base + "/statement-lines", read, this::unmatched),
        new Route("POST", base + "/statement-lines/{id}/match", book, this::match),
        new Route("GET", base + "/payment-switches", readPauses, this::switches),
        new Route("POST", base + "/payment-switches", pause, this::setSwitch));
  }

  private void list(ServerRequest request, ServerResponse response) {
    int limit = RequestParameters.limit(request);
    DepositStore.Filter filter =
        new DepositStore.Filter(
            RequestParameters.text(request, "user").map(this::userNamed),
            RequestParameters.choice(request, "status", DepositStatus.class),
            RequestParameters.text(request, "connector").map(PaymentRoutes::connectorName),
            RequestParameters.text(request, "attention").map(PaymentRoutes::isTrue).orElse(false),
            DepositRoutes.before(request));
    Reply.json(response, DepositRoutes.page(store.list(filter, limit + 1), limit).map(Listed::of));
  }

  private static String connectorName(String text) {
    if (!text.matches("[a-z-]{1,20}")) {
      String message = "connector is the name of one, such as stripe.";
      throw new Fault(
          ErrorCode.INVALID_FIELD,
          message,
          List.of(new FieldError("connector", "connector", message)));
    }
    return text;
  }

  private static boolean isTrue(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      String message = "attention is true or false.";
      throw new Fault(
          ErrorCode.INVALID_FIELD,
          message,
          List.of(new FieldError("attention", "choice", message)));
    }
    return text.equals("true");
  }

  private UUID userNamed(String name) {
    Optional<User> user =
        name.contains("@") ? users.findByEmail(name) : byId(name).flatMap(users::find);
    return user.map(User::id)
        .orElseThrow(() -> new Fault(ErrorCode.NOT_FOUND, "There is no such user."));
  }

  private static Optional<UUID> byId(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Deposit named(ServerRequest request) {
    UUID id = RequestParameters.pathUuid(request, "id");
    return store
        .find(id)
        .orElseThrow(
            () -> new Fault(ErrorCode.NOT_FOUND, "There is no deposit with the id " + id + "."));
  }

  private void show(ServerRequest request, ServerResponse response) {
    Reply.json(response, shown(named(request)));
  }

  private Shown shown(Deposit deposit) {
    return new Shown(
        Listed.of(deposit),
        deposit.reference(),
        deposit.payment(),
        DepositRoutes.plain(deposit.paid()),
        deposit.expiresAt(),
        deposit.lookAt(),
        movements.of(deposit.id()).stream().map(MovementAnswer::of).toList(),
        refunds.of(deposit.id()).stream().map(RefundAnswer::of).toList(),
        events.of(deposit.id()).stream()
            .map(event -> new EventAnswer(event.eventId(), event.type(), event.receivedAt()))
            .toList());
  }

  private void look(ServerRequest request, ServerResponse response) {
    Deposit deposit = named(request);
    worker.wake(deposit.id());
    Reply.json(response, Status.ACCEPTED_202, shown(deposit));
  }

  /** One of the staff has dealt with what a deposit called for. */
  private void resolve(ServerRequest request, ServerResponse response) {
    NoteRequest wanted = Body.read(request, NoteRequest.class);
    FieldChecks checks = new FieldChecks();
    if (checks.required("note", wanted.note())) {
      checkNote(checks, wanted.note());
    }
    checks.verify();
    UUID id = named(request).id();
    Actor actor = Actor.of(request);
    database.<Void, RuntimeException>durably(handle -> {
      Deposit locked = store.lock(handle, id).orElseThrow();
      store.update(handle, locked.lookedAfter());
      audit.append(handle, new Act(actor, "payment.resolve", "deposit:" + id, wanted.note()));
      return null;
    });
    Reply.json(response, shown(named(request)));
  }

  /** Carried out at once, but where others are at the deposit for long. */
  private void refund(ServerRequest request, ServerResponse response) throws InterruptedException {
    RefundRequest wanted = Body.read(request, RefundRequest.class);
    wanted.check();
    UUID deposit = named(request).id();
    UUID refund = refunds.ask(Actor.of(request), deposit, wanted.amount(), wanted.note());
    if (!worker.inTurn(deposit, () -> looks.look(deposit))) {
      worker.wake(deposit);
    }
    refunds.of(deposit).stream()
        .filter(one -> one.id().equals(refund) && one.status() == Refund.Status.FAILED)
        .findFirst()
        .ifPresent(failed -> {
          throw new Fault(
              ErrorCode.REFUND_NOT_POSSIBLE,
              "Nothing was refunded: " + failed.failure().orElse("it was refused."));
        });
    Reply.json(response, Status.CREATED_201, shown(named(request)));
  }

  /** All of a statement, or none of it; lines that came before are known. */
  private void takeStatement(ServerRequest request, ServerResponse response) {
    StatementLines.Taken taken =
        lines.take(Actor.of(request), StatementFile.read(Body.bytes(request)));
    taken.matched().forEach(worker::wake);
    Reply.json(
        response,
        Status.CREATED_201,
        new StatementAnswer(
            taken.lines(), taken.known(), taken.matched().size(), taken.unmatched()));
  }

  private void unmatched(ServerRequest request, ServerResponse response) {
    Reply.json(
        response,
        new LinesAnswer(
            lines.unmatched(RequestParameters.limit(request)).stream()
                .map(line ->
                    new LineAnswer(
                        line.id(),
                        line.transaction(),
                        line.bookedOn(),
                        DepositRoutes.plain(line.amount()),
                        line.narration()))
                .toList()));
  }

  private void match(ServerRequest request, ServerResponse response) {
    MatchRequest wanted = Body.read(request, MatchRequest.class);
    wanted.check();
    lines.match(
        Actor.of(request),
        RequestParameters.pathUuid(request, "id"),
        wanted.deposit(),
        wanted.note());
    worker.wake(wanted.deposit());
    Reply.nothing(response);
  }

  private void switches(ServerRequest request, ServerResponse response) {
    Reply.json(
        response,
        new SwitchesAnswer(
            switches.thrown().stream()
                .map(one ->
                    new SwitchAnswer(
                        one.connector(), one.currency(), one.note(), one.actor(), one.at()))
                .toList()));
  }

  private void setSwitch(ServerRequest request, ServerResponse response) {
    SwitchRequest wanted = Body.read(request, SwitchRequest.class);
    wanted.check(connectors);
    switches.set(
        Actor.of(request),
        wanted.connector(),
        wanted.currency(),
        wanted.paused(),
        wanted.note(),
        clock.instant());
    switches(request, response);
  }

  private void keepSecret(ServerRequest request, ServerResponse response) {
    SecretRequest wanted = Body.read(request, SecretRequest.class);
    FieldChecks checks = new FieldChecks();
    if (checks.required("connector", wanted.connector())) {
      checks.check(
          connectors.named(wanted.connector()).isPresent(),
          "connector",
          "connector",
          "connector is one that is turned on: "
              + String.join(", ", connectors.all().stream().map(Connector::name).toList())
              + ".");
    }
    if (checks.required("kind", wanted.kind())) {
      checks.check(
          kind(wanted.kind()).isPresent(), "kind", "choice", "kind is api-key or webhook-secret.");
    }
    checks.required("secret", wanted.secret());
    checks.verify();
    ProviderSecrets.Kind kind = kind(wanted.kind()).orElseThrow();
    audit.append(
        new Act(
            Actor.of(request),
            "payments.secret",
            "payments:" + wanted.connector(),
            kind.word()
                + (Boolean.TRUE.equals(wanted.forgetOlder()) ? ", older ones forgotten" : "")));
    secrets.keep(wanted.connector(), kind, wanted.secret());
    if (Boolean.TRUE.equals(wanted.forgetOlder())) {
      secrets.forgetOlder(wanted.connector());
    }
    Reply.nothing(response);
  }

  private static Optional<ProviderSecrets.Kind> kind(String word) {
    return Arrays.stream(ProviderSecrets.Kind.values())
        .filter(kind -> kind.word().equals(word))
        .findFirst();
  }

  private static void checkNote(FieldChecks checks, String note) {
    checks.check(
        !note.isBlank() && note.length() <= MAXIMUM_NOTE,
        "note",
        "length",
        "A note says why, in at most " + MAXIMUM_NOTE + " characters.");
  }
}

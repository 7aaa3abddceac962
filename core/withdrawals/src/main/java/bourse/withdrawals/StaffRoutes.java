package bourse.withdrawals;

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
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** What the staff and the operator see and do about withdrawals. */
final class StaffRoutes {
  private static final int MAXIMUM_NOTE = 1_000;

  /** What is told to a client has to fit beside its withdrawal. */
  private static final int MAXIMUM_REASON = 300;

  private static final int MAXIMUM_SOURCE = 60;
  private static final BigDecimal MAXIMUM_RATE = new BigDecimal("1000000000000");
  private static final Duration LONGEST_BLOCK = Duration.ofDays(3650);

  /** A withdrawal in the list. */
  record Listed(
      UUID id,
      UUID user,
      String account,
      String kind,
      String rail,
      String currency,
      BigDecimal amount,
      BigDecimal fee,
      Optional<BigDecimal> counted,
      Optional<String> countedCurrency,
      WithdrawalStatus status,
      List<String> reasons,
      int approvalsNeeded,
      Optional<String> attention,
      Optional<String> failure,
      Instant createdAt,
      Instant updatedAt) {
    static Listed of(Withdrawal withdrawal) {
      Withdrawal.Terms terms = withdrawal.terms();
      return new Listed(
          withdrawal.id(),
          withdrawal.user(),
          Long.toString(withdrawal.account()),
          terms.destination().kind(),
          terms.rail(),
          terms.currency(),
          Rows.plain(terms.amount()),
          Rows.plain(terms.fee()),
          withdrawal.counted().map(one -> Rows.plain(one.amount())),
          withdrawal.counted().map(Withdrawal.Counted::currency),
          withdrawal.status(),
          withdrawal.gates().reasons(),
          withdrawal.gates().approvals(),
          withdrawal.progress().attention(),
          withdrawal.progress().failure(),
          withdrawal.createdAt(),
          withdrawal.progress().updatedAt());
    }
  }

  private record RateAnswer(BigDecimal value, String source, Instant at) {
    static RateAnswer of(Rate rate) {
      return new RateAnswer(Rows.plain(rate.value()), rate.source(), rate.at());
    }
  }

  private record ApprovalAnswer(String approver, String note, Instant at, boolean counts) {}

  private record EventAnswer(WithdrawalStatus status, String actor, String note, Instant at) {}

  private record MovementAnswer(
      UUID id,
      String reference,
      Movement.Kind kind,
      String currency,
      BigDecimal amount,
      Movement.Status status,
      OptionalLong sequence,
      Optional<String> refusal) {
    static MovementAnswer of(Movement movement) {
      return new MovementAnswer(
          movement.id(),
          movement.reference(),
          movement.kind(),
          movement.currency(),
          Rows.plain(movement.amount()),
          movement.status(),
          movement.sequence(),
          movement.refusal().map(ErrorCode::title));
    }
  }

  private record BankAnswer(
      BankPayoutStore.Status status, Optional<String> reference, Optional<String> note) {}

  private record Shown(
      Listed withdrawal,
      Destination destination,
      Travel originator,
      String contentHash,
      boolean asConfirmed,
      Optional<RateAnswer> rate,
      Optional<String> reference,
      int sends,
      Optional<BankAnswer> bankTransfer,
      List<ApprovalAnswer> approvals,
      List<EventAnswer> history,
      List<MovementAnswer> movements) {}

  private record ApprovalRequest(String contentHash, String note) {
    void check() {
      FieldChecks checks = new FieldChecks();
      checks.required("contentHash", contentHash);
      checkNote(checks, note);
      checks.verify();
    }
  }

  private record NoteRequest(String note) {
    void check() {
      FieldChecks checks = new FieldChecks();
      checkNote(checks, note);
      checks.verify();
    }
  }

  private record ReasonRequest(String reason) {
    void check() {
      FieldChecks checks = new FieldChecks();
      checkReason(checks, reason);
      checks.verify();
    }
  }

  private record BankRequest(BankPayoutStore.Status outcome, String reference, String reason) {
    void check() {
      FieldChecks checks = new FieldChecks();
      if (checks.required("outcome", outcome)) {
        switch (outcome) {
          case SENT -> checks.required("reference", reference);
          case NOT_SENT, RETURNED -> checks.required("reason", reason);
          case SETTLED -> {
            // What was sent has its reference.
          }
          case TO_SEND ->
              checks.check(
                  false, "outcome", "choice", "outcome is SENT, SETTLED, NOT_SENT or RETURNED.");
        }
      }
      checks.check(
          reference == null || reference.matches("[\\p{Graph} ]{1,100}"),
          "reference",
          "reference",
          "A bank's reference has 1 to 100 visible ASCII characters.");
      if (reason != null) {
        checkReason(checks, reason);
      }
      checks.verify();
    }
  }

  private record SwitchRequest(String rail, String currency, Boolean paused, String note) {
    void check(Rails rails) {
      FieldChecks checks = new FieldChecks();
      if (checks.required("rail", rail)) {
        checks.check(
            rail.equals(Switches.ALL) || rails.named(rail).isPresent(),
            "rail",
            "rail",
            "rail is one that is turned on, or * for all.");
      }
      if (checks.required("currency", currency)) {
        checks.check(
            currency.equals(Switches.ALL) || isCurrency(currency),
            "currency",
            "currency",
            "currency is one such as USD, or * for all.");
      }
      checks.required("paused", paused);
      checkNote(checks, note);
      checks.verify();
    }
  }

  private record SwitchesAnswer(List<Switches.Thrown> items) {}

  private record RateRequest(
      String currency, String reportingCurrency, BigDecimal rate, String source, Instant asOf) {
    void check(Instant now) {
      FieldChecks checks = new FieldChecks();
      checkCurrency(checks, "currency", currency);
      checkCurrency(checks, "reportingCurrency", reportingCurrency);
      checks.check(
          currency == null || !currency.equals(reportingCurrency),
          "currency",
          "other",
          "An asset counts as itself without a rate.");
      if (checks.required("rate", rate)) {
        checks.check(
            rate.signum() > 0 && rate.compareTo(MAXIMUM_RATE) < 0 && rate.scale() <= 18,
            "rate",
            "range",
            "rate is above 0, with at most 18 decimals.");
      }
      if (checks.required("source", source)) {
        checks.check(
            !source.isBlank() && source.length() <= MAXIMUM_SOURCE,
            "source",
            "length",
            "source says in 1 to " + MAXIMUM_SOURCE + " characters where the rate is from.");
      }
      checks.check(
          asOf == null
              || (!asOf.isAfter(now.plusSeconds(60)) && asOf.isAfter(now.minus(LONGEST_BLOCK))),
          "asOf",
          "range",
          "asOf is not ahead of now.");
      checks.verify();
    }
  }

  private record GivenRate(
      String currency,
      String reportingCurrency,
      BigDecimal rate,
      String source,
      Instant asOf,
      long ageSeconds,
      boolean counts,
      String actor) {}

  private record RatesAnswer(List<GivenRate> items) {}

  private record BlockRequest(String user, Instant until, String note) {
    void check(Instant now) {
      FieldChecks checks = new FieldChecks();
      checks.required("user", user);
      checks.check(
          until == null || (until.isAfter(now) && until.isBefore(now.plus(LONGEST_BLOCK))),
          "until",
          "range",
          "until is ahead of now, by ten years at most; without it a block is lifted.");
      checkNote(checks, note);
      checks.verify();
    }
  }

  private record BlockAnswer(
      UUID user, Optional<Instant> until, Optional<String> by, Optional<String> note) {}

  private final WithdrawalsConfig config;
  private final Rails rails;
  private final Optional<BankRail> bank;
  private final Decisions decisions;
  private final WithdrawalStore store;
  private final ApprovalStore approvals;
  private final MovementStore movements;
  private final SettingStore settings;
  private final RateStore rates;
  private final Switches switches;
  private final Users users;
  private final Database database;
  private final Audit audit;
  private final WallClock clock;

  StaffRoutes(
      WithdrawalsConfig config,
      Rails rails,
      Optional<BankRail> bank,
      Decisions decisions,
      WithdrawalStore store,
      ApprovalStore approvals,
      MovementStore movements,
      SettingStore settings,
      RateStore rates,
      Switches switches,
      Users users,
      Database database,
      Audit audit,
      WallClock clock) {
    this.config = config;
    this.rails = rails;
    this.bank = bank;
    this.decisions = decisions;
    this.store = store;
    this.approvals = approvals;
    this.movements = movements;
    this.settings = settings;
    this.rates = rates;
    this.switches = switches;
    this.users = users;
    this.database = database;
    this.audit = audit;
    this.clock = clock;
  }

  List<Route> ofStaff() {
    Access decide = Access.to(Permission.WITHDRAWALS_DECIDE).withSecondFactor();
    return routes(
        "/v1/admin",
        Access.to(Permission.WITHDRAWALS_READ),
        decide,
        Access.to(Permission.MONEY_BOOK).withSecondFactor(),
        Access.to(Permission.PAYMENTS_PAUSE),
        Access.to(Permission.PAYMENTS_PAUSE).withSecondFactor());
  }

  List<Route> ofOperator() {
    return routes(
        "/operator",
        Access.OPERATOR,
        Access.OPERATOR,
        Access.OPERATOR,
        Access.OPERATOR,
        Access.OPERATOR);
  }

  private List<Route> routes(
      String base, Access read, Access decide, Access book, Access readPauses, Access pause) {
    String one = base + "/withdrawals/{id}";
    return List.of(
        new Route("GET", base + "/withdrawals", read, this::list),
        new Route("GET", one, read, this::show),
        new Route("POST", one + "/approval", decide, this::approve),
        new Route("POST", one + "/refusal", decide, this::refuse),
        new Route("POST", one + "/retry", book, this::retry),
        new Route("POST", one + "/skip", book, this::skip),
        new Route("POST", one + "/bank-transfer", book, this::bankTransfer),
        new Route("POST", base + "/withdrawal-blocks", decide, this::block),
        new Route("GET", base + "/withdrawal-rates", read, this::rates),
        new Route("POST", base + "/withdrawal-rates", book, this::setRate),
        new Route("GET", base + "/withdrawal-switches", readPauses, this::switches),
        new Route("POST", base + "/withdrawal-switches", pause, this::setSwitch));
  }

  private void list(ServerRequest request, ServerResponse response) {
    int limit = RequestParameters.limit(request);
    WithdrawalStore.Filter filter =
        new WithdrawalStore.Filter(
            RequestParameters.text(request, "user").map(name -> userNamed(name).id()),
            RequestParameters.choice(request, "status", WithdrawalStatus.class),
            RequestParameters.text(request, "rail").map(StaffRoutes::railName),
            RequestParameters.text(request, "attention").map(StaffRoutes::isTrue).orElse(false),
            WithdrawalRoutes.before(request));
    Reply.json(
        response, WithdrawalRoutes.page(store.list(filter, limit + 1), limit).map(Listed::of));
  }

  private static String railName(String text) {
    if (!text.matches("[a-z-]{1,20}")) {
      throw invalid("rail", "rail", "rail is the name of one, such as bank.");
    }
    return text;
  }

  private static boolean isTrue(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw invalid("attention", "choice", "attention is true or false.");
    }
    return text.equals("true");
  }

  private static Fault invalid(String field, String rule, String message) {
    return new Fault(
        ErrorCode.INVALID_FIELD, message, List.of(new FieldError(field, rule, message)));
  }

  private User userNamed(String name) {
    Optional<User> user =
        name.contains("@") ? users.findByEmail(name) : byId(name).flatMap(users::find);
    return user.orElseThrow(() -> new Fault(ErrorCode.NOT_FOUND, "There is no such user."));
  }

  private static Optional<UUID> byId(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private void show(ServerRequest request, ServerResponse response) {
    Reply.json(response, shown(named(request)));
  }

  private Withdrawal named(ServerRequest request) {
    return decisions.find(RequestParameters.pathUuid(request, "id"));
  }

  private Shown shown(Withdrawal withdrawal) {
    UUID id = withdrawal.id();
    String hash = withdrawal.contentHash();
    return new Shown(
        Listed.of(withdrawal),
        withdrawal.terms().destination(),
        withdrawal.travel(),
        hash,
        withdrawal.progress().confirmed().equals(Optional.of(hash)),
        withdrawal.counted().map(one -> RateAnswer.of(one.rate())),
        withdrawal.progress().reference(),
        withdrawal.progress().sends(),
        bank.flatMap(rail -> rail.find(id))
            .map(one -> new BankAnswer(one.status(), one.reference(), one.note())),
        approvals.of(id).stream()
            .map(one ->
                new ApprovalAnswer(
                    one.approver(), one.note(), one.at(), one.contentHash().equals(hash)))
            .toList(),
        store.events(id).stream()
            .map(one -> new EventAnswer(one.status(), one.actor(), one.note(), one.at()))
            .toList(),
        movements.of(id).stream().map(MovementAnswer::of).toList());
  }

  private void approve(ServerRequest request, ServerResponse response) {
    ApprovalRequest wanted = Body.read(request, ApprovalRequest.class);
    wanted.check();
    Withdrawal approved =
        decisions.approve(
            Actor.of(request), named(request).id(), wanted.contentHash(), wanted.note());
    Reply.json(response, shown(approved));
  }

  private void refuse(ServerRequest request, ServerResponse response) {
    ReasonRequest wanted = Body.read(request, ReasonRequest.class);
    wanted.check();
    Reply.json(
        response, shown(decisions.refuse(Actor.of(request), named(request).id(), wanted.reason())));
  }

  private void retry(ServerRequest request, ServerResponse response) {
    NoteRequest wanted = Body.read(request, NoteRequest.class);
    wanted.check();
    Reply.json(
        response, shown(decisions.retry(Actor.of(request), named(request).id(), wanted.note())));
  }

  private void skip(ServerRequest request, ServerResponse response) throws InterruptedException {
    ReasonRequest wanted = Body.read(request, ReasonRequest.class);
    wanted.check();
    Reply.json(
        response, shown(decisions.skip(Actor.of(request), named(request).id(), wanted.reason())));
  }

  private void bankTransfer(ServerRequest request, ServerResponse response) {
    BankRequest wanted = Body.read(request, BankRequest.class);
    wanted.check();
    Withdrawal told = named(request);
    UUID id = told.id();
    Decisions.refuseOwn(Actor.of(request), told);
    bank.orElseThrow(() -> new Fault(ErrorCode.NOT_FOUND, "Transfers at the bank are turned off."))
        .tell(
            Actor.of(request),
            id,
            wanted.outcome(),
            Optional.ofNullable(wanted.reference()),
            Optional.ofNullable(wanted.reason()));
    Reply.json(response, Status.ACCEPTED_202, shown(decisions.find(id)));
  }

  private void block(ServerRequest request, ServerResponse response) {
    BlockRequest wanted = Body.read(request, BlockRequest.class);
    wanted.check(clock.instant());
    User user = userNamed(wanted.user());
    decisions.block(
        Actor.of(request),
        user.id(),
        Optional.ofNullable(wanted.until()).map(end -> end.truncatedTo(ChronoUnit.MICROS)),
        wanted.note());
    Optional<SettingStore.Block> block = settings.of(user.id()).block();
    Reply.json(
        response,
        new BlockAnswer(
            user.id(),
            block.map(SettingStore.Block::until),
            block.map(SettingStore.Block::by),
            block.map(SettingStore.Block::note)));
  }

  private void rates(ServerRequest request, ServerResponse response) {
    Instant now = clock.instant();
    Reply.json(
        response,
        new RatesAnswer(
            rates.all().stream()
                .map(given ->
                    new GivenRate(
                        given.currency(),
                        given.in(),
                        Rows.plain(given.rate().value()),
                        given.rate().source(),
                        given.rate().at(),
                        Math.max(0, Duration.between(given.rate().at(), now).toSeconds()),
                        given.rate().at().plus(config.oldestRate()).isAfter(now),
                        given.actor()))
                .toList()));
  }

  private void setRate(ServerRequest request, ServerResponse response) {
    RateRequest wanted = Body.read(request, RateRequest.class);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    wanted.check(now);
    Actor actor = Actor.of(request);
    Instant asOf = Optional.ofNullable(wanted.asOf()).orElse(now).truncatedTo(ChronoUnit.MICROS);
    database.<Void, RuntimeException>durably(handle -> {
      rates.insert(
          handle,
          new RateStore.Given(
              wanted.currency(),
              wanted.reportingCurrency(),
              new Rate(wanted.rate(), wanted.source(), asOf),
              actor.name(),
              now));
      audit.append(
          handle,
          new Act(
              actor,
              "withdrawals.rate",
              "rate:" + wanted.currency() + "/" + wanted.reportingCurrency(),
              Rows.text(wanted.rate()) + " by " + wanted.source() + " as of " + asOf));
      return null;
    });
    rates(request, response);
  }

  private void switches(ServerRequest request, ServerResponse response) {
    Reply.json(response, new SwitchesAnswer(switches.thrown()));
  }

  private void setSwitch(ServerRequest request, ServerResponse response) {
    SwitchRequest wanted = Body.read(request, SwitchRequest.class);
    wanted.check(rails);
    switches.set(
        Actor.of(request),
        wanted.rail(),
        wanted.currency(),
        wanted.paused(),
        wanted.note(),
        clock.instant());
    switches(request, response);
  }

  private static boolean isCurrency(String text) {
    return text.matches("[A-Z0-9]{1,12}");
  }

  private static void checkCurrency(FieldChecks checks, String field, String text) {
    if (checks.required(field, text)) {
      checks.check(
          isCurrency(text), field, "currency", field + " is an asset's symbol such as USD.");
    }
  }

  private static void checkNote(FieldChecks checks, String note) {
    if (checks.required("note", note)) {
      checks.check(
          !note.isBlank() && note.length() <= MAXIMUM_NOTE,
          "note",
          "length",
          "A note says why, in at most " + MAXIMUM_NOTE + " characters.");
    }
  }

  private static void checkReason(FieldChecks checks, String reason) {
    if (checks.required("reason", reason)) {
      checks.check(
          !reason.isBlank() && reason.length() <= MAXIMUM_REASON,
          "reason",
          "length",
          "A reason is read by the client; it has 1 to " + MAXIMUM_REASON + " characters.");
    }
  }
}

package bourse.kyc;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import bourse.platform.access.Permission;
import bourse.platform.audit.Actor;
import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.Caller;
import bourse.platform.http.FieldChecks;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestParameters;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import bourse.platform.time.WallClock;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code /v1/kyc}: what a client sees and does about the own verification. */
final class KycRoutes implements Routes {
  private static final Pattern PHONE = Pattern.compile("\\+[1-9][0-9]{6,14}");
  private static final Pattern CODE = Pattern.compile("[0-9]{6}");

  /** Far more than anyone has: each is decided or expires before the next. */
  private static final int MOST_CASES = 500;

  /** Limits in both directions. */
  record LevelAnswer(
      int number, String name, List<Label> labels, Limits deposits, Limits withdrawals) {
    static LevelAnswer of(Level level) {
      return new LevelAnswer(
          level.number(),
          level.name(),
          level.labels().stream().sorted().toList(),
          level.deposits(),
          level.withdrawals());
    }
  }

  private record LevelsAnswer(String currency, List<LevelAnswer> items) {}

  private record StandingAnswer(
      String currency,
      LevelAnswer level,
      List<Standing.HeldLabel> labels,
      Optional<LevelAnswer> next,
      List<Label> missing,
      Optional<OwnCase> openCase) {}

  /**
   * A case, for its client. What was said is not repeated: whoever stole a session must not read a
   * passport there.
   *
   * @param said the fields that were said
   */
  record OwnCase(
      UUID id,
      String level,
      List<Label> labels,
      CaseStatus status,
      long version,
      Optional<String> reason,
      List<String> said,
      List<FileAnswer> files,
      Instant createdAt,
      Instant updatedAt,
      Optional<Instant> submittedAt) {
    static OwnCase of(KycCase kycCase, List<StoredFile> files) {
      return new OwnCase(
          kycCase.id(),
          kycCase.level(),
          kycCase.labels().stream().sorted().toList(),
          kycCase.status(),
          kycCase.version(),
          kycCase.reason(),
          said(kycCase.person()),
          files.stream().map(FileAnswer::of).toList(),
          kycCase.createdAt(),
          kycCase.updatedAt(),
          kycCase.submittedAt());
    }

    private static List<String> said(Person person) {
      List<String> said = new ArrayList<>();
      add(said, "legalName", person.legalName());
      add(said, "birthDate", person.birthDate());
      add(said, "documentType", person.documentType());
      add(said, "documentCountry", person.documentCountry());
      add(said, "documentNumber", person.documentNumber());
      add(said, "documentExpiresOn", person.documentExpiresOn());
      add(said, "address", person.address());
      add(said, "sourceOfFunds", person.sourceOfFunds());
      add(said, "disclosures", person.disclosed().all());
      add(said, "disclosureDetails", person.disclosed().details());
      add(said, "trustedContact", person.disclosed().trustedContact());
      add(said, "citizenship", person.taxes().citizenship());
      add(said, "taxCountry", person.taxes().country());
      add(said, "taxNumber", person.taxes().number());
      add(said, "usPerson", person.taxes().usPerson());
      return said;
    }

    private static void add(List<String> said, String field, Optional<?> value) {
      if (value.isPresent()) {
        said.add(field);
      }
    }
  }

  /**
   * A file, without its content.
   *
   * @param bytes of what is kept of it
   * @param sha256 of the same
   */
  record FileAnswer(
      UUID id, FileKind kind, String contentType, long bytes, String sha256, Instant at) {
    static FileAnswer of(StoredFile file) {
      return new FileAnswer(
          file.id(),
          file.kind(),
          file.type().contentType(),
          file.bytes(),
          file.sha256(),
          file.at());
    }
  }

  private record CasesAnswer(List<OwnCase> items) {}

  /** A step of an own case; who took it is not told. */
  private record OwnEvent(
      String id,
      UUID caseId,
      Optional<CaseStatus> statusFrom,
      CaseStatus statusTo,
      Optional<String> reason,
      Instant at) {
    static OwnEvent of(KycEvent event) {
      boolean isForClient =
          event.statusTo() == CaseStatus.ASKED_AGAIN || event.statusTo() == CaseStatus.REJECTED;
      return new OwnEvent(
          Long.toString(event.id()),
          event.caseId(),
          event.statusFrom(),
          event.statusTo(),
          isForClient ? Optional.of(event.reason()) : Optional.empty(),
          event.at());
    }
  }

  private record EventsAnswer(List<OwnEvent> items) {}

  private record PhoneRequest(String phone) {
    void check() {
      FieldChecks checks = new FieldChecks();
      if (checks.required("phone", phone)) {
        checks.check(
            PHONE.matcher(phone).matches(),
            "phone",
            "e164",
            "A phone number begins with + and the country: +4930123456.");
      }
      checks.verify();
    }
  }

  private record PhoneAnswer(Instant expiresAt) {}

  private record CodeRequest(String code) {
    void check() {
      FieldChecks checks = new FieldChecks();
      if (checks.required("code", code)) {
        checks.check(
            CODE.matcher(code).matches(),
            "code",
            "format",
            "The code of the message has 6 digits.");
      }
      checks.verify();
    }
  }

  private record NewCase(String level) {}

  private final Levels levels;
  private final Standings standings;
  private final Cases cases;
  private final Fixtures fixtures;
  private final CaseStore store;
  private final Files files;
  private final EventStore events;
  private final LabelStore labels;
  private final PhoneCodes codes;
  private final WallClock clock;

  KycRoutes(
      Levels levels,
      Standings standings,
      Cases cases,
      Fixtures fixtures,
      CaseStore store,
      Files files,
      EventStore events,
      LabelStore labels,
      PhoneCodes codes,
      WallClock clock) {
    this.levels = levels;
    this.standings = standings;
    this.cases = cases;
    this.fixtures = fixtures;
    this.store = store;
    this.files = files;
    this.events = events;
    this.labels = labels;
    this.codes = codes;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    Access read = Access.to(Permission.PROFILE_READ);
    Access change = Access.to(Permission.PROFILE_CHANGE);
    return List.of(
        new Route("GET", "/v1/kyc", read, this::standing),
        new Route("GET", "/v1/kyc/levels", Access.PUBLIC, this::levels),
        new Route("POST", "/v1/kyc/phone", change, this::sendCode),
        new Route("POST", "/v1/kyc/phone/confirmation", change, this::confirmPhone),
        new Route("GET", "/v1/kyc/cases", read, this::list),
        new Route("POST", "/v1/kyc/cases", change, this::open),
        new Route("GET", "/v1/kyc/cases/{id}", read, this::show),
        new Route("PATCH", "/v1/kyc/cases/{id}", change, this::describe),
        new Route("DELETE", "/v1/kyc/cases/{id}", change, this::giveUp),
        new Route("POST", "/v1/kyc/cases/{id}/files", change, this::upload)
            .withBodyUpTo(Files.LONGEST),
        new Route("DELETE", "/v1/kyc/cases/{id}/files/{file}", change, this::removeFile),
        new Route("POST", "/v1/kyc/cases/{id}/submission", change, this::submit),
        new Route("GET", "/v1/kyc/events", read, this::events));
  }

  private void standing(ServerRequest request, ServerResponse response) {
    Reply.json(response, standing(caller(request)));
  }

  private StandingAnswer standing(UUID user) {
    Standing standing = standings.of(user);
    return new StandingAnswer(
        levels.currency(),
        LevelAnswer.of(standing.level()),
        standing.labels(),
        standing.next().map(LevelAnswer::of),
        standing.missing().stream().sorted().toList(),
        own(user).filter(one -> one.status().isOpen()).findFirst().map(this::answer));
  }

  private Stream<KycCase> own(UUID user) {
    return store.list(CaseStore.Filter.requestsOf(user), MOST_CASES).stream();
  }

  private void levels(ServerRequest request, ServerResponse response) {
    Reply.json(
        response,
        new LevelsAnswer(levels.currency(), levels.all().stream().map(LevelAnswer::of).toList()));
  }

  private void sendCode(ServerRequest request, ServerResponse response) {
    PhoneRequest wanted = Body.read(request, PhoneRequest.class);
    wanted.check();
    Instant expiresAt = codes.send(caller(request), wanted.phone());
    Reply.json(response, Status.ACCEPTED_202, new PhoneAnswer(expiresAt));
  }

  private void confirmPhone(ServerRequest request, ServerResponse response) {
    CodeRequest wanted = Body.read(request, CodeRequest.class);
    wanted.check();
    UUID user = caller(request);
    codes.confirm(
        user,
        wanted.code(),
        (handle, phone) ->
            labels.grant(
                handle,
                new LabelStore.Held(
                    user, Label.PHONE, Optional.of(phone), clock.instant(), Optional.empty()),
                Optional.empty()));
    Reply.json(response, standing(user));
  }

  private void list(ServerRequest request, ServerResponse response) {
    Reply.json(response, new CasesAnswer(own(caller(request)).map(this::answer).toList()));
  }

  private void open(ServerRequest request, ServerResponse response) {
    NewCase wanted = Body.read(request, NewCase.class);
    FieldChecks checks = new FieldChecks();
    checks.required("level", wanted.level());
    checks.verify();
    Level level = levels.named(wanted.level()).orElseThrow(this::unknownLevel);
    KycCase opened = cases.open(Actor.of(request), caller(request), level);
    response.header(HeaderNames.LOCATION, "/v1/kyc/cases/" + opened.id());
    Reply.json(response, Status.CREATED_201, answer(opened));
  }

  private Fault unknownLevel() {
    String message =
        "level is one of "
            + String.join(", ", levels.all().stream().map(Level::name).toList())
            + ".";
    return new Fault(
        ErrorCode.INVALID_FIELD, message, List.of(new FieldError("level", "choice", message)));
  }

  private void show(ServerRequest request, ServerResponse response) {
    Reply.json(response, answer(cases.own(caller(request), id(request))));
  }

  private void describe(ServerRequest request, ServerResponse response) {
    CaseChange wanted = Body.read(request, CaseChange.class);
    Person said = wanted.person(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    Reply.json(response, answer(cases.describe(caller(request), id(request), said)));
  }

  private void submit(ServerRequest request, ServerResponse response) throws InterruptedException {
    KycCase submitted = cases.submit(Actor.of(request), caller(request), id(request));
    Reply.json(response, answer(fixtures.decide(submitted)));
  }

  /** What it is, its bytes tell; what the request calls it does not matter. */
  private void upload(ServerRequest request, ServerResponse response) {
    UUID user = caller(request);
    cases.requireWithClient(user, id(request));
    FileKind kind =
        RequestParameters.choice(request, "kind", FileKind.class).orElseThrow(KycRoutes::noKind);
    Reply.json(
        response,
        Status.CREATED_201,
        FileAnswer.of(kept(user, id(request), kind, () -> Body.bytes(request))));
  }

  /** Before the answer, so that the next file finds the place free. */
  private StoredFile kept(UUID user, UUID caseId, FileKind kind, Supplier<byte[]> content) {
    try (Files.Place _ = files.place(user)) {
      return files.add(user, caseId, kind, content.get());
    }
  }

  private static Fault noKind() {
    String message = "kind is missing: it says what the file shows.";
    return new Fault(
        ErrorCode.INVALID_FIELD, message, List.of(new FieldError("kind", "required", message)));
  }

  private void removeFile(ServerRequest request, ServerResponse response) {
    files.remove(caller(request), id(request), RequestParameters.pathUuid(request, "file"));
    Reply.nothing(response);
  }

  private OwnCase answer(KycCase kycCase) {
    return OwnCase.of(kycCase, files.of(kycCase.id()));
  }

  private void giveUp(ServerRequest request, ServerResponse response) {
    cases.giveUp(Actor.of(request), caller(request), id(request));
    Reply.nothing(response);
  }

  private void events(ServerRequest request, ServerResponse response) {
    List<KycEvent> found =
        events.list(
            ReviewRoutes.filter(request, Optional.of(caller(request)), Optional.empty()),
            RequestParameters.limit(request));
    Reply.json(response, new EventsAnswer(found.stream().map(OwnEvent::of).toList()));
  }

  private static UUID caller(ServerRequest request) {
    return Caller.of(request).userId();
  }

  private static UUID id(ServerRequest request) {
    return RequestParameters.pathUuid(request, "id");
  }
}

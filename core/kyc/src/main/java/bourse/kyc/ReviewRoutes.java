package bourse.kyc;

import bourse.auth.User;
import bourse.auth.Users;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.kyc.KycCase.Reviewer;
import bourse.platform.access.Permission;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.Cursor;
import bourse.platform.http.FieldChecks;
import bourse.platform.http.Page;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestParameters;
import bourse.platform.http.Route;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The queue of cases, and what reviewers do with one: for the staff under {@code /v1/admin/kyc},
 * for the operator under {@code /operator/kyc}. Who reads what a client said is on record.
 */
final class ReviewRoutes {
  private static final int LONGEST_REASON = 1_000;
  private static final Pattern EVENT_ID = Pattern.compile("[0-9]{1,18}");

  /** A case in the queue. */
  record QueuedCase(
      UUID id,
      UUID user,
      CaseKind kind,
      String level,
      List<Label> labels,
      CaseStatus status,
      long version,
      Optional<String> reviewer,
      Optional<String> approver,
      Optional<String> reason,
      Instant createdAt,
      Instant updatedAt,
      Optional<Instant> submittedAt) {
    static QueuedCase of(KycCase kycCase) {
      return new QueuedCase(
          kycCase.id(),
          kycCase.user(),
          kycCase.kind(),
          kycCase.level(),
          kycCase.labels().stream().sorted().toList(),
          kycCase.status(),
          kycCase.version(),
          kycCase.reviewer().map(Reviewer::name),
          kycCase.approver().map(Reviewer::name),
          kycCase.reason(),
          kycCase.createdAt(),
          kycCase.updatedAt(),
          kycCase.submittedAt());
    }
  }

  /** Who else seems to be the same person, and by what. */
  record Duplicate(By by, UUID user, Optional<UUID> caseId) {
    /** What is the same. */
    enum By {
      DOCUMENT,
      PHONE
    }
  }

  private record PersonAnswer(
      Optional<String> legalName,
      Optional<LocalDate> birthDate,
      Optional<DocumentType> documentType,
      Optional<String> documentCountry,
      Optional<String> documentNumber,
      Optional<LocalDate> documentExpiresOn,
      Optional<String> address,
      Optional<String> sourceOfFunds,
      Optional<List<Disclosure>> disclosures,
      Optional<String> disclosureDetails,
      Optional<String> trustedContact,
      Optional<String> citizenship,
      Optional<String> taxCountry,
      Optional<String> taxNumber,
      Optional<Boolean> usPerson) {
    static PersonAnswer of(Person person) {
      return new PersonAnswer(
          person.legalName(),
          person.birthDate(),
          person.documentType(),
          person.documentCountry(),
          person.documentNumber(),
          person.documentExpiresOn(),
          person.address(),
          person.sourceOfFunds(),
          person.disclosed().all().map(all -> all.stream().sorted().toList()),
          person.disclosed().details(),
          person.disclosed().trustedContact(),
          person.taxes().citizenship(),
          person.taxes().country(),
          person.taxes().number(),
          person.taxes().usPerson());
    }
  }

  private record NoteAnswer(String author, String text, Instant at) {}

  /** Everything that a reviewer decides by. */
  private record ReviewedCase(
      QueuedCase kycCase,
      String email,
      String fullName,
      Optional<String> phone,
      PersonAnswer person,
      List<KycRoutes.FileAnswer> files,
      List<Duplicate> duplicates,
      Optional<ScreeningAnswer> screening,
      List<NoteAnswer> notes) {}

  /** What comparing the person with lists came to; absent while it was compared with none. */
  private record ScreeningAnswer(Instant at, String lists, List<HitStore.KycHit> hits) {}

  private record DecisionRequest(HitStore.Decision decision, String note) {
    void check() {
      FieldChecks checks = new FieldChecks();
      checks.required("decision", decision);
      checkText(checks, "note", note);
      checks.verify();
    }
  }

  private record EventAnswer(
      String id,
      UUID caseId,
      UUID user,
      Optional<CaseStatus> statusFrom,
      CaseStatus statusTo,
      String actor,
      String reason,
      Instant at) {
    static EventAnswer of(KycEvent event) {
      return new EventAnswer(
          Long.toString(event.id()),
          event.caseId(),
          event.user(),
          event.statusFrom(),
          event.statusTo(),
          event.actor(),
          event.reason(),
          event.at());
    }
  }

  /**
   * How far comparing verified clients with the lists is.
   *
   * @param on whether there are lists
   * @param compared how many of the verified were compared with the lists as they are now
   * @param openCases about lists, of verified clients
   */
  private record MonitoringAnswer(
      boolean on,
      Optional<String> lists,
      long verified,
      long compared,
      Optional<Instant> lastAt,
      int openCases) {}

  private record EventsAnswer(List<EventAnswer> items) {}

  /** Words that stay within the house; may be left out. */
  private record NoteRequest(String note) {
    String checked() {
      FieldChecks checks = new FieldChecks();
      checks.check(
          note == null || note.length() <= LONGEST_REASON,
          "note",
          "length",
          "A note has at most " + LONGEST_REASON + " characters.");
      checks.verify();
      return note == null ? "" : note;
    }
  }

  /** Words that the client reads. */
  private record ReasonRequest(String reason) {
    String checked() {
      FieldChecks checks = new FieldChecks();
      checkText(checks, "reason", reason);
      checks.verify();
      return reason;
    }
  }

  private record TextRequest(String text) {
    String checked() {
      FieldChecks checks = new FieldChecks();
      checkText(checks, "text", text);
      checks.verify();
      return text;
    }
  }

  private static void checkText(FieldChecks checks, String field, String text) {
    if (checks.required(field, text)) {
      checks.check(
          !text.isBlank() && text.length() <= LONGEST_REASON,
          field,
          "length",
          field + " has 1 to " + LONGEST_REASON + " characters.");
    }
  }

  private final Cases cases;
  private final CaseStore store;
  private final Files files;
  private final EventStore events;
  private final LabelStore labels;
  private final HitStore hits;
  private final Screening screening;
  private final Monitoring monitoring;
  private final Users users;
  private final Audit audit;

  ReviewRoutes(
      Cases cases,
      CaseStore store,
      Files files,
      EventStore events,
      LabelStore labels,
      HitStore hits,
      Screening screening,
      Monitoring monitoring,
      Users users,
      Audit audit) {
    this.cases = cases;
    this.store = store;
    this.files = files;
    this.events = events;
    this.labels = labels;
    this.hits = hits;
    this.screening = screening;
    this.monitoring = monitoring;
    this.users = users;
    this.audit = audit;
  }

  /** For the staff, by permission. */
  List<Route> ofStaff() {
    Access review = Access.to(Permission.KYC_REVIEW);
    return routes(
        "/v1/admin/kyc", Access.to(Permission.KYC_READ), review, review.withSecondFactor());
  }

  /** For the operator, on the management port. */
  List<Route> ofOperator() {
    return routes("/operator/kyc", Access.OPERATOR, Access.OPERATOR, Access.OPERATOR);
  }

  private List<Route> routes(String base, Access read, Access review, Access decide) {
    String one = base + "/cases/{id}";
    return List.of(
        new Route("GET", base + "/cases", read, this::list),
        new Route("GET", one, read, this::show),
        new Route("GET", one + "/files/{file}", read, this::download),
        new Route("POST", one + "/claim", review, this::claim),
        new Route("POST", one + "/release", review, this::release),
        new Route("POST", one + "/approve", decide, this::approve),
        new Route("POST", one + "/reject", decide, this::reject),
        new Route("POST", one + "/request", review, this::askAgain),
        new Route("POST", one + "/notes", review, this::note),
        new Route("POST", one + "/hits/{hit}", decide, this::decideHit),
        new Route("GET", base + "/events", read, this::events),
        new Route("GET", base + "/screening", read, this::screening));
  }

  private void list(ServerRequest request, ServerResponse response) {
    int limit = RequestParameters.limit(request);
    CaseStore.Filter filter =
        new CaseStore.Filter(
            RequestParameters.text(request, "user").map(this::user),
            RequestParameters.choice(request, "kind", CaseKind.class),
            RequestParameters.choice(request, "status", CaseStatus.class),
            RequestParameters.cursor(request, 2).map(key -> new UUID(key[0], key[1])));
    List<KycCase> rows = store.list(filter, limit + 1);
    Reply.json(response, Page.of(rows, limit, ReviewRoutes::cursor).map(QueuedCase::of));
  }

  private static String cursor(KycCase kycCase) {
    return Cursor.of(kycCase.id().getMostSignificantBits(), kycCase.id().getLeastSignificantBits());
  }

  /** By id or address. */
  private UUID user(String name) {
    Optional<User> found =
        name.contains("@") ? users.findByEmail(name) : uuid(name).flatMap(users::find);
    return found
        .map(User::id)
        .orElseThrow(() -> new Fault(ErrorCode.NOT_FOUND, "There is no such user."));
  }

  private static Optional<UUID> uuid(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException notAnId) {
      return Optional.empty();
    }
  }

  /** On record before anything is seen. */
  private void show(ServerRequest request, ServerResponse response) {
    KycCase found = cases.find(id(request));
    audit.append(
        new Act(Actor.of(request), "kyc.read", "kyc-case:" + found.id(), "user " + found.user()));
    response.header("Cache-Control", "no-store");
    Reply.json(response, reviewed(found));
  }

  /**
   * Only ever to be saved, never to be shown as a page of this server; on record before a byte is
   * sent.
   */
  private void download(ServerRequest request, ServerResponse response) {
    StoredFile file = files.find(id(request), RequestParameters.pathUuid(request, "file"));
    audit.append(
        new Act(
            Actor.of(request),
            "kyc.file.read",
            "kyc-case:" + file.caseId(),
            file.kind() + " " + file.id() + " of user " + file.user()));
    byte[] content = files.content(file);
    response
        .header("Content-Type", file.type().contentType())
        .header("Content-Disposition", "attachment; filename=\"" + file.name() + "\"")
        .header("X-Content-Type-Options", "nosniff")
        .header("Content-Security-Policy", "default-src 'none'; sandbox")
        .header("Cache-Control", "no-store")
        .send(content);
  }

  private ReviewedCase reviewed(KycCase kycCase) {
    User user = users.find(kycCase.user()).orElseThrow();
    Optional<String> phone =
        labels.of(user.id()).stream()
            .filter(held -> held.label() == Label.PHONE)
            .findFirst()
            .flatMap(LabelStore.Held::detail);
    return new ReviewedCase(
        QueuedCase.of(kycCase),
        user.email(),
        user.fullName(),
        phone,
        PersonAnswer.of(kycCase.person()),
        files.of(kycCase.id()).stream().map(KycRoutes.FileAnswer::of).toList(),
        duplicates(kycCase, phone),
        hits.screened(kycCase.id())
            .map(screened ->
                new ScreeningAnswer(screened.at(), screened.lists(), hits.of(kycCase.id()))),
        store.notes(kycCase.id()).stream()
            .map(note -> new NoteAnswer(note.author(), note.text(), note.at()))
            .toList());
  }

  private List<Duplicate> duplicates(KycCase kycCase, Optional<String> phone) {
    List<Duplicate> duplicates = new ArrayList<>();
    store
        .othersWithDocument(kycCase)
        .forEach(other ->
            duplicates.add(
                new Duplicate(Duplicate.By.DOCUMENT, other.user(), Optional.of(other.id()))));
    phone.ifPresent(number ->
        labels
            .othersWithPhone(kycCase.user(), number)
            .forEach(other ->
                duplicates.add(new Duplicate(Duplicate.By.PHONE, other, Optional.empty()))));
    return duplicates;
  }

  private void claim(ServerRequest request, ServerResponse response) {
    Reply.json(response, QueuedCase.of(cases.claim(Actor.of(request), id(request))));
  }

  private void release(ServerRequest request, ServerResponse response) {
    String note = Body.read(request, NoteRequest.class).checked();
    Reply.json(response, QueuedCase.of(cases.release(Actor.of(request), id(request), note)));
  }

  private void approve(ServerRequest request, ServerResponse response) throws InterruptedException {
    String note = Body.read(request, NoteRequest.class).checked();
    Reply.json(response, QueuedCase.of(cases.approve(Actor.of(request), id(request), note)));
  }

  private void reject(ServerRequest request, ServerResponse response) throws InterruptedException {
    String reason = Body.read(request, ReasonRequest.class).checked();
    Reply.json(response, QueuedCase.of(cases.reject(Actor.of(request), id(request), reason)));
  }

  private void askAgain(ServerRequest request, ServerResponse response) {
    String reason = Body.read(request, ReasonRequest.class).checked();
    Reply.json(response, QueuedCase.of(cases.askAgain(Actor.of(request), id(request), reason)));
  }

  private void note(ServerRequest request, ServerResponse response) {
    String text = Body.read(request, TextRequest.class).checked();
    cases.note(Actor.of(request), id(request), text);
    Reply.nothing(response);
  }

  private void decideHit(ServerRequest request, ServerResponse response) {
    DecisionRequest wanted = Body.read(request, DecisionRequest.class);
    wanted.check();
    UUID hit = RequestParameters.pathUuid(request, "hit");
    cases.decideHit(Actor.of(request), id(request), hit, wanted.decision(), wanted.note());
    Reply.nothing(response);
  }

  private void events(ServerRequest request, ServerResponse response) {
    Optional<UUID> ofCase = RequestParameters.text(request, "case").map(ReviewRoutes::caseId);
    List<KycEvent> found =
        events.list(filter(request, Optional.empty(), ofCase), RequestParameters.limit(request));
    Reply.json(response, new EventsAnswer(found.stream().map(EventAnswer::of).toList()));
  }

  private void screening(ServerRequest request, ServerResponse response) {
    if (!screening.isOn()) {
      Reply.json(
          response,
          new MonitoringAnswer(
              false, Optional.empty(), 0, 0, Optional.empty(), store.countOpenScreenings()));
      return;
    }
    MonitorStore.Progress progress = monitoring.progress();
    Reply.json(
        response,
        new MonitoringAnswer(
            true,
            Optional.of(screening.lists()),
            progress.verified(),
            progress.compared(),
            progress.lastAt(),
            store.countOpenScreenings()));
  }

  private static UUID caseId(String text) {
    Optional<UUID> id = uuid(text);
    FieldChecks checks = new FieldChecks();
    checks.check(id.isPresent(), "case", "uuid", "case is the id of a case.");
    checks.verify();
    return id.orElseThrow();
  }

  /** Which events a request asks for: {@code since_id} and {@code until_id}. */
  static EventStore.Filter filter(
      ServerRequest request, Optional<UUID> user, Optional<UUID> ofCase) {
    return new EventStore.Filter(
        user, ofCase, eventId(request, "since_id"), eventId(request, "until_id"));
  }

  private static OptionalLong eventId(ServerRequest request, String name) {
    Optional<String> text = RequestParameters.text(request, name);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    FieldChecks checks = new FieldChecks();
    checks.check(
        EVENT_ID.matcher(text.get()).matches(), name, "format", name + " is the id of an event.");
    checks.verify();
    return OptionalLong.of(Long.parseLong(text.get()));
  }

  private static UUID id(ServerRequest request) {
    return RequestParameters.pathUuid(request, "id");
  }
}

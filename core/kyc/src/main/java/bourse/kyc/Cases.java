package bourse.kyc;

import bourse.auth.User;
import bourse.auth.Users;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import bourse.kyc.HitStore.KycHit;
import bourse.kyc.KycCase.Reviewer;
import bourse.kyc.LabelStore.Held;
import bourse.notification.Mailer;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.data.Database;
import bourse.platform.service.Housekeeping;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * The rules of cases. Each step is one durable transaction: the case, its event, the audit entry of
 * a reviewer, the labels it gives and the letter to its client are all there, or none. Thread safe.
 */
final class Cases {
  private static final Duration PATIENCE = Duration.ofDays(30);
  private static final int EXPIRED_AT_ONCE = 50;
  private static final int W8BEN_YEARS = 3;
  private static final String APPROVE = "kyc.approve";

  private final Database database;
  private final CaseStore store;
  private final LabelStore labels;
  private final FileStore files;
  private final HitStore hits;
  private final Screening screening;
  private final Renewals renewals;
  private final TradingStop trading;
  private final Levels levels;
  private final Standings standings;
  private final Users users;
  private final Mailer mailer;
  private final Letters letters;
  private final Audit audit;
  private final WallClock clock;

  Cases(
      Database database,
      CaseStore store,
      LabelStore labels,
      FileStore files,
      HitStore hits,
      Screening screening,
      Renewals renewals,
      TradingStop trading,
      Levels levels,
      Standings standings,
      Users users,
      Mailer mailer,
      Letters letters,
      Audit audit,
      WallClock clock) {
    this.database = database;
    this.store = store;
    this.labels = labels;
    this.files = files;
    this.hits = hits;
    this.screening = screening;
    this.renewals = renewals;
    this.trading = trading;
    this.levels = levels;
    this.standings = standings;
    this.users = users;
    this.mailer = mailer;
    this.letters = letters;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Opens a case for a level, of what a reviewer decides for it and has not decided yet.
   *
   * @throws Fault {@link ErrorCode#KYC_CASE_OPEN}, {@link ErrorCode#KYC_NOTHING_TO_REVIEW}
   */
  KycCase open(Actor actor, UUID user, Level level) {
    Standing standing = standings.of(user);
    Set<Label> reviewed =
        level.labels().stream()
            .filter(label -> label.isReviewed() && !isGoodFor(label, standing))
            .collect(Collectors.toUnmodifiableSet());
    if (reviewed.isEmpty()) {
      throw new Fault(
          ErrorCode.KYC_NOTHING_TO_REVIEW,
          "For the level " + level.name() + " there is nothing that a reviewer has to look at.");
    }
    Instant now = now();
    KycCase opened =
        new KycCase(
            Ids.uuid7(),
            user,
            CaseKind.REQUEST,
            level.name(),
            reviewed,
            CaseStatus.DRAFT,
            1,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            now,
            now,
            Optional.empty(),
            Person.UNKNOWN);
    return database.durably(handle -> {
      store.insert(handle, opened);
      EventStore.append(handle, opened, Optional.empty(), actor.name(), "");
      return opened;
    });
  }

  /** A label that ends soon may be renewed before. */
  private boolean isGoodFor(Label label, Standing standing) {
    Instant renewable = clock.instant().plus(renewals.notice());
    return standing.labels().stream()
        .filter(held -> held.label() == label)
        .anyMatch(held -> held.expiresAt().map(renewable::isBefore).orElse(true));
  }

  /** What a user asked for; a case of somebody else, or that nobody asked for, is none. */
  KycCase own(UUID user, UUID id) {
    return store.find(id).filter(found -> isOf(user, found)).orElseThrow(() -> none(id));
  }

  private static boolean isOf(UUID user, KycCase found) {
    return found.user().equals(user) && found.kind() == CaseKind.REQUEST;
  }

  /** Any case. */
  KycCase find(UUID id) {
    return store.find(id).orElseThrow(() -> none(id));
  }

  private static Fault none(UUID id) {
    return new Fault(ErrorCode.NOT_FOUND, "There is no case " + id + ".");
  }

  /**
   * Adds to what the client says, or changes it.
   *
   * @throws Fault {@link ErrorCode#KYC_STEP_NOT_ALLOWED} once it is submitted
   */
  KycCase describe(UUID user, UUID id, Person said) {
    return database.durably(handle -> {
      KycCase before = lockWithClient(handle, user, id);
      KycCase after = before.of(before.person().with(said), now());
      store.update(handle, after);
      return after;
    });
  }

  /**
   * Hands it to the reviewers.
   *
   * @throws Fault {@link ErrorCode#KYC_INCOMPLETE}, {@link ErrorCode#KYC_STEP_NOT_ALLOWED}
   */
  KycCase submit(Actor actor, UUID user, UUID id) {
    return database.durably(handle -> {
      KycCase before = lockOwn(handle, user, id);
      require(before, CaseStatus.SUBMITTED, "submitted");
      List<FieldError> missing =
          Completeness.missing(
              before,
              files.of(handle, id).stream().map(StoredFile::kind).collect(Collectors.toSet()),
              clock.instant().atZone(ZoneOffset.UTC).toLocalDate());
      if (!missing.isEmpty()) {
        throw new Fault(
            ErrorCode.KYC_INCOMPLETE,
            "The case is not complete: " + missing.getFirst().message(),
            missing);
      }
      KycCase after =
          before
              .moved(CaseStatus.SUBMITTED, Optional.empty(), Optional.empty(), now())
              .approvedByNobody();
      return step(handle, before, after, actor, "");
    });
  }

  /** Its client gives it up. */
  KycCase giveUp(Actor actor, UUID user, UUID id) {
    return database.durably(handle -> {
      KycCase before = lockOwn(handle, user, id);
      require(before, CaseStatus.EXPIRED, "given up");
      KycCase after = before.moved(CaseStatus.EXPIRED, Optional.empty(), Optional.empty(), now());
      return step(handle, before, after, actor, "given up");
    });
  }

  /**
   * Goes on only while a user's own case may be changed by its client.
   *
   * @throws Fault {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#KYC_STEP_NOT_ALLOWED}
   */
  void requireWithClient(UUID user, UUID id) {
    withClient(own(user, id));
  }

  /** The same, and it stays so until the transaction ends. */
  KycCase lockWithClient(Handle handle, UUID user, UUID id) {
    return withClient(lockOwn(handle, user, id));
  }

  private static KycCase withClient(KycCase found) {
    if (!found.status().isWithClient()) {
      throw notAllowed(found, "changed");
    }
    return found;
  }

  private KycCase lockOwn(Handle handle, UUID user, UUID id) {
    return store.lock(handle, id).filter(found -> isOf(user, found)).orElseThrow(() -> none(id));
  }

  /**
   * A reviewer takes it to look at, and its person is compared with the lists as they are now. Who
   * has it already keeps it.
   *
   * @throws Fault {@link ErrorCode#KYC_CLAIMED_BY_OTHER}, {@link ErrorCode#KYC_STEP_NOT_ALLOWED},
   *     {@link ErrorCode#NOT_TO_ONESELF}, {@link ErrorCode#KYC_SECOND_REVIEWER}
   */
  KycCase claim(Actor actor, UUID id) {
    Reviewer reviewer = reviewer(actor);
    KycCase seen = find(id);
    List<Screening.Hit> found = screening.isOn() ? screening.screen(seen.person()) : List.of();
    return database.durably(handle -> {
      KycCase before = lockForReview(handle, reviewer, id);
      if (before.status() == CaseStatus.CLAIMED) {
        requireClaimed(before, reviewer);
        return before;
      }
      require(before, CaseStatus.CLAIMED, "claimed");
      if (before.version() != seen.version()) {
        throw notAllowed(before, "claimed: it has changed a moment ago");
      }
      if (before.approver().filter(reviewer::isSame).isPresent()) {
        throw new Fault(
            ErrorCode.KYC_SECOND_REVIEWER,
            "You have approved this case; its level wants another reviewer too.");
      }
      KycCase after =
          before.moved(CaseStatus.CLAIMED, Optional.of(reviewer), before.reason(), now());
      if (screening.isOn()) {
        List<Screening.Hit> told =
            after.kind() == CaseKind.SCREENING
                ? hits.newOf(handle, after.user(), id, found)
                : found;
        hits.put(handle, id, new HitStore.Screened(after.updatedAt(), screening.lists()), told);
      }
      record(handle, actor, "kyc.claim", after, "");
      return step(handle, before, after, actor, "");
    });
  }

  /** A reviewer who claimed it puts it back. */
  KycCase release(Actor actor, UUID id, String note) {
    return decide(
        actor,
        id,
        "kyc.release",
        note,
        before -> before.moved(CaseStatus.SUBMITTED, Optional.empty(), before.reason(), now()));
  }

  /**
   * A reviewer who claimed it approves it. The first of two puts it back for the second; otherwise
   * its labels are held from now on.
   *
   * <p>An account that could only cancel for want of this trades again.
   *
   * @param note for the audit
   */
  KycCase approve(Actor actor, UUID id, String note) throws InterruptedException {
    KycCase after =
        decide(
            actor,
            id,
            APPROVE,
            note,
            before -> {
              boolean isEnough =
                  before.approver().isPresent()
                      || levels.named(before.level()).map(Level::reviewers).orElse(2) < 2;
              return isEnough
                  ? before.moved(CaseStatus.APPROVED, before.reviewer(), Optional.empty(), now())
                  : before
                      .moved(CaseStatus.SUBMITTED, Optional.empty(), before.reason(), now())
                      .approvedOnce(reviewer(actor));
            });
    if (after.status() == CaseStatus.APPROVED) {
      renewals.renewed(after.user());
    }
    return after;
  }

  /**
   * A reviewer who claimed it rejects it.
   *
   * <p>Of a screening it says that the client is somebody on a list: the account only cancels from
   * now on, before anything else is done, and what made the client verified is held no more.
   *
   * @param reason the client reads it, except of a screening
   */
  KycCase reject(Actor actor, UUID id, String reason) throws InterruptedException {
    KycCase seen = find(id);
    if (seen.kind() == CaseKind.SCREENING) {
      requireRejectable(actor, seen);
      trading.stop(users.find(seen.user()).orElseThrow().account());
    }
    return decide(
        actor,
        id,
        "kyc.reject",
        reason,
        before -> before.moved(CaseStatus.REJECTED, before.reviewer(), Optional.of(reason), now()));
  }

  /** What {@link #decide} asks too, and whether anybody on a list is the client. */
  private void requireRejectable(Actor actor, KycCase seen) {
    database.<Void, RuntimeException>durably(handle -> {
      requireClaimedBy(handle, reviewer(actor), seen.id());
      if (hits.of(handle, seen.id()).stream()
          .noneMatch(hit -> hit.decision().equals(Optional.of(HitStore.Decision.CONFIRMED)))) {
        throw notAllowed(seen, "rejected: nobody on the lists is confirmed to be its client");
      }
      return null;
    });
  }

  /**
   * A reviewer who claimed it asks the client for something else.
   *
   * @param reason the client reads it
   */
  KycCase askAgain(Actor actor, UUID id, String reason) {
    KycCase seen = find(id);
    if (seen.kind() == CaseKind.SCREENING) {
      throw notAllowed(seen, "asked about: its client does not know of it");
    }
    return decide(
        actor,
        id,
        "kyc.request",
        reason,
        before ->
            before.moved(CaseStatus.ASKED_AGAIN, Optional.empty(), Optional.of(reason), now()));
  }

  /** A reviewer notes something for the others, whatever the status. */
  void note(Actor actor, UUID id, String text) {
    database.<Void, RuntimeException>durably(handle -> {
      KycCase found = lockForReview(handle, reviewer(actor), id);
      store.addNote(handle, id, new CaseStore.Note(actor.name(), text, now()));
      record(handle, actor, "kyc.note", found, "");
      return null;
    });
  }

  private KycCase decide(
      Actor actor, UUID id, String act, String words, UnaryOperator<KycCase> decision) {
    Reviewer reviewer = reviewer(actor);
    return database.durably(handle -> {
      KycCase before = requireClaimedBy(handle, reviewer, id);
      KycCase after = decision.apply(before);
      require(before, after.status(), "decided");
      if (act.equals(APPROVE)) {
        requireCleared(handle, after);
      }
      switch (after.kind()) {
        case REQUEST -> {
          if (after.status() == CaseStatus.APPROVED) {
            grantLabels(handle, after);
          }
          tellClient(handle, after);
        }
        case SCREENING -> {
          if (after.status() == CaseStatus.REJECTED) {
            after.labels().forEach(label -> labels.revoke(handle, after.user(), label));
          }
        }
      }
      record(handle, actor, act, after, words);
      return step(handle, before, after, actor, words);
    });
  }

  /** By the first of two reviewers too: who finds one on a list does not leave it to the other. */
  private void requireCleared(Handle handle, KycCase kycCase) {
    List<KycHit> open =
        hits.of(handle, kycCase.id()).stream()
            .filter(hit -> !hit.decision().equals(Optional.of(HitStore.Decision.CLEARED)))
            .toList();
    if (!open.isEmpty()) {
      throw new Fault(
          ErrorCode.KYC_HITS_OPEN,
          "%d on the lists may be this person, and are not cleared.".formatted(open.size()));
    }
  }

  /**
   * A reviewer who claimed it says whether somebody on a list is its person.
   *
   * @param note why
   * @throws Fault {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#KYC_STEP_NOT_ALLOWED}, {@link
   *     ErrorCode#KYC_CLAIMED_BY_OTHER}
   */
  void decideHit(Actor actor, UUID id, UUID hit, HitStore.Decision decision, String note) {
    Reviewer reviewer = reviewer(actor);
    database.<Void, RuntimeException>durably(handle -> {
      KycCase found = requireClaimedBy(handle, reviewer, id);
      KycHit decided =
          hits.of(handle, id).stream()
              .filter(one -> one.id().equals(hit))
              .findFirst()
              .orElseThrow(() ->
                  new Fault(ErrorCode.NOT_FOUND, "There is no hit " + hit + " in this case."));
      hits.decide(handle, decided, decision, actor.name(), now(), note);
      record(
          handle,
          actor,
          "kyc.hit",
          found,
          decision + " " + decided.list() + " " + decided.entry() + ", " + note);
      return null;
    });
  }

  private KycCase lockForReview(Handle handle, Reviewer reviewer, UUID id) {
    KycCase found = store.lock(handle, id).orElseThrow(() -> none(id));
    if (reviewer.user().equals(Optional.of(found.user()))) {
      throw new Fault(
          ErrorCode.NOT_TO_ONESELF, "Nobody reviews the own case; ask another reviewer.");
    }
    return found;
  }

  private KycCase requireClaimedBy(Handle handle, Reviewer reviewer, UUID id) {
    KycCase found = lockForReview(handle, reviewer, id);
    if (found.status() != CaseStatus.CLAIMED) {
      throw notAllowed(found, "decided; claim it first");
    }
    requireClaimed(found, reviewer);
    return found;
  }

  private static void requireClaimed(KycCase kycCase, Reviewer reviewer) {
    Reviewer claimed = kycCase.reviewer().orElseThrow();
    if (!claimed.isSame(reviewer)) {
      throw new Fault(
          ErrorCode.KYC_CLAIMED_BY_OTHER,
          "The case " + kycCase.id() + " was claimed by " + claimed.name() + ".");
    }
  }

  private void grantLabels(Handle handle, KycCase approved) {
    for (Label label : approved.labels()) {
      Optional<Instant> expires =
          end(label, approved).map(day -> day.atStartOfDay(ZoneOffset.UTC).toInstant());
      labels.grant(
          handle,
          new Held(approved.user(), label, Optional.empty(), approved.updatedAt(), expires),
          Optional.of(approved.id()));
    }
  }

  /**
   * The first day on which a label holds no more. A Form W-8BEN holds until the end of the third
   * year after that of its signature (https://www.irs.gov/instructions/iw8ben, "Expiration of Form
   * W-8BEN"); a W-9 has no end.
   */
  private static Optional<LocalDate> end(Label label, KycCase approved) {
    Person person = approved.person();
    return switch (label) {
      case IDENTITY -> person.documentExpiresOn().map(last -> last.plusDays(1));
      case TAX_RESIDENCY ->
          person.taxes().usPerson().orElse(false)
              ? Optional.empty()
              : approved
                  .submittedAt()
                  .map(signed ->
                      LocalDate.of(
                          signed.atZone(ZoneOffset.UTC).getYear() + W8BEN_YEARS + 1, 1, 1));
      case EMAIL, PHONE, ADDRESS, SOURCE_OF_FUNDS -> Optional.empty();
    };
  }

  private void tellClient(Handle handle, KycCase after) {
    users
        .find(after.user())
        .map(User::email)
        .flatMap(address -> letters.of(after, address))
        .ifPresent(mail -> mailer.post(handle, mail));
  }

  private void record(Handle handle, Actor actor, String act, KycCase kycCase, String words) {
    String what = "user " + kycCase.user() + " for " + kycCase.level();
    audit.append(
        handle,
        new Act(
            actor, act, "kyc-case:" + kycCase.id(), words.isEmpty() ? what : what + ": " + words));
  }

  private KycCase step(Handle handle, KycCase before, KycCase after, Actor actor, String words) {
    store.update(handle, after);
    EventStore.append(handle, after, Optional.of(before.status()), actor.name(), words);
    return after;
  }

  private static void require(KycCase kycCase, CaseStatus to, String verb) {
    if (!kycCase.status().next().contains(to)) {
      throw notAllowed(kycCase, verb);
    }
  }

  private static Fault notAllowed(KycCase kycCase, String verb) {
    return new Fault(
        ErrorCode.KYC_STEP_NOT_ALLOWED,
        "The case " + kycCase.id() + " is " + kycCase.status() + " and can't be " + verb + ".");
  }

  private static Reviewer reviewer(Actor actor) {
    return new Reviewer(actor.name(), actor.user());
  }

  /** Ends the cases that their clients have left alone for a month. */
  Housekeeping.Chore expireOld() {
    return new Housekeeping.Chore(
        "cases that clients left alone",
        () -> {
          List<UUID> old = store.leftAloneSince(clock.instant().minus(PATIENCE), EXPIRED_AT_ONCE);
          old.forEach(this::expire);
          return old.size() == EXPIRED_AT_ONCE;
        });
  }

  private void expire(UUID id) {
    database.<Void, RuntimeException>durably(handle -> {
      Optional<KycCase> found =
          store
              .lock(handle, id)
              .filter(one ->
                  one.status().isWithClient()
                      && one.updatedAt().isBefore(clock.instant().minus(PATIENCE)));
      if (found.isPresent()) {
        KycCase after =
            found.get().moved(CaseStatus.EXPIRED, Optional.empty(), Optional.empty(), now());
        step(
            handle,
            found.get(),
            after,
            Actor.SYSTEM,
            "left alone for " + PATIENCE.toDays() + " days");
      }
      return null;
    });
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}

package bourse.kyc;

import bourse.kyc.MonitorStore.Due;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.data.Database;
import bourse.platform.service.Housekeeping;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Compares the clients who are verified with the lists again when these have changed: who seems to
 * be somebody on them, and was not said before to be somebody else, becomes a case for reviewers.
 * Each client is taken down when done, in the transaction that opens the case: who is killed on the
 * way goes on where it was, and nobody is left out.
 */
final class Monitoring {
  private static final int AT_ONCE = 20;
  private static final UUID FIRST = new UUID(0, 0);

  private final Database database;
  private final MonitorStore monitored;
  private final CaseStore cases;
  private final HitStore hits;
  private final Standings standings;
  private final Screening screening;
  private final Audit audit;
  private final WallClock clock;

  /** Up to which client this round has come; of the housekeeping's thread. */
  private UUID last = FIRST;

  Monitoring(
      Database database,
      CaseStore cases,
      HitStore hits,
      Standings standings,
      Screening screening,
      Audit audit,
      WallClock clock) {
    this.database = database;
    this.monitored = new MonitorStore(database);
    this.cases = cases;
    this.hits = hits;
    this.standings = standings;
    this.screening = screening;
    this.audit = audit;
    this.clock = clock;
  }

  /** Compares those who are to be compared, a few at a time. */
  Housekeeping.Chore compareAgain() {
    return new Housekeeping.Chore(
        "verified clients against the lists",
        () -> {
          if (!screening.isOn()) {
            return false;
          }
          String lists = screening.fingerprint();
          List<Due> due = monitored.due(last, lists, AT_ONCE);
          for (Due one : due) {
            compare(one, lists);
            last = one.user();
          }
          if (due.size() < AT_ONCE) {
            last = FIRST;
          }
          return due.size() == AT_ONCE;
        });
  }

  MonitorStore.Progress progress() {
    return monitored.progress(screening.fingerprint());
  }

  private void compare(Due one, String lists) {
    Person person = cases.find(one.caseId()).orElseThrow().person();
    List<Screening.Hit> found = screening.screen(person);
    String level = standings.of(one.user()).level().name();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    HitStore.Screened screened = new HitStore.Screened(now, screening.lists());
    database.<Void, RuntimeException>durably(handle -> {
      Optional<KycCase> open = cases.openScreening(handle, one.user());
      UUID id = open.map(KycCase::id).orElseGet(Ids::uuid7);
      List<Screening.Hit> news = hits.newOf(handle, one.user(), id, found);
      if (open.isEmpty() && !news.isEmpty()) {
        open(handle, opened(id, one.user(), level, person, now), news.size());
      }
      if (open.isPresent() || !news.isEmpty()) {
        hits.put(handle, id, screened, news);
      }
      monitored.put(handle, one, lists, now);
      return null;
    });
  }

  private static KycCase opened(UUID id, UUID user, String level, Person person, Instant now) {
    return new KycCase(
        id,
        user,
        CaseKind.SCREENING,
        level,
        Set.of(Label.IDENTITY),
        CaseStatus.SUBMITTED,
        1,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        now,
        now,
        Optional.of(now),
        person);
  }

  private void open(Handle handle, KycCase opened, int found) {
    cases.insert(handle, opened);
    cases.update(handle, opened);
    String words = found + " on the lists may be this client";
    EventStore.append(handle, opened, Optional.empty(), Actor.SYSTEM.name(), words);
    audit.append(
        handle,
        new Act(
            Actor.SYSTEM,
            "kyc.screening",
            "kyc-case:" + opened.id(),
            "user " + opened.user() + ": " + words));
  }
}

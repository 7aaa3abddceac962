package bourse.kyc;

import bourse.auth.User;
import bourse.auth.Users;
import bourse.kyc.LabelStore.Held;
import bourse.kyc.LabelStore.Notice;
import bourse.notification.Mailer;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.data.Database;
import bourse.platform.service.Housekeeping;
import bourse.platform.time.WallClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The end of labels that expire: their users are told before, and at the end; then a grace begins,
 * in which nothing changes; after it the label counts no more, and the account may only cancel
 * until the user is verified anew. Thread safe.
 */
final class Renewals {
  /**
   * How long things take.
   *
   * @param notice before the end the user is told, and may renew
   * @param grace after the end everything is as before
   */
  record Periods(Duration notice, Duration grace) {}

  private static final int AT_ONCE = 50;

  private final Database database;
  private final LabelStore labels;
  private final StopStore stops;
  private final Users users;
  private final TradingStop trading;
  private final Mailer mailer;
  private final Letters letters;
  private final Audit audit;
  private final Periods periods;
  private final WallClock clock;

  Renewals(
      Database database,
      LabelStore labels,
      Users users,
      TradingStop trading,
      Mailer mailer,
      Letters letters,
      Audit audit,
      Periods periods,
      WallClock clock) {
    this.database = database;
    this.labels = labels;
    this.stops = new StopStore(database);
    this.users = users;
    this.trading = trading;
    this.mailer = mailer;
    this.letters = letters;
    this.audit = audit;
    this.periods = periods;
    this.clock = clock;
  }

  /** So long before its end a label may be renewed. */
  Duration notice() {
    return periods.notice();
  }

  /** Tells users, stops accounts, and lets those trade again that may. */
  Housekeeping.Chore watch() {
    return new Housekeeping.Chore(
        "labels of clients that expire",
        () -> {
          Instant now = clock.instant();
          List<Held> lapsed = labels.ending(now.minus(periods.grace()), Notice.LAPSED, AT_ONCE);
          for (Held label : lapsed) {
            stop(label, now);
          }
          List<Held> expired = labels.ending(now, Notice.EXPIRED, AT_ONCE);
          expired.forEach(label -> tell(label, Notice.EXPIRED));
          List<Held> soon = labels.ending(now.plus(periods.notice()), Notice.SOON, AT_ONCE);
          soon.forEach(label -> tell(label, Notice.SOON));
          for (StopStore.Stop stop : stops.all()) {
            resumeIfRenewed(stop);
          }
          return Math.max(lapsed.size(), Math.max(expired.size(), soon.size())) == AT_ONCE;
        });
  }

  /** Lets a user trade again whose labels are all good, at once instead of at the next watch. */
  void renewed(UUID user) throws InterruptedException {
    Optional<StopStore.Stop> stop = stops.find(user);
    if (stop.isPresent()) {
      resumeIfRenewed(stop.get());
    }
  }

  private void tell(Held label, Notice notice) {
    database.<Void, RuntimeException>durably(handle -> {
      note(handle, label, notice);
      return null;
    });
  }

  private void note(Handle handle, Held label, Notice notice) {
    labels.setNotice(handle, label, notice);
    users
        .find(label.user())
        .map(User::email)
        .ifPresent(address ->
            mailer.post(
                handle,
                letters.ending(notice, address, label.expiresAt().orElseThrow(), periods.grace())));
  }

  /** The account is stopped before it is written down: a crash between leaves it stopped. */
  private void stop(Held label, Instant now) throws InterruptedException {
    User user = users.find(label.user()).orElseThrow();
    boolean isOurs =
        stops.find(user.id()).map(StopStore.Stop::ours).orElse(false)
            || trading.stop(user.account());
    database.<Void, RuntimeException>durably(handle -> {
      note(handle, label, Notice.LAPSED);
      stops.put(handle, new StopStore.Stop(user.id(), user.account(), now, isOurs));
      audit.append(
          handle,
          new Act(
              Actor.SYSTEM,
              "kyc.stop",
              "account:" + user.account(),
              label.label()
                  + " of user "
                  + user.id()
                  + " has lapsed"
                  + (isOurs ? "" : "; the account could not trade before")));
      return null;
    });
  }

  private void resumeIfRenewed(StopStore.Stop stop) throws InterruptedException {
    Instant lapsedBefore = clock.instant().minus(periods.grace());
    boolean isLapsed =
        labels.of(stop.user()).stream()
            .anyMatch(
                label -> label.expiresAt().filter(end -> !end.isAfter(lapsedBefore)).isPresent());
    if (isLapsed) {
      return;
    }
    boolean trades = stop.ours() && trading.resume(stop.account());
    database.<Void, RuntimeException>durably(handle -> {
      stops.remove(handle, stop.user());
      audit.append(
          handle,
          new Act(
              Actor.SYSTEM,
              "kyc.resume",
              "account:" + stop.account(),
              "user "
                  + stop.user()
                  + " is verified anew"
                  + (trades ? "" : "; somebody else has stopped the account, which stays so")));
      return null;
    });
  }
}

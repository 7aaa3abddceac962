package bourse.withdrawals;

import bourse.auth.CredentialChange;
import bourse.auth.Users;
import bourse.platform.time.WallClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Until when nothing goes out for a user: for a while after a change of what the user proves to be
 * the user with, after the allow-list was turned off, and as long as the staff says so.
 */
final class Delays {
  /** Nothing goes out until then. */
  record Delay(Instant until, String why) {}

  private final Users users;
  private final SettingStore settings;
  private final Duration hold;
  private final WallClock clock;

  /**
   * @param hold so long after a change
   */
  Delays(Users users, SettingStore settings, Duration hold, WallClock clock) {
    this.users = users;
    this.settings = settings;
    this.hold = hold;
    this.clock = clock;
  }

  /** The one that ends last; empty when there is none. */
  Optional<Delay> of(UUID user) {
    return of(user, settings.of(user));
  }

  /** The same for settings that were read. */
  Optional<Delay> of(UUID user, SettingStore.Settings set) {
    List<Delay> all = new ArrayList<>();
    users
        .lastCredentialChange(user)
        .ifPresent(change -> all.add(new Delay(change.at().plus(hold), words(change))));
    set.allowListOffAt()
        .filter(_ -> !set.allowList())
        .ifPresent(at -> all.add(new Delay(at.plus(hold), "the allow-list was turned off")));
    set.block().ifPresent(block -> all.add(new Delay(block.until(), "our staff stopped them")));
    Instant now = clock.instant();
    return all.stream()
        .filter(delay -> delay.until().isAfter(now))
        .max(Comparator.comparing(Delay::until));
  }

  private static String words(CredentialChange change) {
    return switch (change.kind()) {
      case PASSWORD -> "the password was changed";
      case FACTOR_ADDED -> "a second factor was added";
      case FACTOR_REMOVED -> "a second factor was removed";
      case FACTORS_RESET -> "the second factors were reset";
    };
  }
}

package bourse.kyc;

import bourse.auth.User;
import bourse.auth.Users;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.kyc.Standing.HeldLabel;
import bourse.platform.time.WallClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Which labels and which level each user has. Thread safe. */
final class Standings {
  private final Levels levels;
  private final LabelStore labels;
  private final Users users;
  private final Duration grace;
  private final WallClock clock;

  /**
   * @param grace so long a label counts after its end
   */
  Standings(Levels levels, LabelStore labels, Users users, Duration grace, WallClock clock) {
    this.levels = levels;
    this.labels = labels;
    this.users = users;
    this.grace = grace;
    this.clock = clock;
  }

  /** Throws {@link ErrorCode#NOT_FOUND}. */
  Standing of(UUID id) {
    User user =
        users.find(id).orElseThrow(() -> new Fault(ErrorCode.NOT_FOUND, "There is no such user."));
    Instant now = clock.instant();
    List<HeldLabel> held = new ArrayList<>();
    user.emailVerifiedAt()
        .ifPresent(since ->
            held.add(new HeldLabel(Label.EMAIL, since, Optional.empty(), Optional.empty())));
    labels.of(id).stream()
        .map(label ->
            new HeldLabel(
                label.label(),
                label.since(),
                label.expiresAt(),
                label.expiresAt().map(end -> end.plus(grace))))
        .filter(label -> label.countsUntil().map(now::isBefore).orElse(true))
        .forEach(held::add);
    held.sort(Comparator.comparing(HeldLabel::label));
    Set<Label> names = EnumSet.noneOf(Label.class);
    held.forEach(label -> names.add(label.label()));
    Level level = levels.reached(names);
    Optional<Level> next = levels.above(level);
    Set<Label> missing = EnumSet.noneOf(Label.class);
    next.ifPresent(above -> missing.addAll(above.labels()));
    missing.removeAll(names);
    return new Standing(level, held, next, missing);
  }
}

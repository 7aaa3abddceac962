package bourse.kyc;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where a user stands.
 *
 * @param labels that are held now
 * @param next the level above; empty at the top
 * @param missing what the user lacks for it
 */
record Standing(Level level, List<HeldLabel> labels, Optional<Level> next, Set<Label> missing) {
  /**
   * A label that is held.
   *
   * @param expiresAt empty for never
   * @param countsUntil after a grace; empty for ever
   */
  record HeldLabel(
      Label label, Instant since, Optional<Instant> expiresAt, Optional<Instant> countsUntil) {}

  Standing {
    labels = List.copyOf(labels);
    missing = Set.copyOf(missing);
  }

  boolean has(Label label) {
    return labels.stream().anyMatch(held -> held.label() == label);
  }
}

package bourse.kyc;

import java.util.Set;

/**
 * What somebody may do of whom these labels are held.
 *
 * @param number 0 for the lowest, which needs no label
 * @param name unique; at most 60 characters
 * @param labels all that it needs, those of the lower levels among them
 * @param reviewers so many different people approve a case for it
 */
record Level(
    int number,
    String name,
    Set<Label> labels,
    int reviewers,
    Limits deposits,
    Limits withdrawals) {
  Level {
    labels = Set.copyOf(labels);
  }
}

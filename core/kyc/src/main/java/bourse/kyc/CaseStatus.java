package bourse.kyc;

import java.util.Set;

/** How far a case is. */
enum CaseStatus {
  /** The client fills it in. */
  DRAFT,
  /** It waits for a reviewer, the first or the second. */
  SUBMITTED,
  /** A reviewer looks at it. */
  CLAIMED,
  /** The client is to change it and submit it again. */
  ASKED_AGAIN,
  /** Its labels are held. */
  APPROVED,
  REJECTED,
  /** Its client gave it up, or left it for too long. */
  EXPIRED;

  /** What may come after it. */
  Set<CaseStatus> next() {
    return switch (this) {
      case DRAFT, ASKED_AGAIN -> Set.of(SUBMITTED, EXPIRED);
      case SUBMITTED -> Set.of(CLAIMED);
      case CLAIMED -> Set.of(SUBMITTED, ASKED_AGAIN, APPROVED, REJECTED);
      case APPROVED, REJECTED, EXPIRED -> Set.of();
    };
  }

  /** Whether anything can still become of it. */
  boolean isOpen() {
    return !next().isEmpty();
  }

  /** Whether its client may change what it says. */
  boolean isWithClient() {
    return this == DRAFT || this == ASKED_AGAIN;
  }
}

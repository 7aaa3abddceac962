package bourse.kyc;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * People look at what a client says: because the client asks for a level, or because of who is on a
 * list.
 *
 * @param level the name of the level that is asked for or, of a screening, that the client has
 * @param labels what is looked at
 * @param version counts changes
 * @param reviewer who claimed it
 * @param approver who approved it first, where the level wants two
 * @param reason what the client was told with the last decision
 */
record KycCase(
    UUID id,
    UUID user,
    CaseKind kind,
    String level,
    Set<Label> labels,
    CaseStatus status,
    long version,
    Optional<Reviewer> reviewer,
    Optional<Reviewer> approver,
    Optional<String> reason,
    Instant createdAt,
    Instant updatedAt,
    Optional<Instant> submittedAt,
    Person person) {
  /**
   * One who decides.
   *
   * @param name as in the audit
   * @param user empty for an operator at the machine; all of them count as one, for the names they
   *     give prove nothing
   */
  record Reviewer(String name, Optional<UUID> user) {
    boolean isSame(Reviewer other) {
      return user.equals(other.user);
    }
  }

  KycCase {
    labels = Set.copyOf(labels);
  }

  /** The same in another status, a version later. */
  KycCase moved(CaseStatus to, Optional<Reviewer> by, Optional<String> why, Instant at) {
    return new KycCase(
        id,
        user,
        kind,
        level,
        labels,
        to,
        version + 1,
        by,
        approver,
        why,
        createdAt,
        at,
        to == CaseStatus.SUBMITTED && status.isWithClient() ? Optional.of(at) : submittedAt,
        person);
  }

  /** The same, approved by the first of two. */
  KycCase approvedOnce(Reviewer by) {
    return new KycCase(
        id,
        user,
        kind,
        level,
        labels,
        status,
        version,
        reviewer,
        Optional.of(by),
        reason,
        createdAt,
        updatedAt,
        submittedAt,
        person);
  }

  /** The same, nobody having approved it. */
  KycCase approvedByNobody() {
    return new KycCase(
        id,
        user,
        kind,
        level,
        labels,
        status,
        version,
        reviewer,
        Optional.empty(),
        reason,
        createdAt,
        updatedAt,
        submittedAt,
        person);
  }

  /** The same of another person, a version later. */
  KycCase of(Person other, Instant at) {
    return new KycCase(
        id,
        user,
        kind,
        level,
        labels,
        status,
        version + 1,
        reviewer,
        approver,
        reason,
        createdAt,
        at,
        submittedAt,
        other);
  }
}

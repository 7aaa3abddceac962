package bourse.kyc;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A change of a case's status.
 *
 * @param id 1 for the first of all; without gaps
 * @param statusFrom empty when the case was opened
 * @param actor as in the audit
 * @param reason may be empty
 */
record KycEvent(
    long id,
    UUID caseId,
    UUID user,
    Optional<CaseStatus> statusFrom,
    CaseStatus statusTo,
    String actor,
    String reason,
    Instant at) {}

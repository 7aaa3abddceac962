package bourse.gateway;

import bourse.gateway.AddressRanges.Range;
import bourse.platform.http.Subnet;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Somebody who is not served at the public port.
 *
 * @param target a subnet, or a country by two capital letters
 * @param note why
 * @param author who says so, as the audit names them
 * @param expiresAt until then; empty for as long as it is not removed
 */
record Restriction(
    UUID id,
    Kind kind,
    String target,
    String note,
    String author,
    Instant createdAt,
    Optional<Instant> expiresAt) {
  /** By what. */
  enum Kind {
    ADDRESS,
    COUNTRY
  }

  boolean isInForce(Instant now) {
    return expiresAt.filter(end -> !now.isBefore(end)).isEmpty();
  }

  Range range() {
    return Range.of(Subnet.parse(target), target);
  }
}

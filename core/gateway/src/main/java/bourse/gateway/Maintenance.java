package bourse.gateway;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.time.Instant;
import java.util.Optional;

/**
 * That the public port serves nobody but the back office.
 *
 * @param message what clients are told
 * @param author who says so, as the audit names them
 * @param endsAt when it is expected to end; it ends by hand
 */
record Maintenance(String message, String author, Instant since, Optional<Instant> endsAt) {
  /** What clients are told. */
  Fault fault() {
    String end = endsAt.map(at -> " It is expected to end at " + at + ".").orElse("");
    return new Fault(ErrorCode.MAINTENANCE, message + end);
  }
}

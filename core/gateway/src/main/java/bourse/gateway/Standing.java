package bourse.gateway;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerResponse;

/**
 * How a client stands after a request.
 *
 * @param limit what it may use within the window
 * @param left what it may still use
 * @param seconds until the present window ends; after a refusal until it may ask again
 */
record Standing(Counted.Kind kind, Outcome outcome, int limit, long left, long seconds) {
  enum Outcome {
    TAKEN,
    REFUSED,
    BANNED
  }

  private static final HeaderName LIMIT = HeaderNames.create("RateLimit");

  static Standing taken(Counted.Kind kind, int limit, long left, long seconds) {
    return new Standing(kind, Outcome.TAKEN, limit, left, seconds);
  }

  static Standing refused(Counted.Kind kind, int limit, long seconds) {
    return new Standing(kind, Outcome.REFUSED, limit, 0, seconds);
  }

  static Standing banned(Counted.Kind kind, int limit, long seconds) {
    return new Standing(kind, Outcome.BANNED, limit, 0, seconds);
  }

  /**
   * Ends the request unless the weight was taken.
   *
   * @throws Fault {@link ErrorCode#THROTTLED} or {@link ErrorCode#BANNED}
   */
  void require() {
    switch (outcome) {
      case TAKEN -> {}
      case REFUSED ->
          throw new Fault(
              ErrorCode.THROTTLED,
              "This %s has used up its budget of %d; wait %d s."
                  .formatted(kind.label(), limit, seconds));
      case BANNED ->
          throw new Fault(
              ErrorCode.BANNED,
              "This %s went on sending over its limit and is kept out for %d s."
                  .formatted(kind.label(), seconds));
    }
  }

  /** Tells it in the headers, before the answer is sent. */
  void tell(ServerResponse response) {
    response.header(header(LIMIT, "\"" + kind.label() + "\";r=" + left + ";t=" + seconds));
    if (outcome != Outcome.TAKEN) {
      response.header(header(HeaderNames.RETRY_AFTER, Long.toString(seconds)));
    }
  }

  private static Header header(HeaderName name, String value) {
    return HeaderValues.create(name, value);
  }
}

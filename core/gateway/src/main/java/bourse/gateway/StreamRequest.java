package bourse.gateway;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import bourse.platform.http.Body;
import bourse.platform.http.FieldChecks;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a stream's client asks.
 *
 * @param op {@code subscribe}, {@code unsubscribe}, {@code authenticate} or {@code ping}
 * @param id comes back in the answer; may be null
 * @param channels for the first two
 * @param token an access token, for {@code authenticate}
 */
record StreamRequest(String op, String id, List<String> channels, String token) {
  private static final int MAXIMUM_ID = 64;
  private static final int MAXIMUM_CHANNELS = 100;

  /**
   * Reads a request and checks that it has the fields of its operation and no others.
   *
   * @throws Fault {@link ErrorCode#MALFORMED_REQUEST} or {@link ErrorCode#INVALID_FIELD}
   */
  static StreamRequest read(String text) {
    StreamRequest request = Body.read(text.getBytes(StandardCharsets.UTF_8), StreamRequest.class);
    request.check();
    return request;
  }

  static Fault invalid(String field, String rule, String message) {
    return new Fault(
        ErrorCode.INVALID_FIELD, message, List.of(new FieldError(field, rule, message)));
  }

  private void check() {
    FieldChecks checks = new FieldChecks();
    checks.required("op", op);
    checks.check(
        id == null || id.length() <= MAXIMUM_ID,
        "id",
        "length",
        "An id has at most " + MAXIMUM_ID + " characters.");
    checks.verify();
    boolean ofChannels = op.equals("subscribe") || op.equals("unsubscribe");
    if (ofChannels) {
      checks.check(
          channels != null
              && !channels.isEmpty()
              && channels.size() <= MAXIMUM_CHANNELS
              && channels.stream().allMatch(channel -> channel != null),
          "channels",
          "size",
          "Name 1 to " + MAXIMUM_CHANNELS + " channels.");
    } else {
      checks.check(channels == null, "channels", "unsupported", op + " takes no channels.");
    }
    if (op.equals("authenticate")) {
      checks.required("token", token);
    } else {
      checks.check(token == null, "token", "unsupported", op + " takes no token.");
    }
    checks.verify();
  }
}

package bourse.platform.http;

import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import java.util.List;

/**
 * Refuses a request whose length two parsers could read differently, and closes its connection:
 * what one took for the body the other would take for the next request. The web server would take
 * the first of several lengths, pass over a {@code Transfer-Encoding} that it does not know, and of
 * a chunked body take sizes with a sign and any two bytes for the end of a chunk. So a body comes
 * with one {@code Content-Length}, and with nothing else that says how long it is.
 */
final class StrictFraming {
  private static final int MOST_DIGITS = 18;

  private StrictFraming() {}

  static void check(Headers headers) {
    if (headers.contains(HeaderNames.TRANSFER_ENCODING)) {
      throw refused(Status.LENGTH_REQUIRED_411, "The request has a Transfer-Encoding");
    }
    if (headers.contains(HeaderNames.CONTENT_LENGTH)
        && !isLength(headers.all(HeaderNames.CONTENT_LENGTH, List::of))) {
      throw refused(Status.BAD_REQUEST_400, "Content-Length is not one number");
    }
  }

  private static boolean isLength(List<String> values) {
    if (values.size() != 1 || values.getFirst().isEmpty()) {
      return false;
    }
    String value = values.getFirst();
    return value.length() <= MOST_DIGITS && value.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static RequestException refused(Status status, String message) {
    return RequestException.builder()
        .type(EventType.BAD_REQUEST)
        .status(status)
        .setKeepAlive(false)
        .message(message)
        .build();
  }
}

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
 * the first of several lengths, and pass over a {@code Transfer-Encoding} that it does not know.
 */
final class StrictFraming {
  private static final int MOST_DIGITS = 18;

  private StrictFraming() {}

  static void check(Headers headers) {
    boolean hasLength = headers.contains(HeaderNames.CONTENT_LENGTH);
    boolean hasEncoding = headers.contains(HeaderNames.TRANSFER_ENCODING);
    if (hasLength && hasEncoding) {
      throw refused("The request has both Content-Length and Transfer-Encoding");
    }
    if (hasLength && !isLength(headers.all(HeaderNames.CONTENT_LENGTH, List::of))) {
      throw refused("Content-Length is not one number");
    }
    if (hasEncoding
        && !headers.all(HeaderNames.TRANSFER_ENCODING, List::of).equals(List.of("chunked"))) {
      throw refused("Transfer-Encoding is something else than chunked");
    }
  }

  private static boolean isLength(List<String> values) {
    if (values.size() != 1 || values.getFirst().isEmpty()) {
      return false;
    }
    String value = values.getFirst();
    return value.length() <= MOST_DIGITS && value.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static RequestException refused(String message) {
    return RequestException.builder()
        .type(EventType.BAD_REQUEST)
        .status(Status.BAD_REQUEST_400)
        .setKeepAlive(false)
        .message(message)
        .build();
  }
}

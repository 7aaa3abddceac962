package bourse.platform.http;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;

/**
 * Refuses a body that is over the limit, or too slow. The web server's own limit stands higher:
 * over that one it closes the connection while the client still sends, and to such a client the
 * answer is lost. Of a body between the two it reads the rest, after the answer, and drops it.
 */
final class BodyLimit implements Filter {
  private static final long DRAINED_BYTES = 16 << 20;

  private final long maximumBytes;
  private final SlowClients slowClients;

  BodyLimit(long maximumBytes, SlowClients slowClients) {
    this.maximumBytes = maximumBytes;
    this.slowClients = slowClients;
  }

  /** Above this many bytes a connection is closed at once. */
  static long hardLimit(long maximumBytes) {
    return maximumBytes + DRAINED_BYTES;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    long length = request.headers().contentLength().orElse(0);
    if (length > maximumBytes) {
      throw tooLarge();
    }
    if (length > 0) {
      request.streamFilter(slowClients::timed);
    }
    chain.proceed();
  }

  private Fault tooLarge() {
    return new Fault(
        ErrorCode.BODY_TOO_LARGE,
        "The body is over this server's limit of %d bytes; send less at once."
            .formatted(maximumBytes));
  }
}

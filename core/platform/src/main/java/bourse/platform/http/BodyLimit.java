package bourse.platform.http;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;

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
    OptionalLong length = request.headers().contentLength();
    if (length.isEmpty()) {
      request.streamFilter(body -> new Counted(slowClients.timed(body)));
    } else if (length.getAsLong() > maximumBytes) {
      throw tooLarge();
    } else if (length.getAsLong() > 0) {
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

  /** A body that does not say how long it is. Once it was refused, what follows can be dropped. */
  private final class Counted extends FilterInputStream {
    private long bytes;
    private boolean refused;

    Counted(InputStream body) {
      super(body);
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      count(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = super.read(into, offset, length);
      count(Math.max(read, 0));
      return read;
    }

    private void count(int more) {
      bytes += more;
      if (bytes > maximumBytes && !refused) {
        refused = true;
        throw tooLarge();
      }
    }
  }
}

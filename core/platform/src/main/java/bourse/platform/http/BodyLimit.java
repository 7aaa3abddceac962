package bourse.platform.http;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import io.helidon.http.PathMatcher;
import io.helidon.http.PathMatchers;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.List;

/**
 * Refuses a body that is over the limit, or too slow. The web server's own limit stands higher:
 * over that one it closes the connection while the client still sends, and to such a client the
 * answer is lost. Of a body between the two it reads the rest, after the answer, and drops it.
 */
final class BodyLimit implements Filter {
  private static final long DRAINED_BYTES = 16 << 20;

  /** A route that takes longer bodies. */
  private record Larger(String method, PathMatcher path, long maximumBytes) {
    boolean matches(RoutingRequest request) {
      return request.prologue().method().text().equals(method)
          && path.match(request.path()).accepted();
    }
  }

  private final long maximumBytes;
  private final List<Larger> larger;
  private final SlowClients slowClients;

  /**
   * @param maximumBytes unless one of the routes takes more
   */
  BodyLimit(long maximumBytes, List<Route> routes, SlowClients slowClients) {
    this.maximumBytes = maximumBytes;
    this.larger =
        routes.stream()
            .filter(route -> route.largestBody() > maximumBytes)
            .map(route ->
                new Larger(route.method(), PathMatchers.create(route.path()), route.largestBody()))
            .toList();
    this.slowClients = slowClients;
  }

  /** Above this many bytes a connection is closed at once. */
  static long hardLimit(long maximumBytes, List<Route> routes) {
    return DRAINED_BYTES
        + routes.stream().mapToLong(Route::largestBody).reduce(maximumBytes, Math::max);
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    long length = request.headers().contentLength().orElse(0);
    if (length > maximumBytes && length > limit(request)) {
      throw tooLarge(limit(request));
    }
    if (length > 0) {
      request.streamFilter(slowClients::timed);
    }
    chain.proceed();
  }

  private long limit(RoutingRequest request) {
    return larger.stream()
        .filter(one -> one.matches(request))
        .mapToLong(Larger::maximumBytes)
        .findFirst()
        .orElse(maximumBytes);
  }

  private static Fault tooLarge(long limit) {
    return new Fault(
        ErrorCode.BODY_TOO_LARGE,
        "The body is over this server's limit of %d bytes; send less at once.".formatted(limit));
  }
}

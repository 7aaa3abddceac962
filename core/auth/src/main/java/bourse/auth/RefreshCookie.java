package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.Optional;

/** The refresh token of a browser. */
final class RefreshCookie {
  private static final HostCookie COOKIE = new HostCookie("__Host-bourse-refresh");

  private RefreshCookie() {}

  static void set(ServerResponse response, String token, Duration lifetime) {
    COOKIE.set(response, token, lifetime);
  }

  static void remove(ServerResponse response) {
    COOKIE.remove(response);
  }

  static Optional<String> read(ServerRequest request) {
    return COOKIE.read(request);
  }

  /**
   * Refuses a request that a page of another site made.
   *
   * @throws Fault {@link ErrorCode#NOT_ALLOWED}
   */
  static void requireOwnOrigin(ServerRequest request) {
    String origin = request.headers().first(HeaderNames.ORIGIN).orElse("");
    String host = request.headers().first(HeaderNames.HOST).orElse("");
    boolean own = origin.equals("http://" + host) || origin.equals("https://" + host);
    if (host.isEmpty() || !own) {
      throw new Fault(
          ErrorCode.NOT_ALLOWED,
          "A browser may do this only from a page of this server; leave out client: BROWSER"
              + " elsewhere.");
    }
  }
}

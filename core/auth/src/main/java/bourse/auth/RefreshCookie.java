package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * The refresh token of a browser: in a cookie that scripts can't read, that goes to this host only
 * and not along with requests of other sites. Browsers keep {@code Secure} cookies of
 * http://localhost too.
 */
final class RefreshCookie {
  private static final String NAME = "__Host-bourse-refresh";
  private static final String ATTRIBUTES = "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=";

  private RefreshCookie() {}

  static void set(ServerResponse response, String token, Duration lifetime) {
    response.header(HeaderNames.SET_COOKIE, NAME + "=" + token + ATTRIBUTES + lifetime.toSeconds());
  }

  static void remove(ServerResponse response) {
    response.header(HeaderNames.SET_COOKIE, NAME + "=" + ATTRIBUTES + 0);
  }

  static Optional<String> read(ServerRequest request) {
    return request.headers().cookies().first(NAME).asOptional();
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

package bourse.auth;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * A secret that a browser keeps: in a cookie that scripts can't read, that goes to this host only
 * and not along with requests of other sites. Browsers keep {@code Secure} cookies of
 * http://localhost too.
 *
 * @param name begins with {@code __Host-}
 */
record HostCookie(String name) {
  private static final String ATTRIBUTES = "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=";

  void set(ServerResponse response, String value, Duration lifetime) {
    add(response, name + "=" + value + ATTRIBUTES + lifetime.toSeconds());
  }

  void remove(ServerResponse response) {
    add(response, name + "=" + ATTRIBUTES + 0);
  }

  Optional<String> read(ServerRequest request) {
    return request.headers().cookies().first(name).asOptional();
  }

  private static void add(ServerResponse response, String cookie) {
    response.headers().add(HeaderValues.create(HeaderNames.SET_COOKIE, cookie));
  }
}

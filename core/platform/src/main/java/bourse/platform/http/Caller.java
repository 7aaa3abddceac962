package bourse.platform.http;

import io.helidon.webserver.http.ServerRequest;
import java.util.Set;
import java.util.UUID;

/**
 * Who is asking. Put into the request's context by the gateway's authentication filter.
 *
 * @param userId the user
 * @param account the user's account in the engine
 * @param sessionId the session that the access token belongs to
 * @param roles the live roles, not those of the token
 */
public record Caller(UUID userId, long account, UUID sessionId, Set<String> roles) {
  /** The caller of a request to a route that needs one. */
  public static Caller of(ServerRequest request) {
    return request.context().get(Caller.class).orElseThrow();
  }
}

package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.access.Permission;
import bourse.platform.http.Access;
import bourse.platform.http.Caller;
import bourse.platform.http.Route;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;

/**
 * Puts the check of a route's {@link Access} before its handler, and the {@link Caller} into the
 * request's context. Operators' routes are never open here: they are served on the management port
 * by their own guard.
 */
public final class AccessGuard {
  private static final String SCHEME = "Bearer ";

  private final Authenticator authenticator;

  public AccessGuard(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  /** The route with its check. */
  public Route guarded(Route route) {
    return switch (route.access().kind()) {
      case PUBLIC -> route;
      case USER -> route.with(forUsers(route.access(), route.handler()));
      case OPERATOR ->
          throw new IllegalArgumentException(
              route.path() + " is for operators and may not be served to the public");
    };
  }

  private Handler forUsers(Access access, Handler handler) {
    Permission permission = access.permission().orElseThrow();
    return (request, response) -> {
      Caller caller = caller(request);
      caller.require(permission);
      if (access.stepUp()) {
        authenticator.requireStepUp(caller);
      }
      request.context().register(caller);
      handler.handle(request, response);
    };
  }

  private Caller caller(ServerRequest request) {
    return SignedRequest.of(request)
        .map(authenticator::authenticate)
        .orElseGet(() -> authenticator.authenticate(bearerToken(request)));
  }

  /** The token that a request carries; throws {@link ErrorCode#NOT_AUTHENTICATED} without one. */
  public static String bearerToken(ServerRequest request) {
    String header = request.headers().first(HeaderNames.AUTHORIZATION).orElse("");
    if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        || header.length() == SCHEME.length()) {
      throw new Fault(
          ErrorCode.NOT_AUTHENTICATED,
          "Send your access token: Authorization: Bearer …, or sign the request with an API key.");
    }
    return header.substring(SCHEME.length()).strip();
  }
}

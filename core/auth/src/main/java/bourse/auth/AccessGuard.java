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
import java.util.Optional;

/**
 * Puts the check of a route's {@link Access} before its handler, and the {@link Caller} into the
 * request's context. Operators' routes are never open here: they are served on the management port
 * by their own guard.
 */
public final class AccessGuard {
  private static final String BEARER = "Bearer ";

  /** Of tokens that come with a proof (RFC 9449). */
  private static final String BOUND = "DPoP ";

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
      // Who is refused is taken down too, with what was missing.
      request.context().register(caller);
      request.context().register(permission);
      caller.require(permission);
      authenticator.requireFresh(caller, access.fresh());
      handler.handle(request, response);
    };
  }

  /** By what a request shows. */
  private Caller caller(ServerRequest request) {
    return SignedRequest.of(request)
        .map(authenticator::authenticate)
        .orElseGet(() -> byToken(request));
  }

  private Caller byToken(ServerRequest request) {
    Optional<String> bound = token(request, BOUND);
    if (bound.isEmpty()) {
      return authenticator.authenticate(bearerToken(request), Optional.empty());
    }
    KeyProof proof =
        KeyProof.of(request)
            .orElseThrow(() ->
                new Fault(
                    ErrorCode.PROOF_REFUSED,
                    "A token of the scheme DPoP comes with a proof in the header DPoP."));
    return authenticator.authenticate(bound.get(), Optional.of(proof));
  }

  /** The token that a request carries; throws {@link ErrorCode#NOT_AUTHENTICATED} without one. */
  public static String bearerToken(ServerRequest request) {
    return token(request, BEARER)
        .orElseThrow(() ->
            new Fault(
                ErrorCode.NOT_AUTHENTICATED,
                "Send your access token: Authorization: Bearer …, or sign the request with an API"
                    + " key."));
  }

  private static Optional<String> token(ServerRequest request, String scheme) {
    return request
        .headers()
        .first(HeaderNames.AUTHORIZATION)
        .filter(header -> header.regionMatches(true, 0, scheme, 0, scheme.length()))
        .map(header -> header.substring(scheme.length()).strip())
        .filter(token -> !token.isEmpty());
  }
}

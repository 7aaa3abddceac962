package bourse.gateway;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lets pages of the named origins, and of no others, read answers. Never with cookies: such a page
 * sends an access token of its own.
 */
final class Cors implements Filter {
  private static final Header VARY = HeaderValues.createCached("Vary", "Origin");
  private static final Header EXPOSED =
      HeaderValues.createCached(
          "Access-Control-Expose-Headers",
          "Bourse-Sequence, Bourse-Request-Id, Idempotency-Replayed, RateLimit, RateLimit-Policy,"
              + " Retry-After, ETag");
  private static final List<Header> OF_A_PREFLIGHT =
      List.of(
          HeaderValues.createCached("Access-Control-Allow-Methods", "GET, POST, PATCH, DELETE"),
          HeaderValues.createCached(
              "Access-Control-Allow-Headers",
              "Authorization, Content-Type, DPoP, Bourse-At-Least-Sequence, Bourse-Request-Id,"
                  + " Idempotency-Key, If-Match, Bourse-Key, Bourse-Timestamp, Bourse-Window,"
                  + " Bourse-Nonce, Bourse-Signature"),
          HeaderValues.createCached("Access-Control-Max-Age", "600"));

  private final Set<String> origins;

  Cors(EdgeSettings settings) {
    this.origins = settings.corsOrigins();
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    if (origins.isEmpty()) {
      chain.proceed();
      return;
    }
    response.header(VARY);
    Optional<String> origin = request.headers().first(HeaderNames.ORIGIN).filter(origins::contains);
    if (origin.isEmpty()) {
      chain.proceed();
      return;
    }
    response.header(HeaderValues.create(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin.get()));
    if (isPreflight(request)) {
      OF_A_PREFLIGHT.forEach(response::header);
      response.status(Status.NO_CONTENT_204).send();
      return;
    }
    response.header(EXPOSED);
    chain.proceed();
  }

  private static boolean isPreflight(RoutingRequest request) {
    return request.prologue().method().equals(Method.OPTIONS)
        && request.headers().contains(HeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
  }
}

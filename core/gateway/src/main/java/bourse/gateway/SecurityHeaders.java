package bourse.gateway;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.List;
import java.util.Optional;

/**
 * What browsers are told with every answer: scripts, styles and connections of this server only,
 * nothing inline, no frames. Other sites can't read anything, but for those of {@link Cors}. Nobody
 * keeps a copy of what the API answers.
 */
final class SecurityHeaders implements Filter {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self';"
          + " base-uri 'none'; frame-ancestors 'none'";

  private static final List<Header> HEADERS =
      List.of(
          HeaderValues.createCached("Content-Security-Policy", POLICY),
          HeaderValues.createCached("X-Content-Type-Options", "nosniff"),
          HeaderValues.createCached("X-Frame-Options", "DENY"),
          HeaderValues.createCached("Referrer-Policy", "no-referrer"),
          HeaderValues.createCached("Cross-Origin-Opener-Policy", "same-origin"),
          HeaderValues.createCached("Cross-Origin-Resource-Policy", "same-origin"),
          HeaderValues.createCached(
              "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()"));

  /** Browsers come back over TLS only, for a year. */
  private static final String STRICT_TRANSPORT = "max-age=31536000";

  private static final String SUBDOMAINS = "; includeSubDomains";

  /** What the API answers is of one caller and one moment. */
  private static final Header NO_STORE =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");

  private static final String API = "/v1/";

  private final Optional<Header> strictTransport;

  /**
   * @param edge tells whether people reach this server over TLS
   */
  SecurityHeaders(EdgeSettings edge) {
    this.strictTransport =
        edge.publicUrl()
            .filter(url -> url.getScheme().equals("https"))
            .map(url -> STRICT_TRANSPORT + (edge.strictSubdomains() ? SUBDOMAINS : ""))
            .map(value -> HeaderValues.createCached("Strict-Transport-Security", value));
  }

  /** Empty where people do not reach this server over TLS. */
  Optional<Header> strictTransport() {
    return strictTransport;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    HEADERS.forEach(response::header);
    strictTransport.ifPresent(response::header);
    if (request.path().rawPath().startsWith(API)) {
      response.header(NO_STORE);
    }
    chain.proceed();
  }
}

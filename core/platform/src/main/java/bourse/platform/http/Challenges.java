package bourse.platform.http;

import bourse.domain.ErrorCode;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import java.util.List;

/**
 * How a client can authenticate, as every 401 tells it (RFC 9110, 11.6.1): by an access token (RFC
 * 6750), or by one that is bound to a key (RFC 9449). The scheme that was tried says what was wrong
 * with it. API keys have no scheme: their headers are our own.
 */
final class Challenges {
  private static final String BEARER = "Bearer realm=\"bourse\"";
  private static final String BOUND = "DPoP realm=\"bourse\", algs=\"EdDSA ES256\"";
  private static final String INVALID_TOKEN = ", error=\"invalid_token\"";
  private static final String INVALID_PROOF = ", error=\"invalid_dpop_proof\"";
  private static final String BOUND_SCHEME = "DPoP ";

  private Challenges() {}

  /** The challenges of an answer to a request with these headers. */
  static List<Header> of(ErrorCode code, Headers request) {
    boolean isBound =
        request
            .first(HeaderNames.AUTHORIZATION)
            .filter(given -> given.regionMatches(true, 0, BOUND_SCHEME, 0, BOUND_SCHEME.length()))
            .isPresent();
    String bearer = BEARER;
    String bound = BOUND;
    switch (code) {
      case PROOF_REFUSED -> bound += INVALID_PROOF;
      case NOT_AUTHENTICATED -> {
        if (isBound) {
          bound += INVALID_TOKEN;
        } else if (request.contains(HeaderNames.AUTHORIZATION)) {
          bearer += INVALID_TOKEN;
        }
      }
      default -> {
        // It was not about a token.
      }
    }
    return List.of(challenge(bearer), challenge(bound));
  }

  private static Header challenge(String text) {
    return HeaderValues.create(HeaderNames.WWW_AUTHENTICATE, text);
  }
}

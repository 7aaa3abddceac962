package bourse.auth;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.Locale;

/**
 * Host and port as a client addressed them, in the one form that signatures and proofs are compared
 * in: small letters, without the port that its scheme has anyway.
 */
final class Authority {
  private Authority() {}

  /** Of a request; the gateway lets in no host but its own. */
  static String of(ServerRequest request) {
    return of(request.headers().first(HeaderNames.HOST).orElse(""));
  }

  /**
   * @param text as a header Host or a URL has it
   */
  static String of(String text) {
    return text.toLowerCase(Locale.ROOT).replaceFirst(":(80|443)$", "");
  }
}

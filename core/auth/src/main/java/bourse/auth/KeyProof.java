package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.Optional;

/**
 * What a client shows to prove that it holds a key (DPoP, RFC 9449), and the request that it has to
 * be made for.
 *
 * @param text a JWT of type {@code dpop+jwt}
 * @param authority host and port as the client addressed them, as a header Host has them
 * @param path without the query
 */
public record KeyProof(String text, String method, String authority, String path) {
  private static final HeaderName HEADER = HeaderNames.create("DPoP");

  /**
   * The proof of a request, if it has one.
   *
   * @throws Fault {@link ErrorCode#PROOF_REFUSED} when it has several
   */
  public static Optional<KeyProof> of(ServerRequest request) {
    List<String> proofs = request.headers().all(HEADER, List::of);
    if (proofs.size() > 1) {
      throw new Fault(ErrorCode.PROOF_REFUSED, "Send one header DPoP, not " + proofs.size() + ".");
    }
    return proofs.stream()
        .findFirst()
        .map(proof ->
            new KeyProof(
                proof,
                request.prologue().method().text(),
                Authority.of(request),
                request.path().rawPath()));
  }
}

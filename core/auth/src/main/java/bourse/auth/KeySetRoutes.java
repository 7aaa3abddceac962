package bourse.auth;

import bourse.platform.http.Access;
import bourse.platform.http.Reply;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import com.nimbusds.jose.jwk.ECKey;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;

/** The keys with which anyone can verify access tokens, as a JWK set (RFC 7517). */
final class KeySetRoutes implements Routes {
  private record KeySet(List<PublicKey> keys) {}

  private record PublicKey(
      String kty, String use, String alg, String kid, String crv, String x, String y) {
    static PublicKey of(ECKey key) {
      return new PublicKey(
          key.getKeyType().getValue(),
          key.getKeyUse().getValue(),
          key.getAlgorithm().getName(),
          key.getKeyID(),
          key.getCurve().getName(),
          key.getX().toString(),
          key.getY().toString());
    }
  }

  private final SigningKeys keys;

  KeySetRoutes(SigningKeys keys) {
    this.keys = keys;
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route("GET", "/v1/.well-known/jwks.json", Access.PUBLIC, this::keySet));
  }

  private void keySet(ServerRequest request, ServerResponse response) {
    Reply.json(
        response,
        new KeySet(keys.inUse().stream().map(key -> PublicKey.of(key.publicKey())).toList()));
  }
}

package bourse.crypto;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import bourse.platform.crypto.Keystore;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** What the nodes ask for, in the keystore and nowhere else. */
final class NodeSecrets {
  private final Keystore keystore;

  NodeSecrets(Keystore keystore) {
    this.keystore = keystore;
  }

  private static String name(String chain) {
    return "crypto." + chain + ".node-secret";
  }

  boolean isKept(String chain) {
    return keystore.existing(name(chain)).isPresent();
  }

  /** For a node that asks for a user and a password, as bitcoind does. */
  Optional<String> basic(String chain, String user) {
    return secret(chain)
        .map(password ->
            "Basic "
                + Base64.getEncoder()
                    .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
  }

  /** For a node that asks for a token. */
  Optional<String> bearer(String chain) {
    return secret(chain).map(token -> "Bearer " + token);
  }

  private Optional<String> secret(String chain) {
    return keystore.existing(name(chain)).map(secret -> new String(secret, StandardCharsets.UTF_8));
  }

  /** Keeps a secret, durably. */
  void keep(String chain, String secret) {
    if (secret.length() > 500 || !secret.matches("\\p{Graph}+")) {
      String message = "A secret has 1 to 500 visible ASCII characters without spaces.";
      throw new Fault(
          ErrorCode.INVALID_FIELD, message, List.of(new FieldError("secret", "format", message)));
    }
    keystore.put(name(chain), secret.getBytes(StandardCharsets.UTF_8));
  }
}

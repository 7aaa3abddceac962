package bourse.admin;

import bourse.auth.TokenKeys;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.crypto.CryptoInventory;
import bourse.platform.crypto.DataKeys;
import bourse.platform.crypto.KeyPurpose;
import bourse.platform.http.Access;
import bourse.platform.http.Reply;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import bourse.platform.keys.EncryptedData;
import bourse.platform.keys.KeyRotation;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The keys that data are encrypted and access tokens are signed with: {@code /operator/keys}. Never
 * shows one.
 */
final class KeyRoutes implements Routes {
  private static final String MASTER = "master";
  private static final String TOKENS = "tokens";

  private record VersionAnswer(int version, Instant madeAt) {}

  private record DataAnswer(String name, long stale) {}

  private record KeyAnswer(
      String name,
      String use,
      String algorithm,
      boolean rotates,
      boolean renewed,
      List<VersionAnswer> versions,
      List<DataAnswer> data) {}

  private record SecretAnswer(String name, String use, String algorithm, String renewal) {}

  private record InventoryAnswer(
      int master,
      List<KeyAnswer> keys,
      List<SecretAnswer> secrets,
      String retiredFile,
      String problem) {}

  private record RotationAnswer(String name, int version) {}

  private final KeyRotation rotation;
  private final TokenKeys tokenKeys;
  private final Audit audit;

  KeyRoutes(KeyRotation rotation, TokenKeys tokenKeys, Audit audit) {
    this.rotation = rotation;
    this.tokenKeys = tokenKeys;
    this.audit = audit;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/operator/keys", Access.OPERATOR, this::inventory),
        new Route("POST", "/operator/keys/{name}/rotate", Access.OPERATOR, this::rotate));
  }

  private void inventory(ServerRequest request, ServerResponse response) throws Exception {
    List<KeyAnswer> keys = new ArrayList<>();
    for (KeyPurpose purpose : KeyPurpose.values()) {
      keys.add(key(purpose));
    }
    keys.add(tokens());
    Reply.json(
        response,
        new InventoryAnswer(
            rotation.keystore().dataKeys().master().orElse(0),
            keys,
            rotation.keystore().names().stream().map(KeyRoutes::secret).toList(),
            rotation.keystore().retiredFile().toString(),
            rotation.health().detail()));
  }

  private KeyAnswer key(KeyPurpose purpose) throws Exception {
    List<DataKeys.Version> versions = rotation.keystore().dataKeys().versions(purpose);
    List<DataAnswer> data = new ArrayList<>();
    for (EncryptedData encrypted : rotation.data()) {
      if (encrypted.key() == purpose) {
        data.add(new DataAnswer(encrypted.name(), encrypted.stale()));
      }
    }
    return new KeyAnswer(
        purpose.keyName(),
        purpose.use(),
        purpose.algorithm(),
        purpose.isRotated(),
        !purpose.isRotated() || rotation.isRenewed(purpose),
        versions.stream()
            .map(version -> new VersionAnswer(version.number(), version.made()))
            .toList(),
        data);
  }

  private KeyAnswer tokens() {
    return new KeyAnswer(
        TOKENS,
        "Signs access tokens",
        "ES256",
        true,
        true,
        tokenKeys.versions().stream()
            .map(version -> new VersionAnswer(version.number(), version.made()))
            .toList(),
        List.of());
  }

  private static SecretAnswer secret(String name) {
    return CryptoInventory.of(name)
        .map(entry -> new SecretAnswer(name, entry.use(), entry.algorithm(), entry.renewal()))
        .orElseGet(() -> new SecretAnswer(name, "of another version of the server", "", ""));
  }

  private void rotate(ServerRequest request, ServerResponse response) {
    String name = request.path().pathParameters().get("name");
    int version =
        switch (name) {
          case MASTER -> rotation.keystore().dataKeys().rotateMaster();
          case TOKENS -> tokenKeys.rotate();
          default -> rotation.rotate(dataKey(name));
        };
    audit.append(new Act(Actor.of(request), "keys.rotate", "key:" + name, "version " + version));
    Reply.json(response, new RotationAnswer(name, version));
  }

  private static KeyPurpose dataKey(String name) {
    return KeyPurpose.named(name)
        .filter(KeyPurpose::isRotated)
        .orElseThrow(() ->
            new Fault(
                ErrorCode.NOT_FOUND,
                "There is no key %s to rotate: it is one of master, tokens, %s."
                    .formatted(
                        name.length() > 40 ? "of this name" : name,
                        String.join(
                            ", ",
                            Arrays.stream(KeyPurpose.values())
                                .filter(KeyPurpose::isRotated)
                                .map(KeyPurpose::keyName)
                                .toList()))));
  }
}

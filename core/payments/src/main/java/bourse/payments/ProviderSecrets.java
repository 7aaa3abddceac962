package bourse.payments;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import bourse.platform.crypto.Keystore;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * The secrets of the providers, in the keystore and nowhere else. Of the secret that webhooks are
 * signed with the two newest count, so that it can be replaced while events are on their way.
 */
final class ProviderSecrets {
  /** What is secret of a provider. */
  enum Kind {
    /** With which we ask. */
    API_KEY("api-key"),
    /** With which the provider signs what it tells. */
    WEBHOOK_SECRET("webhook-secret");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  private static final int COUNTING = 2;

  private final Keystore keystore;

  ProviderSecrets(Keystore keystore) {
    this.keystore = keystore;
  }

  private static String name(String connector, Kind kind) {
    return "payments." + connector + "." + kind.word();
  }

  Optional<String> apiKey(String connector) {
    return keystore
        .existing(name(connector, Kind.API_KEY))
        .map(key -> new String(key, StandardCharsets.UTF_8));
  }

  /** Those that count, the newest first. */
  List<byte[]> webhookSecrets(String connector) {
    return List.copyOf(
        keystore.versions(name(connector, Kind.WEBHOOK_SECRET)).descendingMap().values().stream()
            .limit(COUNTING)
            .toList());
  }

  /** How many count. */
  int webhookSecretCount(String connector) {
    return webhookSecrets(connector).size();
  }

  /** Keeps a secret, durably; an older one for webhooks counts on until it is forgotten. */
  void keep(String connector, Kind kind, String secret) {
    if (secret.isBlank() || secret.length() > 500 || !secret.matches("\\p{Graph}+")) {
      String message = "A secret has 1 to 500 visible ASCII characters without spaces.";
      throw new Fault(
          ErrorCode.INVALID_FIELD, message, List.of(new FieldError("secret", "format", message)));
    }
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    switch (kind) {
      case API_KEY -> keystore.put(name(connector, kind), bytes);
      case WEBHOOK_SECRET -> keystore.renew(name(connector, kind), bytes);
    }
  }

  /**
   * Makes secrets up, where there are none, for a simulated provider.
   *
   * @return its key
   */
  String simulated(String connector) {
    if (apiKey(connector).isEmpty()) {
      keep(connector, Kind.API_KEY, "sk_test_" + random());
    }
    if (webhookSecrets(connector).isEmpty()) {
      keep(connector, Kind.WEBHOOK_SECRET, "whsec_" + random());
    }
    return apiKey(connector).orElseThrow();
  }

  private static String random() {
    return HexFormat.of().formatHex(Keystore.random(16));
  }

  /** Has only the newest secret for webhooks count. */
  void forgetOlder(String connector) {
    String name = name(connector, Kind.WEBHOOK_SECRET);
    NavigableMap<Integer, byte[]> versions = keystore.versions(name);
    if (versions.size() > 1) {
      keystore.forget(name, versions.headMap(versions.lastKey()).keySet());
    }
  }
}

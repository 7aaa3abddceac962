package bourse.platform.crypto;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a data key is for. Each purpose has a key of its own, in versions. */
public enum KeyPurpose {
  /** Columns of personal data and secrets in SQL. */
  FIELDS("Personal data and secrets in database columns", "AES-256-GCM"),
  /** Snapshots of the engine, and everything in the object store. */
  FILES(
      "Snapshots, log archive and every other object", "AES-256-GCM, a key derived for each file"),
  /** Finds an encrypted value by equality; a new version would lose what the old one indexed. */
  INDEX("Looking up encrypted values by equality", "HMAC-SHA-256, cut to 32 bits");

  private final String use;
  private final String algorithm;

  KeyPurpose(String use, String algorithm) {
    this.use = use;
    this.algorithm = algorithm;
  }

  /** The purpose of this name, as in {@code bourse keys rotate fields}. */
  public static Optional<KeyPurpose> named(String name) {
    return Arrays.stream(values()).filter(purpose -> purpose.keyName().equals(name)).findFirst();
  }

  /** As in the keystore and at the command line: {@code fields}. */
  public String keyName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What is encrypted with it, for people. */
  public String use() {
    return use;
  }

  public String algorithm() {
    return algorithm;
  }

  /** Whether what was made with an older version can be made again with a newer one. */
  public boolean isRotated() {
    return this != INDEX;
  }
}

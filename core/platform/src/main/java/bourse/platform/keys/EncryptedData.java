package bourse.platform.keys;

import bourse.platform.crypto.KeyPurpose;

/** Data under a key, which can be encrypted anew under its newest version while they are used. */
public interface EncryptedData {
  /** For people: {@code users}. */
  String name();

  /** The key that they are encrypted with. */
  KeyPurpose key();

  /** Whether they can be reached now; what can't is left until it can. */
  default boolean isReachable() {
    return true;
  }

  /** How many pieces are not under the newest version. */
  long stale() throws Exception;

  /**
   * Encrypts a bounded number of them anew, durably. Cut off anywhere, it can be done again.
   *
   * @return whether there may be more
   */
  boolean renewSome() throws Exception;
}

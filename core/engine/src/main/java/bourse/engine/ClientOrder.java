package bourse.engine;

import bourse.domain.ClientOrderId;

/** A client order id in use, or used within the window. */
final class ClientOrder {
  /** {@link #endedAtMicros} while the order lives. */
  static final long LIVES = Long.MAX_VALUE;

  long account;
  long word0;
  long word1;
  long word2;
  long word3;
  long word4;
  long orderId;
  long endedAtMicros;

  /** The next that ended, or the next unused one. */
  ClientOrder next;

  boolean is(long account, long word0, long word1, long word2, long word3, long word4) {
    return this.word0 == word0
        && this.account == account
        && this.word1 == word1
        && this.word2 == word2
        && this.word3 == word3
        && this.word4 == word4;
  }

  ClientOrderId id() {
    return new ClientOrderId(word0, word1, word2, word3, word4);
  }
}

package bourse.domain;

import java.nio.charset.StandardCharsets;

/**
 * A client's own name for an order: 1 to 36 of A-Z, a-z, 0-9, '-', '_', '.', ':', packed into five
 * longs, so that the engine compares numbers.
 */
public record ClientOrderId(long word0, long word1, long word2, long word3, long word4) {
  public static final int MAXIMUM_LENGTH = 36;

  /** No client order id. */
  public static final ClientOrderId NONE = new ClientOrderId(0, 0, 0, 0, 0);

  public static boolean isValid(String text) {
    if (text.isEmpty() || text.length() > MAXIMUM_LENGTH) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean ok =
          (c >= 'A' && c <= 'Z')
              || (c >= 'a' && c <= 'z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_'
              || c == '.'
              || c == ':';
      if (!ok) {
        return false;
      }
    }
    return true;
  }

  /**
   * @throws IllegalArgumentException when {@link #isValid} is false
   */
  public static ClientOrderId of(String text) {
    if (!isValid(text)) {
      throw new IllegalArgumentException("A client order id has 1 to 36 of A-Z a-z 0-9 - _ . :");
    }
    long[] words = new long[5];
    for (int i = 0; i < text.length(); i++) {
      words[i >> 3] |= (long) text.charAt(i) << ((i & 7) << 3);
    }
    return new ClientOrderId(words[0], words[1], words[2], words[3], words[4]);
  }

  /** Same as {@link #of}, but null gives {@link #NONE}. */
  public static ClientOrderId ofNullable(String text) {
    return text == null ? NONE : of(text);
  }

  public boolean isNone() {
    return word0 == 0;
  }

  /** The text, or the empty string for {@link #NONE}. */
  public String text() {
    byte[] bytes = new byte[40];
    long[] words = {word0, word1, word2, word3, word4};
    int length = 0;
    while (length < bytes.length) {
      byte b = (byte) (words[length >> 3] >>> ((length & 7) << 3));
      if (b == 0) {
        break;
      }
      bytes[length++] = b;
    }
    return new String(bytes, 0, length, StandardCharsets.US_ASCII);
  }

  @Override
  public String toString() {
    return text();
  }
}

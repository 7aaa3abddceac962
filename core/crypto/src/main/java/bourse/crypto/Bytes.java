package bourse.crypto;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;

/** Bytes as the chains write them. */
final class Bytes {
  private static final HexFormat HEX = HexFormat.of();

  private Bytes() {}

  static String hex(byte[] bytes) {
    return HEX.formatHex(bytes);
  }

  /**
   * @throws IllegalArgumentException when it is no hexadecimal text; {@code 0x} before it is left
   *     out
   */
  static byte[] ofHex(String text) {
    return HEX.parseHex(text.startsWith("0x") ? text.substring(2) : text);
  }

  /** A number that is not negative, without leading zeros; nothing for 0. */
  static byte[] unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  /** A number that is not negative, in so many bytes. */
  static byte[] unsigned(BigInteger number, int length) {
    byte[] bytes = unsigned(number);
    if (bytes.length > length) {
      throw new IllegalArgumentException("The number has more than " + length + " bytes");
    }
    byte[] padded = new byte[length];
    System.arraycopy(bytes, 0, padded, length - bytes.length, bytes.length);
    return padded;
  }

  static byte[] join(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  /** In the other order: Bitcoin shows hashes so. */
  static byte[] reversed(byte[] bytes) {
    byte[] other = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      other[i] = bytes[bytes.length - 1 - i];
    }
    return other;
  }
}

package bourse.crypto;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/** Base58 with a checksum of four bytes, as old Bitcoin addresses and extended keys have it. */
final class Base58 {
  private static final String ALPHABET =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  private static final BigInteger BASE = BigInteger.valueOf(58);
  private static final int CHECKSUM = 4;
  private static final int LONGEST = 200;

  private Base58() {}

  static String encode(byte[] payload) {
    byte[] all = Arrays.copyOf(payload, payload.length + CHECKSUM);
    System.arraycopy(Hashes.sha256Twice(payload), 0, all, payload.length, CHECKSUM);
    StringBuilder text = new StringBuilder();
    BigInteger rest = new BigInteger(1, all);
    while (rest.signum() > 0) {
      BigInteger[] parts = rest.divideAndRemainder(BASE);
      text.append(ALPHABET.charAt(parts[1].intValue()));
      rest = parts[0];
    }
    for (int i = 0; i < all.length && all[i] == 0; i++) {
      text.append(ALPHABET.charAt(0));
    }
    return text.reverse().toString();
  }

  /** Without the checksum; empty when it is not right, or the text no Base58. */
  static Optional<byte[]> decode(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return Optional.empty();
    }
    BigInteger number = BigInteger.ZERO;
    for (int i = 0; i < text.length(); i++) {
      int digit = ALPHABET.indexOf(text.charAt(i));
      if (digit < 0) {
        return Optional.empty();
      }
      number = number.multiply(BASE).add(BigInteger.valueOf(digit));
    }
    int zeros = 0;
    while (zeros < text.length() && text.charAt(zeros) == ALPHABET.charAt(0)) {
      zeros++;
    }
    byte[] digits = Bytes.unsigned(number);
    byte[] all = new byte[zeros + digits.length];
    System.arraycopy(digits, 0, all, zeros, digits.length);
    if (all.length < CHECKSUM) {
      return Optional.empty();
    }
    byte[] payload = Arrays.copyOf(all, all.length - CHECKSUM);
    byte[] checksum = Arrays.copyOfRange(all, payload.length, all.length);
    return Arrays.equals(checksum, Arrays.copyOf(Hashes.sha256Twice(payload), CHECKSUM))
        ? Optional.of(payload)
        : Optional.empty();
  }
}

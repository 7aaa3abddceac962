package bourse.crypto;

import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.Optional;

/**
 * Addresses of witness programs: BIP173 for version 0, BIP350 (Bech32m) for the others.
 *
 * @see <a href="https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki">BIP173</a>
 * @see <a href="https://github.com/bitcoin/bips/blob/master/bip-0350.mediawiki">BIP350</a>
 */
final class Bech32 {
  private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  private static final int[] GENERATOR = {
    0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3
  };
  private static final int CHECKSUM = 6;
  private static final int LONGEST = 90;
  private static final int BECH32 = 1;
  private static final int BECH32M = 0x2bc830a3;

  /**
   * A witness program and the network's part of its address.
   *
   * @param hex the program in hexadecimal
   */
  record Program(String network, int version, String hex) {
    int length() {
      return hex.length() / 2;
    }
  }

  private Bech32() {}

  static String encode(String network, int version, byte[] program) {
    byte[] data =
        Bytes.join(new byte[] {(byte) version}, regroup(program, 8, 5, true).orElseThrow());
    int checksum =
        polymod(network, Bytes.join(data, new byte[CHECKSUM])) ^ (version == 0 ? BECH32 : BECH32M);
    StringBuilder text = new StringBuilder(network).append('1');
    for (byte value : data) {
      text.append(ALPHABET.charAt(value));
    }
    for (int i = 0; i < CHECKSUM; i++) {
      text.append(ALPHABET.charAt((checksum >>> (5 * (CHECKSUM - 1 - i))) & 31));
    }
    return text.toString();
  }

  /** Empty when it is none, or its checksum is not right. */
  static Optional<Program> decode(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    boolean isMixed = !text.equals(lower) && !text.equals(text.toUpperCase(Locale.ROOT));
    int separator = lower.lastIndexOf('1');
    if (isMixed
        || text.length() > LONGEST
        || separator < 1
        || separator + 1 + CHECKSUM >= lower.length()
        || !lower.chars().allMatch(letter -> letter > 32 && letter < 127)) {
      return Optional.empty();
    }
    String network = lower.substring(0, separator);
    byte[] data = new byte[lower.length() - separator - 1];
    for (int i = 0; i < data.length; i++) {
      int value = ALPHABET.indexOf(lower.charAt(separator + 1 + i));
      if (value < 0) {
        return Optional.empty();
      }
      data[i] = (byte) value;
    }
    int version = data[0];
    if (version > 16 || polymod(network, data) != (version == 0 ? BECH32 : BECH32M)) {
      return Optional.empty();
    }
    byte[] groups = new byte[data.length - 1 - CHECKSUM];
    System.arraycopy(data, 1, groups, 0, groups.length);
    return regroup(groups, 5, 8, false)
        .filter(program -> program.length >= 2 && program.length <= 40)
        .filter(program -> version != 0 || program.length == 20 || program.length == 32)
        .map(program -> new Program(network, version, Bytes.hex(program)));
  }

  private static int polymod(String network, byte[] data) {
    int checksum = 1;
    for (int i = 0; i < network.length(); i++) {
      checksum = step(checksum, network.charAt(i) >> 5);
    }
    checksum = step(checksum, 0);
    for (int i = 0; i < network.length(); i++) {
      checksum = step(checksum, network.charAt(i) & 31);
    }
    for (byte value : data) {
      checksum = step(checksum, value);
    }
    return checksum;
  }

  private static int step(int checksum, int value) {
    int top = checksum >>> 25;
    int next = ((checksum & 0x1ffffff) << 5) ^ value;
    for (int i = 0; i < GENERATOR.length; i++) {
      if (((top >>> i) & 1) == 1) {
        next ^= GENERATOR[i];
      }
    }
    return next;
  }

  /** Groups of bits of another size; padding that is not zero or too long is refused. */
  private static Optional<byte[]> regroup(byte[] data, int from, int to, boolean pads) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int kept = 0;
    int bits = 0;
    int mask = (1 << to) - 1;
    for (byte value : data) {
      kept = (kept << from) | (value & ((1 << from) - 1));
      bits += from;
      while (bits >= to) {
        bits -= to;
        out.write((kept >>> bits) & mask);
      }
      kept &= (1 << bits) - 1;
    }
    if (pads) {
      if (bits > 0) {
        out.write((kept << (to - bits)) & mask);
      }
    } else if (bits >= from || kept != 0) {
      return Optional.empty();
    }
    return Optional.of(out.toByteArray());
  }
}

package bourse.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bouncycastle.math.ec.ECPoint;

/**
 * Where ether and tokens go to.
 *
 * @param text with the checksum of EIP-55 in the case of its letters
 * @see <a href="https://eips.ethereum.org/EIPS/eip-55">EIP-55</a>
 */
record EthereumAddress(String text) {
  private static final Pattern FORM = Pattern.compile("0x[0-9a-fA-F]{40}");

  /** That of a public key: the last 20 bytes of its hash. */
  static EthereumAddress of(ECPoint publicKey) {
    byte[] hash = Hashes.keccak256(Secp256k1.coordinates(publicKey));
    return ofHex(Bytes.hex(Arrays.copyOfRange(hash, 12, 32)));
  }

  /**
   * What a node writes, which has no checksum.
   *
   * @param hex 40 digits, with or without {@code 0x} before
   */
  static EthereumAddress ofHex(String hex) {
    String digits = (hex.startsWith("0x") ? hex.substring(2) : hex).toLowerCase(Locale.ROOT);
    String hash = Bytes.hex(Hashes.keccak256(digits.getBytes(StandardCharsets.US_ASCII)));
    StringBuilder text = new StringBuilder("0x");
    for (int i = 0; i < digits.length(); i++) {
      char digit = digits.charAt(i);
      text.append(hash.charAt(i) >= '8' ? Character.toUpperCase(digit) : digit);
    }
    return new EthereumAddress(text.toString());
  }

  /**
   * What people write. Letters in both cases must be those of the checksum; one case alone has none
   * and is taken, as EIP-55 has it.
   */
  static Optional<EthereumAddress> parse(String text) {
    if (!FORM.matcher(text).matches()) {
      return Optional.empty();
    }
    String digits = text.substring(2);
    boolean isMixed =
        !digits.equals(digits.toLowerCase(Locale.ROOT))
            && !digits.equals(digits.toUpperCase(Locale.ROOT));
    EthereumAddress address = ofHex(text);
    return isMixed && !address.text().equals(text) ? Optional.empty() : Optional.of(address);
  }

  /** The 20 bytes. */
  byte[] bytes() {
    return Bytes.ofHex(text.toLowerCase(Locale.ROOT));
  }

  /** As nodes write it. */
  String lower() {
    return text.toLowerCase(Locale.ROOT);
  }
}

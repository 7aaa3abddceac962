package bourse.crypto;

import java.util.Locale;
import java.util.Optional;

/**
 * Where bitcoins go to.
 *
 * @param text as people write it
 * @param script what an output to it holds, in hexadecimal
 */
record BitcoinAddress(String text, String script) {
  /** That of a public key (BIP84): a witness program of version 0 with the key's hash. */
  static BitcoinAddress of(BitcoinNetwork network, byte[] publicKey) {
    byte[] hash = Hashes.hash160(publicKey);
    return new BitcoinAddress(Bech32.encode(network.prefix(), 0, hash), "0014" + Bytes.hex(hash));
  }

  /** Of any kind that is in use; empty when it is none of this network. */
  static Optional<BitcoinAddress> parse(BitcoinNetwork network, String text) {
    Optional<Bech32.Program> program =
        Bech32.decode(text).filter(found -> found.network().equals(network.prefix()));
    if (program.isPresent()) {
      return program
          .filter(found -> found.version() == 0 || (found.version() == 1 && found.length() == 32))
          .map(found ->
              new BitcoinAddress(
                  text.toLowerCase(Locale.ROOT),
                  (found.version() == 0 ? "00" : "51")
                      + "%02x".formatted(found.length())
                      + found.hex()));
    }
    return Base58.decode(text)
        .filter(bytes -> bytes.length == 21)
        .flatMap(bytes -> {
          String hash = Bytes.hex(bytes).substring(2);
          int version = bytes[0] & 0xff;
          if (version == network.keyHashVersion()) {
            return Optional.of(new BitcoinAddress(text, "76a914" + hash + "88ac"));
          }
          return version == network.scriptHashVersion()
              ? Optional.of(new BitcoinAddress(text, "a914" + hash + "87"))
              : Optional.empty();
        });
  }

  /** The address of an output, when its script is of a key's witness program of version 0. */
  static Optional<String> ofScript(BitcoinNetwork network, String script) {
    return script.length() == 44 && script.startsWith("0014")
        ? Optional.of(Bech32.encode(network.prefix(), 0, Bytes.ofHex(script.substring(4))))
        : Optional.empty();
  }
}

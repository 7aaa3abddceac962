package bourse.auth;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Where a login comes from.
 *
 * @param name what the client calls itself
 * @param key proof of the key that its session is to be bound to
 * @param held what earlier logins left with it
 * @param refreshToken of the session that a browser had until now, which the new one replaces
 */
record ClientDevice(
    Optional<String> name,
    Optional<KeyProof> key,
    List<String> held,
    Optional<String> refreshToken) {
  /** Leading bytes of an address that one subscriber, or one provider in one town, has for long. */
  private static final int NETWORK_BYTES_4 = 3;

  private static final int NETWORK_BYTES_6 = 6;

  ClientDevice {
    held = List.copyOf(held);
  }

  /**
   * What its place is known by at the next login: the network (24 bits of IPv4, 48 of IPv6)
   * together with the name, the key, and each thing that it holds.
   *
   * @param address the client's
   * @param boundTo the thumbprint of the key
   */
  List<String> traits(Optional<String> address, Optional<String> boundTo) {
    List<String> traits = new ArrayList<>();
    traits.add("network " + network(address) + " " + name.orElse(""));
    boundTo.ifPresent(thumbprint -> traits.add("key " + thumbprint));
    held.forEach(secret -> traits.add(holding(secret)));
    return traits;
  }

  /** What a device is known by that holds something. */
  static String holding(String secret) {
    return "holds " + secret;
  }

  private static String network(Optional<String> address) {
    if (address.isEmpty()) {
      return "none";
    }
    byte[] bytes = InetAddress.ofLiteral(address.get()).getAddress();
    return HexFormat.of()
        .formatHex(bytes, 0, bytes.length == 4 ? NETWORK_BYTES_4 : NETWORK_BYTES_6);
  }
}

package bourse.platform.http;

import java.net.InetAddress;
import java.util.Collection;
import java.util.regex.Pattern;

/**
 * A range of addresses: {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or one address.
 *
 * @param address the first of them
 * @param bits how many leading bits all of them share
 */
public record Subnet(InetAddress address, int bits) {
  private static final Pattern ADDRESS =
      Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  /** Throws when bits beyond the range are set, which is a slip more often than meant. */
  public Subnet {
    byte[] bytes = address.getAddress();
    if (bits < 0 || bits > bytes.length * 8) {
      throw new IllegalArgumentException("/" + bits + " is no length of such an address's prefix");
    }
    for (int bit = bits; bit < bytes.length * 8; bit++) {
      if ((bytes[bit / 8] & 0x80 >> bit % 8) != 0) {
        throw new IllegalArgumentException(
            address.getHostAddress() + "/" + bits + " has bits set beyond its prefix");
      }
    }
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static Subnet parse(String text) {
    int slash = text.indexOf('/');
    InetAddress address = address(slash < 0 ? text : text.substring(0, slash));
    if (slash < 0) {
      return new Subnet(address, address.getAddress().length * 8);
    }
    String bits = text.substring(slash + 1);
    if (!bits.matches("[0-9]{1,3}")) {
      throw new IllegalArgumentException(text + " is no subnet");
    }
    return new Subnet(address, Integer.parseInt(bits));
  }

  /** Whether a text is a subnet or an address. */
  public static boolean isOne(String text) {
    try {
      parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Reads an address without asking anybody for names.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static InetAddress address(String text) {
    if (!ADDRESS.matcher(text).matches()) {
      throw new IllegalArgumentException("This is no IP address");
    }
    return InetAddress.ofLiteral(text);
  }

  public boolean contains(InetAddress other) {
    byte[] mine = address.getAddress();
    byte[] theirs = other.getAddress();
    if (mine.length != theirs.length) {
      return false;
    }
    for (int i = 0; i < bits / 8; i++) {
      if (mine[i] != theirs[i]) {
        return false;
      }
    }
    int rest = bits % 8;
    return rest == 0 || (mine[bits / 8] ^ theirs[bits / 8]) >> (8 - rest) == 0;
  }

  /** Whether one of them contains the address. */
  public static boolean anyContains(Collection<Subnet> subnets, InetAddress address) {
    for (Subnet subnet : subnets) {
      if (subnet.contains(address)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return address.getHostAddress() + "/" + bits;
  }
}

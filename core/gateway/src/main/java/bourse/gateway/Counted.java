package bourse.gateway;

import bourse.platform.http.Caller;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.UUID;

/**
 * Whose requests are counted together.
 *
 * @param kind of what
 * @param high with {@code low} which one
 */
record Counted(Kind kind, long high, long low) {
  /** What has a budget of its own. */
  enum Kind {
    ADDRESS,
    USER,
    KEY;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As the headers and the settings name it. */
    String label() {
      return label;
    }
  }

  /** An address of version 4; of version 6 the network of 64 bits, which one customer has whole. */
  static Counted address(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return bytes.remaining() == Integer.BYTES
        ? new Counted(Kind.ADDRESS, 0, bytes.getInt() & 0xFFFF_FFFFL)
        : new Counted(Kind.ADDRESS, bytes.getLong(), 0);
  }

  /** The person who asks, or the API key. */
  static Counted caller(Caller caller) {
    return switch (caller.authentication()) {
      case Caller.Authentication.Session _ -> of(Kind.USER, caller.userId());
      case Caller.Authentication.ApiKey key -> of(Kind.KEY, key.id());
      case Caller.Authentication.View view -> of(Kind.USER, view.viewer());
    };
  }

  private static Counted of(Kind kind, UUID id) {
    return new Counted(kind, id.getMostSignificantBits(), id.getLeastSignificantBits());
  }

  /** The key in Redis. */
  String key() {
    return "limit:" + kind.label() + ":" + new UUID(high, low);
  }
}

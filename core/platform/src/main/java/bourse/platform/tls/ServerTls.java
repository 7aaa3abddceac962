package bourse.platform.tls;

import java.net.InetAddress;

/** How the connection to a server of the operator's is protected: PostgreSQL, Redis, Kafka. */
public enum ServerTls {
  /** As verify-full, unless the server is on this machine. */
  AUTO,
  /** TLS, with a certificate for the server's name from an authority that is trusted. */
  VERIFY_FULL,
  OFF;

  /**
   * Whether the connection to a server has TLS.
   *
   * @param host its name or address
   */
  public boolean isAsked(String host) {
    return switch (this) {
      case VERIFY_FULL -> true;
      case OFF -> false;
      case AUTO -> !isHere(host);
    };
  }

  private static boolean isHere(String host) {
    try {
      return host.equals("localhost")
          || InetAddress.ofLiteral(host.replace("[", "").replace("]", "")).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false; // a name
    }
  }
}

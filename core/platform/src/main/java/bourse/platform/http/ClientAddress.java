package bourse.platform.http;

import io.helidon.webserver.http.ServerRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Where a request comes from: the other end of the connection, or, when that is a trusted proxy,
 * what it says. Put into the request's context by the gateway, before anything asks.
 */
public record ClientAddress(InetAddress address) {
  /** The client of a request. */
  public static ClientAddress of(ServerRequest request) {
    return request.context().get(ClientAddress.class).orElseGet(() -> peer(request));
  }

  /** The other end of the connection. */
  public static ClientAddress peer(ServerRequest request) {
    return new ClientAddress(((InetSocketAddress) request.remotePeer().address()).getAddress());
  }

  /** As audits and logs name it. */
  public String text() {
    return address.getHostAddress();
  }
}

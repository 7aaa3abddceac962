package bourse.gateway;

import bourse.platform.http.ClientAddress;
import bourse.platform.http.Subnet;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells where each request comes from. What a header says of that is looked at only when the other
 * end of the connection is a trusted proxy, and read from its end: each proxy adds there whom it
 * saw, so the first address from the end that is no trusted proxy is the client's. Whatever stands
 * before it the client may have made up.
 */
final class ClientAddresses implements Filter {
  private static final HeaderName FORWARDED = HeaderNames.create("Forwarded");
  private static final Pattern FOR =
      Pattern.compile("(?i)(?:^|;)\\s*for=(\"[^\"]*\"|[^;\"\\s]*)\\s*(?:;|$)");
  private static final Pattern WITH_PORT =
      Pattern.compile("\\[([0-9A-Fa-f:.]+)](?::[0-9]{1,5})?|([0-9.]+)(?::[0-9]{1,5})?");

  private final EdgeSettings settings;

  ClientAddresses(EdgeSettings settings) {
    this.settings = settings;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    InetAddress peer = ClientAddress.peer(request).address();
    request.context().register(new ClientAddress(client(peer, request.headers())));
    chain.proceed();
  }

  /** The client behind a connection with these headers. */
  InetAddress client(InetAddress peer, Headers headers) {
    if (settings.trustedProxies().isEmpty() || !isTrusted(peer)) {
      return peer;
    }
    InetAddress client = peer;
    for (String hop : forwarded(headers).reversed()) {
      try {
        client = address(hop);
      } catch (IllegalArgumentException e) {
        // What comes before something that can't be read may be made up.
        return client;
      }
      if (!isTrusted(client)) {
        return client;
      }
    }
    return client;
  }

  private boolean isTrusted(InetAddress address) {
    return Subnet.anyContains(settings.trustedProxies(), address);
  }

  private List<String> forwarded(Headers headers) {
    return switch (settings.forwardedHeader()) {
      case X_FORWARDED_FOR -> parts(headers, HeaderNames.X_FORWARDED_FOR);
      case FORWARDED -> parts(headers, FORWARDED).stream().map(ClientAddresses::forOf).toList();
    };
  }

  private static List<String> parts(Headers headers, HeaderName name) {
    List<String> parts = new ArrayList<>();
    for (String line : headers.all(name, List::of)) {
      for (String part : line.split(",", -1)) {
        parts.add(part.strip());
      }
    }
    return parts;
  }

  private static String forOf(String element) {
    Matcher matcher = FOR.matcher(element);
    return matcher.find() ? matcher.group(1).replace("\"", "") : "";
  }

  /** An address, with or without a port. */
  private static InetAddress address(String text) {
    Matcher matcher = WITH_PORT.matcher(text);
    if (!matcher.matches()) {
      return Subnet.address(text);
    }
    return Subnet.address(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
  }
}

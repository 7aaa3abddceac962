package bourse.gateway;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.http.Subnet;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.Locale;
import java.util.Set;

/**
 * Refuses requests for a host that this server is not: those of a page that lets its own name point
 * here, and those that want a foreign name in an answer. An address or localhost as host is
 * neither.
 */
final class HostCheck implements Filter {
  private final Set<String> hosts;

  HostCheck(EdgeSettings settings) {
    this.hosts = settings.hosts();
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    if (!isForUs(request.headers())) {
      throw new Fault(
          ErrorCode.WRONG_HOST,
          "The header Host names another server; use the address that you were given.");
    }
    chain.proceed();
  }

  /** Whether a request with these headers is for this server. */
  boolean isForUs(Headers headers) {
    String host = headers.first(HeaderNames.HOST).orElse("");
    String name = withoutPort(host).toLowerCase(Locale.ROOT);
    return name.equals("localhost") || hosts.contains(name) || isAddress(name);
  }

  private static boolean isAddress(String name) {
    boolean bracketed = name.startsWith("[") && name.endsWith("]");
    return Subnet.isOne(bracketed ? name.substring(1, name.length() - 1) : name);
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }
}

package bourse.gateway;

import bourse.platform.http.ClientAddress;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * Refuses who is restricted, and, under maintenance, everything but what the back office needs: to
 * log in, {@code /v1/admin}, and the files of the console.
 */
final class Doorkeeper implements Filter {
  private static final List<String> OPEN_UNDER_MAINTENANCE =
      List.of("/v1/admin/", "/v1/auth/", "/v1/setup", "/v1/announcements", "/v1/time");
  private static final String WHO_AM_I = "/v1/me";
  private static final String API = "/v1/";
  private static final Duration RETRY_AFTER = Duration.ofMinutes(1);

  private final EdgeRules rules;
  private final InstantSource clock;

  Doorkeeper(EdgeRules rules, InstantSource clock) {
    this.rules = rules;
    this.clock = clock;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    rules.requireServed(ClientAddress.of(request).address());
    rules
        .maintenance()
        .filter(now -> !isOpen(request.path().path()))
        .ifPresent(now -> refuse(now, response));
    chain.proceed();
  }

  private static boolean isOpen(String path) {
    return !path.startsWith(API)
        || path.equals(WHO_AM_I)
        || OPEN_UNDER_MAINTENANCE.stream().anyMatch(path::startsWith);
  }

  private void refuse(Maintenance maintenance, RoutingResponse response) {
    Duration left =
        maintenance
            .endsAt()
            .map(end -> Duration.between(clock.instant(), end))
            .filter(Duration::isPositive)
            .orElse(RETRY_AFTER);
    response.header(HeaderNames.RETRY_AFTER, Long.toString(Math.max(1, left.toSeconds())));
    throw maintenance.fault();
  }
}

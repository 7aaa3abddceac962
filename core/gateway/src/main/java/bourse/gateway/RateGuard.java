package bourse.gateway;

import bourse.platform.http.Caller;
import bourse.platform.http.ClientAddress;
import bourse.platform.http.Route;
import io.helidon.http.Header;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;

/**
 * Takes the weight of each request from what its address and its caller may ask for, and tells them
 * in {@code RateLimit} how they stand. A request for anything weighs 1 of its address before it is
 * looked at, also when it is for nothing that is served.
 */
final class RateGuard implements Filter {
  private final RateLimits limits;
  private final OpenApiDocument contract;
  private final Header policy;

  RateGuard(RateLimits limits, LimitSettings settings, OpenApiDocument contract) {
    this.limits = limits;
    this.contract = contract;
    long seconds = settings.window().toSeconds();
    this.policy =
        HeaderValues.createCached(
            "RateLimit-Policy",
            "\"address\";q=%d;w=%d, \"user\";q=%d;w=%d, \"key\";q=%d;w=%d"
                .formatted(
                    settings.perAddress(),
                    seconds,
                    settings.perUser(),
                    seconds,
                    settings.perKey(),
                    seconds));
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    Standing standing = limits.take(ClientAddress.of(request).address(), 1);
    if (standing.outcome() != Standing.Outcome.TAKEN) {
      response.header(policy);
      standing.tell(response);
      standing.require();
    }
    chain.proceed();
  }

  /** The route, which takes the rest of its weight once it is known who asks. */
  Route guarded(Route route) {
    int weight = contract.weight(route.method(), route.path());
    Handler handler =
        (request, response) -> {
          Standing standing = take(request, weight);
          response.header(policy);
          standing.tell(response);
          standing.require();
          route.handler().handle(request, response);
        };
    return route.with(handler);
  }

  private Standing take(ServerRequest request, int weight) {
    Optional<Caller> caller = request.context().get(Caller.class);
    if (weight > 1 || caller.isEmpty()) {
      Standing standing = limits.take(ClientAddress.of(request).address(), weight - 1L);
      if (caller.isEmpty() || standing.outcome() != Standing.Outcome.TAKEN) {
        return standing;
      }
    }
    return limits.take(caller.get(), weight);
  }
}

package bourse.gateway;

import bourse.platform.http.Access;
import bourse.platform.http.Reply;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import bourse.platform.time.WallClock;
import java.time.Instant;
import java.util.List;

/** {@code GET /v1/time}. */
final class TimeRoutes implements Routes {
  private record ServerTime(Instant time, GatewayConfig.Environment environment) {}

  private final GatewayConfig.Environment environment;
  private final WallClock clock;

  TimeRoutes(GatewayConfig.Environment environment, WallClock clock) {
    this.environment = environment;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route(
            "GET",
            "/v1/time",
            Access.PUBLIC,
            (request, response) ->
                Reply.json(response, new ServerTime(clock.instant(), environment))));
  }
}

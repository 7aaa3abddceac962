package bourse.admin;

import bourse.platform.http.Access;
import bourse.platform.http.Reply;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import bourse.platform.service.Health;
import bourse.platform.telemetry.Metrics;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Map;

/** {@code /health/live}, {@code /health/ready} and {@code /metrics}. */
final class ManagementRoutes implements Routes {
  /** Tells how the appliance is; the lifecycle does. */
  interface Condition {
    Health overall();

    Map<String, Health> parts();
  }

  /** One part by name. */
  record PartAnswer(String name, Health.State state, String detail) {}

  /** The whole, and its parts. */
  record ReadyAnswer(Health.State state, String detail, List<PartAnswer> parts) {
    static ReadyAnswer of(Condition condition) {
      Health overall = condition.overall();
      return new ReadyAnswer(
          overall.state(),
          overall.detail(),
          condition.parts().entrySet().stream()
              .map(part ->
                  new PartAnswer(part.getKey(), part.getValue().state(), part.getValue().detail()))
              .toList());
    }
  }

  private record LiveAnswer(Health.State state) {}

  private final Condition condition;
  private final Metrics metrics;

  ManagementRoutes(Condition condition, Metrics metrics) {
    this.condition = condition;
    this.metrics = metrics;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/health/live", Access.PUBLIC, this::live),
        new Route("GET", "/health/ready", Access.PUBLIC, this::ready),
        new Route("GET", "/metrics", Access.PUBLIC, this::metrics));
  }

  /** That this answers is the answer. */
  private void live(ServerRequest request, ServerResponse response) {
    Reply.json(response, new LiveAnswer(Health.State.UP));
  }

  private void ready(ServerRequest request, ServerResponse response) {
    ReadyAnswer answer = ReadyAnswer.of(condition);
    Status status =
        switch (answer.state()) {
          case UP, DEGRADED -> Status.OK_200;
          case DOWN -> Status.SERVICE_UNAVAILABLE_503;
        };
    Reply.json(response, status, answer);
  }

  private void metrics(ServerRequest request, ServerResponse response) {
    response.header(HeaderNames.CONTENT_TYPE, metrics.contentType()).send(metrics.exposition());
  }
}

package bourse.gateway;

import bourse.auth.AccessGuard;
import bourse.auth.Authenticator;
import bourse.domain.Fault;
import bourse.platform.http.HttpServer;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import bourse.platform.time.WallClock;
import io.helidon.common.Builder;
import io.helidon.webserver.Routing;
import java.util.ArrayList;
import java.util.List;

/**
 * The public edge: every module's routes behind one listener, with the contract and the console.
 */
public final class GatewayModule {
  private final OpenApiDocument openApi = OpenApiDocument.load();
  private final List<Route> routes = new ArrayList<>();
  private final HttpServer server;

  /**
   * @param modules the HTTP doors of the other modules
   * @param streams routings of other protocols: WebSocket
   * @param limits counts what clients ask for
   * @param rules who is not served
   * @param answers of requests that may be sent again
   * @param refused takes down who was refused
   */
  public GatewayModule(
      GatewayConfig config,
      Authenticator authenticator,
      List<Routes> modules,
      List<Builder<?, ? extends Routing>> streams,
      RateLimits limits,
      EdgeRules rules,
      IdempotencyKeys answers,
      RefusedRequests refused,
      WallClock clock) {
    modules.forEach(module -> routes.addAll(module.routes()));
    routes.addAll(new TimeRoutes(config.environment(), clock).routes());
    AccessGuard guard = new AccessGuard(authenticator);
    ContractGuard contract = new ContractGuard(openApi);
    IdempotencyGuard once = new IdempotencyGuard(answers, openApi, clock);
    RateGuard rates = new RateGuard(limits, config.limits(), openApi);
    Documentation documentation = new Documentation(openApi);
    Console console = new Console(config.consoleDirectory());
    server =
        new HttpServer(
            "http",
            config.http(),
            routes.stream()
                .map(once::guarded)
                .map(contract::guarded)
                .map(rates::guarded)
                .map(guard::guarded)
                .toList(),
            routing -> {
              routing
                  .error(Fault.class, refused::answer)
                  .addFilter(new SecurityHeaders(config.edge()))
                  .addFilter(new ClientAddresses(config.edge()))
                  .addFilter(rates)
                  .addFilter(new HostCheck(config.edge()))
                  .addFilter(new Cors(config.edge()))
                  .addFilter(new Doorkeeper(rules, clock::instant));
              documentation.install(routing);
              new ProblemPages().install(routing);
              console.install(routing);
            },
            streams);
  }

  /** The listener; started last, stopped first. */
  public HttpServer server() {
    return server;
  }

  /** Every operation that is served to the public. */
  public List<Route> routes() {
    return List.copyOf(routes);
  }

  /** What the contract and the served routes differ in; empty when they are the same. */
  public List<String> contractDifferences() {
    return openApi.differences(routes);
  }
}

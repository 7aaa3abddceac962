package bourse.payments;

import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.HttpServer;
import bourse.platform.http.HttpSettings;
import bourse.platform.http.Json;
import bourse.platform.http.Reply;
import bourse.platform.http.Route;
import bourse.platform.service.Health;
import bourse.platform.service.Service;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What the simulators of providers share: a server on this machine alone, faults on demand, and
 * webhooks. No money moves.
 */
abstract class SimulatedProvider implements Service {
  /** An answer. */
  record Answer(int status, JsonNode body) {
    static Answer ok(JsonNode body) {
      return new Answer(200, body);
    }
  }

  /** What an operation of the API does; on one thread at a time. */
  interface Operation {
    Answer act(ServerRequest request);
  }

  private record Planned(String path, SimulatedFault fault) {}

  /** Longer than anyone under test waits. */
  private static final Duration SILENCE = Duration.ofSeconds(4);

  private final String name;
  private final HttpServer server;
  private final SimulatedWebhooks webhooks;
  private final List<Planned> faults = new ArrayList<>();
  private final Object state = new Object();

  SimulatedProvider(String name, int port, Supplier<URI> webhooksTo) {
    this.name = name;
    this.webhooks = new SimulatedWebhooks(webhooksTo);
    this.server =
        new HttpServer(
            name, HttpSettings.of("127.0.0.1", port), routes(), routing -> {}, List.of());
  }

  /** Called by the constructor: handlers may use the fields later, not this method. */
  abstract List<Route> routes();

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final void start() {
    server.start();
  }

  @Override
  public final void stop() {
    server.stop();
  }

  @Override
  public final Health health() {
    return server.health();
  }

  /** Where its API and its pages are. */
  public final URI address() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  final SimulatedWebhooks webhooks() {
    return webhooks;
  }

  /** The next request to this path, or to this method and path, does this. */
  public final void fail(String path, SimulatedFault fault) {
    synchronized (faults) {
      faults.add(new Planned(path, fault));
    }
  }

  /** Does something with the state, on one thread at a time. */
  final <T> T alone(Supplier<T> work) {
    synchronized (state) {
      return work.get();
    }
  }

  final Route operation(String method, String path, Operation operation) {
    return new Route(
        method, path, Access.PUBLIC, (request, response) -> serve(operation, request, response));
  }

  private void serve(Operation operation, ServerRequest request, ServerResponse response)
      throws InterruptedException {
    SimulatedFault fault = planned(request.prologue().method().text(), request.path().path());
    if (fault == SimulatedFault.ERROR || fault == SimulatedFault.TOO_MANY) {
      int status = fault == SimulatedFault.ERROR ? 500 : 429;
      Reply.json(response, Status.create(status), error("Simulated trouble."));
      return;
    }
    Answer answer = alone(() -> operation.act(request));
    if (fault == SimulatedFault.ACTS_AND_IS_SILENT) {
      Thread.sleep(SILENCE);
    }
    if (fault != null) {
      Reply.json(response, Status.create(500), error("Simulated trouble, after it was done."));
      return;
    }
    Reply.json(response, Status.create(answer.status()), answer.body());
  }

  /** How this provider words an error. */
  abstract ObjectNode error(String message);

  private SimulatedFault planned(String method, String path) {
    synchronized (faults) {
      Optional<Planned> next =
          faults.stream()
              .filter(planned ->
                  planned.path().equals(path) || planned.path().equals(method + " " + path))
              .findFirst();
      next.ifPresent(faults::remove);
      return next.map(Planned::fault).orElse(null);
    }
  }

  static ObjectNode object() {
    return Json.lenientMapper().createObjectNode();
  }

  /** The fields of a form, from a body. */
  static Map<String, String> form(ServerRequest request) {
    return fields(new String(Body.bytes(request), StandardCharsets.UTF_8));
  }

  static Map<String, String> fields(String text) {
    Map<String, String> fields = new TreeMap<>();
    for (String pair : text.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        fields.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
      }
    }
    return fields;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  static String header(ServerRequest request, String name) {
    return request.headers().first(HeaderNames.create(name)).orElse("");
  }

  static String query(ServerRequest request, String name) {
    return request.query().contains(name) ? request.query().get(name) : "";
  }

  static void page(ServerResponse response, int status, String html) {
    response
        .status(Status.create(status))
        .header(HeaderNames.CONTENT_TYPE, "text/html; charset=utf-8")
        .header(HeaderNames.CACHE_CONTROL, "no-store")
        .send(html.getBytes(StandardCharsets.UTF_8));
  }

  static void redirect(ServerResponse response, String to) {
    response.status(Status.SEE_OTHER_303).header(HeaderNames.LOCATION, to).send();
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** What every page of a simulator looks like, and says of itself. */
  static String framed(String title, String body) {
    return """
    <!doctype html>
    <html lang="en">
    <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>%1$s (simulated)</title>
      <style>
        body { font: 16px/1.5 system-ui, sans-serif; margin: 0; background: #f4f5f7; color: #1b1f27; }
        header { background: #8a4b00; color: #fff; padding: .6rem 1rem; text-align: center; }
        main { max-width: 26rem; margin: 2rem auto; background: #fff; padding: 1.5rem; border-radius: 8px; }
        label { display: block; margin: .8rem 0 .2rem; }
        input, select, button { font: inherit; width: 100%%; box-sizing: border-box; padding: .5rem; }
        button { margin-top: 1.2rem; background: #1f4fd8; color: #fff; border: 0; border-radius: 6px; }
        button.quiet { background: #e3e6ec; color: #1b1f27; }
      </style>
    </head>
    <body>
      <header><strong>SIMULATED</strong>: no money moves here</header>
      <main><h1>%1$s</h1>%2$s</main>
    </body>
    </html>
    """
        .formatted(title, body);
  }
}

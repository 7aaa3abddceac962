package bourse.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.auth.Authenticator;
import bourse.auth.KeyProof;
import bourse.auth.SignedRequest;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.access.Permission;
import bourse.platform.access.Role;
import bourse.platform.http.Access;
import bourse.platform.http.Caller;
import bourse.platform.http.HttpSettings;
import bourse.platform.http.Json;
import bourse.platform.http.Reply;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import bourse.platform.telemetry.Metrics;
import bourse.platform.time.WallClock;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.Header;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class GatewayModuleTest {
  private static final String AUDIT = "/v1/admin/audit";

  private static final Caller ADA =
      new Caller(
          new UUID(1, 1),
          1000,
          Set.of(Role.MEMBER),
          new Caller.Authentication.Session(new UUID(2, 2)));

  /** Knows one token. */
  private static final class OneToken implements Authenticator {
    @Override
    public Caller authenticate(String token, Optional<KeyProof> proof) {
      if (!token.equals("ada")) {
        throw new Fault(ErrorCode.NOT_AUTHENTICATED, "Not a token.");
      }
      return ADA;
    }

    @Override
    public Caller authenticate(SignedRequest request) {
      throw new Fault(ErrorCode.API_KEY_REFUSED, "There are no API keys here.");
    }

    @Override
    public Optional<Caller> now(Caller caller) {
      return Optional.of(caller);
    }

    @Override
    public void requireFresh(Caller caller, Access.Fresh fresh) {
      // Nothing here asks for more than the token.
    }
  }

  @TempDir Path directory;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Metrics metrics = new Metrics();
  private final RefusedRequests refused = new RefusedRequests(metrics, WallClock.system());
  private GatewayModule gateway;

  @BeforeEach
  void start() throws Exception {
    Path console = Files.createDirectories(directory.resolve("console/assets")).getParent();
    Files.writeString(console.resolve("index.html"), "<!doctype html><title>Bourse</title>");
    Files.writeString(console.resolve("assets/main-1a2b.js"), "export {};");
    Files.writeString(console.resolve(".hidden"), "secret");
    Files.writeString(directory.resolve("secret.json"), "{}");
    Files.createSymbolicLink(console.resolve("link.json"), directory.resolve("secret.json"));
    gateway = gateway(Optional.of(console));
    gateway.server().start();
  }

  private GatewayModule gateway(Optional<Path> console) throws Exception {
    Routes mine =
        () ->
            List.of(
                new Route(
                    "GET",
                    "/v1/me",
                    Access.to(Permission.PROFILE_READ),
                    (request, response) ->
                        Reply.json(response, List.of(Caller.of(request).account()))),
                new Route(
                    "GET",
                    AUDIT,
                    Access.to(Permission.AUDIT_READ),
                    (request, response) -> Reply.json(response, List.of())));
    return new GatewayModule(
        config(console),
        new OneToken(),
        List.of(mine),
        List.of(),
        Limits.none(),
        Rules.none(),
        Rules.noAnswers(),
        refused,
        WallClock.system());
  }

  private static GatewayConfig config(Optional<Path> console) {
    return new GatewayConfig(
        HttpSettings.of("127.0.0.1", 0),
        console,
        GatewayConfig.Environment.DEMO,
        EdgeSettings.defaults(),
        LimitSettings.defaults());
  }

  @AfterEach
  void stop() {
    gateway.server().stop();
  }

  @Test
  void letsOnlyUsersToTheirRoutes() throws Exception {
    assertEquals("[1000]", get("/v1/me", "Authorization", "Bearer ada").body());
    assertEquals("[1000]", get("/v1/me", "Authorization", "bearer ada").body());
    for (String header : List.of("Bearer eve", "Bearer ", "Bearer", "Basic YWRhOmFkYQ==", "ada")) {
      HttpResponse<String> refused = get("/v1/me", "Authorization", header);
      assertEquals(401, refused.statusCode(), header);
    }
    assertEquals(401, get("/v1/me").statusCode());
    assertEquals(401, get("/v1/me?access_token=ada").statusCode());
  }

  @Test
  void everyRefusedLoginSaysHowToAuthenticate() throws Exception {
    String bearer = "Bearer realm=\"bourse\"";
    String bound = "DPoP realm=\"bourse\", algs=\"EdDSA ES256\"";
    String invalid = ", error=\"invalid_token\"";
    assertEquals(List.of(bearer, bound), challenges(get("/v1/me")));
    assertEquals(
        List.of(bearer + invalid, bound), challenges(get("/v1/me", "Authorization", "Bearer eve")));
    assertEquals(
        List.of(bearer, bound + invalid),
        challenges(get("/v1/me", "Authorization", "DPoP eve", "DPoP", "none")));
    assertEquals(
        List.of(bearer, bound + ", error=\"invalid_dpop_proof\""),
        challenges(get("/v1/me", "Authorization", "DPoP ada")));
    assertEquals(
        List.of(bearer, bound),
        challenges(
            get(
                "/v1/me",
                "Bourse-Key",
                new UUID(3, 3).toString(),
                "Bourse-Timestamp",
                "1",
                "Bourse-Signature",
                "none")));
  }

  private static List<String> challenges(HttpResponse<String> refused) {
    assertEquals(401, refused.statusCode(), refused.body());
    return refused.headers().allValues("WWW-Authenticate");
  }

  @Test
  void aRefusalForLackOfAPermissionIsOnRecord() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger(RefusedRequests.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.addAppender(lines);
    try {
      for (int i = 0; i < 12; i++) {
        HttpResponse<String> answer =
            get(AUDIT, "Authorization", "Bearer ada", "Bourse-Request-Id", "request-" + i);
        assertEquals(403, answer.statusCode());
      }
    } finally {
      logger.detachAppender(lines);
    }
    String line =
        "Refused 3003 NOT_ALLOWED to user %s at 127.0.0.1, for lack of permission AUDIT_READ: GET %s, request "
            .formatted(ADA.userId(), AUDIT);
    assertEquals(
        List.of(line + "request-0", line + "request-9; 10 times within a minute"),
        lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
    String exposed = new String(metrics.exposition(), StandardCharsets.UTF_8);
    assertTrue(exposed.contains("bourse_refused_requests_total{code=\"NOT_ALLOWED\"} 12"), exposed);
  }

  @Test
  void servesNoOperatorsRoutes() {
    Routes operators =
        () ->
            List.of(
                new Route("POST", "/operator/stop", Access.OPERATOR, (request, response) -> {}));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new GatewayModule(
                config(Optional.empty()),
                new OneToken(),
                List.of(operators),
                List.of(),
                Limits.none(),
                Rules.none(),
                Rules.noAnswers(),
                refused,
                WallClock.system()));
  }

  @Test
  void tellsTimeAndEnvironment() throws Exception {
    JsonNode time = Json.mapper().readTree(get("/v1/time").body());
    assertEquals("DEMO", time.get("environment").textValue());
    assertTrue(time.get("time").textValue().matches("....-..-..T..:..:..\\.[0-9]{6}Z"));
  }

  @Test
  void servesTheContractAndItsPageWithoutOtherHosts() throws Exception {
    HttpResponse<String> contract = get("/openapi.json");
    JsonNode document = Json.mapper().readTree(contract.body());
    assertEquals("3.1.0", document.get("openapi").textValue());
    assertTrue(document.at("/paths/~1v1~1orders/post/x-weight").isInt());
    assertEquals(
        Json.mapper().valueToTree(Permission.values()),
        document.at("/components/schemas/Permission/enum"));
    String page = get("/docs").body();
    assertFalse(page.contains("http"), page);
    assertFalse(page.matches("(?s).*<script>.*"), page);
    for (String part : List.of("start.js", "page.css", "swagger-ui.css", "swagger-ui-bundle.js")) {
      assertTrue(page.contains("/docs/" + part));
      assertEquals(200, get("/docs/" + part).statusCode(), part);
    }
  }

  @Test
  void comparesServedRoutesWithTheContract() {
    List<String> differences = gateway.contractDifferences();
    assertFalse(differences.contains("GET /v1/me is documented and not served"));
    assertTrue(differences.contains("POST /v1/orders is documented and not served"));
    OpenApiDocument document = OpenApiDocument.load();
    assertEquals(
        List.of("GET /v1/secret is served and not documented"),
        document.differences(
            java.util.stream.Stream.concat(
                    document.operations().stream()
                        .map(operation -> operation.split(" "))
                        .map(words -> route(words[0], words[1])),
                    java.util.stream.Stream.of(route("GET", "/v1/secret")))
                .toList()));
  }

  private static Route route(String method, String path) {
    return new Route(method, path, Access.PUBLIC, (request, response) -> {});
  }

  @Test
  void explainsEveryProblemWhereItsTypePoints() throws Exception {
    JsonNode problem = Json.mapper().readTree(get("/v1/nothing").body());
    HttpResponse<String> page = get(problem.get("type").textValue());
    assertEquals(200, page.statusCode());
    assertEquals(
        "text/html; charset=utf-8", page.headers().firstValue("Content-Type").orElseThrow());
    assertTrue(page.body().contains(ErrorCode.NOT_FOUND.cause()), page.body());
    String all = get("/problems").body();
    for (ErrorCode code : ErrorCode.values()) {
      String address = "/problems/" + code.number();
      assertTrue(all.contains("href=\"" + address + "\""), address);
      assertEquals(200, get(address).statusCode(), address);
    }
    assertEquals(404, get("/problems/9999").statusCode());
    assertEquals(404, get("/problems/index.html").statusCode());
  }

  @Test
  void refusesWhatTheContractDoesNotName() throws Exception {
    for (String[] refused :
        new String[][] {
          {"/v1/time?verbose=1", "verbose"}, {"/v1/me?fields=email&fields=id", "fields"}
        }) {
      JsonNode problem =
          Json.mapper().readTree(get(refused[0], "Authorization", "Bearer ada").body());
      assertEquals(1002, problem.get("code").intValue());
      assertEquals(refused[1], problem.at("/errors/0/field").textValue());
    }
  }

  @Test
  void servesTheConsole() throws Exception {
    HttpResponse<String> page = get("/");
    assertEquals("<!doctype html><title>Bourse</title>", page.body());
    assertEquals("no-cache", page.headers().firstValue("Cache-Control").orElseThrow());
    assertEquals(page.body(), get("/index.html").body());
    HttpResponse<String> script = get("/assets/main-1a2b.js");
    assertEquals("export {};", script.body());
    assertTrue(script.headers().firstValue("Content-Type").orElseThrow().contains("javascript"));
    assertTrue(script.headers().firstValue("Cache-Control").orElseThrow().contains("immutable"));
    for (String path :
        List.of(
            "/nowhere",
            "/trade/BTC-USD",
            "/health/ready",
            "/assets",
            "/assets/",
            "/assets/other.js",
            "/.hidden",
            "/link.json",
            "/../secret.json",
            "/%2e%2e/secret.json",
            "/..%2fsecret.json",
            "/assets/..%2f..%2fsecret.json",
            "/.git/config.json",
            "/v1/nothing",
            "/v1/nothing.js")) {
      HttpResponse<String> response = get(path);
      assertTrue(response.statusCode() == 404 || response.statusCode() == 400, path);
      assertTrue(response.body().startsWith("{\"type\":\"/problems/"), path);
    }
    assertEquals(405, post("/v1/time").statusCode());
    assertEquals(404, post("/").statusCode());
  }

  @Test
  void saysThatThereIsNoConsole() throws Exception {
    gateway.server().stop();
    gateway = gateway(Optional.empty());
    gateway.server().start();
    assertTrue(get("/").body().contains("/docs"));
    assertEquals(404, get("/trade").statusCode());
  }

  @Test
  void strictTransportCoversSubdomainsWhereTheOperatorSaysSo() {
    assertEquals("none", strictTransport("http://trade.example.org", false));
    assertEquals("max-age=31536000", strictTransport("https://trade.example.org", false));
    assertEquals(
        "max-age=31536000; includeSubDomains", strictTransport("https://trade.example.org", true));
  }

  private static String strictTransport(String publicUrl, boolean subdomains) {
    EdgeSettings edge =
        new EdgeSettings(
            List.of(),
            EdgeSettings.ForwardedHeader.FORWARDED,
            Optional.of(URI.create(publicUrl)),
            Set.of(),
            Set.of(),
            subdomains);
    return new SecurityHeaders(edge).strictTransport().map(Header::values).orElse("none");
  }

  @Test
  void tellsBrowsersToBeStrictWithEverything() throws Exception {
    for (String path : List.of("/", "/docs", "/v1/time", "/v1/nothing", "/v1/me")) {
      HttpResponse<String> response = get(path, "Origin", "https://evil.example");
      String policy = response.headers().firstValue("Content-Security-Policy").orElseThrow();
      assertFalse(policy.contains("unsafe"), policy);
      assertTrue(policy.contains("frame-ancestors 'none'"), policy);
      assertEquals(
          "nosniff", response.headers().firstValue("X-Content-Type-Options").orElseThrow());
      assertEquals(
          "same-origin", response.headers().firstValue("Cross-Origin-Opener-Policy").orElseThrow());
      assertTrue(response.headers().firstValue("Access-Control-Allow-Origin").isEmpty());
      assertEquals(
          path.startsWith("/v1/"),
          response.headers().allValues("Cache-Control").equals(List.of("no-store")),
          path);
    }
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.noBody()).build(),
        BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + gateway.server().port() + path);
  }
}

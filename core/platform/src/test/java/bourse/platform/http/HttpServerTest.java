package bourse.platform.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.Side;
import bourse.platform.service.Health;
import bourse.platform.telemetry.TraceContext;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real server on a free port, asked over real sockets. */
class HttpServerTest {
  record Leg(BigDecimal price, Side side) {}

  record Wish(String text, Long count, BigDecimal amount, List<Leg> legs, Boolean flag) {}

  record Answer(BigDecimal amount, Instant time, String absent, long count) {}

  private static final int BODY_LIMIT = 1000;

  private final AtomicInteger handled = new AtomicInteger();
  private final CountDownLatch slowStarted = new CountDownLatch(1);
  private final CountDownLatch slowMayEnd = new CountDownLatch(1);
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer server;

  @BeforeEach
  void start() {
    HttpSettings defaults = HttpSettings.of("127.0.0.1", 0);
    HttpSettings settings =
        new HttpSettings(
            defaults.host(),
            defaults.port(),
            BODY_LIMIT,
            defaults.maximumConnections(),
            defaults.idleTimeout(),
            defaults.headerTimeout(),
            defaults.bodyTimeout(),
            defaults.stopTimeout(),
            defaults.tls());
    server =
        new HttpServer(
            "http",
            settings,
            List.of(
                new Route(
                    "POST",
                    "/v1/wishes",
                    Access.PUBLIC,
                    (request, response) -> {
                      Wish wish = Body.read(request, Wish.class);
                      handled.incrementAndGet();
                      Reply.json(response, wish);
                    }),
                new Route(
                    "GET",
                    "/v1/things/{id}",
                    Access.PUBLIC,
                    (request, response) ->
                        Reply.json(response, List.of(RequestParameters.path(request, "id")))),
                new Route(
                    "GET",
                    "/v1/things/special",
                    Access.PUBLIC,
                    (request, response) -> Reply.json(response, List.of("the special one"))),
                new Route(
                    "GET",
                    "/v1/answer",
                    Access.PUBLIC,
                    (request, response) -> {
                      Reply.sequence(response, 77);
                      Reply.json(
                          response,
                          new Answer(
                              new BigDecimal("1E+3"),
                              Instant.parse("2026-01-31T12:00:00.1Z"),
                              null,
                              5));
                    }),
                new Route(
                    "GET",
                    "/v1/list",
                    Access.PUBLIC,
                    (request, response) -> {
                      RequestParameters.allowOnly(request, "limit", "side", "from", "cursor");
                      Reply.json(
                          response,
                          List.of(
                              RequestParameters.limit(request),
                              RequestParameters.choice(request, "side", Side.class),
                              RequestParameters.time(request, "from"),
                              RequestParameters.cursor(request, 2).map(key -> key[1])));
                    }),
                new Route(
                    "GET",
                    "/v1/trace",
                    Access.PUBLIC,
                    (request, response) ->
                        Reply.json(response, List.of(RequestId.trace(request).traceparent()))),
                new Route(
                    "GET",
                    "/v1/bug",
                    Access.PUBLIC,
                    (request, response) -> {
                      throw new IllegalStateException("the secret is 4711");
                    }),
                new Route(
                    "GET",
                    "/v1/busy",
                    Access.PUBLIC,
                    (request, response) -> {
                      throw new Fault(ErrorCode.OVERLOADED, "Too much to do.");
                    }),
                new Route(
                    "GET",
                    "/v1/part-down",
                    Access.PUBLIC,
                    (request, response) -> {
                      throw new Fault(
                          ErrorCode.DEPENDENCY_DOWN,
                          "A part is down.",
                          new ConnectException("Connection refused"));
                    }),
                new Route(
                    "GET",
                    "/v1/database-down",
                    Access.PUBLIC,
                    (request, response) -> {
                      throw new IllegalStateException(
                          new SQLException("no room on /var/secret", "90031", 90031));
                    }),
                new Route(
                    "GET",
                    "/v1/slow",
                    Access.PUBLIC,
                    (request, response) -> {
                      slowStarted.countDown();
                      slowMayEnd.await();
                      Reply.json(response, List.of("done"));
                    })),
            routing -> {},
            List.of());
    server.start();
  }

  @AfterEach
  void stop() {
    slowMayEnd.countDown();
    server.stop();
  }

  @Test
  void readsWhatIsRight() throws Exception {
    String wish =
        """
        {"text":"é","count":3,"amount":"0.10","legs":[{"price":"1","side":"BUY"}],"flag":true}\
        """;
    HttpResponse<String> response = post(BodyPublishers.ofString(wish));
    assertEquals(200, response.statusCode());
    assertEquals(wish, response.body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"text":5}                                  | 1002 | text           | type
          {"text":true}                               | 1002 | text           | type
          {"text":{}}                                 | 1002 | text           | type
          {"count":"3"}                               | 1002 | count          | type
          {"count":3.7}                               | 1002 | count          | type
          {"count":9223372036854775808}               | 1002 | count          | type
          {"count":true}                              | 1002 | count          | type
          {"flag":"true"}                             | 1002 | flag           | type
          {"flag":1}                                  | 1002 | flag           | type
          {"amount":1.5}                              | 1002 | amount         | type
          {"amount":1}                                | 1002 | amount         | type
          {"amount":"1e400"}                          | 1002 | amount         | type
          {"amount":"NaN"}                            | 1002 | amount         | type
          {"amount":""}                               | 1002 | amount         | type
          {"amount":" 1"}                             | 1002 | amount         | type
          {"amount":"12345678901234567890123456789012345678901"} | 1002 | amount | type
          {"legs":[{"price":"1"},{"price":2}]}        | 1002 | legs[1].price  | type
          {"legs":[{"side":"buy"}]}                   | 1002 | legs[0].side   | type
          {"legs":[{"side":""}]}                      | 1002 | legs[0].side   | type
          {"legs":[{"side":0}]}                       | 1002 | legs[0].side   | type
          {"legs":{}}                                 | 1002 | legs           | type
          {"legs":[{"balance":"1"}]}                  | 1002 | legs[0].balance| unknown
          {"role":"ADMIN"}                            | 1002 | role           | unknown
          {"text":"a","text":"b"}                     | 1002 | text           | duplicate
          {"legs":[{"price":"1","price":"2"}]}        | 1002 | price          | duplicate
          []                                          | 1002 | ''             | type
          5                                           | 1002 | ''             | type
          """)
  void namesFieldAndRule(String body, int code, String field, String rule) throws Exception {
    JsonNode problem = problem(400, post(BodyPublishers.ofString(body)));
    assertEquals(code, problem.get("code").intValue());
    assertEquals(1, problem.get("errors").size());
    assertEquals(field, problem.get("errors").get(0).get("field").textValue());
    assertEquals(rule, problem.get("errors").get(0).get("rule").textValue());
    assertEquals(0, handled.get());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"text":
          {"text":'a'}
          {"count":NaN}
          {"count":1e4000000000}
          {"text":"a"} {"text":"b"}
          {"text":"a"}x
          {"count":01}
          {"count":+1}
          {"text":"a",}
          // no {"text":"a"}
          null
          """)
  void refusesWhatIsNotOneJsonObject(String body) throws Exception {
    JsonNode problem = problem(400, post(BodyPublishers.ofString(body)));
    assertTrue(
        problem.get("code").intValue() == 1001 || problem.get("code").intValue() == 1002,
        problem.toString());
    assertEquals(0, handled.get());
  }

  @Test
  void refusesOtherEncodingsAndTypes() throws Exception {
    String body = "{\"text\":\"a\"}";
    problem(400, post(BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.UTF_16))));
    problem(400, post(BodyPublishers.ofByteArray(new byte[] {'{', '"', (byte) 0xC3, '"', '}'})));
    problem(400, post(BodyPublishers.noBody()));
    for (String type :
        List.of("text/plain", "application/xml", "application/json; charset=utf-7")) {
      JsonNode problem =
          problem(415, send(request("/v1/wishes").header("Content-Type", type).POST(text(body))));
      assertEquals(1006, problem.get("code").intValue());
    }
    assertEquals(415, send(request("/v1/wishes").POST(text(body))).statusCode());
    assertEquals(0, handled.get());
  }

  @Test
  void refusesDeepJsonWithoutFollowingIt() throws Exception {
    problem(400, post(text("{\"legs\":" + "[".repeat(400) + "]".repeat(400) + "}")));
    problem(400, post(text("[".repeat(BODY_LIMIT))));
    assertEquals(0, handled.get());
  }

  @Test
  void refusesALongBodyExactlyAboveTheLimit() throws Exception {
    String empty = "{\"text\":\"\"}";
    String longest = "{\"text\":\"" + "a".repeat(BODY_LIMIT - empty.length()) + "\"}";
    assertEquals(200, post(text(longest)).statusCode());
    assertEquals(1003, problem(413, post(text(longest + " "))).get("code").intValue());
    assertEquals(1, handled.get());
  }

  @Test
  void takesNoBodyThatDoesNotSayItsLength() throws Exception {
    byte[] wish = "{\"text\":\"a\"}".getBytes(StandardCharsets.UTF_8);
    BodyPublisher chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(wish));
    JsonNode problem = problem(400, post(chunked));
    assertEquals(1001, problem.get("code").intValue());
    assertTrue(problem.get("detail").textValue().contains("Content-Length"), problem::toString);
    assertEquals(0, handled.get());
  }

  /**
   * It sends all of its body before it reads, as most do: a closed connection would eat the answer.
   */
  @Test
  void letsAClientThatIsStillSendingReadTheRefusal() throws Exception {
    byte[] body = "x".repeat(8 << 20).getBytes(StandardCharsets.US_ASCII);
    String head =
        "POST /v1/wishes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(body.length);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      out.write(ascii(head));
      out.write(body);
      out.write(ascii("GET /v1/things/next HTTP/1.1\r\nHost: x\r\n\r\n"));
      String answers = readTo(socket.getInputStream(), "[\"next\"]");
      assertTrue(answers.startsWith("HTTP/1.1 413 "), answers);
      assertTrue(answers.contains("limit of 1000 bytes"), answers);
    }
    assertEquals(0, handled.get());
  }

  @Test
  void answersAbsentPathsAndWrongMethods() throws Exception {
    assertEquals(1004, problem(404, send(request("/v1/nothing"))).get("code").intValue());
    assertEquals(1004, problem(404, send(request("/"))).get("code").intValue());
    HttpResponse<String> wrong = send(request("/v1/wishes").DELETE());
    assertEquals(1005, problem(405, wrong).get("code").intValue());
    assertEquals("POST", wrong.headers().firstValue("Allow").orElseThrow());
    assertEquals(
        405,
        send(request("/v1/things/special").method("TRACE", BodyPublishers.noBody())).statusCode());
  }

  @Test
  void prefersALiteralPath() throws Exception {
    assertEquals("[\"the special one\"]", send(request("/v1/things/special")).body());
    assertEquals("[\"5\"]", send(request("/v1/things/5")).body());
  }

  @Test
  void writesMoneyTimesAndSequences() throws Exception {
    HttpResponse<String> response = send(request("/v1/answer"));
    assertEquals(
        "{\"amount\":\"1000\",\"time\":\"2026-01-31T12:00:00.100000Z\",\"count\":5}",
        response.body());
    assertEquals("77", response.headers().firstValue("Bourse-Sequence").orElseThrow());
  }

  @Test
  void readsParametersStrictly() throws Exception {
    assertEquals("[50,null,null,null]", send(request("/v1/list")).body());
    assertEquals(
        "[500,\"SELL\",\"2026-01-31T11:00:00.000000Z\",9]",
        send(request(
                "/v1/list?limit=500&side=SELL&from=2026-01-31T12:00:00%2B01:00&cursor="
                    + Cursor.of(-3, 9)))
            .body());
    for (String query :
        List.of(
            "limit=0",
            "limit=501",
            "limit=1e1",
            "limit=5&limit=6",
            "limit=",
            "side=sell",
            "from=yesterday",
            "cursor=***",
            "cursor=AAAA",
            "simbol=BTC-USD")) {
      JsonNode problem = problem(400, send(request("/v1/list?" + query)));
      assertEquals(
          query.substring(0, query.indexOf('=')),
          problem.get("errors").get(0).get("field").textValue());
    }
  }

  @Test
  void goesOnWithTheCallersTrace() throws Exception {
    String trace = "00-0af7651916cd43dd8448eb211c80319c";
    HttpResponse<String> response =
        send(request("/v1/trace").header("traceparent", trace + "-b7ad6b7169203331-01"));
    assertTrue(response.body().startsWith("[\"" + trace), response.body());
    assertFalse(response.body().contains("b7ad6b7169203331"), response.body());
    assertEquals(59, send(request("/v1/trace")).body().length());
  }

  @Test
  void beginsATraceWhereTheCallersCanNotBeRead() throws Exception {
    String good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    for (HttpRequest.Builder request :
        List.of(
            request("/v1/trace").header("traceparent", good.toUpperCase(Locale.ROOT)),
            request("/v1/trace").header("traceparent", good.substring(0, 54)),
            request("/v1/trace").header("traceparent", "00-" + "0".repeat(32) + good.substring(35)),
            request("/v1/trace").header("traceparent", good).header("traceparent", good))) {
      HttpResponse<String> response = send(request);
      assertEquals(200, response.statusCode());
      String begun = Json.mapper().readTree(response.body()).get(0).textValue();
      assertNotEquals(good.substring(3, 35), begun.substring(3, 35));
      assertTrue(TraceContext.parse(begun).isPresent(), begun);
    }
  }

  @Test
  void hidesABugAndNamesTheRequest() throws Exception {
    HttpResponse<String> response =
        send(request("/v1/bug").header("Bourse-Request-Id", "client.request-1"));
    JsonNode problem = problem(500, response);
    assertEquals(4005, problem.get("code").intValue());
    assertEquals("client.request-1", problem.get("requestId").textValue());
    assertFalse(response.body().contains("4711"));
    assertFalse(response.body().contains("IllegalState"));
  }

  @Test
  void doesNotTakeAHarmfulRequestId() throws Exception {
    for (String id : List.of("a b c d e f g h", "x".repeat(65), "a")) {
      JsonNode problem = problem(404, send(request("/v1/nothing").header("Bourse-Request-Id", id)));
      assertEquals(36, problem.get("requestId").textValue().length());
    }
  }

  @Test
  void saysWhenToTryAgain() throws Exception {
    HttpResponse<String> response = send(request("/v1/busy"));
    assertEquals(4001, problem(503, response).get("code").intValue());
    assertEquals("1", response.headers().firstValue("Retry-After").orElseThrow());
  }

  @Test
  void tellsAClientOfABrokenPartAndNotWhereItIs() throws Exception {
    assertEquals(4004, problem(503, send(request("/v1/part-down"))).get("code").intValue());
    HttpResponse<String> response = send(request("/v1/database-down"));
    assertEquals(4004, problem(503, response).get("code").intValue());
    assertFalse(response.body().contains("secret"), response.body());
  }

  @ParameterizedTest
  @CsvSource({
    "GET /v1/answer HTTP/1.1\\r\\nHost: a\\r\\nX: " + "{long}" + "\\r\\n\\r\\n",
    "GET /v1/answer?{long} HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
    "POST /v1/wishes HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: x\\r\\n\\r\\n",
    "GET /v1/{x HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
  })
  void refusesBrokenHttpAndCloses(String raw) throws Exception {
    String bytes = raw.replace("\\r\\n", "\r\n").replace("{long}", "a".repeat(20_000));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      try (InputStream in = socket.getInputStream()) {
        String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(answer.startsWith("HTTP/1.1 4"), answer);
        assertTrue(answer.contains("application/problem+json"), answer);
      }
    }
  }

  @Test
  void letsARequestInFlightEnd() throws Exception {
    CompletableFuture<HttpResponse<String>> slow =
        client.sendAsync(request("/v1/slow").build(), BodyHandlers.ofString());
    slowStarted.await();
    Thread stopping = Thread.ofVirtual().start(server::stop);
    Thread.sleep(200);
    slowMayEnd.countDown();
    assertEquals(200, slow.get().statusCode());
    assertTrue(stopping.join(Duration.ofSeconds(5)));
    assertEquals(Health.State.DOWN, server.health().state());
  }

  @Test
  void stopsAtOnceWhenNothingIsInFlight() throws Exception {
    assertEquals(200, send(request("/v1/answer")).statusCode());
    long start = System.nanoTime();
    server.stop();
    assertTrue(Duration.ofNanos(System.nanoTime() - start).toMillis() < 3_000);
  }

  @Test
  void namesATakenPort() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      HttpServer second = server("127.0.0.1", taken.getLocalPort());
      Fault fault = assertThrows(Fault.class, second::start);
      assertEquals(ErrorCode.PORT_IN_USE, fault.code());
      assertTrue(fault.getMessage().contains(":" + taken.getLocalPort()), fault.getMessage());
    }
  }

  @Test
  void listensOnlyOnThisMachine() {
    for (String host : List.of("0.0.0.0", "192.0.2.1", "no-such-host.invalid")) {
      Fault fault = assertThrows(Fault.class, () -> server(host, 0).start());
      assertEquals(ErrorCode.BAD_CONFIGURATION, fault.code());
    }
  }

  private static HttpServer server(String host, int port) {
    return new HttpServer(
        "second", HttpSettings.of(host, port), List.of(), routing -> {}, List.of());
  }

  private HttpResponse<String> post(BodyPublisher body) throws Exception {
    return send(request("/v1/wishes").header("Content-Type", "application/json").POST(body));
  }

  private static String readTo(InputStream in, String end) throws IOException {
    StringBuilder read = new StringBuilder();
    while (!read.toString().endsWith(end)) {
      int next = in.read();
      assertTrue(next >= 0, () -> "The connection was closed after " + read);
      read.append((char) next);
    }
    return read.toString();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static BodyPublisher text(String text) {
    return BodyPublishers.ofString(text);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .timeout(Duration.ofSeconds(10));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static JsonNode problem(int status, HttpResponse<String> response) throws Exception {
    assertEquals(status, response.statusCode(), response.body());
    assertEquals(
        "application/problem+json", response.headers().firstValue("Content-Type").orElseThrow());
    JsonNode problem = Json.mapper().readTree(response.body());
    assertEquals(status, problem.get("status").intValue());
    assertEquals("/problems/" + problem.get("code").intValue(), problem.get("type").textValue());
    assertFalse(problem.get("title").textValue().isEmpty());
    assertFalse(problem.get("detail").textValue().isEmpty());
    assertEquals(
        response.headers().firstValue("Bourse-Request-Id").orElseThrow(),
        problem.get("requestId").textValue());
    return problem;
  }
}

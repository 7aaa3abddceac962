package bourse.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.systemtests.Api.Answer;
import bourse.testing.RequestSigner;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that sign with API keys, and who would do more with one than its owner allowed. */
class ApiKeyAttacksTest {
  private static final int BUDGET = 100;
  private static final String ORDER =
      """
      {"symbol":"BTC-USD","side":"BUY","type":"LIMIT","price":"100","quantity":"0.01"}\
      """;

  /** What a stream's client gets. */
  private static final class Stream implements WebSocket.Listener {
    final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder parts = new StringBuilder();
    private WebSocket socket;

    static Stream open() {
      Stream stream = new Stream();
      URI address = URI.create(appliance.api().server().toString().replace("http", "ws"));
      stream.socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .buildAsync(address.resolve("/v1/stream"), stream)
              .join();
      return stream;
    }

    JsonNode ask(String request) throws Exception {
      socket.sendText(request, true).get();
      JsonNode answer = received.poll(20, TimeUnit.SECONDS);
      assertTrue(answer != null, "no answer to " + request);
      return answer;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      parts.append(part);
      if (last) {
        try {
          received.add(Api.JSON.readTree(parts.toString()));
        } catch (IOException e) {
          closed.completeExceptionally(e);
        }
        parts.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.complete(code);
      return null;
    }
  }

  @TempDir static Path folder;
  private static Appliance appliance;
  private static Api ada;

  @BeforeAll
  static void start() throws Exception {
    appliance =
        Appliance.create(
            folder.resolve("data"),
            Map.of("limits.key", Integer.toString(BUDGET), "limits.window", "60s"));
    appliance.start();
    ada = appliance.api().newUser("ada@example.org");
    appliance
        .operator()
        .send(
            "POST",
            "/operator/deposits",
            """
            {"email":"ada@example.org","currency":"USD","amount":"100000","reference":"keys"}\
            """)
        .expect(201);
  }

  @AfterAll
  static void stop() {
    appliance.close();
  }

  @Test
  void theBotOfTheGuideWorksAsItStandsThere() throws Exception {
    KeyPair pair = RequestSigner.newPair();
    Map<String, ?> wanted =
        Map.of(
            "label",
            "Guide",
            "algorithm",
            "ED25519",
            "publicKey",
            RequestSigner.pem(pair),
            "scopes",
            List.of("READ", "TRADE"));
    String id = ada.post("/v1/me/api-keys", wanted).expect(201).body().at("/apiKey/id").asText();
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    assertBotTrades(id, pem);
    SignedApi hmac = SignedApi.of(ada, "READ", "TRADE");
    assertBotTrades(hmac.id(), hmac.secret() + "\n");
  }

  private static void assertBotTrades(String key, String secret) throws Exception {
    Path file = Files.writeString(folder.resolve(key), secret);
    Path script = Path.of("..", "..", "docs", "guides", "signed-bot.mjs");
    Path output = folder.resolve(key + ".out");
    ProcessBuilder bot =
        new ProcessBuilder("node", "--experimental-websocket", script.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    bot.environment()
        .putAll(
            Map.of(
                "BOURSE_URL",
                appliance.api().server().toString(),
                "BOURSE_KEY",
                key,
                "BOURSE_KEY_FILE",
                file.toString()));
    Process process = bot.start();
    assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it ends by itself");
    String said = Files.readString(output);
    assertEquals(0, process.exitValue(), said);
    assertTrue(
        said.matches(
            "(?s)USD [0-9.]+\nthe stream shows my orders\n"
                + "order ([0-9]+): OPEN\norder \\1: CANCELLED\n.*"),
        said);
  }

  @Test
  void aReadKeySeesAndDoesNotTradeOverHttpNorStream() throws Exception {
    SignedApi reader = SignedApi.of(ada, "READ");
    reader.send("GET", "/v1/orders?status=OPEN&symbol=BTC-USD", "").expect(200);
    refused(reader.send("POST", "/v1/orders", ORDER), 403, 3003);
    Stream stream = Stream.open();
    assertEquals("done", stream.ask(reader.authenticate()).get("type").asText());
    JsonNode answer = stream.ask("{\"op\":\"order.place\",\"id\":\"o\",\"order\":" + ORDER + "}");
    assertEquals(3003, answer.at("/data/code").asInt(), answer.toString());
  }

  @Test
  void aStreamOfARevokedKeyIsClosedAndItsOrdersAreRefusedAtOnce() throws Exception {
    SignedApi bot = SignedApi.of(ada, "TRADE");
    Stream stream = Stream.open();
    String proof = bot.authenticate();
    assertEquals("done", stream.ask(proof).get("type").asText());
    assertEquals(3093, Stream.open().ask(proof).at("/data/code").asInt(), "once");
    String order = "{\"op\":\"order.place\",\"id\":\"o\",\"order\":" + ORDER + "}";
    assertEquals("done", stream.ask(order).get("type").asText());
    JsonNode wallets = stream.ask("{\"op\":\"subscribe\",\"channels\":[\"wallets\"]}");
    assertEquals(3003, wallets.at("/data/code").asInt(), wallets.toString());

    ada.delete("/v1/me/api-keys/" + bot.id()).expect(204);

    assertEquals(3001, stream.ask(order).at("/data/code").asInt());
    assertEquals(1008, stream.closed.get(10, TimeUnit.SECONDS));
    refused(bot.send("DELETE", "/v1/orders", ""), 401, 3090);
  }

  @Test
  void s43_aKeyDoesNotApproveNorAnythingElseInTheBackOffice() throws Exception {
    Api chief = appliance.api().newUser("chief@example.org");
    appliance
        .operator()
        .send("POST", "/operator/users/chief@example.org/roles", "{\"grant\":[\"SUPERADMIN\"]}")
        .expect(200);
    SignedApi key = SignedApi.of(chief, "READ", "TRADE");
    chief.get("/v1/admin/users").expect(200);
    refused(key.send("GET", "/v1/admin/users", ""), 403, 3003);
    String approve = "/v1/admin/approvals/018f0000-0000-7000-8000-000000000000/approve";
    refused(key.send("POST", approve, "{\"contentHash\":\"none\"}"), 403, 3003);
    refused(key.send("POST", "/v1/me/api-keys", "{}"), 403, 3003);
  }

  @Test
  void s50_aFloodFromOneKeyIsRefusedAndOthersAreServed() throws Exception {
    SignedApi flood = SignedApi.of(ada, "READ", "TRADE");
    SignedApi other = SignedApi.of(ada, "READ", "TRADE");
    Answer answer = flood.send("GET", "/v1/me", "").expect(200);
    int sent = 1;
    while (answer.status() == 200 && sent <= BUDGET) {
      answer = flood.send("GET", "/v1/me", "");
      sent++;
    }
    refused(answer, 429, 3005);
    assertTrue(sent > BUDGET / 2, "let through: " + sent);
    assertTrue(answer.headers().firstValue("RateLimit").orElseThrow().startsWith("\"key\";r=0"));
    assertTrue(answer.headers().firstValueAsLong("Retry-After").orElseThrow() > 0);
    other.send("GET", "/v1/me", "").expect(200);
    ada.get("/v1/me").expect(200);
  }

  private static void refused(Answer answer, int status, int code) {
    assertEquals(code, answer.expect(status).body().get("code").asInt(), answer::toString);
  }
}

package bourse.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.exchange.FactTopics;
import bourse.platform.crypto.Keystore;
import bourse.platform.events.EmbeddedKafka;
import bourse.platform.events.KafkaClients;
import bourse.platform.service.Ports;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One part after the other fails under a running server: trading goes on, health names the part,
 * and all is well again when the cause is gone. What each test shows stands in the table of parts
 * in {@code docs/ARCHITECTURE.md}.
 */
class FailingPartsTest {
  private static final String TRADER = "trader@test.example";
  private static final String TOPIC = FactTopics.ORDER_UPDATED;
  private static final int SECONDS = 60;

  /** One when it is accepted, one when it rests. */
  private static final int UPDATES_PER_ORDER = 2;

  @TempDir static Path folder;
  private static Appliance appliance;
  private static Api trader;

  @BeforeAll
  static void start() throws Exception {
    // Small segments, so that there soon is one to archive.
    appliance =
        Appliance.create(
            folder.resolve("data"),
            Map.of("exchange.log-segment-size", "4MiB", "exchange.archive-interval", "200ms"));
    appliance.start();
    trader = appliance.api().newUser(TRADER);
    appliance
        .operator()
        .post(
            "/operator/deposits",
            Map.of("email", TRADER, "currency", "USD", "amount", "1000000", "reference", "first"))
        .expect(201);
    awaitUp();
  }

  @AfterAll
  static void stop() {
    if (appliance != null) {
      appliance.close();
    }
  }

  @Test
  void withoutRedisNobodyLogsInAndTradingGoesOn() throws Exception {
    String refreshToken = logIn().expect(200).text("refreshToken");
    Api.Answer refused = refreshWhileRedisIsDead(refreshToken);

    assertEquals(503, refused.status(), () -> refused.body() + outputOf(appliance));
    assertEquals(4004, refused.body().get("code").asInt());
    assertFalse(refused.body().toString().contains(folder.toString()), "names no file");
    order(); // the access token and trading do not need Redis

    awaitUp();
    logIn().expect(200);
  }

  /** Kills Redis and asks at once; again when the lifecycle was faster than the question. */
  private static Api.Answer refreshWhileRedisIsDead(String refreshToken) throws Exception {
    String token = refreshToken;
    for (int attempt = 1; ; attempt++) {
      appliance.redis().destroyForcibly();
      Api.Answer answer = appliance.api().post("/v1/auth/refresh", Map.of("refreshToken", token));
      if (answer.status() != 200) {
        assertNamed("redis", "DOWN");
        return answer;
      }
      assertTrue(attempt < 5, "Redis is always there");
      token = answer.text("refreshToken");
      awaitUp();
    }
  }

  @Test
  void withoutTheObjectStoreSegmentsWait() throws Exception {
    Path objects = appliance.directory().resolve("objects");
    Path away = folder.resolve("objects");
    Files.move(objects, away);
    Files.writeString(objects, "a disk that went away");
    long archivedBefore = archived();
    try {
      sealASegment();
      assertNamed("objects", "DEGRADED");
      assertEquals(archivedBefore, archived());
      order();
    } finally {
      Files.delete(objects);
      Files.move(away, objects);
    }
    awaitTrue("what waited is archived", () -> archived() > archivedBefore);
    assertTrue(
        Files.exists(objects.resolve("bourse/log/000000000001.segment.gz")),
        "where the runbook about a damaged log looks for it");
    awaitUp();
  }

  @Test
  void withoutTheObjectStorePapersAreRefusedWholeAndTakenLater() throws Exception {
    String id = trader.post("/v1/kyc/cases", Map.of("level", "Verified")).expect(201).text("id");
    String ownCase = "/v1/kyc/cases/" + id;
    String papers = ownCase + "/files?kind=IDENTITY_FRONT";
    String pdf = "%PDF-1.7\n%%EOF\n";
    Path objects = appliance.directory().resolve("objects");
    Path away = folder.resolve("objects");
    Files.move(objects, away);
    Files.writeString(objects, "a disk that went away");
    try {
      Api.Answer refused = trader.send("POST", papers, pdf).expect(503);
      assertEquals(4004, refused.body().get("code").asInt());
      assertTrue(refused.text("detail").contains("nothing of it was kept"), refused.text("detail"));
      assertFalse(refused.body().toString().contains(folder.toString()), "names no file");
      assertEquals(0, trader.get(ownCase).expect(200).body().get("files").size());
      order();
    } finally {
      Files.delete(objects);
      Files.move(away, objects);
    }
    awaitUp();
    trader.send("POST", papers, pdf).expect(201);
    assertEquals(1, trader.get(ownCase).expect(200).body().get("files").size());
    try (Stream<Path> kept = Files.walk(objects.resolve("bourse/kyc"))) {
      assertEquals(1, kept.filter(Files::isRegularFile).count());
    }
  }

  @Test
  void withoutKafkaFactsArePublishedLaterWithoutAGap() throws Exception {
    Path kafka = appliance.directory().resolve("kafka");
    Path away = folder.resolve("kafka");
    List<Long> placed = new ArrayList<>();
    placed.add(order());
    // Kafka writes a small file into its directory every few seconds, and ends itself when it
    // can't.
    Files.move(kafka, away);
    Files.writeString(kafka, "a disk that went away");
    try {
      assertNamed("kafka", "DEGRADED");
      placed.add(order());
      placed.add(order());
    } finally {
      Files.delete(kafka);
      Files.move(away, kafka);
    }
    awaitUp();
    placed.add(order());

    Appliance.Run tail =
        appliance.command(
            "events",
            "tail",
            "--data",
            appliance.directory().toString(),
            "--topic",
            TOPIC,
            "--from",
            placed.getFirst().toString(),
            "--limit",
            Integer.toString(placed.size() * UPDATES_PER_ORDER));
    assertEquals(0, tail.exitCode(), tail.output());
    Set<Long> published = new LinkedHashSet<>();
    for (String line : tail.output().lines().filter(text -> text.startsWith("{")).toList()) {
      published.add(Api.JSON.readTree(line).at("/value/position/sequence").asLong());
    }
    assertEquals(placed, List.copyOf(published));
  }

  @Test
  void aStopLeavesNothingUnpublishedAndNothingToSayAboutIt() throws Exception {
    try (Appliance other = Appliance.create(folder.resolve("stopped"), Map.of())) {
      other.start();
      assertEquals(0, other.stop(), "a stop right after the start");
      other.start();
      Api user = other.api().newUser(TRADER);
      other
          .operator()
          .post(
              "/operator/deposits",
              Map.of("email", TRADER, "currency", "USD", "amount", "100", "reference", "first"))
          .expect(201);
      awaitTrue("all is up", () -> ready(other).get("state").asText().equals("UP"));
      List<Long> placed = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        placed.add(order(user));
      }

      assertEquals(0, other.stop());

      assertEquals(placed, published(other), "in Kafka, before another server starts");
      other.start();
      awaitTrue("all is up", () -> ready(other).get("state").asText().equals("UP"));
      assertEquals(0, other.stop());
      assertEquals(placed, published(other), "nothing comes twice");
      assertEquals(List.of(), complaints(other), other.output());
    }
  }

  /** Lines of the log that an operator would have to look into, and stack traces. */
  private static List<String> complaints(Appliance stopped) throws Exception {
    return stopped
        .output()
        .lines()
        .filter(line ->
            line.matches("[0-9:.]+ (WARN|ERROR) .*")
                || line.startsWith("\tat ")
                || line.contains("did not stop"))
        .toList();
  }

  /**
   * The sequences in the topic, in order, read from the stopped data. No fact stands there twice.
   */
  private static List<Long> published(Appliance stopped) throws Exception {
    String password =
        Keystore.openExisting(stopped.directory().resolve("keystore")).kafkaPassword();
    EmbeddedKafka kafka =
        new EmbeddedKafka(
            stopped.directory().resolve("kafka"), Ports.free(), Ports.free(), password);
    kafka.start();
    KafkaClients clients = new KafkaClients(kafka.connection());
    TopicPartition partition = new TopicPartition(TOPIC, 0);
    Set<Long> sequences = new LinkedHashSet<>();
    Set<JsonNode> positions = new HashSet<>();
    try (Consumer<byte[], byte[]> reader = clients.reader("test")) {
      reader.assign(List.of(partition));
      long end = reader.endOffsets(List.of(partition)).get(partition);
      reader.seekToBeginning(List.of(partition));
      while (reader.position(partition) < end) {
        for (var record : reader.poll(Duration.ofSeconds(1))) {
          JsonNode position = Api.JSON.readTree(record.value()).get("position");
          assertTrue(positions.add(position), () -> "published twice: " + position);
          sequences.add(position.get("sequence").asLong());
        }
      }
    } finally {
      kafka.stop();
    }
    return List.copyOf(sequences);
  }

  private static Api.Answer logIn() throws Exception {
    return appliance
        .api()
        .post(
            "/v1/auth/login",
            Map.of("email", TRADER, "password", "a long enough password for " + TRADER));
  }

  /** Places an order that rests, and answers its sequence. */
  private static long order() throws Exception {
    return order(trader);
  }

  private static long order(Api user) throws Exception {
    return user.post("/v1/orders", ORDER)
        .expect(201)
        .headers()
        .firstValueAsLong("Bourse-Sequence")
        .orElseThrow();
  }

  private static final Map<String, String> ORDER =
      Map.of(
          "symbol", "BTC-USD",
          "side", "BUY",
          "type", "LIMIT",
          "timeInForce", "GTC",
          "price", "1",
          "quantity", "1");

  /** Logs more than a segment holds: each batch takes whole sectors. */
  private static void sealASegment() throws Exception {
    long before = segments();
    Map<String, String> fleeting = new HashMap<>(ORDER);
    fleeting.put("op", "PLACE");
    fleeting.put("timeInForce", "IOC");
    Map<String, Object> batch = Map.of("operations", Collections.nCopies(500, fleeting));
    while (segments() == before) {
      trader.post("/v1/orders/batch", batch).expect(200);
    }
  }

  private static long segments() throws Exception {
    try (Stream<Path> files = Files.list(appliance.directory().resolve("log"))) {
      return files.filter(file -> file.toString().endsWith(".segment")).count();
    }
  }

  private static long archived() throws Exception {
    String metrics = appliance.operator().get("/metrics").expect(200).body().asText();
    Optional<String> line =
        metrics
            .lines()
            .filter(text -> text.startsWith("bourse_exchange_archived_segments"))
            .findFirst();
    return (long) Double.parseDouble(line.orElseThrow().split(" ")[1]);
  }

  private static JsonNode ready(Appliance server) throws Exception {
    return server.operator().get("/health/ready").body();
  }

  private static void awaitUp() throws Exception {
    awaitTrue("all is up", () -> ready(appliance).get("state").asText().equals("UP"));
  }

  /** Waits until readiness as a whole is in the state and its detail names the part. */
  private static void assertNamed(String part, String state) throws Exception {
    awaitTrue(
        part + " is named",
        () -> {
          JsonNode ready = ready(appliance);
          return ready.get("state").asText().equals(state)
              && ready.get("detail").asText().contains(part + ": ");
        });
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void awaitTrue(String what, Condition condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
    while (!condition.holds()) {
      assertTrue(
          System.nanoTime() < deadline, () -> what + ": not in time\n" + outputOf(appliance));
      Thread.sleep(50);
    }
  }

  private static String outputOf(Appliance server) {
    try {
      return ready(server) + "\n" + server.output();
    } catch (Exception e) {
      return e.toString();
    }
  }
}

package bourse.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.config.Settings;
import bourse.platform.crypto.CryptoInventory;
import bourse.platform.crypto.Keystore;
import bourse.platform.service.DataDirectory;
import bourse.platform.service.Health;
import bourse.platform.service.Progress;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys are rotated under load, and a backup from before is put back, on the whole appliance. */
class KeyRotationTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Path PAGE = Path.of("..", "..", "docs", "security", "crypto-inventory.md");
  private static final String PASSWORD = "marmalade on tuesdays";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicInteger users = new AtomicInteger();
  private Path data;
  private BourseServer server;

  @Test
  void s58_aRotationIsNotNoticedAndABackupOfBeforeIsReadAgain() throws Exception {
    data = Files.createDirectory(folder.resolve("data"));
    start();
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      tokens.add(newUser());
    }
    stop();
    Path backup = folder.resolve("backup");
    copy(data, backup);

    start();
    rotateUnderLoad();
    JsonNode inventory = awaitRetired();
    for (JsonNode secret : inventory.get("secrets")) {
      assertTrue(
          CryptoInventory.of(secret.get("name").textValue()).isPresent(),
          secret.get("name") + " is not in CryptoInventory");
    }
    checkUsers();
    stop();

    for (String directory : List.of("database", "snapshots", "objects")) {
      delete(data.resolve(directory));
      copy(backup.resolve(directory), data.resolve(directory));
    }
    Fault fault = assertThrows(Fault.class, this::start);
    assertEquals(ErrorCode.KEY_VERSION_MISSING, fault.code(), fault.getMessage());
    assertTrue(fault.getMessage().contains("version 1 of the key files"), fault.getMessage());

    try (DataDirectory held = DataDirectory.open(data, 0)) {
      Keystore keystore = Keystore.open(held);
      List<String> restored = keystore.dataKeys().restore(keystore.retiredFile());
      assertTrue(restored.contains("data-key.fields.1"), restored.toString());
    }
    start();
    users.set(tokens.size());
    checkUsers();
    awaitRetired();
    checkUsers();
    stop();
  }

  @Test
  void theInventoryPageSaysWhatTheCodeSays() throws IOException {
    String page = CryptoInventory.page();
    if (Boolean.getBoolean("bourse.write-reference")) {
      Files.writeString(PAGE, page);
    }
    assertEquals(page, Files.readString(PAGE), "The page is stale: run make reference");
  }

  /** Reads and registrations go on while each key gets two new versions. */
  private void rotateUnderLoad() throws Exception {
    AtomicBoolean rotated = new AtomicBoolean();
    Callable<Integer> reading =
        () -> {
          int reads = 0;
          while (!rotated.get()) {
            checkUsers();
            reads++;
          }
          return reads;
        };
    Callable<Integer> writing =
        () -> {
          int before = users.get();
          while (!rotated.get()) {
            newUser();
          }
          return users.get() - before;
        };
    try (ExecutorService load = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> reads = load.submit(reading);
      Future<Integer> writes = load.submit(writing);
      try {
        for (int i = 0; i < 2; i++) {
          for (String key : List.of("fields", "files", "master")) {
            assertEquals(
                i + 2,
                operator("POST", "/operator/keys/" + key + "/rotate", "{}")
                    .get("version")
                    .intValue());
          }
          await("fields");
          await("files");
        }
      } finally {
        rotated.set(true);
      }
      assertTrue(reads.get() > 0);
      assertTrue(writes.get() > 0);
    }
  }

  private void await(String key) throws Exception {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!key(operator("GET", "/operator/keys", ""), key).get("renewed").booleanValue()) {
      assertTrue(System.nanoTime() < until, "Not renewed: " + key);
      Thread.sleep(20);
    }
  }

  /** Waits until only the newest versions are left. */
  private JsonNode awaitRetired() throws Exception {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      JsonNode inventory = operator("GET", "/operator/keys", "");
      if (isAlone(key(inventory, "fields")) && isAlone(key(inventory, "files"))) {
        assertEquals("", inventory.get("problem").textValue());
        return inventory;
      }
      assertTrue(System.nanoTime() < until, inventory.toString());
      Thread.sleep(100);
    }
  }

  private static boolean isAlone(JsonNode key) {
    return key.get("versions").size() == 1 && key.at("/versions/0/version").intValue() == 3;
  }

  private static JsonNode key(JsonNode inventory, String name) {
    return inventory
        .get("keys")
        .valueStream()
        .filter(key -> key.get("name").textValue().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private String newUser() throws Exception {
    int number = users.get();
    operator(
        "POST",
        "/operator/users",
        JSON.createObjectNode()
            .put("email", number + "@example.com")
            .put("password", PASSWORD)
            .put("fullName", "Person " + number)
            .put("phone", "+4930123" + (1000 + number))
            .toString());
    users.incrementAndGet();
    return number + "@example.com";
  }

  /** Each is called what it was called when it came. */
  private void checkUsers() throws Exception {
    int known = users.get();
    for (int i = 0; i < known; i++) {
      JsonNode account = operator("GET", "/operator/accounts/" + i + "@example.com", "");
      assertEquals("Person " + i, account.get("name").textValue());
    }
  }

  private JsonNode operator(String method, String path, String body) throws Exception {
    URI address = server.management().resolve(path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .header(
                "Authorization",
                "Bearer " + Keystore.openExisting(data.resolve("keystore")).operatorToken())
            .header("Bourse-Operator", "tests")
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertTrue(answer.statusCode() < 300, path + ": " + answer.body());
    return JSON.readTree(answer.body());
  }

  private void start() throws Exception {
    Map<String, String> settings = new HashMap<>();
    for (String port : List.of("http", "management", "kafka", "objects")) {
      settings.put(port + ".port", "0");
    }
    settings.put("kafka.controller-port", "0");
    settings.put("tls.mode", "off");
    settings.put("keys.retire-after", "1s");
    settings.put(
        "markets.file",
        Path.of("..", "..", "config-samples", "markets.yaml").toAbsolutePath().toString());
    server =
        new BourseServer(Settings.of(BourseServer.catalogue(), settings), data, Progress.silent());
    server.start();
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (server.health().state() != Health.State.UP) {
      assertTrue(System.nanoTime() < until, () -> "Not up: " + server.healthByPart());
      Thread.sleep(50);
    }
  }

  private void stop() throws Exception {
    server.stop();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(file -> !Files.isSymbolicLink(file)).toList()) {
        Path target = to.resolve(from.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else if (Files.isRegularFile(file)) {
          Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}

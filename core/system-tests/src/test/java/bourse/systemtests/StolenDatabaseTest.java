package bourse.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.platform.crypto.FileCipher;
import bourse.platform.crypto.Keystore;
import bourse.platform.data.SqlDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What whoever takes the disk of a server, or its backup, learns of its users. */
class StolenDatabaseTest {
  private static final String NAME = "Zerubbabel Quillfeather";
  private static final String PHONE = "+4930557713994";
  private static final String THIEF = "mallory@test.example";
  private static final String VICTIM = "zerubbabel@test.example";

  @TempDir Path folder;
  private Appliance appliance;

  @AfterEach
  void stop() {
    if (appliance != null) {
      appliance.close();
    }
  }

  @Test
  void s57_nothingOfAPersonIsReadWithoutTheKeysAndNoValueWorksInAnotherRow() throws Exception {
    appliance =
        Appliance.create(
            folder.resolve("data"),
            Map.of("exchange.log-segment-size", "4MiB", "exchange.archive-interval", "200ms"));
    appliance.start();
    Api victim = register(VICTIM, NAME, PHONE);
    register(THIEF, "Mallory", "+4930557713000");
    trade(victim);
    assertEquals(NAME, victim.get("/v1/me").expect(200).text("fullName"));
    assertEquals(0, appliance.stop());

    Path data = appliance.directory();
    assertEquals(List.of(), filesWith(folder, NAME));
    assertEquals(List.of(), filesWith(folder, PHONE));
    assertFalse(filesWith(folder, "bourse-keystore").isEmpty(), "the search finds what is there");
    for (Path snapshot : Recovered.files(data, "snapshots", ".snapshot")) {
      try (InputStream content = Files.newInputStream(snapshot)) {
        assertTrue(FileCipher.isSealed(content.readNBytes(FileCipher.HEADER)), snapshot.toString());
      }
    }
    List<Path> objects = objects(data);
    assertFalse(objects.isEmpty(), "a segment was archived");
    for (Path object : objects) {
      assertTrue(FileCipher.isSealed(Files.readAllBytes(object)), object.toString());
    }

    dumpAndSwap(data);
    appliance.start();
    Api.Answer refused =
        appliance
            .api()
            .post(
                "/v1/auth/login",
                Map.of("email", THIEF, "password", "a long enough password for " + THIEF));
    assertEquals(500, refused.status(), () -> refused.body().toString());
    assertEquals(4147, refused.body().get("code").asInt());
    assertFalse(refused.body().toString().contains("Zerubbabel"), refused.body().toString());
    assertEquals(NAME, appliance.api().login(VICTIM).get("/v1/me").expect(200).text("fullName"));
    appliance.stop();
    assertEquals(List.of(), filesWith(folder, NAME), "nor does the log tell");
  }

  /** As SQL shows it to whoever has the password of the database and not the data keys. */
  private static void dumpAndSwap(Path data) throws Exception {
    Keystore keystore = Keystore.openExisting(data.resolve("keystore"));
    SqlDatabase database =
        SqlDatabase.h2(
            data.resolve("database").resolve("bourse"),
            keystore.databaseFilePassword(),
            keystore.databasePassword());
    database.start();
    try {
      List<String> script =
          database.jdbi().withHandle(handle -> handle.select("script").mapTo(String.class).list());
      String dump = String.join("\n", script);
      assertTrue(dump.contains(VICTIM), "it is the dump of these users");
      assertFalse(dump.contains("Quillfeather"));
      assertFalse(dump.contains(PHONE.substring(1)));
      database.durably(handle ->
          handle.execute(
              "update users set fullname = (select fullname from users where email = ?),"
                  + " phone = (select phone from users where email = ?) where email = ?",
              VICTIM,
              VICTIM,
              THIEF));
    } finally {
      database.stop();
    }
  }

  private Api register(String email, String name, String phone) throws Exception {
    Map<String, String> person = new HashMap<>();
    person.put("email", email);
    person.put("password", "a long enough password for " + email);
    person.put("fullName", name);
    person.put("phone", phone);
    appliance.api().post("/v1/auth/register", person).expect(202);
    return appliance.api().login(email);
  }

  /** Until a segment of the log is in the archive. */
  private void trade(Api trader) throws Exception {
    appliance
        .operator()
        .post(
            "/operator/deposits",
            Map.of("email", VICTIM, "currency", "USD", "amount", "1000000", "reference", "first"))
        .expect(201);
    Map<String, String> fleeting =
        Map.of(
            "op",
            "PLACE",
            "symbol",
            "BTC-USD",
            "side",
            "BUY",
            "type",
            "LIMIT",
            "price",
            "60000",
            "quantity",
            "0.001",
            "timeInForce",
            "IOC");
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (objects(appliance.directory()).isEmpty()) {
      assertTrue(System.nanoTime() < deadline, "Nothing was archived");
      trader
          .post("/v1/orders/batch", Map.of("operations", Collections.nCopies(500, fleeting)))
          .expect(200);
    }
  }

  private static List<Path> objects(Path data) throws IOException {
    Path log = data.resolve("objects").resolve("bourse").resolve("log");
    if (!Files.isDirectory(log)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(log)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  /** Files in which a text stands, in any of the usual forms. */
  private static List<Path> filesWith(Path directory, String text) throws IOException {
    List<Path> found = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> all = Files.walk(directory)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      for (Charset charset :
          List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
        if (content.contains(new String(text.getBytes(charset), StandardCharsets.ISO_8859_1))) {
          found.add(file);
        }
      }
    }
    return found;
  }
}

package bourse.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.systemtests.Api.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the first administrator comes in, and how nobody else does. */
class SetUpTest {
  private static final String PASSWORD = "a long enough password for the first one";

  @TempDir static Path folder;
  private static Appliance appliance;

  @BeforeAll
  static void start() throws Exception {
    appliance = Appliance.create(folder.resolve("data"), Map.of());
    appliance.start();
  }

  @AfterAll
  static void stop() {
    appliance.close();
  }

  @Test
  void s4_nobodyIsThereAfterAnInstallation() throws Exception {
    for (String user : List.of("admin", "root", "bourse", "demo")) {
      for (String domain : List.of("", "@example.org")) {
        for (String password : List.of("password", "changeme", user)) {
          Answer answer =
              appliance
                  .api()
                  .post("/v1/auth/login", Map.of("email", user + domain, "password", password));
          assertTrue(
              answer.status() == 401 || answer.status() == 429,
              user + domain + ": " + answer.body());
        }
      }
    }
  }

  /** From the first token to the closed door, in the order in which an attacker would try. */
  @Test
  void s5_theSetUpTokenWorksOnceAndIsKeptNowhere() throws Exception {
    String first = newToken();
    String second = newToken();
    assertNotEquals(first, second);
    for (String wrong : List.of(first, "", second.substring(1), second + "A", "x".repeat(43))) {
      setUp(wrong, "wrong@example.org").expect(401);
    }
    Path note = appliance.directory().resolve("setup-token.json");
    String good = Files.readString(note);
    Files.writeString(note, good.replaceAll("\"20[0-9]{2}", "\"2001"));
    setUp(second, "late@example.org").expect(401);
    Files.writeString(note, good);
    setUp(second, "first@example.org", "short").expect(400);

    try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Integer> one = () -> setUp(second, "first@example.org").status();
      Callable<Integer> other = () -> setUp(second, "other@example.org").status();
      List<Integer> statuses =
          Stream.of(both.submit(one), both.submit(other)).map(SetUpTest::get).sorted().toList();
      assertEquals(List.of(201, 404), statuses);
    }

    setUp(second, "again@example.org").expect(404);
    setUp(newToken(), "again@example.org").expect(404);
    assertEquals(1, superadmins(), "one of the two");
    assertNowhere(first);
    assertNowhere(second);
  }

  private static int get(Future<Integer> status) {
    try {
      return status.get();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static int superadmins() throws Exception {
    int found = 0;
    for (String email : List.of("first@example.org", "other@example.org")) {
      Answer login =
          appliance.api().post("/v1/auth/login", Map.of("email", email, "password", PASSWORD));
      if (login.status() == 200) {
        JsonNode me = appliance.api().with(login.text("accessToken")).get("/v1/me").body();
        assertEquals("[\"SUPERADMIN\"]", me.get("roles").toString());
        found++;
      }
    }
    return found;
  }

  private static String newToken() throws Exception {
    Appliance.Run run =
        appliance.command(
            "user", "setup-token", "--json", "--data", appliance.directory().toString());
    assertEquals(0, run.exitCode(), run.output());
    return Api.JSON.readTree(run.output()).get("setupToken").asText();
  }

  private static Answer setUp(String token, String email) throws Exception {
    return setUp(token, email, PASSWORD);
  }

  private static Answer setUp(String token, String email, String password) throws Exception {
    ObjectNode body = Api.JSON.createObjectNode().put("token", token).put("email", email);
    body.put("password", password).put("fullName", "First Administrator");
    return appliance.api().send("POST", "/v1/setup", body.toString());
  }

  /** In no file of the installation, and in nothing that the server wrote. */
  private static void assertNowhere(String token) throws Exception {
    byte[] secret = token.getBytes(StandardCharsets.UTF_8);
    List<Path> files;
    try (Stream<Path> all = Files.walk(appliance.directory())) {
      files = all.filter(Files::isRegularFile).toList();
    }
    assertTrue(files.size() > 5, files.toString());
    for (Path file : files) {
      assertFalse(contains(file, secret), file.toString());
    }
    assertFalse(appliance.output().contains(token), "the server's output");
  }

  private static boolean contains(Path file, byte[] secret) throws IOException {
    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    return text.contains(new String(secret, StandardCharsets.ISO_8859_1));
  }
}

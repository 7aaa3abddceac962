package bourse.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.auth.AuthConfig;
import bourse.auth.AuthModule;
import bourse.auth.HashingCost;
import bourse.auth.NewUser;
import bourse.auth.User;
import bourse.notification.MailConfig;
import bourse.notification.MailOutbox;
import bourse.platform.access.Role;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.cache.EmbeddedRedis;
import bourse.platform.cache.RedisSettings;
import bourse.platform.config.Settings;
import bourse.platform.config.SettingsCatalogue;
import bourse.platform.crypto.Keystore;
import bourse.platform.data.Database;
import bourse.platform.http.HttpServer;
import bourse.platform.http.HttpSettings;
import bourse.platform.http.Json;
import bourse.platform.service.DataDirectory;
import bourse.platform.time.WallClock;
import bourse.testing.TestDatabase;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A stolen refresh token comes back; with a real Redis and each of the databases. */
@ParameterizedClass
@EnumSource
class TokenReuseAuditTest {
  private static final String EMAIL = "ada@example.com";
  private static final String PASSWORD = "marmalade on tuesdays";

  @Parameter Database.Dialect dialect;

  @TempDir Path directory;

  private final HttpClient client = HttpClient.newHttpClient();
  private TestDatabase database;
  private DataDirectory data;
  private EmbeddedRedis redis;
  private AuditTrail audit;
  private AuthModule auth;
  private HttpServer server;
  private User ada;

  @BeforeEach
  void start() throws Exception {
    database = TestDatabase.open(dialect);
    data = DataDirectory.open(directory.resolve("data"), 0);
    WallClock clock = WallClock.system();
    Keystore keystore = Keystore.open(data);
    redis =
        EmbeddedRedis.of(
            Settings.defaults(SettingsCatalogue.of(RedisSettings.ALL)),
            data,
            keystore.redisPassword());
    redis.start();
    audit = new AuditTrail(database.database(), clock);
    auth =
        new AuthModule(
            AuthConfig.defaults().withHashingCost(new HashingCost(64, 1)),
            URI.create("http://localhost:8080"),
            database.database(),
            redis.cache(),
            keystore,
            audit,
            new MailOutbox(MailConfig.mailbox(), database.database(), keystore, clock),
            clock);
    server =
        new HttpServer(
            "http",
            HttpSettings.of("127.0.0.1", 0),
            auth.routes().routes(),
            routing -> {},
            List.of());
    server.start();
    ada =
        auth.users()
            .create(
                new NewUser(
                    EMAIL, PASSWORD, "Ada Lovelace", Optional.empty(), Set.of(Role.MEMBER)));
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
    auth.close();
    redis.stop();
    data.close();
    database.close();
  }

  @Test
  void aReuseIsWrittenOnceWithTheEndOfItsSession() throws Exception {
    JsonNode stolen = login();
    JsonNode present = refresh(refresh(stolen, 200), 200);
    assertEquals(List.of(), audit.latest(10));

    refresh(stolen, 401);
    refresh(stolen, 401);
    refresh(present, 401);

    List<AuditTrail.Entry> entries = audit.latest(10);
    assertEquals(1, entries.size());
    Act act = entries.getFirst().act();
    assertEquals(Actor.SYSTEM, act.actor());
    assertEquals("session.end", act.action());
    assertEquals("user:" + ada.id(), act.target());
    assertTrue(act.notes().contains(stolen.get("sessionId").textValue()), act.notes());
    assertEquals(Optional.empty(), audit.verify().damage());
    assertEquals(List.of(1, 1), List.of(revoked(), families()));
  }

  @Test
  void withoutItsAuditEntryNothingIsWrittenAndTheNextReuseTriesAgain() throws Exception {
    JsonNode stolen = login();
    refresh(refresh(stolen, 200), 200);
    execute("update admin_audit_head set id = 2");

    assertEquals(500, refreshed(stolen).statusCode());
    assertEquals(List.of(0, 0), List.of(revoked(), families()));

    execute("update admin_audit_head set id = 1");
    refresh(stolen, 401);
    assertEquals(List.of(1, 1), List.of(revoked(), families()));
    assertEquals(1, audit.latest(10).size());
  }

  private JsonNode login() throws Exception {
    return json(
        200,
        post("/v1/auth/login", "{\"email\":\"" + EMAIL + "\",\"password\":\"" + PASSWORD + "\"}"));
  }

  private JsonNode refresh(JsonNode tokens, int expected) throws Exception {
    return json(expected, refreshed(tokens));
  }

  private HttpResponse<String> refreshed(JsonNode tokens) throws Exception {
    return post("/v1/auth/refresh", "{\"refreshToken\":" + tokens.get("refreshToken") + "}");
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static JsonNode json(int status, HttpResponse<String> response) throws Exception {
    assertEquals(status, response.statusCode(), response.body());
    return Json.mapper().readTree(response.body());
  }

  private int revoked() {
    return count("select count(*) from sessions where revoked_at is not null");
  }

  private int families() {
    return count("select count(*) from revoked_families");
  }

  private int count(String sql) {
    return database
        .database()
        .jdbi()
        .withHandle(handle -> handle.createQuery(sql).mapTo(Integer.class).one());
  }

  private void execute(String sql) {
    database.database().jdbi().useHandle(handle -> handle.execute(sql));
  }
}

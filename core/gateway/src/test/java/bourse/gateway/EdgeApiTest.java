package bourse.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.auth.Authenticator;
import bourse.auth.KeyProof;
import bourse.auth.SignedRequest;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.access.Permission;
import bourse.platform.access.Role;
import bourse.platform.audit.Act;
import bourse.platform.crypto.FieldCipher;
import bourse.platform.crypto.Keystore;
import bourse.platform.data.Database;
import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.Caller;
import bourse.platform.http.HttpSettings;
import bourse.platform.http.Json;
import bourse.platform.http.Reply;
import bourse.platform.http.Route;
import bourse.platform.http.Subnet;
import bourse.platform.service.DataDirectory;
import bourse.platform.service.Health;
import bourse.platform.telemetry.Metrics;
import bourse.platform.time.WallClock;
import bourse.testing.RecordedAudit;
import bourse.testing.TestDatabase;
import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.Status;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests that are sent again, maintenance and restrictions, on each of the databases. */
@ParameterizedClass
@EnumSource
class EdgeApiTest {
  private static final String CREATE = "/v1/admin/announcements";
  private static final String SECRET = "only for who asked";

  /** Tokens are users' numbers. */
  private static final class Numbers implements Authenticator {
    @Override
    public Caller authenticate(String token, Optional<KeyProof> proof) {
      return new Caller(
          new UUID(1, Long.parseLong(token)),
          1000,
          Set.of(Role.SUPERADMIN),
          new Caller.Authentication.Session(new UUID(2, 2)));
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

  private record Answer(int status, JsonNode body, HttpHeaders headers) {
    Answer refused(int expected, ErrorCode code) {
      assertEquals(code.number(), body.path("code").asInt(), body::toString);
      assertEquals(expected, status);
      return this;
    }

    boolean isReplayed() {
      return headers.firstValue("Idempotency-Replayed").equals(Optional.of("true"));
    }
  }

  @Parameter Database.Dialect dialect;
  @TempDir Path directory;

  private final AtomicLong aheadMicros = new AtomicLong();
  private final WallClock clock = () -> WallClock.system().micros() + aheadMicros.get();
  private final AtomicInteger done = new AtomicInteger();
  private final RecordedAudit audit = new RecordedAudit();
  private final HttpClient client = HttpClient.newHttpClient();
  private volatile RuntimeException failing;
  private volatile CountDownLatch holding = new CountDownLatch(0);
  private TestDatabase database;
  private DataDirectory data;
  private Keystore keystore;
  private Path countries;
  private EdgeRules rules;
  private GatewayModule gateway;

  @BeforeEach
  void start() throws Exception {
    database = TestDatabase.open(dialect);
    data = DataDirectory.open(directory.resolve("data"), 0);
    keystore = Keystore.open(data);
    countries =
        Files.writeString(
            directory.resolve("countries.csv"), "203.0.113.0/24,DE\n203.0.112.0/24,FR\n");
    for (int user = 1; user <= 2; user++) {
      insertUser(new UUID(1, user));
    }
    serve();
  }

  private void insertUser(UUID id) {
    database
        .database()
        .write(handle ->
            handle
                .createUpdate(
                    """
                    insert into users (id, email, email_normalised, hashed_password, fullname,
                      roles, status, created_at, updated_at)
                    values (:id, :email, :email, 'x', 'x', :roles, 'ACTIVE', current_timestamp,
                      current_timestamp)
                    """)
                .bind("id", id)
                .bind("email", id + "@example.org")
                .bind("roles", new String[] {"SUPERADMIN"})
                .execute());
  }

  private void serve() {
    rules = new EdgeRules(database.database(), audit, Optional.of(countries), clock);
    rules.start();
    List<Route> own =
        List.of(
            new Route(
                "POST",
                CREATE,
                Access.to(Permission.ANNOUNCE),
                (request, response) -> {
                  Body.read(request, Map.class);
                  int number = done.incrementAndGet();
                  holding.await();
                  if (failing != null) {
                    throw failing;
                  }
                  Reply.json(
                      Reply.sequence(response, number),
                      Status.CREATED_201,
                      Map.of("number", number, "secret", SECRET));
                }),
            new Route(
                "GET",
                "/v1/wallets",
                Access.to(Permission.ACCOUNT_READ),
                (request, response) -> Reply.json(response, List.of())));
    gateway =
        new GatewayModule(
            new GatewayConfig(
                HttpSettings.of("127.0.0.1", 0),
                Optional.empty(),
                GatewayConfig.Environment.DEMO,
                new EdgeSettings(
                    List.of(Subnet.parse("127.0.0.1")),
                    EdgeSettings.ForwardedHeader.X_FORWARDED_FOR,
                    Optional.empty(),
                    Set.of(),
                    Set.of(),
                    false),
                LimitSettings.defaults()),
            new Numbers(),
            List.of(() -> own, new EdgeRuleRoutes(rules, clock)::ofStaff),
            List.of(),
            Limits.none(),
            rules,
            new IdempotencyKeys(database.database(), new FieldCipher(keystore), clock),
            new RefusedRequests(new Metrics(), clock),
            clock);
    gateway.server().start();
  }

  private void stopServing() throws Exception {
    gateway.server().stop();
    rules.stop();
  }

  @AfterEach
  void stop() throws Exception {
    stopServing();
    data.close();
    database.close();
  }

  @Test
  void s49_aRequestWithAKeyHappensOnceAndAnswersTheSame() throws Exception {
    Answer first = create(1, "k-1", "{\"title\":\"a\"}");
    assertEquals(201, first.status());
    assertFalse(first.isReplayed());
    Answer again = create(1, "k-1", "{\"title\":\"a\"}");
    assertEquals(201, again.status());
    assertEquals(first.body(), again.body());
    assertTrue(again.isReplayed());
    assertEquals("1", again.headers().firstValue("Bourse-Sequence").orElseThrow());
    create(1, "k-1", "{\"title\":\"b\"}").refused(422, ErrorCode.IDEMPOTENCY_KEY_REUSED);
    assertEquals(1, done.get());

    assertEquals(
        2, create(2, "k-1", "{\"title\":\"a\"}").body().get("number").asInt(), "of another");
    assertEquals(3, create(1, "k-2", "{\"title\":\"a\"}").body().get("number").asInt());
    assertEquals(4, send("POST", CREATE, 1, "{\"title\":\"a\"}").body().get("number").asInt());

    stopServing();
    serve();
    assertEquals(first.body(), create(1, "k-1", "{\"title\":\"a\"}").body(), "after a restart");
    String stored =
        database
            .database()
            .jdbi()
            .withHandle(handle ->
                handle
                    .createQuery("select answer from idempotency_keys")
                    .mapTo(String.class)
                    .list())
            .toString();
    assertFalse(stored.contains(SECRET), stored);
    pass(Duration.ofHours(24));
    assertEquals(5, create(1, "k-1", "{\"title\":\"b\"}").body().get("number").asInt());
  }

  @Test
  void s49_whileTheFirstIsUnderWayNobodyElseCarriesItOut() throws Exception {
    holding = new CountDownLatch(1);
    CompletableFuture<Answer> first =
        CompletableFuture.supplyAsync(() -> {
          try {
            return create(1, "slow", "{}");
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    while (done.get() == 0) {
      Thread.onSpinWait();
    }
    create(1, "slow", "{}").refused(409, ErrorCode.IDEMPOTENT_REQUEST_UNDER_WAY);
    create(1, "slow", "{\"a\":1}").refused(422, ErrorCode.IDEMPOTENCY_KEY_REUSED);
    holding.countDown();
    assertEquals(201, first.get().status());
    assertTrue(create(1, "slow", "{}").isReplayed());
    assertEquals(1, done.get());
  }

  @Test
  void s49_whatWasRefusedMayBeTriedAgainAndWhatIsNotKnownMayNot() throws Exception {
    failing = new Fault(ErrorCode.INSUFFICIENT_FUNDS, "Not now.");
    create(1, "refused", "{}").refused(409, ErrorCode.INSUFFICIENT_FUNDS);
    failing = new IllegalStateException("in the middle of it");
    create(1, "broken", "{}").refused(500, ErrorCode.INTERNAL);
    failing = null;
    assertEquals(201, create(1, "refused", "{}").status());
    create(1, "broken", "{}").refused(409, ErrorCode.IDEMPOTENT_REQUEST_UNDER_WAY);
    stopServing();
    serve();
    pass(Duration.ofMinutes(2));
    create(1, "broken", "{}").refused(409, ErrorCode.IDEMPOTENT_OUTCOME_UNKNOWN);
    assertEquals(3, done.get());
  }

  @Test
  void underMaintenanceTheBackOfficeAloneIsServed() throws Exception {
    assertEquals(200, send("GET", "/v1/wallets", 1, "").status());
    String end = clock.instant().plusSeconds(600).toString();
    String on = "{\"on\":true,\"message\":\"We update.\",\"endsAt\":\"" + end + "\"}";
    assertEquals(200, send("POST", "/v1/admin/maintenance", 1, on).status());

    Answer refused = send("GET", "/v1/wallets", 1, "").refused(503, ErrorCode.MAINTENANCE);
    assertTrue(refused.body().get("detail").asText().startsWith("We update. It is expected"));
    long wait = refused.headers().firstValueAsLong("Retry-After").orElseThrow();
    assertTrue(wait > 500 && wait <= 600, "wait " + wait);
    assertEquals(200, send("GET", "/v1/time", 1, "").status());
    assertEquals(200, send("GET", "/openapi.json", 1, "").status());
    Answer shown = send("GET", "/v1/admin/maintenance", 1, "");
    assertEquals("We update.", shown.body().get("message").asText());
    stopServing();
    serve();
    send("GET", "/v1/wallets", 1, "").refused(503, ErrorCode.MAINTENANCE);

    assertEquals(200, send("POST", "/v1/admin/maintenance", 1, "{\"on\":false}").status());
    assertEquals(200, send("GET", "/v1/wallets", 1, "").status());
    assertEquals(
        List.of("maintenance.on", "maintenance.off"),
        audit.acts().stream().map(Act::action).toList());
  }

  @Test
  void whoIsRestrictedIsServedNothingFromNowOn() throws Exception {
    assertEquals(200, from("198.51.100.9").status());
    String network = "{\"kind\":\"ADDRESS\",\"target\":\"198.51.100.0/25\",\"note\":\"attacks\"}";
    Answer added = send("POST", "/v1/admin/restrictions", 1, network);
    assertEquals(201, added.status(), added.body()::toString);
    from("198.51.100.9").refused(403, ErrorCode.ADDRESS_RESTRICTED);
    assertEquals(200, from("198.51.100.200").status());
    send("POST", "/v1/admin/restrictions", 1, network).refused(409, ErrorCode.ALREADY_EXISTS);

    assertEquals(200, from("203.0.113.5").status());
    String country = "{\"kind\":\"COUNTRY\",\"target\":\"DE\",\"note\":\"no licence\"}";
    assertEquals(201, send("POST", "/v1/admin/restrictions", 1, country).status());
    from("203.0.113.5").refused(403, ErrorCode.ADDRESS_RESTRICTED);
    assertEquals(2, send("GET", "/v1/admin/restrictions", 1, "").body().get("items").size());

    String path = "/v1/admin/restrictions/" + added.body().get("id").asText();
    assertEquals(204, send("DELETE", path, 1, "").status());
    send("DELETE", path, 1, "").refused(404, ErrorCode.NOT_FOUND);
    assertEquals(200, from("198.51.100.9").status());
    assertEquals(
        List.of("restriction.add", "restriction.add", "restriction.remove"),
        audit.acts().stream().map(Act::action).toList());
    assertEquals("address:198.51.100.0/25", audit.acts().getFirst().target());
  }

  @Test
  void aChangedFileOfCountriesIsReadAndAWrongOneIsNot() throws Exception {
    String country = "{\"kind\":\"COUNTRY\",\"target\":\"FR\",\"note\":\"no licence\"}";
    assertEquals(201, send("POST", "/v1/admin/restrictions", 1, country).status());
    assertEquals(200, from("192.0.2.1").status());
    Files.writeString(countries, "203.0.113.0/24,DE\n192.0.2.0/24,FR\n");
    while (from("192.0.2.1").status() == 200) {
      Thread.sleep(20);
    }
    Files.writeString(countries, "203.0.113.0/24,Germany\n");
    while (rules.health().equals(Health.UP)) {
      Thread.sleep(20);
    }
    from("192.0.2.1").refused(403, ErrorCode.ADDRESS_RESTRICTED);

    Files.writeString(countries, "203.0.113.0/24,DE\n");
    while (!rules.health().detail().contains("no network of: FR")) {
      Thread.sleep(20);
    }
    assertEquals(200, from("192.0.2.1").status());
  }

  @Test
  void aCountryThatTheFileDoesNotNameIsNotRestricted() throws Exception {
    String country = "{\"kind\":\"COUNTRY\",\"target\":\"UK\",\"note\":\"no licence\"}";
    Answer refused = send("POST", "/v1/admin/restrictions", 1, country);
    refused.refused(400, ErrorCode.INVALID_FIELD);
    assertEquals("target", refused.body().at("/errors/0/field").asText());
    assertEquals(0, send("GET", "/v1/admin/restrictions", 1, "").body().get("items").size());
  }

  private void pass(Duration time) {
    aheadMicros.addAndGet(time.toNanos() / 1_000);
  }

  private Answer create(int user, String key, String body) throws Exception {
    return send("POST", CREATE, user, body, "Idempotency-Key", key);
  }

  private Answer from(String address) throws Exception {
    return send("GET", "/v1/wallets", 1, "", "X-Forwarded-For", address);
  }

  private Answer send(String method, String path, int user, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.server().port() + path))
            .header("Authorization", "Bearer " + user)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<byte[]> answer =
        client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    return new Answer(answer.statusCode(), Json.mapper().readTree(answer.body()), answer.headers());
  }
}

package bourse.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bourse.domain.Fault;
import bourse.notification.Mail;
import bourse.notification.MailConfig;
import bourse.notification.MailOutbox;
import bourse.notification.PostedMail;
import bourse.platform.access.Permission;
import bourse.platform.access.Role;
import bourse.platform.audit.Act;
import bourse.platform.crypto.Keystore;
import bourse.platform.data.Database;
import bourse.platform.http.Access;
import bourse.platform.http.HttpServer;
import bourse.platform.http.HttpSettings;
import bourse.platform.http.Json;
import bourse.platform.http.Reply;
import bourse.platform.http.Route;
import bourse.platform.service.DataDirectory;
import bourse.platform.time.WallClock;
import bourse.testing.RecordedAudit;
import bourse.testing.TestDatabase;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Auth behind a real HTTP server on a real database, with a clock that a test turns; a second
 * server on the same database, and a restart, on demand.
 */
final class AuthServer implements AutoCloseable {
  static final String PASSWORD = "marmalade on tuesdays";

  /** Where people reach it, as far as passkeys are concerned. */
  static final String ORIGIN = "http://localhost:8080";

  private static final Pattern LINK =
      Pattern.compile(Pattern.quote(ORIGIN) + "/#/[a-z-]+/([A-Za-z0-9_-]{43})\n");

  /** An answer. */
  record Answer(int status, JsonNode body, HttpHeaders headers) {
    Answer expect(int expected) {
      assertEquals(expected, status, body::toString);
      return this;
    }

    /** It is this problem. */
    Answer refused(int status, int code) {
      expect(status);
      assertEquals(code, body.path("code").asInt(), body::toString);
      return this;
    }

    String text(String field) {
      return body.path(field).asText();
    }

    List<String> texts(String field) {
      List<String> texts = new ArrayList<>();
      body.path(field).forEach(item -> texts.add(item.asText()));
      return texts;
    }
  }

  /** What a route asks that needs no more than a permission. */
  private static Route asking(String path, Permission permission) {
    return new Route(
        "POST", path, Access.to(permission), (request, response) -> Reply.nothing(response));
  }

  /** One process of several. */
  final class Node {
    private final AuthModule auth =
        new AuthModule(
            config,
            URI.create(ORIGIN),
            database.database(),
            cache,
            keystore,
            audit,
            mailbox,
            clock);
    private final HttpServer server;

    private Node() {
      AccessGuard guard = new AccessGuard(auth.authenticator());
      server =
          new HttpServer(
              "http",
              HttpSettings.of("127.0.0.1", 0),
              Stream.concat(
                      auth.routes().routes().stream(),
                      Stream.of(
                          asking("/test/trade", Permission.TRADE),
                          asking("/test/withdraw", Permission.WITHDRAW)))
                  .map(guard::guarded)
                  .toList(),
              routing -> {},
              List.of());
      server.start();
    }

    AuthModule auth() {
      return auth;
    }

    Users users() {
      return auth.users();
    }

    ApiKeys apiKeys() {
      return auth.apiKeys();
    }

    String origin() {
      return "http://127.0.0.1:" + server.port();
    }

    Answer get(String token, String path) throws Exception {
      return send("GET", token, path, null);
    }

    Answer post(String token, String path, Map<String, ?> body) throws Exception {
      return send("POST", token, path, body);
    }

    Answer delete(String token, String path) throws Exception {
      return send("DELETE", token, path, null);
    }

    Answer send(String method, String token, String path, Map<String, ?> body, String... headers)
        throws Exception {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(origin() + path)).timeout(Duration.ofSeconds(20));
      if (token != null) {
        request.header("Authorization", "Bearer " + token);
      }
      if (headers.length > 0) {
        request.headers(headers);
      }
      if (body != null) {
        request.header("Content-Type", "application/json");
      }
      request.method(
          method,
          body == null
              ? BodyPublishers.noBody()
              : BodyPublishers.ofByteArray(Json.mapper().writeValueAsBytes(body)));
      HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
      return new Answer(
          answer.statusCode(), Json.mapper().readTree(answer.body()), answer.headers());
    }

    void register(String email) throws Exception {
      post(
              null,
              "/v1/auth/register",
              Map.of("email", email, "password", PASSWORD, "fullName", "Ada Lovelace"))
          .expect(202);
    }

    /** Registers a user and logs in; the access token. */
    String newUser(String email) throws Exception {
      register(email);
      return login(email, Map.of()).expect(200).text("accessToken");
    }

    /** Logs in with the right password and more. */
    Answer login(String email, Map<String, ?> more) throws Exception {
      Map<String, Object> body = new HashMap<>(more);
      body.put("email", email);
      body.put("password", PASSWORD);
      return post(null, "/v1/auth/login", body);
    }

    private void stop() {
      server.stop();
      auth.close();
    }
  }

  private final AtomicLong aheadMicros = new AtomicLong();
  private final WallClock clock = () -> WallClock.system().micros() + aheadMicros.get();
  private final InMemoryCache cache = new InMemoryCache();
  private final RecordedAudit audit = new RecordedAudit();
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Node> nodes = new ArrayList<>();
  private final TestDatabase database;
  private final DataDirectory data;
  private final Keystore keystore;
  private final MailOutbox mailbox;

  /** Nobody steals these passwords. */
  private static final HashingCost CHEAP_HASHES = new HashingCost(64, 1);

  private final AuthConfig config;

  /** One that lets in who registers. */
  AuthServer(Database.Dialect dialect, Path directory) throws Exception {
    this(dialect, directory, config(false));
  }

  AuthServer(Database.Dialect dialect, Path directory, AuthConfig config) throws Exception {
    this.config = config;
    database = TestDatabase.open(dialect);
    data = DataDirectory.open(directory.resolve("data"), 0);
    keystore = Keystore.open(data);
    mailbox = new MailOutbox(MailConfig.mailbox(), database.database(), keystore, clock);
  }

  static AuthConfig config(boolean verifyEmail) {
    AuthConfig defaults = AuthConfig.defaults();
    return new AuthConfig(
        defaults.accessTokenLifetime(),
        defaults.signingKeyLifetime(),
        defaults.sessionLifetime(),
        defaults.sessionIdleLifetime(),
        verifyEmail,
        defaults.unverifiedLifetime(),
        defaults.hashingSlots(),
        CHEAP_HASHES,
        defaults.addressFailures(),
        defaults.factors());
  }

  /** One more server on the same database. */
  Node start() {
    Node node = new Node();
    nodes.add(node);
    return node;
  }

  /** Stops all there are, database and all, and starts one. */
  Node restart() throws Exception {
    nodes.forEach(Node::stop);
    nodes.clear();
    database.reopen();
    return start();
  }

  /** Turns the clock of all servers. */
  void pass(Duration time) {
    aheadMicros.addAndGet(time.toNanos() / 1_000);
  }

  /** What the audit heard, oldest first. */
  List<Act> acts() {
    return audit.acts();
  }

  Instant now() {
    return clock.instant();
  }

  long micros() {
    return clock.micros();
  }

  /** Somebody who can become a user. */
  static NewUser person(String email) {
    return new NewUser(email, PASSWORD, "Ada Lovelace", Optional.empty(), Set.of(Role.MEMBER));
  }

  /** Goes on to the beginning of a step of thirty seconds, so that the next one is not near. */
  long freshStep() {
    Instant next = Instant.ofEpochSecond((Totp.step(now()) + 1) * Totp.STEP_SECONDS);
    pass(Duration.between(now(), next).plusSeconds(1));
    return Totp.step(now());
  }

  /** What was posted to an address, oldest first. */
  List<Mail> mailTo(String recipient) {
    return mailbox.latest(500).reversed().stream()
        .map(PostedMail::mail)
        .filter(mail -> mail.recipient().equals(recipient))
        .toList();
  }

  /** The tokens in the links that were posted to an address, oldest first. */
  List<String> tokens(String recipient) {
    return mailTo(recipient).stream()
        .flatMap(mail -> LINK.matcher(mail.text()).results())
        .map(link -> link.group(1))
        .toList();
  }

  String lastToken(String recipient) {
    return tokens(recipient).getLast();
  }

  /** Changes what is in the database. */
  void write(Consumer<Handle> work) {
    database
        .database()
        .durably(handle -> {
          work.accept(handle);
          return null;
        });
  }

  /** What a transaction is refused with. */
  String refusal(Consumer<Handle> work) {
    return assertThrows(Fault.class, () -> write(work)).getMessage();
  }

  /** What was put on record of a user, oldest first. */
  List<String> actsOn(String userId) {
    return audit.acts().stream()
        .filter(act -> act.target().equals("user:" + userId))
        .map(Act::action)
        .toList();
  }

  /** What the audit heard of second factors, oldest first. */
  List<String> actsOnFactors() {
    return audit.acts().stream()
        .map(Act::action)
        .filter(action -> action.matches("(totp|recovery-codes?|device|passkey)[.].*"))
        .toList();
  }

  /** All that a query finds, as text. */
  String dump(String query) {
    return database
        .database()
        .jdbi()
        .withHandle(handle -> handle.createQuery(query).mapToMap().list())
        .toString();
  }

  @Override
  public void close() throws IOException {
    nodes.forEach(Node::stop);
    data.close();
    database.close();
  }
}

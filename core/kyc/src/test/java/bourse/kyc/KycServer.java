package bourse.kyc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bourse.auth.AuthConfig;
import bourse.auth.AuthModule;
import bourse.auth.HashingCost;
import bourse.auth.NewUser;
import bourse.auth.User;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.notification.MailConfig;
import bourse.notification.MailOutbox;
import bourse.notification.SmsConfig;
import bourse.notification.TextOutbox;
import bourse.platform.access.Role;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.cache.Cache;
import bourse.platform.crypto.FileCipher;
import bourse.platform.crypto.Keystore;
import bourse.platform.data.Database;
import bourse.platform.http.Access;
import bourse.platform.http.Caller;
import bourse.platform.http.HttpServer;
import bourse.platform.http.HttpSettings;
import bourse.platform.http.Json;
import bourse.platform.http.Route;
import bourse.platform.objects.SealedObjects;
import bourse.platform.service.DataDirectory;
import bourse.platform.service.Housekeeping;
import bourse.platform.time.WallClock;
import bourse.testing.RecordedAudit;
import bourse.testing.TestDatabase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.helidon.http.HeaderNames;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * KYC behind a real HTTP server on a real database, with a clock that a test turns. Who asks is who
 * the test says: logging in is another module's.
 */
final class KycServer implements AutoCloseable {
  private static final String AS = "Test-User";

  private static final String TAXED =
      """
      - name: Taxed
        labels: [email, phone, identity, address, source-of-funds, tax-residency]
        reviewers: 2
      """
          .indent(2);

  /** An answer. */
  record Answer(int status, JsonNode body) {
    Answer expect(int expected) {
      assertEquals(expected, status, body::toString);
      return this;
    }

    /** It is this problem. */
    Answer refused(ErrorCode code) {
      assertEquals(code.number(), body.path("code").asInt(), body::toString);
      return this;
    }

    String text(String field) {
      return body.path(field).asText();
    }

    String at(String pointer) {
      return body.at(pointer).asText();
    }
  }

  /** One who asks; empty for an operator at the machine. */
  record Person(Optional<UUID> user, String name) {}

  /** Nobody logs in here. */
  private static final class NoCache implements Cache {
    @Override
    public Optional<String> get(String key) {
      return Optional.empty();
    }

    @Override
    public void put(String key, String value, Duration lifetime) {
      throw new Fault(ErrorCode.DEPENDENCY_DOWN, "There is no cache here.");
    }

    @Override
    public boolean add(String key, String value, Duration lifetime) {
      return true;
    }

    @Override
    public boolean replace(String key, String expected, String value, Duration lifetime) {
      return false;
    }

    @Override
    public void delete(String key) {
      throw new Fault(ErrorCode.DEPENDENCY_DOWN, "There is no cache here.");
    }
  }

  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicLong aheadMicros = new AtomicLong();
  private final WallClock clock = () -> WallClock.system().micros() + aheadMicros.get();
  private final KeptObjects objects = new KeptObjects();
  private final StoppedAccounts trading = new StoppedAccounts();
  private final RecordedAudit audit = new RecordedAudit();
  private final TestDatabase database;
  private final Path lists;
  private final DataDirectory data;
  private final AuthModule auth;
  private final MailOutbox mails;
  private final TextOutbox texts;
  private final KycModule kyc;
  private final HttpServer server;

  /** Of a demo. */
  static KycServer demo(Database.Dialect dialect, Path directory) throws Exception {
    return new KycServer(dialect, directory, true);
  }

  /** Of a real market. */
  static KycServer real(Database.Dialect dialect, Path directory) throws Exception {
    return new KycServer(dialect, directory, false);
  }

  private KycServer(Database.Dialect dialect, Path directory, boolean demo) throws Exception {
    database = TestDatabase.open(dialect);
    lists = copied(ScreeningTest.LISTS, directory.resolveSibling(dialect + "-lists"));
    data = DataDirectory.open(directory, 0);
    Keystore keystore = Keystore.open(data);
    mails = new MailOutbox(MailConfig.mailbox(), database.database(), keystore, clock);
    texts = new TextOutbox(SmsConfig.mailbox(), database.database(), keystore, clock);
    auth =
        new AuthModule(
            AuthConfig.defaults().withHashingCost(new HashingCost(64, 1)),
            URI.create("http://localhost:8080"),
            database.database(),
            new NoCache(),
            keystore,
            audit,
            mails,
            clock);
    kyc =
        new KycModule(
            new KycConfig(
                levels(), LocalScreening.in(lists), Duration.ofDays(30), Duration.ofDays(14)),
            demo,
            "Bourse",
            database.database(),
            keystore,
            new SealedObjects(objects, new FileCipher(keystore)),
            auth.users(),
            trading,
            texts,
            mails,
            audit,
            clock);
    server =
        new HttpServer(
            "http",
            HttpSettings.of("127.0.0.1", 0),
            Stream.concat(kyc.routes().routes().stream(), kyc.ofOperator().stream())
                .map(this::asked)
                .toList(),
            routing -> {},
            List.of());
    server.start();
  }

  /** Those of the product, and one that needs every label. */
  private static Levels levels() throws IOException {
    try (InputStream yaml = Levels.class.getResourceAsStream("kyc-levels.yaml")) {
      String product = new String(yaml.readAllBytes(), StandardCharsets.UTF_8);
      return Levels.parse(product + TAXED, "levels");
    }
  }

  private static Path copied(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (Path file : ListFiles.files(from)) {
      Files.copy(file, to.resolve(file.getFileName()));
    }
    return to;
  }

  /** Where the lists are that people are compared with. */
  Path lists() {
    return lists;
  }

  /** Does a chore until nothing of it is left. */
  static void doAll(Housekeeping.Chore chore) throws Exception {
    while (chore.work().doPiece()) {
      // there is more
    }
  }

  /** With who asks, and only if the roles allow it. */
  private Route asked(Route route) {
    return route.with((request, response) -> {
      String name = request.headers().first(HeaderNames.create(AS)).orElse("");
      if (route.access().kind() == Access.Kind.OPERATOR) {
        request.context().register(Actor.operator(name, request));
      } else if (route.access().kind() == Access.Kind.USER) {
        Caller caller = caller(UUID.fromString(name));
        caller.require(route.access().permission().orElseThrow());
        request.context().register(caller);
      }
      route.handler().handle(request, response);
    });
  }

  private Caller caller(UUID id) {
    User user = auth.users().find(id).orElseThrow();
    return new Caller(
        id, user.account(), user.roles(), new Caller.Authentication.Session(UUID.randomUUID()));
  }

  Person user(String email, Role role) {
    User user =
        auth.users()
            .create(
                new NewUser(
                    email, "marmalade on tuesdays", "Test User", Optional.empty(), Set.of(role)));
    return new Person(Optional.of(user.id()), user.id().toString());
  }

  Answer get(Person who, String path) throws Exception {
    return send(who, "GET", path, BodyPublishers.noBody());
  }

  Answer send(Person who, String method, String path, Map<String, ?> body) throws Exception {
    return send(who, method, path, BodyPublishers.ofByteArray(Json.write(body)));
  }

  Answer post(Person who, String path, Map<String, ?> body) throws Exception {
    return send(who, "POST", path, body);
  }

  private Answer send(Person who, String method, String path, HttpRequest.BodyPublisher body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .header("Content-Type", "application/json")
            .header(AS, who.name())
            .method(method, body)
            .build();
    HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
    return new Answer(
        response.statusCode(),
        response.body().length == 0
            ? NullNode.getInstance()
            : Json.mapper().readTree(response.body()));
  }

  Answer upload(Person who, String path, byte[] content) throws Exception {
    return send(who, "POST", path, BodyPublishers.ofByteArray(content));
  }

  HttpResponse<byte[]> download(Person who, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .header(AS, who.name())
            .build(),
        BodyHandlers.ofByteArray());
  }

  StoppedAccounts trading() {
    return trading;
  }

  long account(Person who) {
    return auth.users().find(who.user().orElseThrow()).orElseThrow().account();
  }

  KeptObjects objects() {
    return objects;
  }

  Instant now() {
    return clock.instant();
  }

  /** Lets time pass. */
  void pass(Duration time) {
    aheadMicros.addAndGet(time.toNanos() / 1_000);
  }

  List<Act> acts() {
    return audit.acts();
  }

  List<TextOutbox.Kept> texts() {
    return texts.latest(100);
  }

  /** The subjects of the mails, newest first. */
  List<String> subjects() {
    return mails.latest(100).stream().map(posted -> posted.mail().subject()).toList();
  }

  KycModule kyc() {
    return kyc;
  }

  Database database() {
    return database.database();
  }

  @Override
  public void close() throws IOException {
    server.stop();
    auth.close();
    data.close();
    database.close();
  }
}

package bourse.withdrawals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.auth.AuthConfig;
import bourse.auth.AuthModule;
import bourse.auth.HashingCost;
import bourse.auth.NewUser;
import bourse.auth.User;
import bourse.domain.AssetDefinition;
import bourse.domain.AssetType;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.HouseAccount;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.exchange.Exchange;
import bourse.exchange.ExchangeRuntime;
import bourse.exchange.ExchangeSettings;
import bourse.exchange.ExchangeStorage;
import bourse.exchange.Listings;
import bourse.exchange.Outcome;
import bourse.exchange.Projector;
import bourse.exchange.StoredWallet;
import bourse.exchange.VenueStatus;
import bourse.exchange.WalletStore;
import bourse.kyc.ClientLevel;
import bourse.kyc.Identities;
import bourse.kyc.Limits;
import bourse.notification.MailConfig;
import bourse.notification.MailOutbox;
import bourse.notification.PostedMail;
import bourse.platform.access.Role;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.cache.Cache;
import bourse.platform.crypto.Keystore;
import bourse.platform.data.Database;
import bourse.platform.http.Access;
import bourse.platform.http.Caller;
import bourse.platform.http.HttpServer;
import bourse.platform.http.HttpSettings;
import bourse.platform.http.Json;
import bourse.platform.http.Route;
import bourse.platform.service.DataDirectory;
import bourse.platform.time.WallClock;
import bourse.testing.AuthenticatorApp;
import bourse.testing.RecordedAudit;
import bourse.testing.TestDatabase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.helidon.http.HeaderNames;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Withdrawals behind a real HTTP server, with a real exchange, a real database, transfers at the
 * bank and a chain that does what a test says, and a clock that a test turns. Who asks is who the
 * test says: logging in is another module's.
 */
final class WithdrawalsServer implements AutoCloseable {
  private static final String AS = "Test-User";
  private static final Duration PATIENCE = Duration.ofSeconds(15);

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

  static final ClientLevel UNLIMITED =
      new ClientLevel(
          9,
          "Unlimited",
          "USD",
          new Limits(Optional.empty(), Optional.empty()),
          new Limits(Optional.empty(), Optional.empty()));

  /**
   * One who asks.
   *
   * @param user empty for an operator at the machine
   * @param codes recovery codes that are not used
   */
  record Person(Optional<UUID> user, long account, String name, Deque<String> codes) {}

  static final Person OPERATOR = new Person(Optional.empty(), 0, "ada", new ArrayDeque<>());

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

  /** The real exchange, whose answers may get lost on the way. */
  private final class LossyExchange implements Exchange {
    @Override
    public Outcome submit(byte[] command) {
      if (refuses) {
        throw new Fault(ErrorCode.OVERLOADED, "It is catching up.");
      }
      Outcome outcome = exchange.submit(command);
      if (loses.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new Fault(ErrorCode.OUTCOME_UNKNOWN, "No answer came in time.");
      }
      return outcome;
    }

    @Override
    public Outcome[] submitAll(byte[][] commands) {
      return exchange.submitAll(commands);
    }

    @Override
    public Optional<ErrorCode> test(byte[] placement) throws InterruptedException {
      return exchange.test(placement);
    }

    @Override
    public long sequence() {
      return exchange.sequence();
    }

    @Override
    public boolean awaitProjected(long sequence, Duration atMost) throws InterruptedException {
      return exchange.awaitProjected(sequence, atMost);
    }

    @Override
    public boolean awaitEarlierProjected(Duration atMost) throws InterruptedException {
      return exchange.awaitEarlierProjected(atMost);
    }
  }

  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicLong aheadMicros = new AtomicLong();
  private final AtomicInteger users = new AtomicInteger();
  private final AtomicInteger loses = new AtomicInteger();
  private volatile boolean refuses;
  private volatile ClientLevel level = UNLIMITED;
  private final Map<UUID, Identities.Identity> verified = new ConcurrentHashMap<>();
  private final WallClock clock = () -> WallClock.system().micros() + aheadMicros.get();
  private final RecordedAudit audit = new RecordedAudit();
  private final Listings listings = new Listings();
  private final TestDatabase database;
  private final DataDirectory data;
  private final Keystore keystore;
  private final ExchangeRuntime exchange;
  private final AuthModule auth;
  private final MailOutbox mail;
  private final VenueStatus venue = new VenueStatus();
  private final ScriptedRail rail = new ScriptedRail();
  private final WalletStore wallets;
  private WithdrawalsModule withdrawals;
  private HttpServer server;

  WithdrawalsServer(Database.Dialect dialect, Path directory) throws Exception {
    database = TestDatabase.open(dialect);
    data = DataDirectory.open(directory.resolve("data"), 0);
    keystore = Keystore.open(data);
    exchange =
        new ExchangeRuntime(
            ExchangeSettings.DEFAULTS,
            ExchangeStorage.files(directory.resolve("exchange")),
            Optional.empty(),
            WallClock.system(), // whose time must not jump: the exchange would stop
            reason -> {});
    exchange.add(new Projector(database.database()));
    exchange.add(listings);
    exchange.add(venue);
    exchange.start();
    list(new AssetDefinition(1, "USD", "US dollar", AssetType.FIAT, 6));
    list(new AssetDefinition(2, "EUR", "Euro", AssetType.FIAT, 6));
    list(new AssetDefinition(3, "BTC", "Bitcoin", AssetType.CRYPTO, 8));
    wallets = new WalletStore(database.database());
    mail = new MailOutbox(MailConfig.mailbox(), database.database(), keystore, clock);
    auth =
        new AuthModule(
            AuthConfig.defaults().withHashingCost(new HashingCost(64, 1)),
            URI.create("http://localhost:8080"),
            database.database(),
            new NoCache(),
            keystore,
            audit,
            mail,
            clock);
    startWithdrawals();
  }

  private void list(AssetDefinition asset) throws InterruptedException {
    Outcome listed = exchange.submit(Commands.addAsset(CommandContext.NONE, asset));
    assertTrue(exchange.awaitProjected(listed.sequence(), PATIENCE));
    assertTrue(listings.await(listed.sequence(), PATIENCE));
  }

  private void startWithdrawals() throws Exception {
    withdrawals =
        new WithdrawalsModule(
            config(),
            "Venue",
            List.of(rail),
            database.database(),
            keystore,
            new LossyExchange(),
            listings,
            venue,
            auth.users(),
            auth.factorCheck(),
            user -> level,
            user -> Optional.ofNullable(verified.get(user)),
            mail,
            audit,
            clock);
    server =
        new HttpServer(
            "http",
            HttpSettings.of("127.0.0.1", 0),
            Stream.of(
                    withdrawals.routes().routes(), withdrawals.ofOperator(), auth.routes().routes())
                .flatMap(List::stream)
                .map(this::asked)
                .toList(),
            routing -> {},
            List.of());
    server.start();
    withdrawals.worker().start();
  }

  private static WithdrawalsConfig config() {
    return new WithdrawalsConfig(
        Set.of("USD", "EUR"),
        Map.of("USD", new BigDecimal("2")),
        BigDecimal.ONE,
        Duration.ofHours(24),
        Duration.ofHours(24),
        Duration.ofMinutes(30),
        true,
        20,
        30,
        new BigDecimal("10000"),
        2,
        new BigDecimal("1000"),
        true,
        Duration.ofDays(2));
  }

  /** As a new process would find it: nothing is kept in memory. */
  void restart() throws Exception {
    server.stop();
    withdrawals.worker().stop();
    startWithdrawals();
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

  /** Somebody new, called Ada King, without a second factor. */
  Person user(Role role) {
    User user =
        auth.users()
            .create(
                new NewUser(
                    "user" + users.incrementAndGet() + "@example.com",
                    "marmalade on tuesdays",
                    "Ada King",
                    Optional.empty(),
                    Set.of(role)));
    return new Person(
        Optional.of(user.id()), user.account(), user.id().toString(), new ArrayDeque<>());
  }

  /** Somebody who has added an authenticator app long ago, and has this much. */
  Person client(String currency, String amount) throws Exception {
    Person client = user(Role.MEMBER);
    enrol(client, post(client, "/v1/me/totp", Map.of()).expect(201).text("secret"));
    longAgo(client);
    deposit(client, currency, amount);
    return client;
  }

  /** Has the app counted, and keeps the recovery codes. */
  void enrol(Person who, String secret) throws Exception {
    long step = clock.instant().getEpochSecond() / AuthenticatorApp.STEP_SECONDS;
    String code = AuthenticatorApp.code(secret, step);
    post(who, "/v1/me/totp/confirmation", Map.of("code", code))
        .expect(200)
        .body()
        .get("recoveryCodes")
        .forEach(recovery -> who.codes().add(recovery.asText()));
  }

  /** Gives somebody another role too. */
  void alsoIs(Person who, Role role) {
    auth.users()
        .changeRoles(
            who.user().orElseThrow(),
            before -> {
              Set<Role> after = new HashSet<>(before);
              after.add(role);
              return after;
            },
            (handle, before, after) -> {});
  }

  /** Whatever the user changed was changed two days ago. */
  void longAgo(Person who) {
    database
        .database()
        .jdbi()
        .useHandle(handle ->
            handle.execute(
                "update credential_changes set changed_at = ? where user_id = ?",
                clock.instant().minus(Duration.ofDays(2)).atOffset(ZoneOffset.UTC),
                who.user().orElseThrow()));
  }

  void deposit(Person who, String currency, String amount) {
    AssetDefinition asset = listings.asset(currency).orElseThrow();
    exchange.submit(
        Commands.deposit(
            CommandContext.NONE,
            who.account(),
            asset.id(),
            asset.units(new BigDecimal(amount)).orElseThrow(),
            UUID.randomUUID().getMostSignificantBits(),
            1));
  }

  static Map<String, Object> bank(String name) {
    return Map.of(
        "kind", "BANK", "name", name, "fields", Map.of("iban", "DE89 3704 0044 0532 0130 00"));
  }

  static Map<String, Object> chain(String address) {
    return Map.of(
        "kind",
        "TEST_CHAIN",
        "name",
        "Ada King",
        "fields",
        Map.of("address", address),
        "selfHosted",
        true);
  }

  /** The id of an entry of the address book that is old enough. */
  String beneficiary(Person who, Map<String, Object> destination) throws Exception {
    String id = post(who, "/v1/beneficiaries", destination).expect(201).text("id");
    usable(id);
    return id;
  }

  /** It was added long ago. */
  void usable(String beneficiary) {
    database
        .database()
        .jdbi()
        .useHandle(handle ->
            handle.execute(
                "update beneficiaries set usable_at = created_at where id = ?",
                UUID.fromString(beneficiary)));
  }

  Answer request(Person who, String beneficiary, String currency, String amount) throws Exception {
    return post(
        who,
        "/v1/withdrawals",
        Map.of("beneficiary", beneficiary, "currency", currency, "amount", amount));
  }

  Answer confirm(Person who, Answer withdrawal) throws Exception {
    return post(
        who,
        "/v1/withdrawals/" + withdrawal.text("id") + "/confirmation",
        Map.of(
            "contentHash", withdrawal.text("contentHash"), "recoveryCode", who.codes().remove()));
  }

  /** One that was asked for and confirmed. */
  Answer sent(Person who, String beneficiary, String currency, String amount) throws Exception {
    return confirm(who, request(who, beneficiary, currency, amount).expect(201)).expect(200);
  }

  URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  Answer get(Person who, String path) throws Exception {
    return send(who, "GET", path, new byte[0], Map.of());
  }

  Answer delete(Person who, String path) throws Exception {
    return send(who, "DELETE", path, new byte[0], Map.of());
  }

  Answer post(Person who, String path, Map<String, ?> body) throws Exception {
    return send(who, "POST", path, Json.write(body), Map.of());
  }

  Answer send(Person who, String method, String path, byte[] body, Map<String, String> headers)
      throws Exception {
    Map<String, String> all = new HashMap<>(headers);
    all.putIfAbsent("Content-Type", "application/json");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(at(path))
            .header(AS, who.name())
            .method(method, BodyPublishers.ofByteArray(body));
    all.forEach(request::header);
    HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
    return new Answer(
        response.statusCode(),
        response.body().length == 0
            ? NullNode.getInstance()
            : Json.mapper().readTree(response.body()));
  }

  /** Waits until a withdrawal is so far. */
  Answer await(Person who, String id, WithdrawalStatus status) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Answer answer = get(who, "/v1/withdrawals/" + id).expect(200);
      if (answer.at("/withdrawal/status").equals(status.name())) {
        return answer;
      }
      assertTrue(System.nanoTime() < end, () -> "not " + status + ": " + answer.body());
      Thread.sleep(10);
    }
  }

  /** Looks at a withdrawal until this holds, whatever its time. */
  void lookUntil(String id, String what, Condition condition) throws Exception {
    await(
        what,
        () -> {
          rail.tell(UUID.fromString(id));
          return condition.holds();
        });
  }

  /** Waits until this holds. */
  void await(String what, Condition condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      assertTrue(System.nanoTime() < end, what);
      Thread.sleep(20);
    }
  }

  /** Something that comes to hold. */
  interface Condition {
    boolean holds() throws Exception;
  }

  /** What an account has, as SQL has it once it has all. */
  String balance(Person who, String currency) throws InterruptedException {
    assertTrue(exchange.awaitProjected(exchange.sequence(), PATIENCE));
    return wallets
        .ofAccount(who.account(), currency)
        .map(StoredWallet::available)
        .map(amount -> Rows.text(amount))
        .orElse("0");
  }

  long count(String table) {
    return database
        .database()
        .jdbi()
        .withHandle(
            handle -> handle.select("select count(*) from " + table).mapTo(Long.class).one());
  }

  /** A command of somebody else. */
  Outcome submit(byte[] command) {
    return exchange.submit(command);
  }

  /** What everybody may pay in from now on. */
  void limit(ClientLevel everybody) {
    level = everybody;
  }

  /** A reviewer found that somebody is called so. */
  void verify(Person who, String name) {
    verified.put(
        who.user().orElseThrow(),
        new Identities.Identity(name, Optional.empty(), Optional.empty()));
  }

  /** Writes into the database what no part of the program would. */
  void write(String statement, Object... values) {
    database.database().jdbi().useHandle(handle -> handle.execute(statement, values));
  }

  /** The next answers of the exchange get lost, after it acted. */
  void loseAnswers(int number) {
    loses.set(number);
  }

  /** The exchange takes nothing. */
  void refuse(boolean all) {
    refuses = all;
  }

  /** What is reserved of an account, once SQL has all. */
  String reserved(Person who, String currency) throws InterruptedException {
    assertTrue(exchange.awaitProjected(exchange.sequence(), PATIENCE));
    return wallets
        .ofAccount(who.account(), currency)
        .map(StoredWallet::reserved)
        .map(Rows::text)
        .orElse("0");
  }

  /** What an account of the house has. */
  String house(HouseAccount account, String currency) throws InterruptedException {
    return balance(
        new Person(Optional.empty(), account.number(), account.name(), new ArrayDeque<>()),
        currency);
  }

  ScriptedRail rail() {
    return rail;
  }

  List<PostedMail> mails() {
    return mail.latest(50);
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

  Database database() {
    return database.database();
  }

  @Override
  public void close() throws IOException {
    server.stop();
    try {
      withdrawals.worker().stop();
      exchange.stop();
    } catch (Exception e) {
      throw new IOException("Something did not stop", e);
    }
    auth.close();
    data.close();
    database.close();
  }
}

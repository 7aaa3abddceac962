package bourse.payments;

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
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.exchange.AccountStore;
import bourse.exchange.Exchange;
import bourse.exchange.ExchangeRuntime;
import bourse.exchange.ExchangeSettings;
import bourse.exchange.ExchangeStorage;
import bourse.exchange.Listings;
import bourse.exchange.Outcome;
import bourse.exchange.Projector;
import bourse.exchange.StoredAccount;
import bourse.exchange.StoredWallet;
import bourse.exchange.WalletStore;
import bourse.kyc.ClientLevel;
import bourse.kyc.Limits;
import bourse.notification.MailConfig;
import bourse.notification.MailOutbox;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Payments behind a real HTTP server, with a real exchange, a real database and simulated
 * providers, and a clock that a test turns. Who asks is who the test says: logging in is another
 * module's.
 */
final class PaymentsServer implements AutoCloseable {
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

  /** One who asks; empty for an operator at the machine. */
  record Person(Optional<UUID> user, long account, String name) {}

  static final Person OPERATOR = new Person(Optional.empty(), 0, "ada");

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
  private final WallClock clock = () -> WallClock.system().micros() + aheadMicros.get();
  private final RecordedAudit audit = new RecordedAudit();
  private final Listings listings = new Listings();
  private final TestDatabase database;
  private final DataDirectory data;
  private final Keystore keystore;
  private final ExchangeRuntime exchange;
  private final AuthModule auth;
  private final StripeSimulator stripe;
  private final RazorpaySimulator razorpay;
  private final WalletStore wallets;
  private PaymentsModule payments;
  private HttpServer server;

  PaymentsServer(Database.Dialect dialect, Path directory) throws Exception {
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
    exchange.start();
    list(new AssetDefinition(1, "USD", "US dollar", AssetType.FIAT, 6));
    list(new AssetDefinition(2, "EUR", "Euro", AssetType.FIAT, 6));
    list(new AssetDefinition(3, "INR", "Indian rupee", AssetType.FIAT, 6));
    wallets = new WalletStore(database.database());
    auth =
        new AuthModule(
            AuthConfig.defaults().withHashingCost(new HashingCost(64, 1)),
            URI.create("http://localhost:8080"),
            database.database(),
            new NoCache(),
            keystore,
            audit,
            new MailOutbox(MailConfig.mailbox(), database.database(), keystore, clock),
            clock);
    secret("stripe", ProviderSecrets.Kind.API_KEY, "sk_test_simulated");
    secret("stripe", ProviderSecrets.Kind.WEBHOOK_SECRET, "whsec_first");
    stripe =
        new StripeSimulator(
            0,
            "sk_test_simulated",
            () -> "whsec_first".getBytes(StandardCharsets.US_ASCII),
            () -> at("/v1/webhooks/stripe"),
            clock);
    stripe.start();
    secret("razorpay", ProviderSecrets.Kind.API_KEY, "rzp_test_simulated:secret");
    secret("razorpay", ProviderSecrets.Kind.WEBHOOK_SECRET, "razorpay-first");
    razorpay =
        new RazorpaySimulator(
            0,
            "rzp_test_simulated:secret",
            () -> "razorpay-first".getBytes(StandardCharsets.US_ASCII),
            () -> at("/v1/webhooks/razorpay"),
            clock);
    razorpay.start();
    startPayments();
  }

  private void list(AssetDefinition asset) throws InterruptedException {
    Outcome listed = exchange.submit(Commands.addAsset(CommandContext.NONE, asset));
    assertTrue(exchange.awaitProjected(listed.sequence(), PATIENCE));
    assertTrue(listings.await(listed.sequence(), PATIENCE));
  }

  private void startPayments() throws Exception {
    payments =
        new PaymentsModule(
            config(),
            URI.create("http://localhost:8080"),
            database.database(),
            keystore,
            new LossyExchange(),
            listings,
            auth.users(),
            user -> level,
            audit,
            clock);
    server =
        new HttpServer(
            "http",
            HttpSettings.of("127.0.0.1", 0),
            Stream.concat(payments.routes().routes().stream(), payments.ofOperator().stream())
                .map(this::asked)
                .toList(),
            routing -> {},
            List.of());
    server.start();
    payments.worker().start();
  }

  private PaymentsConfig config() {
    return new PaymentsConfig(
        new PaymentsConfig.Provider(stripe.address(), Set.of("USD", "EUR")),
        new PaymentsConfig.Provider(razorpay.address(), Set.of("INR")),
        "7878780080316316",
        Optional.of(new PaymentsConfig.UpiPayee("venue@bank", "The Venue")),
        BigDecimal.ONE,
        BigDecimal.valueOf(10_000),
        Duration.ofHours(1),
        Duration.ofMinutes(5),
        Duration.ofSeconds(2),
        true,
        Map.of("EUR", new BigDecimal("1.10"), "INR", new BigDecimal("0.012")),
        Optional.empty());
  }

  /** As a new process would find it: nothing is kept in memory. */
  void restartPayments() throws Exception {
    server.stop();
    payments.worker().stop();
    startPayments();
  }

  void secret(String connector, ProviderSecrets.Kind kind, String secret) {
    new ProviderSecrets(keystore).keep(connector, kind, secret);
  }

  ProviderSecrets secrets() {
    return new ProviderSecrets(keystore);
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

  /** Somebody new. */
  Person user(Role role) {
    User user =
        auth.users()
            .create(
                new NewUser(
                    "user" + users.incrementAndGet() + "@example.com",
                    "marmalade on tuesdays",
                    "Test User",
                    Optional.empty(),
                    Set.of(role)));
    return new Person(Optional.of(user.id()), user.account(), user.id().toString());
  }

  Person client() {
    return user(Role.MEMBER);
  }

  URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  Answer get(Person who, String path) throws Exception {
    return send(who, "GET", path, new byte[0], Map.of());
  }

  Answer post(Person who, String path, Map<String, ?> body) throws Exception {
    return send(who, "POST", path, Json.write(body), Map.of());
  }

  /** As a provider, or whoever says so. */
  Answer webhook(String provider, byte[] body, Map<String, String> headers) throws Exception {
    return send(OPERATOR, "POST", "/v1/webhooks/" + provider, body, headers);
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

  /** A deposit by card, which waits for its payer. */
  Answer byCard(Person who, String currency, String amount) throws Exception {
    return post(
            who, "/v1/deposits", Map.of("method", "CARD", "currency", currency, "amount", amount))
        .expect(201);
  }

  /** The session of a deposit's page. */
  static String session(Answer deposit) {
    String url = deposit.at("/nextStep/url");
    return url.substring(url.lastIndexOf('/') + 1);
  }

  /** Waits until a deposit is so far. */
  Answer await(Person who, String id, DepositStatus status) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Answer answer = get(who, "/v1/deposits/" + id).expect(200);
      if (answer.text("status").equals(status.name())) {
        return answer;
      }
      assertTrue(System.nanoTime() < end, () -> "not " + status + ": " + answer.body());
      Thread.sleep(20);
    }
  }

  /** Has the provider asked, and waits until that is over. */
  void look(Answer deposit) throws Exception {
    String path = "/operator/payments/" + deposit.text("id");
    String before = get(OPERATOR, path).expect(200).text("nextLookAt");
    post(OPERATOR, path + "/look", Map.of()).expect(202);
    await("a look", () -> !get(OPERATOR, path).expect(200).text("nextLookAt").equals(before));
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
        .map(amount -> DepositRoutes.plain(amount).toPlainString())
        .orElse("0");
  }

  StoredAccount account(Person who) throws InterruptedException {
    assertTrue(exchange.awaitProjected(exchange.sequence(), PATIENCE));
    return new AccountStore(database.database()).account(who.account());
  }

  /** So often money came into an account. */
  long entries(Person who) throws InterruptedException {
    assertTrue(exchange.awaitProjected(exchange.sequence(), PATIENCE));
    return database
        .database()
        .jdbi()
        .withHandle(handle ->
            handle
                .select(
                    "select count(*) from ledger_entries where wallet_id between ? and ?",
                    who.account() << 16,
                    who.account() << 16 | 0xFFFF)
                .mapTo(Long.class)
                .one());
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

  /** The next answers of the exchange get lost, after it acted. */
  void loseAnswers(int number) {
    loses.set(number);
  }

  /** The exchange takes nothing. */
  void refuse(boolean all) {
    refuses = all;
  }

  StripeSimulator stripe() {
    return stripe;
  }

  RazorpaySimulator razorpay() {
    return razorpay;
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

  PaymentsModule payments() {
    return payments;
  }

  @Override
  public void close() throws IOException {
    server.stop();
    try {
      payments.worker().stop();
      stripe.stop();
      razorpay.stop();
      exchange.stop();
    } catch (Exception e) {
      throw new IOException("Something did not stop", e);
    }
    auth.close();
    data.close();
    database.close();
  }
}

package bourse.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.auth.AuthConfig;
import bourse.auth.AuthModule;
import bourse.auth.HashingCost;
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
import bourse.exchange.LedgerCheck;
import bourse.exchange.Listings;
import bourse.exchange.LiveVenue;
import bourse.exchange.MarketFile;
import bourse.exchange.Outcome;
import bourse.exchange.Projector;
import bourse.exchange.VenueStatus;
import bourse.notification.Mail;
import bourse.notification.MailConfig;
import bourse.notification.MailOutbox;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.cache.Cache;
import bourse.platform.crypto.Keystore;
import bourse.platform.data.Database;
import bourse.platform.http.HttpSettings;
import bourse.platform.http.Json;
import bourse.platform.keys.KeyRotation;
import bourse.platform.service.DataDirectory;
import bourse.platform.service.Health;
import bourse.platform.telemetry.Metrics;
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
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The management port on a real exchange and each of the databases. */
@ParameterizedClass
@EnumSource
class OperatorApiTest {
  private static final String TOKEN = "the-operators-token";
  private static final String ADA =
      """
      {"email":"ada@example.com","password":"marmalade on tuesdays","fullName":"Ada Lovelace"}\
      """;

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
  private record LossyExchange(Exchange real, AtomicBoolean loses) implements Exchange {
    @Override
    public Outcome submit(byte[] command) {
      Outcome outcome = real.submit(command);
      if (loses.get()) {
        throw new Fault(ErrorCode.OUTCOME_UNKNOWN, "No answer came in time.");
      }
      return outcome;
    }

    @Override
    public Outcome[] submitAll(byte[][] commands) {
      return real.submitAll(commands);
    }

    @Override
    public Optional<ErrorCode> test(byte[] placement) throws InterruptedException {
      return real.test(placement);
    }

    @Override
    public long sequence() {
      return real.sequence();
    }

    @Override
    public boolean awaitProjected(long sequence, Duration atMost) throws InterruptedException {
      return real.awaitProjected(sequence, atMost);
    }

    @Override
    public boolean awaitEarlierProjected(Duration atMost) throws InterruptedException {
      return real.awaitEarlierProjected(atMost);
    }
  }

  private static final String MARKETS =
      """
      assets:
        - {symbol: USD, name: US dollar, type: fiat, decimals: 6}
        - {symbol: BTC, name: Bitcoin, type: crypto, decimals: 8}
      symbols:
        - symbol: BTC-USD
          tick: 0.50
          lot: 0.001
          minimum-notional: 1
          maximum-quantity: 1000
          maker-fee-basis-points: 10
          taker-fee-basis-points: 20
          initial-state: pre-open
      """;

  @Parameter Database.Dialect dialect;

  @TempDir Path directory;

  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicReference<Health> health = new AtomicReference<>(Health.UP);
  private final AtomicBoolean loses = new AtomicBoolean();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Listings listings = new Listings();
  private String markets = MARKETS;
  private final VenueStatus venue = new VenueStatus();
  private TestDatabase database;
  private DataDirectory data;
  private ExchangeRuntime exchange;
  private AuthModule auth;
  private AuditTrail audit;
  private MailOutbox mail;
  private AdminModule admin;

  @BeforeEach
  void start() throws Exception {
    database = TestDatabase.open(dialect);
    data = DataDirectory.open(directory.resolve("data"), 0);
    WallClock clock = WallClock.system();
    exchange =
        new ExchangeRuntime(
            ExchangeSettings.DEFAULTS,
            ExchangeStorage.files(directory.resolve("exchange")),
            Optional.empty(),
            clock,
            reason -> {});
    exchange.add(new Projector(database.database()));
    exchange.add(listings);
    exchange.add(venue);
    exchange.start();
    Outcome listed =
        exchange.submit(
            Commands.addAsset(
                CommandContext.NONE,
                new AssetDefinition(1, "USD", "US dollar", AssetType.FIAT, 6)));
    assertTrue(exchange.awaitProjected(listed.sequence(), Duration.ofSeconds(10)));
    assertTrue(listings.await(listed.sequence(), Duration.ofSeconds(10)));
    audit = new AuditTrail(database.database(), clock);
    Keystore keystore = Keystore.open(data);
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
    admin =
        new AdminModule(
            new AdminConfig(HttpSettings.of("127.0.0.1", 0)),
            database.database(),
            auth.users(),
            auth.apiKeys(),
            mail,
            new LossyExchange(exchange, loses),
            listings,
            () -> MarketFile.parse(markets, "markets.yaml"),
            venue,
            new LiveVenue(exchange, database.database()),
            health::get,
            () -> Map.of("kafka", health.get()),
            new Metrics(),
            TOKEN,
            audit,
            List::of,
            new SetUpToken(directory),
            new KeyRotation(keystore, List.of(), List.of(), Duration.ofHours(1), clock::instant),
            auth.tokenKeys(),
            List.of(),
            stopped::countDown,
            clock);
    admin.server().start();
  }

  @AfterEach
  void stop() throws Exception {
    admin.server().stop();
    auth.close();
    exchange.stop();
    data.close();
    database.close();
  }

  @Test
  void tellsHealthAndMetricsToAnyone() throws Exception {
    assertEquals("UP", json(200, get("/health/live")).get("state").textValue());
    assertEquals("UP", json(200, get("/health/ready")).get("state").textValue());
    health.set(Health.degraded("Kafka is away; trading goes on."));
    assertEquals("DEGRADED", json(200, get("/health/ready")).get("state").textValue());
    health.set(Health.down("Kafka is away."));
    JsonNode down = json(503, get("/health/ready"));
    assertEquals("kafka", down.at("/parts/0/name").textValue());
    assertEquals("DOWN", down.at("/parts/0/state").textValue());
    assertEquals("Kafka is away.", down.at("/parts/0/detail").textValue());
    json(200, get("/health/live"));
    assertTrue(get("/metrics").body().contains("jvm_"), "metrics of the JVM");
  }

  @Test
  void letsOnlyTheOperatorAct() throws Exception {
    for (String[] headers :
        new String[][] {
          {"Bourse-Operator", "ada"},
          {"Authorization", "Bearer wrong", "Bourse-Operator", "ada"},
          {"Authorization", "Bearer " + TOKEN + "x", "Bourse-Operator", "ada"},
        }) {
      problem(3001, 401, post("/operator/users", ADA, headers));
    }
    for (String name : List.of("", " ", "a b", "-x", "x".repeat(65))) {
      problem(
          1001,
          400,
          post(
              "/operator/users", ADA, "Authorization", "Bearer " + TOKEN, "Bourse-Operator", name));
    }
    assertEquals(List.of(), audit.latest(10));
  }

  @Test
  void showsMailThatIsKept() throws Exception {
    database
        .database()
        .durably(handle -> {
          mail.post(handle, new Mail("ada@example.com", "Welcome", "Follow this link."));
          mail.pretend(handle, new Mail("eve@example.com", "Nothing", "of this"));
          return handle;
        });
    JsonNode list = json(200, operatorGet("/operator/mails"));
    assertEquals(1, list.get("items").size(), list.toString());
    JsonNode listed = list.get("items").get(0);
    assertEquals("ada@example.com", listed.get("recipient").textValue());
    assertFalse(listed.has("text"), "the list has no texts");
    JsonNode shown = json(200, operatorGet("/operator/mails/" + listed.get("id").textValue()));
    assertEquals("Follow this link.", shown.get("text").textValue());
    problem(1004, 404, operatorGet("/operator/mails/" + listed.get("id").textValue() + "0"));
  }

  @Test
  void opensUsers() throws Exception {
    JsonNode ada = json(201, operator("/operator/users", ADA));
    assertEquals("1000", ada.get("account").textValue());
    assertEquals("[\"MEMBER\"]", ada.get("roles").toString());
    assertTrue(ada.has("emailVerifiedAt"), "whom the operator makes is vouched for");
    problem(2010, 409, operator("/operator/users", ADA));
    problem(3006, 400, operator("/operator/users", ADA.replace("marmalade on tuesdays", "short")));
    problem(1002, 400, operator("/operator/users", ADA.replace("{", "{\"roles\":[\"KING\"],")));
    List<AuditTrail.Entry> entries = audit.latest(10);
    assertEquals(1, entries.size());
    Actor actor = entries.getFirst().act().actor();
    assertEquals("operator:ada.l", actor.name());
    assertEquals(Optional.of("127.0.0.1"), actor.address());
    assertTrue(actor.requestId().isPresent(), "the request is named");
    assertEquals("user:" + ada.get("id").textValue(), entries.getFirst().act().target());
  }

  @Test
  void tellsTheOperatorWhatAProofAsksFor() throws Exception {
    for (String path :
        List.of(
            "/operator/state-hash",
            "/operator/state-hash/1",
            "/operator/projection",
            "/operator/projection/rows")) {
      problem(3001, 401, get(path));
    }
    JsonNode state = json(200, asOperator("/operator/state-hash"));
    assertEquals(exchange.stateHash().hex(), state.get("sha256").textValue());
    assertEquals(exchange.sequence(), state.get("sequence").longValue());
    JsonNode first = json(200, asOperator("/operator/state-hash/1"));
    assertEquals(1, first.get("sequence").longValue());
    assertNotEquals(state.get("sha256"), first.get("sha256"));
    problem(1004, 404, asOperator("/operator/state-hash/99999"));
    problem(1004, 404, asOperator("/operator/state-hash/0"));
    assertEquals(
        exchange.sequence(),
        json(200, asOperator("/operator/projection")).get("position").longValue());
    HttpResponse<String> rows = asOperator("/operator/projection/rows");
    List<String> lines = rows.body().lines().toList();
    assertEquals("{\"position\":" + exchange.sequence() + "}", lines.getFirst());
    assertTrue(lines.stream().anyMatch(line -> line.contains("\"symbol\":\"USD\"")), rows.body());
    assertEquals("{\"end\":true}", lines.getLast());
  }

  @Test
  void opensNoUserWithoutItsAuditEntry() throws Exception {
    database.database().jdbi().useHandle(handle -> handle.execute("delete from admin_audit_head"));

    assertEquals(500, operator("/operator/users", ADA).statusCode());

    assertEquals(Optional.empty(), auth.users().findByEmail("ada@example.com"));
  }

  @Test
  void booksAReferenceOnce() throws Exception {
    json(201, operator("/operator/users", ADA));
    String deposit = deposit("100.50", "wire-1");
    HttpResponse<String> first = operator("/operator/deposits", deposit);
    JsonNode booked = json(201, first);
    assertEquals("100.5", booked.get("amount").textValue());
    assertEquals(
        booked.get("sequence").asText(), first.headers().firstValue("Bourse-Sequence").get());
    for (int i = 0; i < 5; i++) {
      JsonNode again = json(200, operator("/operator/deposits", deposit));
      assertTrue(again.get("replayed").booleanValue());
      assertEquals(booked.get("sequence"), again.get("sequence"));
    }
    problem(2010, 409, operator("/operator/deposits", deposit("100.51", "wire-1")));
    json(201, operator("/operator/deposits", deposit("1", "wire-2")));
    assertEquals("101.500000", available());
    assertEquals(3, audit.latest(10).size(), "a user and two deposits");
    assertEquals(Optional.empty(), audit.verify().damage());
  }

  @Test
  void theBooksAddUpAndExplainEachNumber() throws Exception {
    json(201, operator("/operator/users", ADA));
    json(201, operator("/operator/deposits", deposit("100.50", "wire-1")));
    json(201, operator("/operator/accounts", "{\"name\":\"House\"}"));
    json(201, operator("/operator/journals", journal("1000", "1001", "30", "ticket-1")));

    JsonNode trial = json(200, asOperator("/operator/ledger/trial-balance"));
    assertEquals("100.500000", trial.at("/totals/0/debit").textValue(), trial.toString());
    assertEquals("100.500000", trial.at("/totals/0/credit").textValue());
    assertTrue(trial.at("/totals/0/balanced").booleanValue());
    assertEquals("1010", trial.at("/lines/0/code").textValue());
    JsonNode sheet = json(200, asOperator("/operator/ledger/balance-sheet"));
    assertTrue(sheet.at("/totals/0/balanced").booleanValue(), sheet.toString());
    assertEquals("70.500000", sheet.at("/segregation/0/owedToClients").textValue());
    assertEquals("30.000000", sheet.at("/segregation/0/ofTheFirm").textValue());
    assertEquals(
        0,
        json(200, asOperator("/operator/ledger/trial-balance?day=2020-01-31")).get("lines").size());

    JsonNode why =
        json(200, asOperator("/operator/ledger/accounts/ada@example.com/explain?currency=USD"));
    assertTrue(why.get("adds").booleanValue(), why.toString());
    assertEquals("70.500000", why.at("/closing/balance").textValue());
    assertEquals(
        List.of("DEPOSIT 100.500000", "JOURNAL -30.000000"),
        why.get("changes")
            .valueStream()
            .map(one -> one.get("type").textValue() + " " + one.get("balance").textValue())
            .toList());
    long journal = why.at("/newest/0/sequence").longValue();
    JsonNode command = json(200, asOperator("/operator/ledger/commands/" + journal));
    assertEquals("1001", command.at("/transfer/to").textValue());
    assertEquals(2, command.get("postings").size());
    problem(1004, 404, asOperator("/operator/ledger/commands/1"));
    assertEquals(
        "30.000000",
        json(200, asOperator("/operator/ledger/accounts/1001")).at("/items/0/balance").textValue());
    assertEquals(
        "-100.500000",
        json(200, asOperator("/operator/ledger/accounts/1")).at("/items/0/balance").textValue());
  }

  @Test
  void statementsComeAsTextTablesAndPages() throws Exception {
    json(201, operator("/operator/users", ADA.replace("Ada Lovelace", "=Ada \u0416 \u4e2d")));
    json(201, operator("/operator/deposits", deposit("100.50", "wire-1")));
    String path = "/operator/ledger/accounts/1000/statement";
    JsonNode statement = json(200, asOperator(path));
    assertEquals("0.000000", statement.at("/parts/0/opening").textValue());
    assertEquals("100.500000", statement.at("/parts/0/closing").textValue());
    assertEquals("100.500000", statement.at("/parts/0/moves/0/in").textValue());
    List<String> lines = asOperator(path + "?format=CSV").body().lines().toList();
    assertEquals("time,currency,type,reference,command,in,out,balance", lines.getFirst());
    assertTrue(lines.get(1).endsWith(",USD,OPENING,,,,,0.000000"), lines.toString());
    assertTrue(lines.get(2).endsWith(",100.500000,,100.500000"), lines.toString());
    assertEquals(4, lines.size());
    HttpResponse<byte[]> pdf =
        client.send(
            request(path + "?format=PDF")
                .header("Authorization", "Bearer " + TOKEN)
                .header("Bourse-Operator", "ada.l")
                .build(),
            BodyHandlers.ofByteArray());
    assertEquals("application/pdf", pdf.headers().firstValue("Content-Type").orElseThrow());
    try (PDDocument document = Loader.loadPDF(pdf.body())) {
      String text = new PDFTextStripper().getText(document);
      assertTrue(text.contains("Statement of account 1000"), text);
      assertTrue(text.contains("=Ada \u0416 ?"), text);
      assertTrue(text.contains("100.500000"), text);
    }
    assertEquals("ledger.statement", audit.latest(1).getFirst().act().action());
    problem(1002, 400, asOperator(path + "?format=XLS"));
    problem(1002, 400, asOperator(path + "?from=2026-02-30"));
    problem(1002, 400, asOperator(path + "?from=2026-02-02&to=2026-02-01"));
    problem(1002, 400, asOperator(path + "?for=2026"));
    problem(1004, 404, asOperator("/operator/ledger/accounts/4711/statement"));
    problem(
        1002,
        400,
        asOperator("/operator/ledger/trial-balance?day=2026-01-01&at=2026-01-01T00:00:00Z"));
  }

  @Test
  void whatWasBookedWronglyIsReversedOnce() throws Exception {
    json(201, operator("/operator/users", ADA));
    long deposit =
        json(201, operator("/operator/deposits", deposit("100", "wire-1")))
            .get("sequence")
            .longValue();
    String reversal = "{\"sequence\":%d,\"category\":\"CHARGEBACK\"}".formatted(deposit);
    JsonNode booked = json(201, operator("/operator/ledger/reversals", reversal));
    assertEquals("REVERSAL", booked.get("type").textValue());
    assertEquals("1000", booked.get("from").textValue());
    assertEquals("0.000000", available());
    HttpResponse<String> again = operator("/operator/ledger/reversals", reversal);
    problem(3083, 409, again);
    assertTrue(again.body().contains("by command " + booked.get("sequence")), again.body());
    problem(
        3082,
        409,
        operator(
            "/operator/ledger/reversals",
            "{\"sequence\":%s,\"category\":\"CORRECTION\"}".formatted(booked.get("sequence"))));
    problem(
        1004,
        404,
        operator("/operator/ledger/reversals", "{\"sequence\":1,\"category\":\"CORRECTION\"}"));
    problem(1002, 400, operator("/operator/ledger/reversals", "{\"sequence\":0}"));
    JsonNode command = json(200, asOperator("/operator/ledger/commands/" + deposit));
    assertEquals(booked.get("sequence"), command.at("/followedBy/0/sequence"));
    assertEquals("CHARGEBACK", command.at("/followedBy/0/reason").textValue());
    assertEquals("ledger.reverse", audit.latest(1).getFirst().act().action());
    assertEquals(
        Optional.empty(), LedgerCheck.run(database.database(), sequence -> {}).difference());
  }

  @Test
  void adjustmentsCountToOpenDaysOnly() throws Exception {
    json(201, operator("/operator/users", ADA));
    String goodwill =
        """
        {"from":"6","to":"ada@example.com","currency":"USD","amount":"5","category":"GOODWILL",\
        "reference":"%s"%s}\
        """;
    json(201, operator("/operator/ledger/adjustments", goodwill.formatted("a-1", "")));
    JsonNode again =
        json(200, operator("/operator/ledger/adjustments", goodwill.formatted("a-1", "")));
    assertTrue(again.get("replayed").booleanValue());
    assertEquals("5.000000", available());
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    String early = ",\"businessDate\":\"%s\"";
    json(
        201,
        operator(
            "/operator/ledger/adjustments",
            goodwill.formatted("a-2", early.formatted(today.minusDays(3)))));
    JsonNode then =
        json(
            200,
            asOperator(
                "/operator/ledger/income-statement?from=2026-01-01&to=" + today.minusDays(2)));
    assertEquals("5.000000", then.at("/totals/0/expense").textValue(), then.toString());
    json(
        201,
        operator(
            "/operator/ledger/periods", "{\"closedTo\":\"%s\"}".formatted(today.minusDays(2))));
    problem(
        2069,
        409,
        operator(
            "/operator/ledger/adjustments",
            goodwill.formatted("a-3", early.formatted(today.minusDays(2)))));
    problem(
        2071,
        400,
        operator(
            "/operator/ledger/adjustments",
            goodwill.formatted("a-4", early.formatted(today.plusDays(2)))));
    problem(
        2070, 409, operator("/operator/ledger/periods", "{\"closedTo\":\"%s\"}".formatted(today)));
    problem(1002, 400, operator("/operator/ledger/periods", "{\"closedTo\":\"1970-01-01\"}"));
    assertEquals(
        today.minusDays(2).toString(),
        json(200, asOperator("/operator/ledger/periods")).get("closedTo").textValue());
    JsonNode within =
        json(
            201,
            operator(
                "/operator/ledger/adjustments",
                """
                {"from":"1","to":"100","currency":"USD","amount":"2","category":"RECONCILIATION",\
                "reference":"payout-1"}\
                """));
    assertEquals("SETTLEMENT", within.get("type").textValue());
    assertEquals("10.000000", available());
  }

  /** As in a database that was restored from a backup, and was told the log since. */
  @Test
  void refusesAReferenceThatOnlyTheLogKnows() throws Exception {
    json(201, operator("/operator/users", ADA));
    json(201, operator("/operator/deposits", deposit("100", "wire-1")));
    json(201, operator("/operator/deposits", deposit("10", "wire-2")));
    json(201, operator("/operator/accounts", "{\"name\":\"House\"}"));
    json(201, operator("/operator/journals", journal("1000", "1001", "30", "ticket-1")));
    assertEquals("80.000000", available());
    database
        .database()
        .jdbi()
        .useHandle(handle -> {
          handle.execute("delete from payment_references where reference <> 'wire-2'");
          handle.execute("update payment_references set status = 'REFUSED', sequence = null");
        });

    for (String amount : List.of("100", "7")) {
      HttpResponse<String> again = operator("/operator/deposits", deposit(amount, "wire-1"));
      problem(2010, 409, again);
      assertTrue(again.body().contains("before this database was restored"), again.body());
    }
    problem(2010, 409, operator("/operator/deposits", deposit("30", "ticket-1")));
    String journal = journal("1000", "1001", "30", "ticket-1");
    problem(2010, 409, operator("/operator/journals", journal));
    JsonNode refusedThen = json(200, operator("/operator/deposits", deposit("10", "wire-2")));
    assertTrue(refusedThen.get("replayed").booleanValue(), "it was tried again after the backup");
    assertEquals("80.000000", available());
    json(201, operator("/operator/deposits", deposit("1", "wire-3")));
    assertEquals("81.000000", available());
  }

  @Test
  void findsOutWhatBecameOfALostAnswer() throws Exception {
    json(201, operator("/operator/users", ADA));
    loses.set(true);
    problem(4003, 504, operator("/operator/deposits", deposit("7", "wire-1")));
    loses.set(false);
    JsonNode again = json(200, operator("/operator/deposits", deposit("7", "wire-1")));
    assertTrue(again.get("replayed").booleanValue());
    assertEquals("7.000000", available());
  }

  @Test
  void namesWhatIsWrongWithADeposit() throws Exception {
    json(201, operator("/operator/users", ADA));
    for (String amount : List.of("0", "-1", "0.0000001", "99999999999999999999")) {
      problem(1002, 400, operator("/operator/deposits", deposit(amount, "wire-1")));
    }
    problem(1002, 400, operator("/operator/deposits", deposit("1", "wire 1")));
    problem(1002, 400, operator("/operator/deposits", "{}"));
    problem(2002, 404, operator("/operator/deposits", deposit("1", "w").replace("USD", "XYZ")));
    problem(1004, 404, operator("/operator/deposits", deposit("1", "w").replace("ada@", "eve@")));
    String byAccount =
        deposit("1", "w").replace("\"email\":\"ada@example.com\"", "\"account\":\"%s\"");
    problem(1004, 404, operator("/operator/deposits", byAccount.formatted("4711")));
    problem(1004, 404, operator("/operator/deposits", byAccount.formatted("1")));
    assertEquals("0", available());
    json(201, operator("/operator/deposits", byAccount.formatted("1000")));
    assertEquals("1.000000", available());
  }

  @Test
  void opensStopsChangesAndDelistsMarkets() throws Exception {
    JsonNode applied = json(200, operator("/operator/markets/apply", "{}"));
    assertEquals("[\"BTC\",\"BTC-USD\"]", applied.get("listed").toString());
    String states = "/operator/markets/BTC-USD/state";
    problem(2050, 409, operator(states, "{\"state\":\"DELISTED\"}"));
    problem(2057, 400, operator(states, "{\"state\":\"TRADING\",\"at\":\"2001-01-01T00:00:00Z\"}"));
    problem(1002, 400, operator(states, "{\"state\":\"TRADING\",\"at\":\"noon\"}"));
    problem(1002, 400, operator(states, "{\"state\":\"BUSY\"}"));
    problem(2001, 404, operator("/operator/markets/BTC-EUR/state", "{\"state\":\"TRADING\"}"));
    JsonNode planned =
        json(200, operator(states, "{\"state\":\"TRADING\",\"at\":\"2999-01-01T00:00:00Z\"}"));
    assertEquals("PRE_OPEN", planned.get("status").textValue());
    assertEquals("TRADING", planned.get("plannedStatus").textValue());
    assertEquals("2999-01-01T00:00:00.000000Z", planned.get("plannedAt").textValue());
    JsonNode open = json(200, operator(states, "{\"state\":\"TRADING\"}"));
    assertEquals("TRADING", open.get("status").textValue());
    assertEquals("TRADING", status());

    String auction = "/operator/markets/BTC-USD/auction";
    problem(2059, 400, operator(auction, "{\"uncrossAt\":\"2001-01-01T00:00:00Z\"}"));
    problem(1002, 400, operator(auction, "{\"uncrossAt\":\"noon\"}"));
    JsonNode closing =
        json(
            200,
            operator(
                auction,
                "{\"at\":\"2999-01-01T00:00:00Z\",\"uncrossAt\":\"2999-01-01T00:05:00Z\","
                    + "\"then\":\"CLOSED\"}"));
    assertEquals("AUCTION", closing.get("plannedStatus").textValue());
    assertEquals("2999-01-01T00:05:00.000000Z", closing.get("plannedUncrossAt").textValue());
    assertEquals("CLOSED", closing.get("plannedAfterAuction").textValue());
    JsonNode called = json(200, operator(auction, "{\"uncrossAt\":\"2999-01-01T00:05:00Z\"}"));
    assertEquals("AUCTION", called.get("status").textValue());
    assertEquals("TRADING", called.get("statusAfterAuction").textValue());
    assertEquals(
        "market.auction market:BTC-USD now, to 2999-01-01T00:05:00Z, then TRADING",
        act(audit.latest(10).getFirst()));
    json(200, operator(states, "{\"state\":\"TRADING\"}"));

    markets = MARKETS.replace("maker-fee-basis-points: 10", "maker-fee-basis-points: 3");
    applied = json(200, operator("/operator/markets/apply", "{}"));
    assertEquals("[\"BTC-USD\"]", applied.get("changed").toString());
    assertEquals(3, listings.symbol("BTC-USD").orElseThrow().makerFeeBasisPoints());
    markets = MARKETS.replace("tick: 0.50", "tick: 0.25");
    problem(4103, 400, operator("/operator/markets/apply", "{}"));

    markets = MARKETS;
    String reference = "/operator/markets/BTC-USD/reference";
    json(200, operator(reference, "{\"price\":\"42000.50\"}"));
    problem(1002, 400, operator(reference, "{\"price\":\"42000.25\"}"));
    problem(
        2054,
        409,
        operator(reference, "{\"price\":\"42000.50\",\"seenAt\":\"2001-01-01T00:00:00Z\"}"));

    json(200, operator("/operator/markets/BTC-USD/delist", "{}"));
    assertEquals("DELISTED", status());
    problem(2051, 409, operator("/operator/markets/BTC-USD/delist", "{}"));
    markets = MARKETS;
    applied = json(200, operator("/operator/markets/apply", "{}"));
    assertEquals("[\"BTC-USD\"]", applied.get("delisted").toString());
    assertEquals(
        "market.apply markets as the file of markets says", act(audit.latest(10).getFirst()));
    assertTrue(
        audit.latest(20).stream()
            .anyMatch(entry ->
                act(entry)
                    .equals(
                        "market.delist market:BTC-USD for ever; its open orders are cancelled")));
  }

  private static String act(AuditTrail.Entry entry) {
    return entry.act().action() + " " + entry.act().target() + " " + entry.act().notes();
  }

  private String status() throws Exception {
    assertTrue(exchange.awaitProjected(exchange.sequence(), Duration.ofSeconds(10)));
    return database
        .database()
        .jdbi()
        .withHandle(handle ->
            handle
                .select("select status from symbols where symbol = 'BTC-USD'")
                .mapTo(String.class)
                .one());
  }

  @Test
  void setsFlagsTellsStatusAndStops() throws Exception {
    json(201, operator("/operator/users", ADA));
    JsonNode set = json(200, operator("/operator/accounts/1000/flags", "{\"feeExempt\":true}"));
    assertTrue(set.get("feeExempt").booleanValue());
    assertFalse(set.get("selfTrades").booleanValue());
    set =
        json(
            200,
            operator("/operator/accounts/1000/flags", "{\"feeExempt\":false,\"selfTrades\":true}"));
    assertTrue(set.get("selfTrades").booleanValue());
    problem(1002, 400, operator("/operator/accounts/1000/flags", "{}"));
    problem(1004, 404, operator("/operator/accounts/4711/flags", "{\"feeExempt\":true}"));
    HttpResponse<String> status =
        send(
            request("/operator/status")
                .headers("Authorization", "Bearer " + TOKEN, "Bourse-Operator", "ada.l"));
    assertEquals(set.get("sequence"), json(200, status).get("sequence"));
    json(202, operator("/operator/stop", "{}"));
    assertTrue(stopped.await(5, TimeUnit.SECONDS));
    assertEquals("server.stop", audit.latest(1).getFirst().act().action());
  }

  @Test
  void suspendsAnAccountAndResumesIt() throws Exception {
    json(201, operator("/operator/users", ADA));
    json(200, operator("/operator/accounts/1000/flags", "{\"feeExempt\":true}"));
    String suspension =
        """
        {"blocks":["TRADING","TRANSFERS"],"reason":"SECURITY","note":"a call from her phone"}\
        """;
    HttpResponse<String> suspended = operator("/operator/accounts/1000/blocks", suspension);
    JsonNode account = json(200, suspended);
    assertEquals(
        """
        {"account":"1000","kind":"CLIENT","name":"Ada Lovelace","state":"CANCEL_ONLY",\
        "blocks":["TRADING","TRANSFERS"],"reason":"SECURITY","feeExempt":true,"selfTrades":false,\
        "version":%s}\
        """
            .formatted(suspended.headers().firstValue("Bourse-Sequence").orElseThrow()),
        account.toString());
    assertEquals(account, json(200, asOperator("/operator/accounts/ada@example.com")));
    Act act = audit.latest(1).getFirst().act();
    assertEquals("account.suspend of account:1000", act.action() + " of " + act.target());
    assertEquals("[TRADING, TRANSFERS] SECURITY: a call from her phone", act.notes());

    String resumed = "{\"blocks\":[],\"reason\":\"NONE\"}";
    account = json(200, operator("/operator/accounts/ada@example.com/blocks", resumed));
    assertEquals("NORMAL []", account.get("state").textValue() + " " + account.get("blocks"));
    assertEquals("account.resume", audit.latest(1).getFirst().act().action());

    AccountStops stops =
        new AccountStops(exchange, new AccountStore(database.database()), WallClock.system());
    String state = "/operator/accounts/1000";
    assertTrue(stops.stop(1000));
    assertFalse(stops.stop(1000), "it is stopped");
    account = json(200, asOperator(state));
    assertEquals("[\"TRADING\"]\"COMPLIANCE\"", account.get("blocks") + "" + account.get("reason"));
    assertTrue(stops.resume(1000));
    assertEquals("NORMAL", json(200, asOperator(state)).get("state").textValue());
    json(
        200,
        operator(state + "/blocks", "{\"blocks\":[\"TRANSFERS\"],\"reason\":\"LEGAL_ORDER\"}"));
    assertTrue(stops.stop(1000));
    account = json(200, asOperator(state));
    assertEquals(
        "[\"TRADING\",\"TRANSFERS\"]\"LEGAL_ORDER\"",
        account.get("blocks") + "" + account.get("reason"));
    assertFalse(stops.resume(1000), "the staff has its own reasons");
    json(200, operator(state + "/blocks", resumed));

    for (String wrong :
        List.of(
            "{}",
            "{\"blocks\":[\"TRADING\"]}",
            "{\"blocks\":[\"TRADING\"],\"reason\":\"NONE\"}",
            "{\"blocks\":[],\"reason\":\"RISK\"}",
            "{\"blocks\":[\"SPEAKING\"],\"reason\":\"RISK\"}",
            suspension.replace("a call", "x".repeat(1_001)))) {
      problem(1002, 400, operator("/operator/accounts/1000/blocks", wrong));
    }
    for (String nobody : List.of("1", "4711", "eve@example.com", "x", "99999999999999999999")) {
      problem(1004, 404, asOperator("/operator/accounts/" + nobody));
      problem(1004, 404, operator("/operator/accounts/" + nobody + "/blocks", suspension));
    }
  }

  @Test
  void movesMoneyBetweenAccountsOnce() throws Exception {
    json(201, operator("/operator/users", ADA));
    JsonNode house =
        json(201, operator("/operator/accounts", "{\"name\":\"House\",\"feeExempt\":true}"));
    assertEquals(
        """
        {"account":"1001","kind":"FIRM","name":"House","state":"NORMAL","blocks":[],\
        "reason":"NONE","feeExempt":true,"selfTrades":false,"version":%s}\
        """
            .formatted(house.get("version")),
        house.toString());
    assertEquals("account.open", audit.latest(1).getFirst().act().action());
    problem(2010, 409, operator("/operator/accounts", "{\"name\":\"House\"}"));
    problem(1002, 400, operator("/operator/accounts", "{\"name\":\" \"}"));
    problem(1002, 400, operator("/operator/accounts", "{}"));
    JsonNode firm = json(200, asOperator("/operator/accounts")).get("items");
    assertEquals(List.of(house), List.of(firm.get(0)));
    assertEquals(1, firm.size());

    json(
        201,
        operator(
            "/operator/deposits",
            deposit("100", "wire-1")
                .replace("\"email\":\"ada@example.com\"", "\"account\":\"1001\"")));
    String journal = journal("1001", "ada@example.com", "30", "ticket-1");
    JsonNode booked = json(201, operator("/operator/journals", journal));
    assertEquals("1000", booked.get("to").textValue());
    assertEquals("PROMOTION", booked.get("reason").textValue());
    Act act = audit.latest(1).getFirst().act();
    assertEquals("account.journal of account:1001", act.action() + " of " + act.target());
    assertEquals("30 USD to account 1000 for PROMOTION, reference ticket-1", act.notes());
    JsonNode again = json(200, operator("/operator/journals", journal));
    assertTrue(again.get("replayed").booleanValue());
    assertEquals(booked.get("sequence"), again.get("sequence"));
    assertEquals("30.000000", available());

    loses.set(true);
    String lost = journal("1001", "1000", "5", "ticket-2");
    problem(4003, 504, operator("/operator/journals", lost));
    loses.set(false);
    assertTrue(json(200, operator("/operator/journals", lost)).get("replayed").booleanValue());
    assertEquals("35.000000", available());

    for (String other :
        List.of(
            journal.replace("30", "31"),
            journal.replace("PROMOTION", "CORRECTION"),
            journal.replace("ada@example.com", "2"),
            journal("1000", "1001", "30", "ticket-1"),
            journal("1001", "1000", "30", "wire-1"))) {
      problem(2010, 409, operator("/operator/journals", other));
    }
    problem(2010, 409, operator("/operator/deposits", deposit("30", "ticket-1")));
    problem(2004, 409, operator("/operator/journals", journal("1001", "1000", "66", "t-3")));
    problem(2004, 409, operator("/operator/journals", journal("2", "1000", "1", "t-4")));
    problem(2063, 400, operator("/operator/journals", journal("1000", "1000", "1", "t-5")));
    for (String nobody : List.of("1", "4711", "eve@example.com")) {
      problem(1004, 404, operator("/operator/journals", journal(nobody, "1000", "1", "t-6")));
      problem(1004, 404, operator("/operator/journals", journal("1000", nobody, "1", "t-6")));
    }
    problem(1002, 400, operator("/operator/journals", journal("1001", "1000", "0", "t-7")));
    problem(1002, 400, operator("/operator/journals", "{}"));
    json(
        200,
        operator(
            "/operator/accounts/1001/blocks", "{\"blocks\":[\"ACCOUNT\"],\"reason\":\"RISK\"}"));
    problem(2061, 409, operator("/operator/journals", journal("1001", "1000", "1", "t-8")));
    assertEquals("35.000000", available());
    assertEquals(Optional.empty(), audit.verify().damage());
  }

  @Test
  void setsFees() throws Exception {
    json(201, operator("/operator/users", ADA));
    String fees =
        """
        {"rates":[{"makerBasisPoints":"8","takerBasisPoints":"12.5"},\
        {"group":1,"makerBasisPoints":"-0.5","takerBasisPoints":"5"}]}\
        """;
    JsonNode set = json(200, operator("/operator/fees", fees));
    assertEquals(fees, set.toString());
    assertEquals(set, json(200, asOperator("/operator/fees")));
    Act act = audit.latest(1).getFirst().act();
    assertEquals(
        "fees.set: 2 rates: all everywhere 8/12.5; group 1 everywhere -0.5/5; ",
        act.action() + ": " + act.notes());
    JsonNode group = json(200, operator("/operator/accounts/1000/fee-group", "{\"group\":1}"));
    assertEquals(1, group.get("group").intValue());
    assertEquals("account.fee-group", audit.latest(1).getFirst().act().action());
    for (String wrong :
        List.of(
            "{}",
            fees.replace("12.5", "12.555"),
            fees.replace("12.5", "-1"),
            fees.replace("12.5", "10001"),
            fees.replace("\"group\":1", "\"group\":64"),
            fees.replace("\"group\":1", "\"symbol\":\"XYZ-USD\""),
            fees.replace("\"takerBasisPoints\":\"5\"", "\"group\":1"))) {
      assertEquals(400, operator("/operator/fees", wrong).statusCode(), wrong);
    }
    problem(2068, 400, operator("/operator/fees", fees.replace("\"group\":1,", "")));
    problem(
        1002,
        400,
        operator("/operator/fees", fees.replace("\"group\"", "\"minimumVolume\":\"5\",\"group\"")));
    problem(1002, 400, operator("/operator/accounts/1000/fee-group", "{\"group\":64}"));
    problem(1004, 404, operator("/operator/accounts/4711/fee-group", "{\"group\":1}"));
    assertEquals(set, json(200, asOperator("/operator/fees")));
  }

  @Test
  void setsFeesByVolume() throws Exception {
    json(201, operator("/operator/users", ADA));
    String fees =
        """
        {"volumeCurrency":"USD","rates":[{"makerBasisPoints":"8","takerBasisPoints":"12.5"},\
        {"minimumVolume":"50000","makerBasisPoints":"6","takerBasisPoints":"10"},\
        {"minimumVolume":"1000000.5","makerBasisPoints":"-1","takerBasisPoints":"7.5"}]}\
        """;
    JsonNode set = json(200, operator("/operator/fees", fees));
    assertEquals(fees, set.toString());
    assertEquals(set, json(200, asOperator("/operator/fees")));
    assertEquals(
        "3 rates: all everywhere 8/12.5; all everywhere from 50000 USD on 6/10;"
            + " all everywhere from 1000000.5 USD on -1/7.5; ",
        audit.latest(1).getFirst().act().notes());
    JsonNode own = json(200, asOperator("/operator/accounts/ada@example.com/fees"));
    assertEquals("0.000000", own.at("/volume/amount").asText());
    assertEquals(30, own.at("/volume/days").asInt());
    assertEquals(own, json(200, asOperator("/operator/accounts/1000/fees")));
    problem(1004, 404, asOperator("/operator/accounts/4711/fees"));
    problem(2002, 404, operator("/operator/fees", fees.replace("USD", "XYZ")));
    problem(2068, 400, operator("/operator/fees", fees.replace("\"50000\"", "\"1000000.5\"")));
    problem(1002, 400, operator("/operator/fees", fees.replace("50000", "-50000")));
    assertEquals(200, operator("/operator/fees", "{\"rates\":[]}").statusCode());
  }

  @Test
  void stepsTheVenueDownAndUp() throws Exception {
    json(201, operator("/operator/users", ADA));
    assertEquals(
        "{\"state\":\"NORMAL\",\"cause\":\"OPERATOR\"}",
        json(200, asOperator("/operator/safe-state")).toString());
    JsonNode readOnly =
        json(200, operator("/operator/safe-state", "{\"state\":\"READ_ONLY\",\"note\":\"why\"}"));
    assertEquals("READ_ONLY", readOnly.get("state").textValue());
    assertTrue(readOnly.get("since").textValue().endsWith("Z"));
    assertEquals(readOnly, json(200, asOperator("/operator/safe-state")));
    Act act = audit.latest(1).getFirst().act();
    assertEquals("venue.safe-state: NORMAL to READ_ONLY: why", act.action() + ": " + act.notes());
    problem(2067, 503, operator("/operator/deposits", deposit("1", "wire-1")));
    problem(2067, 503, operator("/operator/accounts/1000/flags", "{\"feeExempt\":true}"));

    json(200, operator("/operator/safe-state", "{\"state\":\"NORMAL\"}"));
    assertEquals("READ_ONLY to NORMAL", audit.latest(1).getFirst().act().notes());
    json(201, operator("/operator/deposits", deposit("1", "wire-1")));
    problem(1002, 400, operator("/operator/safe-state", "{}"));
    problem(1002, 400, operator("/operator/safe-state", "{\"state\":\"CALM\"}"));
  }

  private static String journal(String from, String to, String amount, String reference) {
    return """
    {"from":"%s","to":"%s","currency":"USD","amount":"%s","reason":"PROMOTION","reference":"%s"}\
    """
        .formatted(from, to, amount, reference);
  }

  private String available() throws Exception {
    assertTrue(exchange.awaitProjected(exchange.sequence(), Duration.ofSeconds(10)));
    return database
        .database()
        .jdbi()
        .withHandle(handle ->
            handle
                .select("select available from wallet where account_id = 1000")
                .mapTo(java.math.BigDecimal.class)
                .findOne())
        .map(amount -> amount.setScale(6).toPlainString())
        .orElse("0");
  }

  private static String deposit(String amount, String reference) {
    return """
    {"email":"ada@example.com","currency":"USD","amount":"%s","reference":"%s"}\
    """
        .formatted(amount, reference);
  }

  private HttpResponse<String> asOperator(String path) throws Exception {
    return send(
        request(path).headers("Authorization", "Bearer " + TOKEN, "Bourse-Operator", "ada.l"));
  }

  private HttpResponse<String> operator(String path, String body) throws Exception {
    return post(path, body, "Authorization", "Bearer " + TOKEN, "Bourse-Operator", "ada.l");
  }

  private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    return send(
        request(path)
            .headers(headers)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> operatorGet(String path) throws Exception {
    return send(
        request(path).headers("Authorization", "Bearer " + TOKEN, "Bourse-Operator", "ada.l"));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin.server().port() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static JsonNode json(int status, HttpResponse<String> response) throws Exception {
    assertEquals(status, response.statusCode(), response.body());
    return Json.mapper().readTree(response.body());
  }

  private static void problem(int code, int status, HttpResponse<String> response)
      throws Exception {
    assertEquals(code, json(status, response).get("code").intValue(), response.body());
  }
}

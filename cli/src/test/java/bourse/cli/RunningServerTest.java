package bourse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.cli.client.Json;
import bourse.cli.client.ServerConnection;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.config.Settings;
import bourse.platform.crypto.Keystore;
import bourse.platform.service.Health;
import bourse.server.BourseServer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands about a server that runs: the real one, in this process. */
class RunningServerTest {
  private static final String PDF = "%PDF-1.7\n%%EOF\n";

  @TempDir static Path directory;
  private static BourseServer server;

  @BeforeAll
  static void start() throws Exception {
    assertEquals(0, CommandRun.of("init", "--data", directory.toString()).exitCode());
    Installation installation = new Installation(directory);
    Map<String, String> freePorts =
        Map.of(
            "http.port", "0",
            "tls.mode", "off",
            "management.port", "0",
            "kafka.port", "0",
            "kafka.controller-port", "0",
            "objects.port", "0");
    server =
        new BourseServer(
            Settings.load(BourseServer.catalogue(), installation.configuration(), freePorts),
            directory,
            (_, _, _, _) -> {});
    server.start();
    installation.noteRunning(server.api(), server.management(), server.events());
    awaitAllUp();
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.stop();
    }
  }

  @Test
  void aSecondServerIsRefused() {
    CommandRun run = run("start");
    assertEquals(5, run.exitCode());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(
        run.err()
            .startsWith(
                "Error 4101: Process "
                    + ProcessHandle.current().pid()
                    + " uses the data directory "
                    + directory),
        run.err());
  }

  @Test
  void itsStatusNamesEachPart() {
    CommandRun run = run("status", "--json");
    assertEquals(0, run.exitCode(), run.err());
    JsonNode status = Json.read(run.out());
    assertEquals(server.api().toString(), status.get("api").asText());
    List<String> parts =
        status.get("health").get("parts").findValuesAsText("name").stream().sorted().toList();
    assertEquals(server.healthByPart().keySet().stream().sorted().toList(), parts);
  }

  @Test
  void keysAreShownAndRotated() {
    assertEquals(4, run("keys", "rotate", "index").exitCode());
    CommandRun rotated = run("keys", "rotate");
    assertEquals(0, rotated.exitCode(), rotated.err());
    assertEquals(
        List.of(
            "fields has version 2 now",
            "files has version 2 now",
            "master has version 2 now",
            "tokens has version 2 now"),
        rotated.out().lines().toList());

    JsonNode inventory = Json.read(run("keys", "inventory", "--json").out());
    for (JsonNode key : inventory.get("keys")) {
      assertTrue(key.get("renewed").asBoolean(), key.toString());
    }
    CommandRun shown = run("keys", "inventory");
    assertEquals(0, shown.exitCode(), shown.err());
    assertTrue(shown.out().contains("users: all under the newest"), shown.out());
    assertTrue(shown.out().contains("kafka.password"), shown.out());
    assertFalse(
        shown.out().contains(Keystore.openExisting(directory.resolve("keystore")).kafkaPassword()),
        "no secret is shown");
    assertEquals(5, run("keys", "restore", "keystore.retired").exitCode(), "the server runs");
  }

  @Test
  void publishedFactsAreJsonLines() {
    CommandRun run =
        run("events", "tail", "--topic", "asset.listed", "--from", "BEGINNING", "--limit", "4");
    assertEquals(0, run.exitCode(), run.err());
    List<JsonNode> facts = run.out().lines().map(Json::read).toList();
    assertEquals(
        List.of("USD", "EUR", "BTC", "ETH"),
        facts.stream().map(fact -> fact.get("key").asText()).toList());
    for (JsonNode fact : facts) {
      assertEquals("asset.listed", fact.get("topic").asText());
      assertEquals(fact.get("key"), fact.get("value").get("symbol"));
    }
  }

  @Test
  void factsAreReadFromASequenceOn() {
    String[] first = {"events", "tail", "--topic", "symbol.listed", "--from", "1", "--limit", "1"};
    long sequence = sequence(run(first));

    String[] next = first.clone();
    next[5] = Long.toString(sequence);
    assertEquals(sequence, sequence(run(next)));
    next[5] = Long.toString(sequence + 1);
    assertTrue(sequence(run(next)) > sequence);
  }

  @Test
  void factsThatComeNowArePrinted() throws Exception {
    CommandRun created =
        CommandRun.typing(
            "a long enough passphrase\n",
            Map.of("BOURSE_DATA", directory.toString()),
            "user",
            "create",
            "ada@example.org",
            "--full-name",
            "Ada Lovelace");
    assertEquals(0, created.exitCode(), created.err());

    FutureTask<CommandRun> tail =
        new FutureTask<>(() -> run("events", "tail", "--topic", "ledger.posted", "--limit", "1"));
    Thread tailing = Thread.ofVirtual().start(tail);
    // Deposits are made until the tail has seen one: it may begin at any time after its start.
    for (int i = 1; !tailing.join(Duration.ofMillis(200)); i++) {
      CommandRun deposit =
          run("account", "deposit", "ada@example.org", "USD", "1", "--reference", "deposit-" + i);
      assertEquals(0, deposit.exitCode(), deposit.err());
    }

    CommandRun ended = tail.get();
    assertEquals(0, ended.exitCode(), ended.err());
    JsonNode fact = Json.read(ended.out());
    assertEquals("ledger.posted", fact.get("topic").asText());
    assertTrue(fact.get("value").get("position").get("sequence").asLong() > 1, ended.out());
  }

  @Test
  void theBooksAreReadPutRightAndClosed() throws Exception {
    CommandRun made =
        CommandRun.typing(
            "a long enough passphrase\n",
            Map.of("BOURSE_DATA", directory.toString()),
            "user",
            "create",
            "books@example.org",
            "--full-name",
            "Books");
    assertEquals(0, made.exitCode(), made.err());
    String account =
        Json.read(run("user", "show", "books@example.org", "--json").out())
            .at("/user/account")
            .asText();
    CommandRun adjusted =
        run(
            "ledger",
            "adjust",
            "6",
            "books@example.org",
            "EUR",
            "7.50",
            "--category",
            "GOODWILL",
            "--json");
    assertEquals(0, adjusted.exitCode(), adjusted.err());
    String sequence = Json.read(adjusted.out()).get("sequence").asText();
    assertTrue(
        run("ledger", "trial").out().lines().anyMatch(line -> line.startsWith("5010  Goodwill")),
        "the expense is there");
    assertTrue(run("ledger", "chart").out().contains("1110  ASSET"), "Stripe has its account");
    assertTrue(run("ledger", "sheet").out().contains("EUR: assets "), "the sheet has totals");
    assertTrue(run("ledger", "income").out().contains("EUR: revenue "), "so has the income");
    String why = run("ledger", "explain", account, "EUR").out();
    assertTrue(why.contains("ADJUSTMENT"), why);
    assertTrue(why.contains("command " + sequence), why);
    Path statement = directory.resolve("books.csv");
    assertEquals(0, run("ledger", "statement", account, "--file", statement.toString()).exitCode());
    assertTrue(Files.readString(statement).contains("ADJUSTMENT"), "it is in the statement");
    assertEquals(5, run("ledger", "statement", account, "--file", statement.toString()).exitCode());
    CommandRun reversed = run("ledger", "reverse", sequence, "--category", "CORRECTION");
    assertEquals(0, reversed.exitCode(), reversed.err());
    assertTrue(
        run("ledger", "postings", sequence).out().contains("followed by REVERSAL 7.5"),
        "it was taken back");
    assertTrue(run("ledger", "balance", account).out().contains("0.000000"), "nothing is left");
    CommandRun closed = run("ledger", "close", "2026-01-31");
    assertEquals(0, closed.exitCode(), closed.err());
    CommandRun late =
        run(
            "ledger",
            "adjust",
            "6",
            account,
            "EUR",
            "1",
            "--category",
            "GOODWILL",
            "--business-date",
            "2026-01-31");
    assertTrue(late.err().startsWith("Error 2069: "), late.err());
  }

  @Test
  void sessionsOfAUserAreShownAndEnded() throws Exception {
    CommandRun created =
        CommandRun.typing(
            "a long enough passphrase\n",
            Map.of("BOURSE_DATA", directory.toString()),
            "user",
            "create",
            "vesper@example.org",
            "--full-name",
            "Vesper Lynd");
    assertEquals(0, created.exitCode(), created.err());
    String login = "{\"email\":\"vesper@example.org\",\"password\":\"a long enough passphrase\"}";
    try (ServerConnection api = new ServerConnection(server.api())) {
      JsonNode first = api.post("/v1/auth/login", Map.of(), Json.read(login)).body();
      api.post("/v1/auth/login", Map.of(), Json.read(login));
      String id = first.get("sessionId").asText();
      assertEquals(2, sessions().size());
      assertTrue(sessions().getLast().startsWith(id), sessions().toString());

      CommandRun ended =
          run("session", "end", id, "--user", "vesper@example.org", "--note", "lost");
      assertEquals(0, ended.exitCode(), ended.err());
      assertEquals(
          4,
          run("session", "end", id, "--user", "vesper@example.org", "--note", "lost").exitCode());
      assertEquals(
          2, run("session", "end", "--user", "vesper@example.org", "--note", "lost").exitCode());
      assertEquals(1, sessions().size());
      assertEquals(
          0,
          run("session", "end", "--user", "vesper@example.org", "--all", "--note", "lost")
              .exitCode());
      assertEquals(List.of(), sessions());
    }
    CommandRun all = run("session", "list", "--user", "vesper@example.org", "--all");
    assertEquals(
        2, all.out().lines().filter(line -> line.endsWith("ENDED_BY_STAFF")).count(), all.out());

    CommandRun reset =
        run("user", "reset-factors", "vesper@example.org", "--note", "lost the phone");
    assertEquals(0, reset.exitCode(), reset.err());
    String profile = run("user", "show", "vesper@example.org").out();
    for (String told :
        List.of("Vesper Lynd", "no app, 0 passkeys", "NORMAL", "user.reset-factors", "login ")) {
      assertTrue(profile.contains(told), told + " is not in " + profile);
    }
  }

  @Test
  void theOperatorVerifiesAnAddress() throws Exception {
    String login = "{\"email\":\"felix@example.org\",\"password\":\"a long enough passphrase\"}";
    try (ServerConnection api = new ServerConnection(server.api())) {
      String registration = login.replace("}", ",\"fullName\":\"Felix Leiter\"}");
      api.post("/v1/auth/register", Map.of(), Json.read(registration));
      Fault early =
          assertThrows(Fault.class, () -> api.post("/v1/auth/login", Map.of(), Json.read(login)));
      assertEquals(ErrorCode.EMAIL_UNVERIFIED, early.code());
      String before = run("user", "show", "felix@example.org").out();
      assertTrue(before.contains("mail     not verified"), before);

      CommandRun verified =
          run("user", "verify-email", "felix@example.org", "--note", "wrote from there");
      assertEquals(0, verified.exitCode(), verified.err());
      String after = run("user", "show", "felix@example.org").out();
      assertTrue(after.contains("mail     verified 20"), after);
      assertTrue(after.contains("user.verify-email"), after);
      api.post("/v1/auth/login", Map.of(), Json.read(login));
    }
  }

  private static List<String> sessions() {
    CommandRun list = run("session", "list", "--user", "vesper@example.org");
    assertEquals(0, list.exitCode(), list.err());
    return list.out().lines().toList();
  }

  @Test
  void anAccountIsSuspendedAndResumed() {
    CommandRun created =
        CommandRun.typing(
            "a long enough passphrase\n",
            Map.of("BOURSE_DATA", directory.toString()),
            "user",
            "create",
            "sam@example.org",
            "--full-name",
            "Sam Spade",
            "--json");
    assertEquals(0, created.exitCode(), created.err());
    String account = Json.read(created.out()).get("account").asText();

    CommandRun suspended =
        run("account", "suspend", "sam@example.org", "TRADING", "--reason", "RISK");
    assertEquals(0, suspended.exitCode(), suspended.err());
    assertEquals(
        "Account %s (CLIENT, Sam Spade): CANCEL_ONLY, blocked TRADING: RISK\n".formatted(account),
        suspended.out());
    CommandRun shown = run("account", "show", account);
    assertEquals(suspended.out(), shown.out(), shown.err());
    CommandRun resumed = run("account", "resume", account, "--json");
    assertEquals("NORMAL", Json.read(resumed.out()).get("state").asText(), resumed.err());

    CommandRun opened = run("account", "open", "Promotions", "--json");
    assertEquals(0, opened.exitCode(), opened.err());
    String firm = Json.read(opened.out()).get("account").asText();
    CommandRun listed = run("account", "list");
    assertTrue(
        listed
            .out()
            .lines()
            .toList()
            .contains("Account %s (FIRM, Promotions): NORMAL".formatted(firm)),
        listed.out() + listed.err());
    CommandRun journal =
        run(
            "account",
            "journal",
            firm,
            account,
            "USD",
            "5",
            "--reason",
            "PROMOTION",
            "--reference",
            "welcome");
    assertTrue(journal.err().contains("2004"), journal.err());

    assertEquals(2, run("account", "suspend", account, "--reason", "RISK").exitCode());
    assertEquals(2, run("account", "suspend", account, "TRADING").exitCode());
    assertEquals(4, run("account", "show", "eve@example.org").exitCode());
  }

  @Test
  void apiKeysAreListedAndRevoked() throws Exception {
    String email = "kay@example.org";
    String password = "a long enough passphrase";
    CommandRun created =
        CommandRun.typing(
            password + "\n",
            Map.of("BOURSE_DATA", directory.toString()),
            "user",
            "create",
            email,
            "--full-name",
            "Kay");
    assertEquals(0, created.exitCode(), created.err());
    assertEquals("", run("apikey", "list", email).out());
    String id;
    try (ServerConnection api = new ServerConnection(server.api())) {
      JsonNode login = Json.object().put("email", email).put("password", password);
      String token = api.post("/v1/auth/login", Map.of(), login).body().get("accessToken").asText();
      ObjectNode key = Json.object().put("label", "Bot").put("algorithm", "HMAC_SHA256");
      key.putArray("scopes").add("READ");
      id =
          api.post("/v1/me/api-keys", Map.of("Authorization", "Bearer " + token), key)
              .body()
              .at("/apiKey/id")
              .asText();
    }
    CommandRun listed = run("apikey", "list", email);
    assertEquals(
        id
            + "  kay@example.org  HMAC_SHA256  READ  from anywhere  until revoked  never used "
            + " Bot\n",
        listed.out(),
        listed.err());
    assertEquals(id, Json.read(run("apikey", "list", "--json").out()).get("id").asText());
    assertEquals(0, run("apikey", "revoke", id, "--note", "seen in a paste").exitCode());
    assertEquals(4, run("apikey", "revoke", id, "--note", "seen in a paste").exitCode());
    assertEquals("", run("apikey", "list").out());
    assertEquals(4, run("apikey", "list", "nobody@example.org").exitCode());
  }

  @Test
  void aClientIsReviewed() throws Exception {
    String email = "vera@example.org";
    CommandRun created =
        CommandRun.typing(
            "a long enough passphrase\n",
            Map.of("BOURSE_DATA", directory.toString()),
            "user",
            "create",
            email,
            "--full-name",
            "Vera");
    assertEquals(0, created.exitCode(), created.err());
    try (ServerConnection api = new ServerConnection(server.api())) {
      JsonNode login =
          Json.object().put("email", email).put("password", "a long enough passphrase");
      Map<String, String> token =
          Map.of(
              "Authorization",
              "Bearer "
                  + api.post("/v1/auth/login", Map.of(), login).body().get("accessToken").asText());
      api.post("/v1/kyc/phone", token, Json.object().put("phone", "+4930123456"));
      CommandRun texts = run("sms", "list");
      assertTrue(
          texts.out().matches("(?s).*Z  \\+4930123456  .*: [0-9]{6} is your code.*"), texts.out());
      JsonNode level = Json.object().put("level", "Full");
      String id = api.post("/v1/kyc/cases", token, level).body().get("id").asText();
      assertEquals(5, run("kyc", "approve", id).exitCode(), "it is not submitted");
      JsonNode said =
          Json.object()
              .put("legalName", "Vera Lynn")
              .put("birthDate", "1985-12-10")
              .put("documentType", "PASSPORT")
              .put("documentCountry", "GB")
              .put("documentNumber", "C01X00T47")
              .put("documentExpiresOn", "2099-06-30")
              .put("address", "1 Abbey Road\nLondon")
              .put("disclosureDetails", "Sits in the Lords")
              .set("disclosures", Json.object().arrayNode().add("POLITICALLY_EXPOSED"));
      api.send("PATCH", "/v1/kyc/cases/" + id, token, Optional.of(said));
      for (String kind : List.of("IDENTITY_FRONT", "PROOF_OF_ADDRESS")) {
        upload("/v1/kyc/cases/" + id + "/files?kind=" + kind, token);
      }
      api.post("/v1/kyc/cases/" + id + "/submission", token, Json.object());
      String line = id + "  SUBMITTED    Full  of ";
      CommandRun listed = run("kyc", "list", "--user", email, "--status", "SUBMITTED");
      assertTrue(listed.out().startsWith(line), listed.out() + listed.err());
      CommandRun shown = run("kyc", "show", id);
      for (String told :
          List.of(
              line, "Vera Lynn", "C01X00T47", "1 Abbey Road, London", "  POLITICALLY_EXPOSED")) {
        assertTrue(shown.out().contains(told), told + " is not in " + shown.out() + shown.err());
      }
      String file = shown.out().replaceAll("(?s).*\nfile +IDENTITY_FRONT ([-0-9a-f]{36}).*", "$1");
      Path saved = directory.resolve("identity.pdf");
      CommandRun download = run("kyc", "file", id, file, "--to", saved.toString());
      assertEquals(0, download.exitCode(), download.err());
      assertEquals(PDF, Files.readString(saved));
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(saved)));
      assertEquals(5, run("kyc", "file", id, file, "--to", saved.toString()).exitCode());
      assertEquals(0, run("kyc", "request", id, "--reason", "the whole address").exitCode());
      assertEquals(5, run("kyc", "approve", id).exitCode(), "it is with the client");
      api.post("/v1/kyc/cases/" + id + "/submission", token, Json.object());
      CommandRun approved = run("kyc", "approve", id, "--note", "seen at the desk");
      assertTrue(approved.out().contains("APPROVED"), approved.out() + approved.err());
      assertEquals(5, run("kyc", "reject", id, "--reason", "late").exitCode());
      assertEquals(
          "lists       none: kyc.lists-directory names no directory\nopen cases  0\n",
          run("kyc", "screening").out());
      assertEquals("", run("kyc", "list", "--kind", "SCREENING").out());
    }
  }

  private static void upload(String path, Map<String, String> headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.api().resolve(path)).POST(BodyPublishers.ofString(PDF));
    headers.forEach(request::header);
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
      assertEquals(201, answer.statusCode(), answer.body());
    }
  }

  @Test
  void depositsArePausedAndResumed() throws Exception {
    CommandRun paused = run("payments", "pause", "--currency", "EUR", "--note", "bank is down");
    assertEquals(0, paused.exitCode(), paused.err());
    assertTrue(
        paused
            .out()
            .matches(
                "paused  connector \\*  currency EUR  since .* by operator:.*: bank is down\\R"),
        paused.out());
    assertEquals(2, run("payments", "pause", "--currency", "EURO", "--note", "slip").exitCode());
    CommandRun resumed = run("payments", "resume", "--currency", "EUR", "--note", "it is back");
    assertEquals("No deposits are paused.", resumed.out().strip());
    assertEquals("", run("payments", "list", "--attention").out());
    String nothing = "0197a2b4-0000-7000-8000-000000000000";
    assertEquals(4, run("payments", "show", nothing).exitCode());
    assertEquals(4, run("payments", "resolve", nothing, "--note", "done").exitCode());
    assertEquals(
        4, run("payments", "refund", nothing, "--amount", "5", "--note", "asked for").exitCode());
    Path secret = Files.writeString(directory.resolve("secret.txt"), "sk_test_nobody\n");
    CommandRun off =
        run("payments", "secret", "stripe", "api-key", "--secret-file", secret.toString());
    assertEquals(2, off.exitCode(), "it is not turned on");
    assertFalse((off.out() + off.err()).contains("sk_test_nobody"), off.err());
  }

  @Test
  void clientsAreRestrictedAndToldOfMaintenance() throws Exception {
    CommandRun added = run("restriction", "add", "203.0.113.0/24", "--note", "attacks");
    assertEquals(0, added.exitCode(), added.err());
    assertTrue(added.out().contains("  ADDRESS 203.0.113.0/24  until removed  by operator:"));
    assertEquals(added.out(), run("restriction", "list").out());
    assertEquals(5, run("restriction", "add", "DE", "--note", "no licence").exitCode());
    assertEquals(2, run("restriction", "add", "203.0.113.1/24", "--note", "slip").exitCode());
    String id = added.out().substring(0, 36);
    assertEquals(0, run("restriction", "remove", id).exitCode());
    assertEquals(4, run("restriction", "remove", id).exitCode());

    assertEquals("off\n", run("maintenance", "status").out());
    CommandRun on = run("maintenance", "on", "--message", "We update.");
    assertTrue(on.out().endsWith(": We update.\n"), on.out() + on.err());
    assertEquals(on.out(), run("maintenance", "status").out());
    try (ServerConnection api = new ServerConnection(server.api())) {
      Fault refused = assertThrows(Fault.class, () -> api.get("/v1/assets", Map.of()));
      assertEquals(ErrorCode.MAINTENANCE, refused.code());
      assertEquals("off\n", run("maintenance", "off").out());
      assertEquals(200, api.get("/v1/assets", Map.of()).status());
    }
  }

  @Test
  void feesAreSetFromAFile() {
    String sample = Path.of("..", "config-samples", "fees.json").toString();
    CommandRun set = run("fees", "set", sample);
    assertEquals(0, set.exitCode(), set.err());
    assertEquals(7, Json.read(set.out()).get("rates").size());
    assertEquals(set.out(), run("fees", "show").out());
    assertEquals(2, run("fees", "set", "nothing.json").exitCode());
    CommandRun firm = run("account", "open", "Payer", "--json");
    String account = Json.read(firm.out()).get("account").asText();
    assertEquals(
        "Account %s is in fee group 1.\n".formatted(account),
        run("fees", "group", account, "1").out());
    String paid = run("fees", "account", account).out();
    assertTrue(
        paid.startsWith(
            """
            Group 1, 0.000000 USD traded within 30 days
            BTC-EUR  maker -0.5, taker 5 basis points
            BTC-USD  maker -0.25, taker 4 basis points
            """),
        paid);
    JsonNode own = Json.read(run("fees", "account", account, "--json").out());
    assertEquals("USD", own.at("/volume/currency").asText());
  }

  @Test
  void theRunningServerIsProved() {
    Path file = directory.resolve("proof.jws");
    CommandRun proved = run("prove", "--output", file.toString());
    assertEquals(0, proved.exitCode(), proved.err());
    assertTrue(proved.out().contains("Proved: nothing differs."), proved.out());
    assertTrue(proved.out().contains("running"), proved.out());
    JsonNode proof = Json.read(CommandRun.of("prove", "--check", file.toString(), "--json").out());
    assertTrue(proof.get("live").asLong() > 5, proof.toString());
    assertTrue(proof.get("projected").asLong() >= proof.get("live").asLong());
    assertTrue(proof.get("rows").get("symbols").asLong() > 0);
    assertEquals(Health.State.UP, server.health().state());
  }

  @Test
  void theVenueIsSteppedDownAndUp() {
    assertEquals("NORMAL\n", run("safe-state", "show").out());
    CommandRun down = run("safe-state", "set", "NO_WITHDRAWALS", "--note", "a drill");
    assertEquals(0, down.exitCode(), down.err());
    assertTrue(down.out().startsWith("NO_WITHDRAWALS (OPERATOR since "), down.out());
    assertEquals(down.out(), run("safe-state", "show").out());
    assertEquals(Health.State.DEGRADED, server.healthByPart().get("safe-state").state());
    assertEquals(0, run("safe-state", "set", "NORMAL").exitCode());
    assertEquals(Health.UP, server.healthByPart().get("safe-state"));
    assertEquals(2, run("safe-state", "set", "CALM").exitCode());
  }

  @Test
  void whatCantBeReadIsSaid() {
    CommandRun topic = run("events", "tail", "--topic", "trade.exceuted");
    assertEquals(2, topic.exitCode());
    assertTrue(topic.err().contains("trade.executed"), topic.err());
    CommandRun from = run("events", "tail", "--from", "yesterday");
    assertEquals(2, from.exitCode());
    assertTrue(from.err().contains("BEGINNING, NOW or a sequence"), from.err());
    assertEquals(2, run("events", "tail", "--limit", "0").exitCode());
  }

  private static long sequence(CommandRun run) {
    assertEquals(0, run.exitCode(), run.err());
    return Json.read(run.out()).get("value").get("position").get("sequence").asLong();
  }

  private static CommandRun run(String... arguments) {
    return CommandRun.typing("", Map.of("BOURSE_DATA", directory.toString()), arguments);
  }

  private static void awaitAllUp() throws InterruptedException {
    long end = System.nanoTime() + 60_000_000_000L;
    while (!server.health().equals(Health.UP)) {
      assertTrue(System.nanoTime() < end, () -> server.healthByPart().toString());
      Thread.sleep(50);
    }
  }
}

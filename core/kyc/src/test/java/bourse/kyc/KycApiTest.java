package bourse.kyc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.kyc.KycServer.Answer;
import bourse.kyc.KycServer.Person;
import bourse.platform.access.Role;
import bourse.platform.audit.Act;
import bourse.platform.data.Database;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients and reviewers do about who clients are, on each of the databases. */
@ParameterizedClass
@EnumSource
class KycApiTest {
  static final Map<String, Object> IDENTITY =
      Map.of(
          "legalName", "Ada King",
          "birthDate", "1985-12-10",
          "documentType", "PASSPORT",
          "documentCountry", "GB",
          "documentNumber", "c-01 x00t.47",
          "documentExpiresOn", "2099-06-30",
          "disclosures", List.of());
  private static final Map<String, String> NO_WORDS = Map.of();
  private static final byte[] PDF = "%PDF-1.7\n%%EOF\n".getBytes(StandardCharsets.US_ASCII);
  private static final String PHONE = "+4930123456";

  @Parameter Database.Dialect dialect;

  @TempDir static Path directory;

  private static KycServer server;
  private static int people;
  private Person ada;

  @BeforeParameterizedClassInvocation
  static void start(Database.Dialect dialect) throws Exception {
    server = KycServer.demo(dialect, directory.resolve(dialect.name()));
  }

  @AfterParameterizedClassInvocation
  static void stop() throws Exception {
    server.close();
  }

  @BeforeEach
  void register() {
    ada = user(Role.MEMBER);
  }

  private static Person user(Role role) {
    return server.user("person-" + ++people + "@example.org", role);
  }

  @Test
  void aClientIsVerifiedStepByStep() throws Exception {
    Person rita = user(Role.COMPLIANCE);
    Person rob = user(Role.COMPLIANCE);
    Answer first = server.get(ada, "/v1/kyc").expect(200);
    assertEquals("Unverified", first.at("/level/name"));
    assertEquals("0", first.at("/level/withdrawals/day"));
    assertEquals("EMAIL", first.at("/labels/0/label"));
    assertEquals("[\"PHONE\"]", first.body().get("missing").toString());

    UUID nobody = UUID.randomUUID();
    assertThrows(Fault.class, () -> server.kyc().clientLevels().of(nobody));
    assertEquals(0, server.kyc().clientLevels().of(ada.user().orElseThrow()).number());

    showPhone(ada, PHONE);
    Answer basic = server.get(ada, "/v1/kyc").expect(200);
    assertEquals("Basic", basic.at("/level/name"));
    assertEquals("Verified", basic.at("/next/name"));

    String id = opened(ada, "Verified");
    String own = "/v1/kyc/cases/" + id;
    Answer incomplete = server.post(ada, own + "/submission", Map.of()).expect(400);
    incomplete.refused(ErrorCode.KYC_INCOMPLETE);
    assertEquals(8, incomplete.body().get("errors").size());
    Answer said = server.send(ada, "PATCH", own, IDENTITY).expect(200);
    assertEquals(7, said.body().get("said").size());
    assertFalse(said.body().toString().contains("King"), "it is not read back to a session");
    server.upload(ada, own + "/files?kind=IDENTITY_FRONT", PDF).expect(201);
    server.post(ada, own + "/submission", Map.of()).expect(200);
    server.send(ada, "PATCH", own, IDENTITY).expect(409).refused(ErrorCode.KYC_STEP_NOT_ALLOWED);

    String submitted = "/v1/admin/kyc/cases?status=SUBMITTED&user=" + ada.name();
    Answer queue = server.get(rita, submitted).expect(200);
    assertEquals(id, queue.at("/items/0/id"));
    assertFalse(queue.body().toString().contains("King"), "the queue has no personal data");
    String review = "/v1/admin/kyc/cases/" + id;
    Answer seen = server.get(rita, review).expect(200);
    assertEquals("C01X00T47", seen.at("/person/documentNumber"));
    assertEquals(PHONE, seen.text("phone"));
    server.post(rita, review + "/approve", NO_WORDS).expect(409);
    server.post(rita, review + "/claim", Map.of()).expect(200);
    server.post(rita, review + "/claim", Map.of()).expect(200);
    server.post(rob, review + "/claim", Map.of()).refused(ErrorCode.KYC_CLAIMED_BY_OTHER);
    server.post(rob, review + "/approve", NO_WORDS).refused(ErrorCode.KYC_CLAIMED_BY_OTHER);
    server.post(rita, review + "/notes", Map.of("text", "The photo is hers.")).expect(204);
    server.post(rita, review + "/approve", Map.of("note", "clear copy")).expect(200);
    server.post(rita, review + "/approve", NO_WORDS).refused(ErrorCode.KYC_STEP_NOT_ALLOWED);

    Answer verified = server.get(ada, "/v1/kyc").expect(200);
    assertEquals("Verified", verified.at("/level/name"));
    assertEquals("5000", verified.at("/level/withdrawals/day"));
    ClientLevel told = server.kyc().clientLevels().of(ada.user().orElseThrow());
    assertEquals("2 Verified USD", told.number() + " " + told.name() + " " + told.currency());
    assertEquals(Optional.of(new BigDecimal("5000")), told.withdrawals().day());
    assertEquals(Optional.of(new BigDecimal("50000")), told.deposits().month());
    assertEquals("2099-07-15T00:00:00.000000Z", verified.at("/labels/2/countsUntil"));
    assertEquals("The photo is hers.", server.get(rob, review).at("/notes/0/text"));
    assertEquals("Bourse: You are verified", server.subjects().getFirst());
    assertEquals(
        List.of("kyc.read", "kyc.claim", "kyc.note", "kyc.approve", "kyc.read"), actsOn(id));
    assertEquals(
        List.of("DRAFT", "SUBMITTED", "CLAIMED", "APPROVED"),
        steps(rita, "/v1/admin/kyc/events?case=" + id));
    long second = Long.parseLong(server.get(ada, "/v1/kyc/events").at("/items/1/id"));
    assertEquals(
        List.of("CLAIMED"),
        steps(rita, "/v1/admin/kyc/events?since_id=%d&until_id=%d".formatted(second, second + 1)));
    assertEquals(List.of("CLAIMED", "APPROVED"), steps(ada, "/v1/kyc/events?since_id=" + second));
    assertFalse(
        server.get(ada, "/v1/kyc/events").body().toString().contains("clear copy"),
        "a note stays within the house");
    server
        .post(ada, "/v1/kyc/cases", Map.of("level", "Verified"))
        .expect(409)
        .refused(ErrorCode.KYC_NOTHING_TO_REVIEW);
  }

  @Test
  void twoReviewersAreTwoPeople() throws Exception {
    Person rita = user(Role.COMPLIANCE);
    Person operator = new Person(Optional.empty(), "root");
    Person otherName = new Person(Optional.empty(), "daemon");
    String id = opened(ada, "Professional");
    submit(ada, id, true);
    String review = "/v1/admin/kyc/cases/" + id;
    String operators = "/operator/kyc/cases/" + id;

    server.post(operator, operators + "/claim", Map.of()).expect(200);
    Answer once = server.post(operator, operators + "/approve", NO_WORDS).expect(200);
    assertEquals("SUBMITTED", once.text("status"));
    assertEquals("operator:root", once.text("approver"));
    server.post(otherName, operators + "/claim", Map.of()).refused(ErrorCode.KYC_SECOND_REVIEWER);
    assertFalse(server.get(ada, "/v1/kyc").body().toString().contains("IDENTITY\",\"since"));

    server.post(rita, review + "/claim", Map.of()).expect(200);
    server.post(rita, review + "/release", NO_WORDS).expect(200);
    server.post(otherName, operators + "/claim", Map.of()).refused(ErrorCode.KYC_SECOND_REVIEWER);
    server.post(rita, review + "/claim", Map.of()).expect(200);
    assertEquals("APPROVED", server.post(rita, review + "/approve", NO_WORDS).text("status"));
    showPhone(ada, PHONE);
    assertEquals("Professional", server.get(ada, "/v1/kyc").at("/level/name"));
  }

  @Test
  void aCaseIsAskedAgainAndRejected() throws Exception {
    Person rita = user(Role.COMPLIANCE);
    Person rob = user(Role.COMPLIANCE);
    String id = opened(ada, "Professional");
    submit(ada, id, true);
    String review = "/v1/admin/kyc/cases/" + id;
    server.post(rita, review + "/claim", Map.of()).expect(200);
    server.post(rita, review + "/approve", NO_WORDS).expect(200);
    server.post(rob, review + "/claim", Map.of()).expect(200);
    server.post(rob, review + "/request", Map.of()).expect(400);
    server.post(rob, review + "/request", Map.of("reason", "The whole address.")).expect(200);

    Answer asked = server.get(ada, "/v1/kyc/cases/" + id).expect(200);
    assertEquals("ASKED_AGAIN", asked.text("status"));
    assertEquals("The whole address.", asked.text("reason"));
    submit(ada, id, true);
    assertFalse(
        server.get(rob, review).body().get("kycCase").has("approver"),
        "what was approved is not what is there now");
    server.post(rita, review + "/claim", Map.of()).expect(200);
    server.post(rita, review + "/reject", Map.of("reason", "Not the person.")).expect(200);

    JsonNode steps = server.get(ada, "/v1/kyc/events").expect(200).body().get("items");
    assertEquals("Not the person.", steps.get(steps.size() - 1).get("reason").asText());
    assertEquals(
        List.of("Bourse: You are not verified", "Bourse: We need something more from you"),
        server.subjects().subList(0, 2));
    opened(ada, "Verified");
  }

  @Test
  void whoIsOnAListIsApprovedOnlyOnceAReviewerSaysItIsSomebodyElse() throws Exception {
    Person rita = user(Role.COMPLIANCE);
    Person rob = user(Role.COMPLIANCE);
    String id = opened(ada, "Verified");
    submit(ada, id, false);
    String review = "/v1/admin/kyc/cases/" + id;
    assertFalse(server.get(rita, review).body().has("screening"), "it is compared when claimed");
    server.post(rita, review + "/claim", Map.of()).expect(200);
    Answer clean = server.get(rita, review).expect(200);
    assertEquals("EU 6, OFAC-SDN 8, UN 5, peps 4", clean.at("/screening/lists"));
    assertEquals(0, clean.body().at("/screening/hits").size());
    server.post(rita, review + "/request", Map.of("reason", "Your full name.")).expect(200);
    server
        .send(
            ada,
            "PATCH",
            "/v1/kyc/cases/" + id,
            Map.of("legalName", "Victor Sokolowsky", "birthDate", "1961-03-05"))
        .expect(200);
    server.post(ada, "/v1/kyc/cases/" + id + "/submission", Map.of()).expect(200);

    server.post(rita, review + "/claim", Map.of()).expect(200);
    JsonNode hit = server.get(rita, review).body().at("/screening/hits/0");
    assertEquals("OFAC-SDN 9001", hit.path("list").asText() + " " + hit.path("entry").asText());
    String decide = review + "/hits/" + hit.path("id").asText();
    server.post(rita, review + "/approve", NO_WORDS).expect(409).refused(ErrorCode.KYC_HITS_OPEN);
    Map<String, String> same = Map.of("decision", "CONFIRMED", "note", "The same photo.");
    server.post(rita, decide, Map.of("decision", "CLEARED")).expect(400);
    server.post(rob, decide, same).refused(ErrorCode.KYC_CLAIMED_BY_OTHER);
    server.post(rita, review + "/hits/" + id, same).expect(404);
    server.post(rita, decide, same).expect(204);
    server.post(rita, review + "/approve", NO_WORDS).refused(ErrorCode.KYC_HITS_OPEN);
    server.post(rita, decide, Map.of("decision", "CLEARED", "note", "Another father.")).expect(204);

    server.post(rita, review + "/release", NO_WORDS).expect(200);
    server.post(rob, decide, same).expect(409).refused(ErrorCode.KYC_STEP_NOT_ALLOWED);
    server.post(rob, review + "/claim", Map.of()).expect(200);
    JsonNode cleared = server.get(rob, review).body().at("/screening/hits");
    assertEquals(1, cleared.size(), "what was decided stays decided");
    assertEquals("Another father.", cleared.at("/0/note").asText());
    server.post(rob, review + "/approve", NO_WORDS).expect(200);
    assertTrue(actsOn(id).contains("kyc.hit"));
    String stored =
        server
            .database()
            .jdbi()
            .withHandle(handle -> handle.select("select * from kyc_hits").mapToMap().list())
            .toString();
    assertFalse(stored.contains("SOKOLOV") || stored.contains("father"), stored);
  }

  @Test
  void aDemoDecidesByTheName() throws Exception {
    Map<String, String> outcomes =
        Map.of(
            Fixtures.APPROVED, "APPROVED",
            Fixtures.REJECTED, "REJECTED",
            Fixtures.ASKED_AGAIN, "ASKED_AGAIN");
    for (Map.Entry<String, String> outcome : outcomes.entrySet()) {
      Person client = user(Role.MEMBER);
      String id = opened(client, "Verified");
      String own = "/v1/kyc/cases/" + id;
      server.send(client, "PATCH", own, IDENTITY).expect(200);
      server.send(client, "PATCH", own, Map.of("legalName", outcome.getKey())).expect(200);
      server.upload(client, own + "/files?kind=IDENTITY_FRONT", PDF).expect(201);
      Answer decided = server.post(client, own + "/submission", NO_WORDS).expect(200);
      assertEquals(outcome.getValue(), decided.text("status"));
      assertEquals("SUBMITTED", steps(client, "/v1/kyc/events").get(1));
    }
  }

  @Test
  void whoIsExposedSaysHowAndTheReviewerReadsIt() throws Exception {
    Person rita = user(Role.COMPLIANCE);
    String id = opened(ada, "Verified");
    String own = "/v1/kyc/cases/" + id;
    server.send(ada, "PATCH", own, IDENTITY).expect(200);
    server.upload(ada, own + "/files?kind=IDENTITY_FRONT", PDF).expect(201);
    List<String> twice = List.of("CONTROL_PERSON", "CONTROL_PERSON");
    server.send(ada, "PATCH", own, Map.of("disclosures", twice)).expect(400);
    server.send(ada, "PATCH", own, Map.of("disclosures", List.of("RICH"))).expect(400);
    List<String> both = List.of("RELATIVE_OF_EXPOSED", "POLITICALLY_EXPOSED");
    server.send(ada, "PATCH", own, Map.of("disclosures", both)).expect(200);
    Answer incomplete = server.post(ada, own + "/submission", NO_WORDS).expect(400);
    assertEquals("disclosureDetails", incomplete.at("/errors/0/field"));
    server
        .send(
            ada, "PATCH", own, Map.of("disclosureDetails", "A minister.", "trustedContact", "Bob"))
        .expect(200);
    server.post(ada, own + "/submission", NO_WORDS).expect(200);

    JsonNode person = server.get(rita, "/v1/admin/kyc/cases/" + id).body().get("person");
    assertEquals(
        "[\"POLITICALLY_EXPOSED\",\"RELATIVE_OF_EXPOSED\"]", person.get("disclosures").toString());
    assertEquals("A minister.", person.get("disclosureDetails").asText());
    assertEquals("Bob", person.get("trustedContact").asText());
    String stored =
        server
            .database()
            .jdbi()
            .withHandle(handle -> handle.select("select * from kyc_cases").mapToMap().list())
            .toString();
    assertFalse(stored.contains("minister") || stored.contains("EXPOSED"), "it is encrypted");
  }

  @Test
  void aTaxFormIsLookedAtAndEndsWithTheThirdYearUnlessItIsOfAUsPerson() throws Exception {
    Person rita = user(Role.COMPLIANCE);
    Person rob = user(Role.COMPLIANCE);
    for (boolean usPerson : List.of(false, true)) {
      Person client = user(Role.MEMBER);
      String id = opened(client, "Taxed");
      String own = "/v1/kyc/cases/" + id;
      server.send(client, "PATCH", own, Map.of("taxCountry", "Germany")).expect(400);
      submitWithoutTaxes(client, own);
      Answer incomplete = server.post(client, own + "/submission", NO_WORDS).expect(400);
      assertEquals(
          List.of("citizenship", "taxCountry", "taxNumber", "usPerson", "TAX_FORM"),
          incomplete.body().get("errors").findValuesAsText("field"));
      Map<String, Object> taxes =
          Map.of(
              "citizenship", "DE",
              "taxCountry", "DE",
              "taxNumber", "12 345 678-901",
              "usPerson", usPerson);
      server.send(client, "PATCH", own, taxes).expect(200);
      server.upload(client, own + "/files?kind=TAX_FORM", PDF).expect(201);
      server.post(client, own + "/submission", NO_WORDS).expect(200);
      JsonNode person = server.get(rita, "/v1/admin/kyc/cases/" + id).body().get("person");
      assertEquals("12345678901", person.get("taxNumber").asText());
      assertEquals(usPerson, person.get("usPerson").asBoolean());
      approve(rita, id);
      approve(rob, id);
      JsonNode held = server.get(client, "/v1/kyc").body().get("labels").get(4);
      assertEquals("TAX_RESIDENCY", held.get("label").asText());
      int year = LocalDate.ofInstant(server.now(), ZoneOffset.UTC).getYear() + 4;
      assertEquals(
          usPerson ? "" : year + "-01-01T00:00:00.000000Z", held.path("expiresAt").asText());
    }
  }

  private static void submitWithoutTaxes(Person client, String own) throws Exception {
    server.send(client, "PATCH", own, IDENTITY).expect(200);
    server
        .send(client, "PATCH", own, Map.of("address", "1 Abbey Road", "sourceOfFunds", "Lottery"))
        .expect(200);
    for (String kind : List.of("IDENTITY_FRONT", "PROOF_OF_ADDRESS", "SOURCE_OF_FUNDS")) {
      server.upload(client, own + "/files?kind=" + kind, PDF).expect(201);
    }
  }

  @Test
  void whoIsVerifiedIsComparedAgainWhenAListChanges() throws Exception {
    Person rita = user(Role.COMPLIANCE);
    Person zoe = user(Role.MEMBER);
    verify(rita, ada, "Zebulon Quackenbush");
    verify(rita, zoe, "Zenobia Featherstonehaugh");
    compareAgain();
    Answer before = server.get(rita, "/v1/admin/kyc/screening").expect(200);
    assertEquals(before.text("verified"), before.text("compared"));
    assertEquals(0, screenings(ada).size());
    int mails = server.subjects().size();

    Path list = server.lists().resolve("fugitives.csv");
    String header = "id,schema,name,aliases,birth_date\n";
    String zebulon = "f-1,Person,Zebulon Quackenbush,,1950\n";
    String zenobia = "f-2,Person,Zenobia Featherstonehaugh,,1985\n";
    try {
      Files.writeString(list, header + zebulon + zenobia);
      KycServer.doAll(server.kyc().renewLists());
      Answer changed = server.get(rita, "/v1/admin/kyc/screening").expect(200);
      assertEquals("0", changed.text("compared"));
      compareAgain();
      compareAgain();
      assertEquals(1, screenings(ada).size());
      String cleared = screenings(ada).getFirst();
      String confirmed = screenings(zoe).getFirst();
      assertEquals(
          before.text("verified"), server.get(rita, "/v1/admin/kyc/screening").text("compared"));
      assertEquals(List.of("kyc.screening"), actsOn(cleared));

      server.get(ada, "/v1/kyc/cases/" + cleared).expect(404);
      assertFalse(server.get(ada, "/v1/kyc").body().has("openCase"), "a client is not warned");
      assertFalse(server.get(ada, "/v1/kyc/events").body().toString().contains(cleared));
      opened(ada, "Full");

      String review = "/v1/admin/kyc/cases/" + cleared;
      server.post(rita, review + "/claim", Map.of()).expect(200);
      server.post(rita, review + "/request", Map.of("reason", "Who are you?")).expect(409);
      server.post(rita, review + "/reject", Map.of("reason", "On a list.")).expect(409);
      assertTrue(server.trading().mayTrade(server.account(ada)));
      server.post(rita, review + "/approve", NO_WORDS).refused(ErrorCode.KYC_HITS_OPEN);
      decideHit(rita, cleared, "CLEARED");
      server.post(rita, review + "/approve", NO_WORDS).expect(200);

      String other = "/v1/admin/kyc/cases/" + confirmed;
      server.post(rita, other + "/claim", Map.of()).expect(200);
      decideHit(rita, confirmed, "CONFIRMED");
      server.post(rita, other + "/reject", Map.of("reason", "The same person.")).expect(200);
      assertFalse(server.trading().mayTrade(server.account(zoe)));
      assertEquals("Basic", server.get(zoe, "/v1/kyc").at("/level/name"));
      assertEquals("Verified", server.get(ada, "/v1/kyc").at("/level/name"));
      assertEquals(mails, server.subjects().size(), "nobody is written about it");

      Files.writeString(list, header + zebulon + zenobia + "f-3,Person,Nobody Atall,,\n");
      KycServer.doAll(server.kyc().renewLists());
      compareAgain();
      assertEquals(1, screenings(ada).size(), "who was cleared stays cleared");
      Files.writeString(list, header + "f-1,Person,Zebulon Quackenbush,,\n");
      KycServer.doAll(server.kyc().renewLists());
      compareAgain();
      assertEquals(2, screenings(ada).size(), "until more speaks for it");
    } finally {
      Files.delete(list);
      KycServer.doAll(server.kyc().renewLists());
    }
  }

  private static void compareAgain() throws Exception {
    KycServer.doAll(server.kyc().compareAgain());
  }

  private static List<String> screenings(Person user) throws Exception {
    return server
        .get(
            new Person(Optional.empty(), "root"),
            "/operator/kyc/cases?kind=SCREENING&user=" + user.name())
        .expect(200)
        .body()
        .get("items")
        .valueStream()
        .map(one -> one.path("id").asText())
        .toList();
  }

  private static void decideHit(Person reviewer, String id, String decision) throws Exception {
    String review = "/v1/admin/kyc/cases/" + id;
    String hit = server.get(reviewer, review).at("/screening/hits/0/id");
    Map<String, String> wanted = Map.of("decision", decision, "note", "By the photo.");
    server.post(reviewer, review + "/hits/" + hit, wanted).expect(204);
  }

  private void verify(Person reviewer, Person client, String name) throws Exception {
    showPhone(client, PHONE);
    String id = opened(client, "Verified");
    String own = "/v1/kyc/cases/" + id;
    server.send(client, "PATCH", own, IDENTITY).expect(200);
    server.send(client, "PATCH", own, Map.of("legalName", name)).expect(200);
    server.upload(client, own + "/files?kind=IDENTITY_FRONT", PDF).expect(201);
    server.post(client, own + "/submission", Map.of()).expect(200);
    approve(reviewer, id);
  }

  @Test
  void s21_aCaseIsItsClientsAloneAndOneAtATime() throws Exception {
    Person bob = user(Role.MEMBER);
    Person cleo = user(Role.COMPLIANCE);
    String id = opened(ada, "Verified");
    String path = "/v1/kyc/cases/" + id;
    server
        .post(ada, "/v1/kyc/cases", Map.of("level", "Full"))
        .expect(409)
        .refused(ErrorCode.KYC_CASE_OPEN);
    server.get(bob, path).expect(404);
    server.send(bob, "PATCH", path, IDENTITY).expect(404);
    server.post(bob, path + "/submission", Map.of()).expect(404);
    server.send(bob, "DELETE", path, Map.of()).expect(404);
    server.get(bob, "/v1/admin/kyc/cases/" + id).expect(403);
    server.post(bob, "/v1/admin/kyc/cases/" + id + "/approve", NO_WORDS).expect(403);

    String ownCase = opened(cleo, "Verified");
    submit(cleo, ownCase, false);
    server
        .post(cleo, "/v1/admin/kyc/cases/" + ownCase + "/claim", Map.of())
        .refused(ErrorCode.NOT_TO_ONESELF);

    server.send(ada, "DELETE", path, Map.of()).expect(204);
    assertEquals("EXPIRED", server.get(ada, path).text("status"));
    opened(ada, "Full");
    server
        .post(bob, "/v1/kyc/cases", Map.of("level", "Emperor"))
        .expect(400)
        .refused(ErrorCode.INVALID_FIELD);
    server
        .post(bob, "/v1/kyc/cases", Map.of("level", "Basic"))
        .expect(409)
        .refused(ErrorCode.KYC_NOTHING_TO_REVIEW);
  }

  @Test
  void aCodeWorksOnceAndForFewGuesses() throws Exception {
    server.post(ada, "/v1/kyc/phone", Map.of("phone", "030 123456")).expect(400);
    String code = sentCode(ada, PHONE);
    server
        .post(ada, "/v1/kyc/phone", Map.of("phone", PHONE))
        .expect(429)
        .refused(ErrorCode.KYC_CODE_TOO_SOON);
    String wrong = code.equals("000000") ? "000001" : "000000";
    for (int i = 0; i < PhoneCodes.MOST_GUESSES; i++) {
      confirm(ada, wrong).expect(400).refused(ErrorCode.KYC_CODE_WRONG);
    }
    confirm(ada, code).refused(ErrorCode.KYC_CODE_WRONG);

    server.pass(Duration.ofMinutes(1));
    String late = sentCode(ada, PHONE);
    server.pass(PhoneCodes.LIFETIME);
    confirm(ada, late).refused(ErrorCode.KYC_CODE_WRONG);

    String good = sentCode(ada, PHONE);
    confirm(ada, good).expect(200);
    confirm(ada, good).refused(ErrorCode.KYC_CODE_WRONG);

    for (int sent = 3; sent < PhoneCodes.MOST_A_DAY; sent++) {
      server.pass(Duration.ofMinutes(2));
      sentCode(ada, PHONE);
    }
    server.pass(Duration.ofMinutes(2));
    server.post(ada, "/v1/kyc/phone", Map.of("phone", PHONE)).refused(ErrorCode.KYC_CODE_TOO_SOON);
    server.pass(Duration.ofDays(1));
    sentCode(ada, PHONE);
    assertFalse(
        server.get(ada, "/v1/kyc").body().toString().contains("IDENTITY\",\"since"),
        "a telephone is no identity");
  }

  @Test
  void manyRequestsAtOnceSendOneMessage() throws Exception {
    List<Callable<Integer>> requests = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      requests.add(
          () -> server.post(ada, "/v1/kyc/phone", Map.of("phone", "+4930777777")).status());
    }
    int accepted = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> answer : threads.invokeAll(requests)) {
        accepted += answer.get() == 202 ? 1 : 0;
      }
    }
    assertEquals(1, accepted);
    assertEquals(
        1,
        server.texts().stream()
            .filter(kept -> kept.message().recipient().equals("+4930777777"))
            .count());
  }

  @Test
  void personalDataAreEncryptedAndDuplicatesFound() throws Exception {
    Person bob = user(Role.MEMBER);
    Person rita = user(Role.COMPLIANCE);
    showPhone(ada, "+4930222222");
    showPhone(bob, "+4930222222");
    Map<String, String> document = Map.of("documentNumber", "T22000129", "documentCountry", "DE");
    String hers = opened(ada, "Professional");
    submit(ada, hers, true);
    server.post(rita, "/v1/admin/kyc/cases/" + hers + "/claim", Map.of()).expect(200);
    server
        .post(rita, "/v1/admin/kyc/cases/" + hers + "/request", Map.of("reason", "Which?"))
        .expect(200);
    server.send(ada, "PATCH", "/v1/kyc/cases/" + hers, document).expect(200);
    String his = opened(bob, "Verified");
    server
        .send(bob, "PATCH", "/v1/kyc/cases/" + his, Map.of("documentNumber", "T22000129"))
        .expect(200);
    assertEquals(1, duplicates(rita, his).size(), "another document of that number: the telephone");
    server.send(bob, "PATCH", "/v1/kyc/cases/" + his, IDENTITY).expect(200);
    server.send(bob, "PATCH", "/v1/kyc/cases/" + his, document).expect(200);

    JsonNode found = duplicates(rita, his);
    assertEquals(2, found.size(), found::toString);
    assertEquals("DOCUMENT", found.at("/0/by").asText());
    assertEquals(hers, found.at("/0/caseId").asText());
    assertEquals("PHONE", found.at("/1/by").asText());
    assertEquals(ada.name(), found.at("/1/user").asText());
    server.post(rita, "/v1/admin/kyc/cases/" + his + "/notes", Map.of("text", "Twins?"));
    for (String table :
        List.of("kyc_cases", "kyc_labels", "kyc_notes", "kyc_phone_codes", "text_messages")) {
      String stored =
          server
              .database()
              .jdbi()
              .withHandle(
                  handle -> handle.select("select * from " + table).mapToMap().list().toString());
      for (String secret :
          List.of("King", "1985-", "T22000129", "Abbey", "Lottery", "Twins", "+4930222222")) {
        assertFalse(stored.contains(secret), secret + " in " + stored);
      }
      assertTrue(stored.contains("v1.1."), table + " holds something encrypted: " + stored);
    }
  }

  @Test
  void aCaseThatIsLeftAloneExpires() throws Exception {
    String id = opened(ada, "Verified");
    server.pass(Duration.ofDays(29));
    server.kyc().expireCases().work().doPiece();
    assertEquals("DRAFT", server.get(ada, "/v1/kyc/cases/" + id).text("status"));
    server.pass(Duration.ofDays(2));
    assertFalse(server.kyc().expireCases().work().doPiece());
    assertEquals("EXPIRED", server.get(ada, "/v1/kyc/cases/" + id).text("status"));
    assertEquals(List.of("DRAFT", "EXPIRED"), steps(ada, "/v1/kyc/events"));
    opened(ada, "Verified");
  }

  @Test
  void whoseDocumentExpiresIsToldThenMayOnlyCancelThenTradesAgain() throws Exception {
    Person rita = user(Role.COMPLIANCE);
    long account = server.account(ada);
    showPhone(ada, "+4930444444");
    String id = opened(ada, "Verified");
    LocalDate last = LocalDate.ofInstant(server.now(), ZoneOffset.UTC).plusDays(99);
    submit(ada, id, last);
    approve(rita, id);
    watch();
    server
        .post(ada, "/v1/kyc/cases", Map.of("level", "Verified"))
        .refused(ErrorCode.KYC_NOTHING_TO_REVIEW);
    int mails = server.subjects().size();
    server.pass(Duration.ofDays(75));
    watch();
    watch();
    assertEquals(List.of("Bourse: Your document expires soon"), newest(mails));
    server.pass(Duration.ofDays(27));
    watch();
    assertEquals("Bourse: Your document has expired", server.subjects().getFirst());
    assertEquals("Verified", server.get(ada, "/v1/kyc").at("/level/name"), "a grace");
    assertTrue(server.trading().mayTrade(account));

    server.pass(Duration.ofDays(14));
    server.trading().away = true;
    assertThrows(Fault.class, this::watch);
    server.trading().away = false;
    watch();
    watch();
    assertFalse(server.trading().mayTrade(account));
    assertEquals("Basic", server.get(ada, "/v1/kyc").at("/level/name"));
    assertEquals("Bourse: You can only cancel orders", server.subjects().getFirst());
    assertEquals(3, newest(mails).size(), "each is told once");

    String again = opened(ada, "Verified");
    submit(ada, again, last.plusYears(10));
    assertFalse(server.trading().mayTrade(account), "not before it is approved");
    approve(rita, again);
    assertTrue(server.trading().mayTrade(account));
    assertEquals("Verified", server.get(ada, "/v1/kyc").at("/level/name"));
    assertEquals(
        List.of("kyc.stop", "kyc.resume"),
        server.acts().stream()
            .filter(act -> act.target().equals("account:" + account))
            .map(Act::action)
            .toList());
  }

  @Test
  void whomTheStaffHasStoppedStaysStopped() throws Exception {
    Person rita = user(Role.COMPLIANCE);
    long account = server.account(ada);
    String id = opened(ada, "Verified");
    LocalDate last = LocalDate.ofInstant(server.now(), ZoneOffset.UTC).plusDays(1);
    submit(ada, id, last);
    approve(rita, id);
    server.trading().byStaff.add(account);
    server.pass(Duration.ofDays(20));
    watch();
    String again = opened(ada, "Verified");
    submit(ada, again, last.plusYears(10));
    approve(rita, again);
    assertFalse(server.trading().mayTrade(account));
    assertTrue(server.acts().getLast().notes().contains("stays so"));
  }

  private void watch() throws Exception {
    assertFalse(server.kyc().watchExpiry().work().doPiece());
  }

  /** The subjects of the mails since there were so many, newest first. */
  private static List<String> newest(int since) {
    List<String> subjects = server.subjects();
    return subjects.subList(0, subjects.size() - since);
  }

  private void submit(Person who, String id, LocalDate expires) throws Exception {
    server.send(who, "PATCH", "/v1/kyc/cases/" + id, IDENTITY).expect(200);
    server
        .send(who, "PATCH", "/v1/kyc/cases/" + id, Map.of("documentExpiresOn", expires.toString()))
        .expect(200);
    server.upload(who, "/v1/kyc/cases/" + id + "/files?kind=IDENTITY_FRONT", PDF).expect(201);
    server.post(who, "/v1/kyc/cases/" + id + "/submission", Map.of()).expect(200);
  }

  private static void approve(Person reviewer, String id) throws Exception {
    server.post(reviewer, "/v1/admin/kyc/cases/" + id + "/claim", Map.of()).expect(200);
    server.post(reviewer, "/v1/admin/kyc/cases/" + id + "/approve", NO_WORDS).expect(200);
  }

  @Test
  void theStatusLogOnlyGrows() throws Exception {
    opened(ada, "Verified");
    // on PostgreSQL it is the services' role that may not: ProjectionGrantsTest
    if (dialect == Database.Dialect.H2) {
      for (String change : List.of("update kyc_events set reason = ''", "delete from kyc_events")) {
        assertThrows(
            JdbiException.class, () -> server.database().write(handle -> handle.execute(change)));
      }
    }
    assertEquals(List.of("DRAFT"), steps(ada, "/v1/kyc/events"));
  }

  private JsonNode duplicates(Person reviewer, String id) throws Exception {
    return server.get(reviewer, "/v1/admin/kyc/cases/" + id).expect(200).body().get("duplicates");
  }

  private List<String> actsOn(String id) {
    return server.acts().stream()
        .filter(act -> act.target().equals("kyc-case:" + id))
        .map(Act::action)
        .toList();
  }

  private List<String> steps(Person who, String path) throws Exception {
    return server.get(who, path).expect(200).body().get("items").findValuesAsText("statusTo");
  }

  private String opened(Person who, String level) throws Exception {
    return server.post(who, "/v1/kyc/cases", Map.of("level", level)).expect(201).text("id");
  }

  private void submit(Person who, String id, boolean all) throws Exception {
    server.send(who, "PATCH", "/v1/kyc/cases/" + id, IDENTITY).expect(200);
    if (all) {
      server
          .send(
              who,
              "PATCH",
              "/v1/kyc/cases/" + id,
              Map.of("address", "1 Abbey Road\nLondon", "sourceOfFunds", "Lottery"))
          .expect(200);
    }
    for (String kind : List.of("IDENTITY_FRONT", "PROOF_OF_ADDRESS", "SOURCE_OF_FUNDS")) {
      server.upload(who, "/v1/kyc/cases/" + id + "/files?kind=" + kind, PDF).expect(201);
    }
    server.post(who, "/v1/kyc/cases/" + id + "/submission", Map.of()).expect(200);
  }

  private void showPhone(Person who, String phone) throws Exception {
    confirm(who, sentCode(who, phone)).expect(200);
  }

  private String sentCode(Person who, String phone) throws Exception {
    server.post(who, "/v1/kyc/phone", Map.of("phone", phone)).expect(202);
    return server.texts().getFirst().message().text().replaceAll(".*: ([0-9]{6}) .*", "$1");
  }

  private Answer confirm(Person who, String code) throws Exception {
    return server.post(who, "/v1/kyc/phone/confirmation", Map.of("code", code));
  }
}

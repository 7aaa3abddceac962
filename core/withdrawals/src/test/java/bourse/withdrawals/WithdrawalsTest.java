package bourse.withdrawals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.HouseAccount;
import bourse.domain.SafeState;
import bourse.domain.SafeStateCause;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.kyc.ClientLevel;
import bourse.kyc.Limits;
import bourse.platform.access.Role;
import bourse.platform.data.Database;
import bourse.withdrawals.WithdrawalsServer.Answer;
import bourse.withdrawals.WithdrawalsServer.Person;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Withdrawals, from the wish to the bank or the chain, with what goes wrong on the way. */
@ParameterizedClass
@EnumSource
class WithdrawalsTest {
  private static final Person OPERATOR = WithdrawalsServer.OPERATOR;
  private static final Map<String, Object> BANK = WithdrawalsServer.bank("Ada King");
  private static final Map<String, Object> CHAIN = WithdrawalsServer.chain("test1adaking");

  @TempDir static Path directory;
  private static WithdrawalsServer venue;

  @Parameter Database.Dialect dialect;

  @BeforeParameterizedClassInvocation(injectArguments = true)
  static void start(Database.Dialect dialect) throws Exception {
    venue = new WithdrawalsServer(dialect, directory.resolve(dialect.name()));
  }

  @AfterParameterizedClassInvocation
  static void stop() throws Exception {
    venue.close();
  }

  private static Answer bank(String id, Map<String, String> told) throws Exception {
    return venue.post(OPERATOR, "/operator/withdrawals/" + id + "/bank-transfer", told);
  }

  private static Answer shown(String id) throws Exception {
    return venue.get(OPERATOR, "/operator/withdrawals/" + id).expect(200);
  }

  @Test
  void aTransferIsHeldConfirmedSentAndBookedOnce() throws Exception {
    Person ada = venue.client("USD", "500");
    String to = venue.beneficiary(ada, BANK);
    Answer preview =
        venue
            .get(ada, "/v1/withdrawal-preview?beneficiary=" + to + "&currency=USD&amount=100.5")
            .expect(200);
    assertEquals("102.5", preview.text("total"));
    String bankBefore = venue.house(HouseAccount.OMNIBUS_BANK, "USD");
    String incomeBefore = venue.house(HouseAccount.OTHER_INCOME, "USD");

    Answer asked = venue.request(ada, to, "USD", "100.50").expect(201);
    assertEquals("UNCONFIRMED", asked.text("status"));
    assertEquals("397.5", venue.balance(ada, "USD"));
    assertEquals("102.5", venue.reserved(ada, "USD"));
    String id = asked.text("id");
    venue.confirm(ada, asked).expect(200);
    venue.await(ada, id, WithdrawalStatus.SUBMITTED);
    venue.await(
        "it waits for the bank", () -> shown(id).at("/bankTransfer/status").equals("TO_SEND"));
    venue.get(ada, "/v1/withdrawals/" + UUID.randomUUID()).refused(ErrorCode.NOT_FOUND);
    venue
        .post(ada, "/v1/withdrawals/" + id + "/cancellation", Map.of())
        .refused(ErrorCode.WITHDRAWAL_NOT_WAITING);

    bank(id, Map.of("outcome", "SETTLED")).refused(ErrorCode.WITHDRAWAL_NOT_WAITING);
    bank(id, Map.of("outcome", "SENT", "reference", "E2E-4711")).expect(202);
    bank(id, Map.of("outcome", "SENT", "reference", "E2E-4711")).expect(202);
    bank(id, Map.of("outcome", "SETTLED")).expect(202);
    Answer settled = venue.await(ada, id, WithdrawalStatus.SETTLED);
    assertEquals("E2E-4711", settled.at("/withdrawal/reference"));
    venue.await("all is booked", () -> venue.reserved(ada, "USD").equals("0"));
    assertEquals("397.5", venue.balance(ada, "USD"));
    assertEquals(more(bankBefore, "100.5"), venue.house(HouseAccount.OMNIBUS_BANK, "USD"));
    assertEquals(more(incomeBefore, "2"), venue.house(HouseAccount.OTHER_INCOME, "USD"));
    assertEquals(
        List.of("REQUESTED", "UNCONFIRMED", "APPROVED", "SUBMITTED", "SETTLED"),
        settled.body().at("/history").findValuesAsText("status"));
    for (String act : List.of("request", "confirm", "send", "bank", "settle")) {
      assertTrue(
          venue.acts().stream().anyMatch(one -> one.action().equals("withdrawal." + act)), act);
    }
    assertTrue(
        venue.mails().stream().anyMatch(mail -> mail.mail().subject().contains("has gone out")),
        "the client is told");

    bank(id, Map.of("outcome", "RETURNED", "reference", "R-1", "reason", "Account closed"))
        .expect(202);
    Answer returned = venue.await(ada, id, WithdrawalStatus.RETURNED);
    assertEquals("Account closed", returned.at("/withdrawal/failure"));
    venue.await("the amount is back", () -> venue.balance(ada, "USD").equals("498"));
    assertEquals(bankBefore, venue.house(HouseAccount.OMNIBUS_BANK, "USD"));
  }

  private static String more(String before, String amount) {
    return Rows.text(new BigDecimal(before).add(new BigDecimal(amount)));
  }

  @Test
  void refusesWhatIsNotOfferedWithFieldAndRule() throws Exception {
    Person ada = venue.client("USD", "500");
    String bank = venue.beneficiary(ada, BANK);
    String chain = venue.beneficiary(ada, CHAIN);
    for (String amount : List.of("0", "-5", "0.99", "1.001", "99999999999999999")) {
      Answer refused = venue.request(ada, bank, "USD", amount).expect(400);
      assertEquals("amount", refused.at("/errors/0/field"), amount);
    }
    venue.request(ada, chain, "USD", "5").refused(ErrorCode.WITHDRAWAL_NOT_OFFERED);
    venue.request(ada, bank, "GBP", "5").refused(ErrorCode.WITHDRAWAL_NOT_OFFERED);
    venue.request(ada, bank, "USD", "499").refused(ErrorCode.INSUFFICIENT_FUNDS);
    venue.post(ada, "/v1/withdrawals", Map.of()).refused(ErrorCode.INVALID_FIELD);
    for (Map<String, Object> wrong :
        List.of(
            WithdrawalsServer.chain("1BoatSLRHtKNngkdXEeobR76b53LETtpyT"),
            Map.<String, Object>of(
                "kind", "BANK", "name", "Ada", "fields", Map.of("iban", "DE88370400440532013000")),
            // Leaves the remainder of DE97…, which is the one that is right.
            Map.<String, Object>of(
                "kind", "BANK", "name", "Ada", "fields", Map.of("iban", "DE00370400440532013050")),
            Map.<String, Object>of(
                "kind", "BANK", "name", "Ada", "fields", Map.of("address", "test1adaking")),
            Map.<String, Object>of("kind", "CASH", "name", "Ada", "fields", Map.of()))) {
      venue.post(ada, "/v1/beneficiaries", wrong).refused(ErrorCode.INVALID_FIELD);
    }
    venue.post(ada, "/v1/beneficiaries", BANK).refused(ErrorCode.ALREADY_EXISTS);
    Answer longest =
        venue.post(
            ada,
            "/v1/beneficiaries",
            Map.<String, Object>of(
                "kind",
                "BANK",
                "name",
                "語".repeat(140),
                "fields",
                Map.of("iban", "DE97370400440532013050")));
    assertEquals("語".repeat(100), longest.expect(201).text("label"));
    Person eve = venue.client("USD", "500");
    venue.request(eve, bank, "USD", "5").refused(ErrorCode.BENEFICIARY_NOT_LISTED);
    Person bare = venue.user(Role.MEMBER);
    venue.request(bare, bank, "USD", "5").refused(ErrorCode.SECOND_FACTOR_MISSING);
    assertEquals("500", venue.balance(ada, "USD"));
    assertFalse(
        plain("select destination from beneficiaries").contains("DE89370400440532013000"),
        "what is stored can't be read");
  }

  private static String plain(String query) {
    return venue
        .database()
        .jdbi()
        .withHandle(handle -> String.join(" ", handle.select(query).mapTo(String.class).list()));
  }

  @Test
  void aNewAddressAndAChangeOfCredentialsHoldEverythingForADay() throws Exception {
    Person ada = venue.client("USD", "500");
    Answer added = venue.post(ada, "/v1/beneficiaries", BANK).expect(201);
    Answer early = venue.request(ada, added.text("id"), "USD", "10");
    early.refused(ErrorCode.BENEFICIARY_TOO_NEW);
    assertTrue(early.text("detail").contains("24 h 0 min"), early.text("detail"));
    venue.usable(added.text("id"));
    venue.request(ada, added.text("id"), "USD", "10").expect(201);

    // With the allow-list nothing else is sent to; off, nothing is sent at all for a day.
    Map<String, Object> elsewhere =
        Map.of(
            "destination",
            Map.of(
                "kind",
                "BANK",
                "name",
                "Ada King",
                "fields",
                Map.of("iban", "GB82WEST12345698765432")),
            "currency",
            "USD",
            "amount",
            "10");
    venue.post(ada, "/v1/withdrawals", elsewhere).refused(ErrorCode.BENEFICIARY_NOT_LISTED);
    venue.post(ada, "/v1/withdrawal-settings", Map.of("addresses", "ANY")).expect(200);
    venue.request(ada, added.text("id"), "USD", "10").refused(ErrorCode.WITHDRAWALS_HELD);
    // Turned on again, what was added meanwhile is as new as any other.
    String sneaked = venue.post(ada, "/v1/beneficiaries", CHAIN).expect(201).text("usableAt");
    assertTrue(sneaked.compareTo(venue.now().plus(Duration.ofHours(23)).toString()) > 0, sneaked);
    venue.pass(Duration.ofHours(25));
    venue.post(ada, "/v1/withdrawals", elsewhere).expect(201);

    Person bob = venue.client("USD", "500");
    String to = venue.beneficiary(bob, BANK);
    Answer waiting = venue.request(bob, to, "USD", "10").expect(201);
    venue.delete(bob, "/v1/me/totp").expect(204);
    venue.request(bob, to, "USD", "10").refused(ErrorCode.SECOND_FACTOR_MISSING);
    String secret = venue.post(bob, "/v1/me/totp", Map.of()).expect(201).text("secret");
    bob.codes().clear();
    venue.enrol(bob, secret);
    Answer held = venue.request(bob, to, "USD", "10");
    held.refused(ErrorCode.WITHDRAWALS_HELD);
    assertTrue(held.text("detail").contains("second factor was"), held.text("detail"));
    // What was asked for before waits as well.
    venue.confirm(bob, waiting).expect(200);
    assertEquals(
        "DELAYED",
        venue.await(bob, waiting.text("id"), WithdrawalStatus.DELAYED).at("/withdrawal/status"));
    venue.pass(Duration.ofHours(25));
    venue.await(bob, waiting.text("id"), WithdrawalStatus.SUBMITTED);
  }

  @Test
  void whatIsOverALimitWaitsForAPersonWithItsFundsHeld() throws Exception {
    Person ada = venue.client("USD", "1000");
    String to = venue.beneficiary(ada, BANK);
    venue.limit(level("100", "150"));
    try {
      String first = venue.sent(ada, to, "USD", "80").text("id");
      venue.await(ada, first, WithdrawalStatus.SUBMITTED);
      Answer over = venue.sent(ada, to, "USD", "21");
      assertEquals("IN_REVIEW", over.text("status"));
      assertEquals("105", venue.reserved(ada, "USD"));
      String id = over.text("id");
      assertTrue(shown(id).at("/withdrawal/reasons/0").contains("leaves 20 USD"));
      assertTrue(
          venue
              .get(OPERATOR, "/operator/withdrawals?attention=true")
              .body()
              .toString()
              .contains(id));

      decide(id, "approval", Map.of("contentHash", "another", "note", "fine"))
          .refused(ErrorCode.APPROVAL_OUTDATED);
      String longest = "fine ".repeat(200);
      decide(id, "approval", Map.of("contentHash", over.text("contentHash"), "note", longest))
          .expect(200);
      venue.await(ada, id, WithdrawalStatus.SUBMITTED);

      Answer third = venue.sent(ada, to, "USD", "5");
      assertEquals("IN_REVIEW", third.text("status"));
      decide(third.text("id"), "refusal", Map.of("reason", "Please ask us first")).expect(200);
      Answer refused = venue.await(ada, third.text("id"), WithdrawalStatus.REFUSED);
      assertEquals("Please ask us first", refused.at("/withdrawal/failure"));
      venue.await("it is released", () -> venue.reserved(ada, "USD").equals("105"));
      // Euros count by a rate that somebody gave and that is not too old.
      venue.deposit(ada, "EUR", "100");
      Answer uncounted = venue.sent(ada, to, "EUR", "1");
      assertEquals("AWAITING_APPROVAL", awaiting(uncounted.text("id")));
      venue
          .post(
              OPERATOR,
              "/operator/withdrawal-rates",
              Map.of(
                  "currency", "EUR", "reportingCurrency", "USD", "rate", "1.10", "source", "ECB"))
          .expect(200);
      Answer counted = venue.request(ada, to, "EUR", "10").expect(201);
      assertEquals("11", shown(counted.text("id")).at("/withdrawal/counted"));
      assertEquals("ECB", shown(counted.text("id")).at("/rate/source"));
    } finally {
      venue.limit(WithdrawalsServer.UNLIMITED);
    }
  }

  /** Without a rate two people approve: the first leaves it waiting for the second. */
  private static String awaiting(String id) throws Exception {
    String hash = shown(id).text("contentHash");
    Person one = venue.user(Role.COMPLIANCE);
    venue
        .post(
            one,
            "/v1/admin/withdrawals/" + id + "/approval",
            Map.of("contentHash", hash, "note", "fine"))
        .expect(200);
    return shown(id).at("/withdrawal/status");
  }

  private static ClientLevel level(String day, String month) {
    return new ClientLevel(
        1,
        "Basic",
        "USD",
        new Limits(Optional.empty(), Optional.empty()),
        new Limits(Optional.of(new BigDecimal(day)), Optional.of(new BigDecimal(month))));
  }

  private static Answer decide(String id, String what, Map<String, String> body) throws Exception {
    return venue.post(OPERATOR, "/operator/withdrawals/" + id + "/" + what, body);
  }

  @Test
  void muchIsApprovedByTwoPeopleAndVoidWhenAnythingChanged() throws Exception {
    Person ada = venue.client("USD", "50000");
    String to = venue.beneficiary(ada, BANK);
    Answer much = venue.sent(ada, to, "USD", "20000");
    assertEquals("AWAITING_APPROVAL", much.text("status"));
    String path = "/v1/admin/withdrawals/" + much.text("id") + "/approval";
    Map<String, String> body = Map.of("contentHash", much.text("contentHash"), "note", "known");
    Person first = venue.user(Role.ACCOUNTANT);
    venue.post(first, path, body).expect(200);
    venue.post(first, path, body).refused(ErrorCode.APPROVER_IS_MAKER);
    venue.post(venue.user(Role.SUPPORT), path, body).refused(ErrorCode.NOT_ALLOWED);
    // Somebody writes another amount into the database: what was approved counts no more.
    amount(much.text("id"), "20001");
    Person second = venue.user(Role.COMPLIANCE);
    venue.post(second, path, body).refused(ErrorCode.APPROVAL_OUTDATED);
    String hash = shown(much.text("id")).text("contentHash");
    venue
        .post(second, path, Map.of("contentHash", hash, "note", "as it stands"))
        .refused(ErrorCode.APPROVAL_OUTDATED);
    amount(much.text("id"), "20000");
    venue.post(second, path, body).expect(200);
    venue.await(ada, much.text("id"), WithdrawalStatus.SUBMITTED);

    // Changed between the last approval and the sending.
    venue.post(OPERATOR, "/operator/withdrawal-switches", paused(true)).expect(200);
    venue.request(ada, to, "USD", "10").refused(ErrorCode.WITHDRAWALS_PAUSED);
    venue.post(OPERATOR, "/operator/withdrawal-switches", paused(false)).expect(200);
    Answer other = venue.sent(ada, to, "USD", "20000");
    venue.post(OPERATOR, "/operator/withdrawal-switches", paused(true)).expect(200);
    Map<String, String> both = Map.of("contentHash", other.text("contentHash"), "note", "known");
    String otherPath = "/v1/admin/withdrawals/" + other.text("id") + "/approval";
    venue.post(first, otherPath, both).expect(200);
    venue.post(second, otherPath, both).expect(200);
    venue.await(ada, other.text("id"), WithdrawalStatus.APPROVED);
    amount(other.text("id"), "20002");
    venue.post(OPERATOR, "/operator/withdrawal-switches", paused(false)).expect(200);
    venue.lookUntil(
        other.text("id"),
        "it is not sent",
        () ->
            List.of("AWAITING_APPROVAL", "ERRORED")
                .contains(shown(other.text("id")).at("/withdrawal/status")));
    assertEquals(0, venue.count("bank_payouts where id = '" + other.text("id") + "'"));
  }

  private static Map<String, Object> paused(boolean paused) {
    return Map.of("rail", "bank", "currency", "*", "paused", paused, "note", "a test");
  }

  private static void amount(String id, String amount) {
    venue
        .database()
        .jdbi()
        .useHandle(handle ->
            handle.execute(
                "update withdrawals set amount = ? where id = ?",
                new BigDecimal(amount),
                UUID.fromString(id)));
  }

  @Test
  void nobodyDecidesAboutAnOwnWithdrawal() throws Exception {
    Person both = venue.client("USD", "50000");
    String to = venue.beneficiary(both, BANK);
    Answer much = venue.sent(both, to, "USD", "20000");
    venue.alsoIs(both, Role.ADMIN);
    String path = "/v1/admin/withdrawals/" + much.text("id");
    venue
        .post(
            both, path + "/approval", Map.of("contentHash", much.text("contentHash"), "note", "me"))
        .refused(ErrorCode.APPROVER_IS_MAKER);
    venue
        .post(both, path + "/refusal", Map.of("reason", "me"))
        .refused(ErrorCode.APPROVER_IS_MAKER);
    venue
        .post(both, path + "/bank-transfer", Map.of("outcome", "NOT_SENT", "reason", "me"))
        .refused(ErrorCode.APPROVER_IS_MAKER);
  }

  @Test
  void aConfirmationIsForExactlyWhatWasSeenAndInTime() throws Exception {
    Person ada = venue.client("USD", "500");
    String to = venue.beneficiary(ada, BANK);
    Answer asked = venue.request(ada, to, "USD", "10").expect(201);
    String path = "/v1/withdrawals/" + asked.text("id") + "/confirmation";
    String code = ada.codes().peek();
    venue
        .post(ada, path, Map.of("contentHash", "another", "recoveryCode", code))
        .refused(ErrorCode.APPROVAL_OUTDATED);
    venue
        .post(ada, path, Map.of("contentHash", asked.text("contentHash")))
        .refused(ErrorCode.SECOND_FACTOR_REQUIRED);
    venue
        .post(ada, path, Map.of("contentHash", asked.text("contentHash"), "recoveryCode", "wrong"))
        .refused(ErrorCode.WRONG_SECOND_FACTOR);
    venue.confirm(ada, asked).expect(200);
    venue
        .post(ada, path, Map.of("contentHash", asked.text("contentHash"), "recoveryCode", code))
        .refused(ErrorCode.WITHDRAWAL_NOT_WAITING);

    Answer late = venue.request(ada, to, "USD", "10").expect(201);
    Answer back = venue.request(ada, to, "USD", "10").expect(201);
    venue.post(ada, "/v1/withdrawals/" + back.text("id") + "/cancellation", Map.of()).expect(200);
    assertEquals("24", venue.reserved(ada, "USD"));
    venue.pass(Duration.ofMinutes(31));
    venue.confirm(ada, late).refused(ErrorCode.WITHDRAWAL_NOT_WAITING);
    venue.await(ada, late.text("id"), WithdrawalStatus.CANCELLED);
    venue.await("it is released", () -> venue.reserved(ada, "USD").equals("12"));
    // Who goes from the address book takes along what waits to go there.
    String chain = venue.beneficiary(ada, CHAIN);
    venue.deposit(ada, "BTC", "1");
    Answer waits = venue.request(ada, chain, "BTC", "0.5").expect(201);
    venue.delete(ada, "/v1/beneficiaries/" + chain).expect(204);
    venue.await(ada, waits.text("id"), WithdrawalStatus.CANCELLED);
    venue.await("it is released", () -> venue.reserved(ada, "BTC").equals("0"));
  }

  @Test
  void ofFiftyAtATimeOfOneBalanceExactlyOnePasses() throws Exception {
    Person ada = venue.client("USD", "102");
    String to = venue.beneficiary(ada, BANK);
    Callable<Integer> ask = () -> venue.request(ada, to, "USD", "100").status();
    int taken = 0;
    try (var all = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> answer : all.invokeAll(Collections.nCopies(20, ask))) {
        taken += answer.get() == 201 ? 1 : 0;
      }
    }
    assertEquals(1, taken);
    assertEquals("0", venue.balance(ada, "USD"));
    assertEquals("102", venue.reserved(ada, "USD"));
  }

  @Test
  void aRailThatActedAndWasSilentIsLookedAtBeforeAnythingIsSentAgain() throws Exception {
    Person ada = venue.client("BTC", "3");
    String to = venue.beneficiary(ada, CHAIN);
    rate();
    int before = venue.rail().submissions();
    venue.rail().next(ScriptedRail.Fault.ACTS_AND_IS_SILENT);
    String id = venue.sent(ada, to, "BTC", "0.5").text("id");
    venue.await(ada, id, WithdrawalStatus.SUBMITTED);
    // The process ends before the answer is written down.
    venue.restart();
    venue.await("it was looked at", () -> !shown(id).text("reference").isEmpty());
    assertEquals(before + 1, venue.rail().submissions());
    venue.rail().becomes(UUID.fromString(id), settled("tx-1"));
    venue.await(ada, id, WithdrawalStatus.SETTLED);
    venue.await("it is booked", () -> venue.reserved(ada, "BTC").equals("0"));
    assertEquals("2.49995", venue.balance(ada, "BTC"));
    venue.await(
        "what it cost is booked",
        () -> venue.house(HouseAccount.PAYMENT_COSTS, "BTC").startsWith("-0.000"));

    // One that was silent and did nothing is sent once it is known that there is nothing.
    venue.rail().next(ScriptedRail.Fault.IS_SILENT);
    String lost = venue.sent(ada, to, "BTC", "0.5").text("id");
    venue.await(ada, lost, WithdrawalStatus.SUBMITTED);
    venue.lookUntil(lost, "it went", () -> !shown(lost).text("reference").isEmpty());
    venue.rail().becomes(UUID.fromString(lost), new PayoutRail.View.Failed("Fee too low"));
    venue.await(ada, lost, WithdrawalStatus.FAILED);
    venue.await("it is released", () -> venue.balance(ada, "BTC").equals("2.49995"));
  }

  private static PayoutRail.View settled(String reference) {
    return new PayoutRail.View.Settled(
        reference, Optional.of(new PayoutRail.Cost("BTC", new BigDecimal("0.00001"))));
  }

  /** So that bitcoins count for little. */
  private static void rate() throws Exception {
    venue
        .post(
            OPERATOR,
            "/operator/withdrawal-rates",
            Map.of("currency", "BTC", "reportingCurrency", "USD", "rate", "1", "source", "a test"))
        .expect(200);
  }

  @Test
  void whatFailsAgainAndAgainWaitsForAPersonWhoRetriesOrGivesItUp() throws Exception {
    Person ada = venue.client("BTC", "3");
    String to = venue.beneficiary(ada, CHAIN);
    rate();
    venue
        .rail()
        .next(
            Collections.nCopies(10, ScriptedRail.Fault.TROUBLE).toArray(ScriptedRail.Fault[]::new));
    String id = venue.sent(ada, to, "BTC", "0.5").text("id");
    venue.lookUntil(
        id, "a person has to look", () -> !shown(id).at("/withdrawal/attention").isEmpty());
    assertEquals("ERRORED", shown(id).at("/withdrawal/status"));
    assertEquals("The hot wallet is empty.", shown(id).at("/withdrawal/attention"));
    decide(id, "retry", Map.of("note", "filled up")).expect(200);
    venue.await(ada, id, WithdrawalStatus.ERRORED);
    decide(id, "skip", Map.of("reason", "Please choose another way")).expect(200);
    venue.await(ada, id, WithdrawalStatus.SKIPPED);
    venue.await("it is released", () -> venue.balance(ada, "BTC").equals("3"));
    venue.rail().clear();
    assertTrue(isOnRecord("withdrawal.retry", id));
    assertTrue(isOnRecord("withdrawal.skip", id));
  }

  private static boolean isOnRecord(String action, String id) {
    return venue.acts().stream()
        .anyMatch(act -> act.action().equals(action) && act.target().equals("withdrawal:" + id));
  }

  @Test
  void whatARailMayHaveIsNotGivenBackBecauseSomebodyTriesItAgain() throws Exception {
    Person ada = venue.client("BTC", "3");
    String to = venue.beneficiary(ada, CHAIN);
    rate();
    venue
        .rail()
        .next(
            Collections.nCopies(10, ScriptedRail.Fault.TROUBLE).toArray(ScriptedRail.Fault[]::new));
    String id = venue.sent(ada, to, "BTC", "0.5").text("id");
    venue.lookUntil(
        id, "a person has to look", () -> !shown(id).at("/withdrawal/attention").isEmpty());
    venue.post(OPERATOR, "/operator/withdrawal-switches", pausedChain(true)).expect(200);
    decide(id, "retry", Map.of("note", "filled up")).expect(200);
    venue
        .post(ada, "/v1/withdrawals/" + id + "/cancellation", Map.of())
        .refused(ErrorCode.WITHDRAWAL_NOT_WAITING);
    decide(id, "refusal", Map.of("reason", "Call us")).refused(ErrorCode.WITHDRAWAL_NOT_WAITING);
    assertEquals("0.50005", venue.reserved(ada, "BTC"));
    venue.rail().clear();

    // Not even a transfer that is tried again leaves an account that nothing may leave.
    int before = venue.rail().submissions();
    block(ada, Map.of("until", venue.now().plus(Duration.ofHours(3)).toString()));
    venue.post(OPERATOR, "/operator/withdrawal-switches", pausedChain(false)).expect(200);
    for (int i = 0; i < 5; i++) {
      venue.rail().tell(UUID.fromString(id));
      Thread.sleep(20);
    }
    assertEquals(before, venue.rail().submissions());
    assertEquals("ERRORED", shown(id).at("/withdrawal/status"));
    block(ada, Map.of());
    venue.lookUntil(id, "it goes", () -> venue.rail().submissions() == before + 1);
    venue.await(ada, id, WithdrawalStatus.SUBMITTED);
  }

  private static Map<String, Object> pausedChain(boolean paused) {
    return Map.of("rail", "test-chain", "currency", "*", "paused", paused, "note", "a test");
  }

  private static void block(Person who, Map<String, String> until) throws Exception {
    Map<String, String> body = new HashMap<>(until);
    body.put("user", who.name());
    body.put("note", "asked by telephone");
    venue.post(OPERATOR, "/operator/withdrawal-blocks", body).expect(200);
  }

  @Test
  void aCrashBetweenTheHoldAndItsNoteLosesNothing() throws Exception {
    Person ada = venue.client("USD", "500");
    String to = venue.beneficiary(ada, BANK);
    Answer asked = venue.request(ada, to, "USD", "10").expect(201);
    String id = asked.text("id");
    // The hold's movement is booked; that the withdrawal has it was not written any more.
    venue.write(
        "update withdrawals set status = 'REQUESTED', hold_id = null, look_at = ? where id = ?",
        venue.now().atOffset(ZoneOffset.UTC),
        UUID.fromString(id));
    venue.await(ada, id, WithdrawalStatus.UNCONFIRMED);
    venue.post(ada, "/v1/withdrawals/" + id + "/cancellation", Map.of()).expect(200);
    venue.await("it is released", () -> venue.reserved(ada, "USD").equals("0"));
    assertEquals("500", venue.balance(ada, "USD"));
  }

  @Test
  void whatIsNotKnownToBeHeldIsNotRefusedEither() throws Exception {
    Person ada = venue.client("USD", "500");
    String to = venue.beneficiary(ada, BANK);
    venue.loseAnswers(1);
    String id = venue.request(ada, to, "USD", "10").expect(201).text("id");
    Answer early = decide(id, "refusal", Map.of("reason", "Call us"));
    if (early.status() != 200) {
      early.refused(ErrorCode.WITHDRAWAL_NOT_WAITING);
      venue.await(ada, id, WithdrawalStatus.UNCONFIRMED);
      decide(id, "refusal", Map.of("reason", "Call us")).expect(200);
    }
    venue.await(ada, id, WithdrawalStatus.REFUSED);
    venue.await("it is released", () -> venue.reserved(ada, "USD").equals("0"));
    assertEquals("500", venue.balance(ada, "USD"));
  }

  @Test
  void whatWasPaidOutBeforeARestoreIsNotSentAgain() throws Exception {
    Person ada = venue.client("USD", "500");
    String to = venue.beneficiary(ada, BANK);
    String id = venue.sent(ada, to, "USD", "10").text("id");
    venue.await(
        "it waits for the bank", () -> shown(id).at("/bankTransfer/status").equals("TO_SEND"));
    bank(id, Map.of("outcome", "SENT", "reference", "E2E-9")).expect(202);
    bank(id, Map.of("outcome", "SETTLED")).expect(202);
    venue.await("all is booked", () -> venue.reserved(ada, "USD").equals("0"));
    // The database is as it was before the transfer; the ledger is not.
    UUID one = UUID.fromString(id);
    venue.write("delete from bank_payouts where id = ?", one);
    venue.write("delete from withdrawal_movements where withdrawal_id = ? and kind <> 'HOLD'", one);
    venue.write(
        "update withdrawals set status = 'APPROVED', sends = 0, rail_ref = null where id = ?", one);
    venue.lookUntil(
        id, "a person has to look", () -> shown(id).at("/withdrawal/status").equals("ERRORED"));
    assertTrue(shown(id).at("/withdrawal/attention").contains("may have gone already"));
    assertEquals(0, venue.count("bank_payouts where id = '" + id + "'"));
    decide(id, "skip", Map.of("reason", "It was sent before")).expect(200);
    venue.await(ada, id, WithdrawalStatus.SKIPPED);
    assertEquals("488", venue.balance(ada, "USD"));
  }

  @Test
  void lostAnswersOfTheExchangeBookOnce() throws Exception {
    Person ada = venue.client("USD", "500");
    String to = venue.beneficiary(ada, BANK);
    venue.loseAnswers(1);
    Answer asked = venue.request(ada, to, "USD", "10").expect(201);
    assertEquals("REQUESTED", asked.text("status"));
    Answer known = venue.await(ada, asked.text("id"), WithdrawalStatus.UNCONFIRMED);
    assertEquals("12", venue.reserved(ada, "USD"));
    venue.loseAnswers(2);
    post(ada, known);
    String id = asked.text("id");
    venue.await(
        "it waits for the bank", () -> shown(id).at("/bankTransfer/status").equals("TO_SEND"));
    bank(id, Map.of("outcome", "SENT", "reference", "E2E-1")).expect(202);
    bank(id, Map.of("outcome", "SETTLED")).expect(202);
    venue.await("it is booked", () -> venue.reserved(ada, "USD").equals("0"));
    assertEquals("488", venue.balance(ada, "USD"));
  }

  private static void post(Person who, Answer known) throws Exception {
    venue
        .post(
            who,
            "/v1/withdrawals/" + known.at("/withdrawal/id") + "/confirmation",
            Map.of(
                "contentHash",
                known.at("/withdrawal/contentHash"),
                "recoveryCode",
                who.codes().remove()))
        .expect(200);
  }

  @Test
  void aSafeStateAndABlockKeepWhatWasApprovedFromGoing() throws Exception {
    Person ada = venue.client("USD", "500");
    String to = venue.beneficiary(ada, BANK);
    Answer asked = venue.request(ada, to, "USD", "10").expect(201);
    venue.submit(
        Commands.setSafeState(
            CommandContext.NONE, SafeState.NO_WITHDRAWALS, SafeStateCause.OPERATOR));
    try {
      venue.request(ada, to, "USD", "10").refused(ErrorCode.WITHDRAWALS_STOPPED);
      venue.confirm(ada, asked).expect(200);
      venue.await(ada, asked.text("id"), WithdrawalStatus.APPROVED);
      assertEquals(0, shown(asked.text("id")).body().get("sends").asInt());
      Map<String, String> block =
          Map.of(
              "user",
              ada.name(),
              "until",
              venue.now().plus(Duration.ofHours(3)).toString(),
              "note",
              "asked by telephone");
      venue.post(OPERATOR, "/operator/withdrawal-blocks", block).expect(200);
    } finally {
      venue.submit(
          Commands.setSafeState(CommandContext.NONE, SafeState.NORMAL, SafeStateCause.OPERATOR));
    }
    venue.request(ada, to, "USD", "10").refused(ErrorCode.WITHDRAWALS_HELD);
    venue.lookUntil(
        asked.text("id"),
        "it is delayed",
        () -> shown(asked.text("id")).at("/withdrawal/status").equals("DELAYED"));
    block(ada, Map.of());
    venue.pass(Duration.ofMinutes(11)); // and not only when the block would have ended
    venue.await(ada, asked.text("id"), WithdrawalStatus.SUBMITTED);
  }

  @Test
  void whoKeepsTheKeysHasToBeKnownForMuchAndStrangersAreLookedAt() throws Exception {
    Person ada = venue.client("BTC", "3000");
    rate();
    Map<String, Object> unknown =
        Map.of(
            "kind", "TEST_CHAIN", "name", "Ada King", "fields", Map.of("address", "test1unknown"));
    String to = venue.beneficiary(ada, unknown);
    Answer refused = venue.request(ada, to, "BTC", "1000");
    assertEquals("travel-rule", refused.at("/errors/0/rule"), refused.body()::toString);
    venue.request(ada, to, "BTC", "10").expect(201);
    String stranger = venue.beneficiary(ada, strange());
    Answer third = venue.sent(ada, stranger, "BTC", "1");
    assertEquals("IN_REVIEW", third.text("status"));
    Answer shown = shown(third.text("id"));
    assertEquals("Some Exchange", shown.at("/destination/institution"));
    assertEquals("Ada King", shown.at("/originator/name"));
    // Who is somebody else by the document sends to the name that was given before as a stranger.
    String before = venue.beneficiary(ada, WithdrawalsServer.chain("test1before"));
    venue.verify(ada, "Grace Hopper");
    assertEquals("IN_REVIEW", venue.sent(ada, before, "BTC", "1").text("status"));
  }

  private static Map<String, Object> strange() {
    return Map.of(
        "kind",
        "TEST_CHAIN",
        "name",
        "Mallory Stranger",
        "fields",
        Map.of("address", "test1mallory"),
        "institution",
        "Some Exchange");
  }
}

package bourse.payments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.AccountBlock;
import bourse.domain.ErrorCode;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.kyc.ClientLevel;
import bourse.kyc.Limits;
import bourse.payments.PaymentsServer.Answer;
import bourse.payments.PaymentsServer.Person;
import bourse.platform.access.Role;
import bourse.platform.audit.Act;
import bourse.platform.data.Database;
import bourse.platform.http.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

/** Deposits by card, from the wish to the balance, with everything that goes wrong on the way. */
@ParameterizedClass
@EnumSource
class StripeDepositsTest {
  private static final byte[] SECRET = "whsec_first".getBytes(StandardCharsets.US_ASCII);

  @TempDir static Path directory;
  private static PaymentsServer venue;

  @Parameter Database.Dialect dialect;

  @BeforeParameterizedClassInvocation(injectArguments = true)
  static void start(Database.Dialect dialect) throws Exception {
    venue = new PaymentsServer(dialect, directory.resolve(dialect.name()));
  }

  @AfterParameterizedClassInvocation
  static void stop() throws Exception {
    venue.close();
  }

  @Test
  void aCardPaymentIsCreditedOnceAndOnRecord() throws Exception {
    Person ada = venue.client();
    Answer methods = venue.get(ada, "/v1/deposit-methods").expect(200);
    assertEquals("CARD", methods.at("/items/0/method"));
    assertEquals("true", methods.at("/items/0/open"));
    Answer deposit = venue.byCard(ada, "USD", "100.50");
    assertEquals("REQUIRES_ACTION", deposit.text("status"), deposit.body()::toString);
    assertEquals("REDIRECT", deposit.at("/nextStep/kind"));
    assertEquals("0", venue.balance(ada, "USD"));

    assertTrue(venue.stripe().pay(PaymentsServer.session(deposit), StripeSimulator.GOOD_CARD));
    Answer credited = venue.await(ada, deposit.text("id"), DepositStatus.CREDITED);
    assertEquals("100.5", credited.text("credited"));
    assertFalse(credited.body().has("nextStep"));
    assertEquals("100.5", venue.balance(ada, "USD"));

    Answer list = venue.get(ada, "/v1/deposits?status=CREDITED").expect(200);
    assertEquals(deposit.text("id"), list.at("/items/0/id"));
    Person eve = venue.client();
    venue.get(eve, "/v1/deposits/" + deposit.text("id")).refused(ErrorCode.NOT_FOUND);
    Answer shown =
        venue.get(PaymentsServer.OPERATOR, "/operator/payments/" + deposit.text("id")).expect(200);
    assertEquals("BOOKED", shown.at("/movements/0/status"));
    assertTrue(shown.at("/movements/0/reference").startsWith("stripe:payment:pi_"));
    Act act =
        venue.acts().stream()
            .filter(one -> one.target().equals("account:" + ada.account()))
            .findFirst()
            .orElseThrow();
    assertEquals("payment.credit", act.action());
    assertTrue(act.notes().startsWith("100.5 USD, deposit " + deposit.text("id")), act.notes());
  }

  @Test
  void refusesWhatIsNotOfferedWithFieldAndRule() throws Exception {
    Person ada = venue.client();
    for (String amount : List.of("0", "-5", "0.99", "10000.01", "5.001")) {
      Answer refused =
          venue
              .post(
                  ada,
                  "/v1/deposits",
                  Map.of("method", "CARD", "currency", "USD", "amount", amount))
              .expect(400);
      assertEquals("amount", refused.at("/errors/0/field"), amount);
    }
    venue
        .post(ada, "/v1/deposits", Map.of("method", "CARD", "currency", "INR", "amount", "5"))
        .refused(ErrorCode.PAYMENT_METHOD_NOT_OFFERED);
    venue
        .post(ada, "/v1/deposits", Map.of("method", "CASH", "currency", "USD", "amount", "5"))
        .refused(ErrorCode.INVALID_FIELD);
    venue.post(ada, "/v1/deposits", Map.of()).refused(ErrorCode.INVALID_FIELD);
    venue
        .post(
            venue.user(Role.SUPPORT),
            "/v1/deposits",
            Map.of("method", "CARD", "currency", "USD", "amount", "5"))
        .refused(ErrorCode.NOT_ALLOWED);
    assertEquals("0", venue.get(ada, "/v1/deposits").body().path("items").size() + "");
  }

  @Test
  void theLevelLimitsWhatIsPaidInAlsoByManyAtATime() throws Exception {
    Person ada = venue.client();
    Optional<BigDecimal> day = Optional.of(new BigDecimal("100"));
    venue.limit(
        new ClientLevel(
            1,
            "Basic",
            "USD",
            new Limits(day, Optional.of(new BigDecimal("150"))),
            new Limits(Optional.empty(), Optional.empty())));
    try {
      venue
          .post(
              ada, "/v1/deposits", Map.of("method", "CARD", "currency", "USD", "amount", "100.01"))
          .refused(ErrorCode.DEPOSIT_LIMIT);
      Map<String, String> wish = Map.of("method", "CARD", "currency", "USD", "amount", "30");
      Callable<Integer> ask = () -> venue.post(ada, "/v1/deposits", wish).status();
      int taken = 0;
      try (var all = Executors.newVirtualThreadPerTaskExecutor()) {
        for (Future<Integer> answer : all.invokeAll(Collections.nCopies(10, ask))) {
          taken += answer.get() == 201 ? 1 : 0;
        }
      }
      assertEquals(3, taken);
      venue
          .post(ada, "/v1/deposits", Map.of("method", "CARD", "currency", "EUR", "amount", "9.10"))
          .refused(ErrorCode.DEPOSIT_LIMIT);
      venue.byCard(ada, "EUR", "9.09");
    } finally {
      venue.limit(PaymentsServer.UNLIMITED);
    }
  }

  @Test
  void s53aForgedAReserialisedAndAReplayedWebhookCreditNothing() throws Exception {
    Person ada = venue.client();
    Answer deposit = venue.byCard(ada, "USD", "20");
    venue.stripe().webhooks().hold();
    long kept = venue.count("payment_events");
    try {
      byte[] forged =
          ("{\"id\":\"evt_forged\",\"type\":\"checkout.session.completed\",\"data\":{\"object\":{"
                  + "\"id\":\""
                  + PaymentsServer.session(deposit)
                  + "\",\"metadata\":{\"deposit\":\""
                  + deposit.text("id")
                  + "\"}}}}")
              .getBytes(StandardCharsets.UTF_8);
      long now = venue.now().getEpochSecond();
      byte[] wrong = "whsec_wrong".getBytes(StandardCharsets.US_ASCII);
      for (String header :
          List.of(
              "",
              "t=" + now,
              "v1=" + StripeSignature.signature(SECRET, now, forged),
              "t=" + now + ",v0=" + StripeSignature.signature(SECRET, now, forged),
              "t=" + (now + 1) + ",v1=" + StripeSignature.signature(SECRET, now, forged),
              StripeSignature.header(wrong, now, forged),
              StripeSignature.header(SECRET, now - 301, forged),
              StripeSignature.header(SECRET, now + 400, forged))) {
        venue
            .webhook("stripe", forged, Map.of("Stripe-Signature", header))
            .expect(400)
            .refused(ErrorCode.WEBHOOK_REFUSED);
      }
      venue.webhook("stripe", forged, Map.of()).refused(ErrorCode.WEBHOOK_REFUSED);
      venue.webhook("paypal", forged, Map.of()).refused(ErrorCode.NOT_FOUND);

      venue.stripe().pay(PaymentsServer.session(deposit), StripeSimulator.GOOD_CARD);
      SimulatedWebhooks.Delivery real = // and not of a session of another test that expires
          venue.stripe().webhooks().held().stream()
              .filter(one ->
                  new String(one.body(), StandardCharsets.UTF_8).contains(deposit.text("id")))
              .findFirst()
              .orElseThrow();
      Map<String, String> headers = real.headers().get();
      byte[] reserialised = Json.write(Json.lenientMapper().readTree(real.body()));
      venue.webhook("stripe", reserialised, headers).refused(ErrorCode.WEBHOOK_REFUSED);
      byte[] altered =
          new String(real.body(), StandardCharsets.UTF_8)
              .replace("2000", "9000")
              .getBytes(StandardCharsets.UTF_8);
      venue.webhook("stripe", altered, headers).refused(ErrorCode.WEBHOOK_REFUSED);
      assertEquals(kept, venue.count("payment_events"), "nothing was kept");

      // The forger has the secret: an event alone moves nothing, the provider is asked.
      Answer unpaid = venue.byCard(ada, "USD", "30");
      byte[] lie =
          new String(forged, StandardCharsets.UTF_8)
              .replace(deposit.text("id"), unpaid.text("id"))
              .getBytes(StandardCharsets.UTF_8);
      venue
          .webhook(
              "stripe", lie, Map.of("Stripe-Signature", StripeSignature.header(SECRET, now, lie)))
          .expect(204);

      venue.webhook("stripe", real.body(), headers).expect(204);
      venue.await(ada, deposit.text("id"), DepositStatus.CREDITED);
      venue.webhook("stripe", real.body(), headers).expect(204);
      venue.webhook("stripe", real.body(), real.headers().get()).expect(204);
      assertEquals("20", venue.balance(ada, "USD"), "the real one credits once");
      assertEquals(
          "REQUIRES_ACTION", venue.get(ada, "/v1/deposits/" + unpaid.text("id")).text("status"));
    } finally {
      venue.stripe().webhooks().release();
    }
  }

  @Test
  void webhooksInTheWrongOrderAndManyTimesCreditOnce() throws Exception {
    Person ada = venue.client();
    Answer deposit = venue.byCard(ada, "EUR", "75");
    venue.stripe().webhooks().copies(5);
    venue.stripe().webhooks().hold();
    venue.stripe().pay(PaymentsServer.session(deposit), StripeSimulator.GOOD_CARD);
    venue.stripe().webhooks().release();
    venue.stripe().webhooks().copies(1);
    venue.await(ada, deposit.text("id"), DepositStatus.CREDITED);
    String path = "/operator/payments/" + deposit.text("id");
    venue.await(
        "three events, each once",
        () ->
            venue.get(PaymentsServer.OPERATOR, path).expect(200).body().path("events").size() == 3);
    assertEquals("75", venue.balance(ada, "EUR"));
    assertEquals(1, venue.entries(ada));
  }

  @Test
  void whatNoWebhookTellsIsFoundByAsking() throws Exception {
    Person ada = venue.client();
    Answer deposit = venue.byCard(ada, "USD", "11");
    venue.stripe().webhooks().hold();
    venue.stripe().pay(PaymentsServer.session(deposit), StripeSimulator.GOOD_CARD);
    venue.pass(Duration.ofMinutes(10));
    venue.await(ada, deposit.text("id"), DepositStatus.CREDITED);
    assertEquals("11", venue.balance(ada, "USD"));
    venue.stripe().webhooks().release();
  }

  @Test
  void aDeclinedCardSaysWhyAndTheNextOnePays() throws Exception {
    Person ada = venue.client();
    Answer deposit = venue.byCard(ada, "USD", "42");
    String session = PaymentsServer.session(deposit);
    assertFalse(venue.stripe().pay(session, StripeSimulator.DECLINED_CARD));
    venue.await(
        "why it was declined",
        () ->
            venue
                .get(ada, "/v1/deposits/" + deposit.text("id"))
                .text("failure")
                .equals("Your card was declined."));
    assertTrue(venue.stripe().pay(session, StripeSimulator.GOOD_CARD));
    Answer credited = venue.await(ada, deposit.text("id"), DepositStatus.CREDITED);
    assertFalse(credited.body().has("failure"));
    assertEquals("42", venue.balance(ada, "USD"));
  }

  @Test
  void whatNobodyPaysExpires() throws Exception {
    Person ada = venue.client();
    Answer deposit = venue.byCard(ada, "USD", "13");
    venue.pass(Duration.ofMinutes(61));
    venue.await(ada, deposit.text("id"), DepositStatus.EXPIRED);
    assertFalse(venue.stripe().pay(PaymentsServer.session(deposit), StripeSimulator.GOOD_CARD));
    assertEquals("0", venue.balance(ada, "USD"));
  }

  @Test
  void aProviderThatIsSilentAfterItActedIsAskedForTheSamePayment() throws Exception {
    for (SimulatedFault fault :
        List.of(
            SimulatedFault.ACTS_AND_ERRS,
            SimulatedFault.ACTS_AND_IS_SILENT,
            SimulatedFault.ERROR,
            SimulatedFault.TOO_MANY)) {
      Person ada = venue.client();
      venue.stripe().fail("/v1/checkout/sessions", fault);
      Answer deposit = venue.byCard(ada, "USD", "17");
      assertEquals("CREATED", deposit.text("status"), fault.name());
      String id = deposit.text("id");
      venue.pass(Duration.ofSeconds(30));
      Answer started = venue.await(ada, id, DepositStatus.REQUIRES_ACTION);
      assertEquals(
          1,
          venue.stripe().count(session -> session.path("client_reference_id").asText().equals(id)),
          fault.name());
      venue.stripe().pay(PaymentsServer.session(started), StripeSimulator.GOOD_CARD);
      venue.await(ada, id, DepositStatus.CREDITED);
      assertEquals("17", venue.balance(ada, "USD"));
    }
  }

  @Test
  void anAnswerOfTheExchangeThatGetsLostIsLookedUpAndNotBookedTwice() throws Exception {
    Person ada = venue.client();
    Answer deposit = venue.byCard(ada, "USD", "19");
    venue.loseAnswers(1);
    venue.stripe().pay(PaymentsServer.session(deposit), StripeSimulator.GOOD_CARD);
    venue.await("it is booked", () -> venue.balance(ada, "USD").equals("19"));
    venue.pass(Duration.ofMinutes(10));
    venue.await(ada, deposit.text("id"), DepositStatus.CREDITED);
    assertEquals(1, venue.entries(ada));

    Answer second = venue.byCard(ada, "USD", "23");
    venue.refuse(true);
    venue.stripe().pay(PaymentsServer.session(second), StripeSimulator.GOOD_CARD);
    venue.await(ada, second.text("id"), DepositStatus.SUCCEEDED);
    venue.refuse(false);
    venue.pass(Duration.ofMinutes(10));
    venue.await(ada, second.text("id"), DepositStatus.CREDITED);
    assertEquals("42", venue.balance(ada, "USD"));
  }

  @Test
  void aProcessThatEndsBetweenAnswerAndNoteGoesOnWhereItWas() throws Exception {
    Person ada = venue.client();
    Answer deposit = venue.byCard(ada, "USD", "29");
    venue.loseAnswers(1);
    venue.stripe().pay(PaymentsServer.session(deposit), StripeSimulator.GOOD_CARD);
    venue.await("it is booked", () -> venue.balance(ada, "USD").equals("29"));
    venue.restartPayments();
    venue.pass(Duration.ofMinutes(10));
    venue.await(ada, deposit.text("id"), DepositStatus.CREDITED);
    assertEquals("29", venue.balance(ada, "USD"));
    assertEquals(1, venue.entries(ada));
  }

  @Test
  void aWebhookThatComesBeforeTheAnswerOfTheProviderFindsItsDeposit() throws Exception {
    Person ada = venue.client();
    venue.stripe().fail("/v1/checkout/sessions", SimulatedFault.ACTS_AND_ERRS);
    Answer deposit = venue.byCard(ada, "USD", "31");
    byte[] early =
        ("{\"id\":\"evt_early_"
                + dialect
                + "\",\"type\":\"checkout.session.completed\",\"data\":{\"object\":{\"id\":\"cs_test_x\","
                + "\"metadata\":{\"deposit\":\""
                + deposit.text("id")
                + "\"}}}}")
            .getBytes(StandardCharsets.UTF_8);
    long now = venue.now().getEpochSecond();
    venue
        .webhook(
            "stripe", early, Map.of("Stripe-Signature", StripeSignature.header(SECRET, now, early)))
        .expect(204);
    venue.await(ada, deposit.text("id"), DepositStatus.REQUIRES_ACTION);
  }

  @Test
  void bothSecretsCountWhileOneIsReplaced() throws Exception {
    byte[] body =
        ("{\"id\":\"evt_rotation_" + dialect + "\",\"type\":\"ping\",\"data\":{\"object\":{}}}")
            .getBytes(StandardCharsets.UTF_8);
    byte[] second = "whsec_second".getBytes(StandardCharsets.US_ASCII);
    long now = venue.now().getEpochSecond();
    String ofSecond = StripeSignature.header(second, now, body);
    venue.webhook("stripe", body, Map.of("Stripe-Signature", ofSecond)).expect(400);
    venue
        .post(
            PaymentsServer.OPERATOR,
            "/operator/payment-secrets",
            Map.of("connector", "stripe", "kind", "webhook-secret", "secret", "whsec_second"))
        .expect(204);
    String both = ofSecond + ",v1=" + StripeSignature.signature(SECRET, now, body);
    venue.webhook("stripe", body, Map.of("Stripe-Signature", both)).expect(204);
    String ofFirst = StripeSignature.header(SECRET, now, body);
    venue.webhook("stripe", body, Map.of("Stripe-Signature", ofFirst)).expect(204);
    venue.webhook("stripe", body, Map.of("Stripe-Signature", ofSecond)).expect(204);
    assertFalse(
        venue.acts().stream().anyMatch(act -> act.notes().contains("whsec_second")),
        "no secret is on record");
    // Back to the one that the simulator signs with.
    venue.secret("stripe", ProviderSecrets.Kind.WEBHOOK_SECRET, "whsec_first");
    venue.secrets().forgetOlder("stripe");
    venue.webhook("stripe", body, Map.of("Stripe-Signature", ofSecond)).expect(400);
  }

  @Test
  void aKillSwitchStopsNewDepositsAndNotTheCreditOfPaidOnes() throws Exception {
    Person ada = venue.client();
    Person technical = venue.user(Role.TECHNICAL);
    Answer open = venue.byCard(ada, "EUR", "50");
    Map<String, Object> pause =
        Map.of("connector", "*", "currency", "EUR", "paused", true, "note", "bank is down");
    venue.post(ada, "/v1/admin/payment-switches", pause).refused(ErrorCode.NOT_ALLOWED);
    venue.post(technical, "/v1/admin/payment-switches", pause).expect(200);
    venue
        .post(ada, "/v1/deposits", Map.of("method", "CARD", "currency", "EUR", "amount", "5"))
        .refused(ErrorCode.DEPOSITS_PAUSED);
    venue.byCard(ada, "USD", "5");
    venue.stripe().pay(PaymentsServer.session(open), StripeSimulator.GOOD_CARD);
    venue.await(ada, open.text("id"), DepositStatus.CREDITED);
    venue
        .post(
            technical,
            "/v1/admin/payment-switches",
            Map.of("connector", "*", "currency", "EUR", "paused", false, "note", "it is back"))
        .expect(200);
    venue.byCard(ada, "EUR", "5");
    assertEquals(
        List.of("payments.pause", "payments.resume"),
        venue.acts().stream()
            .filter(act -> act.target().equals("payments:*/EUR"))
            .map(Act::action)
            .toList());
  }

  @Test
  void aRefundAtTheProviderIsDebitedAndGivenBackWhenItFails() throws Exception {
    Person ada = venue.client();
    Answer deposit = venue.byCard(ada, "USD", "100");
    String session = PaymentsServer.session(deposit);
    venue.stripe().pay(session, StripeSimulator.GOOD_CARD);
    venue.await(ada, deposit.text("id"), DepositStatus.CREDITED);
    String intent = venue.stripe().intentOf(session);
    String part = venue.stripe().refund(intent, 3_000);
    venue.await("a part is debited", () -> venue.balance(ada, "USD").equals("70"));
    venue.stripe().failRefund(part);
    venue.await("and is back", () -> venue.balance(ada, "USD").equals("100"));
    venue.stripe().refund(intent, 10_000);
    Answer refunded = venue.await(ada, deposit.text("id"), DepositStatus.REFUNDED);
    assertEquals("0", venue.balance(ada, "USD"));
    assertEquals("130", refunded.text("debited"));
    assertEquals("130", refunded.text("credited"));
  }

  @Test
  void whatTheProvidersListLeavesOutForAMomentIsNotCreditedBack() throws Exception {
    Person ada = venue.client();
    Person accountant = venue.user(Role.ACCOUNTANT);
    Answer deposit = venue.byCard(ada, "USD", "100");
    String session = PaymentsServer.session(deposit);
    venue.stripe().pay(session, StripeSimulator.GOOD_CARD);
    venue.await(ada, deposit.text("id"), DepositStatus.CREDITED);
    String intent = venue.stripe().intentOf(session);
    venue.stripe().refund(intent, 3_000);
    venue.await("at the dashboard", () -> venue.balance(ada, "USD").equals("70"));
    String path = "/v1/admin/payments/" + deposit.text("id");
    venue.post(accountant, path + "/refund", Map.of("amount", "20", "note", "asked")).expect(201);
    String dispute = venue.stripe().dispute(intent);
    venue.await(ada, deposit.text("id"), DepositStatus.CHARGED_BACK);
    assertEquals("0", venue.balance(ada, "USD"));
    venue.stripe().listsLag(true);
    try {
      venue.look(deposit);
      assertEquals("0", venue.balance(ada, "USD"), "what is not listed tells nothing");
    } finally {
      venue.stripe().listsLag(false);
    }
    venue.stripe().closeDispute(dispute, true);
    venue.await("what the dispute took", () -> venue.balance(ada, "USD").equals("50"));
    venue.stripe().listsLag(true);
    try {
      venue.look(deposit);
    } finally {
      venue.stripe().listsLag(false);
    }
    venue.look(deposit);
    assertEquals("50", venue.balance(ada, "USD"));
  }

  @Test
  void theStaffRefundsWhatTheAccountHasAndTheProviderTakes() throws Exception {
    Person ada = venue.client();
    Person accountant = venue.user(Role.ACCOUNTANT);
    Answer deposit = venue.byCard(ada, "USD", "100");
    String path = "/v1/admin/payments/" + deposit.text("id") + "/refund";
    Map<String, String> forty = Map.of("amount", "40", "note", "asked for");
    venue.post(accountant, path, forty).refused(ErrorCode.REFUND_NOT_POSSIBLE);
    venue.stripe().pay(PaymentsServer.session(deposit), StripeSimulator.GOOD_CARD);
    venue.await(ada, deposit.text("id"), DepositStatus.CREDITED);
    String shownAt = "/operator/payments/" + deposit.text("id");
    venue.await( // each of them has the provider asked once more
        "all webhooks",
        () -> venue.get(PaymentsServer.OPERATOR, shownAt).body().path("events").size() == 3);
    venue.stripe().webhooks().hold();
    venue.post(ada, path, forty).refused(ErrorCode.NOT_ALLOWED);
    Answer shown = venue.post(accountant, path, forty).expect(201);
    assertEquals("SENT", shown.at("/refunds/0/status"), shown.body()::toString);
    assertEquals("60", venue.balance(ada, "USD"));
    venue
        .post(accountant, path, Map.of("amount", "60.01", "note", "more"))
        .refused(ErrorCode.REFUND_NOT_POSSIBLE);

    long before = venue.stripe().refundCount();
    venue.stripe().fail("POST /v1/refunds", SimulatedFault.ACTS_AND_ERRS);
    Answer asked = venue.post(accountant, path, Map.of("amount", "10", "note", "lost")).expect(201);
    assertEquals("REQUESTED", asked.at("/refunds/1/status"));
    assertEquals("50", venue.balance(ada, "USD"), "it is debited before it goes out");
    venue.stripe().webhooks().release();
    String look = "/v1/admin/payments/" + deposit.text("id");
    venue.post(accountant, look + "/look", Map.of()).expect(202);
    venue.await(
        "it was sent once",
        () -> venue.get(accountant, look).at("/refunds/1/status").equals("SENT"));
    assertEquals(before + 1, venue.stripe().refundCount());

    // A key that was mistyped says nothing of the refund.
    venue.secret("stripe", ProviderSecrets.Kind.API_KEY, "sk_test_mistyped");
    Answer waits = venue.post(accountant, path, Map.of("amount", "5", "note", "a key")).expect(201);
    venue.secret("stripe", ProviderSecrets.Kind.API_KEY, "sk_test_simulated");
    assertEquals("REQUESTED", waits.at("/refunds/2/status"), waits.body()::toString);
    venue.look(deposit);
    assertEquals("SENT", venue.get(accountant, look).at("/refunds/2/status"));
    venue.stripe().failRefund(venue.get(accountant, look).at("/refunds/2/reference"));
    venue.await("the five are back", () -> venue.balance(ada, "USD").equals("50"));

    String sent = venue.get(accountant, look).at("/refunds/1/reference");
    venue.stripe().failRefund(sent);
    venue.await(
        "it did not get to the payer",
        () -> venue.get(accountant, look).at("/refunds/1/status").equals("FAILED"));
    venue.await("and is back", () -> venue.balance(ada, "USD").equals("60"));

    venue.submit(Commands.withdraw(CommandContext.NONE, ada.account(), 1, 50_000_000, 8, 8));
    venue
        .post(accountant, path, Map.of("amount", "20", "note", "too late"))
        .refused(ErrorCode.REFUND_NOT_POSSIBLE);
    assertEquals("10", venue.balance(ada, "USD"), "nothing is taken for what does not go out");
    assertEquals(Set.of(), venue.account(ada).blocks());
    venue.post(accountant, path, Map.of("amount", "10", "note", "the rest")).expect(201);
    assertEquals("0", venue.balance(ada, "USD"));
  }

  @Test
  void aChargebackTakesTheMoneyAndGivesItBackWhenItIsWon() throws Exception {
    Person ada = venue.client();
    Answer deposit = venue.byCard(ada, "USD", "60");
    String session = PaymentsServer.session(deposit);
    venue.stripe().pay(session, StripeSimulator.GOOD_CARD);
    venue.await(ada, deposit.text("id"), DepositStatus.CREDITED);
    String dispute = venue.stripe().dispute(venue.stripe().intentOf(session));
    venue.await(ada, deposit.text("id"), DepositStatus.CHARGED_BACK);
    assertEquals("0", venue.balance(ada, "USD"));
    venue.stripe().closeDispute(dispute, true);
    venue.await(ada, deposit.text("id"), DepositStatus.CREDITED);
    assertEquals("60", venue.balance(ada, "USD"));
    assertEquals(Set.of(), venue.account(ada).blocks());
  }

  @Test
  void aDisputeThatIsWonEndsWhatIsOwed() throws Exception {
    Person ada = venue.client();
    Answer deposit = venue.byCard(ada, "USD", "80");
    String session = PaymentsServer.session(deposit);
    venue.stripe().pay(session, StripeSimulator.GOOD_CARD);
    venue.await(ada, deposit.text("id"), DepositStatus.CREDITED);
    venue.submit(Commands.withdraw(CommandContext.NONE, ada.account(), 1, 50_000_000, 9, 9));
    String dispute = venue.stripe().dispute(venue.stripe().intentOf(session));
    String path = "/operator/payments/" + deposit.text("id");
    venue.await(
        "what is owed",
        () -> venue.get(PaymentsServer.OPERATOR, path).at("/deposit/owed").equals("50"));
    venue.stripe().closeDispute(dispute, true);
    venue.await(ada, deposit.text("id"), DepositStatus.CREDITED);
    assertEquals("30", venue.balance(ada, "USD"), "what was debited, and no more");
    assertEquals("0", venue.get(PaymentsServer.OPERATOR, path).at("/deposit/owed"));
  }

  @Test
  void whatAnAccountNoLongerHasIsOwedAndTheAccountIsStopped() throws Exception {
    Person ada = venue.client();
    Person support = venue.user(Role.SUPPORT);
    Person accountant = venue.user(Role.ACCOUNTANT);
    Answer deposit = venue.byCard(ada, "USD", "80");
    String session = PaymentsServer.session(deposit);
    venue.stripe().pay(session, StripeSimulator.GOOD_CARD);
    venue.await(ada, deposit.text("id"), DepositStatus.CREDITED);
    venue.submit(Commands.withdraw(CommandContext.NONE, ada.account(), 1, 50_000_000, 7, 7));
    assertEquals("30", venue.balance(ada, "USD"));

    venue.stripe().dispute(venue.stripe().intentOf(session));
    venue.await(
        "what is owed",
        () ->
            venue
                .get(support, "/v1/admin/payments/" + deposit.text("id"))
                .at("/deposit/owed")
                .equals("50"));
    assertEquals("0", venue.balance(ada, "USD"));
    venue.await(
        "the account is stopped",
        () ->
            venue
                .account(ada)
                .blocks()
                .equals(Set.of(AccountBlock.TRADING, AccountBlock.TRANSFERS)));
    Answer open = venue.get(support, "/v1/admin/payments?attention=true&user=" + ada.name());
    assertEquals("OWED", open.expect(200).at("/items/0/attention"));
    assertEquals("CHARGED_BACK", open.at("/items/0/status"));

    Answer second = venue.byCard(ada, "USD", "70");
    venue.stripe().pay(PaymentsServer.session(second), StripeSimulator.GOOD_CARD);
    venue.await(ada, second.text("id"), DepositStatus.CREDITED);
    venue.pass(Duration.ofMinutes(11));
    venue.await(
        "the debt is taken from what came",
        () ->
            venue
                .get(support, "/v1/admin/payments/" + deposit.text("id"))
                .at("/deposit/owed")
                .equals("0"));
    assertEquals("20", venue.balance(ada, "USD"));
    String resolution = "/v1/admin/payments/" + deposit.text("id") + "/resolution";
    venue.post(support, resolution, Map.of("note", "paid")).refused(ErrorCode.NOT_ALLOWED);
    venue.post(accountant, resolution, Map.of("note", "paid")).expect(200);
    assertEquals(
        "",
        venue.get(support, "/v1/admin/payments/" + deposit.text("id")).at("/deposit/attention"));
  }
}

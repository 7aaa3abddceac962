package bourse.payments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.payments.PaymentsServer.Answer;
import bourse.payments.PaymentsServer.Person;
import bourse.platform.access.Role;
import bourse.platform.data.Database;
import bourse.platform.http.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Deposits by UPI: through Razorpay, and to the venue's own address. */
@ParameterizedClass
@EnumSource
class UpiDepositsTest {
  private static final byte[] SECRET = "razorpay-first".getBytes(StandardCharsets.US_ASCII);
  private static final String PHONE = "+919876543210";

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

  private static Answer open(Person who, String method, String amount) throws Exception {
    Map<String, String> wish = new HashMap<>();
    wish.put("method", method);
    wish.put("currency", "INR");
    wish.put("amount", amount);
    if (!method.equals("UPI_DIRECT")) {
      wish.put("payerPhone", PHONE);
    }
    if (method.equals("UPI_COLLECT")) {
      wish.put("payerAddress", "ada@bank");
    }
    return venue.post(who, "/v1/deposits", wish).expect(201);
  }

  private static String order(Answer deposit) throws Exception {
    return venue
        .get(PaymentsServer.OPERATOR, "/operator/payments/" + deposit.text("id"))
        .text("attempt");
  }

  @Test
  void aLinkIsAQrCodeAndPaysOnce() throws Exception {
    Person ada = venue.client();
    Answer deposit = open(ada, "UPI", "2500.50");
    assertEquals("UPI_LINK", deposit.at("/nextStep/kind"));
    assertTrue(deposit.at("/nextStep/url").contains("am=2500.50&cu=INR"), deposit.body()::toString);
    assertTrue(deposit.at("/nextStep/qrCode").startsWith("<svg"));
    venue.razorpay().webhooks().copies(4);
    venue.razorpay().pay(order(deposit), true);
    venue.await(ada, deposit.text("id"), DepositStatus.CREDITED);
    venue.razorpay().webhooks().copies(1);
    assertEquals("2500.5", venue.balance(ada, "INR"));
    assertEquals(1, venue.entries(ada));
  }

  @Test
  void aRequestWaitsForThePayersApp() throws Exception {
    Person ada = venue.client();
    Answer deposit = open(ada, "UPI_COLLECT", "100");
    assertEquals("PENDING", deposit.text("status"));
    assertEquals("WAIT", deposit.at("/nextStep/kind"));
    venue.razorpay().pay(order(deposit), false);
    venue.await(
        "why not",
        () ->
            venue
                .get(ada, "/v1/deposits/" + deposit.text("id"))
                .text("failure")
                .equals("Payment was declined by the customer."));
    venue.pass(Duration.ofMinutes(66));
    venue.await(ada, deposit.text("id"), DepositStatus.EXPIRED);
    assertEquals("0", venue.balance(ada, "INR"));
    Map<String, String> without =
        Map.of("method", "UPI_COLLECT", "currency", "INR", "amount", "100");
    assertEquals(
        "payerAddress", venue.post(ada, "/v1/deposits", without).expect(400).at("/errors/0/field"));
  }

  @Test
  void anOrderWhoseAnswerGotLostIsFoundByItsReceipt() throws Exception {
    Person ada = venue.client();
    venue.razorpay().fail("POST /v1/orders", SimulatedFault.ACTS_AND_ERRS);
    Answer deposit = open(ada, "UPI", "70");
    assertEquals("CREATED", deposit.text("status"));
    assertEquals(1, venue.razorpay().ordersWith(deposit.text("id")));
    venue.pass(Duration.ofSeconds(30));
    venue.await(ada, deposit.text("id"), DepositStatus.REQUIRES_ACTION);
    assertEquals(1, venue.razorpay().ordersWith(deposit.text("id")));
    venue.razorpay().fail("/v1/payments/create/upi", SimulatedFault.ACTS_AND_IS_SILENT);
    Answer third = open(ada, "UPI", "90");
    venue.pass(Duration.ofSeconds(30));
    venue.await(ada, third.text("id"), DepositStatus.REQUIRES_ACTION);
    assertEquals(1, venue.razorpay().ordersWith(third.text("id")));
    venue.razorpay().pay(order(third), true);
    venue.await(ada, third.text("id"), DepositStatus.CREDITED);
    assertEquals("90", venue.balance(ada, "INR"));
  }

  @Test
  void s53aForgedAndAReplayedWebhookCreditNothing() throws Exception {
    Person ada = venue.client();
    Answer deposit = open(ada, "UPI", "55");
    venue.razorpay().webhooks().hold();
    try {
      venue.razorpay().pay(order(deposit), true);
      SimulatedWebhooks.Delivery real = venue.razorpay().webhooks().held().getFirst();
      Map<String, String> headers = new HashMap<>(real.headers().get());
      byte[] spaced =
          Json.lenientMapper()
              .writerWithDefaultPrettyPrinter()
              .writeValueAsBytes(Json.lenientMapper().readTree(real.body()));
      venue.webhook("razorpay", spaced, headers).refused(ErrorCode.WEBHOOK_REFUSED);
      venue.webhook("razorpay", real.body(), Map.of()).refused(ErrorCode.WEBHOOK_REFUSED);
      venue
          .webhook("razorpay", real.body(), Map.of("X-Razorpay-Signature", Hmac.sha256(SECRET)))
          .refused(ErrorCode.WEBHOOK_REFUSED);
      long kept = venue.count("payment_events");
      venue.webhook("razorpay", real.body(), headers).expect(204);
      // The id of an event is not signed: another one on the same body is the same event.
      headers.put("X-Razorpay-Event-Id", "another");
      venue.webhook("razorpay", real.body(), headers).expect(204);
      assertEquals(kept + 1, venue.count("payment_events"));
      venue.pass(Duration.ofMinutes(10));
      venue.await(ada, deposit.text("id"), DepositStatus.CREDITED);
      assertEquals("55", venue.balance(ada, "INR"));
      assertEquals(1, venue.entries(ada));
    } finally {
      venue.razorpay().webhooks().release();
    }
  }

  @Test
  void refundsAndDisputesAreDebited() throws Exception {
    Person ada = venue.client();
    Person accountant = venue.user(Role.ACCOUNTANT);
    Answer deposit = open(ada, "UPI", "500");
    venue.razorpay().pay(order(deposit), true);
    venue.await(ada, deposit.text("id"), DepositStatus.CREDITED);
    venue
        .post(
            accountant,
            "/v1/admin/payments/" + deposit.text("id") + "/refund",
            Map.of("amount", "100", "note", "asked for"))
        .expect(201);
    assertEquals("400", venue.balance(ada, "INR"));
    venue.razorpay().refund(order(deposit), 5_000);
    venue.await("at the dashboard", () -> venue.balance(ada, "INR").equals("350"));

    Answer second = open(ada, "UPI", "200");
    venue.razorpay().pay(order(second), true);
    venue.await(ada, second.text("id"), DepositStatus.CREDITED);
    String lost = venue.razorpay().dispute(order(second));
    venue.look(second);
    assertEquals("550", venue.balance(ada, "INR"), "nothing is deducted while it is open");
    venue.razorpay().closeDispute(lost, false);
    venue.await(ada, second.text("id"), DepositStatus.CHARGED_BACK);
    assertEquals("350", venue.balance(ada, "INR"));
    venue.razorpay().closeDispute(venue.razorpay().dispute(order(deposit)), true);
    venue.look(deposit);
    assertEquals("350", venue.balance(ada, "INR"), "a dispute that is won took nothing");
  }

  @Test
  void whatRazorpayGaveBackByItselfWasNeverPaid() throws Exception {
    Person ada = venue.client();
    Answer deposit = open(ada, "UPI", "65");
    venue.razorpay().webhooks().hold();
    try {
      venue.razorpay().pay(order(deposit), true);
      venue.razorpay().refundUncaptured(order(deposit));
    } finally {
      venue.razorpay().webhooks().release();
    }
    venue.await(
        "why nothing came",
        () ->
            venue
                .get(ada, "/v1/deposits/" + deposit.text("id"))
                .text("failure")
                .startsWith("The payment was not taken in time"));
    venue.look(deposit);
    assertEquals(0, venue.entries(ada), "neither credited nor debited");
  }

  @Test
  void moneyToTheOwnAddressIsFoundOnTheStatement() throws Exception {
    Person ada = venue.client();
    Person bob = venue.client();
    Person accountant = venue.user(Role.ACCOUNTANT);
    Answer byReference = open(ada, "UPI_DIRECT", "1000");
    String link = byReference.at("/nextStep/url");
    String reference = UpiConnector.reference(java.util.UUID.fromString(byReference.text("id")));
    assertTrue(link.startsWith("upi://pay?pa=venue%40bank&pn=The%20Venue&tr=" + reference), link);
    Answer byNumber = open(ada, "UPI_DIRECT", "300");
    Answer stolen = open(bob, "UPI_DIRECT", "301");
    String own = "/v1/deposits/" + byNumber.text("id") + "/utr";
    String number = "512345678" + dialect;
    venue.post(ada, own, Map.of("utr", "no")).expect(400);
    venue.post(ada, own, Map.of("utr", number + "2")).expect(202);
    venue.post(ada, own, Map.of("utr", number + "2")).expect(202);
    venue
        .post(bob, "/v1/deposits/" + stolen.text("id") + "/utr", Map.of("utr", number + "2"))
        .refused(ErrorCode.UTR_TAKEN);
    venue
        .post(bob, "/v1/deposits/" + stolen.text("id") + "/utr", Map.of("utr", number + "3"))
        .expect(202);
    String statement =
        "date,narration,utr,debit,credit\r\n"
            + "2026-01-31,\"UPI/%s/Ada, with love\",%s1,,999.50\r\n".formatted(reference, number)
            + "2026-01-31,UPI/ADA,%s2,,300.00\r\n".formatted(number)
            + "2026-01-31,UPI/CAROL,%s3,,7000.00\r\n".formatted(number)
            + "2026-01-31,RENT,%s4,12000.00,\r\n".formatted(number);
    for (String bad :
        List.of(
            "",
            "date,utr,credit\n",
            statement.replace("300.00", "300.001"),
            statement.replace("300.00", "-300"),
            statement.replace("2026-01-31", "31.01.2026"),
            statement.replace(number + "2", number + "1"),
            statement.replace("UPI/ADA,", ""))) {
      statement(accountant, bad).refused(ErrorCode.STATEMENT_REFUSED);
    }
    statement(ada, statement).refused(ErrorCode.NOT_ALLOWED);
    Answer taken = statement(accountant, statement).expect(201);
    assertEquals("{\"lines\":3,\"known\":0,\"matched\":2,\"unmatched\":1}", taken.body() + "");
    venue.await(ada, byReference.text("id"), DepositStatus.CREDITED);
    venue.await(ada, byNumber.text("id"), DepositStatus.CREDITED);
    assertEquals("1299.5", venue.balance(ada, "INR"), "what came, not what was asked for");
    assertEquals(
        "AMOUNT_DIFFERS",
        venue
            .get(accountant, "/v1/admin/payments/" + byReference.text("id"))
            .at("/deposit/attention"));
    assertEquals("0", venue.balance(bob, "INR"), "a number alone is not enough");

    Answer again = statement(accountant, statement).expect(201);
    assertEquals("{\"lines\":3,\"known\":3,\"matched\":0,\"unmatched\":0}", again.body() + "");
    assertEquals("1299.5", venue.balance(ada, "INR"));

    Answer waiting = venue.get(accountant, "/v1/admin/statement-lines").expect(200);
    assertEquals(number + "3", waiting.at("/items/0/utr"));
    Person carol = venue.client();
    Answer late = open(carol, "UPI_DIRECT", "7000");
    String match = "/v1/admin/statement-lines/" + waiting.at("/items/0/id") + "/match";
    Map<String, String> whose = Map.of("deposit", late.text("id"), "note", "she called");
    venue.post(carol, match, whose).refused(ErrorCode.NOT_ALLOWED);
    venue.post(accountant, match, whose).expect(204);
    venue.await(carol, late.text("id"), DepositStatus.CREDITED);
    assertEquals("7000", venue.balance(carol, "INR"));
    venue
        .post(accountant, match, Map.of("deposit", stolen.text("id"), "note", "twice"))
        .refused(ErrorCode.UTR_TAKEN);
    assertTrue(
        venue.acts().stream().anyMatch(act -> act.action().equals("payments.match")),
        "who matched is on record");
  }

  private static Answer statement(Person who, String csv) throws Exception {
    return venue.send(
        who,
        "POST",
        "/v1/admin/bank-statements",
        csv.getBytes(StandardCharsets.UTF_8),
        Map.of("Content-Type", "text/csv"));
  }
}

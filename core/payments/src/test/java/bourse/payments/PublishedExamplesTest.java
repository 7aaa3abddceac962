package bourse.payments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.payments.Connector.Effect;
import bourse.payments.Connector.EffectKind;
import bourse.payments.Connector.Order;
import bourse.payments.Connector.Payer;
import bourse.payments.Connector.Phase;
import bourse.payments.Connector.Refunded;
import bourse.payments.Connector.View;
import bourse.platform.crypto.Keystore;
import bourse.platform.http.Json;
import bourse.platform.service.DataDirectory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples that Stripe and Razorpay publish, as the connectors read them. Each has its source
 * beside it; fields that say nothing of parsing may be left out.
 */
class PublishedExamplesTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
  private static final byte[] SECRET = "published".getBytes(StandardCharsets.US_ASCII);

  @TempDir static Path directory;
  private static DataDirectory data;
  private static ProviderSecrets secrets;
  private static ExampleServer server;
  private static StripeConnector stripe;
  private static RazorpayConnector razorpay;

  @BeforeAll
  static void start() throws Exception {
    data = DataDirectory.open(directory.resolve("data"), 0);
    secrets = new ProviderSecrets(Keystore.open(data));
    for (String connector : List.of(StripeConnector.NAME, RazorpayConnector.NAME)) {
      secrets.keep(connector, ProviderSecrets.Kind.API_KEY, "id:secret");
      secrets.keep(connector, ProviderSecrets.Kind.WEBHOOK_SECRET, "published");
    }
    server = ExampleServer.open();
    Duration patience = Duration.ofSeconds(5);
    stripe =
        new StripeConnector(server.url(), Set.of("USD"), secrets, Duration.ofMinutes(5), patience);
    razorpay =
        new RazorpayConnector(server.url(), Set.of("INR"), "7878780080316316", secrets, patience);
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
    data.close();
  }

  static JsonNode example(String name) throws IOException {
    try (InputStream file =
        PublishedExamplesTest.class.getResourceAsStream("published/" + name + ".json")) {
      JsonNode read = Json.lenientMapper().readTree(file);
      assertTrue(read.path("source").asText().startsWith("https://"), name);
      return read.path("body");
    }
  }

  private static Order order(PaymentMethod method, String currency) {
    return new Order(
        UUID.randomUUID(),
        method,
        currency,
        50_000,
        new Payer(Optional.of("payer@upi"), Optional.of("+919000000000"), Optional.empty()),
        URI.create("https://venue.example/"),
        NOW,
        NOW.plusSeconds(3600));
  }

  @Test
  void aSessionOfStripeSaysWhereThePayerGoesAndThatNothingIsPaid() throws Exception {
    JsonNode session = example("stripe-checkout-session");
    server.answer("POST /v1/checkout/sessions", session);
    Order order = order(PaymentMethod.CARD, "USD");
    Connector.Started started = stripe.start(order);
    assertEquals(session.path("id").asText(), started.reference());
    assertEquals(Optional.of(URI.create(session.path("url").asText())), started.next().url());

    String path = "GET /v1/checkout/sessions/" + started.reference();
    server.answer(path, session);
    assertEquals(Phase.NOT_PAID, stripe.look(started.reference(), order, false).phase());
    ObjectNode expanded = session.deepCopy();
    expanded.set("payment_intent", example("stripe-payment-intent"));
    server.answer(path, expanded);
    assertEquals(Phase.NOT_PAID, stripe.look(started.reference(), order, false).phase());
  }

  @Test
  void aPaidIntentOfStripeIsWhatCameAndWhatWentBack() throws Exception {
    ObjectNode intent = example("stripe-payment-intent").deepCopy();
    intent.put("status", "succeeded");
    intent.put("amount_received", 1099);
    intent.set("latest_charge", example("stripe-charge"));
    ObjectNode session = example("stripe-checkout-session").deepCopy();
    session.put("status", "complete");
    session.set("payment_intent", intent);
    server.answer("GET /v1/checkout/sessions/cs", session);
    server.answer("GET /v1/refunds", list("data", example("stripe-refund")));
    server.answer("GET /v1/disputes", list("data", example("stripe-dispute")));
    Order order = order(PaymentMethod.CARD, "USD");

    View paid = stripe.look("cs", order, false);
    assertEquals(
        new View(
            Phase.PAID,
            Optional.of("pi_1MoS6fLgUG5tbmjca6AdBPsl"),
            1099,
            "USD",
            List.of(),
            Optional.empty()),
        paid,
        "the charge has no sign of anything that went back");
    assertEquals(
        List.of(
            new Effect(EffectKind.REFUND, "re_1Nispe2eZvKYlo2Cd31jOCgZ", 1000, Optional.empty())),
        stripe.look("cs", order, true).effects(),
        "an inquiry moves no money");
    server.answer("POST /v1/refunds", example("stripe-refund"));
    assertEquals(
        new Refunded("re_1Nispe2eZvKYlo2Cd31jOCgZ", Connector.RefundStatus.DONE),
        stripe.refund("pi_1GszsK2eZvKYlo2CfhZyoZLp", UUID.randomUUID(), "USD", 1000));
  }

  @Test
  void anEventOfStripeIsReadForItsIds() throws Exception {
    byte[] body = bytes(example("stripe-event"));
    String signature = StripeSignature.header(SECRET, NOW.getEpochSecond(), body);
    Connector.Event event =
        stripe.event(
            name -> Optional.of(signature).filter(one -> name.equals("Stripe-Signature")),
            body,
            NOW);
    assertEquals(
        new Connector.Event(
            "evt_1NG8Du2eZvKYlo2CUI79vXWy",
            "setup_intent.created",
            Optional.empty(),
            Set.of("seti_1NG8Du2eZvKYlo2C9XMqbR0x")),
        event);
  }

  @Test
  void anOrderOfRazorpayAndItsPaymentsAreRead() throws Exception {
    server.answer("GET /v1/orders", list("items"));
    server.answer("POST /v1/orders", example("razorpay-order"));
    server.answer(
        "POST /v1/payments/create/upi",
        Json.lenientMapper()
            .readTree(
                "{\"razorpay_payment_id\":\"pay_FHfAzEJ51k8NLj\",\"link\":\"upi://pay?pa=a@b\"}"));
    assertEquals(
        "order_EKwxwAgItmmXdp", razorpay.start(order(PaymentMethod.UPI, "INR")).reference());

    server.answer("GET /v1/orders/order_X/payments", example("razorpay-payments-of-an-order"));
    server.answer("GET /v1/disputes", example("razorpay-disputes"));
    server.answer(
        "GET /v1/payments/pay_DaaSOvhgcOfzgR/refunds", example("razorpay-refunds-of-a-payment"));
    Order order = order(PaymentMethod.UPI, "INR");
    View paid = razorpay.look("order_X", order, false);
    assertEquals(Phase.PAID, paid.phase());
    assertEquals(2200, paid.minor());
    assertEquals(Optional.of("pay_DaaSOvhgcOfzgR"), paid.payment());
    assertEquals(List.of(), paid.effects());
    assertEquals(
        List.of(new Effect(EffectKind.REFUND, "rfnd_FP8DDKxqJif6ca", 300_100, Optional.empty())),
        razorpay.look("order_X", order, true).effects());

    server.answer(
        "GET /v1/orders/order_Y/payments", list("items", example("razorpay-upi-payment")));
    View byUpi = razorpay.look("order_Y", order, false);
    assertEquals(100, byUpi.minor());
    assertEquals(Optional.of("pay_FHfAzEJ51k8NLj"), byUpi.payment());
  }

  @Test
  void aDisputeOfRazorpayThatIsOpenMovesNothing() throws Exception {
    ObjectNode payment = example("razorpay-upi-payment").deepCopy();
    payment.put("id", "pay_EsyWjHrfzb59eR");
    server.answer("GET /v1/orders/order_Z/payments", list("items", payment));
    server.answer("GET /v1/disputes", example("razorpay-disputes"));
    Order order = order(PaymentMethod.UPI, "INR");
    assertEquals(List.of(), razorpay.look("order_Z", order, false).effects());
    ObjectNode lost = example("razorpay-disputes").deepCopy();
    ((ObjectNode) lost.at("/items/0")).put("status", "lost").put("amount_deducted", 10_000);
    server.answer("GET /v1/disputes", lost);
    assertEquals(
        List.of(new Effect(EffectKind.CHARGEBACK, "disp_Esz7KAitoYM7PJ", 10_000, Optional.empty())),
        razorpay.look("order_Z", order, false).effects());
  }

  @Test
  void aRefundAWebhookAndAnErrorOfRazorpayAreRead() throws Exception {
    server.answer("POST /v1/payments/pay_X/refund", example("razorpay-refund"));
    assertEquals(
        new Refunded("rfnd_FP8QHiV938haTz", Connector.RefundStatus.DONE),
        razorpay.refund("pay_X", UUID.randomUUID(), "INR", 500_100));

    byte[] body = bytes(example("razorpay-refund-created"));
    Map<String, String> headers =
        Map.of(
            "X-Razorpay-Signature", Hmac.sha256(SECRET, body), "X-Razorpay-Event-Id", "KEDHHyXvq");
    assertEquals(
        new Connector.Event(
            "KEDHHyXvq",
            "refund.created",
            Optional.empty(),
            Set.of("rfnd_FS8TWyPrCsa0OB", "pay_FPoJKWQQ8lK13n", "order_FPoIeimWki9j8A")),
        razorpay.event(name -> Optional.ofNullable(headers.get(name)), body, NOW));

    server.answer("POST /v1/payments/pay_Y/refund", 400, example("razorpay-error"));
    ProviderRefusal refusal =
        assertThrows(
            ProviderRefusal.class, () -> razorpay.refund("pay_Y", UUID.randomUUID(), "INR", 1));
    assertTrue(
        refusal.getMessage().endsWith("Authentication failed due to incorrect otp"),
        refusal.getMessage());
    server.answer("POST /v1/payments/pay_Y/refund", 401, example("razorpay-error"));
    assertThrows(
        ProviderSilence.class, () -> razorpay.refund("pay_Y", UUID.randomUUID(), "INR", 1));
    assertFalse(razorpay.health().detail().isEmpty(), "a key that is refused is seen");
  }

  private static JsonNode list(String name, JsonNode... entries) {
    ObjectNode list = Json.lenientMapper().createObjectNode();
    ArrayNode items = list.putArray(name);
    for (JsonNode entry : entries) {
      items.add(entry);
    }
    return list.put("has_more", false);
  }

  private static byte[] bytes(JsonNode json) {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }
}

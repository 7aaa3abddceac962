package bourse.payments;

import bourse.auth.QrPicture;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.http.Json;
import bourse.platform.service.Health;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Razorpay, by version 1 of its HTTP API: UPI by a link, which is a QR code too, and by a request
 * to the payer's address. An order has the deposit's id as its receipt, by which it is found again
 * when no answer came; it can be paid once, however many payments are tried. Sources:
 * razorpay.com/docs/api, razorpay.com/docs/webhooks.
 *
 * <p>The request to an address (collect) is closed to most merchants since 28 February 2026, by a
 * rule of NPCI; trade in securities (MCC 6211) is excepted.
 */
final class RazorpayConnector implements Connector {
  static final String NAME = "razorpay";

  private static final Logger LOG = LoggerFactory.getLogger(RazorpayConnector.class);
  private static final String DEPOSIT = "deposit";
  private static final String REFUND = "refund";
  private static final int MOST = 100;
  private static final int MOST_DISPUTES = 5_000;

  private final Set<String> currencies;
  private final String account;
  private final ProviderSecrets secrets;
  private final ProviderHttp http;

  /**
   * @param base of the API; Razorpay's own, or a simulator's
   * @param account from which payouts are made; empty for none
   */
  RazorpayConnector(
      URI base,
      Set<String> currencies,
      String account,
      ProviderSecrets secrets,
      Duration patience) {
    this.currencies = Set.copyOf(currencies);
    this.account = account;
    this.secrets = secrets;
    this.http =
        new ProviderHttp(
            "Razorpay", base, patience, body -> body.path("error").path("description").asText(""));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<PaymentMethod> methods() {
    return Set.of(PaymentMethod.UPI, PaymentMethod.UPI_COLLECT);
  }

  @Override
  public Set<String> currencies() {
    return currencies;
  }

  @Override
  public Health health() {
    if (!isReady()) {
      return Health.degraded(
          "Razorpay has no key: bourse payments secret razorpay api-key sets KEY_ID:KEY_SECRET; no"
              + " deposits by UPI");
    }
    if (http.refusesKey()) {
      return Health.degraded(
          "Razorpay does not take our key, or not from this address; bourse payments secret"
              + " razorpay api-key sets another");
    }
    return secrets.webhookSecretCount(NAME) == 0
        ? Health.degraded(
            "Razorpay has no webhook secret: bourse payments secret razorpay webhook-secret sets"
                + " it; payments are found by asking alone")
        : Health.UP;
  }

  @Override
  public boolean isReady() {
    return secrets.apiKey(NAME).isPresent();
  }

  @Override
  public Started start(Order order) {
    String id = earlier(order).orElseGet(() -> create(order));
    ObjectNode payment = body(order.minor(), order.currency());
    payment.put("order_id", id);
    payment.put("email", order.payer().email().orElse("void@razorpay.com"));
    payment.put("contact", order.payer().phone().orElse(""));
    payment.put("method", "upi");
    payment.put("description", "Deposit");
    payment.putObject("notes").put(DEPOSIT, order.deposit().toString());
    ObjectNode upi = payment.putObject("upi");
    if (order.method() == PaymentMethod.UPI_COLLECT) {
      upi.put("flow", "collect");
      upi.put("vpa", order.payer().address().orElseThrow());
      upi.put("expiry_time", 5);
    } else {
      upi.put("flow", "intent");
    }
    JsonNode answer = post("/v1/payments/create/upi", Map.of(), payment);
    return new Started(id, next(order, answer.path("link").asText("")));
  }

  private static NextStep next(Order order, String link) {
    if (order.method() == PaymentMethod.UPI_COLLECT) {
      return new NextStep(NextStep.Kind.WAIT, Optional.empty(), Map.of(), Optional.empty());
    }
    if (!link.startsWith("upi://")) {
      throw new ProviderSilence("Razorpay gave no link to pay by");
    }
    return new NextStep(
        NextStep.Kind.UPI_LINK,
        Optional.of(URI.create(link)),
        Map.of(),
        Optional.of(QrPicture.svg(link)));
  }

  /** The order that an earlier question has made, whose answer got lost. */
  private Optional<String> earlier(Order order) {
    return get("/v1/orders?receipt=" + ProviderHttp.encoded(order.deposit().toString()))
        .path("items")
        .valueStream()
        .filter(found -> found.path("receipt").asText().equals(order.deposit().toString()))
        .map(found -> found.path("id").asText())
        .findFirst();
  }

  private String create(Order order) {
    ObjectNode wanted = body(order.minor(), order.currency());
    wanted.put("receipt", order.deposit().toString());
    wanted.putObject("notes").put(DEPOSIT, order.deposit().toString());
    return post("/v1/orders", Map.of(), wanted).path("id").asText();
  }

  @Override
  public View look(String reference, Order order, boolean effects) {
    JsonNode payments =
        get("/v1/orders/" + ProviderHttp.encoded(reference) + "/payments").path("items");
    Optional<String> failure = Optional.empty();
    boolean isProcessing = false;
    for (JsonNode payment : payments) {
      switch (payment.path("status").asText()) {
        case "captured", "refunded" -> {
          if (payment.path("captured").asBoolean()) {
            return paid(payment, effects);
          }
          // Razorpay gives back what was not captured in time: it never was the venue's.
          failure = Optional.of("The payment was not taken in time and goes back to you.");
        }
        case "authorized" -> {
          capture(payment);
          isProcessing = true;
        }
        case "failed" -> failure = text(payment, "error_description");
        default -> {}
      }
    }
    if (isProcessing) {
      return View.unpaid(Phase.PROCESSING, Optional.empty());
    }
    return View.unpaid(Phase.NOT_PAID, failure);
  }

  /** Where an account does not capture by itself. What is not captured goes back to the payer. */
  private void capture(JsonNode payment) {
    try {
      post(
          "/v1/payments/" + payment.path("id").asText() + "/capture",
          Map.of(),
          body(payment.path("amount").asLong(), payment.path("currency").asText()));
    } catch (ProviderRefusal refusal) {
      LOG.info("Payment {} is captured already: {}", payment.path("id"), refusal.getMessage());
    }
  }

  private View paid(JsonNode payment, boolean effects) {
    String id = payment.path("id").asText();
    List<Effect> gone = new ArrayList<>();
    if (effects || payment.path("amount_refunded").asLong() > 0) {
      gone.addAll(refunds(id));
    }
    gone.addAll(disputes(id));
    return new View(
        Phase.PAID,
        Optional.of(id),
        payment.path("amount").asLong(),
        payment.path("currency").asText(),
        gone,
        Optional.empty());
  }

  private List<Effect> refunds(String payment) {
    return get("/v1/payments/" + ProviderHttp.encoded(payment) + "/refunds?count=" + MOST)
        .path("items")
        .valueStream()
        .map(refund ->
            new Effect(
                refund.path("status").asText().equals("failed")
                    ? EffectKind.REFUND_FAILED
                    : EffectKind.REFUND,
                refund.path("id").asText(),
                refund.path("amount").asLong(),
                ours(refund, REFUND)))
        .toList();
  }

  /** A payment does not say that it is disputed; what was deducted of it is gone. */
  private List<Effect> disputes(String payment) {
    List<Effect> disputes = new ArrayList<>();
    for (int skip = 0; skip < MOST_DISPUTES; skip += MOST) {
      JsonNode items = get("/v1/disputes?count=" + MOST + "&skip=" + skip).path("items");
      items
          .valueStream()
          .filter(dispute -> dispute.path("payment_id").asText().equals(payment))
          .filter(dispute -> isWon(dispute) || dispute.path("amount_deducted").asLong() > 0)
          .map(RazorpayConnector::effect)
          .forEach(disputes::add);
      if (items.size() < MOST) {
        return disputes;
      }
    }
    throw new ProviderSilence("Razorpay has more disputes than can be looked through");
  }

  private static Effect effect(JsonNode dispute) {
    return new Effect(
        isWon(dispute) ? EffectKind.CHARGEBACK_WON : EffectKind.CHARGEBACK,
        dispute.path("id").asText(),
        dispute.path("amount_deducted").asLong(),
        Optional.empty());
  }

  private static boolean isWon(JsonNode dispute) {
    return dispute.path("status").asText().equals("won");
  }

  @Override
  public Event event(Headers headers, byte[] body, Instant now) {
    String signature =
        headers
            .first("X-Razorpay-Signature")
            .orElseThrow(() -> refused("The webhook has no X-Razorpay-Signature."));
    boolean isTheirs = false;
    for (byte[] secret : secrets.webhookSecrets(NAME)) {
      isTheirs |= Hmac.isSame(Hmac.sha256(secret, body), signature);
    }
    if (!isTheirs) {
      throw refused(
          "The webhook's signature is not of its body under any secret that is known here; nothing"
              + " happened.");
    }
    JsonNode event = json(body);
    Set<String> references = new HashSet<>();
    Optional<UUID> deposit = Optional.empty();
    for (Map.Entry<String, JsonNode> part : event.path("payload").properties()) {
      JsonNode entity = part.getValue().path("entity");
      for (String field : List.of("id", "order_id", "payment_id")) {
        text(entity, field).ifPresent(references::add);
      }
      deposit = deposit.or(() -> ours(entity, DEPOSIT));
    }
    // The header with the event's id is not signed: without it, or with another, the body tells.
    String id = headers.first("X-Razorpay-Event-Id").orElseGet(() -> Hmac.hash(body));
    return new Event(
        id.length() > 200 ? Hmac.hash(body) : id,
        event.path("event").asText(),
        deposit,
        references);
  }

  private static JsonNode json(byte[] body) {
    try {
      JsonNode event = Json.lenientMapper().readTree(body);
      if (event.path("event").asText().isEmpty() || event.path("event").asText().length() > 100) {
        throw refused("The webhook is no event: it does not say which.");
      }
      return event;
    } catch (IOException e) {
      throw new Fault(ErrorCode.WEBHOOK_REFUSED, "The webhook is not JSON.", e);
    }
  }

  @Override
  public Refunded refund(String payment, UUID refund, String currency, long minor) {
    ObjectNode wanted = Json.lenientMapper().createObjectNode();
    wanted.put("amount", minor);
    wanted.put("receipt", refund.toString());
    wanted.putObject("notes").put(REFUND, refund.toString());
    JsonNode answer =
        post(
            "/v1/payments/" + ProviderHttp.encoded(payment) + "/refund",
            Map.of("X-Refund-Idempotency", refund.toString()),
            wanted);
    return new Refunded(
        answer.path("id").asText(),
        switch (answer.path("status").asText()) {
          case "processed" -> RefundStatus.DONE;
          case "failed" -> RefundStatus.FAILED;
          default -> RefundStatus.PENDING;
        });
  }

  @Override
  public PaidOut payOut(Payout payout) {
    ObjectNode wanted = body(payout.minor(), payout.currency());
    wanted.put("account_number", account);
    wanted.put("fund_account_id", payout.destination());
    wanted.put("mode", "IMPS");
    wanted.put("purpose", "payout");
    wanted.put("queue_if_low_balance", true);
    wanted.put("reference_id", payout.id().toString());
    return paidOut(
        post("/v1/payouts", Map.of("X-Payout-Idempotency", payout.id().toString()), wanted));
  }

  @Override
  public PaidOut payout(String reference) {
    return paidOut(get("/v1/payouts/" + ProviderHttp.encoded(reference)));
  }

  private static PaidOut paidOut(JsonNode payout) {
    return new PaidOut(
        payout.path("id").asText(),
        switch (payout.path("status").asText()) {
          case "processed" -> PayoutStatus.PAID;
          case "failed", "reversed", "rejected", "cancelled" -> PayoutStatus.FAILED;
          default -> PayoutStatus.PENDING;
        },
        text(payout.path("status_details"), "description"));
  }

  private static ObjectNode body(long minor, String currency) {
    ObjectNode body = Json.lenientMapper().createObjectNode();
    body.put("amount", minor);
    body.put("currency", currency);
    return body;
  }

  private JsonNode get(String path) {
    return http.get(path, headers());
  }

  private JsonNode post(String path, Map<String, String> more, ObjectNode body) {
    Map<String, String> headers = headers();
    headers.putAll(more);
    return http.post(
        path, headers, "application/json", body.toString().getBytes(StandardCharsets.UTF_8));
  }

  private Map<String, String> headers() {
    String key =
        secrets
            .apiKey(NAME)
            .orElseThrow(() -> new ProviderSilence("Razorpay can't be asked: there is no key"));
    Map<String, String> headers = new HashMap<>();
    headers.put(
        "Authorization",
        "Basic " + Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8)));
    return headers;
  }

  /** Notes are an object, or an empty list where there are none. */
  private static Optional<UUID> ours(JsonNode entity, String name) {
    return text(entity.path("notes"), name).flatMap(RazorpayConnector::uuid);
  }

  private static Optional<UUID> uuid(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // of somebody else who uses the same account
    }
  }

  private static Optional<String> text(JsonNode object, String field) {
    JsonNode value = object.path(field);
    return value.isTextual() && !value.textValue().isEmpty()
        ? Optional.of(value.textValue())
        : Optional.empty();
  }

  private static Fault refused(String words) {
    return new Fault(ErrorCode.WEBHOOK_REFUSED, words);
  }
}

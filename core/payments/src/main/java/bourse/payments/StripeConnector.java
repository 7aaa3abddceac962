package bourse.payments;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.http.Json;
import bourse.platform.service.Health;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Stripe, by its HTTP API as of {@link #API_VERSION}. A card payment is a PaymentIntent that the
 * payer confirms on Stripe's own page (a Checkout Session), so that no card number and no script of
 * others ever reaches this server's pages. Sources: docs.stripe.com/api, docs.stripe.com/webhooks.
 */
final class StripeConnector implements Connector {
  static final String NAME = "stripe";

  /** What requests and answers look like. */
  static final String API_VERSION = "2026-07-29.dahlia";

  private static final String DEPOSIT = "deposit";
  private static final String REFUND = "refund";

  /** Of a dispute: the money is at the payer's bank. Inquiries ({@code warning_…}) move none. */
  private static final Set<String> MONEY_IS_GONE = Set.of("needs_response", "under_review", "lost");

  private static final Set<String> REFUND_IS_OFF = Set.of("failed", "canceled");

  private final Set<String> currencies;
  private final ProviderSecrets secrets;
  private final Duration tolerance;
  private final ProviderHttp http;

  /**
   * @param base of the API; Stripe's own, or a simulator's
   * @param tolerance how far the time of a webhook's signature may be off
   */
  StripeConnector(
      URI base,
      Set<String> currencies,
      ProviderSecrets secrets,
      Duration tolerance,
      Duration patience) {
    this.currencies = Set.copyOf(currencies);
    this.secrets = secrets;
    this.tolerance = tolerance;
    this.http =
        new ProviderHttp(
            "Stripe", base, patience, body -> body.path("error").path("message").asText(""));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<PaymentMethod> methods() {
    return Set.of(PaymentMethod.CARD);
  }

  @Override
  public Set<String> currencies() {
    return currencies;
  }

  @Override
  public Health health() {
    if (secrets.apiKey(NAME).isEmpty()) {
      return Health.degraded(
          "Stripe has no key: bourse payments secret stripe api-key sets it; no deposits by card");
    }
    if (http.refusesKey()) {
      return Health.degraded(
          "Stripe does not take our key; bourse payments secret stripe api-key sets another");
    }
    return secrets.webhookSecretCount(NAME) == 0
        ? Health.degraded(
            "Stripe has no webhook secret: bourse payments secret stripe webhook-secret sets it;"
                + " payments are found by asking alone")
        : Health.UP;
  }

  @Override
  public boolean isReady() {
    return secrets.apiKey(NAME).isPresent();
  }

  @Override
  public Started start(Order order) {
    Map<String, String> fields = new TreeMap<>();
    fields.put("mode", "payment");
    fields.put("payment_method_types[0]", "card");
    fields.put("client_reference_id", order.deposit().toString());
    fields.put("metadata[deposit]", order.deposit().toString());
    fields.put("payment_intent_data[metadata][deposit]", order.deposit().toString());
    fields.put("line_items[0][quantity]", "1");
    fields.put("line_items[0][price_data][currency]", order.currency().toLowerCase(Locale.ROOT));
    fields.put("line_items[0][price_data][unit_amount]", Long.toString(order.minor()));
    fields.put("line_items[0][price_data][product_data][name]", "Deposit");
    fields.put("success_url", order.returnTo().toString());
    fields.put("cancel_url", order.returnTo().toString());
    fields.put("expires_at", Long.toString(order.expiresAt().getEpochSecond()));
    JsonNode session = post("/v1/checkout/sessions", fields, order.deposit());
    return new Started(
        session.path("id").asText(), NextStep.redirect(URI.create(session.path("url").asText())));
  }

  @Override
  public View look(String reference, Order order, boolean effects) {
    JsonNode session =
        get(
            "/v1/checkout/sessions/"
                + ProviderHttp.encoded(reference)
                + "?expand%5B%5D=payment_intent.latest_charge");
    JsonNode intent = session.path("payment_intent");
    if (intent.path("status").asText().equals("succeeded")) {
      return paid(intent, effects);
    }
    Optional<String> failure = text(intent.path("last_payment_error"), "message");
    if (intent.path("status").asText().equals("processing")) {
      return View.unpaid(Phase.PROCESSING, Optional.empty());
    }
    return switch (session.path("status").asText()) {
      case "expired" -> View.unpaid(Phase.EXPIRED, failure);
      case "complete" -> View.unpaid(Phase.FAILED, failure);
      default -> View.unpaid(Phase.NOT_PAID, failure);
    };
  }

  private View paid(JsonNode intent, boolean effects) {
    String id = intent.path("id").asText();
    JsonNode charge = intent.path("latest_charge");
    List<Effect> gone = new ArrayList<>();
    if (effects || charge.path("amount_refunded").asLong() > 0) {
      gone.addAll(refunds(id));
    }
    if (effects || charge.path("disputed").asBoolean()) {
      gone.addAll(disputes(id));
    }
    return new View(
        Phase.PAID,
        Optional.of(id),
        intent.path("amount_received").asLong(),
        intent.path("currency").asText().toUpperCase(Locale.ROOT),
        gone,
        Optional.empty());
  }

  private List<Effect> refunds(String intent) {
    List<Effect> refunds = new ArrayList<>();
    for (JsonNode refund : list("/v1/refunds", intent)) {
      boolean isOff = REFUND_IS_OFF.contains(refund.path("status").asText());
      refunds.add(
          new Effect(
              isOff ? EffectKind.REFUND_FAILED : EffectKind.REFUND,
              refund.path("id").asText(),
              refund.path("amount").asLong(),
              ours(refund, REFUND)));
    }
    return refunds;
  }

  private List<Effect> disputes(String intent) {
    List<Effect> disputes = new ArrayList<>();
    for (JsonNode dispute : list("/v1/disputes", intent)) {
      String status = dispute.path("status").asText();
      if (MONEY_IS_GONE.contains(status) || status.equals("won")) {
        disputes.add(
            new Effect(
                status.equals("won") ? EffectKind.CHARGEBACK_WON : EffectKind.CHARGEBACK,
                dispute.path("id").asText(),
                dispute.path("amount").asLong(),
                Optional.empty()));
      }
    }
    return disputes;
  }

  private JsonNode list(String path, String intent) {
    JsonNode page = get(path + "?limit=100&payment_intent=" + ProviderHttp.encoded(intent));
    if (page.path("has_more").asBoolean()) {
      throw new ProviderSilence("Stripe has more than 100 entries in " + path + " of " + intent);
    }
    return page.path("data");
  }

  @Override
  public Event event(Headers headers, byte[] body, Instant now) {
    StripeSignature signature =
        headers
            .first("Stripe-Signature")
            .flatMap(StripeSignature::parse)
            .orElseThrow(() ->
                refused("The webhook has no Stripe-Signature with a time and a v1 signature."));
    if (!signature.isOf(secrets.webhookSecrets(NAME), body)) {
      throw refused(
          "The webhook's signature is not of its body under any secret that is known here; nothing"
              + " happened.");
    }
    if (!signature.isWithin(tolerance, now)) {
      throw refused(
          "The webhook was signed more than "
              + tolerance.toSeconds()
              + " seconds from now; nothing happened.");
    }
    JsonNode event = json(body);
    JsonNode object = event.path("data").path("object");
    return new Event(
        event.path("id").asText(),
        event.path("type").asText(),
        ours(object, DEPOSIT),
        references(object));
  }

  private static JsonNode json(byte[] body) {
    try {
      JsonNode event = Json.lenientMapper().readTree(body);
      if (event.path("id").asText().isEmpty() || event.path("type").asText().isEmpty()) {
        throw refused("The webhook is no event: it has no id or no type.");
      }
      return event;
    } catch (IOException e) {
      throw new Fault(ErrorCode.WEBHOOK_REFUSED, "The webhook is not JSON.", e);
    }
  }

  private static Set<String> references(JsonNode object) {
    Set<String> references = new HashSet<>();
    for (String field : List.of("id", "payment_intent")) {
      text(object, field).ifPresent(references::add);
    }
    return references;
  }

  @Override
  public Refunded refund(String payment, UUID refund, String currency, long minor) {
    JsonNode answer =
        post(
            "/v1/refunds",
            new TreeMap<>(
                Map.of(
                    "payment_intent",
                    payment,
                    "amount",
                    Long.toString(minor),
                    "metadata[refund]",
                    refund.toString())),
            refund);
    return new Refunded(
        answer.path("id").asText(),
        switch (answer.path("status").asText()) {
          case "succeeded" -> RefundStatus.DONE;
          case "failed", "canceled" -> RefundStatus.FAILED;
          default -> RefundStatus.PENDING;
        });
  }

  @Override
  public PaidOut payOut(Payout payout) {
    return paidOut(
        post(
            "/v1/payouts",
            new TreeMap<>(
                Map.of(
                    "amount",
                    Long.toString(payout.minor()),
                    "currency",
                    payout.currency().toLowerCase(Locale.ROOT),
                    "destination",
                    payout.destination(),
                    "metadata[payout]",
                    payout.id().toString())),
            payout.id()));
  }

  @Override
  public PaidOut payout(String reference) {
    return paidOut(get("/v1/payouts/" + ProviderHttp.encoded(reference)));
  }

  private static PaidOut paidOut(JsonNode payout) {
    return new PaidOut(
        payout.path("id").asText(),
        switch (payout.path("status").asText()) {
          case "paid" -> PayoutStatus.PAID;
          case "failed", "canceled" -> PayoutStatus.FAILED;
          default -> PayoutStatus.PENDING;
        },
        text(payout, "failure_message"));
  }

  private JsonNode get(String path) {
    return http.get(path, headers());
  }

  /** The key has Stripe do it once, however often it is asked; for at least a day. */
  private JsonNode post(String path, Map<String, String> fields, UUID key) {
    Map<String, String> headers = headers();
    headers.put("Idempotency-Key", key.toString());
    return http.post(
        path,
        headers,
        "application/x-www-form-urlencoded",
        ProviderHttp.form(fields).getBytes(StandardCharsets.US_ASCII));
  }

  private Map<String, String> headers() {
    String key =
        secrets
            .apiKey(NAME)
            .orElseThrow(() -> new ProviderSilence("Stripe can't be asked: there is no key"));
    Map<String, String> headers = new HashMap<>();
    headers.put("Authorization", "Bearer " + key);
    headers.put("Stripe-Version", API_VERSION);
    return headers;
  }

  private static Optional<UUID> ours(JsonNode object, String name) {
    return text(object.path("metadata"), name).flatMap(StripeConnector::uuid);
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

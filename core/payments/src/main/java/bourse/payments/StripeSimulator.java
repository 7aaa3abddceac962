package bourse.payments;

import bourse.platform.http.Access;
import bourse.platform.http.Json;
import bourse.platform.http.Route;
import bourse.platform.time.WallClock;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A simulator of the part of Stripe that {@link StripeConnector} uses, with its wire format, its
 * errors, its idempotency and its test cards (docs.stripe.com/testing), for tests and the demo. It
 * listens on this machine alone, keeps everything in memory, and moves no money.
 */
public final class StripeSimulator extends SimulatedProvider {
  /** Pays. */
  static final String GOOD_CARD = "4242424242424242";

  /** Is declined. */
  static final String DECLINED_CARD = "4000000000000002";

  /** Pays, and its owner disputes it at once. */
  static final String DISPUTED_CARD = "4000000000000259";

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final long LEAST_LIFE_SECONDS = 1_800;
  private static final long LONGEST_LIFE_SECONDS = 86_400;
  private static final long LEAST_AMOUNT = 50;

  /** What a key was used for, and what came of it. */
  private record Done(String request, Answer answer) {}

  private final String apiKey;
  private final Supplier<byte[]> webhookSecret;
  private final WallClock clock;
  private final Map<String, ObjectNode> sessions = new LinkedHashMap<>();
  private final Map<String, ObjectNode> intents = new LinkedHashMap<>();
  private final Map<String, ObjectNode> charges = new LinkedHashMap<>();
  private final Map<String, ObjectNode> refunds = new LinkedHashMap<>();
  private final Map<String, ObjectNode> disputes = new LinkedHashMap<>();
  private final Map<String, ObjectNode> payouts = new LinkedHashMap<>();
  private final Map<String, Done> done = new LinkedHashMap<>();
  private volatile boolean listsLag;

  /**
   * @param port 0 for a free one
   * @param apiKey whoever asks has to have it
   * @param webhookSecret with which webhooks are signed
   * @param webhooksTo where they are posted
   */
  public StripeSimulator(
      int port,
      String apiKey,
      Supplier<byte[]> webhookSecret,
      Supplier<URI> webhooksTo,
      WallClock clock) {
    super("stripe-simulator", port, webhooksTo);
    this.apiKey = apiKey;
    this.webhookSecret = webhookSecret;
    this.clock = clock;
  }

  @Override
  List<Route> routes() {
    return List.of(
        operation("POST", "/v1/checkout/sessions", once(this::createSession)),
        operation("GET", "/v1/checkout/sessions/{id}", asked(this::session)),
        operation("GET", "/v1/payment_intents/{id}", asked(request -> one(request, intents))),
        operation("POST", "/v1/refunds", once(this::createRefund)),
        operation("GET", "/v1/refunds", asked(request -> list(request, refunds))),
        operation("GET", "/v1/disputes", asked(request -> list(request, disputes))),
        operation("POST", "/v1/payouts", once(this::createPayout)),
        operation("GET", "/v1/payouts/{id}", asked(request -> one(request, payouts))),
        new Route("GET", "/pay/{id}", Access.PUBLIC, this::showPage),
        new Route("POST", "/pay/{id}", Access.PUBLIC, this::takePage));
  }

  @Override
  ObjectNode error(String message) {
    return error("api_error", message, "");
  }

  private static ObjectNode error(String type, String message, String param) {
    ObjectNode error = object();
    ObjectNode inner = error.putObject("error");
    inner.put("message", message);
    if (!param.isEmpty()) {
      inner.put("param", param);
    }
    inner.put("type", type);
    return error;
  }

  private static Answer bad(String message, String param) {
    return new Answer(400, error("invalid_request_error", message, param));
  }

  private Operation asked(Operation operation) {
    return request -> {
      if (!header(request, "Authorization").equals("Bearer " + apiKey)) {
        return new Answer(
            401, error("invalid_request_error", "Invalid API Key provided: sk_test_****", ""));
      }
      if (!header(request, "Stripe-Version").equals(StripeConnector.API_VERSION)) {
        return bad("Invalid Stripe API version: " + header(request, "Stripe-Version"), "");
      }
      return operation.act(request);
    };
  }

  /** The same key again is answered as the first time; with something else it is an error. */
  private Operation once(Operation operation) {
    return asked(request -> {
      String key = header(request, "Idempotency-Key");
      String what = request.path().path() + "?" + form(request);
      Done before = done.get(key);
      if (before != null && !before.request().equals(what)) {
        return new Answer(
            400,
            error(
                "idempotency_error",
                "Keys for idempotent requests can only be used with the same parameters they were"
                    + " first used with.",
                ""));
      }
      if (before != null) {
        return before.answer();
      }
      Answer answer = operation.act(request);
      if (!key.isEmpty()) {
        done.put(key, new Done(what, answer));
      }
      return answer;
    });
  }

  private Answer createSession(ServerRequest request) {
    Map<String, String> form = form(request);
    long now = clock.instant().getEpochSecond();
    long life = Long.parseLong(form.getOrDefault("expires_at", Long.toString(now + 86_400))) - now;
    if (!form.getOrDefault("mode", "").equals("payment")) {
      return bad("Missing required param: mode.", "mode");
    }
    if (!form.containsKey("success_url")) {
      return bad("Missing required param: success_url.", "success_url");
    }
    if (life < LEAST_LIFE_SECONDS || life > LONGEST_LIFE_SECONDS) {
      return bad(
          "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session"
              + " creation.",
          "expires_at");
    }
    long amount = Long.parseLong(form.getOrDefault("line_items[0][price_data][unit_amount]", "0"));
    if (amount < LEAST_AMOUNT) {
      return bad("The Checkout Session's total amount due is too small.", "line_items");
    }
    String id = "cs_test_" + letters(56);
    ObjectNode session = object();
    session.put("id", id);
    session.put("object", "checkout.session");
    session.put("amount_total", amount);
    session.put("cancel_url", form.get("cancel_url"));
    session.put("client_reference_id", form.get("client_reference_id"));
    session.put("created", now);
    session.put("currency", form.get("line_items[0][price_data][currency]"));
    session.put("expires_at", now + life);
    session.put("livemode", false);
    session.putObject("metadata").put("deposit", form.get("metadata[deposit]"));
    session.put("mode", "payment");
    session.putNull("payment_intent");
    session.put("payment_status", "unpaid");
    session.put("status", "open");
    session.put("success_url", form.get("success_url"));
    session.put("url", address() + "/pay/" + id);
    sessions.put(id, session);
    return Answer.ok(session.deepCopy());
  }

  private Answer session(ServerRequest request) {
    ObjectNode session = sessions.get(request.path().pathParameters().get("id"));
    if (session == null) {
      return missing("checkout.session", request);
    }
    expire(session);
    ObjectNode shown = session.deepCopy();
    if (session.get("payment_intent").isTextual()) {
      ObjectNode intent = intents.get(session.get("payment_intent").textValue()).deepCopy();
      if (intent.get("latest_charge").isTextual()) {
        intent.set(
            "latest_charge", charges.get(intent.get("latest_charge").textValue()).deepCopy());
      }
      shown.set("payment_intent", intent);
    }
    return Answer.ok(shown);
  }

  private void expire(ObjectNode session) {
    if (session.get("status").textValue().equals("open")
        && session.get("expires_at").longValue() <= clock.instant().getEpochSecond()) {
      session.put("status", "expired");
      tell("checkout.session.expired", session);
    }
  }

  private static Answer missing(String what, ServerRequest request) {
    ObjectNode error =
        error(
            "invalid_request_error",
            "No such " + what + ": '" + request.path().pathParameters().get("id") + "'",
            "id");
    ((ObjectNode) error.get("error")).put("code", "resource_missing");
    return new Answer(404, error);
  }

  private static Answer one(ServerRequest request, Map<String, ObjectNode> among) {
    ObjectNode found = among.get(request.path().pathParameters().get("id"));
    return found == null ? missing("object", request) : Answer.ok(found.deepCopy());
  }

  private Answer list(ServerRequest request, Map<String, ObjectNode> among) {
    String intent = query(request, "payment_intent");
    ObjectNode page = object();
    page.put("object", "list");
    ArrayNode data = page.putArray("data");
    among.values().stream()
        .filter(entry -> !listsLag && entry.path("payment_intent").asText().equals(intent))
        .forEach(entry -> data.add(entry.deepCopy()));
    page.put("has_more", false);
    page.put("url", request.path().path());
    return Answer.ok(page);
  }

  private Answer createRefund(ServerRequest request) {
    Map<String, String> form = form(request);
    ObjectNode intent = intents.get(form.getOrDefault("payment_intent", ""));
    if (intent == null) {
      return bad("No such payment_intent", "payment_intent");
    }
    ObjectNode charge = charges.get(intent.get("latest_charge").textValue());
    long left = charge.get("amount").longValue() - charge.get("amount_refunded").longValue();
    long amount = Long.parseLong(form.getOrDefault("amount", Long.toString(left)));
    if (amount > left) {
      return bad(
          "Refund amount ("
              + amount
              + ") is greater than unrefunded amount on charge ("
              + left
              + ")",
          "amount");
    }
    return Answer.ok(refund(intent, charge, amount, form.getOrDefault("metadata[refund]", "")));
  }

  private ObjectNode refund(ObjectNode intent, ObjectNode charge, long amount, String ours) {
    ObjectNode refund = object();
    refund.put("id", "re_" + letters(24));
    refund.put("object", "refund");
    refund.put("amount", amount);
    refund.put("charge", charge.get("id").textValue());
    refund.put("created", clock.instant().getEpochSecond());
    refund.put("currency", charge.get("currency").textValue());
    ObjectNode metadata = refund.putObject("metadata");
    if (!ours.isEmpty()) {
      metadata.put("refund", ours);
    }
    refund.put("payment_intent", intent.get("id").textValue());
    refund.put("status", "succeeded");
    refunds.put(refund.get("id").textValue(), refund);
    long refunded = charge.get("amount_refunded").longValue() + amount;
    charge.put("amount_refunded", refunded);
    charge.put("refunded", refunded == charge.get("amount").longValue());
    tell("refund.created", refund);
    tell("charge.refunded", charge);
    return refund.deepCopy();
  }

  private Answer createPayout(ServerRequest request) {
    Map<String, String> form = form(request);
    if (form.getOrDefault("destination", "").isEmpty()) {
      return bad("Missing required param: destination.", "destination");
    }
    ObjectNode payout = object();
    payout.put("id", "po_" + letters(24));
    payout.put("object", "payout");
    payout.put("amount", Long.parseLong(form.get("amount")));
    payout.put("created", clock.instant().getEpochSecond());
    payout.put("currency", form.get("currency"));
    payout.put("destination", form.get("destination"));
    payout.putNull("failure_code");
    payout.putNull("failure_message");
    payout.putObject("metadata").put("payout", form.get("metadata[payout]"));
    payout.put("status", "in_transit");
    payouts.put(payout.get("id").textValue(), payout);
    tell("payout.created", payout);
    return Answer.ok(payout.deepCopy());
  }

  // What people do at the provider.

  /**
   * Somebody pays on the page of a session.
   *
   * @return whether the card paid
   */
  public boolean pay(String session, String card) {
    return alone(() -> payAlone(sessions.get(session), card));
  }

  private boolean payAlone(ObjectNode session, String card) {
    expire(session);
    if (!session.get("status").textValue().equals("open")) {
      return false;
    }
    ObjectNode intent =
        session.get("payment_intent").isTextual()
            ? intents.get(session.get("payment_intent").textValue())
            : newIntent(session);
    if (card.equals(DECLINED_CARD)) {
      ObjectNode error = intent.putObject("last_payment_error");
      error.put("code", "card_declined");
      error.put("message", "Your card was declined.");
      error.put("type", "card_error");
      tell("payment_intent.payment_failed", intent);
      return false;
    }
    ObjectNode charge = newCharge(intent);
    intent.put("status", "succeeded");
    intent.put("amount_received", intent.get("amount").longValue());
    intent.put("latest_charge", charge.get("id").textValue());
    intent.putNull("last_payment_error");
    session.put("status", "complete");
    session.put("payment_status", "paid");
    tell("payment_intent.succeeded", intent);
    tell("charge.succeeded", charge);
    tell("checkout.session.completed", session);
    if (card.equals(DISPUTED_CARD)) {
      disputeAlone(intent, charge);
    }
    return true;
  }

  private ObjectNode newIntent(ObjectNode session) {
    ObjectNode intent = object();
    intent.put("id", "pi_" + letters(24));
    intent.put("object", "payment_intent");
    intent.put("amount", session.get("amount_total").longValue());
    intent.put("amount_received", 0);
    intent.put("created", clock.instant().getEpochSecond());
    intent.put("currency", session.get("currency").textValue());
    intent.putNull("last_payment_error");
    intent.putNull("latest_charge");
    intent.put("livemode", false);
    intent.set("metadata", session.get("metadata").deepCopy());
    intent.put("status", "requires_payment_method");
    intents.put(intent.get("id").textValue(), intent);
    session.put("payment_intent", intent.get("id").textValue());
    return intent;
  }

  private ObjectNode newCharge(ObjectNode intent) {
    ObjectNode charge = object();
    charge.put("id", "ch_" + letters(24));
    charge.put("object", "charge");
    charge.put("amount", intent.get("amount").longValue());
    charge.put("amount_refunded", 0);
    charge.put("created", clock.instant().getEpochSecond());
    charge.put("currency", intent.get("currency").textValue());
    charge.put("disputed", false);
    charge.set("metadata", intent.get("metadata").deepCopy());
    charge.put("paid", true);
    charge.put("payment_intent", intent.get("id").textValue());
    charge.put("refunded", false);
    charge.put("status", "succeeded");
    charges.put(charge.get("id").textValue(), charge);
    return charge;
  }

  /** The venue's people refund at the provider's dashboard. */
  public String refund(String intent, long amount) {
    return alone(() -> {
      ObjectNode paid = intents.get(intent);
      ObjectNode charge = charges.get(paid.get("latest_charge").textValue());
      return refund(paid, charge, amount, "").get("id").textValue();
    });
  }

  /** A refund did not get to the payer: the money is back at the venue. */
  public void failRefund(String id) {
    alone(() -> {
      ObjectNode refund = refunds.get(id);
      refund.put("status", "failed");
      ObjectNode charge = charges.get(refund.get("charge").textValue());
      charge.put(
          "amount_refunded",
          charge.get("amount_refunded").longValue() - refund.get("amount").longValue());
      charge.put("refunded", false);
      tell("refund.failed", refund);
      return id;
    });
  }

  /** The payer disputes a payment. */
  public String dispute(String intent) {
    return alone(() -> {
      ObjectNode paid = intents.get(intent);
      return disputeAlone(paid, charges.get(paid.get("latest_charge").textValue()));
    });
  }

  private String disputeAlone(ObjectNode intent, ObjectNode charge) {
    ObjectNode dispute = object();
    dispute.put("id", "dp_" + letters(24));
    dispute.put("object", "dispute");
    dispute.put("amount", charge.get("amount").longValue());
    dispute.put("charge", charge.get("id").textValue());
    dispute.put("created", clock.instant().getEpochSecond());
    dispute.put("currency", charge.get("currency").textValue());
    dispute.put("payment_intent", intent.get("id").textValue());
    dispute.put("reason", "fraudulent");
    dispute.put("status", "needs_response");
    disputes.put(dispute.get("id").textValue(), dispute);
    charge.put("disputed", true);
    tell("charge.dispute.created", dispute);
    tell("charge.dispute.funds_withdrawn", dispute);
    return dispute.get("id").textValue();
  }

  /** A dispute is decided. */
  public void closeDispute(String id, boolean won) {
    alone(() -> {
      ObjectNode dispute = disputes.get(id);
      dispute.put("status", won ? "won" : "lost");
      tell("charge.dispute.closed", dispute);
      if (won) {
        tell("charge.dispute.funds_reinstated", dispute);
      }
      return id;
    });
  }

  /** The bank says what became of a payout. */
  public void endPayout(String id, boolean paid) {
    alone(() -> {
      ObjectNode payout = payouts.get(id);
      payout.put("status", paid ? "paid" : "failed");
      if (!paid) {
        payout.put("failure_code", "account_closed");
        payout.put("failure_message", "The bank account has been closed.");
      }
      tell(paid ? "payout.paid" : "payout.failed", payout);
      return id;
    });
  }

  /** Lists leave out what there is, as they may for a moment when it is new. */
  void listsLag(boolean lag) {
    listsLag = lag;
  }

  /** The payment of a session, once there is one. */
  String intentOf(String session) {
    return alone(() -> sessions.get(session).get("payment_intent").asText());
  }

  /** How many sessions there are of whom this holds. */
  long count(Predicate<JsonNode> session) {
    return alone(() -> sessions.values().stream().filter(session).count());
  }

  long refundCount() {
    return alone(() -> (long) refunds.size());
  }

  private void tell(String type, ObjectNode object) {
    ObjectNode event = object();
    event.put("id", "evt_" + letters(24));
    event.put("object", "event");
    event.put("api_version", StripeConnector.API_VERSION);
    event.put("created", clock.instant().getEpochSecond());
    event.putObject("data").set("object", object.deepCopy());
    event.put("livemode", false);
    event.put("pending_webhooks", 1);
    ObjectNode request = event.putObject("request");
    request.putNull("id");
    request.putNull("idempotency_key");
    event.put("type", type);
    byte[] body = pretty(event);
    webhooks()
        .post(
            new SimulatedWebhooks.Delivery(
                body,
                () ->
                    Map.of(
                        "Stripe-Signature",
                        StripeSignature.header(
                            webhookSecret.get(), clock.instant().getEpochSecond(), body))));
  }

  /** With the spaces that Stripe's events have: who parses and writes them anew has other bytes. */
  private static byte[] pretty(ObjectNode event) {
    try {
      return Json.lenientMapper()
          .writerWithDefaultPrettyPrinter()
          .writeValueAsString(event)
          .getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An event of ours can't be written", e);
    }
  }

  private static String letters(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
    }
    return text.toString();
  }

  private void showPage(ServerRequest request, ServerResponse response) {
    String id = request.path().pathParameters().get("id");
    ObjectNode session = alone(() -> sessions.get(id));
    if (session == null) {
      page(response, 404, framed("Nothing to pay", "<p>This page has expired.</p>"));
      return;
    }
    String error =
        query(request, "declined").isEmpty() ? "" : "<p role=\"alert\">The card was declined.</p>";
    String currency = session.get("currency").textValue().toUpperCase(Locale.ROOT);
    BigDecimal amount = MinorUnits.amount(currency, session.get("amount_total").longValue());
    page(
        response,
        200,
        framed(
            "Pay " + amount.toPlainString() + " " + escaped(currency),
            error
                + """
                <form method="post">
                  <label for="number">Card number</label>
                  <input id="number" name="number" inputmode="numeric" autocomplete="off" value="%s">
                  <p>%s pays, %s is declined, %s pays and is disputed.</p>
                  <button name="act" value="pay">Pay</button>
                  <button class="quiet" name="act" value="cancel">Back without paying</button>
                </form>
                """
                    .formatted(GOOD_CARD, GOOD_CARD, DECLINED_CARD, DISPUTED_CARD)));
  }

  private void takePage(ServerRequest request, ServerResponse response) {
    String id = request.path().pathParameters().get("id");
    ObjectNode session = alone(() -> sessions.get(id));
    if (session == null) {
      page(response, 404, framed("Nothing to pay", "<p>This page has expired.</p>"));
      return;
    }
    Map<String, String> form = form(request);
    if (form.getOrDefault("act", "").equals("cancel")) {
      redirect(response, session.get("cancel_url").textValue());
      return;
    }
    boolean paid = pay(id, form.getOrDefault("number", "").replace(" ", ""));
    redirect(
        response, paid ? session.get("success_url").textValue() : "/pay/" + id + "?declined=1");
  }
}

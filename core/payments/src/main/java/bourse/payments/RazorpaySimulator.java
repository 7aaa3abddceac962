package bourse.payments;

import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.Json;
import bourse.platform.http.Route;
import bourse.platform.time.WallClock;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A simulator of the part of Razorpay that {@link RazorpayConnector} uses, with its wire format,
 * its errors and its idempotency, for tests and the demo. Who pays by UPI does so on a page of the
 * simulator, where payments wait as they do in an app. It listens on this machine alone, keeps
 * everything in memory, and moves no money.
 */
public final class RazorpaySimulator extends SimulatedProvider {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final int ID_LETTERS = 14;
  private static final long LEAST_AMOUNT = 100;

  /** What a key was used for, and what came of it. */
  private record Done(String request, Answer answer) {}

  private final String apiKey;
  private final Supplier<byte[]> webhookSecret;
  private final WallClock clock;
  private final Map<String, ObjectNode> orders = new LinkedHashMap<>();
  private final Map<String, ObjectNode> payments = new LinkedHashMap<>();
  private final Map<String, ObjectNode> refunds = new LinkedHashMap<>();
  private final Map<String, ObjectNode> disputes = new LinkedHashMap<>();
  private final Map<String, ObjectNode> payouts = new LinkedHashMap<>();
  private final Map<String, Done> done = new LinkedHashMap<>();

  /**
   * @param port 0 for a free one
   * @param apiKey {@code KEY_ID:KEY_SECRET}
   * @param webhookSecret with which webhooks are signed
   * @param webhooksTo where they are posted
   */
  public RazorpaySimulator(
      int port,
      String apiKey,
      Supplier<byte[]> webhookSecret,
      Supplier<URI> webhooksTo,
      WallClock clock) {
    super("razorpay-simulator", port, webhooksTo);
    this.apiKey = apiKey;
    this.webhookSecret = webhookSecret;
    this.clock = clock;
  }

  @Override
  List<Route> routes() {
    return List.of(
        operation("POST", "/v1/orders", asked(this::createOrder)),
        operation("GET", "/v1/orders", asked(this::ordersByReceipt)),
        operation("GET", "/v1/orders/{id}/payments", asked(this::paymentsOfOrder)),
        operation("POST", "/v1/payments/create/upi", asked(this::createPayment)),
        operation("POST", "/v1/payments/{id}/capture", asked(this::capture)),
        operation(
            "POST", "/v1/payments/{id}/refund", once("X-Refund-Idempotency", this::createRefund)),
        operation("GET", "/v1/payments/{id}/refunds", asked(this::refundsOfPayment)),
        operation(
            "GET",
            "/v1/disputes",
            asked(request -> Answer.ok(collection(disputes, dispute -> true)))),
        operation("POST", "/v1/payouts", once("X-Payout-Idempotency", this::createPayout)),
        operation("GET", "/v1/payouts/{id}", asked(this::payout)),
        new Route("GET", "/", Access.PUBLIC, this::showApp),
        new Route("POST", "/", Access.PUBLIC, this::takeApp));
  }

  @Override
  ObjectNode error(String message) {
    return error("SERVER_ERROR", message, "");
  }

  private static ObjectNode error(String code, String description, String field) {
    ObjectNode error = object();
    ObjectNode inner = error.putObject("error");
    inner.put("code", code);
    inner.put("description", description);
    inner.put("source", "business");
    inner.put("step", "payment_initiation");
    inner.put("reason", "input_validation_failed");
    inner.putObject("metadata");
    if (!field.isEmpty()) {
      inner.put("field", field);
    }
    return error;
  }

  private static Answer bad(String description, String field) {
    return new Answer(400, error("BAD_REQUEST_ERROR", description, field));
  }

  private static Answer noSuchId() {
    return bad("The id provided does not exist", "");
  }

  private Operation asked(Operation operation) {
    return request -> {
      String basic =
          "Basic " + Base64.getEncoder().encodeToString(apiKey.getBytes(StandardCharsets.UTF_8));
      return header(request, "Authorization").equals(basic)
          ? operation.act(request)
          : new Answer(401, error("BAD_REQUEST_ERROR", "Authentication failed", ""));
    };
  }

  private Operation once(String header, Operation operation) {
    return asked(request -> {
      String key = header(request, header);
      String what = request.path().path() + new String(Body.bytes(request), StandardCharsets.UTF_8);
      if (key.isEmpty()) {
        return bad(
            "Idempotency key is missing. Include idempotency header and key in the request.",
            header);
      }
      Done before = done.get(key);
      if (before != null && !before.request().equals(what)) {
        return bad(
            "Different request with the same idempotency key has already been processed.", "");
      }
      if (before != null) {
        return before.answer();
      }
      Answer answer = operation.act(request);
      if (answer.status() == 200) {
        done.put(key, new Done(what, answer));
      }
      return answer;
    });
  }

  private static JsonNode json(ServerRequest request) {
    try {
      return Json.lenientMapper().readTree(Body.bytes(request));
    } catch (IOException e) {
      return object();
    }
  }

  private static String id(ServerRequest request) {
    return request.path().pathParameters().get("id");
  }

  private Answer createOrder(ServerRequest request) {
    JsonNode wanted = json(request);
    if (wanted.path("amount").asLong() < LEAST_AMOUNT) {
      return bad("Order amount less than minimum amount allowed", "amount");
    }
    if (wanted.path("receipt").asText().length() > 40) {
      return bad("The receipt may not be greater than 40 characters.", "receipt");
    }
    ObjectNode order = object();
    order.put("id", "order_" + letters());
    order.put("entity", "order");
    order.put("amount", wanted.path("amount").asLong());
    order.put("amount_paid", 0);
    order.put("amount_due", wanted.path("amount").asLong());
    order.put("currency", wanted.path("currency").asText());
    order.put("receipt", wanted.path("receipt").asText());
    order.putNull("offer_id");
    order.put("status", "created");
    order.put("attempts", 0);
    order.set("notes", wanted.path("notes").deepCopy());
    order.put("created_at", clock.instant().getEpochSecond());
    orders.put(order.get("id").textValue(), order);
    return Answer.ok(order.deepCopy());
  }

  private Answer ordersByReceipt(ServerRequest request) {
    String receipt = query(request, "receipt");
    return Answer.ok(collection(orders, order -> order.path("receipt").asText().equals(receipt)));
  }

  private Answer paymentsOfOrder(ServerRequest request) {
    if (!orders.containsKey(id(request))) {
      return noSuchId();
    }
    String order = id(request);
    return Answer.ok(
        collection(payments, payment -> payment.path("order_id").asText().equals(order)));
  }

  private static ObjectNode collection(Map<String, ObjectNode> among, Predicate<JsonNode> wanted) {
    ObjectNode collection = object();
    collection.put("entity", "collection");
    ArrayNode items = object().putArray("items");
    among.values().stream().filter(wanted).forEach(entry -> items.add(entry.deepCopy()));
    collection.put("count", items.size());
    collection.set("items", items);
    return collection;
  }

  private Answer createPayment(ServerRequest request) {
    JsonNode wanted = json(request);
    ObjectNode order = orders.get(wanted.path("order_id").asText());
    if (order == null) {
      return noSuchId();
    }
    if (order.get("status").textValue().equals("paid")) {
      return bad("This order has already been paid", "order_id");
    }
    if (wanted.path("amount").asLong() != order.get("amount").longValue()) {
      return bad("Your payment amount is different from your order amount.", "amount");
    }
    if (wanted.path("contact").asText().isEmpty()) {
      return bad("The contact field is required.", "contact");
    }
    ObjectNode payment = object();
    payment.put("id", "pay_" + letters());
    payment.put("entity", "payment");
    payment.put("amount", wanted.path("amount").asLong());
    payment.put("currency", wanted.path("currency").asText());
    payment.put("status", "created");
    payment.put("order_id", order.get("id").textValue());
    payment.put("method", "upi");
    payment.put("amount_refunded", 0);
    payment.putNull("refund_status");
    payment.put("captured", false);
    payment.set("vpa", wanted.at("/upi/vpa").deepCopy());
    payment.set("notes", wanted.path("notes").deepCopy());
    payment.putNull("error_description");
    payment.put("created_at", clock.instant().getEpochSecond());
    payments.put(payment.get("id").textValue(), payment);
    order.put("status", "attempted");
    order.put("attempts", order.get("attempts").intValue() + 1);
    ObjectNode answer = object();
    answer.put("razorpay_payment_id", payment.get("id").textValue());
    if (wanted.at("/upi/flow").asText().equals("intent")) {
      BigDecimal amount =
          MinorUnits.amount(payment.get("currency").textValue(), payment.get("amount").longValue());
      answer.put(
          "link",
          "upi://pay?pa=simulated@razorpay&pn=Simulated&tr="
              + payment.get("id").textValue().substring(4)
              + "&tn=Deposit&am="
              + amount.toPlainString()
              + "&cu=INR&mc=6211");
    }
    return Answer.ok(answer);
  }

  private Answer capture(ServerRequest request) {
    ObjectNode payment = payments.get(id(request));
    if (payment == null) {
      return noSuchId();
    }
    if (payment.get("captured").booleanValue()) {
      return bad("This payment has already been captured", "");
    }
    captureAlone(payment);
    return Answer.ok(payment.deepCopy());
  }

  private void captureAlone(ObjectNode payment) {
    payment.put("status", "captured");
    payment.put("captured", true);
    ObjectNode order = orders.get(payment.get("order_id").textValue());
    order.put("status", "paid");
    order.put("amount_paid", order.get("amount").longValue());
    order.put("amount_due", 0);
    tell("payment.captured", Map.of("payment", payment));
    tell("order.paid", Map.of("payment", payment, "order", order));
  }

  private Answer createRefund(ServerRequest request) {
    ObjectNode payment = payments.get(id(request));
    if (payment == null) {
      return noSuchId();
    }
    JsonNode wanted = json(request);
    long left = payment.get("amount").longValue() - payment.get("amount_refunded").longValue();
    long amount = wanted.path("amount").asLong(left);
    if (!payment.get("captured").booleanValue() || amount > left) {
      return bad("The refund amount provided is greater than amount captured", "amount");
    }
    return Answer.ok(refundAlone(payment, amount, wanted.path("notes")));
  }

  private ObjectNode refundAlone(ObjectNode payment, long amount, JsonNode notes) {
    ObjectNode refund = object();
    refund.put("id", "rfnd_" + letters());
    refund.put("entity", "refund");
    refund.put("amount", amount);
    refund.put("currency", payment.get("currency").textValue());
    refund.put("payment_id", payment.get("id").textValue());
    refund.set("notes", notes.isObject() ? notes.deepCopy() : object().arrayNode());
    refund.putNull("receipt");
    refund.put("created_at", clock.instant().getEpochSecond());
    refund.put("status", "processed");
    refund.put("speed_processed", "normal");
    refunds.put(refund.get("id").textValue(), refund);
    long refunded = payment.get("amount_refunded").longValue() + amount;
    payment.put("amount_refunded", refunded);
    boolean isFull = refunded == payment.get("amount").longValue();
    payment.put("refund_status", isFull ? "full" : "partial");
    if (isFull) {
      payment.put("status", "refunded");
    }
    tell("refund.created", Map.of("refund", refund, "payment", payment));
    tell("refund.processed", Map.of("refund", refund, "payment", payment));
    return refund.deepCopy();
  }

  private Answer refundsOfPayment(ServerRequest request) {
    String payment = id(request);
    return payments.containsKey(payment)
        ? Answer.ok(
            collection(refunds, refund -> refund.path("payment_id").asText().equals(payment)))
        : noSuchId();
  }

  private Answer createPayout(ServerRequest request) {
    JsonNode wanted = json(request);
    if (wanted.path("fund_account_id").asText().isEmpty()) {
      return bad("The fund account id field is required.", "fund_account_id");
    }
    ObjectNode payout = object();
    payout.put("id", "pout_" + letters());
    payout.put("entity", "payout");
    payout.put("fund_account_id", wanted.path("fund_account_id").asText());
    payout.put("amount", wanted.path("amount").asLong());
    payout.put("currency", wanted.path("currency").asText());
    payout.put("status", "processing");
    payout.putNull("utr");
    payout.put("mode", wanted.path("mode").asText());
    payout.put("reference_id", wanted.path("reference_id").asText());
    payout.putNull("status_details");
    payout.put("created_at", clock.instant().getEpochSecond());
    payouts.put(payout.get("id").textValue(), payout);
    tell("payout.initiated", Map.of("payout", payout));
    return Answer.ok(payout.deepCopy());
  }

  private Answer payout(ServerRequest request) {
    return Optional.ofNullable(payouts.get(id(request)))
        .map(payout -> Answer.ok(payout.deepCopy()))
        .orElseGet(RazorpaySimulator::noSuchId);
  }

  // What people do at the provider.

  /** Somebody pays the latest payment of an order, or refuses to. */
  public void pay(String order, boolean pays) {
    alone(() -> {
      payAlone(latest(order), pays);
      return order;
    });
  }

  private ObjectNode latest(String order) {
    return payments.values().stream()
        .filter(one -> one.get("order_id").textValue().equals(order))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private void payAlone(ObjectNode payment, boolean pays) {
    if (!payment.get("status").textValue().equals("created")) {
      return;
    }
    if (!pays) {
      payment.put("status", "failed");
      payment.put("error_code", "BAD_REQUEST_ERROR");
      payment.put("error_description", "Payment was declined by the customer.");
      tell("payment.failed", Map.of("payment", payment));
      return;
    }
    payment.put("status", "authorized");
    payment
        .putObject("acquirer_data")
        .put("rrn", Long.toString(100_000_000_000L + payments.size()));
    tell("payment.authorized", Map.of("payment", payment));
  }

  /** The venue's people refund at the provider's dashboard. */
  public void refund(String order, long amount) {
    alone(() -> refundAlone(paid(order), amount, object()));
  }

  private ObjectNode paid(String order) {
    return payments.values().stream()
        .filter(one -> one.get("order_id").textValue().equals(order))
        .filter(one -> one.get("captured").booleanValue())
        .findFirst()
        .orElseThrow();
  }

  /** Nobody captures what was authorized: it goes back to the payer by itself. */
  public void refundUncaptured(String order) {
    alone(() -> {
      ObjectNode payment = latest(order);
      ObjectNode refund = refundAlone(payment, payment.get("amount").longValue(), object());
      payment.put("captured", false);
      return refund;
    });
  }

  /** The payer disputes a payment; nothing is deducted before that is lost. */
  public String dispute(String order) {
    return alone(() -> {
      ObjectNode payment = paid(order);
      ObjectNode dispute = object();
      dispute.put("id", "disp_" + letters());
      dispute.put("entity", "dispute");
      dispute.put("payment_id", payment.get("id").textValue());
      dispute.put("amount", payment.get("amount").longValue());
      dispute.put("currency", payment.get("currency").textValue());
      dispute.put("amount_deducted", 0);
      dispute.put("reason_code", "chargeback");
      dispute.put("status", "open");
      dispute.put("phase", "chargeback");
      disputes.put(dispute.get("id").textValue(), dispute);
      tell("payment.dispute.created", Map.of("payment", payment, "dispute", dispute));
      return dispute.get("id").textValue();
    });
  }

  /** A dispute is decided. */
  public void closeDispute(String id, boolean won) {
    alone(() -> {
      ObjectNode dispute = disputes.get(id);
      dispute.put("status", won ? "won" : "lost");
      if (!won) {
        dispute.put("amount_deducted", dispute.get("amount").longValue());
      }
      ObjectNode payment = payments.get(dispute.get("payment_id").textValue());
      tell(
          won ? "payment.dispute.won" : "payment.dispute.lost",
          Map.of("payment", payment, "dispute", dispute));
      return id;
    });
  }

  /** How many orders have this receipt. */
  long ordersWith(String receipt) {
    return alone(() ->
        orders.values().stream()
            .filter(order -> order.path("receipt").asText().equals(receipt))
            .count());
  }

  private void tell(String type, Map<String, ObjectNode> entities) {
    ObjectNode event = object();
    event.put("entity", "event");
    event.put("account_id", "acc_Simulated00000");
    event.put("event", type);
    ArrayNode contains = event.putArray("contains");
    ObjectNode payload = event.putObject("payload");
    entities.forEach((name, entity) -> {
      contains.add(name);
      payload.putObject(name).set("entity", entity.deepCopy());
    });
    event.put("created_at", clock.instant().getEpochSecond());
    byte[] body = event.toString().getBytes(StandardCharsets.UTF_8);
    String id = letters();
    webhooks()
        .post(
            new SimulatedWebhooks.Delivery(
                body,
                () ->
                    Map.of(
                        "X-Razorpay-Signature",
                        Hmac.sha256(webhookSecret.get(), body),
                        "X-Razorpay-Event-Id",
                        id)));
  }

  private static String letters() {
    StringBuilder text = new StringBuilder(ID_LETTERS);
    for (int i = 0; i < ID_LETTERS; i++) {
      text.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
    }
    return text.toString();
  }

  /** What waits in the payer's app. */
  private void showApp(ServerRequest request, ServerResponse response) {
    StringBuilder waiting = new StringBuilder();
    alone(() -> {
      payments.values().stream()
          .filter(payment -> payment.get("status").textValue().equals("created"))
          .forEach(payment ->
              waiting.append(
                  """
                  <form method="post">
                    <p>%s %s</p>
                    <input type="hidden" name="payment" value="%s">
                    <button name="act" value="pay">Pay</button>
                    <button class="quiet" name="act" value="decline">Decline</button>
                  </form>
                  """
                      .formatted(
                          MinorUnits.amount(
                                  payment.get("currency").textValue(),
                                  payment.get("amount").longValue())
                              .toPlainString(),
                          escaped(payment.get("currency").textValue()),
                          escaped(payment.get("id").textValue()))));
      return waiting;
    });
    page(
        response,
        200,
        framed("UPI app", waiting.isEmpty() ? "<p>Nothing waits to be paid.</p>" : waiting + ""));
  }

  private void takeApp(ServerRequest request, ServerResponse response) {
    Map<String, String> form = form(request);
    alone(() -> {
      ObjectNode payment = payments.get(form.getOrDefault("payment", ""));
      if (payment != null) {
        payAlone(payment, form.getOrDefault("act", "").equals("pay"));
      }
      return form;
    });
    redirect(response, "/");
  }
}

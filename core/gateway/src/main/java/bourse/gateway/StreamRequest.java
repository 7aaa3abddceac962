package bourse.gateway;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import bourse.platform.http.Body;
import bourse.platform.http.FieldChecks;
import bourse.trading.OrderEntry;
import bourse.trading.OrderRequests.NewOrderList;
import bourse.trading.OrderRequests.Op;
import bourse.trading.OrderRequests.Operation;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a stream's client asks.
 *
 * @param op one of {@link #OPERATIONS}
 * @param id comes back in the answer; may be null
 * @param channels for the first two
 * @param token an access token, for {@code authenticate}
 * @param proof of the key that the token is bound to, if it is
 * @param key instead of a token the id of an API key, with {@code timestamp}, {@code window},
 *     {@code nonce} and {@code signature} as the headers of a signed request have them
 * @param order of {@code order.place} a new order, of {@code order.amend} and {@code order.cancel}
 *     the order's name and what is to change
 * @param operations for {@code order.batch}
 * @param list for {@code order.list}
 */
record StreamRequest(
    String op,
    String id,
    List<String> channels,
    String token,
    String proof,
    String key,
    Long timestamp,
    Long window,
    String nonce,
    String signature,
    Operation order,
    List<Operation> operations,
    NewOrderList list) {
  static final String OPERATIONS =
      "subscribe, unsubscribe, authenticate, ping, order.place, order.amend, order.cancel,"
          + " order.batch, order.list";

  private static final int PLACE = weight("POST", "/v1/orders");
  private static final int AMEND = weight("PATCH", "/v1/orders/{id}");
  private static final int CANCEL = weight("DELETE", "/v1/orders/{id}");
  private static final int BATCH = weight("POST", "/v1/orders/batch");
  private static final int LIST = weight("POST", "/v1/order-lists");

  private static final int MAXIMUM_ID = 64;
  private static final int MAXIMUM_CHANNELS = 100;

  /**
   * Reads a request and checks that it has the fields of its operation and no others.
   *
   * @throws Fault {@link ErrorCode#MALFORMED_REQUEST} or {@link ErrorCode#INVALID_FIELD}
   */
  static StreamRequest read(String text) {
    StreamRequest request = Body.read(text.getBytes(StandardCharsets.UTF_8), StreamRequest.class);
    request.check();
    return request;
  }

  /** Whether it is for the exchange, and not for this connection. */
  boolean isOfOrders() {
    return op.startsWith("order.");
  }

  /**
   * What it asks of the exchange.
   *
   * @throws Fault {@link ErrorCode#INVALID_FIELD}
   */
  OrderEntry.Request orders() {
    return switch (op) {
      case "order.place" -> OrderEntry.Request.one(Op.PLACE, order);
      case "order.amend" -> OrderEntry.Request.one(Op.AMEND, order);
      case "order.cancel" -> OrderEntry.Request.one(Op.CANCEL, order);
      case "order.batch" -> OrderEntry.Request.batch(operations);
      case "order.list" -> OrderEntry.Request.list(list);
      default -> throw invalid("op", "choice", "op is one of " + OPERATIONS + ".");
    };
  }

  /**
   * How much of the caller's budget it takes when it is of orders: as much as the same over HTTP.
   */
  int weight() {
    return switch (op) {
      case "order.place" -> PLACE;
      case "order.amend" -> AMEND;
      case "order.cancel" -> CANCEL;
      case "order.batch" -> BATCH;
      case "order.list" -> LIST;
      default -> throw invalid("op", "choice", "op is one of " + OPERATIONS + ".");
    };
  }

  private static int weight(String method, String path) {
    return OpenApiDocument.load().weight(method, path);
  }

  static Fault invalid(String field, String rule, String message) {
    return new Fault(
        ErrorCode.INVALID_FIELD, message, List.of(new FieldError(field, rule, message)));
  }

  /** Who signs sends a key, anybody else a token. */
  boolean isSigned() {
    return key != null;
  }

  private void checkProof(FieldChecks checks) {
    boolean authenticates = op.equals("authenticate");
    if (authenticates && key == null) {
      checks.required("token", token);
    } else {
      checks.check(
          token == null,
          "token",
          "unsupported",
          authenticates ? "Send a token or a key, not both." : op + " takes no token.");
    }
    checks.check(authenticates || key == null, "key", "unsupported", op + " takes no key.");
    checks.check(
        proof == null || token != null,
        "proof",
        "unsupported",
        "A proof goes with a token that is bound to a key.");
    checks.check(
        key != null || (timestamp == null && window == null && nonce == null && signature == null),
        "key",
        "required",
        "A signature needs the key that it is by, for authenticate.");
  }

  private void check() {
    FieldChecks checks = new FieldChecks();
    checks.required("op", op);
    checks.check(
        id == null || id.length() <= MAXIMUM_ID,
        "id",
        "length",
        "An id has at most " + MAXIMUM_ID + " characters.");
    checks.verify();
    boolean ofChannels = op.equals("subscribe") || op.equals("unsubscribe");
    if (ofChannels) {
      checks.check(
          channels != null
              && !channels.isEmpty()
              && channels.size() <= MAXIMUM_CHANNELS
              && channels.stream().allMatch(channel -> channel != null),
          "channels",
          "size",
          "Name 1 to " + MAXIMUM_CHANNELS + " channels.");
    } else {
      checks.check(channels == null, "channels", "unsupported", op + " takes no channels.");
    }
    checkProof(checks);
    boolean isBatch = op.equals("order.batch");
    boolean isList = op.equals("order.list");
    checks.check(
        order == null || (isOfOrders() && !isBatch && !isList),
        "order",
        "unsupported",
        op + " takes no order.");
    checks.check(list == null || isList, "list", "unsupported", op + " takes no list.");
    checks.check(
        operations == null || isBatch, "operations", "unsupported", op + " takes no operations.");
    checks.verify();
  }
}

package bourse.trading;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import java.util.List;

/** The engine's refusals as faults: which thing, and what to do next. */
final class Refusals {
  private Refusals() {}

  static Fault fault(OutcomeReader.Refusal refusal) {
    ErrorCode code = refusal.code();
    String about = refusal.orderId() == 0 ? "" : " (order " + refusal.orderId() + ")";
    return new Fault(code, code.title() + about + ". " + code.remedy(), fields(code));
  }

  /** Not there, not open any more, or somebody else's: all the same to the caller. */
  static Fault unknownOrder(String what) {
    return new Fault(ErrorCode.UNKNOWN_ORDER, what + " of this account. See GET /v1/orders.");
  }

  /** The field of the order that a rule of its symbol is about. */
  private static List<FieldError> fields(ErrorCode code) {
    return switch (code) {
      case INVALID_PRICE -> field(code, "price", "tick");
      case INVALID_QUANTITY -> field(code, "quantity", "lot");
      case NOTIONAL_OUT_OF_RANGE -> field(code, "quantity", "minimumNotional");
      case ABOVE_MAXIMUM_NOTIONAL -> field(code, "quantity", "maximumNotional");
      case ABOVE_MARKET_QUANTITY -> field(code, "quantity", "maximumMarketQuantity");
      case TOO_MANY_OPEN_ORDERS -> field(code, "symbol", "maximumOpenOrders");
      case PRICE_OUTSIDE_BAND -> field(code, "price", "band");
      case NO_REFERENCE_PRICE -> field(code, "symbol", "reference");
      case ABOVE_MAXIMUM_POSITION -> field(code, "quantity", "maximumPosition");
      default -> List.of();
    };
  }

  private static List<FieldError> field(ErrorCode code, String field, String rule) {
    return List.of(new FieldError(field, rule, code.title() + "."));
  }
}

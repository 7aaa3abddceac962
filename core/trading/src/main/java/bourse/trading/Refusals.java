package bourse.trading;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;

/** The engine's refusals as faults: which thing, and what to do next. */
final class Refusals {
  private Refusals() {}

  static Fault fault(OutcomeReader.Refusal refusal) {
    ErrorCode code = refusal.code();
    String about = refusal.orderId() == 0 ? "" : " (order " + refusal.orderId() + ")";
    return new Fault(code, code.title() + about + ". " + code.remedy());
  }

  /** Not there, not open any more, or somebody else's: all the same to the caller. */
  static Fault unknownOrder(String what) {
    return new Fault(ErrorCode.UNKNOWN_ORDER, what + " of this account. See GET /v1/orders.");
  }
}

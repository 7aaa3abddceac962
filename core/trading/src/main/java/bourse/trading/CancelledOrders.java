package bourse.trading;

import bourse.domain.DoneReason;
import bourse.domain.ErrorCode;
import bourse.domain.Side;
import bourse.engine.FactSink;
import bourse.exchange.Outcome;

/** Counts the orders that a command cancelled at their owner's wish. */
final class CancelledOrders implements FactSink {
  private final long account;
  private int count;

  private CancelledOrders(long account) {
    this.account = account;
  }

  /** Throws the engine's refusal as a fault. */
  static int count(Outcome outcome, long account) {
    CancelledOrders counted = new CancelledOrders(account);
    outcome.read(counted);
    return counted.count;
  }

  @Override
  public void refused(int code, long ofAccount, long orderId) {
    throw Refusals.fault(new OutcomeReader.Refusal(ErrorCode.of(code), orderId));
  }

  @Override
  public void orderDone(
      long orderId,
      long ofAccount,
      int symbol,
      Side side,
      DoneReason reason,
      long priceTicks,
      long openLots,
      boolean wasResting) {
    if (ofAccount == account && reason == DoneReason.CANCELLED_BY_USER) {
      count++;
    }
  }
}

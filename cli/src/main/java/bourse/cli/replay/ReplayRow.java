package bourse.cli.replay;

import bourse.domain.Side;

/**
 * One command of a recorded flow.
 *
 * @param number 1 for the first command of the file
 * @param timeMicros when it happened, microseconds since 1970 UTC
 * @param orderId the file's id; unique among live orders, may come back after an order has ended
 * @param side null for CANCEL
 * @param priceTicks 0 for CANCEL
 * @param lots for REPLACE the new open quantity; 0 for CANCEL
 */
record ReplayRow(
    long number,
    long timeMicros,
    Action action,
    long orderId,
    Side side,
    long priceTicks,
    long lots) {
  enum Action {
    /** Limit, good till cancelled. */
    NEW,
    /** Limit, immediate or cancel. */
    IOC,
    CANCEL,
    REPLACE
  }

  /** Whether this is a new order. */
  boolean places() {
    return switch (action) {
      case NEW, IOC -> true;
      case CANCEL, REPLACE -> false;
    };
  }
}

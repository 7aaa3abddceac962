package bourse.domain;

/** How long an order stays. */
public enum TimeInForce {
  /** Good till cancelled. */
  GTC,
  /** Immediate or cancel: what does not trade on entry is cancelled. */
  IOC
}

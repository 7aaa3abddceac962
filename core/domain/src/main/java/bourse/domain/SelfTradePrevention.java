package bourse.domain;

/** What happens instead of a trade between two orders of one account. The taker's choice counts. */
public enum SelfTradePrevention {
  /** The incoming order's rest is cancelled. */
  CANCEL_NEWEST,
  /** The resting order is cancelled, and the incoming one goes on. */
  CANCEL_OLDEST,
  /** Both are cancelled. */
  CANCEL_BOTH,
  /** Both shrink by the smaller open quantity; the one that has nothing left ends. */
  DECREMENT_AND_CANCEL,
  /** They trade. Only for accounts that may. */
  NONE
}

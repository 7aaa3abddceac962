package bourse.domain;

/** How long an order stays. */
public enum TimeInForce {
  /** Good till cancelled. */
  GTC,
  /** Immediate or cancel: what does not trade on entry is cancelled. */
  IOC,
  /** Fill or kill: trades its whole quantity on entry, or nothing. */
  FOK,
  /** Good till date: as GTC, until its time of expiry. */
  GTD;

  /** Whether what does not trade on entry stays in the book. */
  public boolean rests() {
    return switch (this) {
      case GTC, GTD -> true;
      case IOC, FOK -> false;
    };
  }
}

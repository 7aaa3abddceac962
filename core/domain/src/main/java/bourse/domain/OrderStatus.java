package bourse.domain;

/** Where an order stands. The last three are final. */
public enum OrderStatus {
  /** Waits for a price of the market, and is not in the book. */
  WAITING,
  OPEN,
  PARTIALLY_FILLED,
  FILLED,
  CANCELLED,
  EXPIRED;

  public boolean isFinal() {
    return switch (this) {
      case WAITING, OPEN, PARTIALLY_FILLED -> false;
      case FILLED, CANCELLED, EXPIRED -> true;
    };
  }
}

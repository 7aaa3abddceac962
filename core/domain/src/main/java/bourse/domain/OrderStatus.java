package bourse.domain;

/** Where an order stands. The last three are final. */
public enum OrderStatus {
  /** Waits until the working order of its list is filled. Nothing is held for it. */
  PENDING,
  /** Waits for a price of the market, and is not in the book. */
  WAITING,
  OPEN,
  PARTIALLY_FILLED,
  FILLED,
  CANCELLED,
  EXPIRED;

  public boolean isFinal() {
    return switch (this) {
      case PENDING, WAITING, OPEN, PARTIALLY_FILLED -> false;
      case FILLED, CANCELLED, EXPIRED -> true;
    };
  }
}

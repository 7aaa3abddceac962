package bourse.domain;

/** Where an order stands. The last three are final. */
public enum OrderStatus {
  OPEN,
  PARTIALLY_FILLED,
  FILLED,
  CANCELLED,
  EXPIRED;

  public boolean isFinal() {
    return switch (this) {
      case OPEN, PARTIALLY_FILLED -> false;
      case FILLED, CANCELLED, EXPIRED -> true;
    };
  }
}

package bourse.domain;

/**
 * How the orders of a list hang together. Each has a number that stays for ever, because commands
 * and facts carry it.
 */
public enum OrderListType {
  /** One cancels the other: a profit order and a stop order of one side and quantity. */
  OCO(1, 2),
  /** One triggers the other: a pending order is placed when a working order is filled. */
  OTO(2, 2),
  /** A working order, and an OCO of the other side that is placed when it is filled. */
  BRACKET(3, 3);

  private final int number;
  private final int orders;

  OrderListType(int number, int orders) {
    this.number = number;
    this.orders = orders;
  }

  public int number() {
    return number;
  }

  /** How many orders such a list has. */
  public int orders() {
    return orders;
  }

  /** Whether its first order works alone until it is filled. */
  public boolean hasWorkingOrder() {
    return this != OCO;
  }

  /** Whether its last two orders cancel each other. */
  public boolean hasPair() {
    return this != OTO;
  }

  public static OrderListType of(int number) {
    return switch (number) {
      case 1 -> OCO;
      case 2 -> OTO;
      case 3 -> BRACKET;
      default -> throw new IllegalArgumentException("No type of order lists has number " + number);
    };
  }
}

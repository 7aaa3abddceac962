package bourse.domain;

/**
 * How much the venue does: a ladder of which each step refuses more. Each has a number that stays
 * for ever, because commands carry it.
 */
public enum SafeState {
  NORMAL(0),
  /** No money goes out. */
  NO_WITHDRAWALS(1),
  /** And no new orders: orders may shrink and be cancelled, and what rests may expire. */
  CANCEL_ONLY(2),
  /** And clients change nothing; the operator does, and deposits are booked. */
  HALT(3),
  /** Nothing changes but this state. */
  READ_ONLY(4);

  private final int number;

  SafeState(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /** Whether everything that the other state refuses is refused here too. */
  public boolean isAtLeast(SafeState other) {
    return number >= other.number;
  }

  public static SafeState of(int number) {
    if (number < 0 || number >= values().length) {
      throw new IllegalArgumentException("No safe state has number " + number);
    }
    return values()[number];
  }
}

package bourse.engine;

/**
 * Something that happens at a log time: an order or a hold that expires, an account that cancels
 * all, a market that changes.
 */
abstract sealed class Due permits Order, Account, Market, Hold {
  /** 0 when nothing is due. */
  long dueAtMicros;

  /** Its place in {@link Deadlines}, or -1. */
  int dueSlot = -1;

  /**
   * Among those of one time orders come first, then accounts, then markets, then holds; each by its
   * ids.
   */
  final boolean isBefore(Due other) {
    return dueAtMicros != other.dueAtMicros
        ? dueAtMicros < other.dueAtMicros
        : rank() != other.rank() ? rank() < other.rank() : dueId() < other.dueId();
  }

  private int rank() {
    return switch (this) {
      case Order order -> 0;
      case Account account -> 1;
      case Market market -> 2;
      case Hold hold -> 3;
    };
  }

  abstract long dueId();
}

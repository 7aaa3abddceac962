package bourse.engine;

/** Something that happens at a log time: an order that expires, an account that cancels all. */
abstract sealed class Due permits Order, Account {
  /** 0 when nothing is due. */
  long dueAtMicros;

  /** Its place in {@link Deadlines}, or -1. */
  int dueSlot = -1;

  /** Among those of one time orders come before accounts, and each kind by its ids. */
  final boolean isBefore(Due other) {
    return dueAtMicros != other.dueAtMicros
        ? dueAtMicros < other.dueAtMicros
        : isOrder() != other.isOrder() ? isOrder() : dueId() < other.dueId();
  }

  private boolean isOrder() {
    return this instanceof Order;
  }

  abstract long dueId();
}

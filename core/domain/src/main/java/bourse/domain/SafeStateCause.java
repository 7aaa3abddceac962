package bourse.domain;

/** Why the venue is in its safe state. Each has a number that stays for ever. */
public enum SafeStateCause {
  /** A person decided; nobody else steps up. */
  OPERATOR(1),
  /** There is hardly room for the command log. */
  DISK_SPACE(2),
  /** The clock stood further ahead than it may. */
  CLOCK_JUMP(3),
  /** A market's reference price is too old. */
  STALE_PRICE(4),
  /** What SQL tells was far behind for long. */
  PROJECTION_LAG(5);

  private final int number;

  SafeStateCause(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  public static SafeStateCause of(int number) {
    if (number < 1 || number > values().length) {
      throw new IllegalArgumentException("No cause of a safe state has number " + number);
    }
    return values()[number - 1];
  }
}

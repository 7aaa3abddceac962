package bourse.domain;

/**
 * Why money goes from one account to another. Each has a number that stays for ever, because
 * commands carry it.
 */
public enum JournalReason {
  /** The firm lends what a client's payment will bring. */
  INSTANT_FUNDING(1),
  /** A gift of the firm. */
  PROMOTION(2),
  /** The reversal of something that was booked wrongly. */
  CORRECTION(3),
  /** Fees given back, or fee revenue that the firm takes. */
  FEE_SETTLEMENT(4),
  /** Both accounts belong to the same owner. */
  OWN_TRANSFER(5),
  /** An order of a court or an authority. */
  LEGAL_ORDER(6);

  private final int number;

  JournalReason(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  public static JournalReason of(int number) {
    for (JournalReason reason : values()) {
      if (reason.number == number) {
        return reason;
      }
    }
    throw new IllegalArgumentException("No reason of a journal has number " + number);
  }
}

package bourse.domain;

/**
 * Why the firm books an adjustment, or takes something back. Each has a number that stays for ever,
 * because commands carry it.
 */
public enum AdjustmentCategory {
  /** Something was booked wrongly. */
  CORRECTION(1),
  /** What the firm gives a client for its trouble. */
  GOODWILL(2),
  /** A gift of the firm. */
  PROMOTION(3),
  /** What nobody will pay any more. */
  WRITE_OFF(4),
  /** What a provider, a bank or a network takes. */
  PROVIDER_COST(5),
  /** What a comparison with statements found. */
  RECONCILIATION(6),
  /** A payer took the payment back through the bank or the card. */
  CHARGEBACK(7),
  /** An order of a court or an authority. */
  LEGAL_ORDER(8),
  /** Opening balances, when the books of another system are taken over. */
  IMPORT(9);

  private final int number;

  AdjustmentCategory(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  public static AdjustmentCategory of(int number) {
    for (AdjustmentCategory category : values()) {
      if (category.number == number) {
        return category;
      }
    }
    throw new IllegalArgumentException("No category of an adjustment has number " + number);
  }
}

package bourse.domain;

/** The five kinds of account in double entry, and on which side each grows. */
public enum LedgerAccountType {
  /** What the firm has: grows on the debit side. */
  ASSET(true),
  /** What the firm owes: grows on the credit side. */
  LIABILITY(false),
  /** What belongs to the firm itself. */
  EQUITY(false),
  /** What it earns. */
  REVENUE(false),
  /** What it spends. */
  EXPENSE(true);

  private final boolean growsByDebit;

  LedgerAccountType(boolean growsByDebit) {
    this.growsByDebit = growsByDebit;
  }

  /**
   * Whether its usual balance stands on the debit side. In the engine that is the side below zero:
   * what the firm has somewhere is minus what it owes for it.
   */
  public boolean growsByDebit() {
    return growsByDebit;
  }
}

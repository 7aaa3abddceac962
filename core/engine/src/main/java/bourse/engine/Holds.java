package bourse.engine;

import bourse.domain.ErrorCode;

/**
 * What is set aside for withdrawals that are on their way: made, settled in parts, given back, or
 * over by the log's time. Each has exactly reserved its amount.
 */
final class Holds {
  private final Facts facts;
  private final Ledger ledger;
  private final OpenOrders due;
  private final LongMap<Hold> holds = new LongMap<>();

  /**
   * @param due keeps what is due at a time
   */
  Holds(Facts facts, Ledger ledger, OpenOrders due) {
    this.facts = facts;
    this.ledger = ledger;
    this.due = due;
  }

  /** Sets aside what the account has; all was checked before. */
  void make(
      long id,
      Account account,
      int assetIndex,
      long amount,
      long expiresAtMicros,
      long high,
      long low) {
    Hold hold = restore(id, account, assetIndex, amount, expiresAtMicros, high, low);
    facts.fundsHeld(hold);
    ledger.hold(hold.balance, amount, high, low);
  }

  /** A hold of a snapshot: what is reserved for it is known. */
  Hold restore(
      long id,
      Account account,
      int assetIndex,
      long amount,
      long expiresAtMicros,
      long high,
      long low) {
    Hold hold = new Hold(id, account, account.balance(assetIndex), amount, high, low);
    holds.put(id, hold);
    due.setDue(hold, expiresAtMicros);
    return hold;
  }

  /** The hold of the account, or null. */
  Hold find(long account, long id) {
    Hold hold = holds.get(id);
    return hold == null || hold.account.id != account ? null : hold;
  }

  /** The ids of all, ascending. */
  long[] ids() {
    return holds.sortedKeys();
  }

  Hold get(long id) {
    return holds.get(id);
  }

  /** Why no more than this may be moved out of the hold, or null. */
  static ErrorCode settleRule(Hold hold, long to, long amount) {
    if (hold == null) {
      return ErrorCode.UNKNOWN_HOLD;
    }
    if (to < 1) {
      return ErrorCode.UNKNOWN_ACCOUNT;
    }
    if (to == hold.account.id) {
      return ErrorCode.SAME_ACCOUNT;
    }
    if (amount <= 0) {
      return ErrorCode.AMOUNT_OUT_OF_RANGE;
    }
    return amount > hold.amount ? ErrorCode.HOLD_EXCEEDED : null;
  }

  void settle(Hold hold, Account to, long amount, EntryType kind, long high, long low) {
    reduce(hold, amount, HoldEnd.SETTLED);
    ledger.settle(hold.balance, to, amount, kind, high, low);
  }

  void release(Hold hold, HoldEnd end) {
    long amount = hold.amount;
    reduce(hold, amount, end);
    ledger.release(hold.balance, amount, hold.referenceHigh, hold.referenceLow);
  }

  void describe() {
    for (long id : ids()) {
      facts.fundsHeld(holds.get(id));
    }
  }

  private void reduce(Hold hold, long amount, HoldEnd end) {
    hold.amount -= amount;
    if (hold.amount == 0) {
      holds.remove(hold.id);
      due.setDue(hold, 0);
    }
    facts.holdReduced(hold, amount, end);
  }
}

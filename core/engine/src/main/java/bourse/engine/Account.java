package bourse.engine;

import bourse.domain.AccountBlock;
import bourse.domain.ErrorCode;
import java.util.Arrays;

/** One account and its balances. */
final class Account extends Due {
  final long id;
  int flags;

  /** Bits of {@link AccountBlock}, mostly 0, and the number of their reason. */
  int blocks;

  int blockReason;

  /** See {@link bourse.domain.FeeSchedule}. */
  int feeGroup;

  /** See {@link TradedVolumes}; null until a trade of it is counted. */
  TradedVolume volume;

  /** Its open orders, by their ids, in a list through {@link Order#nextOwn}. */
  Order firstOrder;

  Order lastOrder;

  /** By the asset's index in the ledger; null where the account never had the asset. */
  private Balance[] balances = new Balance[4];

  Account(long id) {
    this.id = id;
  }

  @Override
  long dueId() {
    return id;
  }

  boolean hasOrders() {
    return firstOrder != null;
  }

  void add(Order order) {
    order.previousOwn = lastOrder;
    order.nextOwn = null;
    if (lastOrder == null) {
      firstOrder = order;
    } else {
      lastOrder.nextOwn = order;
    }
    lastOrder = order;
  }

  void remove(Order order) {
    if (order.previousOwn == null) {
      firstOrder = order.nextOwn;
    } else {
      order.previousOwn.nextOwn = order.nextOwn;
    }
    if (order.nextOwn == null) {
      lastOrder = order.previousOwn;
    } else {
      order.nextOwn.previousOwn = order.previousOwn;
    }
    order.previousOwn = null;
    order.nextOwn = null;
  }

  boolean isFrozen() {
    return AccountBlock.ACCOUNT.isIn(blocks);
  }

  /** Why it places no orders now, or null. */
  ErrorCode tradingBlock() {
    return isFrozen()
        ? ErrorCode.ACCOUNT_FROZEN
        : AccountBlock.TRADING.isIn(blocks) ? ErrorCode.ACCOUNT_CANCEL_ONLY : null;
  }

  /** Why nothing goes out of it now, or null. */
  ErrorCode transferBlock() {
    return isFrozen()
        ? ErrorCode.ACCOUNT_FROZEN
        : AccountBlock.TRANSFERS.isIn(blocks) ? ErrorCode.ACCOUNT_TRANSFERS_BLOCKED : null;
  }

  boolean isFeeExempt() {
    return (flags & AccountFlags.FEE_EXEMPT) != 0;
  }

  boolean maySelfTrade() {
    return (flags & AccountFlags.SELF_TRADES) != 0;
  }

  /** The balance, or null. */
  Balance balance(int assetIndex) {
    return assetIndex < balances.length ? balances[assetIndex] : null;
  }

  /** The balance; a new one at zero when there was none. */
  Balance balanceOrNew(int assetIndex, int asset) {
    if (assetIndex >= balances.length) {
      balances = Arrays.copyOf(balances, Math.max(assetIndex + 1, balances.length * 2));
    }
    Balance balance = balances[assetIndex];
    if (balance == null) {
      balance = new Balance(id, asset);
      balances[assetIndex] = balance;
    }
    return balance;
  }
}

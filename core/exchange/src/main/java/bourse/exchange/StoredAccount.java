package bourse.exchange;

import bourse.domain.AccountBlock;
import bourse.domain.AccountState;
import bourse.domain.SuspensionReason;
import bourse.engine.AccountFlags;
import java.util.Set;

/**
 * How the engine treats an account.
 *
 * @param flags bits of {@link AccountFlags}
 * @param blocks what it may not do
 * @param feeGroup of the fee schedule; 0 unless it was put into another
 * @param version the command that last set one of these, 0 for none
 */
public record StoredAccount(
    long account,
    int flags,
    Set<AccountBlock> blocks,
    SuspensionReason reason,
    int feeGroup,
    long version) {
  static StoredAccount untouched(long account) {
    return new StoredAccount(account, 0, Set.of(), SuspensionReason.NONE, 0, 0);
  }

  public AccountState state() {
    return AccountState.of(AccountBlock.bits(blocks));
  }

  public boolean isFeeExempt() {
    return (flags & AccountFlags.FEE_EXEMPT) != 0;
  }

  public boolean maySelfTrade() {
    return (flags & AccountFlags.SELF_TRADES) != 0;
  }
}

package bourse.kyc;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** An exchange that knows of accounts only whether they may trade. */
final class StoppedAccounts implements TradingStop {
  final Set<Long> ours = new ConcurrentSkipListSet<>();

  /** Whom the staff has stopped. */
  final Set<Long> byStaff = new ConcurrentSkipListSet<>();

  /** It takes no commands. */
  volatile boolean away;

  boolean mayTrade(long account) {
    return !ours.contains(account) && !byStaff.contains(account);
  }

  @Override
  public boolean stop(long account) {
    requireThere();
    return mayTrade(account) && ours.add(account);
  }

  @Override
  public boolean resume(long account) {
    requireThere();
    return !byStaff.contains(account) && ours.remove(account);
  }

  private void requireThere() {
    if (away) {
      throw new Fault(ErrorCode.STOPPED, "The exchange is stopped.");
    }
  }
}

package bourse.admin;

import bourse.domain.AccountBlock;
import bourse.domain.SuspensionReason;
import bourse.engine.Commands;
import bourse.exchange.AccountStore;
import bourse.exchange.Exchange;
import bourse.exchange.StoredAccount;
import bourse.kyc.TradingStop;
import bourse.platform.telemetry.TraceContext;
import bourse.platform.time.WallClock;
import java.util.EnumSet;
import java.util.Set;

/** Stops of accounts for lack of compliance, as commands. */
public final class AccountStops implements TradingStop {
  private static final Set<AccountBlock> TRADING = Set.of(AccountBlock.TRADING);

  private final OperatorCommands commands;
  private final AccountStore accounts;

  public AccountStops(Exchange exchange, AccountStore accounts, WallClock clock) {
    this.commands = new OperatorCommands(exchange, clock);
    this.accounts = accounts;
  }

  /** Other blocks stay, with their reason. */
  @Override
  public boolean stop(long account) throws InterruptedException {
    StoredAccount stored = stored(account);
    if (stored.blocks().contains(AccountBlock.TRADING)
        || stored.blocks().contains(AccountBlock.ACCOUNT)) {
      return false;
    }
    Set<AccountBlock> blocks = EnumSet.of(AccountBlock.TRADING);
    blocks.addAll(stored.blocks());
    set(account, blocks, stored.blocks().isEmpty() ? SuspensionReason.COMPLIANCE : stored.reason());
    return true;
  }

  @Override
  public boolean resume(long account) throws InterruptedException {
    StoredAccount stored = stored(account);
    boolean isOurs =
        stored.blocks().equals(TRADING) && stored.reason() == SuspensionReason.COMPLIANCE;
    if (isOurs) {
      set(account, Set.of(), SuspensionReason.NONE);
    }
    return isOurs;
  }

  private StoredAccount stored(long account) throws InterruptedException {
    commands.awaitProjected();
    return accounts.account(account);
  }

  private void set(long account, Set<AccountBlock> blocks, SuspensionReason reason) {
    commands.submit(
        TraceContext.fresh(),
        context -> Commands.setAccountBlocks(context, account, blocks, reason));
  }
}

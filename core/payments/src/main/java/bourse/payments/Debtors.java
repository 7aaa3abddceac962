package bourse.payments;

import bourse.domain.AccountBlock;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.SuspensionReason;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.exchange.AccountStore;
import bourse.exchange.Exchange;
import bourse.exchange.StoredAccount;
import bourse.exchange.StoredWallet;
import bourse.exchange.WalletStore;
import bourse.platform.telemetry.TraceContext;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/**
 * Accounts that owe what went back to a payer. Such an account's orders are cancelled, so that what
 * they hold can be taken, and it neither trades nor sends anything until one of the staff resumes
 * it.
 */
public final class Debtors {
  private static final Duration PROJECTION_PATIENCE = Duration.ofSeconds(10);

  /** What is left to an account that owes: to look. */
  private static final Set<AccountBlock> OWING =
      Set.of(AccountBlock.TRADING, AccountBlock.TRANSFERS);

  private final Exchange exchange;
  private final AccountStore accounts;
  private final WalletStore wallets;
  private final WallClock clock;

  public Debtors(Exchange exchange, AccountStore accounts, WalletStore wallets, WallClock clock) {
    this.exchange = exchange;
    this.accounts = accounts;
    this.wallets = wallets;
    this.clock = clock;
  }

  /**
   * Frees what the account has, and lets nothing but us take it.
   *
   * @return what is available; nothing where somebody else has stopped the account
   */
  public BigDecimal free(long account, String currency) throws InterruptedException {
    StoredAccount stored = stored(account);
    if (isStoppedByOthers(stored)) {
      return BigDecimal.ZERO;
    }
    set(account, Set.of(AccountBlock.ACCOUNT));
    set(account, Set.of(AccountBlock.TRADING));
    stored(account);
    return wallets
        .ofAccount(account, currency)
        .map(StoredWallet::available)
        .orElse(BigDecimal.ZERO);
  }

  /** It is as it was left: nothing goes out. */
  public void close(long account) throws InterruptedException {
    StoredAccount stored = stored(account);
    if (!isStoppedByOthers(stored)) {
      set(account, OWING);
    }
  }

  /** Our own stop is one for RISK; whoever set another, or another block, decides alone. */
  private static boolean isStoppedByOthers(StoredAccount stored) {
    boolean isOurs = stored.reason() == SuspensionReason.RISK && OWING.containsAll(stored.blocks());
    boolean hindersNothing =
        EnumSet.complementOf(EnumSet.of(AccountBlock.TRADING)).stream()
            .noneMatch(stored.blocks()::contains);
    return !isOurs && !hindersNothing;
  }

  private StoredAccount stored(long account) throws InterruptedException {
    if (!exchange.awaitProjected(exchange.sequence(), PROJECTION_PATIENCE)) {
      throw new Fault(
          ErrorCode.SEQUENCE_NOT_REACHED,
          "The projection is not new enough yet; it is tried again.");
    }
    return accounts.account(account);
  }

  private void set(long account, Set<AccountBlock> blocks) {
    UUID id = Ids.uuid7();
    TraceContext trace = TraceContext.fresh();
    Bookings.refusal(
            exchange.submit(
                Commands.setAccountBlocks(
                    new CommandContext(
                        id.getMostSignificantBits(),
                        id.getLeastSignificantBits(),
                        clock.micros(),
                        trace.traceHigh(),
                        trace.traceLow(),
                        trace.span()),
                    account,
                    blocks,
                    SuspensionReason.RISK)))
        .ifPresent(code -> {
          throw new Fault(code, code.title() + ". " + code.remedy());
        });
  }
}

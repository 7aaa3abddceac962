package bourse.auth;

import bourse.platform.data.Database;
import org.jdbi.v3.core.Handle;

/** Numbers for new accounts. */
public final class AccountNumbers {
  private AccountNumbers() {}

  /**
   * A number that no account had before. The sequence begins again in a database that was lost, or
   * is older than the command log; the money of those who came later is in the projected wallets,
   * and must not be given to somebody new.
   *
   * <p>Taken before the transaction that opens the account, because H2 writes its file when a
   * sequence moves, together with what others have not committed. A number that is not used then is
   * left out for ever.
   */
  public static long next(Database database) {
    return database.jdbi().withHandle(AccountNumbers::next);
  }

  private static long next(Handle handle) {
    while (true) {
      long account = handle.select("select nextval('account_ids')").mapTo(Long.class).one();
      if (!hasWallet(handle, account)) {
        return account;
      }
    }
  }

  /** By the number of its wallets, which begins with that of the account. */
  private static boolean hasWallet(Handle handle, long account) {
    return handle
        .select(
            "select 1 from wallet where id between ? and ? limit 1",
            account << 16,
            (account << 16) + 0xFFFF)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }
}

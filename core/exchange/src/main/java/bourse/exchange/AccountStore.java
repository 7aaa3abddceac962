package bourse.exchange;

import bourse.domain.AccountBlock;
import bourse.domain.SuspensionReason;
import bourse.platform.data.Database;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads what the projection has about accounts themselves. */
public final class AccountStore {
  private final Database database;

  public AccountStore(Database database) {
    this.database = database;
  }

  /** How the engine treats the account, whether it ever heard of it or not. */
  public StoredAccount account(long account) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select("select * from account_flags where account_id = ?", account)
                .map((row, context) -> account(row))
                .findOne())
        .orElseGet(() -> StoredAccount.untouched(account));
  }

  private static StoredAccount account(ResultSet row) throws SQLException {
    return new StoredAccount(
        row.getLong("account_id"),
        row.getInt("flags"),
        AccountBlock.of(row.getInt("blocks")),
        SuspensionReason.of(row.getInt("block_reason")),
        row.getLong("version"));
  }
}

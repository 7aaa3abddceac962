package bourse.exchange;

import bourse.domain.AccountBlock;
import bourse.domain.FeeRate;
import bourse.domain.FeeSchedule;
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

  /** What accounts pay, by group and symbol. */
  public FeeSchedule fees() {
    return database
        .jdbi()
        .withHandle(handle ->
            new FeeSchedule(
                handle
                    .select("select * from fee_rates order by group_id, symbol_id")
                    .map((row, context) ->
                        new FeeRate(
                            row.getInt("group_id"),
                            row.getInt("symbol_id"),
                            row.getInt("maker_rate"),
                            row.getInt("taker_rate")))
                    .list()));
  }

  private static StoredAccount account(ResultSet row) throws SQLException {
    return new StoredAccount(
        row.getLong("account_id"),
        row.getInt("flags"),
        AccountBlock.of(row.getInt("blocks")),
        SuspensionReason.of(row.getInt("block_reason")),
        row.getInt("fee_group"),
        row.getLong("version"));
  }
}

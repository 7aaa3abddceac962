package bourse.exchange;

import bourse.domain.AccountBlock;
import bourse.domain.FeeRate;
import bourse.domain.FeeSchedule;
import bourse.domain.SuspensionReason;
import bourse.platform.data.Database;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;

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

  /** What accounts pay, by group, symbol and volume. */
  public FeeSchedule fees() {
    return database
        .jdbi()
        .withHandle(handle ->
            new FeeSchedule(
                handle
                    .select("select volume_asset from fee_schedule")
                    .mapTo(Integer.class)
                    .findOne()
                    .orElse(0),
                handle
                    .select("select * from fee_rates order by group_id, symbol_id, minimum_volume")
                    .map((row, context) ->
                        new FeeRate(
                            row.getInt("group_id"),
                            row.getInt("symbol_id"),
                            row.getLong("minimum_volume"),
                            row.getInt("maker_rate"),
                            row.getInt("taker_rate")))
                    .list()));
  }

  /**
   * What the account traded on this day (UTC) and those before it that count with it, in the asset
   * of the fee schedule.
   */
  public BigDecimal volume(long account, LocalDate today) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select(
                    "select coalesce(sum(volume), 0) from account_volumes"
                        + " where account_id = ? and traded_on > ?",
                    account,
                    today.minusDays(FeeSchedule.VOLUME_DAYS))
                .mapTo(BigDecimal.class)
                .one());
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

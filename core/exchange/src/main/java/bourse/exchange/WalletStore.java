package bourse.exchange;

import bourse.engine.Bucket;
import bourse.engine.EntryType;
import bourse.platform.data.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Reads balances and postings from the projection. */
public final class WalletStore {
  private final Database database;

  public WalletStore(Database database) {
    this.database = database;
  }

  /** All wallets of an account, by currency. */
  public List<StoredWallet> ofAccount(long account) {
    // Ids of an account's wallets are neighbours: a range of the primary key.
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select(
                    "select * from wallet where id between ? and ? order by currency",
                    account << 16,
                    account << 16 | 0xFFFF)
                .map((row, context) -> wallet(row))
                .list());
  }

  public Optional<StoredWallet> ofAccount(long account, String currency) {
    return ofAccount(account).stream()
        .filter(wallet -> wallet.currency().equals(currency))
        .findFirst();
  }

  /** The postings of a wallet, newest first. */
  public StoredPage<StoredEntry> entries(StoredWallet wallet, long cursor, int limit) {
    return database
        .jdbi()
        .withHandle(handle ->
            StoredPage.of(
                newest(handle, wallet.id(), cursor - 1, StoredPage.checked(limit) + 1),
                limit,
                StoredEntry::id));
  }

  /** The newest up to an id, newest first. The index has those of each bucket in this order. */
  static List<StoredEntry> newest(Handle handle, long wallet, long last, int most) {
    return Stream.of(Bucket.values())
        .flatMap(bucket ->
            handle
                .select(
                    "select * from ledger_entries where wallet_id = ? and bucket = ? and id <= ?"
                        + " order by id desc limit ?",
                    wallet,
                    bucket.name(),
                    last,
                    most)
                .map((row, context) -> entry(row))
                .list()
                .stream())
        .sorted(Comparator.comparingLong((StoredEntry entry) -> entry.id()).reversed())
        .limit(most)
        .toList();
  }

  private static StoredWallet wallet(ResultSet row) throws SQLException {
    return new StoredWallet(
        row.getLong("id"),
        row.getLong("account_id"),
        row.getString("currency"),
        Rows.decimal(row, "balance"),
        Rows.decimal(row, "available"),
        Rows.decimal(row, "reserved"),
        row.getLong("version"));
  }

  static StoredEntry entry(ResultSet row) throws SQLException {
    return new StoredEntry(
        row.getLong("id"),
        EntryType.valueOf(row.getString("type")),
        Bucket.valueOf(row.getString("bucket")),
        Rows.decimal(row, "amount"),
        Rows.decimal(row, "balance_after"),
        row.getString("tx_ref"),
        row.getLong("sequence"),
        row.getInt("fact_index"),
        Rows.instant(row, "created_at"));
  }
}

package bourse.withdrawals;

import static bourse.withdrawals.Rows.utc;

import bourse.platform.data.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** What users set about their withdrawals, and the staff for them, in SQL. */
final class SettingStore {
  /**
   * Of one user.
   *
   * @param allowList whether money goes only to what is in the address book for long enough
   * @param allowListOffAt when that was turned off
   * @param block by the staff
   */
  record Settings(boolean allowList, Optional<Instant> allowListOffAt, Optional<Block> block) {
    static final Settings DEFAULTS = new Settings(true, Optional.empty(), Optional.empty());
  }

  /** Nothing goes out until then. */
  record Block(Instant until, String by, String note) {}

  private final Database database;

  SettingStore(Database database) {
    this.database = database;
  }

  Settings of(UUID user) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select("select * from withdrawal_settings where user_id = ?", user)
                .map((row, context) -> settings(row))
                .findOne()
                .orElse(Settings.DEFAULTS));
  }

  /** The same; nobody else asks for a withdrawal of the user until the transaction ends. */
  Settings lock(Handle handle, UUID user) {
    handle.execute(
        "insert into withdrawal_settings (user_id, allow_list) values (?, true)"
            + " on conflict do nothing",
        user);
    return handle
        .select("select * from withdrawal_settings where user_id = ? for update", user)
        .map((row, context) -> settings(row))
        .one();
  }

  /** As part of a durable transaction that has locked it. */
  void setAllowList(Handle handle, UUID user, boolean on, Instant now) {
    handle
        .createUpdate(
            """
            update withdrawal_settings set allow_list = :on,
              allow_list_off_at = coalesce(:off, allow_list_off_at)
            where user_id = :user
            """)
        .bind("on", on)
        .bindByType("off", on ? null : utc(now), OffsetDateTime.class)
        .bind("user", user)
        .execute();
  }

  /** As part of a durable transaction that has locked it; empty for no block. */
  void setBlock(Handle handle, UUID user, Optional<Block> block) {
    handle
        .createUpdate(
            """
            update withdrawal_settings set blocked_until = :until, blocked_by = :by,
              blocked_note = :note
            where user_id = :user
            """)
        .bindByType("until", block.map(one -> utc(one.until())).orElse(null), OffsetDateTime.class)
        .bindByType("by", block.map(Block::by).orElse(null), String.class)
        .bindByType("note", block.map(Block::note).orElse(null), String.class)
        .bind("user", user)
        .execute();
  }

  private static Settings settings(ResultSet row) throws SQLException {
    Optional<Instant> until = Rows.time(row, "blocked_until");
    return new Settings(
        row.getBoolean("allow_list"),
        Rows.time(row, "allow_list_off_at"),
        until.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Block(
                    until.get(), row.getString("blocked_by"), row.getString("blocked_note"))));
  }
}

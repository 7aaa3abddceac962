package bourse.kyc;

import bourse.platform.data.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Accounts that may only cancel because a label of their user has lapsed, in SQL. */
final class StopStore {
  /**
   * Such an account.
   *
   * @param ours whether it could trade before
   */
  record Stop(UUID user, long account, Instant since, boolean ours) {}

  private final Database database;

  StopStore(Database database) {
    this.database = database;
  }

  Optional<Stop> find(UUID user) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select("select * from kyc_stops where user_id = ?", user)
                .map((row, context) -> stop(row))
                .findOne());
  }

  List<Stop> all() {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select("select * from kyc_stops order by since")
                .map((row, context) -> stop(row))
                .list());
  }

  /** As part of a durable transaction. */
  void put(Handle handle, Stop stop) {
    remove(handle, stop.user());
    handle.execute(
        "insert into kyc_stops (user_id, account, since, ours) values (?, ?, ?, ?)",
        stop.user(),
        stop.account(),
        stop.since().atOffset(ZoneOffset.UTC),
        stop.ours());
  }

  /** As part of a durable transaction. */
  void remove(Handle handle, UUID user) {
    handle.execute("delete from kyc_stops where user_id = ?", user);
  }

  private static Stop stop(ResultSet row) throws SQLException {
    return new Stop(
        row.getObject("user_id", UUID.class),
        row.getLong("account"),
        row.getObject("since", OffsetDateTime.class).toInstant(),
        row.getBoolean("ours"));
  }
}

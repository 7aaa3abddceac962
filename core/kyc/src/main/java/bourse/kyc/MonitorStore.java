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

/** With which lists each client who is verified was compared last, in SQL. */
final class MonitorStore {
  /**
   * A client to be compared.
   *
   * @param caseId in which the client was verified
   */
  record Due(UUID user, UUID caseId) {}

  /**
   * How far it is.
   *
   * @param verified all clients with an identity
   * @param compared those of them who were compared with the lists as they are now
   * @param lastAt when anybody was compared last
   */
  record Progress(long verified, long compared, Optional<Instant> lastAt) {}

  private static final String COMPARED = "m.lists = :lists and m.case_id = l.case_id";
  private static final String FROM =
      """
      from kyc_labels l left join kyc_monitored m on m.user_id = l.user_id
      where l.label = 'IDENTITY' and l.case_id is not null
      """;

  private final Database database;

  MonitorStore(Database database) {
    this.database = database;
  }

  /** The next clients after one who were not compared with these lists, in the order of ids. */
  List<Due> due(UUID after, String lists, int limit) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    "select l.user_id, l.case_id "
                        + FROM
                        + " and l.user_id > :after and (m.user_id is null or not ("
                        + COMPARED
                        + ")) order by l.user_id limit :limit")
                .bind("after", after)
                .bind("lists", lists)
                .bind("limit", limit)
                .map((row, context) ->
                    new Due(
                        row.getObject("user_id", UUID.class), row.getObject("case_id", UUID.class)))
                .list());
  }

  /** Takes down that a client was compared, as part of a durable transaction. */
  void put(Handle handle, Due one, String lists, Instant at) {
    handle.execute("delete from kyc_monitored where user_id = ?", one.user());
    handle.execute(
        "insert into kyc_monitored (user_id, case_id, lists, compared_at) values (?, ?, ?, ?)",
        one.user(),
        one.caseId(),
        lists,
        at.atOffset(ZoneOffset.UTC));
  }

  Progress progress(String lists) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    "select count(*) as verified, count(case when "
                        + COMPARED
                        + " then 1 end) as compared, max(m.compared_at) as last_at "
                        + FROM)
                .bind("lists", lists)
                .map((row, context) -> progress(row))
                .one());
  }

  private static Progress progress(ResultSet row) throws SQLException {
    return new Progress(
        row.getLong("verified"),
        row.getLong("compared"),
        Optional.ofNullable(row.getObject("last_at", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant));
  }
}

package bourse.kyc;

import bourse.platform.data.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Every change of a case's status, in SQL; rows are only ever added. */
final class EventStore {
  /**
   * Which events to show.
   *
   * @param user only those of what this user asked for
   * @param since only those after this one
   * @param until only those up to this one
   */
  record Filter(
      Optional<UUID> user, Optional<UUID> caseId, OptionalLong since, OptionalLong until) {}

  private final Database database;

  EventStore(Database database) {
    this.database = database;
  }

  /**
   * Adds the step that a case took, as part of a durable transaction. Steps are numbered one after
   * the other, so that whoever follows them misses none that is committed later.
   */
  static void append(
      Handle handle, KycCase after, Optional<CaseStatus> from, String actor, String reason) {
    long id =
        handle
                .select("select last from kyc_event_head where id = 1 for update")
                .mapTo(Long.class)
                .one()
            + 1;
    handle
        .createUpdate(
            """
            insert into kyc_events (id, case_id, user_id, status_from, status_to, actor, reason,
              created_at)
            values (:id, :case, :user, :from, :to, :actor, :reason, :at)
            """)
        .bind("id", id)
        .bind("case", after.id())
        .bind("user", after.user())
        .bindByType("from", from.map(CaseStatus::name).orElse(null), String.class)
        .bind("to", after.status().name())
        .bind("actor", actor)
        .bind("reason", reason)
        .bind("at", after.updatedAt().atOffset(ZoneOffset.UTC))
        .execute();
    handle.execute("update kyc_event_head set last = ? where id = 1", id);
  }

  /** The oldest first. */
  List<KycEvent> list(Filter filter, int limit) {
    StringBuilder where = new StringBuilder("id > :since and id <= :until");
    Map<String, Object> values = new HashMap<>();
    values.put("since", filter.since().orElse(0));
    values.put("until", filter.until().orElse(Long.MAX_VALUE));
    filter
        .user()
        .ifPresent(user -> {
          where.append(
              " and user_id = :user and case_id in (select id from kyc_cases where user_id = :user"
                  + " and kind = 'REQUEST')");
          values.put("user", user);
        });
    filter
        .caseId()
        .ifPresent(id -> {
          where.append(" and case_id = :case");
          values.put("case", id);
        });
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    "select * from kyc_events where " + where + " order by id limit :limit")
                .bindMap(values)
                .bind("limit", limit)
                .map((row, context) -> event(row))
                .list());
  }

  private static KycEvent event(ResultSet row) throws SQLException {
    return new KycEvent(
        row.getLong("id"),
        row.getObject("case_id", UUID.class),
        row.getObject("user_id", UUID.class),
        Optional.ofNullable(row.getString("status_from")).map(CaseStatus::valueOf),
        CaseStatus.valueOf(row.getString("status_to")),
        row.getString("actor"),
        row.getString("reason"),
        row.getObject("created_at", OffsetDateTime.class).toInstant());
  }
}

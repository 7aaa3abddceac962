package bourse.gateway;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.data.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Restrictions and maintenance in SQL. Each change is audited with it. */
final class EdgeRuleStore {
  private final Database database;
  private final Audit audit;

  EdgeRuleStore(Database database, Audit audit) {
    this.database = database;
    this.audit = audit;
  }

  /** All there are, newest first. */
  List<Restriction> restrictions() {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("select * from restrictions order by id desc")
                .map(EdgeRuleStore::restriction)
                .list());
  }

  /**
   * Adds one.
   *
   * @throws Fault {@link ErrorCode#ALREADY_EXISTS} when there is one of the same target
   */
  void add(Restriction restriction, Actor actor) {
    database.<Void, RuntimeException>durably(handle -> {
      handle
          .createQuery("select id from restrictions where kind = :kind and target = :target")
          .bind("kind", restriction.kind().name())
          .bind("target", restriction.target())
          .mapTo(UUID.class)
          .findOne()
          .ifPresent(id -> {
            throw new Fault(
                ErrorCode.ALREADY_EXISTS,
                restriction.target() + " is restricted already, by " + id + ".");
          });
      insert(handle, restriction);
      note(handle, actor, "restriction.add", restriction);
      return null;
    });
  }

  private static void insert(Handle handle, Restriction restriction) {
    handle
        .createUpdate(
            """
            insert into restrictions (id, kind, target, note, author, created_at, expires_at)
            values (:id, :kind, :target, :note, :author, :created, :expires)
            """)
        .bind("id", restriction.id())
        .bind("kind", restriction.kind().name())
        .bind("target", restriction.target())
        .bind("note", restriction.note())
        .bind("author", restriction.author())
        .bind("created", restriction.createdAt().atOffset(ZoneOffset.UTC))
        .bind("expires", utc(restriction.expiresAt()))
        .execute();
  }

  /** Removes one; false when there is none. */
  boolean remove(UUID id, Actor actor) {
    return database.durably(handle -> {
      Optional<Restriction> found =
          handle
              .createQuery("select * from restrictions where id = :id")
              .bind("id", id)
              .map(EdgeRuleStore::restriction)
              .findOne();
      found.ifPresent(restriction -> {
        handle.createUpdate("delete from restrictions where id = :id").bind("id", id).execute();
        note(handle, actor, "restriction.remove", restriction);
      });
      return found.isPresent();
    });
  }

  private void note(Handle handle, Actor actor, String action, Restriction restriction) {
    String until = restriction.expiresAt().map(end -> ", until " + end).orElse("");
    audit.append(
        handle,
        new Act(
            actor,
            action,
            restriction.kind().name().toLowerCase(Locale.ROOT) + ":" + restriction.target(),
            restriction.note() + until));
  }

  /** Empty while there is none. */
  Optional<Maintenance> maintenance() {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("select * from maintenance where id = 1")
                .map(EdgeRuleStore::maintenanceOf)
                .findOne());
  }

  /** Begins or ends it; what is there is replaced. */
  void setMaintenance(Optional<Maintenance> maintenance, String notes, Actor actor) {
    database.<Void, RuntimeException>durably(handle -> {
      handle.createUpdate("delete from maintenance").execute();
      maintenance.ifPresent(wanted -> insert(handle, wanted));
      String action = maintenance.isPresent() ? "maintenance.on" : "maintenance.off";
      audit.append(handle, new Act(actor, action, "venue", notes));
      return null;
    });
  }

  private static void insert(Handle handle, Maintenance maintenance) {
    handle
        .createUpdate(
            """
            insert into maintenance (id, message, author, since, ends_at)
            values (1, :message, :author, :since, :ends)
            """)
        .bind("message", maintenance.message())
        .bind("author", maintenance.author())
        .bind("since", maintenance.since().atOffset(ZoneOffset.UTC))
        .bind("ends", utc(maintenance.endsAt()))
        .execute();
  }

  private static OffsetDateTime utc(Optional<Instant> at) {
    return at.map(time -> time.atOffset(ZoneOffset.UTC)).orElse(null);
  }

  private static Restriction restriction(ResultSet row, StatementContext context)
      throws SQLException {
    return new Restriction(
        row.getObject("id", UUID.class),
        Restriction.Kind.valueOf(row.getString("kind")),
        row.getString("target"),
        row.getString("note"),
        row.getString("author"),
        instant(row, "created_at").orElseThrow(),
        instant(row, "expires_at"));
  }

  private static Maintenance maintenanceOf(ResultSet row, StatementContext context)
      throws SQLException {
    return new Maintenance(
        row.getString("message"),
        row.getString("author"),
        instant(row, "since").orElseThrow(),
        instant(row, "ends_at"));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}

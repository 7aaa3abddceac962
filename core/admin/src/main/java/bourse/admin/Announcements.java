package bourse.admin;

import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.data.Database;
import bourse.platform.time.Ids;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What the broker tells everyone. */
final class Announcements {
  /**
   * One of them.
   *
   * @param publishedAt shown from then on
   * @param expiresAt shown until then
   */
  record Announcement(
      UUID id, String title, String text, Instant publishedAt, Optional<Instant> expiresAt) {}

  private static final int MOST_SHOWN = 100;

  private final Database database;
  private final Audit audit;

  Announcements(Database database, Audit audit) {
    this.database = database;
    this.audit = audit;
  }

  /** What is shown at a time, newest first. */
  List<Announcement> shown(Instant at) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    select * from announcements
                    where published_at <= :at and (expires_at is null or expires_at > :at)
                    order by published_at desc, id limit :most
                    """)
                .bind("at", at.atOffset(ZoneOffset.UTC))
                .bind("most", MOST_SHOWN)
                .map((row, context) -> announcement(row))
                .list());
  }

  /** All there are, newest first. */
  List<Announcement> all() {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    "select * from announcements order by published_at desc, id limit :most")
                .bind("most", MOST_SHOWN)
                .map((row, context) -> announcement(row))
                .list());
  }

  Announcement add(
      Actor author, String title, String text, Instant publishedAt, Optional<Instant> expiresAt) {
    Announcement added = new Announcement(Ids.uuid7(), title, text, publishedAt, expiresAt);
    return database.durably(handle -> {
      handle
          .createUpdate(
              """
              insert into announcements (id, title, text, published_at, expires_at, author)
              values (:id, :title, :text, :published, :expires, :author)
              """)
          .bind("id", added.id())
          .bind("title", title)
          .bind("text", text)
          .bind("published", publishedAt.atOffset(ZoneOffset.UTC))
          .bind("expires", expiresAt.map(time -> time.atOffset(ZoneOffset.UTC)).orElse(null))
          .bind("author", author.name())
          .execute();
      audit.append(
          handle, new Act(author, "announcement.add", "announcement:" + added.id(), title));
      return added;
    });
  }

  /** Takes one away; false when there is none. */
  boolean remove(Actor actor, UUID id) {
    return database.durably(handle -> {
      boolean wasThere = handle.execute("delete from announcements where id = ?", id) > 0;
      if (wasThere) {
        audit.append(handle, new Act(actor, "announcement.remove", "announcement:" + id, ""));
      }
      return wasThere;
    });
  }

  private static Announcement announcement(ResultSet row) throws SQLException {
    return new Announcement(
        row.getObject("id", UUID.class),
        row.getString("title"),
        row.getString("text"),
        row.getObject("published_at", OffsetDateTime.class).toInstant(),
        Optional.ofNullable(row.getObject("expires_at", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant));
  }
}

package bourse.notification;

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
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The outbox in SQL. */
final class MailStore {
  private static final int LONGEST_FAILURE = 500;

  private final Database database;

  MailStore(Database database) {
    this.database = database;
  }

  /**
   * @param nextAttempt empty when nothing is to be sent
   * @param sent when it counts as sent already
   */
  void insert(
      Handle handle,
      Mail mail,
      Instant now,
      Optional<Instant> nextAttempt,
      Optional<Instant> sent) {
    handle
        .createUpdate(
            """
            insert into mails (id, recipient, subject, body, created_at, next_attempt_at, sent_at)
            values (:id, :recipient, :subject, :body, :now, :next, :sent)
            """)
        .bind("id", Ids.uuid7())
        .bind("recipient", mail.recipient())
        .bind("subject", mail.subject())
        .bind("body", mail.text())
        .bind("now", utc(now))
        .bindByType("next", utc(nextAttempt), OffsetDateTime.class)
        .bindByType("sent", utc(sent), OffsetDateTime.class)
        .execute();
  }

  /** Those whose time has come, the longest waiting first. */
  List<PostedMail> due(Instant now, int limit) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    "select * from mails where next_attempt_at <= :now"
                        + " order by next_attempt_at limit :limit")
                .bind("now", utc(now))
                .bind("limit", limit)
                .map(MailStore::mail)
                .list());
  }

  /** An attempt failed, and there will be another. */
  void failed(UUID id, String failure, Instant nextAttempt) {
    database.write(handle ->
        handle
            .createUpdate(
                """
                update mails set attempts = attempts + 1, next_attempt_at = :next,
                  failure = :failure
                where id = :id
                """)
            .bind("next", utc(nextAttempt))
            .bind("failure", shortened(failure))
            .bind("id", id)
            .execute());
  }

  /** There will be no further attempt, because it is sent or because it never will be. */
  void done(UUID id, Optional<Instant> sent, Optional<String> failure) {
    database.write(handle ->
        handle
            .createUpdate(
                """
                update mails set attempts = attempts + 1, next_attempt_at = null, sent_at = :sent,
                  failure = :failure, body = ''
                where id = :id
                """)
            .bindByType("sent", utc(sent), OffsetDateTime.class)
            .bind("failure", failure.map(MailStore::shortened).orElse(null))
            .bind("id", id)
            .execute());
  }

  /** The latest, newest first. */
  List<PostedMail> latest(int limit) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    "select * from mails where next_attempt_at is not null or sent_at is not null"
                        + " or failure is not null order by id desc limit :limit")
                .bind("limit", limit)
                .map(MailStore::mail)
                .list());
  }

  Optional<PostedMail> find(UUID id) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("select * from mails where id = :id")
                .bind("id", id)
                .map(MailStore::mail)
                .findOne());
  }

  /** Deletes some of those that nothing will happen to any more. */
  int deleteDone(Instant before, int most) {
    return database.write(handle ->
        handle
            .createUpdate(
                """
                delete from mails where id in (select id from mails
                  where created_at < :before and next_attempt_at is null
                  order by created_at limit :most)
                """)
            .bind("before", utc(before))
            .bind("most", most)
            .execute());
  }

  private static String shortened(String failure) {
    return failure.length() <= LONGEST_FAILURE ? failure : failure.substring(0, LONGEST_FAILURE);
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static OffsetDateTime utc(Optional<Instant> instant) {
    return instant.map(MailStore::utc).orElse(null);
  }

  private static PostedMail mail(ResultSet row, StatementContext context) throws SQLException {
    return new PostedMail(
        row.getObject("id", UUID.class),
        new Mail(row.getString("recipient"), row.getString("subject"), row.getString("body")),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getInt("attempts"),
        Optional.ofNullable(row.getObject("sent_at", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant),
        Optional.ofNullable(row.getString("failure")));
  }
}

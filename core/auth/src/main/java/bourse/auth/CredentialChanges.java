package bourse.auth;

import bourse.platform.data.Database;
import bourse.platform.time.Ids;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** When users changed their credentials, in SQL: each is kept with the change itself. */
final class CredentialChanges {
  private CredentialChanges() {}

  /** As part of the transaction that makes the change. */
  static void note(Handle handle, UUID user, CredentialChange.Kind kind, Instant now) {
    handle
        .createUpdate(
            """
            insert into credential_changes (id, user_id, kind, changed_at)
            values (:id, :user, :kind, :now)
            """)
        .bind("id", Ids.uuid7())
        .bind("user", user)
        .bind("kind", kind.name())
        .bind("now", now.atOffset(ZoneOffset.UTC))
        .execute();
  }

  /** The last of a user. */
  static Optional<CredentialChange> last(Database database, UUID user) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select(
                    "select kind, changed_at from credential_changes where user_id = ?"
                        + " order by changed_at desc limit 1",
                    user)
                .map((row, context) ->
                    new CredentialChange(
                        CredentialChange.Kind.valueOf(row.getString("kind")),
                        row.getObject("changed_at", OffsetDateTime.class).toInstant()))
                .findOne());
  }
}

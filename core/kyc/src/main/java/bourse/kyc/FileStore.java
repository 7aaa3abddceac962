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

/**
 * What is known of the files of cases, in SQL. A row is there before its content and after it, so
 * that no content is in the object store that no row knows of.
 */
final class FileStore {
  /** How far a file is. */
  enum Status {
    UPLOADING,
    /** Its content is there, and it counts. */
    STORED,
    /** Its content is to go. */
    REMOVED
  }

  /** A reserved word. */
  private static final String AT = "\"timestamp\"";

  private final Database database;

  FileStore(Database database) {
    this.database = database;
  }

  /** Adds one whose content is about to be stored, as part of a durable transaction. */
  void begin(Handle handle, StoredFile file) {
    handle
        .createUpdate(
            "insert into kyc_docs (id, user_id, case_id, type, s3_url, status, content_type, bytes,"
                + " sha256, "
                + AT
                + ") values (:id, :user, :case, :kind, :key, 'UPLOADING', :type, :bytes, :hash,"
                + " :at)")
        .bind("id", file.id())
        .bind("user", file.user())
        .bind("case", file.caseId())
        .bind("kind", file.kind().name())
        .bind("key", file.key())
        .bind("type", file.type().contentType())
        .bind("bytes", file.bytes())
        .bind("hash", file.sha256())
        .bind("at", file.at().atOffset(ZoneOffset.UTC))
        .execute();
  }

  /** As part of a durable transaction. */
  void set(Handle handle, UUID id, Status status) {
    handle.execute(
        "update kyc_docs set status = ?, version = version + 1 where id = ?", status.name(), id);
  }

  /** Those of a case that count or may soon, as part of a transaction. */
  int count(Handle handle, UUID caseId) {
    return handle
        .select("select count(*) from kyc_docs where case_id = ? and status <> 'REMOVED'", caseId)
        .mapTo(Integer.class)
        .one();
  }

  /** The stored ones of a case, the oldest first. */
  List<StoredFile> of(UUID caseId) {
    return database.jdbi().withHandle(handle -> of(handle, caseId));
  }

  /** The same as part of a transaction. */
  List<StoredFile> of(Handle handle, UUID caseId) {
    return handle
        .select(
            "select * from kyc_docs where case_id = ? and status = 'STORED' order by id", caseId)
        .map((row, context) -> file(row))
        .list();
  }

  /** A stored one of a case. */
  Optional<StoredFile> find(UUID caseId, UUID id) {
    return of(caseId).stream().filter(file -> file.id().equals(id)).findFirst();
  }

  /** Those whose content is to go, or was begun before this time and never came. */
  List<StoredFile> leftOver(Instant before, int limit) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    "select * from kyc_docs where status = 'REMOVED' or (status = 'UPLOADING' and "
                        + AT
                        + " < :before) order by id limit :limit")
                .bind("before", before.atOffset(ZoneOffset.UTC))
                .bind("limit", limit)
                .map((row, context) -> file(row))
                .list());
  }

  /** Forgets one whose content is gone. */
  void delete(UUID id) {
    database.durably(handle -> handle.execute("delete from kyc_docs where id = ?", id));
  }

  private static StoredFile file(ResultSet row) throws SQLException {
    return new StoredFile(
        row.getObject("id", UUID.class),
        row.getObject("case_id", UUID.class),
        row.getObject("user_id", UUID.class),
        FileKind.valueOf(row.getString("type")),
        row.getString("s3_url"),
        CleanFile.Type.of(row.getString("content_type")),
        row.getLong("bytes"),
        row.getString("sha256"),
        row.getObject("timestamp", OffsetDateTime.class).toInstant());
  }
}

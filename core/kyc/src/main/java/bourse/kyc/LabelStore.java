package bourse.kyc;

import bourse.platform.crypto.FieldCipher;
import bourse.platform.crypto.ProtectedTable;
import bourse.platform.data.Database;
import bourse.platform.time.Ids;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The labels of users in SQL, but for that of the e-mail address. */
final class LabelStore {
  static final ProtectedTable LABELS =
      new ProtectedTable("kyc_labels", "id", List.of("detail"), Map.of("detail", "detail_index"));

  /**
   * A label that a user has.
   *
   * @param detail the telephone number of {@link Label#PHONE}
   * @param expiresAt empty for never
   */
  record Held(
      UUID user,
      Label label,
      Optional<String> detail,
      Instant since,
      Optional<Instant> expiresAt) {}

  /** What a user was told of the end of a label, in the order of time. */
  enum Notice {
    /** It ends soon. */
    SOON,
    /** It has ended, and counts for a while. */
    EXPIRED,
    /** It counts no more. */
    LAPSED
  }

  private final Database database;
  private final FieldCipher fields;

  LabelStore(Database database, FieldCipher fields) {
    this.database = database;
    this.fields = fields;
  }

  /** Those of a user, expired or not. */
  List<Held> of(UUID user) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select("select * from kyc_labels where user_id = ?", user)
                .map((row, context) -> held(row))
                .list());
  }

  /** Who else shows to have this telephone. */
  List<UUID> othersWithPhone(UUID user, String phone) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select(
                    "select * from kyc_labels where detail_index = ? and user_id <> ?",
                    fields.index(LABELS, "detail", phone),
                    user)
                .map((row, context) -> held(row))
                .list())
        .stream()
        .filter(held -> held.label() == Label.PHONE && held.detail().equals(Optional.of(phone)))
        .map(Held::user)
        .toList();
  }

  /** Gives a user a label, instead of the one before, as part of a durable transaction. */
  void grant(Handle handle, Held held, Optional<UUID> caseId) {
    handle.execute(
        "delete from kyc_labels where user_id = ? and label = ?", held.user(), held.label().name());
    UUID id = Ids.uuid7();
    FieldCipher.Row row = fields.row(LABELS, id);
    handle
        .createUpdate(
            """
            insert into kyc_labels (id, user_id, label, detail, detail_index, case_id, since,
              expires_at, key_version)
            values (:id, :user, :label, :detail, :index, cast(:case as uuid), :since, :expires, :version)
            """)
        .bind("id", id)
        .bind("user", held.user())
        .bind("label", held.label().name())
        .bindByType(
            "detail",
            held.detail().map(text -> row.encrypt("detail", text)).orElse(null),
            String.class)
        .bindByType(
            "index",
            held.detail().map(text -> fields.index(LABELS, "detail", text)).orElse(null),
            String.class)
        .bindByType("case", caseId.orElse(null), UUID.class)
        .bind("since", held.since().atOffset(ZoneOffset.UTC))
        .bindByType(
            "expires",
            held.expiresAt().map(time -> time.atOffset(ZoneOffset.UTC)).orElse(null),
            OffsetDateTime.class)
        .bind("version", row.keyVersion())
        .execute();
  }

  /** Takes a label from a user, as part of a durable transaction. */
  void revoke(Handle handle, UUID user, Label label) {
    handle.execute("delete from kyc_labels where user_id = ? and label = ?", user, label.name());
  }

  /**
   * The labels that end until a time, and of whose users none was told this or more.
   *
   * @param until included
   */
  List<Held> ending(Instant until, Notice notice, int limit) {
    List<String> before =
        Arrays.stream(Notice.values())
            .filter(one -> one.compareTo(notice) < 0)
            .map(Notice::name)
            .toList();
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    select * from kyc_labels
                    where expires_at <= :until and (notice is null or notice = any(:before))
                    order by expires_at limit :limit
                    """)
                .bind("until", until.atOffset(ZoneOffset.UTC))
                .bindArray("before", String.class, before)
                .bind("limit", limit)
                .map((row, context) -> held(row))
                .list());
  }

  /** Takes down what the user was told, as part of a transaction; nothing for a newer label. */
  void setNotice(Handle handle, Held label, Notice notice) {
    handle.execute(
        "update kyc_labels set notice = ? where user_id = ? and label = ? and expires_at = ?",
        notice.name(),
        label.user(),
        label.label().name(),
        label.expiresAt().orElseThrow().atOffset(ZoneOffset.UTC));
  }

  private Held held(ResultSet row) throws SQLException {
    UUID id = row.getObject("id", UUID.class);
    return new Held(
        row.getObject("user_id", UUID.class),
        Label.valueOf(row.getString("label")),
        Optional.ofNullable(row.getString("detail"))
            .map(detail -> fields.decrypt(LABELS, "detail", id, detail)),
        row.getObject("since", OffsetDateTime.class).toInstant(),
        Optional.ofNullable(row.getObject("expires_at", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant));
  }
}

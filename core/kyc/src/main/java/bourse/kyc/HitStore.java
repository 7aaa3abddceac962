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
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** What comparing the people of cases with lists came to, in SQL. */
final class HitStore {
  static final ProtectedTable HITS = ProtectedTable.of("kyc_hits", "id", "listed_name", "note");

  /** What a reviewer says of a hit. */
  enum Decision {
    /** It is somebody else. */
    CLEARED,
    /** It is the same person. */
    CONFIRMED
  }

  /**
   * When a person was compared with which lists.
   *
   * @param lists each with the number of people on it
   */
  record Screened(Instant at, String lists) {}

  /**
   * Somebody on a list who seems to be the person of a case.
   *
   * @param score how much alike, in percent
   * @param decision empty as long as nobody has decided
   * @param note why
   */
  record KycHit(
      UUID id,
      String list,
      String entry,
      String name,
      int score,
      Optional<Decision> decision,
      Optional<String> decidedBy,
      Optional<Instant> decidedAt,
      Optional<String> note) {}

  private static final String OPEN = "OPEN";

  private final Database database;
  private final FieldCipher fields;

  HitStore(Database database, FieldCipher fields) {
    this.database = database;
    this.fields = fields;
  }

  Optional<Screened> screened(UUID caseId) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select("select * from kyc_screenings where case_id = ?", caseId)
                .map((row, context) ->
                    new Screened(instant(row, "screened_at").orElseThrow(), row.getString("lists")))
                .findOne());
  }

  /** The most alike first. */
  List<KycHit> of(UUID caseId) {
    return database.jdbi().withHandle(handle -> of(handle, caseId));
  }

  /** The same as part of a transaction. */
  List<KycHit> of(Handle handle, UUID caseId) {
    return handle
        .select("select * from kyc_hits where case_id = ? order by score desc, id", caseId)
        .map((row, context) -> hit(row))
        .list();
  }

  /**
   * Takes down what a comparison found, as part of a durable transaction. What a reviewer has
   * decided stays decided; what is open and was not found again goes.
   */
  void put(Handle handle, UUID caseId, Screened screened, List<Screening.Hit> found) {
    handle.execute("delete from kyc_screenings where case_id = ?", caseId);
    handle.execute(
        "insert into kyc_screenings (case_id, screened_at, lists) values (?, ?, ?)",
        caseId,
        screened.at().atOffset(ZoneOffset.UTC),
        screened.lists());
    handle.execute("delete from kyc_hits where case_id = ? and status = ?", caseId, OPEN);
    List<KycHit> decided = of(handle, caseId);
    found.stream()
        .filter(hit ->
            decided.stream()
                .noneMatch(one -> one.list().equals(hit.list()) && one.entry().equals(hit.entry())))
        .forEach(hit -> insert(handle, caseId, hit));
  }

  /**
   * Those of a user's hits that say something new, as part of a transaction: not somebody whom a
   * reviewer has cleared in another case, unless they are more alike now.
   */
  List<Screening.Hit> newOf(Handle handle, UUID user, UUID caseId, List<Screening.Hit> found) {
    List<KycHit> cleared =
        handle
            .select(
                """
                select h.* from kyc_hits h join kyc_cases c on c.id = h.case_id
                where c.user_id = ? and c.id <> ? and h.status = ?
                """,
                user,
                caseId,
                Decision.CLEARED.name())
            .map((row, context) -> hit(row))
            .list();
    return found.stream()
        .filter(hit ->
            cleared.stream()
                .noneMatch(one ->
                    one.list().equals(hit.list())
                        && one.entry().equals(hit.entry())
                        && one.score() >= hit.score()))
        .toList();
  }

  private void insert(Handle handle, UUID caseId, Screening.Hit hit) {
    UUID id = Ids.uuid7();
    FieldCipher.Row row = fields.row(HITS, id);
    handle
        .createUpdate(
            """
            insert into kyc_hits (id, case_id, list, entry, listed_name, score, status, key_version)
            values (:id, :case, :list, :entry, :name, :score, :status, :version)
            """)
        .bind("id", id)
        .bind("case", caseId)
        .bind("list", hit.list())
        .bind("entry", hit.entry())
        .bind("name", row.encrypt("listed_name", hit.name()))
        .bind("score", hit.score())
        .bind("status", OPEN)
        .bind("version", row.keyVersion())
        .execute();
  }

  /** Writes a decision, as part of a durable transaction. */
  void decide(Handle handle, KycHit hit, Decision decision, String by, Instant at, String note) {
    FieldCipher.Row row = fields.row(HITS, hit.id());
    handle
        .createUpdate(
            """
            update kyc_hits set status = :status, decided_by = :by, decided_at = :at, note = :note,
              listed_name = :name, key_version = :version
            where id = :id
            """)
        .bind("status", decision.name())
        .bind("by", by)
        .bind("at", at.atOffset(ZoneOffset.UTC))
        .bind("note", row.encrypt("note", note))
        .bind("name", row.encrypt("listed_name", hit.name()))
        .bind("version", row.keyVersion())
        .bind("id", hit.id())
        .execute();
  }

  private KycHit hit(ResultSet row) throws SQLException {
    UUID id = row.getObject("id", UUID.class);
    String status = row.getString("status");
    return new KycHit(
        id,
        row.getString("list"),
        row.getString("entry"),
        fields.decrypt(HITS, "listed_name", id, row.getString("listed_name")),
        row.getInt("score"),
        status.equals(OPEN) ? Optional.empty() : Optional.of(Decision.valueOf(status)),
        Optional.ofNullable(row.getString("decided_by")),
        instant(row, "decided_at"),
        Optional.ofNullable(row.getString("note"))
            .map(note -> fields.decrypt(HITS, "note", id, note)));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}

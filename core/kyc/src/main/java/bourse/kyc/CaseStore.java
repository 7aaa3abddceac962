package bourse.kyc;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.kyc.KycCase.Reviewer;
import bourse.platform.crypto.FieldCipher;
import bourse.platform.crypto.ProtectedTable;
import bourse.platform.data.Database;
import bourse.platform.time.Ids;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** Cases, and what reviewers note about them, in SQL. */
final class CaseStore {
  static final ProtectedTable CASES =
      new ProtectedTable(
          "kyc_cases",
          "id",
          List.of(
              "legal_name",
              "birth_date",
              "document_number",
              "address",
              "source_of_funds",
              "disclosures",
              "disclosure_details",
              "trusted_contact",
              "tax_number"),
          Map.of("document_number", "document_number_index"));
  static final ProtectedTable NOTES = ProtectedTable.of("kyc_notes", "id", "body");

  private static final String UNIQUE_VIOLATION = "23505";

  /** What a reviewer noted. */
  record Note(String author, String text, Instant at) {}

  /**
   * Which cases to show.
   *
   * @param after only those after this one, in the order of their making
   */
  record Filter(
      Optional<UUID> user,
      Optional<CaseKind> kind,
      Optional<CaseStatus> status,
      Optional<UUID> after) {
    /** The requests of a user. */
    static Filter requestsOf(UUID user) {
      return new Filter(
          Optional.of(user), Optional.of(CaseKind.REQUEST), Optional.empty(), Optional.empty());
    }
  }

  private final Database database;
  private final FieldCipher fields;

  CaseStore(Database database, FieldCipher fields) {
    this.database = database;
    this.fields = fields;
  }

  Optional<KycCase> find(UUID id) {
    return database.jdbi().withHandle(handle -> find(handle, id, ""));
  }

  /** Nobody else changes it until the transaction ends. */
  Optional<KycCase> lock(Handle handle, UUID id) {
    return find(handle, id, " for update");
  }

  private Optional<KycCase> find(Handle handle, UUID id, String lock) {
    return handle
        .select("select * from kyc_cases where id = ?" + lock, id)
        .map((row, context) -> kycCase(row))
        .findOne();
  }

  /** The one about lists that a user has open; it stays so until the transaction ends. */
  Optional<KycCase> openScreening(Handle handle, UUID user) {
    return handle
        .select("select * from kyc_cases where screened_user = ? for update", user)
        .map((row, context) -> kycCase(row))
        .findOne();
  }

  /** How many about lists are open. */
  int countOpenScreenings() {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select("select count(*) from kyc_cases where screened_user is not null")
                .mapTo(Integer.class)
                .one());
  }

  /** The oldest first: who has waited longest is next. */
  List<KycCase> list(Filter filter, int limit) {
    StringBuilder where = new StringBuilder("1 = 1");
    Map<String, Object> values = new HashMap<>();
    filter
        .user()
        .ifPresent(user -> {
          where.append(" and user_id = :user");
          values.put("user", user);
        });
    filter
        .kind()
        .ifPresent(kind -> {
          where.append(" and kind = :kind");
          values.put("kind", kind.name());
        });
    filter
        .status()
        .ifPresent(status -> {
          where.append(" and status = :status");
          values.put("status", status.name());
        });
    filter
        .after()
        .ifPresent(after -> {
          where.append(" and id > :after");
          values.put("after", after);
        });
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("select * from kyc_cases where " + where + " order by id limit :limit")
                .bindMap(values)
                .bind("limit", limit)
                .map((row, context) -> kycCase(row))
                .list());
  }

  /** The cases of other users with the same document. */
  List<KycCase> othersWithDocument(KycCase kycCase) {
    if (kycCase.person().documentNumber().isEmpty()) {
      return List.of();
    }
    String number = kycCase.person().documentNumber().get();
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select(
                    "select * from kyc_cases where document_number_index = ? and user_id <> ?"
                        + " order by id",
                    fields.index(CASES, "document_number", number),
                    kycCase.user())
                .map((row, context) -> kycCase(row))
                .list())
        .stream()
        .filter(other -> other.person().hasDocumentOf(kycCase.person()))
        .toList();
  }

  /** The cases that their clients have left alone since. */
  List<UUID> leftAloneSince(Instant time, int limit) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    select id from kyc_cases
                    where status in ('DRAFT', 'ASKED_AGAIN') and updated_at < :time
                    order by id limit :limit
                    """)
                .bind("time", time.atOffset(ZoneOffset.UTC))
                .bind("limit", limit)
                .mapTo(UUID.class)
                .list());
  }

  /**
   * Adds a case, as part of a durable transaction.
   *
   * @throws Fault {@link ErrorCode#KYC_CASE_OPEN} when the user has an open one
   */
  void insert(Handle handle, KycCase kycCase) {
    try {
      bind(
              handle.createUpdate(
                  """
                  insert into kyc_cases (id, user_id, kind, open_user, screened_user, level, labels, status,
                    version, created_at, updated_at, key_version)
                  values (:id, :user, :kind, cast(:open as uuid), cast(:screened as uuid), :level, :labels, :status,
                    :version, :created, :updated, :keyVersion)
                  """),
              kycCase,
              fields.row(CASES, kycCase.id()))
          .bind("kind", kycCase.kind().name())
          .execute();
    } catch (UnableToExecuteStatementException e) {
      if (e.getCause() instanceof SQLException cause
          && UNIQUE_VIOLATION.equals(cause.getSQLState())) {
        throw new Fault(
            ErrorCode.KYC_CASE_OPEN,
            "You have an open case already: go on with it, or give it up first.",
            e);
      }
      throw e;
    }
  }

  /** Writes what a case is now, as part of a durable transaction that has locked it. */
  void update(Handle handle, KycCase kycCase) {
    FieldCipher.Row row = fields.row(CASES, kycCase.id());
    Person person = kycCase.person();
    bind(
            handle.createUpdate(
                """
                update kyc_cases set open_user = cast(:open as uuid), screened_user = cast(:screened as uuid),
                  level = :level, labels = :labels,
                  status = :status, version = :version, reviewer = :reviewer,
                  reviewer_id = cast(:reviewerId as uuid), approver = :approver, approver_id = cast(:approverId as uuid),
                  reason = :reason, created_at = :created, updated_at = :updated,
                  submitted_at = :submitted, legal_name = :name, birth_date = :birth,
                  document_type = :type, document_country = :country, document_number = :number,
                  document_number_index = :numberIndex, document_expires_on = :expires,
                  address = :address, source_of_funds = :funds, disclosures = :disclosures,
                  disclosure_details = :details, trusted_contact = :contact,
                  citizenship = :citizenship, tax_country = :taxCountry, tax_number = :taxNumber,
                  us_person = :usPerson, key_version = :keyVersion
                where id = :id and user_id = :user
                """),
            kycCase,
            row)
        .bindByType("reviewer", name(kycCase.reviewer()), String.class)
        .bindByType("reviewerId", user(kycCase.reviewer()), UUID.class)
        .bindByType("approver", name(kycCase.approver()), String.class)
        .bindByType("approverId", user(kycCase.approver()), UUID.class)
        .bindByType("reason", kycCase.reason().orElse(null), String.class)
        .bindByType(
            "submitted",
            kycCase.submittedAt().map(time -> time.atOffset(ZoneOffset.UTC)).orElse(null),
            OffsetDateTime.class)
        .bindByType("name", encrypted(row, "legal_name", person.legalName()), String.class)
        .bindByType(
            "birth",
            encrypted(row, "birth_date", person.birthDate().map(LocalDate::toString)),
            String.class)
        .bindByType(
            "type", person.documentType().map(DocumentType::name).orElse(null), String.class)
        .bindByType("country", person.documentCountry().orElse(null), String.class)
        .bindByType(
            "number", encrypted(row, "document_number", person.documentNumber()), String.class)
        .bindByType(
            "numberIndex",
            person
                .documentNumber()
                .map(number -> fields.index(CASES, "document_number", number))
                .orElse(null),
            String.class)
        .bindByType("expires", person.documentExpiresOn().orElse(null), LocalDate.class)
        .bindByType("address", encrypted(row, "address", person.address()), String.class)
        .bindByType(
            "funds", encrypted(row, "source_of_funds", person.sourceOfFunds()), String.class)
        .bindByType(
            "disclosures",
            encrypted(row, "disclosures", person.disclosed().all().map(CaseStore::names)),
            String.class)
        .bindByType(
            "details",
            encrypted(row, "disclosure_details", person.disclosed().details()),
            String.class)
        .bindByType(
            "contact",
            encrypted(row, "trusted_contact", person.disclosed().trustedContact()),
            String.class)
        .bindByType("citizenship", person.taxes().citizenship().orElse(null), String.class)
        .bindByType("taxCountry", person.taxes().country().orElse(null), String.class)
        .bindByType(
            "taxNumber", encrypted(row, "tax_number", person.taxes().number()), String.class)
        .bindByType("usPerson", person.taxes().usPerson().orElse(null), Boolean.class)
        .execute();
  }

  private static String names(Set<Disclosure> disclosures) {
    return disclosures.stream().sorted().map(Disclosure::name).collect(Collectors.joining(","));
  }

  private static Set<Disclosure> disclosures(String names) {
    return names.isEmpty()
        ? Set.of()
        : Arrays.stream(names.split(","))
            .map(Disclosure::valueOf)
            .collect(Collectors.toUnmodifiableSet());
  }

  private static <S extends SqlStatement<S>> S bind(
      S statement, KycCase kycCase, FieldCipher.Row row) {
    return statement
        .bind("id", kycCase.id())
        .bind("user", kycCase.user())
        .bindByType("open", ifOpen(kycCase, CaseKind.REQUEST), UUID.class)
        .bindByType("screened", ifOpen(kycCase, CaseKind.SCREENING), UUID.class)
        .bind("level", kycCase.level())
        .bindArray(
            "labels", String.class, kycCase.labels().stream().map(Label::name).sorted().toList())
        .bind("status", kycCase.status().name())
        .bind("version", kycCase.version())
        .bind("created", kycCase.createdAt().atOffset(ZoneOffset.UTC))
        .bind("updated", kycCase.updatedAt().atOffset(ZoneOffset.UTC))
        .bind("keyVersion", row.keyVersion());
  }

  /** Whose open case of a kind it is. */
  private static UUID ifOpen(KycCase kycCase, CaseKind kind) {
    return kycCase.kind() == kind && kycCase.status().isOpen() ? kycCase.user() : null;
  }

  private static String encrypted(FieldCipher.Row row, String column, Optional<String> text) {
    return text.map(plain -> row.encrypt(column, plain)).orElse(null);
  }

  private static String name(Optional<Reviewer> reviewer) {
    return reviewer.map(Reviewer::name).orElse(null);
  }

  private static UUID user(Optional<Reviewer> reviewer) {
    return reviewer.flatMap(Reviewer::user).orElse(null);
  }

  /** Adds a note, as part of a durable transaction. */
  void addNote(Handle handle, UUID caseId, Note note) {
    UUID id = Ids.uuid7();
    FieldCipher.Row row = fields.row(NOTES, id);
    handle
        .createUpdate(
            """
            insert into kyc_notes (id, case_id, author, body, created_at, key_version)
            values (:id, :case, :author, :body, :at, :version)
            """)
        .bind("id", id)
        .bind("case", caseId)
        .bind("author", note.author())
        .bind("body", row.encrypt("body", note.text()))
        .bind("at", note.at().atOffset(ZoneOffset.UTC))
        .bind("version", row.keyVersion())
        .execute();
  }

  /** The oldest first. */
  List<Note> notes(UUID caseId) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select("select * from kyc_notes where case_id = ? order by id", caseId)
                .map((row, context) ->
                    new Note(
                        row.getString("author"),
                        fields.decrypt(
                            NOTES, "body", row.getObject("id", UUID.class), row.getString("body")),
                        instant(row, "created_at").orElseThrow()))
                .list());
  }

  private KycCase kycCase(ResultSet row) throws SQLException {
    UUID id = row.getObject("id", UUID.class);
    return new KycCase(
        id,
        row.getObject("user_id", UUID.class),
        CaseKind.valueOf(row.getString("kind")),
        row.getString("level"),
        labels(row.getArray("labels")),
        CaseStatus.valueOf(row.getString("status")),
        row.getLong("version"),
        reviewer(row, "reviewer"),
        reviewer(row, "approver"),
        Optional.ofNullable(row.getString("reason")),
        instant(row, "created_at").orElseThrow(),
        instant(row, "updated_at").orElseThrow(),
        instant(row, "submitted_at"),
        person(row, id));
  }

  private Person person(ResultSet row, UUID id) throws SQLException {
    return new Person(
        decrypted(row, id, "legal_name"),
        decrypted(row, id, "birth_date").map(LocalDate::parse),
        Optional.ofNullable(row.getString("document_type")).map(DocumentType::valueOf),
        Optional.ofNullable(row.getString("document_country")),
        decrypted(row, id, "document_number"),
        Optional.ofNullable(row.getObject("document_expires_on", LocalDate.class)),
        decrypted(row, id, "address"),
        decrypted(row, id, "source_of_funds"),
        new Disclosed(
            decrypted(row, id, "disclosures").map(CaseStore::disclosures),
            decrypted(row, id, "disclosure_details"),
            decrypted(row, id, "trusted_contact")),
        new TaxResidence(
            Optional.ofNullable(row.getString("citizenship")),
            Optional.ofNullable(row.getString("tax_country")),
            decrypted(row, id, "tax_number"),
            Optional.ofNullable(row.getObject("us_person", Boolean.class))));
  }

  private Optional<String> decrypted(ResultSet row, UUID id, String column) throws SQLException {
    return Optional.ofNullable(row.getString(column))
        .map(stored -> fields.decrypt(CASES, column, id, stored));
  }

  private static Optional<Reviewer> reviewer(ResultSet row, String column) throws SQLException {
    Optional<UUID> user = Optional.ofNullable(row.getObject(column + "_id", UUID.class));
    return Optional.ofNullable(row.getString(column)).map(name -> new Reviewer(name, user));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  private static Set<Label> labels(Array names) throws SQLException {
    return Arrays.stream((Object[]) names.getArray())
        .map(name -> Label.valueOf(name.toString()))
        .collect(Collectors.toUnmodifiableSet());
  }
}

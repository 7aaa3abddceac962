package bourse.withdrawals;

import static bourse.withdrawals.Rows.utc;

import bourse.platform.crypto.FieldCipher;
import bourse.platform.crypto.ProtectedTable;
import bourse.platform.data.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Address books in SQL. What was removed stays, for the withdrawals that went there. */
final class BeneficiaryStore {
  static final ProtectedTable BENEFICIARIES =
      new ProtectedTable(
          "beneficiaries",
          "id",
          List.of("destination", "label"),
          Map.of("destination", "destination_index"));

  private final Database database;
  private final FieldCipher fields;

  BeneficiaryStore(Database database, FieldCipher fields) {
    this.database = database;
    this.fields = fields;
  }

  /** Those of a user, the newest first. */
  List<Beneficiary> of(UUID user) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select(
                    "select * from beneficiaries where user_id = ? and removed_at is null"
                        + " order by id desc",
                    user)
                .map((row, context) -> beneficiary(row))
                .list());
  }

  /** One of a user's that was not removed. */
  Optional<Beneficiary> find(UUID user, UUID id) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select(
                    "select * from beneficiaries where id = ? and user_id = ?"
                        + " and removed_at is null",
                    id,
                    user)
                .map((row, context) -> beneficiary(row))
                .findOne());
  }

  /** A user's for this place. */
  Optional<Beneficiary> find(UUID user, Destination destination) {
    return database.jdbi().withHandle(handle -> find(handle, user, destination));
  }

  /** The same in the caller's transaction. */
  Optional<Beneficiary> find(Handle handle, UUID user, Destination destination) {
    return handle
        .select(
            "select * from beneficiaries where destination_index = ? and user_id = ?"
                + " and removed_at is null",
            fields.index(BENEFICIARIES, "destination", destination.place()),
            user)
        .map((row, context) -> beneficiary(row))
        .list()
        .stream()
        .filter(one -> one.destination().place().equals(destination.place()))
        .findFirst();
  }

  /** As part of a durable transaction. */
  void insert(Handle handle, Beneficiary added) {
    FieldCipher.Row row = fields.row(BENEFICIARIES, added.id());
    handle
        .createUpdate(
            """
            insert into beneficiaries (id, user_id, kind, destination, destination_index, label,
              own, created_at, usable_at, key_version)
            values (:id, :user, :kind, :destination, :index, :label, :own, :created, :usable,
              :keyVersion)
            """)
        .bind("id", added.id())
        .bind("user", added.user())
        .bind("kind", added.destination().kind())
        .bind("destination", row.encrypt("destination", Rows.json(added.destination())))
        .bind("index", fields.index(BENEFICIARIES, "destination", added.destination().place()))
        .bind("label", row.encrypt("label", added.label()))
        .bind("own", added.own())
        .bind("created", utc(added.createdAt()))
        .bind("usable", utc(added.usableAt()))
        .bind("keyVersion", row.keyVersion())
        .execute();
  }

  /** As part of a durable transaction; false when there is none. */
  boolean remove(Handle handle, UUID user, UUID id, Instant now) {
    return handle.execute(
            "update beneficiaries set removed_at = ? where id = ? and user_id = ?"
                + " and removed_at is null",
            utc(now),
            id,
            user)
        == 1;
  }

  private Beneficiary beneficiary(ResultSet row) throws SQLException {
    UUID id = row.getObject("id", UUID.class);
    return new Beneficiary(
        id,
        row.getObject("user_id", UUID.class),
        Rows.read(
            fields.decrypt(BENEFICIARIES, "destination", id, row.getString("destination")),
            Destination.class),
        fields.decrypt(BENEFICIARIES, "label", id, row.getString("label")),
        row.getBoolean("own"),
        Rows.time(row, "created_at").orElseThrow(),
        Rows.time(row, "usable_at").orElseThrow());
  }
}

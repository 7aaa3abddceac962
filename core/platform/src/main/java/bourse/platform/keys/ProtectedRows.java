package bourse.platform.keys;

import bourse.platform.crypto.FieldCipher;
import bourse.platform.crypto.KeyPurpose;
import bourse.platform.crypto.ProtectedTable;
import bourse.platform.data.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The rows of a table with encrypted columns. */
public final class ProtectedRows implements EncryptedData {
  private static final int AT_ONCE = 200;

  private record Stored(Object id, int keyVersion, List<Optional<String>> values) {}

  /** Reads what an older version of the server left in a column: text, unless it says more. */
  @FunctionalInterface
  public interface Former {
    /** The text of the value in a row that is not encrypted as rows are now. */
    String text(Object row, String column, String value);
  }

  private final Database database;
  private final FieldCipher cipher;
  private final ProtectedTable table;
  private final Former former;

  /** Of a table whose older rows are plain. */
  public ProtectedRows(Database database, FieldCipher cipher, ProtectedTable table) {
    this(database, cipher, table, (row, column, value) -> value);
  }

  public ProtectedRows(Database database, FieldCipher cipher, ProtectedTable table, Former former) {
    this.database = database;
    this.cipher = cipher;
    this.table = table;
    this.former = former;
  }

  @Override
  public String name() {
    return table.name();
  }

  @Override
  public KeyPurpose key() {
    return KeyPurpose.FIELDS;
  }

  @Override
  public long stale() {
    return count("key_version <> " + cipher.currentVersion());
  }

  /** How many rows were written before their columns were encrypted. */
  long plain() {
    return count("key_version = 0");
  }

  private long count(String condition) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select("select count(*) from " + table.name() + " where " + condition)
                .mapTo(Long.class)
                .one());
  }

  /** Also what is not encrypted yet. */
  @Override
  public boolean renewSome() {
    return renew("key_version <> " + cipher.currentVersion());
  }

  /** The same for what is not encrypted yet. */
  boolean encryptSome() {
    return renew("key_version = 0");
  }

  private boolean renew(String condition) {
    return count(condition) > 0 && database.durably(handle -> renew(handle, condition) == AT_ONCE);
  }

  private int renew(Handle handle, String condition) {
    List<Stored> rows =
        handle
            .select(
                "select %s, key_version, %s from %s where %s limit %d for update"
                    .formatted(
                        table.id(),
                        String.join(", ", table.columns()),
                        table.name(),
                        condition,
                        AT_ONCE))
            .map((row, context) -> stored(row))
            .list();
    if (!rows.isEmpty()) {
      PreparedBatch batch = handle.prepareBatch(update());
      rows.forEach(row -> add(batch, row));
      batch.execute();
    }
    return rows.size();
  }

  private Stored stored(ResultSet row) throws SQLException {
    List<Optional<String>> values = new ArrayList<>();
    for (String column : table.columns()) {
      values.add(Optional.ofNullable(row.getString(column)));
    }
    return new Stored(row.getObject(table.id()), row.getInt("key_version"), values);
  }

  private String update() {
    StringBuilder sql = new StringBuilder("update " + table.name() + " set key_version = :version");
    table.columns().forEach(column -> sql.append(", %1$s = :%1$s".formatted(column)));
    table.indexes().values().forEach(column -> sql.append(", %1$s = :%1$s".formatted(column)));
    return sql.append(" where " + table.id() + " = :row").toString();
  }

  private void add(PreparedBatch batch, Stored stored) {
    FieldCipher.Row row = cipher.row(table, stored.id());
    batch.bind("row", stored.id()).bind("version", row.keyVersion());
    for (int i = 0; i < table.columns().size(); i++) {
      String column = table.columns().get(i);
      Optional<String> text = stored.values().get(i).map(value -> plain(stored, column, value));
      batch.bind(column, text.map(plain -> row.encrypt(column, plain)).orElse(null));
      Optional.ofNullable(table.indexes().get(column))
          .ifPresent(index ->
              batch.bind(
                  index, text.map(plain -> cipher.index(table, column, plain)).orElse(null)));
    }
    batch.add();
  }

  private String plain(Stored stored, String column, String value) {
    return stored.keyVersion() == 0
        ? former.text(stored.id(), column, value)
        : cipher.decrypt(table, column, stored.id(), value);
  }
}

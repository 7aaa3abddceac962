package bourse.auth;

import bourse.auth.ApiKey.Algorithm;
import bourse.platform.access.KeyScope;
import bourse.platform.crypto.FieldCipher;
import bourse.platform.crypto.ProtectedTable;
import bourse.platform.data.Database;
import bourse.platform.http.Caller;
import bourse.platform.http.Subnet;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** API keys in SQL. */
final class ApiKeyStore {
  /** A key that may be used now, and for whom. */
  record Usable(ApiKey key, KeySignature signature, Caller caller) {}

  /** What of a key is encrypted. */
  static final ProtectedTable API_KEYS = ProtectedTable.of("api_keys", "id", "secret");

  private final Database database;
  private final FieldCipher fields;

  ApiKeyStore(Database database, FieldCipher fields) {
    this.database = database;
    this.fields = fields;
  }

  /**
   * Keeps a new key, as part of a durable transaction.
   *
   * @param secret of HMAC
   */
  void insert(Handle handle, ApiKey key, Optional<String> secret) {
    FieldCipher.Row row = fields.row(API_KEYS, key.id());
    handle
        .createUpdate(
            """
            insert into api_keys (id, user_id, label, algorithm, public_key, secret, key_version,
              scopes, addresses, created_at, expires_at)
            values (:id, :user, :label, :algorithm, :publicKey, :secret, :keyVersion, :scopes,
              :addresses, :created, :expires)
            """)
        .bind("id", key.id())
        .bind("user", key.user())
        .bind("label", key.label())
        .bind("algorithm", key.algorithm().name())
        .bind("publicKey", key.publicKey().orElse(null))
        .bind("secret", secret.map(text -> row.encrypt("secret", text)).orElse(null))
        .bind("keyVersion", row.keyVersion())
        .bindArray("scopes", String.class, names(key.scopes().stream().map(KeyScope::name)))
        .bindArray("addresses", String.class, names(key.addresses().stream().map(Subnet::toString)))
        .bind("created", key.createdAt().atOffset(ZoneOffset.UTC))
        .bind("expires", key.expiresAt().map(at -> at.atOffset(ZoneOffset.UTC)).orElse(null))
        .execute();
  }

  private static List<String> names(Stream<String> names) {
    return names.sorted().toList();
  }

  /** How many keys a user has. Locks the user's row, so that nobody adds one meanwhile. */
  static int countLocked(Handle handle, UUID user) {
    handle
        .createQuery("select 1 from users where id = :user for update")
        .bind("user", user)
        .mapTo(Integer.class)
        .one();
    return handle
        .createQuery("select count(*) from api_keys where user_id = :user")
        .bind("user", user)
        .mapTo(Integer.class)
        .one();
  }

  /** Revokes all of a user's keys, as part of a transaction; how many there were. */
  static int deleteAll(Handle handle, UUID user) {
    return handle
        .createUpdate("delete from api_keys where user_id = :user")
        .bind("user", user)
        .execute();
  }

  /**
   * Keys, newest first.
   *
   * @param user of this one alone, or of all
   * @param before ids before this one; ids sort by time
   */
  List<ApiKey> list(Optional<UUID> user, Optional<UUID> before, int limit) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("before", before.orElse(SessionStore.GREATEST));
    user.ifPresent(id -> values.put("user", id));
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    "select * from api_keys where id < :before"
                        + (user.isPresent() ? " and user_id = :user" : "")
                        + " order by id desc limit :limit")
                .bindMap(values)
                .bind("limit", limit)
                .map(ApiKeyStore::key)
                .list());
  }

  static Optional<ApiKey> find(Handle handle, UUID id) {
    return handle
        .createQuery("select * from api_keys where id = :id")
        .bind("id", id)
        .map(ApiKeyStore::key)
        .findOne();
  }

  static boolean delete(Handle handle, UUID id) {
    return handle.createUpdate("delete from api_keys where id = :id").bind("id", id).execute() > 0;
  }

  /** The key, if it and its user may act now. */
  Optional<Usable> usable(UUID id, Instant now) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    select k.*, u.roles, a.account_id from api_keys k
                      join users u on u.id = k.user_id join accounts a on a.user_id = u.id
                    where k.id = :id and u.status = 'ACTIVE'
                      and (k.expires_at is null or k.expires_at > :now)
                    """)
                .bind("id", id)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .map(this::usable)
                .findOne());
  }

  private Usable usable(ResultSet row, StatementContext context) throws SQLException {
    ApiKey key = key(row, context);
    KeySignature signature =
        switch (key.algorithm()) {
          case ED25519 -> KeySignature.ByEd25519.of(key.publicKey().orElseThrow());
          case HMAC_SHA256 ->
              new KeySignature.ByHmac(
                  fields.decrypt(API_KEYS, "secret", key.id(), row.getString("secret")));
        };
    Caller caller =
        new Caller(
            key.user(),
            row.getLong("account_id"),
            UserStore.roles(row.getArray("roles")),
            new Caller.Authentication.ApiKey(key.id(), key.scopes()));
    return new Usable(key, signature, caller);
  }

  /** Notes that a key was used. Not durably: it is for its owner to look at. */
  void noteUse(UUID id, ApiKey.LastUse use) {
    database.write(handle ->
        handle
            .createUpdate(
                """
                update api_keys set last_used_at = :at, last_used_address = :address
                where id = :id and (last_used_at is null or last_used_at < :at)
                """)
            .bind("at", use.at().atOffset(ZoneOffset.UTC))
            .bind("address", use.address())
            .bind("id", id)
            .execute());
  }

  private static ApiKey key(ResultSet row, StatementContext context) throws SQLException {
    Optional<Instant> usedAt = instant(row, "last_used_at");
    String usedFrom = row.getString("last_used_address");
    return new ApiKey(
        row.getObject("id", UUID.class),
        row.getObject("user_id", UUID.class),
        row.getString("label"),
        Algorithm.valueOf(row.getString("algorithm")),
        Optional.ofNullable(row.getString("public_key")),
        texts(row.getArray("scopes")).map(KeyScope::valueOf).collect(Collectors.toSet()),
        texts(row.getArray("addresses")).map(Subnet::parse).toList(),
        UserStore.instant(row, "created_at"),
        instant(row, "expires_at"),
        usedAt.map(at -> new ApiKey.LastUse(at, usedFrom)));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  private static Stream<String> texts(Array array) throws SQLException {
    return Arrays.stream((Object[]) array.getArray()).map(Object::toString);
  }
}

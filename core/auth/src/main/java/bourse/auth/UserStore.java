package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.access.Role;
import bourse.platform.crypto.FieldCipher;
import bourse.platform.crypto.ProtectedTable;
import bourse.platform.data.Database;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** Users and their accounts in SQL. */
final class UserStore {
  /** A user with what a login is compared with. */
  record Credentials(User user, String passwordHash) {}

  /** What of a user is encrypted. */
  static final ProtectedTable USERS =
      new ProtectedTable(
          "users", "id", List.of("fullname", "phone"), Map.of("phone", "phone_index"));

  static final String SELECT =
      """
      select u.id, a.account_id, u.email, u.fullname, u.phone, u.roles, u.status,
        u.email_verified_at, u.created_at, u.hashed_password
      from users u join accounts a on a.user_id = u.id
      """;
  private static final String UNIQUE_VIOLATION = "23505";

  private final Database database;
  private final FieldCipher fields;
  private final WallClock clock;

  UserStore(Database database, FieldCipher fields, WallClock clock) {
    this.database = database;
    this.fields = fields;
    this.clock = clock;
  }

  /**
   * Keeps a new user.
   *
   * @param verified whether it is known that the address is the user's
   * @param verifyBy until when that has to be shown, or the user is removed
   * @throws Fault {@link ErrorCode#ALREADY_EXISTS} when the address has a user
   */
  User insert(
      NewUser user,
      String passwordHash,
      boolean verified,
      Optional<Instant> verifyBy,
      Users.Together together) {
    UUID id = Ids.uuid7();
    OffsetDateTime now = now();
    long account = AccountNumbers.next(database);
    try {
      return database.durably(handle -> {
        insertUser(handle, id, user, passwordHash, verified, verifyBy, now);
        insertAccount(handle, account, id, now);
        User created =
            new User(
                id,
                account,
                user.email(),
                user.fullName(),
                user.phone(),
                user.roles(),
                UserStatus.ACTIVE,
                verified ? Optional.of(now.toInstant()) : Optional.empty(),
                now.toInstant());
        together.write(handle, created);
        return created;
      });
    } catch (UnableToExecuteStatementException e) {
      if (e.getCause() instanceof SQLException cause
          && UNIQUE_VIOLATION.equals(cause.getSQLState())) {
        throw new Fault(
            ErrorCode.ALREADY_EXISTS, "There is a user with the address " + user.email() + ".", e);
      }
      throw e;
    }
  }

  private void insertUser(
      Handle handle,
      UUID id,
      NewUser user,
      String passwordHash,
      boolean verified,
      Optional<Instant> verifyBy,
      OffsetDateTime now) {
    FieldCipher.Row row = fields.row(USERS, id);
    handle
        .createUpdate(
            """
            insert into users (id, email, email_normalised, hashed_password, fullname, phone,
              phone_index, key_version, roles, status, email_verified_at, verify_by, created_at, updated_at)
            values (:id, :email, :normalised, :hash, :fullName, :phone, :phoneIndex, :keyVersion,
              :roles, :status, :verified, :verifyBy, :now, :now)
            """)
        .bind("id", id)
        .bind("email", user.email())
        .bind("normalised", NewUser.normalised(user.email()))
        .bind("hash", passwordHash)
        .bind("fullName", row.encrypt("fullname", user.fullName()))
        .bind("phone", user.phone().map(phone -> row.encrypt("phone", phone)).orElse(null))
        .bind("phoneIndex", user.phone().map(this::phoneIndex).orElse(null))
        .bind("keyVersion", row.keyVersion())
        .bindArray("roles", String.class, names(user.roles()))
        .bind("status", UserStatus.ACTIVE.name())
        .bind("verified", verified ? now : null)
        .bind("verifyBy", verifyBy.map(time -> time.atOffset(ZoneOffset.UTC)).orElse(null))
        .bind("now", now)
        .execute();
  }

  private String phoneIndex(String phone) {
    return fields.index(USERS, "phone", phone);
  }

  /** Without a name: that of a client's account is its user's, which is encrypted. */
  private static void insertAccount(Handle handle, long account, UUID userId, OffsetDateTime now) {
    handle
        .createUpdate(
            """
            insert into accounts (account_id, user_id, kind, name, created_at)
            values (:account, :user, 'CLIENT', '', :now)
            """)
        .bind("account", account)
        .bind("user", userId)
        .bind("now", now)
        .execute();
  }

  Optional<CredentialChange> lastCredentialChange(UUID id) {
    return CredentialChanges.last(database, id);
  }

  Optional<User> find(UUID id) {
    return one("where u.id = :key", id).map(Credentials::user);
  }

  Optional<User> findByAccount(long account) {
    return one("where a.account_id = :key", account).map(Credentials::user);
  }

  Optional<Credentials> findByEmail(String email) {
    return one("where u.email_normalised = :key", NewUser.normalised(email));
  }

  /** The users with this number, in E.164. */
  List<User> findByPhone(String phone) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(SELECT + "where u.phone_index = :key order by u.id")
                .bind("key", phoneIndex(phone))
                .map(this::credentials)
                .list())
        .stream()
        .map(Credentials::user)
        .filter(user -> user.phone().equals(Optional.of(phone)))
        .toList();
  }

  private Optional<Credentials> one(String where, Object key) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle.createQuery(SELECT + where).bind("key", key).map(this::credentials).findOne());
  }

  boolean isThereAny(Role role) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("select 1 from users where :role = any(roles) limit 1")
                .bind("role", role.name())
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
  }

  /** Writes nothing when the change changes nothing. */
  Set<Role> changeRoles(UUID id, UnaryOperator<Set<Role>> change, Users.RolesTogether together) {
    return database.durably(handle -> {
      Set<Role> before =
          handle
              .createQuery("select roles from users where id = :id for update")
              .bind("id", id)
              .map((row, context) -> roles(row.getArray(1)))
              .findOne()
              .orElseThrow(() -> notFound(id));
      Set<Role> after = Set.copyOf(change.apply(before));
      if (!after.equals(before)) {
        handle
            .createUpdate(
                """
                update users set roles = :roles, version = version + 1, updated_at = :now
                where id = :id
                """)
            .bindArray("roles", String.class, names(after))
            .bind("now", now())
            .bind("id", id)
            .execute();
        together.write(handle, before, after);
      }
      return after;
    });
  }

  /**
   * A user who is kept out also loses all sessions, so that they do not come back with the user.
   * From here on it is for the staff to say when that is, also of one who had frozen the account.
   */
  void setStatus(UUID id, UserStatus status, Users.StatusTogether together) {
    database.<Void, RuntimeException>durably(handle -> {
      UserStatus before = lockedStatus(handle, id);
      if (before != status || isSelfFrozen(handle, id)) {
        if (status != UserStatus.ACTIVE) {
          SessionStore.revokeAll(handle, id, "USER_" + status, now());
        }
        handle
            .createUpdate(
                """
                update users set status = :status, self_frozen_at = null, version = version + 1,
                  updated_at = :now
                where id = :id
                """)
            .bind("status", status.name())
            .bind("now", now())
            .bind("id", id)
            .execute();
        together.write(handle, before);
      }
      return null;
    });
  }

  private static boolean isSelfFrozen(Handle handle, UUID id) {
    return handle
        .createQuery("select 1 from users where id = :id and self_frozen_at is not null")
        .bind("id", id)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /** Keeps a user out who asks for it, as part of a transaction that holds the user's row. */
  static void freezeForOwner(Handle handle, UUID id, Instant now) {
    OffsetDateTime when = now.atOffset(ZoneOffset.UTC);
    SessionStore.revokeAll(handle, id, "FROZEN_BY_USER", when);
    handle
        .createUpdate(
            """
            update users set status = 'FROZEN', self_frozen_at = :now, version = version + 1,
              updated_at = :now
            where id = :id
            """)
        .bind("now", when)
        .bind("id", id)
        .execute();
  }

  /**
   * Lets a user in again who had asked to be kept out, as part of a transaction; false when the
   * user had not, or the staff keep the user out.
   */
  static boolean thaw(Handle handle, UUID id, Instant now) {
    return handle
            .createUpdate(
                """
                update users set status = 'ACTIVE', self_frozen_at = null, version = version + 1,
                  updated_at = :now
                where id = :id and status = 'FROZEN' and self_frozen_at is not null
                """)
            .bind("now", now.atOffset(ZoneOffset.UTC))
            .bind("id", id)
            .execute()
        > 0;
  }

  /** Whether a user may log in; nobody changes it, nor the password, until the transaction ends. */
  static UserStatus lockedStatus(Handle handle, UUID id) {
    return handle
        .createQuery("select status from users where id = :id for update")
        .bind("id", id)
        .mapTo(UserStatus.class)
        .findOne()
        .orElseThrow(() -> notFound(id));
  }

  /** Gives a user another password, as part of a transaction. */
  static void setPassword(Handle handle, UUID id, String hash, Instant now) {
    handle
        .createUpdate(
            """
            update users set hashed_password = :hash, version = version + 1, updated_at = :now
            where id = :id
            """)
        .bind("hash", hash)
        .bind("now", now.atOffset(ZoneOffset.UTC))
        .bind("id", id)
        .execute();
  }

  /**
   * Notes that the user reads the mail of the address, as part of a transaction; false when that
   * was known.
   */
  static boolean setEmailVerified(Handle handle, UUID id, Instant now) {
    return handle
            .createUpdate(
                """
                update users set email_verified_at = :now, verify_by = null, version = version + 1,
                  updated_at = :now
                where id = :id and email_verified_at is null
                """)
            .bind("now", now.atOffset(ZoneOffset.UTC))
            .bind("id", id)
            .execute()
        > 0;
  }

  /**
   * Goes on only when a user who may log in still has the password that was checked before this
   * transaction; nobody changes it until the transaction ends.
   *
   * @throws Fault {@link ErrorCode#WRONG_CREDENTIALS}
   */
  static void requirePassword(Handle handle, UUID id, String hash) {
    boolean unchanged =
        handle
            .createQuery(
                """
                select 1 from users where id = :id and hashed_password = :hash
                  and status = 'ACTIVE'
                for update
                """)
            .bind("id", id)
            .bind("hash", hash)
            .mapTo(Integer.class)
            .findOne()
            .isPresent();
    if (!unchanged) {
      throw new Fault(
          ErrorCode.WRONG_CREDENTIALS,
          "The password, or whether the user may log in, has changed just now.");
    }
  }

  private static Fault notFound(UUID id) {
    return new Fault(ErrorCode.NOT_FOUND, "There is no user " + id + ".");
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }

  private Credentials credentials(ResultSet row, StatementContext context) throws SQLException {
    return credentials(row, fields);
  }

  static Credentials credentials(ResultSet row, FieldCipher fields) throws SQLException {
    UUID id = row.getObject("id", UUID.class);
    User user =
        new User(
            id,
            row.getLong("account_id"),
            row.getString("email"),
            fields.decrypt(USERS, "fullname", id, row.getString("fullname")),
            Optional.ofNullable(row.getString("phone"))
                .map(phone -> fields.decrypt(USERS, "phone", id, phone)),
            roles(row.getArray("roles")),
            UserStatus.valueOf(row.getString("status")),
            Optional.ofNullable(row.getObject("email_verified_at", OffsetDateTime.class))
                .map(OffsetDateTime::toInstant),
            instant(row, "created_at"));
    return new Credentials(user, row.getString("hashed_password"));
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  static Set<Role> roles(Array names) throws SQLException {
    return Arrays.stream((Object[]) names.getArray())
        .map(name -> Role.valueOf(name.toString()))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Collection<String> names(Set<Role> roles) {
    return roles.stream().map(Role::name).sorted().toList();
  }
}

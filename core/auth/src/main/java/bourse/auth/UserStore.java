package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.access.Role;
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

  static final String SELECT =
      """
      select u.id, a.account_id, u.email, u.fullname, u.phone, u.roles, u.status, u.created_at,
        u.hashed_password
      from users u join accounts a on a.user_id = u.id
      """;
  private static final String UNIQUE_VIOLATION = "23505";

  private final Database database;
  private final WallClock clock;

  UserStore(Database database, WallClock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Throws {@link ErrorCode#ALREADY_EXISTS} when the address has a user. */
  User insert(NewUser user, String passwordHash, Users.Together together) {
    UUID id = Ids.uuid7();
    OffsetDateTime now = now();
    try {
      return database.durably(handle -> {
        long account = AccountNumbers.next(handle);
        insertUser(handle, id, user, passwordHash, now);
        insertAccount(handle, account, id, user, now);
        User created =
            new User(
                id,
                account,
                user.email(),
                user.fullName(),
                user.phone(),
                user.roles(),
                UserStatus.ACTIVE,
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

  private static void insertUser(
      Handle handle, UUID id, NewUser user, String passwordHash, OffsetDateTime now) {
    handle
        .createUpdate(
            """
            insert into users (id, email, email_normalised, hashed_password, fullname, phone, roles,
              status, created_at, updated_at)
            values (:id, :email, :normalised, :hash, :fullName, :phone, :roles, :status, :now, :now)
            """)
        .bind("id", id)
        .bind("email", user.email())
        .bind("normalised", NewUser.normalised(user.email()))
        .bind("hash", passwordHash)
        .bind("fullName", user.fullName())
        .bind("phone", user.phone().orElse(null))
        .bindArray("roles", String.class, names(user.roles()))
        .bind("status", UserStatus.ACTIVE.name())
        .bind("now", now)
        .execute();
  }

  private static void insertAccount(
      Handle handle, long account, UUID userId, NewUser user, OffsetDateTime now) {
    handle
        .createUpdate(
            """
            insert into accounts (account_id, user_id, kind, name, created_at)
            values (:account, :user, 'CLIENT', :name, :now)
            """)
        .bind("account", account)
        .bind("user", userId)
        .bind("name", user.fullName())
        .bind("now", now)
        .execute();
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

  private Optional<Credentials> one(String where, Object key) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(SELECT + where)
                .bind("key", key)
                .map(UserStore::credentials)
                .findOne());
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
   */
  void setStatus(UUID id, UserStatus status, Users.StatusTogether together) {
    database.<Void, RuntimeException>durably(handle -> {
      UserStatus before =
          handle
              .createQuery("select status from users where id = :id for update")
              .bind("id", id)
              .mapTo(UserStatus.class)
              .findOne()
              .orElseThrow(() -> notFound(id));
      if (before != status) {
        if (status != UserStatus.ACTIVE) {
          SessionStore.revokeAll(handle, id, "USER_" + status, now());
        }
        handle
            .createUpdate(
                """
                update users set status = :status, version = version + 1, updated_at = :now
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

  private static Fault notFound(UUID id) {
    return new Fault(ErrorCode.NOT_FOUND, "There is no user " + id + ".");
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }

  static Credentials credentials(ResultSet row, StatementContext context) throws SQLException {
    User user =
        new User(
            row.getObject("id", UUID.class),
            row.getLong("account_id"),
            row.getString("email"),
            row.getString("fullname"),
            Optional.ofNullable(row.getString("phone")),
            roles(row.getArray("roles")),
            UserStatus.valueOf(row.getString("status")),
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

package bourse.auth;

import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.data.Database;
import bourse.platform.http.Caller;
import bourse.platform.time.WallClock;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sessions in SQL, which has the last word on whether one is alive. */
final class SessionStore {
  private static final String ALIVE =
      "s.revoked_at is null and s.expires_at > :now and s.last_used_at > :idleSince"
          + " and u.status = 'ACTIVE'";

  /** Above every UUID of version 7, on databases that compare them as bytes. */
  static final UUID GREATEST = UUID.fromString("7fffffff-ffff-7fff-bfff-ffffffffffff");

  private static final Logger LOG = LoggerFactory.getLogger(SessionStore.class);

  private final Database database;
  private final Duration idleLifetime;
  private final WallClock clock;

  /**
   * @param idleLifetime a session that was not refreshed for so long has ended
   */
  SessionStore(Database database, Duration idleLifetime, WallClock clock) {
    this.database = database;
    this.idleLifetime = idleLifetime;
    this.clock = clock;
  }

  /** Keeps a new session, with something else in the same transaction. */
  void insert(Session session, String address, Consumer<Handle> together) {
    database.durably(handle -> {
      handle
          .createUpdate(
              """
              insert into sessions (id, user_id, created_at, expires_at, last_used_at, device,
                address, key_thumbprint)
              values (:id, :user, :created, :expires, :created, :device, :address, :boundTo)
              """)
          .bind("id", session.id())
          .bind("user", session.userId())
          .bind("created", session.createdAt().atOffset(ZoneOffset.UTC))
          .bind("expires", session.expiresAt().atOffset(ZoneOffset.UTC))
          .bind("device", session.device().orElse(null))
          .bind("address", address)
          .bind("boundTo", session.boundTo().orElse(null))
          .execute();
      together.accept(handle);
      return session;
    });
  }

  /** Who acts in this session, if it and its user may. */
  Optional<Caller> caller(UUID session) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    "select s.id, s.user_id, u.roles, a.account_id from sessions s"
                        + " join users u on u.id = s.user_id"
                        + " join accounts a on a.user_id = u.id where s.id = :id and "
                        + ALIVE)
                .bind("id", session)
                .bind("now", now())
                .bind("idleSince", idleSince())
                .map(SessionStore::caller)
                .findOne());
  }

  /** A user as somebody else sees the platform who looks as this one. */
  Optional<Caller> view(UUID user, UUID session, UUID viewer) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    "select u.roles, a.account_id from users u join accounts a on a.user_id = u.id"
                        + " where u.id = :id")
                .bind("id", user)
                .map((row, context) ->
                    new Caller(
                        user,
                        row.getLong("account_id"),
                        UserStore.roles(row.getArray("roles")),
                        new Caller.Authentication.View(session, viewer)))
                .findOne());
  }

  /** The thumbprint of the key that a session is bound to. */
  Optional<String> boundTo(UUID session) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("select key_thumbprint from sessions where id = :id")
                .bind("id", session)
                .mapTo(String.class)
                .findOne());
  }

  /** Notes that a session was used, and returns it; empty when it or its user may not act. */
  Optional<Session> touch(UUID id) {
    return database.write(handle -> {
      handle
          .createUpdate(
              "update sessions set last_used_at = :now"
                  + " where id = :id and last_used_at > :idleSince")
          .bind("now", now())
          .bind("idleSince", idleSince())
          .bind("id", id)
          .execute();
      return handle
          .createQuery(
              "select s.* from sessions s join users u on u.id = s.user_id"
                  + " where s.id = :id and "
                  + ALIVE)
          .bind("id", id)
          .bind("now", now())
          .bind("idleSince", idleSince())
          .map(SessionStore::session)
          .findOne();
    });
  }

  /**
   * The live sessions of a user, newest first.
   *
   * @param before ids before this one; ids sort by time
   */
  List<Session> list(UUID user, Optional<UUID> before, int limit) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    "select s.* from sessions s join users u on u.id = s.user_id"
                        + " where s.user_id = :user and s.id < :before and "
                        + ALIVE
                        + " order by s.id desc limit :limit")
                .bind("user", user)
                .bind("before", before.orElse(GREATEST))
                .bind("now", now())
                .bind("idleSince", idleSince())
                .bind("limit", limit)
                .map(SessionStore::session)
                .list());
  }

  /**
   * The sessions of a user, newest first, also those that were ended, as long as their rows are
   * kept.
   *
   * @param live only those whose tokens work, or only the others
   */
  List<UserSession> all(UUID user, Optional<Boolean> live, Optional<UUID> before, int limit) {
    String which =
        live.map(wanted -> wanted ? " and " + ALIVE : " and not (" + ALIVE + ")").orElse("");
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    "select s.*, case when "
                        + ALIVE
                        + " then true else false end as alive from sessions s"
                        + " join users u on u.id = s.user_id"
                        + " where s.user_id = :user and s.id < :before"
                        + which
                        + " order by s.id desc limit :limit")
                .bind("user", user)
                .bind("before", before.orElse(GREATEST))
                .bind("now", now())
                .bind("idleSince", idleSince())
                .bind("limit", limit)
                .map(SessionStore::userSession)
                .list());
  }

  /**
   * Ends a live session of a user, with something else in the same transaction; false when there is
   * none, and then nothing else happens.
   */
  boolean revoke(UUID session, UUID user, String reason, Consumer<Handle> together) {
    return database.durably(handle -> {
      int ended =
          handle
              .createUpdate(
                  """
                  update sessions set revoked_at = :now, revoked_reason = :reason
                  where id = :id and user_id = :user and revoked_at is null
                    and expires_at > :now
                  """)
              .bind("now", now())
              .bind("reason", reason)
              .bind("id", session)
              .bind("user", user)
              .execute();
      if (ended > 0) {
        together.accept(handle);
      }
      return ended > 0;
    });
  }

  /**
   * Ends a session whose refresh token was used twice, and keeps note of it until its last token
   * has expired. Nothing happens when the session has ended meanwhile.
   */
  void revokeFamily(Session session, String reason, Audit audit) {
    database.durably(handle -> {
      // The session's row is locked from here on: of two who see the reuse, one writes it down.
      int ended =
          handle
              .createUpdate(
                  """
                  update sessions set revoked_at = :now, revoked_reason = :reason
                  where id = :id and revoked_at is null
                  """)
              .bind("id", session.id())
              .bind("reason", reason)
              .bind("now", now())
              .execute();
      if (ended > 0) {
        insertFamily(handle, session, reason);
        audit.append(
            handle,
            new Act(
                Actor.SYSTEM,
                "session.end",
                "user:" + session.userId(),
                "A refresh token of session " + session.id() + " was used twice."));
      }
      return ended;
    });
  }

  private void insertFamily(Handle handle, Session session, String reason) {
    handle
        .createUpdate(
            """
            insert into revoked_families (family_id, user_id, reason, revoked_at, expires_at)
            values (:id, :user, :reason, :now, :expires)
            """)
        .bind("id", session.id())
        .bind("user", session.userId())
        .bind("reason", reason)
        .bind("now", now())
        .bind("expires", session.expiresAt().atOffset(ZoneOffset.UTC))
        .execute();
  }

  /**
   * Deletes some of the sessions and revoked families whose tokens have all expired.
   *
   * @param most how many of each
   * @return whether there may be more
   */
  boolean deleteExpired(int most) {
    int sessions = deleteExpired("sessions", "id", most);
    int families = deleteExpired("revoked_families", "family_id", most);
    if (sessions + families > 0) {
      LOG.info("Deleted {} expired sessions and {} revoked families", sessions, families);
    }
    return sessions == most || families == most;
  }

  private int deleteExpired(String table, String key, int most) {
    return database.write(handle ->
        handle
            .createUpdate(
                "delete from <table> where <key> in (select <key> from <table>"
                    + " where expires_at <= :now order by expires_at limit :most)")
            .define("table", table)
            .define("key", key)
            .bind("now", now())
            .bind("most", most)
            .execute());
  }

  /** Ends all sessions of a user but one. */
  void revokeOthers(UUID user, UUID kept, String reason) {
    database.<Void, RuntimeException>durably(handle -> {
      revokeOthers(handle, user, kept, reason, now());
      return null;
    });
  }

  /** Ends all sessions of a user, with something else in the same transaction. */
  void revokeAll(UUID user, String reason, Consumer<Handle> together) {
    database.<Void, RuntimeException>durably(handle -> {
      revokeAll(handle, user, reason);
      together.accept(handle);
      return null;
    });
  }

  /** Ends all sessions of a user but one, as part of a transaction. */
  static void revokeOthers(Handle handle, UUID user, UUID kept, String reason, OffsetDateTime now) {
    handle
        .createUpdate(
            """
            update sessions set revoked_at = :now, revoked_reason = :reason
            where user_id = :user and id <> :kept and revoked_at is null
            """)
        .bind("user", user)
        .bind("kept", kept)
        .bind("reason", reason)
        .bind("now", now)
        .execute();
  }

  /**
   * Ends the session that a browser had before it logged in anew, as part of a transaction; one
   * that is bound to a key only for who has shown the same key.
   */
  static void replace(Handle handle, UUID id, Session next) {
    handle
        .createUpdate(
            """
            update sessions set revoked_at = :now, revoked_reason = 'REPLACED_BY_LOGIN'
            where id = :id and revoked_at is null
              and (key_thumbprint is null or key_thumbprint = :boundTo)
            """)
        .bind("now", next.createdAt().atOffset(ZoneOffset.UTC))
        .bind("id", id)
        .bind("boundTo", next.boundTo().orElse(null))
        .execute();
  }

  /** Ends all sessions of a user, as part of a transaction. */
  void revokeAll(Handle handle, UUID user, String reason) {
    revokeAll(handle, user, reason, now());
  }

  /** The same at a time. */
  static void revokeAll(Handle handle, UUID user, String reason, OffsetDateTime now) {
    handle
        .createUpdate(
            """
            update sessions set revoked_at = :now, revoked_reason = :reason
            where user_id = :user and revoked_at is null
            """)
        .bind("user", user)
        .bind("reason", reason)
        .bind("now", now)
        .execute();
  }

  private OffsetDateTime idleSince() {
    return now().minus(idleLifetime);
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }

  private static Caller caller(ResultSet row, StatementContext context) throws SQLException {
    return new Caller(
        row.getObject("user_id", UUID.class),
        row.getLong("account_id"),
        UserStore.roles(row.getArray("roles")),
        new Caller.Authentication.Session(row.getObject("id", UUID.class)));
  }

  private static UserSession userSession(ResultSet row, StatementContext context)
      throws SQLException {
    return new UserSession(
        row.getObject("id", UUID.class),
        Optional.ofNullable(row.getString("device")),
        Optional.ofNullable(row.getString("address")),
        UserStore.instant(row, "created_at"),
        UserStore.instant(row, "last_used_at"),
        UserStore.instant(row, "expires_at"),
        row.getBoolean("alive"),
        Optional.ofNullable(row.getObject("revoked_at", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant),
        Optional.ofNullable(row.getString("revoked_reason")));
  }

  private static Session session(ResultSet row, StatementContext context) throws SQLException {
    return new Session(
        row.getObject("id", UUID.class),
        row.getObject("user_id", UUID.class),
        Optional.ofNullable(row.getString("device")),
        UserStore.instant(row, "created_at"),
        UserStore.instant(row, "last_used_at"),
        UserStore.instant(row, "expires_at"),
        Optional.ofNullable(row.getString("key_thumbprint")));
  }
}

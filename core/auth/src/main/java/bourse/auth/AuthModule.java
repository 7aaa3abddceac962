package bourse.auth;

import bourse.platform.audit.Audit;
import bourse.platform.cache.Cache;
import bourse.platform.crypto.Keystore;
import bourse.platform.data.Database;
import bourse.platform.http.Routes;
import bourse.platform.service.Housekeeping;
import bourse.platform.time.WallClock;

/** Users, passwords, tokens. */
public final class AuthModule implements AutoCloseable {
  private static final int MAC_KEY_BYTES = 32;
  private static final int DELETED_AT_ONCE = 500;

  private final PasswordHashing passwords;
  private final LiveSessions live;
  private final AuthService service;
  private final AuthRoutes routes;
  private final SessionStore sessions;

  /**
   * The database and the cache may be started later, before the first request.
   *
   * @param audit takes down what concerns the safety of users
   */
  public AuthModule(
      AuthConfig config,
      Database database,
      Cache cache,
      Keystore keystore,
      Audit audit,
      WallClock clock) {
    UserStore users = new UserStore(database, clock);
    sessions = new SessionStore(database, clock);
    AccessTokens accessTokens =
        new AccessTokens(
            keystore.secret("auth.signing-key", AccessTokens::newKey),
            "bourse:" + keystore.installation(),
            config.accessTokenLifetime(),
            clock);
    RefreshTokens refreshTokens =
        new RefreshTokens(
            cache,
            keystore.secret("auth.refresh-mac-key", () -> Keystore.random(MAC_KEY_BYTES)),
            clock);
    passwords = new PasswordHashing(config.hashingSlots());
    live = new LiveSessions(accessTokens, sessions, clock);
    service =
        new AuthService(
            users,
            sessions,
            passwords,
            accessTokens,
            refreshTokens,
            live,
            audit,
            config.sessionLifetime(),
            clock);
    routes = new AuthRoutes(service);
  }

  public Users users() {
    return service;
  }

  public Authenticator authenticator() {
    return live;
  }

  public Routes routes() {
    return routes;
  }

  /** Deletes what is left of sessions that nobody can use any more. */
  public Housekeeping.Chore cleanUp() {
    return new Housekeeping.Chore(
        "expired sessions", () -> sessions.deleteExpired(DELETED_AT_ONCE));
  }

  @Override
  public void close() {
    passwords.close();
  }
}

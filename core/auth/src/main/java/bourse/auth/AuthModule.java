package bourse.auth;

import bourse.notification.Mailer;
import bourse.platform.audit.Audit;
import bourse.platform.cache.Cache;
import bourse.platform.crypto.FieldCipher;
import bourse.platform.crypto.Keystore;
import bourse.platform.data.Database;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import bourse.platform.keys.ProtectedRows;
import bourse.platform.service.Housekeeping;
import bourse.platform.time.WallClock;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/** Users, passwords, tokens. */
public final class AuthModule implements AutoCloseable {
  private static final int MAC_KEY_BYTES = 32;
  private static final int DELETED_AT_ONCE = 500;

  private final PasswordHashing passwords;
  private final LiveSessions live;
  private final LastUses lastUses;
  private final ApiKeys apiKeys;
  private final AuthService service;
  private final List<Route> routes;
  private final SigningKeys signingKeys;
  private final SessionStore sessions;
  private final TrustedDevices devices;
  private final MailLinks links;
  private final EmailVerification verification;
  private final PasswordThrottle throttle;
  private final SecondFactorCheck factorCheck;

  /**
   * The database and the cache may be started later, before the first request.
   *
   * @param publicUrl where people reach the console, without a path: links in mails begin with it,
   *     and passkeys belong to it
   * @param audit takes down what concerns the safety of users
   * @param mailer takes what is written to users
   */
  public AuthModule(
      AuthConfig config,
      URI publicUrl,
      Database database,
      Cache cache,
      Keystore keystore,
      Audit audit,
      Mailer mailer,
      WallClock clock) {
    FieldCipher fields = new FieldCipher(keystore);
    UserStore users = new UserStore(database, fields, clock);
    sessions = new SessionStore(database, config.sessionIdleLifetime(), clock);
    signingKeys =
        new SigningKeys(keystore, config.signingKeyLifetime(), config.accessTokenLifetime(), clock);
    AccessTokens accessTokens =
        new AccessTokens(
            signingKeys, "bourse:" + keystore.installation(), config.accessTokenLifetime(), clock);
    RefreshTokens refreshTokens =
        new RefreshTokens(
            cache,
            keystore.secret("auth.refresh-mac-key", () -> Keystore.random(MAC_KEY_BYTES)),
            clock);
    passwords = new PasswordHashing(config.hashingSlots(), config.hashingCost());
    FactorConfig factorConfig = config.factors();
    StepUp stepUp = new StepUp(database, factorConfig.stepUpLifetime(), clock);
    ApiKeyStore keyStore = new ApiKeyStore(database, new FieldCipher(keystore));
    lastUses = new LastUses(keyStore);
    LiveKeys liveKeys = new LiveKeys(keyStore, lastUses, clock);
    apiKeys = new ApiKeys(database, keyStore, liveKeys, lastUses, audit, clock);
    KeyProofs proofs = new KeyProofs(new UsedProofs(cache, clock), clock);
    live = new LiveSessions(accessTokens, sessions, liveKeys, stepUp, proofs, clock);
    devices = new TrustedDevices(database, factorConfig.trustedDeviceLifetime(), clock);
    PasskeyStore passkeyStore = new PasskeyStore(database, clock);
    Passkeys passkeys =
        new Passkeys(
            database,
            passkeyStore,
            cache,
            new RelyingParty(factorConfig.issuer(), publicUrl),
            audit,
            clock);
    SecondFactors factors =
        new SecondFactors(
            database,
            new TotpStore(fields, clock),
            new RecoveryCodes(clock),
            passkeys,
            devices,
            stepUp,
            audit,
            clock);
    factorCheck = new SecondFactorCheck(factors);
    Letters letters = new Letters(factorConfig.issuer(), publicUrl);
    throttle =
        new PasswordThrottle(
            database,
            keystore.secret("auth.throttle-key", () -> Keystore.random(MAC_KEY_BYTES)),
            clock);
    PasswordCheck check =
        new PasswordCheck(
            database,
            users,
            passwords,
            throttle,
            new SprayThrottle(config.addressFailures(), clock),
            letters,
            mailer,
            audit);
    links = new MailLinks(database, clock);
    LinkMails linkMails = new LinkMails(database, users, links, mailer);
    PasswordChanges changes =
        new PasswordChanges(
            database, users, check, passwords, throttle, factors, stepUp, links, linkMails, letters,
            mailer, live, audit, clock);
    verification =
        new EmailVerification(
            config.verifyEmail(),
            config.unverifiedLifetime(),
            database,
            links,
            linkMails,
            letters,
            audit,
            clock);
    SelfFreeze selfFreeze =
        new SelfFreeze(
            database,
            new LoginPlaces(
                keystore.secret("auth.place-key", () -> Keystore.random(MAC_KEY_BYTES)), clock),
            links,
            linkMails,
            letters,
            mailer,
            live,
            audit,
            clock);
    service =
        new AuthService(
            users,
            sessions,
            passwords,
            check,
            changes::remind,
            verification,
            selfFreeze,
            throttle,
            factors,
            accessTokens,
            refreshTokens,
            live,
            proofs,
            audit,
            config.sessionLifetime(),
            clock);
    routes =
        Stream.of(
                new KeySetRoutes(signingKeys),
                new AuthRoutes(service, devices.lifetime()),
                new FactorRoutes(service, factors, devices, stepUp, factorConfig.issuer()),
                new PasskeyRoutes(service, factors, passkeys, passkeyStore),
                new PasswordRoutes(changes),
                new MailedLinkRoutes(verification, selfFreeze),
                new ApiKeyRoutes(apiKeys, clock))
            .flatMap(part -> part.routes().stream())
            .toList();
  }

  public Users users() {
    return service;
  }

  /** Takes second factors that are shown for one act. */
  public SecondFactorCheck factorCheck() {
    return factorCheck;
  }

  public ApiKeys apiKeys() {
    return apiKeys;
  }

  /** The rows with encrypted columns. */
  public static List<ProtectedRows> protectedRows(Database database, Keystore keystore) {
    FieldCipher fields = new FieldCipher(keystore);
    return List.of(
        new ProtectedRows(database, fields, UserStore.USERS),
        new ProtectedRows(database, fields, ApiKeyStore.API_KEYS),
        new ProtectedRows(database, fields, TotpStore.FACTORS, new FormerSeeds(keystore)::decrypt));
  }

  /** The keys that sign access tokens. */
  public TokenKeys tokenKeys() {
    return signingKeys;
  }

  public Authenticator authenticator() {
    return live;
  }

  public Routes routes() {
    return () -> routes;
  }

  /** Deletes what is left of sessions, trusted devices and links that nobody can use any more. */
  public Housekeeping.Chore cleanUp() {
    return new Housekeeping.Chore(
        "expired sessions, trusted devices and links, old wrong passwords, users who never verified"
            + " their address",
        () ->
            sessions.deleteExpired(DELETED_AT_ONCE)
                || devices.deleteExpired(DELETED_AT_ONCE)
                || links.deleteExpired(DELETED_AT_ONCE)
                || throttle.deleteOld(DELETED_AT_ONCE)
                || verification.removeOverdue(DELETED_AT_ONCE));
  }

  /** Renews the keys that sign access tokens when it is time. */
  public Housekeeping.Chore renewKeys() {
    return new Housekeeping.Chore(
        "keys of access tokens",
        () -> {
          signingKeys.keep();
          return false;
        });
  }

  @Override
  public void close() {
    passwords.close();
    lastUses.close();
  }
}

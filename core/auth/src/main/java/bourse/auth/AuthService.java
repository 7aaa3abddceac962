package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.access.Role;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.http.Caller;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rules of registration, login and sessions. Thread safe. */
final class AuthService implements Users {
  /**
   * What a client gets to act with.
   *
   * @param deviceToken of a device that is trusted from now on
   */
  record Tokens(
      String accessToken,
      Duration lifetime,
      String refreshToken,
      Session session,
      Optional<String> deviceToken) {}

  private static final Logger LOG = LoggerFactory.getLogger(AuthService.class);

  private final UserStore users;
  private final SessionStore sessions;
  private final PasswordHashing passwords;
  private final PasswordCheck check;
  private final Consumer<String> remind;
  private final EmailVerification verification;
  private final SelfFreeze selfFreeze;
  private final PasswordThrottle throttle;
  private final SecondFactors factors;
  private final AccessTokens accessTokens;
  private final RefreshTokens refreshTokens;
  private final LiveSessions live;
  private final KeyProofs proofs;
  private final Audit audit;
  private final Duration sessionLifetime;
  private final WallClock clock;

  /**
   * @param remind writes to the user of an address that was registered again
   */
  AuthService(
      UserStore users,
      SessionStore sessions,
      PasswordHashing passwords,
      PasswordCheck check,
      Consumer<String> remind,
      EmailVerification verification,
      SelfFreeze selfFreeze,
      PasswordThrottle throttle,
      SecondFactors factors,
      AccessTokens accessTokens,
      RefreshTokens refreshTokens,
      LiveSessions live,
      KeyProofs proofs,
      Audit audit,
      Duration sessionLifetime,
      WallClock clock) {
    this.users = users;
    this.sessions = sessions;
    this.passwords = passwords;
    this.check = check;
    this.remind = remind;
    this.verification = verification;
    this.selfFreeze = selfFreeze;
    this.throttle = throttle;
    this.factors = factors;
    this.accessTokens = accessTokens;
    this.refreshTokens = refreshTokens;
    this.live = live;
    this.proofs = proofs;
    this.audit = audit;
    this.sessionLifetime = sessionLifetime;
    this.clock = clock;
  }

  @Override
  public User create(NewUser user, Together together) {
    user.check();
    return users.insert(user, passwords.hash(user.password()), true, Optional.empty(), together);
  }

  /**
   * Takes a registration. Whether the address has a user already can't be seen from outside: the
   * work is much the same, and so is the answer. Its user is written to instead.
   */
  UUID register(NewUser user) {
    user.check();
    String hash = passwords.hash(user.password());
    try {
      User created = users.insert(user, hash, false, verification.deadline(), verification::begin);
      LOG.info("User {} registered, account {}", created.id(), created.account());
    } catch (Fault fault) {
      if (fault.code() != ErrorCode.ALREADY_EXISTS) {
        throw fault;
      }
      LOG.info("A registration was for an address that has a user");
      remind.accept(user.email());
    }
    return Ids.uuid7();
  }

  /**
   * Opens a session for who knows the password, and shows a second factor where there is one.
   *
   * @throws Fault {@link ErrorCode#WRONG_CREDENTIALS}, the same for whatever is wrong with the
   *     first; {@link ErrorCode#EMAIL_UNVERIFIED}; of the second, see {@link SecondFactors#admit}
   */
  Tokens login(
      String email,
      String password,
      FactorProof proof,
      DeviceTrust trust,
      ClientDevice device,
      Actor from) {
    UserStore.Credentials known = check.require(email, password, from);
    User user = known.user();
    verification.require(user);
    Actor actor = from.as(user.id());
    return open(
        user,
        device,
        factors.admit(user.id(), proof, trust, actor),
        actor,
        handle -> UserStore.requirePassword(handle, user.id(), known.passwordHash()));
  }

  /**
   * Opens a session for who has a passkey, which is two factors.
   *
   * @throws Fault {@link ErrorCode#PASSKEY_REFUSED}, {@link ErrorCode#EMAIL_UNVERIFIED}
   */
  Tokens loginWithPasskey(JsonNode passkey, ClientDevice device, Actor from) {
    User user =
        users
            .find(factors.passkeyOwner(passkey, from))
            .filter(owner -> owner.status() == UserStatus.ACTIVE)
            .orElseThrow(() -> Passkeys.refused(null));
    verification.require(user);
    return open(
        user,
        device,
        SecondFactors.Admission.SHOWN,
        from.as(user.id()),
        handle -> requireActive(handle, user.id()));
  }

  private static void requireActive(Handle handle, UUID user) {
    if (UserStore.lockedStatus(handle, user) != UserStatus.ACTIVE) {
      throw Passkeys.refused(null);
    }
  }

  /**
   * The user who has this address and password, and may log in.
   *
   * @throws Fault {@link ErrorCode#WRONG_CREDENTIALS}
   */
  User withPassword(String email, String password, Actor from) {
    return check.require(email, password, from).user();
  }

  /**
   * Opens a session for a user who has shown everything that is asked.
   *
   * @param still refuses, in the transaction that begins the session, when what was shown counts no
   *     more, and holds the user's row
   */
  private Tokens open(
      User user,
      ClientDevice device,
      SecondFactors.Admission admission,
      Actor actor,
      Consumer<Handle> still) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    UUID userId = user.id();
    Session session =
        new Session(
            Ids.uuid7(),
            userId,
            device.name(),
            now,
            now,
            now.plus(sessionLifetime),
            device.key().map(proofs::take));
    List<String> traits = new ArrayList<>(device.traits(actor.address(), session.boundTo()));
    admission.deviceToken().ifPresent(token -> traits.add(ClientDevice.holding(token)));
    Optional<UUID> replaced = device.refreshToken().flatMap(refreshTokens::session);
    // First the cache: when it is down nothing is left behind, and a token without its session in
    // SQL is worth nothing.
    String refreshToken = refreshTokens.first(session.id(), session.expiresAt());
    sessions.insert(
        session,
        actor.address().orElse(null),
        handle -> {
          still.accept(handle);
          factors.admitted(handle, session, admission, actor);
          selfFreeze.loggedIn(handle, user, traits, actor);
          replaced.ifPresent(id -> SessionStore.replace(handle, id, session));
        });
    replaced.ifPresent(live::forget);
    LOG.info("User {} logged in, session {}", userId, session.id());
    return tokens(session, refreshToken, admission.deviceToken());
  }

  /**
   * Exchanges a refresh token. Who has a token of a session that is bound to a key, and not the
   * key, can neither use nor end it.
   *
   * @throws Fault {@link ErrorCode#NOT_AUTHENTICATED}, PROOF_REFUSED, TOKEN_REUSED or
   *     TOKEN_JUST_EXCHANGED
   */
  Tokens refresh(String refreshToken, Optional<KeyProof> proof) {
    UUID id = refreshTokens.session(refreshToken).orElseThrow(AuthService::unknownToken);
    Session session = sessions.touch(id).orElseThrow(AuthService::unknownToken);
    proofs.check(session.boundTo(), proof, Optional.empty());
    boolean proven = session.boundTo().isPresent();
    return switch (refreshTokens.exchange(id, refreshToken, session.expiresAt(), proven)) {
      case RefreshTokens.Exchange.Exchanged exchanged ->
          tokens(session, exchanged.next(), Optional.empty());
      case RefreshTokens.Exchange.JustExchanged just ->
          throw new Fault(
              ErrorCode.TOKEN_JUST_EXCHANGED,
              "This refresh token was exchanged a moment ago; use the one of that answer.");
      case RefreshTokens.Exchange.Reused reused -> throw reused(session);
      case RefreshTokens.Exchange.Unknown unknown -> throw unknownToken();
    };
  }

  private Fault reused(Session session) {
    LOG.warn(
        "A refresh token of session {} of user {} was used twice; the session is ended",
        session.id(),
        session.userId());
    sessions.revokeFamily(session, "REFRESH_TOKEN_REUSED", audit);
    live.forget(session.id());
    refreshTokens.forget(session.id());
    return new Fault(
        ErrorCode.TOKEN_REUSED,
        "This refresh token was used before, so its session is ended; log in again.");
  }

  private Tokens tokens(Session session, String refreshToken, Optional<String> deviceToken) {
    String accessToken = accessTokens.issue(session.userId(), session.id(), session.boundTo());
    return new Tokens(accessToken, accessTokens.lifetime(), refreshToken, session, deviceToken);
  }

  private static Fault unknownToken() {
    return new Fault(
        ErrorCode.NOT_AUTHENTICATED,
        "The refresh token is unknown or its session has ended; log in again.");
  }

  /**
   * Ends one of the caller's sessions. What its tokens could do ends even when the cache is down:
   * SQL has the last word.
   *
   * @throws Fault {@link ErrorCode#NOT_FOUND}
   */
  void endSession(Caller caller, UUID session) {
    if (!sessions.revoke(session, caller.userId(), "ENDED_BY_USER", handle -> {})) {
      throw new Fault(ErrorCode.NOT_FOUND, "You have no live session " + session + ".");
    }
    forget(session);
  }

  /** Ends all of the caller's sessions but the one that asks for it. */
  void endOtherSessions(Caller caller) {
    sessions.revokeOthers(caller.userId(), caller.session().orElseThrow(), "ENDED_BY_USER");
    live.forgetAll();
  }

  private void forget(UUID session) {
    live.forget(session);
    try {
      refreshTokens.forget(session);
    } catch (Fault fault) {
      LOG.warn("Session {} is ended, its entry in the cache is left to expire", session, fault);
    }
  }

  List<Session> sessions(Caller caller, Optional<UUID> before, int limit) {
    return sessions.list(caller.userId(), before, limit);
  }

  @Override
  public Optional<User> find(UUID id) {
    return users.find(id);
  }

  @Override
  public Optional<User> findByEmail(String email) {
    return users.findByEmail(email).map(UserStore.Credentials::user);
  }

  @Override
  public Optional<User> findByAccount(long account) {
    return users.findByAccount(account);
  }

  @Override
  public List<User> findByPhone(String phone) {
    return users.findByPhone(phone);
  }

  @Override
  public boolean isThereAny(Role role) {
    return users.isThereAny(role);
  }

  @Override
  public Set<Role> changeRoles(UUID id, UnaryOperator<Set<Role>> change, RolesTogether together) {
    Set<Role> roles = users.changeRoles(id, change, together);
    live.forgetAll();
    return roles;
  }

  @Override
  public void setStatus(UUID id, UserStatus status, StatusTogether together) {
    users.setStatus(id, status, together);
    live.forgetAll();
  }

  @Override
  public void verifyEmail(UUID id, Consumer<Handle> together) {
    verification.vouch(id, together);
  }

  @Override
  public View view(Caller viewer, User user) {
    if (user.roles().stream().anyMatch(Role::isOfStaff)) {
      throw new Fault(ErrorCode.NOT_ALLOWED, "Nobody looks as somebody of the staff.");
    }
    UUID session = viewer.session().orElseThrow();
    String token =
        accessTokens.issueView(user.id(), session, sessions.boundTo(session), viewer.userId());
    return new View(token, accessTokens.lifetime());
  }

  @Override
  public List<UserSession> sessions(
      UUID id, Optional<Boolean> alive, Optional<UUID> before, int limit) {
    return sessions.all(id, alive, before, limit);
  }

  @Override
  public void endSession(UUID id, UUID session, Consumer<Handle> together) {
    if (!sessions.revoke(session, id, "ENDED_BY_STAFF", together)) {
      throw new Fault(ErrorCode.NOT_FOUND, "The user has no live session " + session + ".");
    }
    forget(session);
  }

  @Override
  public void endSessions(UUID id, Consumer<Handle> together) {
    sessions.revokeAll(id, "ENDED_BY_STAFF", together);
    live.forgetAll();
  }

  @Override
  public Optional<CredentialChange> lastCredentialChange(UUID id) {
    return users.lastCredentialChange(id);
  }

  @Override
  public Factors factors(UUID id) {
    return factors.of(id);
  }

  @Override
  public void resetFactors(UUID id, Consumer<Handle> together) {
    User user =
        users
            .find(id)
            .orElseThrow(() -> new Fault(ErrorCode.NOT_FOUND, "There is no user " + id + "."));
    factors.reset(
        user.id(),
        handle -> {
          sessions.revokeAll(handle, user.id(), "FACTORS_RESET");
          together.accept(handle);
        });
    live.forgetAll();
  }

  @Override
  public Optional<WrongPasswords> wrongPasswords(User user) {
    return throttle.wrongPasswords(user.email());
  }

  @Override
  public void unlock(UUID id, UnlockTogether together) {
    User user =
        users
            .find(id)
            .orElseThrow(() -> new Fault(ErrorCode.NOT_FOUND, "There is no user " + id + "."));
    throttle.forget(user.email(), together);
  }
}

package bourse.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.notification.MailConfig;
import bourse.notification.MailOutbox;
import bourse.platform.access.Role;
import bourse.platform.audit.Actor;
import bourse.platform.cache.EmbeddedRedis;
import bourse.platform.cache.RedisSettings;
import bourse.platform.config.Settings;
import bourse.platform.config.SettingsCatalogue;
import bourse.platform.crypto.FieldCipher;
import bourse.platform.crypto.Keystore;
import bourse.platform.data.Database;
import bourse.platform.service.DataDirectory;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import bourse.testing.RecordedAudit;
import bourse.testing.TestDatabase;
import java.io.BufferedReader;
import java.io.Writer;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Refresh tokens in a real Redis, which stops and loses what it had, on each of the databases. */
@ParameterizedClass
@EnumSource
class RefreshTokensInRedisTest {
  private static final String EMAIL = "ada@example.com";
  private static final String PASSWORD = "marmalade on tuesdays";
  private static final String REDIS_PASSWORD = "a-password";
  private static final Duration SESSION = Duration.ofDays(1);

  @Parameter Database.Dialect dialect;

  @TempDir Path directory;

  private final AtomicLong aheadMicros = new AtomicLong();
  private final WallClock clock = () -> WallClock.system().micros() + aheadMicros.get();
  private TestDatabase database;
  private DataDirectory data;
  private EmbeddedRedis redis;
  private PasswordHashing passwords;
  private RefreshTokens refreshTokens;
  private LiveSessions live;
  private AuthService auth;

  @BeforeEach
  void start() throws Exception {
    database = TestDatabase.open(dialect);
    data = DataDirectory.open(directory.resolve("data"), 0);
    Keystore keystore = Keystore.open(data);
    redis =
        EmbeddedRedis.of(
            Settings.defaults(SettingsCatalogue.of(RedisSettings.ALL)), data, REDIS_PASSWORD);
    redis.start();
    passwords = new PasswordHashing(1, HashingCost.OWASP);
    refreshTokens = new RefreshTokens(redis.cache(), Keystore.random(32), clock);
    Duration lifetime = Duration.ofMinutes(5);
    AccessTokens accessTokens =
        new AccessTokens(
            new SigningKeys(keystore, Duration.ofDays(30), lifetime, clock),
            "bourse:test",
            lifetime,
            clock);
    SessionStore sessions = new SessionStore(database.database(), SESSION, clock);
    RecordedAudit audit = new RecordedAudit();
    StepUp stepUp = new StepUp(database.database(), Duration.ofMinutes(5), clock);
    ApiKeyStore keys = new ApiKeyStore(database.database(), new FieldCipher(keystore));
    LiveKeys liveKeys = new LiveKeys(keys, new LastUses(keys), clock);
    KeyProofs proofs = new KeyProofs(new UsedProofs(redis.cache(), clock), clock);
    live = new LiveSessions(accessTokens, sessions, liveKeys, stepUp, proofs, clock);
    PasswordThrottle throttle =
        new PasswordThrottle(database.database(), Keystore.random(32), clock);
    UserStore users = new UserStore(database.database(), new FieldCipher(keystore), clock);
    Letters letters = new Letters("Bourse", URI.create("https://exchange.example"));
    MailOutbox mailbox = new MailOutbox(MailConfig.mailbox(), database.database(), keystore, clock);
    MailLinks links = new MailLinks(database.database(), clock);
    LinkMails linkMails = new LinkMails(database.database(), users, links, mailbox);
    auth =
        new AuthService(
            users,
            sessions,
            passwords,
            new PasswordCheck(
                database.database(),
                users,
                passwords,
                throttle,
                new SprayThrottle(50, clock),
                letters,
                mailbox,
                audit),
            email -> {},
            new EmailVerification(
                true,
                Duration.ofDays(7),
                database.database(),
                links,
                linkMails,
                letters,
                audit,
                clock),
            new SelfFreeze(
                database.database(),
                new LoginPlaces(Keystore.random(32), clock),
                links,
                linkMails,
                letters,
                mailbox,
                live,
                audit,
                clock),
            throttle,
            new SecondFactors(
                database.database(),
                new TotpStore(new FieldCipher(keystore), clock),
                new RecoveryCodes(clock),
                new Passkeys(
                    database.database(),
                    new PasskeyStore(database.database(), clock),
                    redis.cache(),
                    new RelyingParty("Bourse", URI.create("https://exchange.example")),
                    audit,
                    clock),
                new TrustedDevices(database.database(), Duration.ofDays(30), clock),
                stepUp,
                audit,
                clock),
            accessTokens,
            refreshTokens,
            live,
            proofs,
            audit,
            SESSION,
            clock);
    auth.create(
        new NewUser(EMAIL, PASSWORD, "Ada Lovelace", Optional.empty(), Set.of(Role.MEMBER)));
  }

  @AfterEach
  void stop() throws Exception {
    passwords.close();
    redis.stop();
    data.close();
    database.close();
  }

  @Test
  void aTokenIsExchangedOnce() {
    UUID session = Ids.uuid7();
    Instant end = clock.instant().plus(SESSION);

    String first = refreshTokens.first(session, end);
    RefreshTokens.Exchange exchanged = refreshTokens.exchange(session, first, end, false);

    assertEquals(Optional.of(session), refreshTokens.session(first));
    String next = assertInstanceOf(RefreshTokens.Exchange.Exchanged.class, exchanged).next();
    assertInstanceOf(
        RefreshTokens.Exchange.JustExchanged.class,
        refreshTokens.exchange(session, first, end, false));
    aheadMicros.addAndGet(11_000_000);
    assertInstanceOf(
        RefreshTokens.Exchange.Reused.class, refreshTokens.exchange(session, first, end, false));
    assertInstanceOf(
        RefreshTokens.Exchange.Unknown.class,
        refreshTokens.exchange(Ids.uuid7(), next, end, false));
    refreshTokens.forget(session);
    assertInstanceOf(
        RefreshTokens.Exchange.Unknown.class, refreshTokens.exchange(session, next, end, false));
  }

  @Test
  void whoProvesTheKeyGetsALostAnswerAgainAndNothingElse() {
    UUID session = Ids.uuid7();
    Instant end = clock.instant().plus(SESSION);
    String first = refreshTokens.first(session, end);
    RefreshTokens.Exchange lost = refreshTokens.exchange(session, first, end, true);
    assertEquals(lost, refreshTokens.exchange(session, first, end, true));
    assertInstanceOf(
        RefreshTokens.Exchange.JustExchanged.class,
        refreshTokens.exchange(session, first, end, false));
    String next = assertInstanceOf(RefreshTokens.Exchange.Exchanged.class, lost).next();
    assertEquals(Optional.of(session), refreshTokens.session(next));
    assertNotEquals(lost, refreshTokens.exchange(session, next, end, true));
    assertInstanceOf(
        RefreshTokens.Exchange.Reused.class, refreshTokens.exchange(session, first, end, true));
  }

  @Test
  void ofManyAtOnceOneIsAnswered() throws Exception {
    UUID session = Ids.uuid7();
    Instant end = clock.instant().plus(SESSION);
    String first = refreshTokens.first(session, end);
    Callable<RefreshTokens.Exchange> exchange =
        () -> refreshTokens.exchange(session, first, end, false);

    int exchanged = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<RefreshTokens.Exchange> answer :
          threads.invokeAll(Stream.generate(() -> exchange).limit(16).toList())) {
        exchanged +=
            switch (answer.get()) {
              case RefreshTokens.Exchange.Exchanged one -> 1;
              case RefreshTokens.Exchange.JustExchanged other -> 0;
              case RefreshTokens.Exchange.Reused wrong -> throw new AssertionError(wrong);
              case RefreshTokens.Exchange.Unknown wrong -> throw new AssertionError(wrong);
            };
      }
    }

    assertEquals(1, exchanged);
  }

  @Test
  void aTokenLivesOnInAnotherRedisProcess() throws Exception {
    AuthService.Tokens tokens = login();

    redis.stop();
    redis.start();

    auth.refresh(tokens.refreshToken(), Optional.empty());
  }

  @Test
  void whileRedisIsStoppedAccessTokensGoOn() throws Exception {
    AuthService.Tokens tokens = login();
    redis.stop();

    for (Callable<AuthService.Tokens> needsRedis :
        List.<Callable<AuthService.Tokens>>of(
            this::login, () -> auth.refresh(tokens.refreshToken(), Optional.empty()))) {
      Fault fault = assertThrows(Fault.class, needsRedis::call);
      assertEquals(ErrorCode.DEPENDENCY_DOWN, fault.code());
      assertTrue(fault.getMessage().matches("[A-Z].*\\."), "a sentence: " + fault.getMessage());
    }
    aheadMicros.addAndGet(LiveSessions.BELIEVED.toNanos() / 1_000 + 1);
    assertEquals(
        Optional.of(tokens.session().id()),
        live.authenticate(tokens.accessToken(), Optional.empty()).session());

    redis.start();
    auth.refresh(tokens.refreshToken(), Optional.empty());
  }

  @Test
  void whatRedisLosesOrGetsBackRevivesNoEndedSession() throws Exception {
    AuthService.Tokens first = login();
    UUID session = first.session().id();
    auth.refresh(first.refreshToken(), Optional.empty());
    aheadMicros.addAndGet(11_000_000);
    refused(ErrorCode.TOKEN_REUSED, first);

    // An older state of Redis: the session's first token is the present one once more.
    String planted = refreshTokens.first(session, first.session().expiresAt());
    assertInstanceOf(
        RefreshTokens.Exchange.Exchanged.class,
        refreshTokens.exchange(session, planted, first.session().expiresAt(), false));
    String present = refreshTokens.first(session, first.session().expiresAt());
    refused(ErrorCode.NOT_AUTHENTICATED, present);
    flushAll();
    refused(ErrorCode.NOT_AUTHENTICATED, first);
    refused(ErrorCode.NOT_AUTHENTICATED, present);
    assertEquals(
        ErrorCode.NOT_AUTHENTICATED,
        assertThrows(Fault.class, () -> live.authenticate(first.accessToken(), Optional.empty()))
            .code());
  }

  @Test
  void whatRedisLosesEndsRefreshingButNothingElse() throws Exception {
    AuthService.Tokens tokens = login();

    flushAll();

    refused(ErrorCode.NOT_AUTHENTICATED, tokens);
    assertEquals(
        Optional.of(tokens.session().id()),
        live.authenticate(tokens.accessToken(), Optional.empty()).session());
    auth.refresh(login().refreshToken(), Optional.empty());
  }

  private void flushAll() throws Exception {
    try (SocketChannel socket =
        SocketChannel.open(UnixDomainSocketAddress.of(data.run().resolve("redis.sock")))) {
      Writer commands = Channels.newWriter(socket, StandardCharsets.US_ASCII);
      commands.write("AUTH " + REDIS_PASSWORD + "\r\nFLUSHALL\r\n");
      commands.flush();
      BufferedReader answers =
          new BufferedReader(Channels.newReader(socket, StandardCharsets.US_ASCII));
      assertEquals("+OK", answers.readLine());
      assertEquals("+OK", answers.readLine());
    }
  }

  private AuthService.Tokens login() {
    return auth.login(
        EMAIL,
        PASSWORD,
        FactorProof.of(null, null, null),
        new DeviceTrust(Optional.empty(), false),
        new ClientDevice(Optional.empty(), Optional.empty(), List.of(), Optional.empty()),
        Actor.SYSTEM);
  }

  private void refused(ErrorCode expected, AuthService.Tokens tokens) {
    refused(expected, tokens.refreshToken());
  }

  private void refused(ErrorCode expected, String refreshToken) {
    assertEquals(
        expected,
        assertThrows(Fault.class, () -> auth.refresh(refreshToken, Optional.empty())).code());
  }
}

package bourse.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.auth.TotpStore.Outcome;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.access.Role;
import bourse.platform.crypto.FieldCipher;
import bourse.platform.crypto.KeyPurpose;
import bourse.platform.crypto.Keystore;
import bourse.platform.data.Database;
import bourse.platform.keys.KeyRotation;
import bourse.platform.service.DataDirectory;
import bourse.platform.time.WallClock;
import bourse.testing.TestDatabase;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What SQL holds of the seeds of authenticator apps, and what becomes of it. */
@ParameterizedClass
@EnumSource
class EncryptedSeedsTest {
  @Parameter Database.Dialect dialect;

  @TempDir Path directory;

  private final WallClock clock = WallClock.system();
  private final byte[] seed = Totp.newSeed();
  private TestDatabase database;
  private DataDirectory data;
  private Keystore keystore;
  private TotpStore apps;
  private KeyRotation rotation;

  @BeforeEach
  void start() throws Exception {
    database = TestDatabase.open(dialect);
    data = DataDirectory.open(directory.resolve("data"), 0);
    keystore = Keystore.open(data);
    apps = new TotpStore(new FieldCipher(keystore), clock);
    rotation =
        new KeyRotation(
            keystore,
            AuthModule.protectedRows(database.database(), keystore),
            List.of(),
            Duration.ofHours(1),
            clock::instant);
  }

  @AfterEach
  void stop() throws Exception {
    rotation.stop();
    data.close();
    database.close();
  }

  @Test
  void s57_aSeedThatIsMovedToAnotherRowIsRefused() {
    UUID ada = withApp("ada@example.com");
    UUID bob = withApp("bob@example.com");
    assertFalse(stored(ada).contains(Totp.text(seed)), "plain");
    execute("update totp_factors set seed = ? where user_id = ?", stored(ada), bob);

    Fault fault = assertThrows(Fault.class, () -> confirm(bob));
    assertEquals(ErrorCode.SEALED_DATA_DAMAGED, fault.code());
    assertFalse(fault.getMessage().contains(Totp.text(seed)), fault.getMessage());
    assertEquals(Outcome.RIGHT, confirm(ada));
  }

  @Test
  void aRotationEncryptsSeedsAnew() throws Exception {
    UUID ada = withApp("ada@example.com");
    assertTrue(stored(ada).startsWith("v1.1."), stored(ada));
    rotation.start();
    rotation.rotate(KeyPurpose.FIELDS);
    awaitVersion(2, ada);
    assertEquals(Outcome.RIGHT, confirm(ada));
  }

  @Test
  void aSeedOfAnOlderServerIsEncryptedAnewAtTheStart() throws Exception {
    UUID ada = withApp("ada@example.com");
    execute(
        "update totp_factors set seed = ?, key_version = 0 where user_id = ?",
        formerly(ada, Totp.text(seed)),
        ada);
    rotation.start();
    awaitVersion(1, ada);
    assertEquals(Outcome.RIGHT, confirm(ada));
  }

  @Test
  void aMovedSeedOfAnOlderServerStopsTheStart() throws Exception {
    UUID ada = withApp("ada@example.com");
    UUID bob = withApp("bob@example.com");
    execute(
        "update totp_factors set seed = ?, key_version = 0 where user_id = ?",
        formerly(ada, Totp.text(seed)),
        bob);
    Fault fault = assertThrows(Fault.class, rotation::start);
    assertEquals(ErrorCode.SEALED_DATA_DAMAGED, fault.code());
    assertTrue(fault.getMessage().contains(bob.toString()), fault.getMessage());
  }

  /** As servers before V0084 did it. */
  private String formerly(UUID user, String text) throws Exception {
    byte[] key = keystore.secret("auth.totp-key", () -> Keystore.random(32));
    byte[] nonce = Keystore.random(12);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
    cipher.updateAAD(("totp_factors.seed " + user).getBytes(StandardCharsets.US_ASCII));
    byte[] sealed = cipher.doFinal(text.getBytes(StandardCharsets.US_ASCII));
    return Base64.getEncoder()
        .encodeToString(
            ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array());
  }

  /** A user with an app that is not confirmed yet. */
  private UUID withApp(String email) {
    UserStore users = new UserStore(database.database(), new FieldCipher(keystore), clock);
    UUID user =
        users
            .insert(
                new NewUser(
                    email, "not hashed here", "Test User", Optional.empty(), Set.of(Role.TRADER)),
                "hash",
                true,
                Optional.empty(),
                (handle, created) -> {})
            .id();
    database
        .database()
        .write(handle -> {
          apps.begin(handle, user, seed);
          return user;
        });
    return user;
  }

  private Outcome confirm(UUID user) {
    String code = Totp.code(seed, Totp.step(clock.instant()));
    return database.database().write(handle -> apps.confirm(handle, user, code));
  }

  private String stored(UUID user) {
    return database
        .database()
        .jdbi()
        .withHandle(handle ->
            handle
                .select("select seed from totp_factors where user_id = ?", user)
                .mapTo(String.class)
                .one());
  }

  private void execute(String sql, Object... values) {
    database.database().write(handle -> handle.execute(sql, values));
  }

  private void awaitVersion(int version, UUID user) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!stored(user).startsWith("v1." + version + ".")) {
      assertTrue(System.nanoTime() < until, "in vain");
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }
}

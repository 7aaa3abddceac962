package bourse.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.access.Role;
import bourse.platform.crypto.DataKeys;
import bourse.platform.crypto.FieldCipher;
import bourse.platform.crypto.KeyPurpose;
import bourse.platform.crypto.Keystore;
import bourse.platform.data.Database;
import bourse.platform.keys.KeyRotation;
import bourse.platform.keys.ProtectedRows;
import bourse.platform.service.DataDirectory;
import bourse.platform.service.Health;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import bourse.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What SQL holds of users' personal data, and what a key rotation does with it. */
@ParameterizedClass
@EnumSource
class EncryptedUsersTest {
  private static final Duration RETIRE_AFTER = Duration.ofHours(1);

  @Parameter Database.Dialect dialect;

  @TempDir Path directory;

  private final WallClock clock = WallClock.system();
  private volatile Duration ahead = Duration.ZERO;
  private TestDatabase database;
  private DataDirectory data;
  private Keystore keystore;
  private DataKeys keys;
  private UserStore users;
  private KeyRotation rotation;

  @BeforeEach
  void start() throws Exception {
    database = TestDatabase.open(dialect);
    data = DataDirectory.open(directory.resolve("data"), 0);
    keystore = Keystore.open(data);
    keys = keystore.dataKeys();
    FieldCipher fields = new FieldCipher(keystore);
    users = new UserStore(database.database(), fields, clock);
    rotation =
        new KeyRotation(
            keystore,
            List.of(new ProtectedRows(database.database(), fields, UserStore.USERS)),
            List.of(),
            RETIRE_AFTER,
            this::now);
  }

  private Instant now() {
    return clock.instant().plus(ahead);
  }

  @AfterEach
  void stop() throws Exception {
    rotation.stop();
    data.close();
    database.close();
  }

  @Test
  void nameAndNumberAreReadOnlyWithTheKey() {
    User ada = create("ada@example.com", "Ada Lovelace", "+4930123456");
    User bob = create("bob@example.com", "Bob Bobson", "+4930123457");

    Map<String, Object> row = row(ada.id());
    assertFalse(row.toString().contains("Lovelace"), row.toString());
    assertFalse(row.toString().contains("123456"), row.toString());
    assertEquals(
        0, count("select count(*) from accounts where name like '%Lovelace%'"), "nor the account");
    assertEquals(ada.phone(), users.find(ada.id()).orElseThrow().phone());
    assertEquals("Ada Lovelace", users.find(ada.id()).orElseThrow().fullName());
    assertEquals(
        List.of(ada.id()), users.findByPhone("+4930123456").stream().map(User::id).toList());
    assertEquals(List.of(), users.findByPhone("+4930123458"));

    execute("update users set fullname = ? where id = ?", row.get("fullname"), bob.id());
    Fault fault = assertThrows(Fault.class, () -> users.find(bob.id()));
    assertEquals(ErrorCode.SEALED_DATA_DAMAGED, fault.code());
    assertFalse(fault.getMessage().contains("Lovelace"), fault.getMessage());
  }

  @Test
  void differentNumbersWithOneIndexAreToldApart() {
    User ada = create("ada@example.com", "Ada Lovelace", "+4930123456");
    User bob = create("bob@example.com", "Bob Bobson", "+4930123457");
    execute(
        "update users set phone_index = ? where id = ?",
        row(ada.id()).get("phone_index"),
        bob.id());
    assertEquals(
        List.of(ada.id()), users.findByPhone("+4930123456").stream().map(User::id).toList());
  }

  @Test
  void whatAnOlderServerLeftPlainIsEncryptedAtTheStart() throws Exception {
    List<UUID> plain = new ArrayList<>();
    for (int i = 0; i < 450; i++) {
      plain.add(
          insertPlain("plain%d@example.com".formatted(i), "v1.1.Plain " + i, "+49301234" + i));
    }
    rotation.start();
    assertEquals(0, count("select count(*) from users where key_version <> 1"));
    assertEquals(0, count("select count(*) from users where fullname like '%Plain%'"));
    for (int i = 0; i < plain.size(); i += 50) {
      User user = users.find(plain.get(i)).orElseThrow();
      assertEquals("v1.1.Plain " + i, user.fullName());
      assertEquals(List.of(user), users.findByPhone("+49301234" + i));
    }
  }

  @Test
  void aRotationEncryptsAnewAndRetiresTheOldVersionWhenNothingNeedsIt() throws Exception {
    User ada = create("ada@example.com", "Ada Lovelace", "+4930123456");
    rotation.start();
    assertEquals(2, rotation.rotate(KeyPurpose.FIELDS));
    await(() -> count("select count(*) from users where key_version <> 2") == 0);
    assertEquals("Ada Lovelace", users.find(ada.id()).orElseThrow().fullName());
    assertEquals(List.of(1, 2), versions(), "whoever began to write before may still do so");

    ahead = RETIRE_AFTER;
    rotation.stop();
    rotation.start();
    await(() -> versions().equals(List.of(2)));
    assertEquals("Ada Lovelace", users.find(ada.id()).orElseThrow().fullName());
    assertEquals(Health.UP, rotation.health());
  }

  @Test
  void aVersionStaysWhileARowThatNeedsItCantBeRead() throws Exception {
    User ada = create("ada@example.com", "Ada Lovelace", "+4930123456");
    User bob = create("bob@example.com", "Bob Bobson", "+4930123457");
    execute("update users set phone = ? where id = ?", row(ada.id()).get("phone"), bob.id());
    rotation.start();
    rotation.rotate(KeyPurpose.FIELDS);
    ahead = RETIRE_AFTER;
    await(() -> rotation.health().state() == Health.State.DEGRADED);
    String detail = rotation.health().detail();
    assertTrue(detail.contains("users.phone of the row " + bob.id()), detail);
    assertEquals(List.of(1, 2), versions());
    assertEquals("Ada Lovelace", users.find(ada.id()).orElseThrow().fullName());
  }

  private List<Integer> versions() {
    return keys.versions(KeyPurpose.FIELDS).stream().map(DataKeys.Version::number).toList();
  }

  private User create(String email, String name, String phone) {
    return users.insert(
        new NewUser(email, "not hashed here", name, Optional.of(phone), Set.of(Role.TRADER)),
        "hash",
        true,
        Optional.empty(),
        (handle, created) -> {});
  }

  private UUID insertPlain(String email, String name, String phone) {
    UUID id = Ids.uuid7();
    execute(
        "insert into users (id, email, email_normalised, hashed_password, fullname, phone, roles,"
            + " status, created_at, updated_at) values (?, ?, ?, 'hash', ?, ?, array['TRADER'],"
            + " 'ACTIVE', current_timestamp, current_timestamp)",
        id,
        email,
        email,
        name,
        phone);
    execute(
        "insert into accounts (account_id, user_id, kind, name, created_at)"
            + " values (nextval('account_ids'), ?, 'CLIENT', '', current_timestamp)",
        id);
    return id;
  }

  private Map<String, Object> row(UUID id) {
    return database
        .database()
        .jdbi()
        .withHandle(
            handle -> handle.select("select * from users where id = ?", id).mapToMap().one());
  }

  private long count(String sql) {
    return database
        .database()
        .jdbi()
        .withHandle(handle -> handle.select(sql).mapTo(Long.class).one());
  }

  private void execute(String sql, Object... values) {
    database.database().write(handle -> handle.execute(sql, values));
  }

  private static void await(BooleanSupplier condition) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < until, "in vain");
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }
}

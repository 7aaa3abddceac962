package bourse.platform.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.service.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeystoreTest {
  @TempDir Path parent;
  private DataDirectory data;

  @BeforeEach
  void open() {
    data = DataDirectory.open(parent.resolve("data"), 0);
  }

  @AfterEach
  void close() throws IOException {
    data.close();
  }

  @Test
  void secretsAreGeneratedOnceAndKept() throws IOException {
    Keystore first = Keystore.open(data);
    String database = first.databasePassword();
    byte[] key = first.secret("token.signing-key", () -> new byte[] {1, 2, 3});
    assertEquals(43, database.length());
    assertNotEquals(database, first.databaseFilePassword());
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(data.keystore())));

    Keystore second = Keystore.open(data);
    assertEquals(database, second.databasePassword());
    assertEquals(first.installation(), second.installation());
    assertArrayEquals(key, second.secret("token.signing-key", () -> new byte[] {9}));
    assertEquals(
        Optional.of(database),
        Keystore.openExisting(data.keystore()).existingPassword("database.password"));
    assertEquals(Optional.empty(), second.existingPassword("redis.password"));
  }

  @Test
  void twoInstallationsHaveDifferentSecrets() throws IOException {
    try (DataDirectory other = DataDirectory.open(parent.resolve("other"), 0)) {
      assertNotEquals(Keystore.open(data).kafkaPassword(), Keystore.open(other).kafkaPassword());
    }
  }

  @Test
  void dataWithoutTheirKeystoreAreNotTouched() throws IOException {
    Files.writeString(data.database().resolve("bourse.mv.db"), "encrypted");
    refused(ErrorCode.KEY_MISSING, "which is not there: put it back");
    assertFalse(Files.exists(data.keystore()));
    assertEquals("encrypted", Files.readString(data.database().resolve("bourse.mv.db")));
  }

  @Test
  void aLostKeystoreIsNotReplacedSilently() throws IOException {
    Keystore.open(data).databasePassword();
    Files.delete(data.keystore());
    refused(ErrorCode.KEY_MISSING, "which is not there: put it back");
  }

  @Test
  void theKeystoreOfAnotherInstallationIsRefused() throws IOException {
    Keystore.open(data);
    try (DataDirectory other = DataDirectory.open(parent.resolve("other"), 0)) {
      Keystore.open(other);
      Files.delete(data.keystore());
      Files.copy(other.keystore(), data.keystore());
    }
    refused(ErrorCode.KEY_MISSING, "put back the keystore of these data");
  }

  @Test
  void aKeystoreThatOthersMayReadIsRefused() throws IOException {
    Keystore.open(data);
    Files.setPosixFilePermissions(data.keystore(), PosixFilePermissions.fromString("rw-r-----"));
    refused(ErrorCode.KEY_EXPOSED, "run chmod 600");
  }

  @Test
  void aDamagedKeystoreIsRefusedWithItsLineAndWithoutItsContent() throws IOException {
    Keystore.open(data).redisPassword();
    List<String> lines = Files.readAllLines(data.keystore());
    Files.write(data.keystore(), List.of(lines.get(0), lines.get(1), lines.get(2) + "%"));
    String message = refused(ErrorCode.KEY_MISSING, "is damaged at line 3");
    assertFalse(message.contains(lines.get(2).split(" ")[1]), message);
  }

  @Test
  void aKeystoreThatCantBeWrittenIsNotCalledUnreadable() throws IOException {
    Path inTheWay = data.keystore().resolveSibling(data.keystore().getFileName() + ".new");
    Files.createDirectories(inTheWay.resolve("something"));
    refused(ErrorCode.KEY_MISSING, "can't be written");
  }

  private String refused(ErrorCode code, String part) {
    Fault fault = assertThrows(Fault.class, () -> Keystore.open(data));
    assertEquals(code, fault.code());
    assertTrue(fault.getMessage().contains(part), fault.getMessage());
    return fault.getMessage();
  }
}

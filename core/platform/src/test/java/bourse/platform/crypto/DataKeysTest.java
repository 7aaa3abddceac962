package bourse.platform.crypto;

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
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataKeysTest {
  private static final ProtectedTable TABLE = ProtectedTable.of("people", "id", "name", "number");
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

  @TempDir Path parent;
  private DataDirectory data;
  private Keystore keystore;
  private DataKeys keys;
  private FieldCipher cipher;

  @BeforeEach
  void open() {
    data = DataDirectory.open(parent.resolve("data"), 0);
    reopen();
  }

  private void reopen() {
    keystore = Keystore.open(data);
    keys = keystore.dataKeys();
    cipher = new FieldCipher(keystore);
  }

  @AfterEach
  void close() throws IOException {
    data.close();
  }

  @Test
  void whatWasEncryptedIsReadAfterARestart() {
    String stored = cipher.row(TABLE, 7).encrypt("name", "Ada Lovelace");
    assertTrue(stored.startsWith("v1.1."), stored);
    assertFalse(stored.contains("Ada"), stored);
    assertNotEquals(stored, cipher.row(TABLE, 7).encrypt("name", "Ada Lovelace"));

    reopen();
    assertEquals("Ada Lovelace", cipher.decrypt(TABLE, "name", 7, stored));
  }

  @Test
  void aCiphertextIsReadInItsPlaceOnly() {
    String stored = cipher.row(TABLE, 7).encrypt("name", "Ada Lovelace");
    refused(ErrorCode.SEALED_DATA_DAMAGED, () -> cipher.decrypt(TABLE, "name", 8, stored));
    refused(ErrorCode.SEALED_DATA_DAMAGED, () -> cipher.decrypt(TABLE, "number", 7, stored));
    ProtectedTable other = ProtectedTable.of("others", "id", "name");
    refused(ErrorCode.SEALED_DATA_DAMAGED, () -> cipher.decrypt(other, "name", 7, stored));
    byte[] bytes = Base64.getUrlDecoder().decode(stored.substring("v1.1.".length()));
    bytes[20] ^= 1;
    String changed = "v1.1." + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    refused(ErrorCode.SEALED_DATA_DAMAGED, () -> cipher.decrypt(TABLE, "name", 7, changed));
    refused(ErrorCode.SEALED_DATA_DAMAGED, () -> cipher.decrypt(TABLE, "name", 7, "Ada"));
  }

  @Test
  void anOlderVersionIsReadUntilItIsRetiredAndAgainAfterItsRestore() throws IOException {
    String stored = cipher.row(TABLE, 7).encrypt("name", "Ada Lovelace");
    assertEquals(2, keys.rotate(KeyPurpose.FIELDS, NOW));
    assertEquals(2, cipher.row(TABLE, 7).keyVersion());
    assertEquals(2, keys.rotateMaster());
    reopen();
    assertEquals("Ada Lovelace", cipher.decrypt(TABLE, "name", 7, stored));
    assertEquals(NOW, keys.versions(KeyPurpose.FIELDS).getLast().made());

    assertThrows(IllegalArgumentException.class, () -> keys.retire(KeyPurpose.FIELDS, 2));
    keys.retire(KeyPurpose.FIELDS, 1);
    String message =
        refused(ErrorCode.KEY_VERSION_MISSING, () -> cipher.decrypt(TABLE, "name", 7, stored));
    assertTrue(message.contains("version 1 of the key fields"), message);
    reopen();
    refused(ErrorCode.KEY_VERSION_MISSING, () -> cipher.decrypt(TABLE, "name", 7, stored));
    Path retired = keystore.retiredFile();
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(retired)));

    assertEquals(3, keys.rotateMaster());
    Path kept = Files.move(retired, parent.resolve("kept"));
    assertTrue(keys.restore(kept).contains("data-key.fields.1"));
    assertEquals("Ada Lovelace", cipher.decrypt(TABLE, "name", 7, stored));
    assertEquals(List.of(), keys.restore(kept), "all is here already");
    assertEquals(2, cipher.currentVersion());

    keys.retire(KeyPurpose.FIELDS, 1);
    assertEquals(
        List.of("data-key.fields.2", "master.3"),
        keystore.names(),
        "the master keys that came back went again");
    reopen();
    assertEquals(2, cipher.currentVersion());
  }

  @Test
  void aReaderBesideTheServerFindsANewVersion() {
    Keystore reader = Keystore.openExisting(data.keystore());
    FieldCipher reading = new FieldCipher(reader);
    String stored = cipher.row(TABLE, 7).encrypt("name", "Ada Lovelace");
    assertEquals("Ada Lovelace", reading.decrypt(TABLE, "name", 7, stored));
  }

  @Test
  void retiredKeysOfAnotherInstallationAreRefused() throws IOException {
    keys.current(KeyPurpose.FIELDS);
    try (DataDirectory other = DataDirectory.open(parent.resolve("other"), 0)) {
      Keystore foreign = Keystore.open(other);
      foreign.dataKeys().rotate(KeyPurpose.FIELDS, NOW);
      foreign.dataKeys().retire(KeyPurpose.FIELDS, 1);
      refused(ErrorCode.KEY_MISSING, () -> keys.restore(foreign.retiredFile()));
    }
  }

  @Test
  void aKeyOfAnotherInstallationIsNotTakenFromItsKeystore() throws IOException {
    keys.current(KeyPurpose.FIELDS);
    List<String> lines = Files.readAllLines(data.keystore());
    String line =
        lines.stream().filter(text -> text.startsWith("data-key.fields")).findFirst().orElseThrow();
    Files.write(
        data.keystore(),
        lines.stream()
            .map(text -> text.equals(line) ? line.replace("fields.1", "fields.2") : text)
            .toList());
    refused(ErrorCode.KEY_MISSING, () -> Keystore.open(data).dataKeys());
  }

  @Test
  void anIndexIsTheSameForEqualTextsOfOneColumnOfOneInstallation() throws IOException {
    String index = cipher.index(TABLE, "number", "+4930123456");
    assertEquals(8, index.length());
    assertEquals(index, cipher.index(TABLE, "number", "+4930123456"));
    assertNotEquals(index, cipher.index(TABLE, "name", "+4930123456"));
    keys.rotate(KeyPurpose.FIELDS, NOW);
    keys.rotateMaster();
    reopen();
    assertEquals(index, cipher.index(TABLE, "number", "+4930123456"), "lookups survive rotations");
    refused(ErrorCode.INVALID_FIELD, () -> keys.rotate(KeyPurpose.INDEX, NOW));
    try (DataDirectory other = DataDirectory.open(parent.resolve("other"), 0)) {
      assertNotEquals(
          index, new FieldCipher(Keystore.open(other)).index(TABLE, "number", "+4930123456"));
    }
  }

  private static String refused(ErrorCode code, Runnable act) {
    Fault fault = assertThrows(Fault.class, act::run);
    assertEquals(code, fault.code());
    return fault.getMessage();
  }
}

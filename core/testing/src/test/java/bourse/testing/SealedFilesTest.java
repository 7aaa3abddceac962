package bourse.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.crypto.FileCipher;
import bourse.platform.crypto.KeyPurpose;
import bourse.platform.crypto.Keystore;
import bourse.platform.keys.Snapshots;
import bourse.platform.log.FileLogDirectory;
import bourse.platform.log.SealedDirectory;
import bourse.platform.log.Snapshot;
import bourse.platform.log.SnapshotStore;
import bourse.platform.service.DataDirectory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are encrypted whole: objects, and snapshots in a directory. */
class SealedFilesTest {
  private static final int CHUNK = FileCipher.CHUNK;

  @TempDir Path parent;
  private DataDirectory data;
  private Keystore keystore;
  private FileCipher cipher;

  @BeforeEach
  void open() {
    data = DataDirectory.open(parent.resolve("data"), 0);
    keystore = Keystore.open(data);
    cipher = new FileCipher(keystore);
  }

  @AfterEach
  void close() throws IOException {
    data.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 200_000})
  void isReadAsItWas(int length) throws IOException {
    byte[] content = content(length);
    byte[] sealed = cipher.seal("log/1", content);
    assertEquals(FileCipher.sealedLength(length), sealed.length);
    assertEquals(length, FileCipher.plainLength(sealed.length));
    assertArrayEquals(content, cipher.open("log/1", sealed));
    byte[] streamed = cipher.seal("log/1", new ByteArrayInputStream(content)).readAllBytes();
    assertArrayEquals(content, cipher.open("log/1", streamed));
    assertFalse(length > 0 && Arrays.equals(sealed, streamed), "each has random bytes of its own");
  }

  @Test
  void whatIsNotWhatWasSealedIsRefused() {
    byte[] sealed = cipher.seal("log/1", content(3 * CHUNK));
    int chunk = CHUNK + FileCipher.TAG;
    refused("log/2", sealed);
    for (int at : new int[] {12, 31, 32, 32 + chunk + 5, sealed.length - 1}) {
      byte[] changed = sealed.clone();
      changed[at] ^= 1;
      refused("log/1", changed);
    }
    refused("log/1", Arrays.copyOf(sealed, sealed.length - 1));
    refused("log/1", Arrays.copyOf(sealed, sealed.length - chunk));
    refused("log/1", Arrays.copyOf(sealed, FileCipher.HEADER));
    byte[] swapped = sealed.clone();
    System.arraycopy(sealed, FileCipher.HEADER, swapped, FileCipher.HEADER + chunk, chunk);
    System.arraycopy(sealed, FileCipher.HEADER + chunk, swapped, FileCipher.HEADER, chunk);
    refused("log/1", swapped);
  }

  @Test
  void whatWasNeverSealedIsReadAsItIs() {
    byte[] plain = "of an older version".getBytes(StandardCharsets.UTF_8);
    assertArrayEquals(plain, cipher.open("log/1", plain));
  }

  @Test
  void snapshotsAreSealedAndRenewed() throws Exception {
    byte[] state = content(2 * CHUNK + 77);
    Path directory = data.snapshots();
    try (FileLogDirectory files = FileLogDirectory.open(directory)) {
      new SnapshotStore(files, 3).write(new Snapshot(1, 10, 1, state));
      SnapshotStore sealed = new SnapshotStore(SealedDirectory.snapshots(files, cipher), 3);
      sealed.write(new Snapshot(2, 20, 1, state));
      assertTrue(holds(directory.resolve("00000000000000000001.snapshot"), state), "of before");
      assertFalse(holds(directory.resolve("00000000000000000002.snapshot"), state));
      assertArrayEquals(state, sealed.read(1).orElseThrow().state());
      assertArrayEquals(state, sealed.read(2).orElseThrow().state());

      Snapshots renewed = new Snapshots(directory, cipher);
      assertEquals(1, renewed.stale());
      keystore.dataKeys().rotate(KeyPurpose.FILES, Instant.now());
      assertEquals(2, renewed.stale());
      assertTrue(renewed.renewSome());
      assertFalse(renewed.renewSome());
      assertEquals(0, renewed.stale());
      keystore.dataKeys().retire(KeyPurpose.FILES, 1);
      assertFalse(holds(directory.resolve("00000000000000000001.snapshot"), state));
      assertArrayEquals(state, sealed.read(1).orElseThrow().state());
      assertEquals(2, sealed.newest(5).orElseThrow().sequence());
    }
  }

  @Test
  void aDamagedSnapshotIsPassedOver() throws IOException {
    byte[] state = content(3 * CHUNK);
    try (FileLogDirectory files = FileLogDirectory.open(data.snapshots())) {
      SnapshotStore sealed = new SnapshotStore(SealedDirectory.snapshots(files, cipher), 3);
      sealed.write(new Snapshot(1, 10, 1, state));
      sealed.write(new Snapshot(2, 20, 1, state));
      Path newest = data.snapshots().resolve("00000000000000000002.snapshot");
      byte[] whole = Files.readAllBytes(newest);
      for (int at : new int[] {40, CHUNK + 100, whole.length - 1}) {
        byte[] changed = whole.clone();
        changed[at] ^= 1;
        Files.write(newest, changed);
        assertEquals(Optional.empty(), sealed.read(2));
        assertEquals(1, sealed.newest(5).orElseThrow().sequence());
      }
      Files.write(newest, Arrays.copyOf(whole, whole.length - CHUNK));
      assertEquals(1, sealed.newest(5).orElseThrow().sequence());
    }
  }

  private void refused(String name, byte[] sealed) {
    Fault fault = assertThrows(Fault.class, () -> cipher.open(name, sealed));
    assertTrue(
        fault.code() == ErrorCode.SEALED_DATA_DAMAGED, () -> fault.code() + fault.getMessage());
  }

  private static byte[] content(int length) {
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);
    return content;
  }

  private static boolean holds(Path file, byte[] content) throws IOException {
    String piece = new String(Arrays.copyOf(content, 64), StandardCharsets.ISO_8859_1);
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(piece);
  }
}

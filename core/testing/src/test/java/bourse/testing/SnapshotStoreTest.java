package bourse.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.log.Snapshot;
import bourse.platform.log.SnapshotStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Snapshots on a disk that fails. */
class SnapshotStoreTest {
  private final SimulatedDisk disk = new SimulatedDisk();
  private final SnapshotStore store = new SnapshotStore(disk, 3);

  @Test
  void theNewestNotAboveTheBoundIsRead() throws IOException {
    write(10);
    write(20);
    write(30);
    assertEquals(30, store.newest(Long.MAX_VALUE).orElseThrow().sequence());
    Snapshot middle = store.newest(29).orElseThrow();
    assertEquals(20, middle.sequence());
    assertEquals(20_000, middle.logTimeMicros());
    assertEquals(1, middle.ruleVersion());
    assertArrayEquals(state(20), middle.state());
    assertTrue(store.newest(9).isEmpty());
  }

  @Test
  void theOldestGoWhenANewOneIsThere() throws IOException {
    for (long sequence = 1; sequence <= 5; sequence++) {
      write(sequence);
    }
    assertEquals(List.of(5L, 4L, 3L), store.sequences());
  }

  @Test
  void everyDamagedByteIsFoundAndTheOlderOneUsed() throws IOException {
    write(10);
    write(20);
    String newest = disk.names().getLast();
    byte[] whole = disk.read(newest);
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 1;
      disk.overwrite(newest, damaged);
      assertEquals(10, store.newest(100).orElseThrow().sequence(), "damaged at " + at);
    }
  }

  @Test
  void aFullDiskLeavesTheOldOneAndNothingElse() throws IOException {
    write(10);
    disk.limitTo(disk.used() + 100);
    assertThrows(IOException.class, () -> write(20));
    assertEquals(1, disk.names().size());
    assertEquals(10, store.newest(100).orElseThrow().sequence());
  }

  @Test
  void aPowerCutLeavesAWholeSnapshotOrNone() throws IOException {
    write(10);
    for (int seed = 1; seed <= 50; seed++) {
      disk.failForce(1);
      int sequence = 10 + seed;
      assertThrows(IOException.class, () -> write(sequence));
      disk.cutPower(new Random(seed));
      assertEquals(10, store.newest(100).orElseThrow().sequence(), "seed " + seed);
    }
  }

  @Test
  void aNewerFormatIsRefused() throws IOException {
    write(10);
    String name = disk.names().getLast();
    byte[] bytes = disk.read(name);
    ByteBuffer newer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(4, 2);
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, 68);
    newer.putInt(68, (int) checksum.getValue());
    disk.overwrite(name, bytes);
    Fault refused = assertThrows(Fault.class, () -> store.newest(100));
    assertEquals(ErrorCode.VERSION_TOO_OLD, refused.code());
  }

  private void write(long sequence) throws IOException {
    store.write(new Snapshot(sequence, sequence * 1000, 1, state(sequence)));
  }

  private static byte[] state(long sequence) {
    byte[] state = new byte[300];
    new Random(sequence).nextBytes(state);
    return state;
  }
}

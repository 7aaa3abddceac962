package bourse.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.log.FileCommandLog;
import bourse.platform.log.LocalSegments;
import bourse.platform.log.LogBatch;
import bourse.platform.log.LogReader;
import bourse.platform.log.LogSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The command log on a disk that tears, fails, fills up and loses power. */
class CommandLogTest {
  private static final LogSettings SMALL = new LogSettings(16 << 10, 4 << 10);
  private static final String FIRST = "000000000001.segment";

  private final SimulatedDisk disk = new SimulatedDisk();

  @Test
  void whatWasAppendedIsReadBackAcrossSegments() throws IOException {
    append(0, 100);
    assertTrue(disk.names().size() > 3, () -> "several segments, not " + disk.names());
    try (FileCommandLog log = FileCommandLog.open(disk, SMALL, 200)) {
      assertEquals(200, log.lastSequence());
      assertEquals(expected(100), contents());
    }
  }

  @Test
  void readingBeginsWithTheBatchThatHoldsTheSequence() throws IOException {
    append(0, 100);
    try (LogReader reader = new LogReader(new LocalSegments(disk), 120)) {
      assertEquals(119, reader.next().orElseThrow().firstSequence());
      assertEquals(121, reader.next().orElseThrow().firstSequence());
    }
  }

  @Test
  void eachBatchSaysWhatWasDurableBeforeIt() throws IOException {
    append(0, 100);
    long before = 0;
    try (LogReader reader = new LogReader(new LocalSegments(disk), 1)) {
      for (var next = reader.next(); next.isPresent(); next = reader.next()) {
        assertEquals(before, next.get().durableSequence());
        before = next.get().lastSequence();
      }
    }
    assertEquals(200, before);
  }

  @Test
  void aReaderFollowsTheLogWhileItIsWritten() throws IOException {
    try (FileCommandLog log = FileCommandLog.open(disk, SMALL, 0);
        LogReader reader = new LogReader(log.segments(), 1)) {
      assertTrue(reader.next().isEmpty());
      for (int batch = 0; batch < 100; batch++) {
        append(log, batch);
        assertEquals(2L * batch + 1, reader.next().orElseThrow().firstSequence());
        assertTrue(reader.next().isEmpty());
      }
    }
  }

  @Test
  void aCleanStopLeavesNothingToMend() throws IOException {
    append(0, 3);
    long before = disk.forces();
    FileCommandLog.open(disk, SMALL, 6).close();
    assertEquals(1, disk.forces() - before, "only the mark of the next clean stop");
    append(3, 5);
    assertEquals(expected(5), contents());
  }

  @Test
  void aTailCutAnywhereIsDroppedUnlessItWasAcknowledged() throws IOException {
    FileCommandLog log = FileCommandLog.open(disk, SMALL, 0);
    append(log, 0);
    append(log, 1);
    disk.killProcess();
    byte[] whole = disk.read(FIRST);
    int start = lastBatchOffset();
    int end = start + 512;
    for (int cut = start; cut < end; cut++) {
      byte[] torn = Arrays.copyOf(whole, cut);
      boolean intact = Arrays.equals(Arrays.copyOf(torn, end), Arrays.copyOf(whole, end));
      disk.overwrite(FIRST, torn);
      if (!intact) {
        Fault refused =
            assertThrows(Fault.class, () -> FileCommandLog.open(disk, SMALL, 4), "cut at " + cut);
        assertEquals(ErrorCode.LOG_DAMAGED, refused.code());
        assertTrue(refused.getMessage().contains("sequence 3"), refused::getMessage);
        assertArrayEquals(torn, disk.read(FIRST), "a refused log is left as it is");
        assertEquals(2, open(2).lastSequence(), "cut at " + cut);
        assertEquals(expected(1), contents());
      }
      disk.killProcess();
    }
  }

  @Test
  void aFileThatEndsInThePaddingOfItsLastBatchIsWhole() throws IOException {
    FileCommandLog log = FileCommandLog.open(disk, SMALL, 0);
    append(log, 0);
    append(log, 1);
    disk.killProcess();
    disk.overwrite(FIRST, Arrays.copyOf(disk.read(FIRST), lastBatchOffset() + 500));
    assertEquals(4, open(4).lastSequence());
    assertEquals(expected(2), contents());
  }

  @Test
  void everyFlippedBitOfAnAcknowledgedBatchIsFound() throws IOException {
    append(0, 3);
    byte[] whole = disk.read(FIRST);
    int headerAndCommands = 88 + text(0).length();
    for (int at = 512; at < 512 + headerAndCommands; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) (1 << (at % 8));
      disk.overwrite(FIRST, damaged);
      Fault refused =
          assertThrows(Fault.class, () -> FileCommandLog.open(disk, SMALL, 0), "flipped at " + at);
      assertEquals(ErrorCode.LOG_DAMAGED, refused.code());
      assertTrue(
          refused.getMessage().contains(FIRST + ", offset 512, sequence 1"), refused::getMessage);
    }
  }

  @Test
  void damageInASealedSegmentIsFoundWhenItIsRead() throws IOException {
    append(0, 100);
    byte[] damaged = disk.read(FIRST);
    damaged[512 + 512 * 3 + 90] ^= 1;
    disk.overwrite(FIRST, damaged);
    Fault refused = assertThrows(Fault.class, this::contents);
    assertEquals(ErrorCode.LOG_DAMAGED, refused.code());
    assertTrue(refused.getMessage().contains("offset 2048, sequence 7"), refused::getMessage);
  }

  @Test
  void aMissingSegmentIsFound() throws IOException {
    append(0, 100);
    disk.delete("000000000002.segment");
    assertEquals(ErrorCode.LOG_DAMAGED, assertThrows(Fault.class, this::contents).code());
  }

  @Test
  void aLogThatEndsBelowAWatermarkIsRefused() throws IOException {
    append(0, 3);
    Fault refused = assertThrows(Fault.class, () -> FileCommandLog.open(disk, SMALL, 7));
    assertEquals(ErrorCode.LOG_DAMAGED, refused.code());
    disk.delete(FIRST);
    assertEquals(
        ErrorCode.LOG_DAMAGED,
        assertThrows(Fault.class, () -> FileCommandLog.open(disk, SMALL, 1)).code());
  }

  @Test
  void aFailedForceEndsTheLog() throws IOException {
    FileCommandLog log = FileCommandLog.open(disk, SMALL, 0);
    append(log, 0);
    disk.failForce(1);
    assertThrows(IOException.class, () -> append(log, 1));
    long forces = disk.forces();
    assertThrows(IOException.class, () -> append(log, 1));
    assertEquals(forces, disk.forces(), "a failed force is not tried again");
    assertEquals(2, log.lastSequence());
  }

  @Test
  void aBatchOnlyInThePageCacheIsMadeDurableBeforeItIsGivenOut() throws IOException {
    FileCommandLog log = FileCommandLog.open(disk, SMALL, 0);
    append(log, 0);
    disk.failForce(1);
    assertThrows(IOException.class, () -> append(log, 1));
    disk.killProcess();
    assertEquals(4, open(2).lastSequence(), "still whole in the page cache");
    disk.cutPower(new Random(1));
    assertEquals(4, open(4).lastSequence(), "executed, so it must be there for ever");
  }

  @Test
  void acknowledgedBatchesSurviveEveryPowerCut() throws IOException {
    for (long seed = 1; seed <= 300; seed++) {
      powerCuts(new SimulatedDisk(), new Random(seed), "seed " + seed);
    }
  }

  private static void powerCuts(SimulatedDisk disk, Random random, String seed) throws IOException {
    long acknowledged = 0;
    for (int round = 0; round < 5; round++) {
      FileCommandLog log = FileCommandLog.open(disk, SMALL, acknowledged);
      assertTrue(log.lastSequence() >= acknowledged, seed);
      acknowledged = log.lastSequence();
      disk.failForce(1 + random.nextInt(40));
      try {
        while (true) {
          byte[] frames = new byte[1 + random.nextInt(4000)];
          random.nextBytes(frames);
          log.append(frames, 0, frames.length, acknowledged + 1, 1);
          acknowledged++;
        }
      } catch (IOException e) {
        if (random.nextBoolean()) {
          disk.cutPower(random);
        } else {
          disk.killProcess();
        }
      }
    }
    try (LogReader reader = new LogReader(new LocalSegments(disk), 1)) {
      FileCommandLog.open(disk, SMALL, acknowledged).close();
      long read = 0;
      for (var batch = reader.next(); batch.isPresent(); batch = reader.next()) {
        read = batch.get().lastSequence();
      }
      assertTrue(read >= acknowledged, seed);
    }
  }

  @Test
  void aFullDiskRefusesAndIsUsedAgainOnceThereIsRoom() throws Exception {
    disk.limitTo(40 << 10);
    try (FileCommandLog log = FileCommandLog.open(disk, SMALL, 0)) {
      int batch = 0;
      Fault refused = null;
      while (refused == null) {
        try {
          append(log, batch++);
        } catch (Fault e) {
          refused = e;
        }
      }
      batch--;
      assertEquals(ErrorCode.NO_SPACE, refused.code());
      assertTrue(log.lacksSpace());
      assertEquals(2L * batch, log.lastSequence(), "nothing of the refused batch was kept");
      disk.limitTo(1 << 20);
      Thread.sleep(400);
      append(log, batch);
      assertFalse(log.lacksSpace());
      assertEquals(expected(batch + 1), contents());
    }
  }

  @Test
  void theLogGoesOnBehindTheMarkOfACleanStopThatStayed() throws IOException {
    byte[] large = new byte[SMALL.maxBatchBytes()];
    try (FileCommandLog first = FileCommandLog.open(disk, SMALL, 0)) {
      for (int sequence = 1; sequence <= 3; sequence++) {
        first.append(large, 0, large.length, sequence, 1);
      }
    }
    try (FileCommandLog second = FileCommandLog.open(disk, SMALL, 3)) {
      second.append(large, 0, large.length, 4, 1);
      assertEquals(2, second.segment(), "the mark stays at the end of the first segment");
    }
    try (FileCommandLog third = FileCommandLog.open(disk, SMALL, 4)) {
      assertEquals(4, third.lastSequence());
    }
  }

  private FileCommandLog open(long watermark) throws IOException {
    return FileCommandLog.open(disk, SMALL, watermark);
  }

  private void append(int from, int to) throws IOException {
    try (FileCommandLog log = FileCommandLog.open(disk, SMALL, 2L * from)) {
      for (int batch = from; batch < to; batch++) {
        append(log, batch);
      }
    }
  }

  /** Every batch holds two commands. */
  private static void append(FileCommandLog log, int batch) throws IOException {
    byte[] frames = text(batch).getBytes(StandardCharsets.UTF_8);
    log.append(frames, 0, frames.length, 2L * batch + 1, 2);
  }

  private static String text(int batch) {
    return "command " + batch;
  }

  private static List<String> expected(int batches) {
    List<String> texts = new ArrayList<>();
    for (int batch = 0; batch < batches; batch++) {
      texts.add(text(batch));
    }
    return texts;
  }

  private List<String> contents() throws IOException {
    List<String> texts = new ArrayList<>();
    try (LogReader reader = new LogReader(new LocalSegments(disk), 1)) {
      for (var next = reader.next(); next.isPresent(); next = reader.next()) {
        LogBatch batch = next.get();
        assertEquals(2L * texts.size() + 1, batch.firstSequence());
        texts.add(new String(batch.commands(), StandardCharsets.UTF_8));
      }
    }
    return texts;
  }

  private int lastBatchOffset() throws IOException {
    int offset = 0;
    try (LogReader reader = new LogReader(new LocalSegments(disk), 1)) {
      for (var next = reader.next(); next.isPresent(); next = reader.next()) {
        offset = (int) next.get().offset();
      }
    }
    return offset;
  }
}

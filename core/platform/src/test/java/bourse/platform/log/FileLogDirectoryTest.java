package bourse.platform.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log on the real file system. */
class FileLogDirectoryTest {
  private static final LogSettings SMALL = new LogSettings(64 << 10, 8 << 10);

  @TempDir private Path path;

  @Test
  void aSecondWriterIsRefused() throws IOException {
    try (FileLogDirectory directory = FileLogDirectory.open(path)) {
      Fault refused = assertThrows(Fault.class, () -> FileLogDirectory.open(path));
      assertEquals(ErrorCode.DATA_DIRECTORY_IN_USE, refused.code());
      assertEquals(0, directory.names().size());
    }
    FileLogDirectory.open(path).close();
  }

  @Test
  void segmentsAreAllocatedAndReadBackByAnotherReader() throws IOException {
    byte[] frames = new byte[3000];
    try (FileLogDirectory directory = FileLogDirectory.open(path);
        FileCommandLog log = FileCommandLog.open(directory, SMALL, 0)) {
      for (int sequence = 1; sequence <= 60; sequence++) {
        frames[7] = (byte) sequence;
        log.append(frames, 0, frames.length, sequence, 1);
      }
      assertEquals(SMALL.segmentBytes(), Files.size(path.resolve(LocalSegments.name(1))));
      LocalSegments beside = new LocalSegments(FileLogDirectory.openReadOnly(path));
      try (LogReader reader = new LogReader(beside, 1)) {
        for (int sequence = 1; sequence <= 60; sequence++) {
          frames[7] = (byte) sequence;
          assertArrayEquals(frames, reader.next().orElseThrow().commands());
        }
        assertEquals(61, reader.nextSequence());
      }
    }
    try (FileLogDirectory directory = FileLogDirectory.open(path);
        FileCommandLog log = FileCommandLog.open(directory, SMALL, 60)) {
      assertEquals(60, log.lastSequence());
      log.append(frames, 0, 10, 61, 1);
    }
  }
}

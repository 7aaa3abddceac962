package bourse.platform.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a power cut leaves at the end of Redis' append-only files: a file system may have made a
 * file longer and not have written its new bytes, which are zeros then. Redis goes on from a
 * command that was cut short, but refuses zeros. No command ends with them: each ends with a line
 * feed.
 */
final class UnwrittenTail {
  private static final Logger LOG = LoggerFactory.getLogger(UnwrittenTail.class);
  private static final int BLOCK_BYTES = 4096;

  private UnwrittenTail() {}

  /**
   * Cuts it off.
   *
   * @param directory Redis' own, in which nothing runs
   */
  static void cut(Path directory) throws IOException {
    Path files = directory.resolve("appendonlydir");
    if (!Files.isDirectory(files)) {
      return;
    }
    try (DirectoryStream<Path> appended = Files.newDirectoryStream(files, "*.incr.aof")) {
      for (Path file : appended) {
        try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
          long end = written(channel);
          long unwritten = channel.size() - end;
          if (unwritten > 0) {
            channel.truncate(end);
            channel.force(true);
            LOG.warn(
                "{} ended in {} bytes that were never written, as after a power cut; they are cut"
                    + " off. What was put in Redis in the last second before is gone.",
                file,
                unwritten);
          }
        }
      }
    }
  }

  /** After the last byte that is not zero. */
  private static long written(FileChannel channel) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
    for (long end = channel.size(); end > 0; ) {
      long begin = Math.max(0, end - BLOCK_BYTES);
      block.clear().limit((int) (end - begin));
      while (block.hasRemaining() && channel.read(block, begin + block.position()) >= 0) {}
      for (int i = block.position() - 1; i >= 0; i--) {
        if (block.get(i) != 0) {
          return begin + i + 1;
        }
      }
      end = begin;
    }
    return 0;
  }
}

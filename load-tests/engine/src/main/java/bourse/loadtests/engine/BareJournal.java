package bourse.loadtests.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What the disk allows: a file filled with zeros and forced beforehand, written from its start, 64
 * bytes per command, one force per group.
 */
final class BareJournal implements AutoCloseable {
  private static final int RECORD = 64;

  private final Path path;
  private final FileChannel channel;
  private final ByteBuffer records = ByteBuffer.allocateDirect(1 << 20);
  private long position;

  BareJournal(Path path, int commands) throws IOException {
    this.path = path;
    channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    long size = (long) commands * RECORD;
    for (long at = 0; at < size; at += records.capacity()) {
      write(records.clear(), at);
    }
    channel.force(true);
  }

  void append(int commands) throws IOException {
    for (int left = commands; left > 0; ) {
      int some = Math.min(left, records.capacity() / RECORD);
      records.clear().limit(some * RECORD);
      write(records, position);
      position += (long) some * RECORD;
      left -= some;
    }
    channel.force(false);
  }

  private void write(ByteBuffer bytes, long at) throws IOException {
    long to = at;
    while (bytes.hasRemaining()) {
      to += channel.write(bytes, to);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.delete(path);
  }
}

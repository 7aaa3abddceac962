package bourse.exchange;

import bourse.platform.log.LogChannel;
import bourse.platform.log.LogDirectory;
import bourse.testing.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A simulated disk as a process sees it that may crash at each operation, and be told of errors.
 */
record FaultyDirectory(String name, SimulatedDisk disk, Mishaps mishaps) implements LogDirectory {
  private static final int SECTOR = 512;

  @Override
  public String description() {
    return name;
  }

  @Override
  public List<String> names() {
    return disk.names();
  }

  @Override
  public LogChannel create(String file, long bytes) throws IOException {
    mishaps.before(name + " create");
    LogChannel created = disk.create(file, bytes);
    mishaps.before(name + " created");
    return new Channel(created);
  }

  @Override
  public LogChannel open(String file, Access access) throws IOException {
    return new Channel(disk.open(file, access));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    mishaps.before(name + " rename");
    disk.rename(from, to);
    mishaps.before(name + " renamed");
  }

  @Override
  public void delete(String file) {
    mishaps.before(name + " delete");
    disk.delete(file);
  }

  @Override
  public void force() {
    mishaps.before(name + " force of names");
    disk.force();
    mishaps.before(name + " forced names");
  }

  private final class Channel implements LogChannel {
    private final LogChannel channel;

    private Channel(LogChannel channel) {
      this.channel = channel;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return channel.read(target, position);
    }

    /** A crash leaves the first sectors written, or any of the write's sectors but not all. */
    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      String operation = name + " write";
      if (mishaps.fails(operation)) {
        throw mishaps.inputOutputError();
      }
      if (!mishaps.crashesWithin(operation)) {
        channel.write(source, position);
        return;
      }
      boolean inOrder = mishaps.random().nextBoolean();
      int sectors = (source.remaining() + SECTOR - 1) / SECTOR;
      int written = mishaps.random().nextInt(sectors + 1);
      for (int i = 0; i < sectors; i++) {
        int from = source.position() + i * SECTOR;
        int length = Math.min(SECTOR, source.limit() - from);
        if (inOrder ? i < written : mishaps.random().nextBoolean()) {
          channel.write(source.slice(from, length), position + (long) i * SECTOR);
        }
      }
      throw mishaps.crash(operation);
    }

    @Override
    public void force(boolean metadata) throws IOException {
      String operation = name + " force";
      if (mishaps.fails(operation)) {
        disk.failForce(1);
        channel.force(metadata);
      }
      mishaps.before(operation);
      channel.force(metadata);
      mishaps.before(name + " forced");
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}

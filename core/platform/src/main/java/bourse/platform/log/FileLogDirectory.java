package bourse.platform.log;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** A directory of the file system. Opened for writing, it is locked against a second writer. */
public final class FileLogDirectory implements LogDirectory, AutoCloseable {
  private static final String LOCK = "lock";
  private static final int ZEROS = 1 << 20;

  /** Zeros are forced in pieces, so that a force of the log never waits for a whole segment. */
  private static final long FORCE_EVERY = 8L << 20;

  private final Path path;
  private final FileChannel lockChannel;

  /** The directory itself, kept open: a force must not fail for want of a file descriptor. */
  private final FileChannel self;

  private FileLogDirectory(Path path, FileChannel lockChannel, FileChannel self) {
    this.path = path;
    this.lockChannel = lockChannel;
    this.self = self;
  }

  /**
   * Opens for writing; makes the directory when it is not there.
   *
   * @throws Fault DATA_DIRECTORY_IN_USE when another process, or another part of this one, has it
   */
  public static FileLogDirectory open(Path path) throws IOException {
    Files.createDirectories(path);
    FileChannel channel =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (lock(channel) == null) {
        throw new Fault(
            ErrorCode.DATA_DIRECTORY_IN_USE,
            "Another process writes the command log in " + path + ". Stop it first.");
      }
      return new FileLogDirectory(path, channel, FileChannel.open(path, StandardOpenOption.READ));
    } catch (Fault | IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Opens for reading only, also while a server writes there. */
  public static FileLogDirectory openReadOnly(Path path) {
    return new FileLogDirectory(path, null, null);
  }

  private static FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  @Override
  public String description() {
    return path.toString();
  }

  @Override
  public List<String> names() throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(path)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals(LOCK))
          .sorted()
          .toList();
    }
  }

  @Override
  public LogChannel create(String name, long bytes) throws IOException {
    Path file = path.resolve(name);
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      fillWithZeros(channel, bytes);
      return new Channel(channel);
    } catch (IOException e) {
      channel.close();
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private static void fillWithZeros(FileChannel channel, long bytes) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS, Math.max(bytes, 1)));
    long position = 0;
    long forced = 0;
    while (position < bytes) {
      zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - position));
      position += channel.write(zeros, position);
      if (position - forced >= FORCE_EVERY) {
        channel.force(false);
        forced = position;
      }
    }
  }

  @Override
  public LogChannel open(String name, Access access) throws IOException {
    Path file = path.resolve(name);
    return new Channel(
        switch (access) {
          case READ -> FileChannel.open(file, StandardOpenOption.READ);
          case READ_WRITE ->
              FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        });
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(
        path.resolve(from),
        path.resolve(to),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(path.resolve(name));
  }

  @Override
  public void force() throws IOException {
    if (self == null) {
      throw new IOException(path + " was opened for reading only");
    }
    self.force(true);
  }

  /** Gives the lock back. */
  @Override
  public void close() throws IOException {
    if (lockChannel != null) {
      lockChannel.close();
      self.close();
    }
  }

  private record Channel(FileChannel channel) implements LogChannel {
    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      int total = 0;
      while (target.hasRemaining()) {
        int read = channel.read(target, position + total);
        if (read < 0) {
          break;
        }
        total += read;
      }
      return total;
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      long at = position;
      while (source.hasRemaining()) {
        at += channel.write(source, at);
      }
    }

    @Override
    public void force(boolean metadata) throws IOException {
      channel.force(metadata);
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

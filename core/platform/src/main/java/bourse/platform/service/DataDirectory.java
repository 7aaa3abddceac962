package bourse.platform.service;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The one directory that holds everything a server must keep, held by one server at a time.
 *
 * <pre>
 *   lock          who holds it; a file lock, so it falls with the process
 *   keystore      generated secrets, see bourse.platform.crypto.Keystore
 *   log/          the command log
 *   snapshots/    states of the engine
 *   database/     H2
 *   kafka/        the embedded broker
 *   redis/        the embedded cache
 *   objects/      the embedded object store
 *   run/          sockets and pid files; may be deleted while no server runs
 * </pre>
 *
 * <p>All of it belongs to the user of the server alone (0700).
 */
public final class DataDirectory implements AutoCloseable {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.copyOf(PosixFilePermissions.fromString("rwx------"));

  /** One of these tells a data directory from any other. */
  private static final Set<String> MARKS =
      Set.of("lock", "bourse.yaml", "keystore", "installation");

  private static final long MEBI = 1024L * 1024L;

  private final Path root;
  private final FileChannel channel;
  private final FileLock lock;

  private DataDirectory(Path root, FileChannel channel, FileLock lock) {
    this.root = root;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Makes the directory when it is not there, closes it to others and takes its lock.
   *
   * @throws Fault {@code DATA_DIRECTORY_IN_USE} with the holder's pid; {@code BAD_CONFIGURATION}
   *     when it is no directory that this user can write, or holds other things; {@code NO_SPACE}
   *     when less than the given bytes are free
   */
  public static DataDirectory open(Path directory, long leastFreeBytes) {
    Path root = directory.toAbsolutePath().normalize();
    try {
      Files.createDirectories(root);
      refuseForeign(root);
      Files.setPosixFilePermissions(root, OWNER_ONLY);
      checkSpace(root, leastFreeBytes);
      return lock(root);
    } catch (IOException e) {
      throw new Fault(
          ErrorCode.BAD_CONFIGURATION,
          "The data directory "
              + root
              + " can't be used ("
              + e
              + "): give this user a directory that it owns and can write",
          e);
    }
  }

  /** The pid of the server that holds the directory; 0 when none does or it can't be told. */
  public static long holder(Path directory) {
    Path file = directory.resolve("lock");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        lock.release();
        return 0;
      }
    } catch (OverlappingFileLockException e) {
      return ProcessHandle.current().pid();
    } catch (IOException e) {
      return 0;
    }
    return pidIn(file);
  }

  public Path root() {
    return root;
  }

  public Path keystore() {
    return root.resolve("keystore");
  }

  public Path log() throws IOException {
    return made("log");
  }

  public Path snapshots() throws IOException {
    return made("snapshots");
  }

  public Path database() throws IOException {
    return made("database");
  }

  public Path kafka() throws IOException {
    return made("kafka");
  }

  public Path redis() throws IOException {
    return made("redis");
  }

  public Path objects() throws IOException {
    return made("objects");
  }

  public Path run() throws IOException {
    return made("run");
  }

  /** Whether a server has written anything here that needs the keystore. */
  public boolean holdsData() throws IOException {
    for (String name : Set.of("log", "snapshots", "database", "kafka", "redis", "objects")) {
      if (holdsAnything(root.resolve(name))) {
        return true;
      }
    }
    return false;
  }

  /** Bytes that this user may still write. */
  public long freeBytes() throws IOException {
    return Files.getFileStore(root).getUsableSpace();
  }

  /** Gives the directory back. */
  @Override
  public void close() throws IOException {
    lock.release();
    channel.close();
  }

  private Path made(String name) throws IOException {
    return Files.createDirectories(
        root.resolve(name), PosixFilePermissions.asFileAttribute(OWNER_ONLY));
  }

  /** A slip such as {@code --data=/home} must not close that directory to everyone else. */
  private static void refuseForeign(Path root) throws IOException {
    Set<String> names;
    try (Stream<Path> entries = Files.list(root)) {
      names = entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toSet());
    }
    names.remove("lost+found");
    if (!names.isEmpty() && Collections.disjoint(names, MARKS)) {
      throw new Fault(
          ErrorCode.BAD_CONFIGURATION,
          "The directory "
              + root
              + " holds other things and is no data directory: name a new or empty one; nothing"
              + " was changed");
    }
  }

  private static void checkSpace(Path root, long leastFreeBytes) throws IOException {
    long free = Files.getFileStore(root).getUsableSpace();
    if (free < leastFreeBytes) {
      throw new Fault(
          ErrorCode.NO_SPACE,
          "The disk of the data directory "
              + root
              + " has "
              + free / MEBI
              + " MiB free and the start needs "
              + leastFreeBytes / MEBI
              + " MiB: free space there, or choose another data directory");
    }
  }

  private static DataDirectory lock(Path root) throws IOException {
    Path file = root.resolve("lock");
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw inUse(root, ProcessHandle.current().pid());
    }
    if (lock == null) {
      channel.close();
      throw inUse(root, pidIn(file));
    }
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap(
            Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
    return new DataDirectory(root, channel, lock);
  }

  private static Fault inUse(Path root, long pid) {
    String holder = pid == 0 ? "Another process" : "Process " + pid;
    return new Fault(
        ErrorCode.DATA_DIRECTORY_IN_USE,
        holder
            + " uses the data directory "
            + root
            + ": stop that server first (bourse stop), or choose another directory");
  }

  private static long pidIn(Path file) {
    try {
      return Long.parseLong(Files.readString(file, StandardCharsets.US_ASCII).strip());
    } catch (IOException | NumberFormatException e) {
      return 0; // the holder has not written it yet
    }
  }

  private static boolean holdsAnything(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findAny().isPresent();
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}

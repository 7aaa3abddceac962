package bourse.testing;

import bourse.platform.log.LogChannel;
import bourse.platform.log.LogDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A directory in memory that behaves as a disk behind a page cache: what was not forced survives
 * the death of a process ({@link #killProcess}), but a power cut ({@link #cutPower}) keeps any part
 * of it, by sectors. Faults can be set. Thread safe.
 */
public final class SimulatedDisk implements LogDirectory {
  private static final int SECTOR = 512;

  private final Map<String, Content> durableNames = new TreeMap<>();
  private final Map<String, Content> names = new TreeMap<>();
  private final List<Runnable> beforeForce = new ArrayList<>();
  private int generation;
  private long capacity = Long.MAX_VALUE;
  private int forcesUntilFailure = -1;
  private long forces;

  /** All open files become useless, as when their process dies. The page cache stays. */
  public synchronized void killProcess() {
    generation++;
    forcesUntilFailure = -1;
    beforeForce.clear();
  }

  /** The page cache is lost: of what was not forced, each sector is kept or lost by chance. */
  public synchronized void cutPower(Random random) {
    killProcess();
    names.clear();
    names.putAll(durableNames);
    for (Content content : names.values()) {
      content.loseCache(random);
    }
  }

  /**
   * The n-th force from now on fails (1 is the next), and the kernel drops what it had to write.
   */
  public synchronized void failForce(int n) {
    forcesUntilFailure = n;
  }

  /** Runs before each force of a file, on the forcing thread, with nothing locked. */
  public synchronized void beforeForce(Runnable action) {
    beforeForce.add(action);
  }

  /** The disk is full when all files together have this size. */
  public synchronized void limitTo(long bytes) {
    capacity = bytes;
  }

  public synchronized long used() {
    return names.values().stream().mapToLong(content -> content.bytes.length).sum();
  }

  /** How often files were forced. */
  public synchronized long forces() {
    return forces;
  }

  /** A disk with the same files, all durable. */
  public synchronized SimulatedDisk copy() {
    SimulatedDisk copy = new SimulatedDisk();
    names.forEach((name, content) -> {
      Content same = new Content();
      same.bytes = content.bytes.clone();
      same.durable = content.bytes.clone();
      copy.names.put(name, same);
    });
    copy.force();
    return copy;
  }

  /** The bytes of a file as a process sees them. */
  public synchronized byte[] read(String name) {
    return names.get(name).bytes.clone();
  }

  /** Puts bytes in a file's place, durably. */
  public synchronized void overwrite(String name, byte[] bytes) {
    Content content = names.get(name);
    content.bytes = bytes.clone();
    content.durable = bytes.clone();
    content.dirty.clear();
  }

  @Override
  public String description() {
    return "simulated disk";
  }

  @Override
  public synchronized List<String> names() {
    return List.copyOf(names.keySet());
  }

  @Override
  public synchronized LogChannel create(String name, long bytes) throws IOException {
    if (names.containsKey(name)) {
      throw new IOException(name + " exists");
    }
    requireRoom(bytes);
    Content content = new Content();
    content.grow(Math.toIntExact(bytes));
    names.put(name, content);
    return new Channel(content, generation);
  }

  @Override
  public synchronized LogChannel open(String name, Access access) throws IOException {
    Content content = names.get(name);
    if (content == null) {
      throw new IOException(name + " is not there");
    }
    return new Channel(content, generation);
  }

  @Override
  public synchronized void rename(String from, String to) throws IOException {
    Content content = names.remove(from);
    if (content == null) {
      throw new IOException(from + " is not there");
    }
    names.put(to, content);
  }

  @Override
  public synchronized void delete(String name) {
    names.remove(name);
  }

  @Override
  public synchronized void force() {
    durableNames.clear();
    durableNames.putAll(names);
  }

  private void requireRoom(long more) throws IOException {
    if (more > capacity - used()) {
      throw new IOException("No space left on device");
    }
  }

  private synchronized List<Runnable> actionsBeforeForce() {
    return List.copyOf(beforeForce);
  }

  /** One file: what a process sees, what is on the disk, and which sectors differ. */
  private static final class Content {
    private byte[] bytes = new byte[0];
    private byte[] durable = new byte[0];
    private final TreeSet<Integer> dirty = new TreeSet<>();

    private void grow(int length) {
      for (int sector = bytes.length / SECTOR; sector * SECTOR < length; sector++) {
        dirty.add(sector);
      }
      bytes = Arrays.copyOf(bytes, length);
    }

    private void force() {
      byte[] forced = Arrays.copyOf(durable, bytes.length);
      for (int sector : dirty) {
        copySector(bytes, forced, sector);
      }
      durable = forced;
      dirty.clear();
    }

    private void loseCache(Random random) {
      byte[] left = Arrays.copyOf(durable, bytes.length);
      for (int sector : dirty) {
        if (random.nextBoolean()) {
          copySector(bytes, left, sector);
        }
      }
      bytes = left;
      durable = left.clone();
      dirty.clear();
    }

    private static void copySector(byte[] from, byte[] to, int sector) {
      int start = sector * SECTOR;
      System.arraycopy(from, start, to, start, Math.min(SECTOR, from.length - start));
    }
  }

  private final class Channel implements LogChannel {
    private final Content content;
    private final int openedIn;

    private Channel(Content content, int openedIn) {
      this.content = content;
      this.openedIn = openedIn;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      synchronized (SimulatedDisk.this) {
        requireAlive();
        int from = (int) Math.min(position, content.bytes.length);
        int length = Math.min(target.remaining(), content.bytes.length - from);
        target.put(content.bytes, from, length);
        return length;
      }
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      synchronized (SimulatedDisk.this) {
        requireAlive();
        int from = Math.toIntExact(position);
        int end = from + source.remaining();
        if (end > content.bytes.length) {
          requireRoom((long) end - content.bytes.length);
          content.grow(end);
        }
        for (int sector = from / SECTOR; sector * SECTOR < end; sector++) {
          content.dirty.add(sector);
        }
        source.get(content.bytes, from, end - from);
      }
    }

    @Override
    public void force(boolean metadata) throws IOException {
      actionsBeforeForce().forEach(Runnable::run);
      synchronized (SimulatedDisk.this) {
        requireAlive();
        forces++;
        if (forcesUntilFailure > 0 && --forcesUntilFailure == 0) {
          content.dirty.clear();
          throw new IOException("Input/output error");
        }
        content.force();
      }
    }

    @Override
    public long size() {
      synchronized (SimulatedDisk.this) {
        return content.bytes.length;
      }
    }

    @Override
    public void close() {
      // A simulated file holds nothing.
    }

    private void requireAlive() throws IOException {
      if (openedIn != generation) {
        throw new IOException("The process that opened this file is dead");
      }
    }
  }
}

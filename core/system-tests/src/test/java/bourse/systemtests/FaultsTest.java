package bourse.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.exchange.ExchangeRuntime;
import bourse.exchange.ExchangeStorage;
import bourse.exchange.LogInspection;
import bourse.platform.log.FileLogDirectory;
import bourse.platform.log.SnapshotStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Faults of process, disk and files, done to a process that trades on a real file system; the
 * numbers are those of the fault table. Kills of the whole server are {@link KillLoopTest}, a power
 * cut of it {@link PowerCutTest}, its full disk {@link FullDiskTest}. How often each is done is a
 * property, for {@code make faults}; as root none is skipped, and a root without strace fails.
 */
class FaultsTest {
  private static final int KILLS = Integer.getInteger("bourse.faults.kills", 3);
  private static final int IMAGES = Integer.getInteger("bourse.faults.images", 3);
  private static final int WRITES = Integer.getInteger("bourse.faults.writes", 3);
  private static final int CUTS = Integer.getInteger("bourse.faults.cuts", 20);
  private static final int FLIPS = Integer.getInteger("bourse.faults.flips", 20);

  private final long seed = Long.getLong("bourse.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();

  @TempDir private Path folder;

  @Test
  void f1KilledAtRandom() throws Exception {
    Path directory = Files.createDirectory(folder.resolve("data"));
    for (int kill = 1; kill <= KILLS; kill++) {
      try (Victim victim = victim(directory, "f1-" + kill, true)) {
        victim.awaitAcknowledgements(20 + random.nextInt(300));
      }
    }
    Recovered.check(directory, true, acknowledged);
    report("F1", KILLS + " kills");
  }

  @Test
  void f2ThePowerIsCut() throws Exception {
    requireRoot();
    try (LoopDisk disk =
        LoopDisk.create(folder.resolve("disk.img"), folder.resolve("disk"), 160 + 8 * IMAGES)) {
      Path directory = disk.directory().resolve("data");
      Files.createDirectory(directory);
      try (Victim victim = victim(directory, "f2", true)) {
        victim.awaitAcknowledgements(50);
        for (int image = 1; image <= IMAGES; image++) {
          victim.awaitAcknowledgements(1 + random.nextInt(400));
          Path copy = folder.resolve("cut.img");
          victim.freeze();
          Map<String, Long> promised = Map.copyOf(acknowledged);
          disk.copyTo(copy);
          try (LoopDisk cut = LoopDisk.mount(copy, folder.resolve("cut"))) {
            Recovered.check(cut.directory().resolve("data"), true, promised);
          }
          Files.delete(copy);
          victim.resume();
        }
      }
    }
    report("F2", IMAGES + " images");
  }

  @Test
  void f3KilledAtAWriteOfTheLog() throws Exception {
    requireStrace();
    int killed = 0;
    for (int n = 1; n <= WRITES; n++) {
      int write = n <= 2 ? n : n + random.nextInt(20);
      Path directory = Files.createDirectory(folder.resolve("write-" + n));
      Map<String, Long> promised = new ConcurrentHashMap<>();
      if (n % 2 == 0) { // also on a log that is there already
        try (Victim before = Victim.start(List.of(), directory, "f3", false, promised)) {
          before.awaitAcknowledgements(30);
        }
      }
      try (Victim victim =
          traced(directory, "f3-" + n, "pwrite64", "signal=KILL:when=" + write, promised)) {
        assertNotEquals(0, victim.awaitEnd(), victim.said());
        killed++;
      }
      Recovered.check(directory, false, promised);
      acknowledged.putAll(promised);
    }
    assertEquals(WRITES, killed);
    report("F3", WRITES + " kills at a write");
  }

  @Test
  void f4AForceFailsOnce() throws Exception {
    requireStrace();
    Path directory = Files.createDirectory(folder.resolve("data"));
    try (Victim before = victim(directory, "f4-before", false)) {
      before.awaitAcknowledgements(30);
    }
    try (Victim victim = traced(directory, "f4", "fdatasync", "error=EIO:when=12", acknowledged)) {
      assertEquals(1, victim.awaitEnd(), victim.said());
      assertTrue(
          victim.said().contains("fatal the command log failed at sequence "), victim.said());
      assertTrue(victim.refusals().stream().allMatch(code -> code == 4002 || code == 4003));
    }
    Recovered.check(directory, false, acknowledged);
    report("F4", "1 failed force");
  }

  @Test
  void f6AndF7NoRoomAndThenNoFileDescriptor() throws Exception {
    requireRoot();
    try (LoopDisk disk = LoopDisk.create(folder.resolve("disk.img"), folder.resolve("disk"), 24)) {
      Path directory = Files.createDirectory(disk.directory().resolve("data"));
      try (Victim victim = victim(directory, "f6", false)) {
        victim.await(() -> snapshots(directory).size() >= 2);
        fill(disk.directory().resolve("filler"));
        awaitNoSpace(victim);
        List<Path> kept = snapshots(directory);
        assertFalse(kept.isEmpty(), "the old ones stay");
        assertFalse(Files.exists(directory.resolve("snapshots").resolve("snapshot-being-written")));
        Files.delete(disk.directory().resolve("filler"));
        victim.awaitAcknowledgements(600);
        victim.await(() -> !snapshots(directory).equals(kept));

        // By now every class is loaded that tells of it, which would need a descriptor too.
        limitDescriptors(victim, openDescriptors(victim));
        awaitNoSpace(victim);
        assertTrue(victim.isAlive(), victim.said());
        limitDescriptors(victim, 4096);
        victim.awaitAcknowledgements(100);
      }
      Recovered.check(directory, false, acknowledged);
    }
    report("F6 and F7", "1 full disk, 1 process without descriptors");
  }

  @Test
  void f7NoInodeIsLeft() throws Exception {
    requireRoot();
    try (LoopDisk disk =
        LoopDisk.create(folder.resolve("disk.img"), folder.resolve("disk"), 64, 64)) {
      Path directory = Files.createDirectory(disk.directory().resolve("data"));
      Path fillers = Files.createDirectory(disk.directory().resolve("fillers"));
      try (Victim victim = victim(directory, "f7", false)) {
        victim.await(() -> snapshots(directory).size() >= 2);
        useUpInodes(fillers);
        awaitNoSpace(victim);
        assertTrue(victim.isAlive(), victim.said());
        assertFalse(snapshots(directory).isEmpty(), "the old ones stay");
        for (Path filler : list(fillers)) {
          Files.delete(filler);
        }
        victim.awaitAcknowledgements(600);
      }
      Recovered.check(directory, false, acknowledged);
    }
    report("F7", "1 disk without inodes");
  }

  private static void useUpInodes(Path fillers) throws IOException {
    try {
      for (int i = 0; ; i++) {
        Files.createFile(fillers.resolve("filler-" + i));
      }
    } catch (FileSystemException e) {
      assertTrue(String.valueOf(e.getReason()).contains("No space left"), e.toString());
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  private static void awaitNoSpace(Victim victim) throws Exception {
    int before = victim.refusals().size();
    victim.await(() ->
        victim.refusals().stream()
            .skip(before)
            .anyMatch(code -> code == ErrorCode.NO_SPACE.number()));
  }

  @Test
  void f8TheFileSystemGoesReadOnly() throws Exception {
    requireRoot();
    Path image = folder.resolve("disk.img");
    try (LoopDisk disk = LoopDisk.create(image, folder.resolve("disk"), 64)) {
      Path directory = Files.createDirectory(disk.directory().resolve("data"));
      try (Victim victim = victim(directory, "f8", false)) {
        victim.awaitAcknowledgements(100);
        disk.failAndGoReadOnly();
        assertEquals(1, victim.awaitEnd(), victim.said());
        assertTrue(victim.said().contains("fatal the command log failed"), victim.said());
      }
      Fault refused =
          assertThrowsFaultOrIo(() -> FaultyExchange.exchange(directory, reason -> {}).start());
      assertTrue(refused == null || refused.code() != ErrorCode.LOG_DAMAGED, "nothing is damaged");
    }
    // As an operator does; it ends with 1 when it replayed the journal.
    LoopDisk.run("sh", "-c", "e2fsck -p -f '" + image + "' || [ $? = 1 ]");
    try (LoopDisk again = LoopDisk.mount(image, folder.resolve("again"))) {
      Recovered.check(again.directory().resolve("data"), false, acknowledged);
    }
    report("F8", "1 file system");
  }

  @Test
  void f9TheTailIsTorn() throws Exception {
    Path directory = killed("f9");
    Path last = Recovered.files(directory, "log", ".segment").getLast();
    long end = endOfLog(directory);
    int dropped = 0;
    for (int cut = 1; cut <= CUTS; cut++) {
      Path copy = copy(directory, "f9-" + cut);
      Path segment = copy.resolve("log").resolve(last.getFileName());
      long at = end - 1 - random.nextInt(cut * 40);
      truncate(segment, at);
      // A snapshot is a watermark: without any, only the tail is in doubt.
      delete(Recovered.files(copy, "snapshots", ".snapshot"));
      try {
        Recovered.check(copy, false, Map.of());
        dropped++;
      } catch (Fault e) {
        assertEquals(ErrorCode.LOG_DAMAGED, e.code());
        assertTrue(e.getMessage().contains("offset ") && e.getMessage().contains("sequence "));
      }
    }
    assertTrue(dropped > 0, "seed " + seed);

    // Acknowledged for certain: a snapshot has it.
    ExchangeRuntime exchange = FaultyExchange.exchange(directory, reason -> {});
    exchange.start();
    exchange.stop();
    truncate(Recovered.files(directory, "log", ".segment").getLast(), 1024);
    Fault refused =
        assertThrows(Fault.class, () -> FaultyExchange.exchange(directory, reason -> {}).start());
    assertEquals(ErrorCode.LOG_DAMAGED, refused.code());
    assertTrue(refused.getMessage().contains("offset 1024"), refused.getMessage());
    report("F9", CUTS + " cuts");
  }

  @Test
  void f10ABitOfTheLogFlips() throws Exception {
    Path directory = killed("f10");
    long end = endOfLog(directory);
    String segment =
        Recovered.files(directory, "log", ".segment").getLast().getFileName().toString();
    String hash = Recovered.check(copy(directory, "f10-whole"), false, acknowledged);
    for (int flip = 1; flip <= FLIPS; flip++) {
      Path copy = copy(directory, "f10-" + flip);
      delete(Recovered.files(copy, "snapshots", ".snapshot"));
      flip(copy.resolve("log").resolve(segment), 512 + random.nextLong(end - 512 - 4096));
      try {
        assertEquals(hash, Recovered.check(copy, false, acknowledged), "between two batches");
      } catch (Fault e) {
        assertEquals(ErrorCode.LOG_DAMAGED, e.code());
        assertTrue(e.getMessage().contains("offset "), e.getMessage());
      }
    }
    report("F10", FLIPS + " bits");
  }

  @Test
  void f11ABitOfASnapshotFlips() throws Exception {
    Path directory = killed("f11");
    List<Path> kept = Recovered.files(directory, "snapshots", ".snapshot");
    assertTrue(kept.size() > 1, kept.toString());
    String hash = Recovered.check(copy(directory, "f11-whole"), false, acknowledged);
    for (int flip = 1; flip <= FLIPS / 4 + 1; flip++) {
      Path copy = copy(directory, "f11-" + flip);
      Path newest = copy.resolve("snapshots").resolve(kept.getLast().getFileName());
      flip(newest, random.nextLong(Files.size(newest)));
      assertEquals(hash, Recovered.check(copy, false, acknowledged), "seed " + seed);
    }
    report("F11", FLIPS / 4 + 1 + " bits");
  }

  @Test
  void f12TheDatabaseIsRemoved() throws Exception {
    Path directory = Files.createDirectory(folder.resolve("data"));
    try (Victim victim = victim(directory, "f12", true)) {
      victim.awaitAcknowledgements(300);
    }
    String before = Recovered.check(directory, true, acknowledged);
    for (Path file : Recovered.files(directory, "database", ".db")) {
      Files.delete(file);
    }
    assertEquals(before, Recovered.check(directory, true, acknowledged), "state and ledger");
    report("F12", "1 database");
  }

  @Test
  void f25TheSameStateFromTheStartAndFromEachSnapshot() throws Exception {
    Path directory = killed("f25");
    String hash = Recovered.check(copy(directory, "f25-whole"), false, acknowledged);
    List<Path> kept = Recovered.files(directory, "snapshots", ".snapshot");
    for (int left = 0; left < kept.size(); left++) {
      Path copy = copy(directory, "f25-" + left);
      for (int other = left; other < kept.size(); other++) {
        Files.delete(copy.resolve("snapshots").resolve(kept.get(other).getFileName()));
      }
      assertEquals(hash, Recovered.check(copy, false, acknowledged));
      SnapshotStore states =
          new SnapshotStore(FileLogDirectory.openReadOnly(copy.resolve("snapshots")), 3);
      assertFalse(states.sequences().isEmpty(), "the stop left one");
    }
    report("F25", kept.size() + 1 + " starts");
  }

  @Test
  void f26ASecondProcessIsRefused() throws Exception {
    Path directory = Files.createDirectory(folder.resolve("data"));
    try (Victim first = victim(directory, "f26", false)) {
      first.awaitAcknowledgements(10);
      Fault refused =
          assertThrows(Fault.class, () -> FaultyExchange.exchange(directory, reason -> {}).start());
      assertEquals(ErrorCode.DATA_DIRECTORY_IN_USE, refused.code());
      first.awaitAcknowledgements(10);
    }
    Recovered.check(directory, false, acknowledged);
    report("F26", "1 second process");
  }

  // What the experiments share.

  private Victim victim(Path directory, String run, boolean withSql) throws IOException {
    return Victim.start(List.of(), directory, run, withSql, acknowledged);
  }

  /** Only the calls on files of the log are met, each thread counted by itself. */
  private static Victim traced(
      Path directory, String run, String call, String injection, Map<String, Long> promised)
      throws IOException {
    List<String> strace = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", "/dev/null"));
    for (String name : List.of("spare", "000000000001.segment", "rewritten")) {
      strace.addAll(List.of("-P", directory.resolve("log").resolve(name).toString()));
    }
    strace.addAll(List.of("-e", "trace=" + call, "-e", "inject=" + call + ":" + injection));
    return Victim.start(strace, directory, run, false, promised);
  }

  /** The directory of a process that traded, with snapshots, and was killed. */
  private Path killed(String run) throws Exception {
    Path directory = Files.createDirectory(folder.resolve("data"));
    try (Victim victim = victim(directory, run, false)) {
      victim.await(() -> snapshots(directory).size() >= 3);
      victim.awaitAcknowledgements(100);
    }
    return directory;
  }

  private static List<Path> snapshots(Path directory) {
    try {
      return Files.isDirectory(directory.resolve("snapshots"))
          ? Recovered.files(directory, "snapshots", ".snapshot")
          : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Where the last batch ends in the last segment. */
  private static long endOfLog(Path directory) throws IOException {
    return LogInspection.of(directory, Optional.empty(), ExchangeStorage.NO_KEY)
        .segments()
        .getLast()
        .file()
        .bytes();
  }

  private Path copy(Path directory, String name) throws IOException {
    Path copy = folder.resolve(name);
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        Files.copy(
            file, copy.resolve(directory.relativize(file)), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return copy;
  }

  private static void delete(List<Path> files) throws IOException {
    for (Path file : files) {
      Files.delete(file);
    }
  }

  private static void truncate(Path file, long length) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length);
    }
  }

  private static void flip(Path file, long at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) at] ^= (byte) (1 << (at % 8));
    Files.write(file, bytes);
  }

  private static void fill(Path filler) throws IOException {
    byte[] block = new byte[1 << 12];
    try (var file = Files.newOutputStream(filler)) {
      while (true) {
        file.write(block);
      }
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).contains("No space left")) {
        throw e;
      }
    }
  }

  private static int openDescriptors(Victim victim) throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(victim.pid()), "fd"))) {
      return (int) open.count();
    }
  }

  private static void limitDescriptors(Victim victim, int most) throws Exception {
    LoopDisk.run("prlimit", "--pid", Long.toString(victim.pid()), "--nofile=" + most + ":4096");
  }

  private static Fault assertThrowsFaultOrIo(Executable attempt) {
    Throwable thrown = assertThrows(Throwable.class, attempt);
    assertTrue(thrown instanceof Fault || thrown instanceof IOException, thrown.toString());
    return thrown instanceof Fault fault ? fault : null;
  }

  private void report(String fault, String what) {
    System.out.printf(
        "%s: %s, %d acknowledged, 0 lost (seed %d)%n", fault, what, acknowledged.size(), seed);
  }

  static void requireRoot() {
    assumeTrue(
        "root".equals(System.getProperty("user.name")),
        "NOT RUN: mounts a file system of its own, which root alone may; run this test as root");
  }

  static void requireStrace() throws Exception {
    boolean root = "root".equals(System.getProperty("user.name"));
    boolean found = new ProcessBuilder("sh", "-c", "command -v strace").start().waitFor() == 0;
    assertTrue(found || !root, "strace is missing: apt-get install strace");
    assumeTrue(found, "NOT RUN: strace is missing: apt-get install strace");
  }
}

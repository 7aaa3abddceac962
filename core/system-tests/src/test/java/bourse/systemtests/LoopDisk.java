package bourse.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A small disk of its own: ext4 on a loop device that writes past the page cache (direct IO), so
 * that its file holds exactly what a real disk would hold when the power goes. Needs root.
 */
final class LoopDisk implements AutoCloseable {
  private final Path image;
  private final Path mountPoint;
  private final String device;

  /** Makes an empty one. */
  static LoopDisk create(Path image, Path mountPoint, int mebibytes) throws Exception {
    return create(image, mountPoint, mebibytes, 256 * mebibytes);
  }

  /** Makes one that has room for so many files. */
  static LoopDisk create(Path image, Path mountPoint, int mebibytes, int inodes) throws Exception {
    run("truncate", "-s", mebibytes + "M", image.toString());
    run(
        "mkfs.ext4",
        "-q",
        "-F",
        "-N",
        Integer.toString(inodes),
        "-E",
        "lazy_itable_init=0,lazy_journal_init=0",
        image.toString());
    return mount(image, mountPoint);
  }

  /** Mounts one that is there: its journal is replayed, as after a power cut. */
  static LoopDisk mount(Path image, Path mountPoint) throws Exception {
    releaseLeftOvers();
    Files.writeString(owner(image), Long.toString(ProcessHandle.current().pid()));
    String device = run("losetup", "--direct-io=on", "--show", "-f", image.toString()).strip();
    try {
      Files.createDirectories(mountPoint);
      run("mount", "-o", "errors=remount-ro", device, mountPoint.toString());
    } catch (Exception | AssertionError e) {
      run("losetup", "-d", device);
      throw e;
    }
    // Goes with the last mount, whoever unmounts it.
    run("losetup", "-d", device);
    return new LoopDisk(image, mountPoint, device);
  }

  /** Says which process mounted an image. */
  private static Path owner(Path image) {
    return image.resolveSibling(image.getFileName() + ".owner");
  }

  /** Unmounts what tests that were killed left behind; their devices go with it. */
  private static void releaseLeftOvers() throws Exception {
    for (String line : Files.readAllLines(Path.of("/proc/mounts"))) {
      String[] words = line.split(" ");
      if (words[0].startsWith("/dev/loop") && isLeftOver(words[0].substring("/dev/".length()))) {
        run("umount", "--lazy", words[1]);
      }
    }
  }

  private static boolean isLeftOver(String device) throws IOException {
    Path file = Path.of("/sys/block", device, "loop", "backing_file");
    if (!Files.exists(file)) {
      return false;
    }
    Path owner = owner(Path.of(Files.readString(file).strip()));
    return Files.exists(owner)
        && ProcessHandle.of(Long.parseLong(Files.readString(owner))).isEmpty();
  }

  private LoopDisk(Path image, Path mountPoint, String device) {
    this.image = image;
    this.mountPoint = mountPoint;
    this.device = device;
  }

  Path directory() {
    return mountPoint;
  }

  /**
   * What the disk holds at one moment, in a new file. Taken again when the kernel wrote something
   * meanwhile, which a power cut would not let it.
   */
  void copyTo(Path copy) throws Exception {
    for (int attempt = 0; attempt < 20; attempt++) {
      String before = requests();
      run("cp", "--sparse=always", image.toString(), copy.toString());
      if (requests().equals(before)) {
        return;
      }
    }
    throw new AssertionError("The disk is never quiet");
  }

  private String requests() throws IOException {
    return Files.readString(Path.of("/sys/block", name(), "stat"));
  }

  /** Has the file system find an error, upon which it takes no more writes. */
  void failAndGoReadOnly() throws IOException {
    Files.writeString(Path.of("/sys/fs/ext4", name(), "trigger_fs_error"), "test\n");
  }

  private String name() {
    return device.substring("/dev/".length());
  }

  @Override
  public void close() throws IOException {
    try {
      run("umount", "--lazy", mountPoint.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while " + device + " was unmounted");
    }
  }

  static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), () -> List.of(command) + ": " + output);
    return output;
  }
}

package bourse.platform.service;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** Files that others wrote into the data directory, and did not force to the disk. */
public final class WrittenFiles {
  private WrittenFiles() {}

  /**
   * Forces the regular files of a directory and the directories themselves, so that a power cut
   * leaves none of them empty.
   *
   * @param depth how far below the directory; 1 for its own files
   */
  public static void force(Path directory, int depth) throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.walk(directory, depth)) {
      all = found.filter(path -> Files.isRegularFile(path) || Files.isDirectory(path)).toList();
    }
    for (Path path : all) {
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
        channel.force(true);
      } catch (NoSuchFileException e) {
        // It went meanwhile, and needs no forcing.
      }
    }
  }
}

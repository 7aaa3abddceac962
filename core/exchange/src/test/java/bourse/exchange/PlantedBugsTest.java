package bourse.exchange;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bugs that {@code make planted} has the simulator find. */
class PlantedBugsTest {
  private static final Path ROOT = Path.of("../..");

  @TempDir private Path directory;

  @Test
  void eachStillFitsTheSourcesAndCompiles() throws Exception {
    List<Path> patches = PlantedBugs.patches(ROOT, "");
    assertTrue(patches.size() >= 10, () -> "only " + patches);
    for (Path patch : patches) {
      Path own = directory.resolve(patch.getFileName().toString());
      PlantedBugs.compiled(PlantedBugs.patched(ROOT, patch, own), own.resolve("classes"));
    }
  }
}

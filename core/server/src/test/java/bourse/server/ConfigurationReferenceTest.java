package bourse.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bourse.platform.config.ConfigurationReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The reference page of the settings is what the catalogue says. When this fails, {@code make
 * reference} writes the page anew.
 */
class ConfigurationReferenceTest {
  private static final Path PAGE = Path.of("..", "..", "docs", "reference", "configuration.md");

  @Test
  void theReferencePageSaysWhatTheCatalogueSays() throws IOException {
    String page = ConfigurationReference.markdown(BourseServer.catalogue());
    if (Boolean.getBoolean("bourse.write-reference")) {
      Files.writeString(PAGE, page);
    }
    assertEquals(page, Files.readString(PAGE), "The page is stale: run make reference");
  }
}

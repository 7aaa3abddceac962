package bourse.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The reference page of the errors is what the catalogue says. When this fails, {@code make
 * reference} writes the page anew.
 */
class ProblemPagesTest {
  private static final Path PAGE = Path.of("..", "..", "docs", "reference", "errors.md");

  @Test
  void theReferencePageSaysWhatTheCatalogueSays() throws IOException {
    String page = ProblemPages.markdown();
    if (Boolean.getBoolean("bourse.write-reference")) {
      Files.writeString(PAGE, page);
    }
    assertEquals(page, Files.readString(PAGE), "The page is stale: run make reference");
  }

  @ParameterizedTest
  @EnumSource
  void everyCodeIsExplainedInWholeSentences(ErrorCode code) {
    assertTrue(code.title().matches("[A-Z].*[^.]"), code.title());
    for (String text : new String[] {code.cause(), code.remedy()}) {
      assertTrue(text.matches("[A-Z].*\\S\\."), text);
    }
    assertTrue(!code.cause().startsWith(code.title()), "The cause says more than the title");
  }
}

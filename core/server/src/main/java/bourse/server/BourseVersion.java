package bourse.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which Bourse this is. */
public final class BourseVersion {
  private BourseVersion() {}

  /** The version that this was built as. */
  public static String text() {
    try (InputStream file = BourseVersion.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      properties.load(file);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

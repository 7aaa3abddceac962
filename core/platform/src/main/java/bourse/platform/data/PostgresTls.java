package bourse.platform.data;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.config.Settings;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** What the settings ask of the connection to a PostgreSQL server. */
final class PostgresTls {
  private PostgresTls() {}

  /**
   * Properties of the driver.
   *
   * @param directory that a relative {@code database.ca} is in
   */
  static Properties properties(Settings settings, Path directory) {
    Properties properties = new Properties();
    if (!isAsked(settings)) {
      return properties;
    }
    PGProperty.SSL_MODE.set(properties, "verify-full");
    Path authority = settings.get(DatabaseSettings.CA);
    if (authority.toString().isEmpty()) {
      PGProperty.SSL_FACTORY.set(properties, "org.postgresql.ssl.DefaultJavaSSLFactory");
    } else {
      PGProperty.SSL_ROOT_CERT.set(properties, readable(directory.resolve(authority)).toString());
    }
    return properties;
  }

  private static boolean isAsked(Settings settings) {
    String url = settings.get(DatabaseSettings.URL);
    Properties parsed = Driver.parseURL(url, new Properties());
    if (parsed == null
        || PGProperty.SSL_MODE.getOrDefault(parsed) != null
        || url.matches(".*[?&]ssl(=.*)?")) {
      return false;
    }
    return switch (settings.get(DatabaseSettings.TLS)) {
      case VERIFY_FULL -> true;
      case OFF -> false;
      case AUTO ->
          !Arrays.stream(PGProperty.PG_HOST.getOrDefault(parsed).split(","))
              .allMatch(PostgresTls::isHere);
    };
  }

  private static boolean isHere(String host) {
    try {
      return host.equals("localhost")
          || InetAddress.ofLiteral(host.replace("[", "").replace("]", "")).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false; // a name
    }
  }

  private static Path readable(Path file) {
    if (!Files.isReadable(file)) {
      throw new Fault(
          ErrorCode.BAD_CONFIGURATION,
          "database.ca " + file + " is no file that this user may read: correct it");
    }
    return file;
  }
}

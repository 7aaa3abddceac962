package bourse.platform.data;

import bourse.platform.config.Settings;
import bourse.platform.tls.AuthorityFile;
import bourse.platform.tls.ServerTls;
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
    AuthorityFile.of(settings, DatabaseSettings.CA, directory)
        .ifPresentOrElse(
            file -> PGProperty.SSL_ROOT_CERT.set(properties, file.toString()),
            () ->
                PGProperty.SSL_FACTORY.set(properties, "org.postgresql.ssl.DefaultJavaSSLFactory"));
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
    ServerTls tls = settings.get(DatabaseSettings.TLS);
    return Arrays.stream(PGProperty.PG_HOST.getOrDefault(parsed).split(",")).anyMatch(tls::isAsked);
  }
}

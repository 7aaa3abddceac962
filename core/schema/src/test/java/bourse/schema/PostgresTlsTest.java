package bourse.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.config.Settings;
import bourse.platform.config.SettingsCatalogue;
import bourse.platform.crypto.Keystore;
import bourse.platform.data.DatabaseSettings;
import bourse.platform.data.SqlDatabase;
import bourse.platform.service.DataDirectory;
import bourse.platform.tls.CertificateAuthority;
import bourse.platform.tls.Credentials;
import bourse.testing.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS to a PostgreSQL server, with a certificate of an installation's own authority. */
class PostgresTlsTest {
  @TempDir static Path folder;
  private static PostgresServer server;
  private static DataDirectory data;
  private static Keystore keystore;
  private static CertificateAuthority authority;
  private static Path ca;
  private static String url;

  @BeforeAll
  static void start() throws IOException {
    server = PostgresServer.start();
    url = server.createDatabase();
    data = DataDirectory.open(folder.resolve("data"), 0);
    keystore = Keystore.open(data);
    authority = CertificateAuthority.of(keystore, Instant.now());
    ca = Files.writeString(folder.resolve("ca.pem"), pem(authority));
  }

  @AfterAll
  static void stop() throws IOException {
    data.close();
    server.close();
  }

  @Test
  void theServerIsTrustedByItsAuthorityAndItsName() throws Exception {
    assertTrue(refused("verify-full", ca).contains("SSL"), "it has none yet");

    serve(List.of("127.0.0.1"));
    SqlDatabase database = database("verify-full", ca);
    database.start();
    try {
      assertEquals(
          true,
          database
              .projection() // as the owner, who sees the connection
              .jdbi()
              .withHandle(handle ->
                  handle
                      .select("select ssl from pg_stat_ssl where pid = pg_backend_pid()")
                      .mapTo(Boolean.class)
                      .one()));
    } finally {
      database.stop();
    }

    try (DataDirectory other = DataDirectory.open(folder.resolve("other"), 0)) {
      CertificateAuthority stranger = CertificateAuthority.of(Keystore.open(other), Instant.now());
      Path foreign = Files.writeString(folder.resolve("foreign.pem"), pem(stranger));
      refused("verify-full", foreign);
    }
    refused("verify-full", Path.of(""));

    serve(List.of("db.example.org"));
    refused("verify-full", ca);
    assertTrue(refused("verify-full", folder.resolve("none.pem")).contains("database.ca"));
  }

  @Test
  void onThisMachineNoTlsIsAskedForUnlessItIsSet() throws Exception {
    SqlDatabase database = database("auto", Path.of(""));
    database.start();
    database.stop();
  }

  private static void serve(List<String> names) {
    Credentials issued = authority.issue(names, Duration.ofDays(1), Instant.now());
    server.useTls(CertificateAuthority.pem(issued.chain()), CertificateAuthority.pem(issued.key()));
  }

  private static String refused(String mode, Path trusted) {
    Fault fault = assertThrows(Fault.class, () -> database(mode, trusted).start());
    assertEquals(ErrorCode.BAD_CONFIGURATION, fault.code(), fault.getMessage());
    return fault.getMessage();
  }

  private static SqlDatabase database(String mode, Path trusted) throws IOException {
    Settings settings =
        Settings.of(
            SettingsCatalogue.of(DatabaseSettings.ALL),
            Map.of(
                "database.url",
                url,
                "database.user",
                server.user(),
                "database.tls",
                mode,
                "database.ca",
                trusted.toString()));
    return SqlDatabase.of(settings, data, keystore, Set.of());
  }

  private static String pem(CertificateAuthority authority) {
    return CertificateAuthority.pem(List.of(authority.certificate()));
  }
}

package bourse.platform.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.config.Settings;
import bourse.platform.config.SettingsCatalogue;
import bourse.platform.crypto.Keystore;
import bourse.platform.service.DataDirectory;
import bourse.platform.service.Health;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The installation's own certificates, and the operator's. */
class ServerCertificatesTest {
  private static final Map<String, String> OWN_FILES =
      Map.of("tls.certificate", "own.pem", "tls.key", "own.key");

  @TempDir Path parent;
  private DataDirectory data;
  private Keystore keystore;
  private Instant now = Instant.now();

  @BeforeEach
  void open() {
    data = DataDirectory.open(parent.resolve("data"), 0);
    keystore = Keystore.open(data);
  }

  @AfterEach
  void close() throws IOException {
    data.close();
  }

  @Test
  void theAuthorityIsKeptAndIssuesForTheNamesAsked() throws Exception {
    CertificateAuthority authority = CertificateAuthority.of(keystore, now);
    assertEquals(
        authority.certificate(),
        CertificateAuthority.of(Keystore.open(data), now.plusSeconds(99)).certificate());
    assertEquals(0, authority.certificate().getBasicConstraints(), "makes no other authority");

    Credentials issued =
        authority.issue(List.of("bourse.example.org", "10.1.2.3", "::1"), Duration.ofDays(9), now);
    X509Certificate certificate = issued.certificate();
    certificate.verify(authority.certificate().getPublicKey());
    assertEquals(-1, certificate.getBasicConstraints(), "is no authority");
    assertTrue(issued.names().containsAll(List.of("bourse.example.org", "10.1.2.3")));
    assertEquals(3, issued.names().size(), issued.names().toString());
    assertNotEquals(
        certificate.getSerialNumber(),
        authority.issue(List.of("a"), Duration.ofDays(9), now).certificate().getSerialNumber());
  }

  @Test
  void theOperatorsCertificateIsReadAnewWhenItChanges() throws Exception {
    put("one.example.org", Duration.ofDays(30));
    ServerCertificates certificates = certificates(OWN_FILES);
    certificates.start();
    try {
      assertEquals(List.of("one.example.org"), certificates.names());
      assertTrue(certificates.authority().isEmpty());
      assertEquals(Health.UP, certificates.health());

      put("two.example.org", Duration.ofDays(3));
      await(() -> certificates.names().equals(List.of("two.example.org")));
      assertTrue(certificates.health().detail().contains("ends on"), "in three days");

      Files.writeString(data.root().resolve("own.pem"), "no certificate");
      await(() -> certificates.health().detail().contains("is not renewed"));
      assertEquals(List.of("two.example.org"), certificates.names(), "it goes on with that");
    } finally {
      certificates.stop();
    }
  }

  @Test
  void anOperatorsCertificateThatCantServeIsRefused() throws Exception {
    assertTrue(refused(ErrorCode.BAD_CONFIGURATION).contains("own.pem"), "is not there");
    put("one.example.org", Duration.ofDays(30));
    Path key = data.root().resolve("own.key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    assertTrue(refused(ErrorCode.KEY_EXPOSED).contains("chmod"));
    put("one.example.org", Duration.ofDays(30));
    Files.writeString(
        key,
        CertificateAuthority.pem(
            CertificateAuthority.of(keystore, now)
                .issue(List.of("other"), Duration.ofDays(1), now)
                .key()));
    assertTrue(refused(ErrorCode.BAD_CONFIGURATION).contains("not that of the certificate"));
    put("one.example.org", Duration.ofDays(1));
    now = now.plus(Duration.ofDays(2));
    assertTrue(refused(ErrorCode.BAD_CONFIGURATION).contains("ended on"));
    Files.writeString(key, "-----BEGIN PRIVATE KEY-----\n");
    String message = refused(ErrorCode.BAD_CONFIGURATION);
    assertFalse(message.contains("BEGIN"), message);
    Fault fault =
        assertThrows(Fault.class, () -> certificates(Map.of("tls.certificate", "own.pem")));
    assertEquals(ErrorCode.BAD_CONFIGURATION, fault.code());
  }

  private void put(String name, Duration lifetime) throws IOException {
    Credentials issued = CertificateAuthority.of(keystore, now).issue(List.of(name), lifetime, now);
    Path key = data.root().resolve("own.key");
    Files.deleteIfExists(key);
    Files.writeString(key, CertificateAuthority.pem(issued.key()));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Path certificate = data.root().resolve("own.pem");
    Files.writeString(certificate, CertificateAuthority.pem(issued.chain()));
    // Later than the one before, however coarse the clock of the file system is.
    Files.setLastModifiedTime(
        certificate,
        FileTime.from(Files.getLastModifiedTime(key).toInstant().plusSeconds(lifetime.toDays())));
  }

  private String refused(ErrorCode code) {
    Fault fault = assertThrows(Fault.class, () -> certificates(OWN_FILES).start());
    assertEquals(code, fault.code(), fault.getMessage());
    return fault.getMessage();
  }

  private ServerCertificates certificates(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("tls.certificate-lifetime", "5s");
    return ServerCertificates.of(
        Settings.of(SettingsCatalogue.of(TlsSettings.ALL), all), data.root(), keystore, () -> now);
  }

  private static void await(BooleanSupplier condition) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < until, "in vain");
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }
}

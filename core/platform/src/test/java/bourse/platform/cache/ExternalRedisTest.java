package bourse.platform.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.config.Settings;
import bourse.platform.config.SettingsCatalogue;
import bourse.platform.crypto.Keystore;
import bourse.platform.service.DataDirectory;
import bourse.platform.service.Health;
import bourse.platform.service.Ports;
import bourse.platform.tls.CertificateAuthority;
import bourse.platform.tls.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Redis that the operator runs, with TLS and a user, certified by this installation. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExternalRedisTest {
  private static final String PASSWORD = "a-\"quoted\"-password";

  @TempDir static Path folder;
  private static DataDirectory data;
  private static CertificateAuthority authority;
  private static int port;
  private static Process server;

  @BeforeAll
  static void start() throws Exception {
    data = DataDirectory.open(folder.resolve("data"), 0);
    authority = CertificateAuthority.of(Keystore.open(data), Instant.now());
    Files.writeString(folder.resolve("ca.pem"), pem(authority));
    port = Ports.free();
    server = serve("127.0.0.1");
  }

  @AfterAll
  static void stop() throws Exception {
    end();
    data.close();
  }

  @Test
  void itIsUsedOverTlsAndIsBackWithoutAStart() throws Exception {
    Redis redis = redis(Map.of());
    redis.start();
    redis.cache().put("token", "1", Duration.ofMinutes(1));
    assertEquals(Optional.of("1"), redis.cache().get("token"));
    assertEquals(List.of(7L), redis.scripts().run("return {7}", List.of(), List.of()));
    assertEquals(Health.UP, redis.health());

    end();
    await(redis, Health.State.DOWN);
    assertTrue(
        redis.health().detail().startsWith("at redis.address 127.0.0.1:" + port + " does not"),
        redis.health().detail());
    Fault away = assertThrows(Fault.class, () -> redis.cache().get("token"));
    assertEquals(ErrorCode.DEPENDENCY_DOWN, away.code());

    server = serve("127.0.0.1");
    await(redis, Health.State.UP);
    redis.cache().put("token", "2", Duration.ofMinutes(1));
    redis.stop();
    assertEquals(Health.State.DOWN, redis.health().state());
  }

  @Test
  void whoeverIsNotTheServerOrTheUserIsRefused() throws Exception {
    assertTrue(refused(Map.of("redis.password", "wrong")).contains("WRONGPASS"));
    assertTrue(refused(Map.of("redis.user", "somebody")).contains("WRONGPASS"));
    refused(Map.of("redis.tls", "auto")); // on this machine: without TLS

    Map<String, String> localhost = Map.of("redis.address", "localhost:" + port);
    assertTrue(refused(localhost).contains("localhost"), "the certificate is for 127.0.0.1");

    try (DataDirectory other = DataDirectory.open(folder.resolve("other"), 0)) {
      CertificateAuthority stranger = CertificateAuthority.of(Keystore.open(other), Instant.now());
      Files.writeString(folder.resolve("foreign.pem"), pem(stranger));
    }
    String foreign = refused(Map.of("redis.ca", folder.resolve("foreign.pem").toString()));
    assertTrue(foreign.contains("certif") || foreign.contains("path"), foreign);
    refused(Map.of("redis.ca", "")); // Java does not know our authority
  }

  @Test
  void settingsThatCanNotBeMeantAreNamed() {
    for (String address : List.of("somewhere", "host:", ":6379", "host:70000", "host:port")) {
      Fault fault = assertThrows(Fault.class, () -> redis(Map.of("redis.address", address)));
      assertEquals(ErrorCode.BAD_CONFIGURATION, fault.code());
      assertEquals("redis.address names " + address + ": write host:port", fault.getMessage());
    }
    Fault fault = assertThrows(Fault.class, () -> redis(Map.of("redis.ca", "none.pem")));
    assertEquals(ErrorCode.BAD_CONFIGURATION, fault.code());
    assertTrue(fault.getMessage().startsWith("redis.ca "), fault.getMessage());
  }

  private static String refused(Map<String, String> settings) throws Exception {
    Redis redis = redis(settings);
    Fault fault = assertThrows(Fault.class, redis::start);
    redis.stop();
    assertEquals(ErrorCode.DEPENDENCY_DOWN, fault.code());
    assertFalse(fault.getMessage().contains(PASSWORD), fault.getMessage());
    return fault.getMessage();
  }

  private static Redis redis(Map<String, String> more) throws IOException {
    Map<String, String> settings = new HashMap<>();
    settings.put("redis.address", "127.0.0.1:" + port);
    settings.put("redis.user", "bourse");
    settings.put("redis.password", PASSWORD);
    settings.put("redis.tls", "verify-full");
    settings.put("redis.ca", folder.resolve("ca.pem").toString());
    settings.putAll(more);
    return Redis.of(
        Settings.of(SettingsCatalogue.of(RedisSettings.ALL), settings), data, "not used");
  }

  private static Process serve(String name) throws Exception {
    Credentials issued = authority.issue(List.of(name), Duration.ofDays(1), Instant.now());
    Files.writeString(folder.resolve("chain.pem"), CertificateAuthority.pem(issued.chain()));
    Files.writeString(folder.resolve("key.pem"), CertificateAuthority.pem(issued.key()));
    Path users =
        Files.writeString(
            folder.resolve("users.acl"),
            "user default off\nuser bourse on >%s ~* &* +@all\n".formatted(PASSWORD));
    Path configuration =
        Files.writeString(
            folder.resolve("redis.conf"),
            """
            port 0
            bind 127.0.0.1
            tls-port %d
            tls-cert-file %s
            tls-key-file %s
            tls-ca-cert-file %s
            tls-auth-clients no
            aclfile %s
            save ""
            dir %s
            """
                .formatted(
                    port,
                    folder.resolve("chain.pem"),
                    folder.resolve("key.pem"),
                    folder.resolve("ca.pem"),
                    users,
                    folder));
    Path output = folder.resolve("redis.log");
    Process process =
        new ProcessBuilder("redis-server", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!Files.readString(output).contains("Ready to accept connections")) {
      assertTrue(process.isAlive() && System.nanoTime() < deadline, Files.readString(output));
      Thread.sleep(10);
    }
    return process;
  }

  private static void end() throws InterruptedException {
    server.destroyForcibly().waitFor();
  }

  private static void await(Redis redis, Health.State state) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (redis.health().state() != state) {
      assertTrue(System.nanoTime() < deadline, () -> redis.health().toString());
      Thread.sleep(10);
    }
  }

  private static String pem(CertificateAuthority authority) {
    return CertificateAuthority.pem(List.of(authority.certificate()));
  }
}

package bourse.platform.events;

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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Kafka that the operator runs, with TLS and users, certified by this installation. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExternalKafkaTest {
  private static final String PASSWORD = "a \"quoted\" \\ password";

  @TempDir static Path folder;
  private static DataDirectory data;
  private static CertificateAuthority authority;
  private static int port;
  private static int controllerPort;
  private static KafkaBroker broker;

  @BeforeAll
  static void start() throws Exception {
    data = DataDirectory.open(folder.resolve("data"), 0);
    authority = CertificateAuthority.of(Keystore.open(data), Instant.now());
    Files.writeString(folder.resolve("ca.pem"), pem(authority));
    port = Ports.free();
    controllerPort = Ports.free();
    broker = serve();
    try (Admin admin = new KafkaClients(plain(Map.of()).connection()).admin()) {
      admin
          .alterUserScramCredentials(
              List.of(
                  new UserScramCredentialUpsertion(
                      "exchange",
                      new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096),
                      PASSWORD.getBytes(StandardCharsets.UTF_8))))
          .all()
          .get(20, TimeUnit.SECONDS);
    }
  }

  @AfterAll
  static void stop() throws IOException {
    broker.stop();
    data.close();
  }

  @Test
  void itIsUsedOverTlsAndIsBackWithoutAStart() throws Exception {
    Kafka kafka = scram(Map.of());
    kafka.start();
    await(kafka, Health.State.UP);
    KafkaClients clients = new KafkaClients(kafka.connection());
    clients.createTopics(
        List.of(new KafkaClients.Topic("trade.executed", 1, Duration.ofDays(1))),
        Duration.ofSeconds(20));
    try (Producer<byte[], byte[]> producer = clients.producer("test")) {
      producer
          .send(new ProducerRecord<>("trade.executed", new byte[] {1}))
          .get(20, TimeUnit.SECONDS);
    }

    broker.stop();
    await(kafka, Health.State.DOWN);
    assertTrue(
        kafka.health().detail().startsWith("at kafka.bootstrap-servers 127.0.0.1:" + port),
        kafka.health().detail());
    assertFalse(kafka.health().detail().contains("quoted"), kafka.health().detail());

    broker = serve();
    await(kafka, Health.State.UP);
    kafka.stop();
    assertEquals(Health.State.DOWN, kafka.health().state());
  }

  @Test
  void whoeverIsNotTheServerOrTheUserIsRefused() throws Exception {
    assertTrue(refused(scram(Map.of("kafka.password", "wrong"))).contains("uthentication"));
    assertTrue(
        refused(scram(Map.of("kafka.bootstrap-servers", "localhost:" + port))).contains("SSL"),
        "the certificate is for 127.0.0.1");
    try (DataDirectory other = DataDirectory.open(folder.resolve("other"), 0)) {
      CertificateAuthority stranger = CertificateAuthority.of(Keystore.open(other), Instant.now());
      Files.writeString(folder.resolve("foreign.pem"), pem(stranger));
    }
    assertTrue(
        refused(scram(Map.of("kafka.ca", folder.resolve("foreign.pem").toString())))
            .contains("SSL"));
    refused(scram(Map.of("kafka.tls", "auto"))); // on this machine: without TLS
  }

  @Test
  void settingsThatCanNotBeMeantAreNamed() {
    Fault address =
        assertThrows(Fault.class, () -> scram(Map.of("kafka.bootstrap-servers", "one:9092,two")));
    assertEquals(ErrorCode.BAD_CONFIGURATION, address.code());
    assertEquals("kafka.bootstrap-servers names two: write host:port", address.getMessage());
    Fault ca = assertThrows(Fault.class, () -> scram(Map.of("kafka.ca", "none.pem")));
    assertEquals(ErrorCode.BAD_CONFIGURATION, ca.code());
    assertTrue(ca.getMessage().startsWith("kafka.ca "), ca.getMessage());
  }

  private static String refused(Kafka kafka) throws Exception {
    kafka.start();
    Health seen = kafka.health();
    kafka.stop();
    assertEquals(Health.State.DOWN, seen.state());
    return seen.detail();
  }

  private static Kafka plain(Map<String, String> more) throws IOException {
    return kafka("bourse", "plain", more);
  }

  private static Kafka scram(Map<String, String> more) throws IOException {
    return kafka("exchange", "scram-sha-512", more);
  }

  private static Kafka kafka(String user, String mechanism, Map<String, String> more)
      throws IOException {
    Map<String, String> settings = new HashMap<>();
    settings.put("kafka.bootstrap-servers", "127.0.0.1:" + port);
    settings.put("kafka.user", user);
    settings.put("kafka.password", PASSWORD);
    settings.put("kafka.mechanism", mechanism);
    settings.put("kafka.tls", "verify-full");
    settings.put("kafka.ca", folder.resolve("ca.pem").toString());
    settings.putAll(more);
    return Kafka.of(
        Settings.of(SettingsCatalogue.of(KafkaSettings.ALL), settings), data, "not used");
  }

  private static KafkaBroker serve() throws Exception {
    Credentials issued = authority.issue(List.of("127.0.0.1"), Duration.ofDays(1), Instant.now());
    String quoted = PASSWORD.replace("\\", "\\\\").replace("\"", "\\\"");
    Properties properties =
        KafkaBroker.properties(folder.resolve("kafka"), port, controllerPort, "bourse", quoted);
    properties.put("listener.security.protocol.map", "BROKER:SASL_SSL,CONTROLLER:SASL_PLAINTEXT");
    properties.put("listener.name.broker.sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512");
    properties.put(
        "listener.name.broker.scram-sha-512.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    properties.put("ssl.keystore.type", "PEM");
    properties.put("ssl.keystore.certificate.chain", CertificateAuthority.pem(issued.chain()));
    properties.put("ssl.keystore.key", CertificateAuthority.pem(issued.key()));
    properties.put("ssl.truststore.type", "PEM");
    properties.put("ssl.truststore.certificates", pem(authority));
    KafkaBroker starting = new KafkaBroker(properties);
    starting.start();
    return starting;
  }

  private static void await(Kafka kafka, Health.State state) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (kafka.health().state() != state) {
      assertTrue(System.nanoTime() < deadline, () -> kafka.health().toString());
      Thread.sleep(20);
    }
  }

  private static String pem(CertificateAuthority authority) {
    return CertificateAuthority.pem(List.of(authority.certificate()));
  }
}

package bourse.platform.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.service.Health;
import bourse.platform.service.Lifecycle;
import bourse.platform.service.Part;
import bourse.platform.service.Ports;
import bourse.platform.service.Progress;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EmbeddedKafkaTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final List<KafkaClients.Topic> TOPICS =
      List.of(new KafkaClients.Topic("trade.executed", 1, Duration.ofDays(1)));

  @TempDir Path directory;

  @Test
  void whatIsSentIsReadAlsoAfterARestart() throws Exception {
    EmbeddedKafka kafka = kafka("right");
    kafka.start();
    KafkaClients clients = new KafkaClients(kafka.connection());
    clients.createTopics(TOPICS, SOON);
    clients.createTopics(TOPICS, SOON); // what is there is left alone
    send(clients, "one", "two");
    assertEquals(List.of("one", "two"), read(clients, 2));
    assertEquals(Health.UP, kafka.health());
    kafka.stop();
    assertEquals(Health.State.DOWN, kafka.health().state());

    kafka.start();
    send(clients, "three");
    assertEquals(List.of("one", "two", "three"), read(clients, 3));
    kafka.stop();
  }

  @Test
  void wrongCredentialsAreRefused() throws Exception {
    EmbeddedKafka kafka = kafka("right");
    kafka.start();
    String address = kafka.connection().bootstrapServers();
    KafkaConnection wrong = KafkaConnection.embedded(address, "wrong");
    try (Admin admin = new KafkaClients(wrong).admin()) {
      ExecutionException refusal =
          assertThrows(
              ExecutionException.class,
              () -> admin.describeCluster().clusterId().get(20, TimeUnit.SECONDS));
      assertInstanceOf(SaslAuthenticationException.class, refusal.getCause());
    } finally {
      kafka.stop();
    }
  }

  @Test
  void aHaltKeepsThisProcessAliveAndTheBrokerIsStartedAgain() throws Exception {
    EmbeddedKafka kafka = kafka("right");
    Lifecycle lifecycle = new Lifecycle(List.of(Part.background(kafka)), Progress.silent());
    lifecycle.start();
    await(lifecycle, Health.State.UP);
    assertThrows(EmbeddedKafka.BrokerEnded.class, () -> Exit.halt(1, "log directory failed"));
    assertEquals(
        Health.down(
            "stopped itself with status 1 (log directory failed): look for a full or failing"
                + " disk"),
        kafka.health());
    assertEquals(Health.State.DEGRADED, lifecycle.overall().state());
    await(lifecycle, Health.State.UP);
    new KafkaClients(kafka.connection()).createTopics(TOPICS, SOON);
    lifecycle.stop();
  }

  @Test
  void aKilledBrokerStartsAgainWithWhatWasAcknowledged() throws Exception {
    int port = Ports.free();
    int controllerPort = Ports.free();
    Process other = otherBroker(port, controllerPort);
    KafkaClients clients = new KafkaClients(KafkaConnection.embedded("127.0.0.1:" + port, "right"));
    try (BufferedReader output = other.inputReader()) {
      assertEquals("sent", output.readLine());
    } finally {
      other.destroyForcibly().waitFor();
    }
    EmbeddedKafka kafka = new EmbeddedKafka(directory, port, controllerPort, "right");
    kafka.start();
    assertEquals(List.of("before the kill"), read(clients, 1));
    kafka.stop();
  }

  @Test
  void aTakenPortFailsTheStartAndCanBeStopped() throws Exception {
    EmbeddedKafka first = kafka("right");
    first.start();
    int port = Integer.parseInt(first.connection().bootstrapServers().split(":")[1]);
    EmbeddedKafka second =
        new EmbeddedKafka(directory.resolve("second"), port, Ports.free(), "right");
    Fault fault = assertThrows(Fault.class, second::start);
    assertEquals(ErrorCode.DEPENDENCY_DOWN, fault.code());
    second.stop();
    assertEquals(Health.UP, first.health());
    first.stop();
  }

  private EmbeddedKafka kafka(String password) throws IOException {
    return new EmbeddedKafka(directory, Ports.free(), Ports.free(), password);
  }

  private static void send(KafkaClients clients, String... texts) throws Exception {
    try (Producer<byte[], byte[]> producer = clients.producer("test")) {
      for (String text : texts) {
        producer
            .send(new ProducerRecord<>("trade.executed", text.getBytes(StandardCharsets.UTF_8)))
            .get(20, TimeUnit.SECONDS);
      }
    }
  }

  private static List<String> read(KafkaClients clients, int count) {
    List<String> texts = new ArrayList<>();
    try (Consumer<byte[], byte[]> reader = clients.reader("test")) {
      TopicPartition partition = new TopicPartition("trade.executed", 0);
      reader.assign(List.of(partition));
      reader.seek(partition, 0);
      long deadline = System.nanoTime() + SOON.toNanos();
      while (texts.size() < count && System.nanoTime() < deadline) {
        for (ConsumerRecord<byte[], byte[]> found : reader.poll(Duration.ofMillis(200))) {
          texts.add(new String(found.value(), StandardCharsets.UTF_8));
        }
      }
    }
    return texts;
  }

  private static void await(Lifecycle lifecycle, Health.State state) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (lifecycle.overall().state() != state) {
      assertTrue(System.nanoTime() < deadline, () -> lifecycle.overall().toString());
      Thread.sleep(20);
    }
  }

  private Process otherBroker(int port, int controllerPort) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            OtherBroker.class.getName(),
            directory.toString(),
            Integer.toString(port),
            Integer.toString(controllerPort))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Runs a broker, sends one record and waits to be killed. */
  static final class OtherBroker {
    private OtherBroker() {}

    public static void main(String[] arguments) throws Exception {
      Thread.setDefaultUncaughtExceptionHandler((thread, e) -> Runtime.getRuntime().halt(1));
      EmbeddedKafka kafka =
          new EmbeddedKafka(
              Path.of(arguments[0]),
              Integer.parseInt(arguments[1]),
              Integer.parseInt(arguments[2]),
              "right");
      kafka.start();
      KafkaClients clients = new KafkaClients(kafka.connection());
      clients.createTopics(TOPICS, SOON);
      send(clients, "before the kill");
      System.out.println("sent");
      Thread.sleep(60_000);
    }
  }
}

package bourse.platform.events;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * The only place that knows Kafka's internal classes, which move between its releases: one start,
 * one stop.
 */
final class KafkaBroker {
  private static final int NODE = 1;
  private static final String CONTROLLER = "CONTROLLER";

  /** The same in every installation; the data directory, not this, tells installations apart. */
  private static final String CLUSTER = "Ym91cnNlLWVtYmVkZGVkMQ";

  private final Properties properties;
  private KafkaRaftServer server;

  KafkaBroker(Properties properties) {
    this.properties = properties;
  }

  /** The properties of a small broker that is its own controller, on the loopback address. */
  static Properties properties(
      Path directory, int port, int controllerPort, String user, String password) {
    Properties properties = new Properties();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", Integer.toString(NODE));
    properties.put("log.dirs", directory.toString());
    properties.put("controller.quorum.voters", NODE + "@127.0.0.1:" + controllerPort);
    putListeners(properties, port, controllerPort);
    putCredentials(properties, user, password);
    putSmallness(properties);
    putRecovery(properties);
    return properties;
  }

  void start() throws Exception {
    format();
    server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
    server.startup();
  }

  void stop() {
    if (server != null) {
      server.shutdown();
      server.awaitShutdown();
    }
  }

  /** Writes the identity of a new log directory; changes nothing in an old one. */
  private void format() throws Exception {
    try (PrintStream silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(silent)
          .setNodeId(NODE)
          .setClusterId(CLUSTER)
          .addDirectory(properties.getProperty("log.dirs"))
          .setMetadataLogDirectory(properties.getProperty("log.dirs"))
          .setControllerListenerName(CONTROLLER)
          .setIgnoreFormatted(true)
          .run();
    }
  }

  private static void putListeners(Properties properties, int port, int controllerPort) {
    properties.put(
        "listeners",
        "BROKER://127.0.0.1:" + port + "," + CONTROLLER + "://127.0.0.1:" + controllerPort);
    properties.put(
        "listener.security.protocol.map",
        "BROKER:SASL_PLAINTEXT," + CONTROLLER + ":SASL_PLAINTEXT");
    properties.put("inter.broker.listener.name", "BROKER");
    properties.put("controller.listener.names", CONTROLLER);
  }

  private static void putCredentials(Properties properties, String user, String password) {
    String login =
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\" user_%s=\"%s\";"
            .formatted(user, password, user, password);
    properties.put("sasl.enabled.mechanisms", "PLAIN");
    properties.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
    properties.put("sasl.mechanism.controller.protocol", "PLAIN");
    for (String listener : new String[] {"broker", "controller"}) {
      properties.put("listener.name." + listener + ".plain.sasl.jaas.config", login);
    }
  }

  private static void putSmallness(Properties properties) {
    properties.put("num.network.threads", "1");
    properties.put("num.io.threads", "2");
    properties.put("background.threads", "2");
    properties.put("num.recovery.threads.per.data.dir", "1");
    properties.put("log.cleaner.dedupe.buffer.size", "4194304");
    properties.put("log.cleaner.io.buffer.size", "131072");
    properties.put("log.segment.bytes", "67108864");
    properties.put("log.index.size.max.bytes", "1048576");
    properties.put("metadata.log.segment.bytes", "16777216");
    properties.put("offsets.topic.num.partitions", "1");
    properties.put("offsets.topic.replication.factor", "1");
    properties.put("transaction.state.log.num.partitions", "1");
    properties.put("transaction.state.log.replication.factor", "1");
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("share.coordinator.state.topic.num.partitions", "1");
    properties.put("share.coordinator.state.topic.replication.factor", "1");
    properties.put("share.coordinator.state.topic.min.isr", "1");
    properties.put("default.replication.factor", "1");
    properties.put("num.partitions", "1");
    properties.put("auto.create.topics.enable", "false");
    properties.put("metric.reporters", "");
  }

  /** A broker that was killed is let back in after 1.5 s instead of 9. */
  private static void putRecovery(Properties properties) {
    properties.put("broker.session.timeout.ms", "1500");
    properties.put("broker.heartbeat.interval.ms", "500");
    properties.put("group.initial.rebalance.delay.ms", "0");
    properties.put("controlled.shutdown.max.retries", "1");
  }
}

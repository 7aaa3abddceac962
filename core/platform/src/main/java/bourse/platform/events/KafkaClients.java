package bourse.platform.events;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes clients of Kafka whose properties fit this appliance: bytes in and out, acknowledged by all
 * replicas, positions kept by the caller. Thread safe; the consumers are not.
 */
public final class KafkaClients {
  private static final Duration CLOSE_WITHIN = Duration.ofMillis(200);

  private final KafkaConnection connection;

  public KafkaClients(KafkaConnection connection) {
    this.connection = connection;
  }

  /**
   * A topic to have.
   *
   * @param name lower case with dots: {@code trade.executed}
   * @param partitions how many; order holds within one
   * @param retention how long records stay
   */
  public record Topic(String name, int partitions, Duration retention) {}

  /** A producer that never reorders or doubles what it resends. Close it. */
  public Producer<byte[], byte[]> producer(String clientId) {
    return new KafkaProducer<>(producerProperties(clientId));
  }

  /**
   * A consumer for {@code assign} and {@code seek}: it joins no group and commits nothing. Sees
   * committed records only. Close it.
   */
  public Consumer<byte[], byte[]> reader(String clientId) {
    return new KafkaConsumer<>(consumerProperties(clientId));
  }

  /** For what is not here. Close it. */
  public Admin admin() {
    Map<String, Object> properties = common("bourse-admin");
    properties.put("request.timeout.ms", 5_000);
    properties.put("default.api.timeout.ms", 10_000);
    return Admin.create(properties);
  }

  /**
   * Makes the topics that are not there; leaves the others as they are.
   *
   * @throws Fault {@code DEPENDENCY_DOWN} when Kafka does not do it in time
   */
  public void createTopics(List<Topic> topics, Duration atMost) throws InterruptedException {
    createNew(topics.stream().map(KafkaClients::newTopic).toList(), atMost);
  }

  /** The same for topics of any configuration. */
  public void createNew(List<NewTopic> topics, Duration atMost) throws InterruptedException {
    Admin admin = admin();
    try {
      var results = admin.createTopics(topics);
      for (NewTopic topic : topics) {
        awaitCreated(results.values().get(topic.name()), topic, atMost);
      }
    } finally {
      // Not close(): after an interrupt it waits for what nobody wants any more.
      admin.close(CLOSE_WITHIN);
    }
  }

  private static void awaitCreated(
      org.apache.kafka.common.KafkaFuture<Void> created, NewTopic topic, Duration atMost)
      throws InterruptedException {
    try {
      created.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw notCreated(topic, e.getCause());
      }
    } catch (TimeoutException e) {
      throw notCreated(topic, e);
    }
  }

  private static Fault notCreated(NewTopic topic, Throwable cause) {
    return new Fault(
        ErrorCode.DEPENDENCY_DOWN,
        "Kafka did not make the topic " + topic.name() + " (" + cause + "): see its health",
        cause);
  }

  private static NewTopic newTopic(Topic topic) {
    return new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.empty())
        .configs(Map.of("retention.ms", Long.toString(topic.retention().toMillis())));
  }

  private Map<String, Object> producerProperties(String clientId) {
    Map<String, Object> properties = common(clientId);
    properties.put("key.serializer", ByteArraySerializer.class);
    properties.put("value.serializer", ByteArraySerializer.class);
    properties.put("acks", "all");
    properties.put("enable.idempotence", true);
    // Publishers flush; until then records gather, and a request carries many: decision 0154.
    properties.put("linger.ms", 100);
    properties.put("batch.size", 512 * 1024);
    properties.put("buffer.memory", 8L * 1024 * 1024);
    properties.put("max.block.ms", 5_000);
    properties.put("request.timeout.ms", 10_000);
    properties.put("delivery.timeout.ms", 30_000);
    return properties;
  }

  private Map<String, Object> consumerProperties(String clientId) {
    Map<String, Object> properties = common(clientId);
    properties.put("key.deserializer", ByteArrayDeserializer.class);
    properties.put("value.deserializer", ByteArrayDeserializer.class);
    properties.put("enable.auto.commit", false);
    properties.put("auto.offset.reset", "earliest");
    properties.put("isolation.level", "read_committed");
    properties.put("fetch.min.bytes", 1);
    properties.put("allow.auto.create.topics", false);
    properties.put("request.timeout.ms", 5_000);
    properties.put("default.api.timeout.ms", 10_000);
    return properties;
  }

  private Map<String, Object> common(String clientId) {
    Map<String, Object> properties = new HashMap<>(connection.security());
    properties.put("bootstrap.servers", connection.bootstrapServers());
    properties.put("client.id", clientId);
    properties.put("enable.metrics.push", false);
    properties.put("metric.reporters", "");
    properties.put("reconnect.backoff.max.ms", 2_000);
    return properties;
  }
}

package bourse.exchange;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.events.KafkaClients;
import bourse.platform.telemetry.TraceContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * Reads facts from Kafka, from the beginning of what is kept or from now on, and drops those that
 * came before: within a topic positions only grow, so whatever is not above the last one is a
 * duplicate. Not thread safe.
 */
public final class FactTopicReader implements AutoCloseable {
  /**
   * One fact.
   *
   * @param key what it is about: a symbol or an account
   * @param sequence with {@code index} its position
   * @param value as {@code docs/reference/events.md} describes it
   */
  public record Event(
      String topic,
      String key,
      long sequence,
      int index,
      JsonNode value,
      Optional<TraceContext> trace) {}

  private record Position(long sequence, int index) {
    boolean isAbove(Position other) {
      return sequence > other.sequence || (sequence == other.sequence && index > other.index);
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Consumer<byte[], byte[]> consumer;
  private final Map<String, Position> last = new HashMap<>();
  private final Position start;

  /**
   * Reads all that is kept.
   *
   * @param afterSequence facts up to this sequence are dropped: the reader's own position, 0 for
   *     all
   */
  public FactTopicReader(
      KafkaClients clients, String clientId, Collection<String> topics, long afterSequence) {
    this(clients.reader(clientId), partitions(topics), afterSequence);
    consumer.seekToBeginning(consumer.assignment());
  }

  private FactTopicReader(
      Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions, long afterSequence) {
    this.consumer = consumer;
    start = new Position(afterSequence, Integer.MAX_VALUE);
    consumer.assign(partitions);
  }

  /**
   * Reads what is published from this call on.
   *
   * @throws Fault {@code DEPENDENCY_DOWN} when Kafka or a topic is not there
   */
  public static FactTopicReader fromNow(
      KafkaClients clients, String clientId, Collection<String> topics) {
    FactTopicReader reader = new FactTopicReader(clients.reader(clientId), partitions(topics), 0);
    try {
      reader.consumer.seekToEnd(reader.consumer.assignment());
      // Kafka looks for the end only when it is asked where that is.
      reader.consumer.assignment().forEach(reader.consumer::position);
      return reader;
    } catch (KafkaException e) {
      reader.close();
      throw new Fault(
          ErrorCode.DEPENDENCY_DOWN,
          "Kafka does not say where the facts end (" + e.getMessage() + "): see its health",
          e);
    }
  }

  /** New facts, in order within a topic; empty when none came in time. */
  public List<Event> poll(Duration atMost) {
    List<Event> events = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(atMost)) {
      Event event = event(record);
      Position position = new Position(event.sequence(), event.index());
      if (position.isAbove(last.getOrDefault(event.topic(), start))) {
        last.put(event.topic(), position);
        events.add(event);
      }
    }
    return events;
  }

  @Override
  public void close() {
    consumer.close();
  }

  private static List<TopicPartition> partitions(Collection<String> topics) {
    return topics.stream().map(topic -> new TopicPartition(topic, 0)).toList();
  }

  private static Event event(ConsumerRecord<byte[], byte[]> record) {
    try {
      JsonNode value = JSON.readTree(record.value());
      JsonNode position = value.required("position");
      Header trace = record.headers().lastHeader("traceparent");
      return new Event(
          record.topic(),
          new String(record.key(), StandardCharsets.UTF_8),
          position.required("sequence").longValue(),
          position.required("index").intValue(),
          value,
          trace == null
              ? Optional.empty()
              : TraceContext.parse(new String(trace.value(), StandardCharsets.US_ASCII)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

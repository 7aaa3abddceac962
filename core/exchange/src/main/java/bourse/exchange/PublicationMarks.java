package bourse.exchange;

import bourse.platform.events.KafkaClients;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds in Kafka itself how far publication has come.
 *
 * <p>A mark says that everything up to a sequence is in the topics, and where the topics ended
 * then. A power cut may take the end of one topic and leave the mark; so the newest mark counts
 * whose ends the topics still reach. What was published after it is published again, and consumers
 * drop it by its position. The topic is compacted: a ring of keys keeps the last marks.
 */
final class PublicationMarks {
  /** Where publication goes on. */
  record Found(long sequence, Map<String, Long> ends) {}

  private record Mark(long sequence, Map<String, Long> ends) {}

  private static final Logger log = LoggerFactory.getLogger(PublicationMarks.class);
  private static final int KEPT = 64;
  private static final Duration READ_WITHIN = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  private PublicationMarks() {}

  static ProducerRecord<byte[], byte[]> record(long count, long sequence, Map<String, Long> ends) {
    try {
      return new ProducerRecord<>(
          FactTopics.MARKS,
          0,
          Long.toString(count % KEPT).getBytes(StandardCharsets.UTF_8),
          JSON.writeValueAsBytes(Map.of("sequence", sequence, "ends", ends)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Found find(KafkaClients clients) {
    try (Consumer<byte[], byte[]> reader = clients.reader("bourse-publication-marks")) {
      Map<String, Long> ends = ends(reader);
      List<Mark> marks = read(reader);
      for (Mark mark : marks.reversed()) {
        if (covers(ends, mark.ends())) {
          return new Found(mark.sequence(), ends);
        }
        log.warn(
            "Kafka has lost facts that were published up to sequence {}; they are published again",
            mark.sequence());
      }
      return new Found(0, ends);
    }
  }

  private static boolean covers(Map<String, Long> ends, Map<String, Long> marked) {
    return marked.entrySet().stream()
        .allMatch(topic -> ends.getOrDefault(topic.getKey(), 0L) >= topic.getValue());
  }

  private static Map<String, Long> ends(Consumer<byte[], byte[]> reader) {
    Map<String, Long> ends = new HashMap<>();
    List<TopicPartition> partitions =
        FactTopics.ALL.stream().map(topic -> new TopicPartition(topic, 0)).toList();
    reader.assign(partitions); // the client warns of answers about others
    reader.endOffsets(partitions).forEach((partition, end) -> ends.put(partition.topic(), end));
    return ends;
  }

  private static List<Mark> read(Consumer<byte[], byte[]> reader) {
    TopicPartition partition = new TopicPartition(FactTopics.MARKS, 0);
    reader.assign(List.of(partition));
    reader.seekToBeginning(List.of(partition));
    long end = reader.endOffsets(List.of(partition)).get(partition);
    long deadline = System.nanoTime() + READ_WITHIN.toNanos();
    List<Mark> marks = new ArrayList<>();
    while (reader.position(partition) < end) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("Kafka does not give the publication's marks");
      }
      for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(200))) {
        marks.add(mark(record.value()));
      }
    }
    return marks;
  }

  private static Mark mark(byte[] json) {
    try {
      var tree = JSON.readTree(json);
      return new Mark(
          tree.required("sequence").longValue(),
          JSON.convertValue(tree.required("ends"), new TypeReference<Map<String, Long>>() {}));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

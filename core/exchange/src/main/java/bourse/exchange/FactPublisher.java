package bourse.exchange;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.engine.FactSink;
import bourse.platform.data.Database;
import bourse.platform.events.KafkaClients;
import bourse.platform.service.Health;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the facts to Kafka, each as one record of one of {@link FactTopics}, with its position.
 * Trading does not wait for it: while Kafka is away, batches fail and come again.
 *
 * <p>After a crash some facts are published again, never left out: readers drop what is not above
 * the last position of its topic, as {@link FactTopicReader} does. Used by one thread.
 */
public final class FactPublisher implements FactStream.Consumer, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FactPublisher.class);
  private static final long MARK_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final Duration FLUSH_INTERVAL = Duration.ofMillis(100);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
  private static final Duration RETENTION = Duration.ofDays(7);

  private final KafkaClients clients;
  private final Supplier<Health> kafka;
  private final Database database;
  private final MarketDefinitions market = new MarketDefinitions();
  private final FactEvents events = new FactEvents(market, this::send);
  private final Map<String, Long> ends = new ConcurrentHashMap<>();
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  private Producer<byte[], byte[]> producer;
  private boolean ready;
  private long marks;
  private long marked;
  private long markedAtNanos;

  /**
   * @param kafka how the broker is; while it is down, nothing waits for its answer
   * @param database tells what was listed before the position at which publication goes on
   */
  public FactPublisher(KafkaClients clients, Supplier<Health> kafka, Database database) {
    this.clients = clients;
    this.kafka = kafka;
    this.database = database;
  }

  @Override
  public String name() {
    return "publisher";
  }

  /** One request per topic for all that came in a moment. */
  @Override
  public Duration flushInterval() {
    return FLUSH_INTERVAL;
  }

  @Override
  public FactStream.Pace pace() {
    return FactStream.Pace.CATCHES_UP;
  }

  /** The sequence up to which Kafka has everything, found in Kafka at {@link #restart}. */
  @Override
  public long position() {
    if (!ready) {
      restart();
    }
    return events.published();
  }

  @Override
  public FactSink sink() {
    return events;
  }

  /**
   * @throws Fault {@code DEPENDENCY_DOWN} when Kafka does not answer
   */
  @Override
  public void restart() {
    ready = false;
    closeProducer();
    Health broker = kafka.get();
    if (broker.state() == Health.State.DOWN) {
      throw new Fault(ErrorCode.DEPENDENCY_DOWN, "Kafka " + broker.detail());
    }
    PublicationMarks.Found found = found();
    database.jdbi().useHandle(market::load);
    ends.clear();
    ends.putAll(found.ends());
    failure.set(null);
    events.startAfter(found.sequence());
    marked = found.sequence();
    producer = clients.producer("bourse-facts");
    ready = true;
  }

  /** Returns when all replicas have the facts; a mark of it is written about once a second. */
  @Override
  public void flush(long sequence) throws Exception {
    producer.flush();
    Exception failed = failure.get();
    if (failed != null) {
      ready = false;
      throw notAnswering(failed);
    }
    if (System.nanoTime() - markedAtNanos >= MARK_INTERVAL_NANOS) {
      try {
        mark();
      } catch (ExecutionException | TimeoutException | KafkaException e) {
        throw notAnswering(e);
      }
    }
  }

  /** Writes the last mark, so that nothing is published again after a clean stop. */
  @Override
  public void close() {
    try {
      if (ready && events.published() > marked && kafka.get().state() != Health.State.DOWN) {
        flushAndMark();
      }
    } finally {
      closeProducer();
    }
  }

  private void flushAndMark() {
    try {
      producer.flush();
      if (failure.get() == null) {
        mark();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      log.warn(
          "Facts after sequence {} will be published again at the next start: {}",
          marked,
          e.getMessage());
    }
  }

  private PublicationMarks.Found found() {
    try {
      createTopics();
      return PublicationMarks.find(clients);
    } catch (KafkaException e) {
      throw notAnswering(e);
    }
  }

  private static Fault notAnswering(Exception e) {
    return new Fault(ErrorCode.DEPENDENCY_DOWN, "Kafka does not answer: " + e.getMessage(), e);
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    // The callback learns of a failure, and flush tells it.
    Future<RecordMetadata> _ = producer.send(record, this::acknowledged);
  }

  private void acknowledged(RecordMetadata record, Exception failed) {
    if (failed == null) {
      ends.merge(record.topic(), record.offset() + 1, Math::max);
    } else {
      failure.compareAndSet(null, failed);
    }
  }

  private void mark() throws InterruptedException, ExecutionException, TimeoutException {
    Future<RecordMetadata> written =
        producer.send(PublicationMarks.record(marks++, events.published(), Map.copyOf(ends)));
    producer.flush();
    written.get(ANSWER_WITHIN.toSeconds(), TimeUnit.SECONDS);
    marked = events.published();
    markedAtNanos = System.nanoTime();
  }

  private void createTopics() {
    List<KafkaClients.Topic> topics =
        FactTopics.ALL.stream().map(name -> new KafkaClients.Topic(name, 1, RETENTION)).toList();
    try {
      clients.createTopics(topics, ANSWER_WITHIN);
      createMarks();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while topics were made", e);
    }
  }

  private void createMarks() throws InterruptedException {
    NewTopic marksTopic =
        new NewTopic(FactTopics.MARKS, Optional.of(1), Optional.empty())
            .configs(Map.of("cleanup.policy", "compact"));
    clients.createNew(List.of(marksTopic), ANSWER_WITHIN);
  }

  private void closeProducer() {
    if (producer != null) {
      producer.close(Duration.ofSeconds(1));
      producer = null;
    }
  }
}

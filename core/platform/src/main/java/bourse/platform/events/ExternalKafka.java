package bourse.platform.events;

import bourse.platform.service.Health;
import bourse.platform.service.Part;
import bourse.platform.service.Watch;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/**
 * Kafka brokers that the operator runs. The product is started without them too: facts wait in the
 * log until they answer.
 */
final class ExternalKafka implements Kafka {
  private static final long ANSWERS_WITHIN_MILLIS = 3_000;
  private static final Duration CLOSES_WITHIN = Duration.ofMillis(200);

  private final KafkaConnection connection;
  private final Watch watch = new Watch("kafka", this::look);

  /** Null while it is not started. */
  private volatile Admin admin;

  ExternalKafka(KafkaConnection connection) {
    this.connection = connection;
  }

  @Override
  public KafkaConnection connection() {
    return connection;
  }

  /** Nobody here can start it again: the watch sees when it is back. */
  @Override
  public Part part() {
    return Part.background(this).leftAlone();
  }

  @Override
  public void start() {
    admin = new KafkaClients(connection).admin();
    watch.start();
  }

  @Override
  public void stop() {
    watch.stop();
    Admin closing = admin;
    admin = null;
    if (closing != null) {
      closing.close(CLOSES_WITHIN);
    }
  }

  @Override
  public Health health() {
    return watch.health();
  }

  private Health look() {
    Admin asking = admin;
    if (asking == null) {
      return Health.down("is not connected; wait for its start");
    }
    try {
      asking.describeCluster().nodes().get(ANSWERS_WITHIN_MILLIS, TimeUnit.MILLISECONDS);
      return Health.UP;
    } catch (TimeoutException e) {
      return down("no answer within " + ANSWERS_WITHIN_MILLIS / 1_000 + " s");
    } catch (ExecutionException e) {
      return down(e.getCause().getMessage());
    } catch (KafkaException e) {
      return down(e.getMessage());
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nobody interrupts this thread", e);
    }
  }

  private Health down(String cause) {
    return Health.down(
        "at kafka.bootstrap-servers "
            + connection
            + " does not answer ("
            + cause
            + "): look at the servers, and at kafka.user, kafka.password, kafka.mechanism,"
            + " kafka.tls and kafka.ca; facts wait in the log meanwhile");
  }
}

package bourse.platform.events;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.config.Settings;
import bourse.platform.service.DataDirectory;
import bourse.platform.service.Health;
import bourse.platform.service.Part;
import bourse.platform.service.Ports;
import bourse.platform.service.WrittenFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.utils.Exit;

/**
 * One Kafka broker with its controller in this process, on the loopback address only, for its own
 * user with a generated password.
 *
 * <p>Kafka ends its process when a log directory fails or the disk is full. Here that marks the
 * service dead instead, so that trading goes on and the lifecycle can start the broker again.
 */
public final class EmbeddedKafka implements Kafka {
  static final String USER = "bourse";
  private static final Duration STOP_WITHIN = Duration.ofSeconds(15);
  private static final Duration HURRY_AFTER = Duration.ofSeconds(1);

  /** Brokers that run in this process: one, but for tests. */
  private static final Set<EmbeddedKafka> RUNNING = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final int port;
  private final int controllerPort;
  private final String password;

  /** Why it died; empty while it has not. */
  private final AtomicReference<String> death = new AtomicReference<>("");

  private volatile KafkaBroker broker;

  /** Whether clients get an answer. */
  private volatile boolean serves;

  /**
   * A broker that keeps its data in a directory.
   *
   * @param port where clients connect, on 127.0.0.1
   * @param controllerPort where the broker finds its controller, on 127.0.0.1
   */
  public EmbeddedKafka(Path directory, int port, int controllerPort, String password) {
    this.directory = directory;
    this.port = port;
    this.controllerPort = controllerPort;
    this.password = password;
  }

  /** The broker of the settings; a port 0 becomes a free one now, and stays. */
  public static EmbeddedKafka of(Settings settings, DataDirectory data, String password)
      throws IOException {
    return new EmbeddedKafka(
        data.kafka(),
        chosen(settings.get(KafkaSettings.PORT)),
        chosen(settings.get(KafkaSettings.CONTROLLER_PORT)),
        password);
  }

  @Override
  public KafkaConnection connection() {
    return KafkaConnection.embedded("127.0.0.1:" + port, password);
  }

  @Override
  public Part part() {
    return Part.background(this);
  }

  @Override
  public void start() throws Exception {
    Exit.setHaltProcedure(EmbeddedKafka::refuseToEnd);
    Exit.setExitProcedure(EmbeddedKafka::refuseToEnd);
    death.set("");
    RUNNING.add(this);
    KafkaBroker starting =
        new KafkaBroker(KafkaBroker.properties(directory, port, controllerPort, USER, password));
    broker = starting;
    try {
      starting.start();
    } catch (Exception e) {
      throw new Fault(
          ErrorCode.DEPENDENCY_DOWN,
          "Kafka did not start in " + directory + " (" + e + "): free space or ports, then wait",
          e);
    }
    if (!death.get().isEmpty()) {
      throw new Fault(ErrorCode.DEPENDENCY_DOWN, death.get());
    }
    // Kafka does not force what it formats a new directory with.
    WrittenFiles.force(directory, 1);
    serves = true;
  }

  /** Stops the broker; one that is too broken to stop is left behind after a while. */
  @Override
  public void stop() throws Exception {
    serves = false;
    KafkaBroker stopping = broker;
    broker = null;
    RUNNING.remove(this);
    if (stopping == null) {
      return;
    }
    Thread stopper = Thread.ofPlatform().daemon().name("kafka-stop").start(stopping::stop);
    if (!death.get().isEmpty()) {
      hurry(stopper);
    }
    if (!stopper.join(STOP_WITHIN)) {
      throw new Fault(
          ErrorCode.DEPENDENCY_DOWN,
          "Kafka did not stop within "
              + STOP_WITHIN.toSeconds()
              + " s: its last writes may be"
              + " checked at the next start");
    }
  }

  /**
   * A broker without its controller waits minutes for leave to stop, and keeps its ports meanwhile.
   * An interrupt ends each such wait. It may also cut a write short, which one that died has to
   * check at its next start in any case.
   */
  private static void hurry(Thread stopper) throws InterruptedException {
    long deadline = System.nanoTime() + STOP_WITHIN.toNanos();
    while (!stopper.join(HURRY_AFTER) && System.nanoTime() < deadline) {
      stopper.interrupt();
    }
  }

  @Override
  public Health health() {
    if (!death.get().isEmpty()) {
      return Health.down(death.get());
    }
    return serves ? Health.UP : Health.down("is not running; wait for its start");
  }

  private static int chosen(int port) throws IOException {
    return port == 0 ? Ports.free() : port;
  }

  /** Runs on the thread of Kafka that wanted to end the process, and ends that thread alone. */
  private static void refuseToEnd(int status, String message) {
    String reason =
        "stopped itself with status "
            + status
            + (message == null || message.isBlank() ? "" : " (" + message + ")")
            + ": look for a full or failing disk";
    for (EmbeddedKafka kafka : RUNNING) {
      kafka.death.compareAndSet("", reason);
    }
    throw new BrokerEnded(reason);
  }

  /** Thrown through Kafka where it expects its process to end. */
  static final class BrokerEnded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokerEnded(String message) {
      super(message);
    }
  }
}

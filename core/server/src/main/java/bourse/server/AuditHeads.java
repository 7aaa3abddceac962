package bourse.server;

import bourse.admin.AuditTrail;
import bourse.admin.AuditTrail.Head;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.objects.ObjectStore;
import bourse.platform.service.Health;
import bourse.platform.service.Service;
import bourse.platform.time.WallClock;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The heads of the audit trail, signed, outside the database: whoever cuts off the trail's end, or
 * makes all of it anew, would have to do the same here and sign with the installation's key. One
 * line each, in a file a day, in the data directory and in the object store under {@code
 * audit-heads/}.
 */
final class AuditHeads implements Service {
  private static final Logger LOG = LoggerFactory.getLogger(AuditHeads.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String DIRECTORY = "audit-heads";
  private static final String SUFFIX = ".jws";
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final AuditTrail audit;
  private final Path directory;
  private final ObjectStore archive;
  private final InstallationKey key;
  private final Duration interval;
  private final WallClock clock;
  private volatile CountDownLatch stopping = new CountDownLatch(1);
  private volatile Health health = Health.UP;
  private volatile Thread worker;
  private Head written = new Head(0, "");
  private boolean isArchived = true;

  /**
   * @param data the data directory
   * @param interval entries that are older than this stand under a signed head
   */
  AuditHeads(
      AuditTrail audit,
      Path data,
      ObjectStore archive,
      InstallationKey key,
      Duration interval,
      WallClock clock) {
    this.audit = audit;
    this.directory = data.resolve(DIRECTORY);
    this.archive = archive;
    this.key = key;
    this.interval = interval;
    this.clock = clock;
  }

  /**
   * The heads that were signed.
   *
   * @throws Fault AUDIT_DAMAGED when one of them was changed
   */
  static List<Head> read(Path data, InstallationKey key) throws IOException {
    Path directory = data.resolve(DIRECTORY);
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files = all.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    }
    List<Head> heads = new ArrayList<>();
    for (Path file : files) {
      for (String line : Files.readAllLines(file)) {
        JsonNode head = JSON.readTree(key.openAuditHead(line));
        heads.add(new Head(head.path("sequence").asLong(), head.path("hash").asText()));
      }
    }
    return heads;
  }

  /** The same, of this installation. */
  List<Head> read() {
    try {
      return read(directory.getParent(), key);
    } catch (IOException e) {
      throw new Fault(
          ErrorCode.INTERNAL, "The signed heads in " + directory + " can't be read: " + e, e);
    }
  }

  @Override
  public String name() {
    return DIRECTORY;
  }

  @Override
  public void start() throws IOException {
    Files.createDirectories(directory);
    stopping = new CountDownLatch(1);
    worker = Thread.ofVirtual().name(DIRECTORY).start(this::keep);
  }

  /** Signs what came last. */
  @Override
  public void stop() throws InterruptedException {
    stopping.countDown();
    if (worker != null) {
      worker.join();
    }
    sign();
  }

  @Override
  public Health health() {
    return health;
  }

  private void keep() {
    try {
      do {
        sign();
      } while (!stopping.await(pause().toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      LOG.debug("No more heads are signed");
    }
  }

  private Duration pause() {
    return health.state() == Health.State.UP ? interval : AGAIN;
  }

  private void sign() {
    try {
      Head head = audit.head();
      if (!head.equals(written) && head.sequence() > 0) {
        append(head);
        written = head;
        isArchived = false;
      }
      if (!isArchived) {
        Path file = file();
        archive.put(DIRECTORY + "/" + file.getFileName(), Files.readAllBytes(file));
        isArchived = true;
      }
      health = Health.UP;
    } catch (IOException | RuntimeException e) {
      if (health.state() == Health.State.UP) {
        LOG.warn("A head of the audit trail could not be kept; it is tried again", e);
      }
      health =
          Health.degraded("A head of the audit trail could not be kept: " + e.getMessage() + ".");
    }
  }

  private void append(Head head) throws IOException {
    String json =
        JSON.createObjectNode()
            .put("sequence", head.sequence())
            .put("hash", head.hash())
            .put("at", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString())
            .toString();
    try (FileChannel channel =
        FileChannel.open(
            file(),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.APPEND)) {
      ByteBuffer line =
          StandardCharsets.US_ASCII.encode(key.signAuditHead(json) + System.lineSeparator());
      while (line.hasRemaining()) {
        channel.write(line);
      }
      channel.force(true);
    }
  }

  private Path file() {
    return directory.resolve(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC) + SUFFIX);
  }
}

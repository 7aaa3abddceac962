package bourse.server;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.exchange.OfflineLog;
import bourse.exchange.ProvedVenue;
import bourse.exchange.Quarantine;
import bourse.platform.config.Setting;
import bourse.platform.config.Settings;
import bourse.platform.crypto.FileCipher;
import bourse.platform.log.ArchivedSegments;
import bourse.platform.log.FileLogDirectory;
import bourse.platform.log.LocalSegments;
import bourse.platform.log.SealedDirectory;
import bourse.platform.log.SnapshotStore;
import bourse.platform.objects.ObjectStore;
import bourse.platform.service.DataDirectory;
import bourse.platform.service.Health;
import bourse.platform.service.Service;
import bourse.platform.telemetry.Metrics;
import bourse.platform.time.WallClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves this server once a day, beside its work: executes the whole log again and compares it with
 * the running engine and with SQL ({@link bourse.exchange.Proof}). It rests after each piece of
 * work, so that it takes a share of one core at most. What it found is told in the health and kept,
 * signed, as evidence ({@link ProofFiles}). Trading goes on whatever it finds.
 */
final class NightlyProof implements Service {
  private static final Logger LOG = LoggerFactory.getLogger(NightlyProof.class);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final long LEAST_FREE_BYTES = 256L << 20;

  static final Setting<Optional<LocalTime>> AT =
      Setting.timeOfDay(
          "proof.nightly-at",
          Optional.of(LocalTime.of(3, 0)),
          "When, each day, the running server is proved: the whole log is executed again and"
              + " compared with engine and database. Needs as much memory again as the engine, and"
              + " free disk as the database takes.");
  static final Setting<Integer> SHARE =
      Setting.integer(
          "proof.share-percent",
          25,
          1,
          100,
          "How much of one processor core the nightly proof may take.");

  static List<Setting<?>> catalogue() {
    return List.of(AT, SHARE);
  }

  /** How the last one ended; a difference or a failure is a sentence. */
  private record Last(Instant at, long sequence, Optional<String> difference, boolean ended) {}

  private final Optional<LocalTime> at;
  private final int sharePercent;
  private final ProvedVenue venue;
  private final DataDirectory data;
  private final ObjectStore archive;
  private final FileCipher cipher;
  private final InstallationKey key;
  private final ProofFiles files;
  private final WallClock clock;
  private volatile CountDownLatch stopping = new CountDownLatch(1);
  private volatile Optional<Last> last = Optional.empty();
  private volatile String unkept = "";
  private volatile Thread worker;

  NightlyProof(
      Settings settings,
      ProvedVenue venue,
      DataDirectory data,
      ObjectStore archive,
      FileCipher cipher,
      InstallationKey key,
      WallClock clock) {
    this.at = settings.get(AT);
    this.sharePercent = settings.get(SHARE);
    this.venue = venue;
    this.data = data;
    this.archive = archive;
    this.cipher = cipher;
    this.key = key;
    this.files = new ProofFiles(data.root().resolve("proofs"), archive);
    this.clock = clock;
  }

  @Override
  public String name() {
    return "proof";
  }

  @Override
  public void start() throws IOException {
    stopping = new CountDownLatch(1);
    if (last.isEmpty()) {
      last = files.newest().map(NightlyProof::remembered);
    }
    at.ifPresent(time ->
        worker = Thread.ofPlatform().name("nightly-proof").daemon().start(() -> proveDaily(time)));
  }

  /** Ends a proof that is under way. */
  @Override
  public void stop() throws InterruptedException {
    stopping.countDown();
    if (worker != null) {
      worker.join();
    }
  }

  @Override
  public Health health() {
    if (last.isEmpty()) {
      return Health.UP;
    }
    Last proof = last.get();
    if (!proof.ended()) {
      return Health.degraded(
          "The proof of %s did not come to its end: %s. See docs/runbooks/nightly-proof.md."
              .formatted(proof.at(), proof.difference().orElseThrow()));
    }
    if (proof.difference().isPresent()) {
      return Health.degraded(
          "The proof of %s found a difference: %s. See docs/runbooks/nightly-proof.md."
              .formatted(proof.at(), proof.difference().get()));
    }
    String proved =
        "Proved at %s up to command %d: nothing differs.".formatted(proof.at(), proof.sequence());
    return unkept.isEmpty()
        ? new Health(Health.State.UP, proved)
        : Health.degraded(proved + " " + unkept);
  }

  void register(Metrics metrics) {
    metrics.gauge(
        "bourse_proof_last_timestamp_seconds",
        "When the last proof of the running server ended, whatever it found; 0 for never",
        () -> last.map(proof -> (double) proof.at().getEpochSecond()).orElse(0.0));
    metrics.gauge(
        "bourse_proof_sequence",
        "The last command that a proof of the running server covers; 0 for none",
        () -> last.map(proof -> (double) proof.sequence()).orElse(0.0));
    metrics.gauge(
        "bourse_proof_failed",
        "1 when the last proof found a difference or did not come to its end, else 0",
        () -> last.flatMap(Last::difference).isPresent() ? 1 : 0);
  }

  private static Last remembered(SignedProof proof) {
    return new Last(
        Instant.parse(proof.document().path("provedAt").asText()),
        proof.document().path("sequence").asLong(),
        proof.differences().stream().findFirst(),
        true);
  }

  private void proveDaily(LocalTime time) {
    Instant due = next(time, clock.instant());
    try {
      while (!stopping.await(
          Math.clamp(Duration.between(clock.instant(), due).toMillis(), 0, LONGEST_WAIT.toMillis()),
          TimeUnit.MILLISECONDS)) {
        if (!clock.instant().isBefore(due)) {
          prove();
          due = next(time, clock.instant());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** When this time of day comes next. */
  static Instant next(LocalTime time, Instant now) {
    ZonedDateTime today = now.atZone(ZoneOffset.UTC).with(time);
    return (today.toInstant().isAfter(now) ? today : today.plusDays(1)).toInstant();
  }

  /** Proves now. */
  void prove() {
    Instant began = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    LOG.info("The proof of the running server begins");
    try {
      SignedProof proof = SignedProof.make(history(), venue, data.run(), key, new Pace());
      last = Optional.of(remembered(proof));
      keep(proof);
      if (proof.isProved()) {
        LOG.info("{}", health().detail());
      } else {
        LOG.error("{}", health().detail());
      }
    } catch (Exception e) {
      if (stopping.getCount() == 0) {
        LOG.info("The proof ends unfinished, since the server stops");
        return;
      }
      String why = e.getMessage() == null ? e.toString() : e.getMessage();
      last = Optional.of(new Last(began, 0, Optional.of(why), false));
      LOG.error("The proof of the running server did not come to its end", e);
    }
  }

  private void keep(SignedProof proof) throws IOException {
    files.write(proof);
    try {
      files.copyToArchive();
      unkept = "";
    } catch (IOException e) {
      LOG.warn("The object store has no copy of the proof yet", e);
      unkept =
          "Its evidence is on the local disk only, since the object store does not take it; the"
              + " next proof brings it there.";
    }
  }

  private OfflineLog history() throws IOException {
    FileLogDirectory log = FileLogDirectory.openReadOnly(data.log());
    return new OfflineLog(
        new LocalSegments(log).orElse(new ArchivedSegments(archive)),
        new SnapshotStore(
            SealedDirectory.snapshots(FileLogDirectory.openReadOnly(data.snapshots()), cipher), 1),
        Quarantine.read(log, Optional.of(archive), key));
  }

  /** Rests in proportion to what was worked, and ends the proof when it must not go on. */
  private final class Pace implements LongConsumer {
    private long resumed = System.nanoTime();

    @Override
    public void accept(long sequence) {
      requireSpace();
      long worked = System.nanoTime() - resumed;
      try {
        if (stopping.await(worked * (100 - sharePercent) / sharePercent, TimeUnit.NANOSECONDS)) {
          throw new Fault(ErrorCode.STOPPED, "The server stops");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Fault(ErrorCode.STOPPED, "The proof was interrupted", e);
      }
      resumed = System.nanoTime();
    }

    /** The log needs the room more than a proof does. */
    private void requireSpace() {
      try {
        if (data.freeBytes() < LEAST_FREE_BYTES) {
          throw new Fault(
              ErrorCode.NO_SPACE,
              "the disk of the data directory has less than %d MiB free"
                  .formatted(LEAST_FREE_BYTES >> 20));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

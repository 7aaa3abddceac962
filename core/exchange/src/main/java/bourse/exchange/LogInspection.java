package bourse.exchange;

import bourse.domain.Fault;
import bourse.engine.Commands;
import bourse.platform.log.ArchivedSegments;
import bourse.platform.log.FileLogDirectory;
import bourse.platform.log.LogBatch;
import bourse.platform.log.LogDirectory;
import bourse.platform.log.LogSurvey;
import bourse.platform.log.Snapshot;
import bourse.platform.log.SnapshotStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Looks through a command log, its snapshots and its archive: what is in there, and whether all of
 * it is whole. Executes nothing and never writes, so it can be used beside a running server.
 */
public final class LogInspection {
  /**
   * One file of the log.
   *
   * @param file what the log says of it
   * @param firstMicros log time of its first command; 0 when it holds none
   * @param lastMicros log time of its last command
   */
  public record Segment(LogSurvey.Segment file, long firstMicros, long lastMicros) {}

  /**
   * A kept state of the engine.
   *
   * @param stateHash of its bytes, hex; empty when they are damaged
   */
  public record KeptState(long sequence, Optional<String> stateHash) {}

  /**
   * A record beside the log that has a command passed over.
   *
   * @param entry what it says; empty when it is not honoured
   */
  public record Quarantined(String file, Optional<Quarantine.Entry> entry) {}

  /**
   * What was found.
   *
   * @param types how many commands of each type, by name
   * @param findings what is wrong, as sentences that say where and what to do; the first is the
   *     first damage of the log, when it has one
   */
  public record Result(
      List<Segment> segments,
      Map<String, Long> types,
      List<KeptState> snapshots,
      List<Quarantined> quarantine,
      LogSurvey.Result log,
      List<String> findings) {}

  /** Log times of the commands of one segment. */
  private static final class Times {
    private long first;
    private long last;
  }

  private final LogDirectory log;
  private final SnapshotStore snapshots;
  private final Optional<ArchivedSegments> archive;
  private final Quarantine.Seal seal;
  private final Set<Long> passedOver = new HashSet<>();
  private final Map<Long, Times> times = new HashMap<>();
  private final Map<Integer, Long> types = new TreeMap<>();
  private long sequence;
  private long timeMicros;

  private LogInspection(
      LogDirectory log,
      SnapshotStore snapshots,
      Optional<ArchivedSegments> archive,
      Quarantine.Seal seal) {
    this.log = log;
    this.snapshots = snapshots;
    this.archive = archive;
    this.seal = seal;
  }

  /**
   * Inspects what a directory holds that {@link ExchangeStorage#files} laid out.
   *
   * @param archive read too, where it can be reached
   * @param seal of the installation, which signed the records of quarantine
   */
  public static Result of(Path directory, Optional<ArchivedSegments> archive, Quarantine.Seal seal)
      throws IOException {
    return of(
        FileLogDirectory.openReadOnly(directory.resolve("log")),
        FileLogDirectory.openReadOnly(directory.resolve("snapshots")),
        archive,
        seal);
  }

  /** The same for directories of any kind. */
  public static Result of(
      LogDirectory log,
      LogDirectory snapshots,
      Optional<ArchivedSegments> archive,
      Quarantine.Seal seal)
      throws IOException {
    return new LogInspection(log, new SnapshotStore(snapshots, 1), archive, seal).inspect();
  }

  private Result inspect() throws IOException {
    List<KeptState> kept = kept();
    long watermark =
        kept.stream()
            .filter(state -> state.stateHash().isPresent())
            .mapToLong(KeptState::sequence)
            .max()
            .orElse(0);
    List<String> notHonoured = new ArrayList<>();
    List<Quarantined> quarantine = quarantined(notHonoured);
    LogSurvey.Result found = LogSurvey.run(log, archive, watermark, this::see);
    List<String> findings = new ArrayList<>();
    found.damage().map(LogSurvey.Damage::what).ifPresent(findings::add);
    findings.addAll(notHonoured);
    if (archive.isPresent()) {
      findings.addAll(LogSurvey.archiveDifferences(log, archive.get()));
    }
    for (KeptState state : kept) {
      if (state.stateHash().isEmpty()) {
        findings.add(
            "the snapshot of command %d is damaged; a start passes it over and reads more of the log. Check its disk, then move the file away."
                .formatted(state.sequence()));
      }
    }
    return new Result(segments(found), byName(), kept, quarantine, found, List.copyOf(findings));
  }

  /** Newest first. */
  private List<KeptState> kept() throws IOException {
    List<KeptState> kept = new ArrayList<>();
    for (long sequence : snapshots.sequences()) {
      Optional<Snapshot> snapshot = snapshots.read(sequence);
      kept.add(new KeptState(sequence, snapshot.map(whole -> SnapshotStore.hash(whole.state()))));
    }
    return kept;
  }

  private List<Quarantined> quarantined(List<String> notHonoured) throws IOException {
    List<Quarantined> found = new ArrayList<>();
    for (String name : Quarantine.names(log)) {
      try {
        Quarantine.Entry entry = Quarantine.read(log, name, seal);
        passedOver.add(entry.sequence());
        found.add(new Quarantined(name, Optional.of(entry)));
      } catch (Fault e) {
        notHonoured.add(e.getMessage());
        found.add(new Quarantined(name, Optional.empty()));
      }
    }
    return List.copyOf(found);
  }

  /**
   * What a batch's own checksums can't tell: that its commands are commands, one behind another.
   */
  private Optional<String> see(LogBatch batch) {
    Times segment = times.computeIfAbsent(batch.segment(), _ -> new Times());
    byte[] frames = batch.commands();
    sequence = batch.firstSequence() - 1;
    int at = 0;
    while (at < frames.length) {
      try {
        if (!passedOver.contains(sequence + 1)) {
          Commands.validate(frames, at, frames.length);
        }
      } catch (IllegalArgumentException e) {
        return Optional.of(wrong(batch, "is none that this version knows: " + e.getMessage()));
      }
      long micros = Commands.logTimeMicros(frames, at);
      if (Commands.sequence(frames, at) != sequence + 1) {
        return Optional.of(wrong(batch, "says that it is " + Commands.sequence(frames, at)));
      }
      if (micros < timeMicros) {
        return Optional.of(wrong(batch, "was logged before the one in front of it"));
      }
      sequence++;
      timeMicros = micros;
      segment.first = segment.first == 0 ? micros : segment.first;
      segment.last = micros;
      types.merge(Commands.type(frames, at), 1L, Long::sum);
      at += Commands.length(frames, at);
    }
    return sequence == batch.lastSequence()
        ? Optional.empty()
        : Optional.of(wrong(batch, "is missing from its batch"));
  }

  private String wrong(LogBatch batch, String what) {
    return "segment %d, offset %d: command %d %s. The batch is as it was written, so no disk did this: keep the data as they are, and report it."
        .formatted(batch.segment(), batch.offset(), sequence + 1, what);
  }

  private List<Segment> segments(LogSurvey.Result found) {
    List<Segment> shown = new ArrayList<>();
    for (LogSurvey.Segment file : found.segments()) {
      Times segment = times.getOrDefault(file.id(), new Times());
      shown.add(new Segment(file, segment.first, segment.last));
    }
    return List.copyOf(shown);
  }

  private Map<String, Long> byName() {
    Map<String, Long> named = new TreeMap<>();
    types.forEach((type, count) -> named.put(Commands.typeName(type), count));
    return named;
  }

  /**
   * One command of the log.
   *
   * @param sha256 of its frame, hex
   */
  public record Command(
      long sequence,
      long segment,
      long offset,
      String type,
      long logTimeMicros,
      int bytes,
      String sha256) {}

  /**
   * Where a command stands and what it is; empty when the log does not reach so far.
   *
   * @throws Fault LOG_DAMAGED
   */
  public static Optional<Command> command(
      Path directory, Optional<ArchivedSegments> archive, long sequence) throws IOException {
    return OfflineLog.in(directory, archive).command(sequence);
  }
}

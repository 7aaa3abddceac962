package bourse.exchange;

import bourse.domain.AssetDefinition;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.engine.ExchangeEngine;
import bourse.engine.FactSink;
import bourse.engine.Posting;
import bourse.platform.data.Database;
import bourse.platform.log.Snapshot;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * Executes the whole log again, from its first command, and compares what comes out with everything
 * else that claims to know it: the snapshots, which are the states that an engine had, the state of
 * the running engine, and the projected tables. The tables are compared with those that the same
 * projector writes into an empty database, so the proof covers every row and every column.
 *
 * <p>Beside a running exchange the log is read as it grows: first up to where SQL is, then the
 * engine is asked for its state, and then one state of all tables is held while they are compared.
 * Each is compared with what the log says at the very command where it stands.
 */
public final class Proof {
  private static final long FLUSH_BYTES = 1 << 20;

  /** So near the end the tables may be held: what is left of the log takes a moment. */
  private static final long NEAR = 10_000;

  /** Where an exchange logs faster than this replays, it is not followed for ever. */
  private static final int MOST_ROUNDS = 20;

  /**
   * What was found.
   *
   * @param sequence the last command that was executed: the log's last one, or that of the cut
   * @param logTime when it was logged
   * @param logHash SHA-256 of the log's last batch, which vouches for all before it; hex
   * @param stateHash SHA-256 of the engine's state after the last command; hex
   * @param snapshots sequences of the snapshots whose state is that of the log
   * @param live the command after which the running engine had the state of the log; empty when
   *     none ran, or it had another
   * @param projected the last command that SQL has
   * @param rows compared, by table
   * @param totals what clients and venue hold of each asset, in the asset's units: what came in
   *     minus what went out
   * @param differences what differs, as sentences; empty when all is proved
   */
  public record Result(
      long sequence,
      Instant logTime,
      String logHash,
      String stateHash,
      List<Long> snapshots,
      Optional<Long> live,
      long projected,
      Map<String, Long> rows,
      Map<String, String> totals,
      List<String> differences) {}

  private final OfflineLog log;
  private final ProvedVenue venue;
  private final Database scratch;
  private final LongConsumer progress;
  private final Projector projector;
  private final List<String> differences = new ArrayList<>();
  private final List<Long> proved = new ArrayList<>();

  /** Kept states that the log was not seen to leave yet: hex by sequence. */
  private final Map<Long, String> snapshots = new TreeMap<>();

  /** The same of the running engine. */
  private Optional<StateHash> live = Optional.empty();

  private Optional<Long> liveProved = Optional.empty();

  /**
   * @param log the whole history: segments and archive
   * @param venue what is to be proved
   * @param scratch started, migrated, and empty
   * @param progress told of the last sequence that was executed, now and then; may take its time,
   *     and ends the proof by throwing
   */
  public Proof(OfflineLog log, ProvedVenue venue, Database scratch, LongConsumer progress) {
    this.log = log;
    this.venue = venue;
    this.scratch = scratch;
    this.progress = progress;
    this.projector = new Projector(scratch);
  }

  /**
   * @throws Fault LOG_DAMAGED, VERSION_TOO_OLD: then there is nothing to compare with
   */
  public Result run() throws Exception {
    readSnapshots();
    projector.restart();
    try (Replay replay = log.replayFromNothing()) {
      approach(replay);
      live = venue.liveState();
      Optional<Long> executed = live.map(StateHash::sequence);
      try (SqlCut held = venue.cut(executed.orElse(0L))) {
        project(replay, held.position());
        execute(
            replay,
            executed.map(sequence -> Math.max(sequence, held.position())).orElse(Long.MAX_VALUE));
        nameWhatTheLogHasNot(replay.engine(), held.position());
        Map<String, Long> rows = differences.isEmpty() ? compareTables(replay, held) : Map.of();
        return result(replay, held.position(), rows);
      }
    }
  }

  private Result result(Replay replay, long projected, Map<String, Long> rows) {
    ExchangeEngine engine = replay.engine();
    return new Result(
        engine.sequence(),
        Instant.EPOCH.plus(engine.logTimeMicros(), ChronoUnit.MICROS),
        HexFormat.of().formatHex(replay.logHash()),
        HexFormat.of().formatHex(engine.stateHash()),
        List.copyOf(proved),
        liveProved,
        projected,
        rows,
        totals(engine),
        List.copyOf(differences));
  }

  private void readSnapshots() throws IOException {
    for (Snapshot snapshot : log.snapshots()) {
      ExchangeEngine engine = ExchangeEngine.readState(new ByteArrayInputStream(snapshot.state()));
      snapshots.put(snapshot.sequence(), HexFormat.of().formatHex(engine.stateHash()));
    }
  }

  /** Comes near to where SQL is, so that its tables are held for a moment only. */
  private void approach(Replay replay) throws Exception {
    for (int round = 0; round < MOST_ROUNDS; round++) {
      long known = venue.projected();
      if (known - replay.engine().sequence() < NEAR) {
        return;
      }
      project(replay, known);
    }
  }

  /** Executes the log up to a command that SQL has, and has its facts projected. */
  private void project(Replay replay, long last) throws Exception {
    long bytes = 0;
    long first = replay.engine().sequence() + 1;
    while (replay.engine().sequence() < last && replay.step(last, 0)) {
      long sequence = replay.engine().sequence();
      FactBatch batch = replay.facts(first);
      batch.readAfter(first - 1, projector.sink());
      bytes += batch.records().length;
      if (bytes > FLUSH_BYTES || sequence == last) {
        projector.flush(sequence);
        progress.accept(sequence);
        bytes = 0;
      }
      compareStates(replay.engine());
      first = sequence + 1;
    }
    if (bytes > 0) {
      projector.flush(replay.engine().sequence());
    }
  }

  private void execute(Replay replay, long last) throws IOException {
    while (replay.engine().sequence() < last && replay.step(last, Long.MAX_VALUE)) {
      compareStates(replay.engine());
    }
    progress.accept(replay.engine().sequence());
  }

  private void compareStates(ExchangeEngine engine) {
    String kept = snapshots.remove(engine.sequence());
    if (kept != null) {
      compare(engine.sequence(), kept, engine);
    }
    if (live.isPresent() && live.get().sequence() == engine.sequence()) {
      String replayed = HexFormat.of().formatHex(engine.stateHash());
      if (replayed.equals(live.get().hex())) {
        liveProved = Optional.of(engine.sequence());
      } else {
        differences.add(
            "after command %d the log leaves the state %s, and the running engine has %s"
                .formatted(engine.sequence(), replayed, live.get().hex()));
      }
      live = Optional.empty();
    }
  }

  private void nameWhatTheLogHasNot(ExchangeEngine engine, long projected) {
    snapshots.forEach((sequence, hash) ->
        differences.add(
            "there is a snapshot of command %d, and the log has no batch that ends there"
                .formatted(sequence)));
    live.ifPresent(state ->
        differences.add(
            "the running engine has executed command %d, and the log has no batch that ends there"
                .formatted(state.sequence())));
    if (projected > engine.sequence()) {
      differences.add(
          "SQL has facts up to command %d, and the log ends with %d"
              .formatted(projected, engine.sequence()));
    } else if (projector.position() != projected) {
      throw new Fault(
          ErrorCode.INTERNAL,
          "SQL stands at command %d, inside a batch of the log, where no projector leaves it"
              .formatted(projected));
    }
  }

  private void compare(long sequence, String kept, ExchangeEngine engine) {
    String replayed = HexFormat.of().formatHex(engine.stateHash());
    if (replayed.equals(kept)) {
      proved.add(sequence);
    } else {
      differences.add(
          "after command %d the log leaves the state %s, and the snapshot holds %s"
              .formatted(sequence, replayed, kept));
    }
  }

  private Map<String, Long> compareTables(Replay replay, SqlCut held) throws IOException {
    try (SqlCut expected = SqlCut.of(scratch)) {
      ProjectionComparison.Outcome outcome =
          ProjectionComparison.compare(
              expected, held, () -> progress.accept(replay.engine().sequence()));
      differences.addAll(outcome.differences());
      return outcome.rows();
    }
  }

  /** Checks that no asset was made or lost, and says how much of each is held. */
  private Map<String, String> totals(ExchangeEngine engine) {
    Totals totals = new Totals();
    engine.describe(totals);
    Map<String, String> held = new TreeMap<>();
    totals.held.forEach((asset, sum) -> {
      AssetDefinition definition = totals.assets.get(asset);
      held.put(
          definition.symbol(),
          new BigDecimal(sum, definition.scale()).stripTrailingZeros().toPlainString());
      if (totals.all.get(asset).signum() != 0) {
        differences.add(
            "the balances of %s add up to %s instead of 0, in units"
                .formatted(definition.symbol(), totals.all.get(asset)));
      }
    });
    return held;
  }

  /** Sums the balances that an engine describes. */
  private static final class Totals implements FactSink {
    private final Map<Integer, AssetDefinition> assets = new HashMap<>();
    private final Map<Integer, BigInteger> all = new TreeMap<>();
    private final Map<Integer, BigInteger> held = new TreeMap<>();

    @Override
    public void assetListed(AssetDefinition asset) {
      assets.put(asset.id(), asset);
    }

    @Override
    public void posted(Posting posting) {
      BigInteger balance = BigInteger.valueOf(posting.balanceAfter());
      all.merge(posting.asset(), balance, BigInteger::add);
      held.merge(posting.asset(), balance.max(BigInteger.ZERO), BigInteger::add);
    }
  }
}

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
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/**
 * Executes the whole log again, from its first command, and compares what comes out with everything
 * else that claims to know it: the snapshots, which are the states that an engine had, and the
 * projected tables. The tables are compared with those that the same projector writes into an empty
 * database, so the proof covers every row and every column.
 */
public final class Proof {
  private static final long FLUSH_BYTES = 1 << 20;

  /**
   * What was found.
   *
   * @param sequence the last command of the log
   * @param logTime when it was logged
   * @param logHash SHA-256 of the log's last batch, which vouches for all before it; hex
   * @param stateHash SHA-256 of the engine's state after the last command; hex
   * @param snapshots sequences of the snapshots whose state is that of the log
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
      long projected,
      Map<String, Long> rows,
      Map<String, String> totals,
      List<String> differences) {}

  private final OfflineLog log;
  private final Database sql;
  private final Database scratch;
  private final List<String> differences = new ArrayList<>();
  private final List<Long> proved = new ArrayList<>();

  /**
   * @param log the whole history: segments and archive
   * @param sql what is to be proved; nobody writes to it meanwhile
   * @param scratch started, migrated, and empty
   */
  public Proof(OfflineLog log, Database sql, Database scratch) {
    this.log = log;
    this.sql = sql;
    this.scratch = scratch;
  }

  /**
   * @param progress told of the last sequence that was executed, now and then
   * @throws Fault LOG_DAMAGED, VERSION_TOO_OLD: then there is nothing to compare with
   */
  public Result run(LongConsumer progress) throws Exception {
    long projected = sql.jdbi().withHandle(Projector::position);
    Map<Long, String> snapshots = snapshots();
    try (Replay replay = log.replayFromNothing()) {
      execute(replay, projected, snapshots, progress);
      snapshots.forEach((sequence, hash) ->
          differences.add(
              "there is a snapshot of command %d, and the log has no batch that ends there"
                  .formatted(sequence)));
      ExchangeEngine engine = replay.engine();
      if (projected > engine.sequence()) {
        differences.add(
            "SQL has facts up to command %d, and the log ends with %d"
                .formatted(projected, engine.sequence()));
      }
      Map<String, Long> rows = differences.isEmpty() ? compareTables() : Map.of();
      return new Result(
          engine.sequence(),
          Instant.EPOCH.plus(engine.logTimeMicros(), ChronoUnit.MICROS),
          HexFormat.of().formatHex(replay.logHash()),
          HexFormat.of().formatHex(engine.stateHash()),
          List.copyOf(proved),
          projected,
          rows,
          totals(engine),
          List.copyOf(differences));
    }
  }

  /** Hashes of the states that were kept, by sequence. */
  private Map<Long, String> snapshots() throws IOException {
    Map<Long, String> hashes = new TreeMap<>();
    for (Snapshot snapshot : log.snapshots()) {
      ExchangeEngine engine = ExchangeEngine.readState(new ByteArrayInputStream(snapshot.state()));
      hashes.put(snapshot.sequence(), HexFormat.of().formatHex(engine.stateHash()));
    }
    return hashes;
  }

  private void execute(
      Replay replay, long projected, Map<Long, String> snapshots, LongConsumer progress)
      throws Exception {
    Projector projector = new Projector(scratch);
    projector.restart();
    long first = 1;
    long bytes = 0;
    while (replay.step(Long.MAX_VALUE, 0)) {
      long sequence = replay.engine().sequence();
      if (sequence <= projected) {
        FactBatch batch = replay.facts(first);
        batch.readAfter(first - 1, projector.sink());
        bytes += batch.records().length;
        if (bytes > FLUSH_BYTES || sequence == projected) {
          projector.flush(sequence);
          progress.accept(sequence);
          bytes = 0;
        }
      }
      String kept = snapshots.remove(sequence);
      if (kept != null) {
        compare(sequence, kept, replay.engine());
      }
      first = sequence + 1;
    }
    progress.accept(replay.engine().sequence());
    long reached = projector.position();
    if (reached != Math.min(projected, replay.engine().sequence())) {
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

  /** In one transaction on each side, since a stream of rows needs one. */
  private Map<String, Long> compareTables() {
    try (Handle expected = scratch.jdbi().open();
        Handle held = sql.jdbi().open()) {
      return expected.inTransaction(
          TransactionIsolationLevel.REPEATABLE_READ,
          left ->
              held.inTransaction(
                  TransactionIsolationLevel.REPEATABLE_READ,
                  right -> {
                    ProjectionComparison.Outcome outcome =
                        ProjectionComparison.compare(left, right);
                    differences.addAll(outcome.differences());
                    return outcome.rows();
                  }));
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

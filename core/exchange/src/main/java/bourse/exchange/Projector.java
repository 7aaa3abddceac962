package bourse.exchange;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.engine.FactSink;
import bourse.platform.data.Database;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Writes the facts to SQL: assets, symbols, orders, trades, wallet, ledger_entries, candles. A
 * batch and its position are one transaction, so each fact is in the tables exactly once, also
 * after a crash, and after a power cut that threw SQL back to an older position.
 *
 * <p>Used by one thread. Nothing else writes these tables.
 */
public final class Projector implements FactStream.Consumer {
  static final String NAME = "projector";
  private static final Duration FLUSH_INTERVAL = Duration.ofSeconds(1);

  /** Those that only this projector writes; what refers to another stands before it. */
  private static final List<String> TABLES =
      List.of(
          "candles",
          "ledger_entries",
          "transfers",
          "holds",
          "ledger_periods",
          "wallet",
          "trades",
          "prevented_matches",
          "orders",
          "order_lists",
          "account_flags",
          "safe_states",
          "fee_rates",
          "fee_schedule",
          "account_volumes",
          "symbols",
          "assets");

  /** How far it is. */
  private static final String POSITION = "projection_position";

  /** The tables that nothing but this may write. */
  public static Set<String> tables() {
    Set<String> all = new HashSet<>(TABLES);
    all.add(POSITION);
    return Set.copyOf(all);
  }

  private final Database database;
  private final MarketDefinitions market = new MarketDefinitions();
  private final ProjectionBatch batch = new ProjectionBatch(market);
  private final ProjectionWriter writer = new ProjectionWriter();
  private long position;
  private boolean ready;

  public Projector(Database database) {
    this.database = database;
  }

  @Override
  public String name() {
    return NAME;
  }

  /**
   * In a busy market a transaction for all that came in a second: the pages it changes are written
   * once.
   */
  @Override
  public Duration flushInterval() {
    return FLUSH_INTERVAL;
  }

  @Override
  public FactStream.Pace pace() {
    return FactStream.Pace.HOLDS_INTAKE;
  }

  /** The sequence that SQL has now. */
  @Override
  public long position() {
    return database.jdbi().withHandle(Projector::position);
  }

  /**
   * @throws Fault PROJECTION_DIFFERS, naming the first trade or posting of which SQL has another
   *     row
   */
  @Override
  public void compare(long after, FactStream.Facts facts) {
    try (Handle handle = database.jdbi().open()) {
      MarketDefinitions listed = new MarketDefinitions();
      listed.load(handle);
      ProjectionBatch sample = new ProjectionBatch(listed);
      sample.clear(after);
      facts.tell(sample);
      Optional<String> difference = ProjectionSample.firstDifference(handle, sample);
      if (difference.isPresent()) {
        throw new Fault(
            ErrorCode.PROJECTION_DIFFERS,
            difference.get()
                + " The projection stands at command "
                + position(handle)
                + ". bourse prove names all that differs; bourse projection rebuild tells the"
                + " database anew.");
      }
    }
  }

  @Override
  public FactSink sink() {
    if (!ready) {
      restart();
    }
    return batch;
  }

  @Override
  public void restart() {
    try (Handle handle = database.jdbi().open()) {
      position = position(handle);
      batch.restart(position, chain(handle));
      market.load(handle);
    }
    writer.forget();
    ready = true;
  }

  /**
   * @throws IllegalStateException when SQL is not where this projector left it: another one writes,
   *     or it was exchanged under our feet
   */
  @Override
  public void flush(long sequence) throws SQLException {
    if (batch.last() != sequence) {
      throw new IllegalStateException(
          "Asked to commit up to command " + sequence + ", but has " + batch.last());
    }
    if (sequence == position) {
      return;
    }
    boolean committed = false;
    try {
      database.write(handle -> {
        advance(handle, position, sequence, batch.ledgerHash());
        writer.write(handle.getConnection(), batch);
        return sequence;
      });
      committed = true;
    } finally {
      if (!committed) {
        writer.forget();
      }
    }
    position = sequence;
    batch.clear(position);
  }

  /**
   * Empties the tables, so that they are told anew from the first command. While no exchange runs.
   */
  public static void erase(Database database) {
    database.write(handle -> {
      for (String table : TABLES) {
        handle.execute("delete from " + table);
      }
      return handle.execute(
          "update projection_position set position = 0, ledger_hash = null where name = ?", NAME);
    });
  }

  static long position(Handle handle) {
    return handle
        .select("select position from projection_position where name = ?", NAME)
        .mapTo(Long.class)
        .one();
  }

  /** The ledger's chain as far as SQL has it. */
  static LedgerChain chain(Handle handle) {
    return handle
        .select("select ledger_hash from projection_position where name = ?", NAME)
        .mapTo(byte[].class)
        .findOne()
        .map(LedgerChain::new)
        .orElseGet(LedgerChain::empty);
  }

  private static void advance(Handle handle, long from, long to, byte[] ledgerHash) {
    int rows =
        handle.execute(
            "update projection_position set position = ?, ledger_hash = ?"
                + " where name = ? and position = ?",
            to,
            ledgerHash,
            NAME,
            from);
    if (rows != 1) {
      throw new IllegalStateException(
          "The projection in SQL stands at "
              + position(handle)
              + ", not at "
              + from
              + " where this projector left it");
    }
  }
}

package bourse.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.engine.AcceptedOrder;
import bourse.engine.FactSink;
import bourse.exchange.ExchangeRuntime;
import bourse.exchange.LedgerCheck;
import bourse.exchange.OfflineLog;
import bourse.exchange.Projector;
import bourse.exchange.Proof;
import bourse.exchange.ProvedVenue;
import bourse.platform.data.SqlDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts what a fault left, and checks what must hold after each. */
final class Recovered {
  private Recovered() {}

  /**
   * Everything acknowledged is there, under its sequence; the state is that of the log from its
   * first command; with SQL, every row and the ledger are those of the log.
   *
   * @return the state's hash after the last command
   */
  static String check(Path directory, boolean withSql, Map<String, Long> acknowledged)
      throws Exception {
    String hash = withSql ? startWithSql(directory) : start(directory);
    Orders orders = new Orders();
    OfflineLog.in(directory).facts(0, orders);
    Map<String, Long> lost = new HashMap<>(acknowledged);
    lost.entrySet()
        .removeIf(order -> order.getValue().equals(orders.sequences.get(order.getKey())));
    assertEquals(Map.of(), lost, "acknowledged and lost");
    return hash;
  }

  private static String start(Path directory) throws Exception {
    ExchangeRuntime exchange = FaultyExchange.exchange(directory, reason -> {});
    exchange.start();
    try {
      String hash = exchange.stateHash().hex();
      assertEquals(OfflineLog.in(directory).prove().hex(), hash);
      return hash;
    } finally {
      exchange.stop();
    }
  }

  private static String startWithSql(Path directory) throws Exception {
    SqlDatabase database = FaultyExchange.database(directory);
    database.start();
    try {
      ExchangeRuntime exchange = FaultyExchange.exchange(directory, reason -> {});
      exchange.add(new Projector(database));
      exchange.start();
      try {
        assertTrue(exchange.awaitProjected(exchange.sequence(), Duration.ofSeconds(60)));
      } finally {
        exchange.stop();
      }
      return prove(directory, database);
    } finally {
      database.stop();
    }
  }

  private static String prove(Path directory, SqlDatabase database) throws Exception {
    SqlDatabase scratch =
        FaultyExchange.database(
            java.nio.file.Files.createTempDirectory(directory.getParent(), "proof-"));
    scratch.start();
    try {
      Proof.Result proof =
          new Proof(
                  OfflineLog.in(directory), ProvedVenue.stopped(database), scratch, sequence -> {})
              .run();
      assertEquals(List.of(), proof.differences());
      assertEquals(proof.sequence(), proof.projected());
      LedgerCheck.Result ledger = LedgerCheck.run(database, sequence -> {});
      assertEquals(Optional.empty(), ledger.difference());
      return proof.stateHash() + " " + ledger.hash();
    } finally {
      scratch.stop();
    }
  }

  /** Where each order stands in the log. */
  private static final class Orders implements FactSink {
    private final Map<String, Long> sequences = new HashMap<>();
    private long sequence;

    @Override
    public void begin(
        long begun,
        long logTimeMicros,
        int ruleVersion,
        long commandIdHigh,
        long commandIdLow,
        long traceIdHigh,
        long traceIdLow,
        long spanId) {
      sequence = begun;
    }

    @Override
    public void orderAccepted(AcceptedOrder order) {
      sequences.put(order.clientOrderId().text(), sequence);
    }
  }

  /** Files of the log, or of the snapshots, by the end of their name; sorted. */
  static List<Path> files(Path directory, String folder, String suffix) throws IOException {
    try (var files = java.nio.file.Files.list(directory.resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }
}

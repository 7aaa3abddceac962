package bourse.loadtests;

import bourse.exchange.LedgerStore;
import bourse.exchange.LedgerStore.Moment;
import bourse.platform.data.SqlDatabase;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.Handle;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Fills an empty PostgreSQL database with postings, and measures past balances and trial balances
 * over them. Of three commands two are deposits and one holds funds, over a year, so that the
 * account of the bank has a third of all postings and each client's both parts move.
 */
@Command(name = "ledger-load")
final class LedgerLoad implements Callable<Integer> {
  private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");
  private static final Duration YEAR = Duration.ofDays(365);
  private static final int CHUNK = 500_000;
  private static final int SAMPLES = 300;
  private static final int REPORTS = 7;

  @Option(names = "--url", required = true, description = "JDBC URL of an empty database.")
  private String url;

  @Option(names = "--user", required = true, description = "Its owner.")
  private String user;

  @Option(names = "--postings", defaultValue = "10000000", description = "How many; even.")
  private long postings;

  @Option(names = "--clients", defaultValue = "10000", description = "How many accounts.")
  private long clients;

  private final Random random = new Random(1);
  private final ObjectMapper json = new ObjectMapper();

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new LedgerLoad()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    SqlDatabase database = SqlDatabase.postgresql(url, user, "", SqlDatabase.MIGRATIONS);
    database.start();
    try {
      ObjectNode result = json.createObjectNode();
      long began = System.nanoTime();
      database.jdbi().useHandle(this::fill);
      result.put("postings", postings).put("clients", clients).put("fillSeconds", seconds(began));
      measure(new LedgerStore(database), result.putArray("results"));
      System.out.println(json.writerWithDefaultPrettyPrinter().writeValueAsString(result));
    } finally {
      database.stop();
    }
    return 0;
  }

  private void fill(Handle handle) {
    handle.execute(
        "insert into accounts (account_id, kind, name, created_at)"
            + " select 999 + n, 'CLIENT', 'client ' || n, now() from generate_series(1, ?) n",
        clients);
    long commands = postings / 2;
    // Built once at the end, exactly as the migrations have them.
    handle.execute("alter table ledger_entries drop constraint ledger_entries_pkey");
    handle.execute("drop index ledger_entries_balance");
    for (long first = 1; first <= commands; first += CHUNK) {
      long last = Math.min(commands, first + CHUNK - 1);
      insert(handle, first, last, commands);
      System.err.printf("%,d of %,d postings%n", last * 2, postings);
    }
    handle.execute("alter table ledger_entries add primary key (id)");
    handle.execute("create index ledger_entries_balance on ledger_entries (wallet_id, bucket, id)");
    handle.execute(
        "insert into wallet (id, account_id, currency, balance, reserved, available, version)"
            + " select w.wallet_id, w.wallet_id / 65536, 'USD', w.available + w.reserved,"
            + " w.reserved, w.available, ? from (select wallet_id,"
            + " coalesce(sum(amount) filter (where bucket = 'AVAILABLE'), 0) available,"
            + " coalesce(sum(amount) filter (where bucket = 'RESERVED'), 0) reserved"
            + " from ledger_entries group by wallet_id) w",
        commands);
    handle.execute("vacuum analyze");
  }

  /**
   * Command n: holds h = n / 3 and deposits d = n - h were made with it; those of client c among
   * the first k are (k + clients - 1 - c) / clients.
   */
  private void insert(Handle handle, long first, long last, long commands) {
    handle
        .createUpdate(
            """
            insert into ledger_entries (id, wallet_id, type, bucket, amount, balance_after, tx_ref,
              sequence, fact_index, created_at, hash)
            select n * 1048576 + leg, wallet, type, bucket, amount, after, 'load:' || n, n, leg,
              cast(:start as timestamptz) + n * cast(:step as double precision) * interval '1 microsecond',
              decode(repeat('ab', 32), 'hex')
            from generate_series(cast(:first as bigint), cast(:last as bigint)) n
            cross join lateral (select n / 3 h, n - n / 3 d, n % 3 = 0 is_hold) k
            cross join lateral (select case when is_hold then (h - 1) % :clients else (d - 1) % :clients end c) l
            cross join lateral (select
              (d + :clients - 1 - c) / :clients - (h + :clients - 1 - c) / :clients available,
              (h + :clients - 1 - c) / :clients reserved) b
            cross join lateral (values
              (0, case when is_hold then (1000 + c) * 65536 + 2 else 65538 end,
                case when is_hold then 'HOLD' else 'DEPOSIT' end, 'AVAILABLE', -1,
                case when is_hold then available else -d end),
              (1, (1000 + c) * 65536 + 2, case when is_hold then 'HOLD' else 'DEPOSIT' end,
                case when is_hold then 'RESERVED' else 'AVAILABLE' end, 1,
                case when is_hold then reserved else available end))
              v (leg, wallet, type, bucket, amount, after)
            """)
        .bind("start", START.toString())
        .bind("step", (double) YEAR.toSeconds() * 1_000_000 / commands)
        .bind("first", first)
        .bind("last", last)
        .bind("clients", clients)
        .execute();
  }

  private void measure(LedgerStore ledger, ArrayNode results) throws Exception {
    check(ledger);
    results.add(
        figures(
            "BALANCE_AT_A_PAST_TIME_OF_A_CLIENT",
            SAMPLES,
            () -> ledger.reading(reader -> reader.balances(client(), past()))));
    results.add(
        figures(
            "BALANCE_AT_A_PAST_TIME_OF_THE_BANK",
            SAMPLES,
            () -> ledger.reading(reader -> reader.balances(1, past()))));
    results.add(
        figures(
            "TRIAL_BALANCE_NOW",
            REPORTS,
            () -> ledger.reading(reader -> reader.lines(new Moment.Now()))));
    results.add(
        figures(
            "TRIAL_BALANCE_AT_A_PAST_TIME",
            REPORTS,
            () -> ledger.reading(reader -> reader.lines(past()))));
    results.add(
        figures(
            "EXPLANATION_OF_A_CLIENTS_BALANCE",
            SAMPLES,
            () ->
                ledger.reading(reader ->
                    reader.sums(client() << 16 | 2, new Moment.At(Instant.EPOCH), past()))));
  }

  /** At every moment all sums to zero. */
  private void check(LedgerStore ledger) {
    for (int i = 0; i < REPORTS; i++) {
      Moment moment = i == 0 ? new Moment.Now() : past();
      boolean isZero =
          ledger.reading(reader -> reader.lines(moment)).stream()
                  .map(line -> line.available().add(line.reserved()))
                  .reduce(java.math.BigDecimal.ZERO, java.math.BigDecimal::add)
                  .signum()
              == 0;
      if (!isZero) {
        throw new IllegalStateException("The lines do not sum to zero at " + moment);
      }
    }
  }

  private ObjectNode figures(String work, int times, Callable<?> read) throws Exception {
    double[] millis = new double[times];
    for (int i = 0; i < times; i++) {
      long began = System.nanoTime();
      Object answer = read.call();
      millis[i] = (System.nanoTime() - began) / 1e6;
      if (answer instanceof List<?> list && list.isEmpty()) {
        throw new IllegalStateException(work + " found nothing");
      }
    }
    Arrays.sort(millis);
    return json.createObjectNode()
        .put("work", work)
        .put("times", times)
        .put("p50Millis", rounded(millis[times / 2]))
        .put("p99Millis", rounded(millis[Math.min(times - 1, times * 99 / 100)]))
        .put("maxMillis", rounded(millis[times - 1]));
  }

  private long client() {
    return 1000 + random.nextLong(clients);
  }

  /** Not within the first tenth of the year. */
  private Moment past() {
    long seconds = YEAR.toSeconds() / 10 + random.nextLong(YEAR.toSeconds() * 9 / 10);
    return new Moment.At(START.plusSeconds(seconds));
  }

  private static double seconds(long began) {
    return rounded((System.nanoTime() - began) / 1e9);
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}

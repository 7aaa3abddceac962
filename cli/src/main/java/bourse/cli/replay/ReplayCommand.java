package bourse.cli.replay;

import bourse.cli.client.Json;
import bourse.domain.AssetDefinition;
import bourse.domain.AssetType;
import bourse.domain.Decimals;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.SymbolDefinition;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Replays recorded order flow. */
@Command(
    name = "replay",
    description = {
      "Replay recorded order flow into an isolated engine, or with --durable into an exchange with a"
          + " command log, or with --server into a running server.",
      "",
      "FILE is CSV, plain or gzip, with the columns timestamp_ns, action (NEW, IOC, CANCEL,"
          + " REPLACE), order_id, side, price, quantity. The file names no accounts: one funded"
          + " account gives all orders and may trade with itself, fees are zero, limits are off."
    },
    footer = {
      "",
      "Commands/s and latency leave out reading the file and writing results. With --durable"
          + " and --server, commands go in batches and latency is that of a batch. With --durable, a batch ends"
          + " early where the next command is about an order that the batch itself places.",
      "",
      "With --server, a user is made for the run who pays no fees; the operator's deposit funds it."
          + " The book must be empty, and what rests in the end is cancelled after it was written.",
      "",
      "Example:  bourse replay orders.csv.gz --fills fills.csv --book book.csv"
    })
public final class ReplayCommand implements Runnable {
  private static final int BAR_WIDTH = 30;
  private static final int LARGEST_BATCH = 1000;

  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean showsProgress;
  private final ReplayServer.Finder servers;

  @Parameters(index = "0", paramLabel = "FILE", description = "The recorded flow.")
  private Path file;

  @Option(
      names = "--fills",
      paramLabel = "OUT.csv",
      description = "Write every fill: command_row (1 is the first command),taker_order_id,...")
  private Path fills;

  @Option(
      names = "--book",
      paramLabel = "OUT.csv",
      description = "Write the final book in priority order, bids first from the best price.")
  private Path book;

  @Option(
      names = "--tick",
      paramLabel = "DECIMAL",
      defaultValue = "0.25",
      description = "The smallest step of the file's prices (default: ${DEFAULT-VALUE}).")
  private String tick;

  @Option(
      names = "--warm-up",
      paramLabel = "TIMES",
      defaultValue = "0",
      description =
          "First replay the file so often without counting, so that the figures are those of a"
              + " warm engine (default: ${DEFAULT-VALUE}).")
  private int warmUps;

  @Option(
      names = "--durable",
      description =
          "Replay into an exchange that forces each batch of commands to its log on disk before it"
              + " answers; without SQL and network.")
  private boolean durable;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description =
          "With --durable: where log and snapshots go, and stay; a new or empty directory. Else a"
              + " temporary one.")
  private Path directory;

  @Option(
      names = "--batch",
      paramLabel = "COMMANDS",
      defaultValue = "1000",
      description =
          "With --durable or --server: the most commands of a batch, up to "
              + LARGEST_BATCH
              + " (default: ${DEFAULT-VALUE}).")
  private int batchSize;

  @Option(
      names = "--server",
      description = "Replay into the running server of --data through its public batch API.")
  private boolean intoServer;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "With --server: the server's data directory; else $BOURSE_DATA, else ~/.bourse/data.")
  private Path data;

  @Option(
      names = "--symbol",
      paramLabel = "SYMBOL",
      defaultValue = "ES-USD",
      description = "With --server: what to trade there (default: ${DEFAULT-VALUE}).")
  private String symbolName;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  /**
   * @param showsProgress whether a person watches {@code err}
   * @param servers finds the server of {@code --server}
   */
  public ReplayCommand(
      PrintWriter out, PrintWriter err, boolean showsProgress, ReplayServer.Finder servers) {
    this.servers = servers;
    this.out = out;
    this.err = err;
    this.showsProgress = showsProgress;
  }

  @Override
  public void run() {
    requireOtherFile("--fills", fills);
    requireOtherFile("--book", book);
    check(warmUps >= 0, "--warm-up can't be negative");
    check(batchSize >= 1 && batchSize <= LARGEST_BATCH, "--batch is 1 to " + LARGEST_BATCH);
    check(durable || directory == null, "--directory is for --durable; give both");
    check(!durable || !intoServer, "--durable and --server are two ways; give one");
    if (intoServer) {
      try (ReplayServer server = servers.find(Optional.ofNullable(data))) {
        intoServer(server);
      }
    } else {
      SymbolDefinition symbol = symbol();
      replay(
          symbol,
          () ->
              durable
                  ? new DurableReplay(symbol, Optional.empty(), batchSize)
                  : new EngineReplay(symbol),
          () ->
              durable
                  ? new DurableReplay(symbol, Optional.ofNullable(directory), batchSize)
                  : new EngineReplay(symbol));
    }
  }

  private void intoServer(ReplayServer server) {
    SymbolDefinition symbol = ServerReplay.symbol(server.api(), symbolName);
    try (Rehearsal rehearsal = new Rehearsal(symbol)) {
      uncounted(symbol, () -> rehearsal);
      Supplier<ReplayTarget> target = () -> new ServerReplay(server, symbol, rehearsal, batchSize);
      replay(symbol, target, target);
    }
  }

  /** The warm-ups, and the replay that counts. */
  private void replay(
      SymbolDefinition symbol, Supplier<ReplayTarget> warmUp, Supplier<ReplayTarget> counted) {
    for (int i = 0; i < warmUps; i++) {
      uncounted(symbol, warmUp);
    }
    Consumer<Replay.Progress> progress = showsProgress ? this::show : ignored -> {};
    ReplaySummary summary;
    try {
      summary =
          replay(
              symbol,
              counted,
              new Replay(symbol, Optional.ofNullable(fills), Optional.ofNullable(book), progress));
    } finally {
      if (showsProgress) {
        err.print("\r\u001b[K");
        err.flush();
      }
    }
    print(symbol, summary);
    if (summary.refused() > 0) {
      err.println(
          summary.refused()
              + " commands were refused, such as cancels of orders that had ended before");
      err.flush();
    }
  }

  private void uncounted(SymbolDefinition symbol, Supplier<ReplayTarget> target) {
    replay(symbol, target, new Replay(symbol, Optional.empty(), Optional.empty(), progress -> {}));
  }

  private ReplaySummary replay(
      SymbolDefinition symbol, Supplier<ReplayTarget> into, Replay replay) {
    try (ReplayFile flow = ReplayFile.open(file, symbol);
        ReplayTarget target = into.get()) {
      return replay.run(flow, target);
    }
  }

  private SymbolDefinition symbol() {
    BigDecimal step =
        Decimals.parse(tick)
            .filter(value -> value.signum() > 0 && value.precision() <= 18)
            .orElseThrow(() ->
                new Fault(
                    ErrorCode.INVALID_FIELD,
                    "--tick " + tick + " is no plain decimal number above zero, such as 0.25"));
    AssetDefinition base =
        new AssetDefinition(1, "CONTRACT", "What the file trades", AssetType.SECURITY, 0);
    AssetDefinition quote =
        new AssetDefinition(
            2, "MONEY", "What the file pays with", AssetType.FIAT, Math.max(step.scale(), 0));
    return SymbolDefinition.of(1, base, quote, tick, "1", 0, 0, "0", "1000000000");
  }

  private boolean isBatched() {
    return durable || intoServer;
  }

  private static void check(boolean holds, String rule) {
    if (!holds) {
      throw new Fault(ErrorCode.INVALID_FIELD, rule);
    }
  }

  private void requireOtherFile(String option, Path path) {
    try {
      if (path != null && Files.exists(path) && Files.isSameFile(path, file)) {
        throw new Fault(
            ErrorCode.INVALID_FIELD, option + " would overwrite the input; name another file");
      }
    } catch (IOException failure) {
      throw new Fault(ErrorCode.INVALID_FIELD, path + " can't be looked at: " + failure, failure);
    }
  }

  private void show(Replay.Progress progress) {
    int filled = (int) (progress.part() * BAR_WIDTH);
    err.printf(
        Locale.ROOT,
        "\r[%s%s] %3d %%  %,d commands",
        "#".repeat(filled),
        ".".repeat(BAR_WIDTH - filled),
        (int) (progress.part() * 100),
        progress.rows());
    err.flush();
  }

  private void print(SymbolDefinition symbol, ReplaySummary summary) {
    if (json) {
      out.println(Json.pretty(answer(summary)));
    } else {
      Histogram latency = summary.latencyNanos();
      line("commands", summary.commands());
      line("refused", summary.refused());
      line("fills", summary.fills());
      out.printf(
          Locale.ROOT,
          "%-16s %12s%n",
          "traded quantity",
          symbol.quantityText(summary.tradedLots()));
      line("resting orders", summary.restingOrders());
      line("commands/s", summary.commandsPerSecond());
      if (isBatched()) {
        line("batches", summary.batches());
      }
      out.printf(
          Locale.ROOT,
          "%-16s p50 %s, p90 %s, p99 %s, p99.9 %s, max %s%n",
          isBatched() ? "batch latency" : "latency",
          micros(latency.getValueAtPercentile(50)),
          micros(latency.getValueAtPercentile(90)),
          micros(latency.getValueAtPercentile(99)),
          micros(latency.getValueAtPercentile(99.9)),
          micros(latency.getMaxValue()));
    }
    out.flush();
  }

  private void line(String name, long value) {
    out.printf(Locale.ROOT, "%-16s %12d%n", name, value);
  }

  private static String micros(long nanos) {
    return String.format(Locale.ROOT, "%.1f µs", nanos / 1000.0);
  }

  private ObjectNode answer(ReplaySummary summary) {
    Histogram latency = summary.latencyNanos();
    ObjectNode answer = Json.object();
    answer.put("commands", summary.commands());
    answer.put("refused", summary.refused());
    answer.put("fills", summary.fills());
    answer.put("tradedQuantity", summary.tradedLots());
    answer.put("restingOrders", summary.restingOrders());
    answer.put("commandsPerSecond", summary.commandsPerSecond());
    if (isBatched()) {
      answer.put("batches", summary.batches());
    }
    answer
        .putObject(isBatched() ? "batchLatencyNanos" : "latencyNanos")
        .put("p50", latency.getValueAtPercentile(50))
        .put("p90", latency.getValueAtPercentile(90))
        .put("p99", latency.getValueAtPercentile(99))
        .put("p999", latency.getValueAtPercentile(99.9))
        .put("max", latency.getMaxValue());
    return answer;
  }
}

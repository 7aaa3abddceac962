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
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Replays recorded order flow. */
@Command(
    name = "replay",
    description = {
      "Replay recorded order flow into an isolated engine.",
      "",
      "FILE is CSV, plain or gzip, with the columns timestamp_ns, action (NEW, IOC, CANCEL,"
          + " REPLACE), order_id, side, price, quantity. The file names no accounts: one funded"
          + " account gives all orders and may trade with itself, fees are zero, limits are off."
    },
    footer = {
      "",
      "Commands/s and latency are those of the engine alone: reading the file and writing results"
          + " are not counted.",
      "",
      "Example:  bourse replay orders.csv.gz --fills fills.csv --book book.csv"
    })
public final class ReplayCommand implements Runnable {
  private static final int BAR_WIDTH = 30;

  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean showsProgress;

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

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  /**
   * @param showsProgress whether a person watches {@code err}
   */
  public ReplayCommand(PrintWriter out, PrintWriter err, boolean showsProgress) {
    this.out = out;
    this.err = err;
    this.showsProgress = showsProgress;
  }

  @Override
  public void run() {
    SymbolDefinition symbol = symbol();
    requireOtherFile("--fills", fills);
    requireOtherFile("--book", book);
    if (warmUps < 0) {
      throw new Fault(ErrorCode.INVALID_FIELD, "--warm-up can't be negative");
    }
    for (int i = 0; i < warmUps; i++) {
      replay(symbol, new Replay(symbol, Optional.empty(), Optional.empty(), progress -> {}));
    }
    Consumer<Replay.Progress> progress = showsProgress ? this::show : ignored -> {};
    ReplaySummary summary;
    try {
      summary =
          replay(
              symbol,
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

  private ReplaySummary replay(SymbolDefinition symbol, Replay replay) {
    try (ReplayFile flow = ReplayFile.open(file, symbol);
        EngineReplay target = new EngineReplay(symbol)) {
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
      out.printf(
          Locale.ROOT,
          "latency          p50 %s, p90 %s, p99 %s, p99.9 %s, max %s%n",
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

  private static ObjectNode answer(ReplaySummary summary) {
    Histogram latency = summary.latencyNanos();
    ObjectNode answer = Json.object();
    answer.put("commands", summary.commands());
    answer.put("refused", summary.refused());
    answer.put("fills", summary.fills());
    answer.put("tradedQuantity", summary.tradedLots());
    answer.put("restingOrders", summary.restingOrders());
    answer.put("commandsPerSecond", summary.commandsPerSecond());
    answer
        .putObject("latencyNanos")
        .put("p50", latency.getValueAtPercentile(50))
        .put("p90", latency.getValueAtPercentile(90))
        .put("p99", latency.getValueAtPercentile(99))
        .put("p999", latency.getValueAtPercentile(99.9))
        .put("max", latency.getMaxValue());
    return answer;
  }
}

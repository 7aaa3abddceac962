package bourse.cli.replay;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.Side;
import bourse.domain.SymbolDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * One replay: all rows of a file into a target, the results counted and written. The result files
 * appear only when they are whole.
 */
final class Replay {
  private static final long ROWS_BETWEEN_REPORTS = 1024;

  /** A progress report: rows so far, and how much of the file that was, 0 to 1. */
  record Progress(long rows, double part) {}

  private final SymbolDefinition symbol;
  private final Optional<Path> fillsPath;
  private final Optional<Path> bookPath;
  private final Consumer<Progress> progress;

  Replay(
      SymbolDefinition symbol,
      Optional<Path> fillsPath,
      Optional<Path> bookPath,
      Consumer<Progress> progress) {
    this.symbol = symbol;
    this.fillsPath = fillsPath;
    this.bookPath = bookPath;
    this.progress = progress;
  }

  ReplaySummary run(ReplayFile file, ReplayTarget target) {
    try (ResultFile fills =
            new ResultFile(fillsPath, "command_row,taker_order_id,maker_order_id,price,quantity");
        ResultFile book = new ResultFile(bookPath, "side,price,order_id,quantity")) {
      Tally tally = new Tally(fills);
      long rows = 0;
      for (ReplayRow row = file.next(); row != null; row = file.next()) {
        target.apply(row, tally);
        rows++;
        if (rows % ROWS_BETWEEN_REPORTS == 0) {
          progress.accept(new Progress(rows, file.progress()));
        }
      }
      target.finish(tally);
      progress.accept(new Progress(rows, 1));
      target.book((side, priceTicks, orderId, lots) -> {
        tally.resting++;
        book.write(bookLine(side, priceTicks, orderId, lots));
      });
      fills.complete();
      book.complete();
      return tally.summary();
    }
  }

  private String bookLine(Side side, long priceTicks, long orderId, long lots) {
    return side
        + ","
        + symbol.priceText(priceTicks)
        + ","
        + orderId
        + ","
        + symbol.quantityText(lots);
  }

  /** Counts, and writes the fills. */
  private final class Tally implements ReplayTarget.Results {
    private final ResultFile fillsFile;
    private final Histogram latencyNanos = new Histogram(3);
    private long commands;
    private long refused;
    private long fills;
    private long tradedLots;
    private long resting;
    private long busyNanos;

    Tally(ResultFile fillsFile) {
      this.fillsFile = fillsFile;
    }

    @Override
    public void fill(long row, long takerOrderId, long makerOrderId, long priceTicks, long lots) {
      fills++;
      tradedLots += lots;
      if (fillsFile.isWanted()) {
        fillsFile.write(
            row
                + ","
                + takerOrderId
                + ","
                + makerOrderId
                + ","
                + symbol.priceText(priceTicks)
                + ","
                + symbol.quantityText(lots));
      }
    }

    @Override
    public void refused(long row) {
      refused++;
    }

    @Override
    public void executed(int count, long nanos) {
      commands += count;
      busyNanos += nanos;
      latencyNanos.recordValue(nanos);
    }

    ReplaySummary summary() {
      return new ReplaySummary(
          commands, refused, fills, tradedLots, resting, busyNanos, latencyNanos);
    }
  }

  /** Lines for a file that appears under its name once it is complete; or for nothing. */
  private static final class ResultFile implements AutoCloseable {
    private final Optional<Path> path;
    private final Path unfinished;
    private final Writer writer;

    ResultFile(Optional<Path> path, String header) {
      this.path = path;
      this.unfinished = path.map(p -> p.resolveSibling(p.getFileName() + ".part")).orElse(null);
      try {
        this.writer =
            unfinished == null ? Writer.nullWriter() : Files.newBufferedWriter(unfinished);
      } catch (IOException failure) {
        throw unwritable(failure);
      }
      write(header);
    }

    boolean isWanted() {
      return path.isPresent();
    }

    void write(String line) {
      try {
        writer.write(line);
        writer.write('\n');
      } catch (IOException failure) {
        throw unwritable(failure);
      }
    }

    void complete() {
      try {
        writer.close();
        if (path.isPresent()) {
          Files.move(unfinished, path.get(), StandardCopyOption.REPLACE_EXISTING);
        }
      } catch (IOException failure) {
        throw unwritable(failure);
      }
    }

    @Override
    public void close() {
      try {
        writer.close();
        if (unfinished != null) {
          Files.deleteIfExists(unfinished);
        }
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }

    private Fault unwritable(IOException failure) {
      return new Fault(
          ErrorCode.INVALID_FIELD,
          path.get() + " can't be written; check the folder and the space on it (" + failure + ")",
          failure);
    }
  }
}

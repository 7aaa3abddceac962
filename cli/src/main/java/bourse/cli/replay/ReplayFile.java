package bourse.cli.replay;

import bourse.domain.Decimals;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.Side;
import bourse.domain.SymbolDefinition;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;

/**
 * Reads recorded order flow row by row: CSV with the header line {@value #HEADER}, plain or
 * compressed with gzip. Checks each row by itself; the first that breaks a rule ends the reading
 * with a {@link Fault} that names file, line, column and rule.
 */
final class ReplayFile implements AutoCloseable {
  static final String HEADER = "timestamp_ns,action,order_id,side,price,quantity";

  private static final int COLUMNS = 6;

  private final Path path;
  private final SymbolDefinition symbol;
  private final long size;
  private final CountingStream counted;
  private final BufferedReader reader;
  private long line;
  private long lastTimestamp;

  private ReplayFile(Path path, SymbolDefinition symbol, long size, InputStream stream)
      throws IOException {
    this.path = path;
    this.symbol = symbol;
    this.size = size;
    this.counted = new CountingStream(stream);
    this.reader =
        new BufferedReader(new InputStreamReader(plain(counted), StandardCharsets.UTF_8), 1 << 16);
  }

  /**
   * Opens the file and reads its header.
   *
   * @param symbol gives the tick and the lot
   */
  static ReplayFile open(Path path, SymbolDefinition symbol) {
    try {
      InputStream stream = Files.newInputStream(path);
      try {
        ReplayFile file = new ReplayFile(path, symbol, Files.size(path), stream);
        file.readHeader();
        return file;
      } catch (IOException | Fault failure) {
        stream.close();
        throw failure;
      }
    } catch (NoSuchFileException missing) {
      throw new Fault(ErrorCode.NOT_FOUND, "There is no file " + path, missing);
    } catch (IOException failure) {
      throw unreadable(path, failure);
    }
  }

  /** The next command, or null after the last. */
  ReplayRow next() {
    String text = readLine();
    return text == null ? null : row(text);
  }

  /** How much of the file was read, 0 to 1. */
  double progress() {
    return size == 0 ? 1 : Math.min(1, (double) counted.count / size);
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException failure) {
      throw unreadable(path, failure);
    }
  }

  private void readHeader() {
    String header = readLine();
    if (!HEADER.equals(header)) {
      throw broken("header", "the first line must be " + HEADER);
    }
  }

  private ReplayRow row(String text) {
    String[] columns = text.split(",", -1);
    if (columns.length != COLUMNS) {
      throw broken("columns", "there must be 6, here are " + columns.length);
    }
    long timestamp = whole("timestamp_ns", columns[0]);
    if (timestamp < lastTimestamp) {
      throw broken("timestamp_ns", "it must not be smaller than in the line before");
    }
    lastTimestamp = timestamp;
    ReplayRow.Action action = action(columns[1]);
    long orderId = whole("order_id", columns[2]);
    boolean isCancel = action == ReplayRow.Action.CANCEL;
    return new ReplayRow(
        line - 1,
        timestamp / 1000,
        action,
        orderId,
        isCancel ? null : side(columns[3]),
        isCancel ? 0 : ticks(columns[4]),
        isCancel ? 0 : lots(columns[5]));
  }

  private ReplayRow.Action action(String text) {
    return switch (text) {
      case "NEW" -> ReplayRow.Action.NEW;
      case "IOC" -> ReplayRow.Action.IOC;
      case "CANCEL" -> ReplayRow.Action.CANCEL;
      case "REPLACE" -> ReplayRow.Action.REPLACE;
      default -> throw broken("action", "it must be NEW, IOC, CANCEL or REPLACE, not " + text);
    };
  }

  private Side side(String text) {
    return switch (text) {
      case "BUY" -> Side.BUY;
      case "SELL" -> Side.SELL;
      default -> throw broken("side", "it must be BUY or SELL, not '" + text + "'");
    };
  }

  private long ticks(String text) {
    OptionalLong ticks = symbol.ticks(number("price", text));
    if (ticks.isEmpty()) {
      throw broken(
          "price", text + " is no multiple of the tick " + symbol.priceText(1) + "; see --tick");
    }
    return positive("price", text, ticks.getAsLong());
  }

  private long lots(String text) {
    OptionalLong lots = symbol.lots(number("quantity", text));
    if (lots.isEmpty() || lots.getAsLong() > symbol.maximumQuantityLots()) {
      throw broken(
          "quantity",
          text + " is no whole number up to " + symbol.quantityText(symbol.maximumQuantityLots()));
    }
    return positive("quantity", text, lots.getAsLong());
  }

  private BigDecimal number(String column, String text) {
    return Decimals.parse(text)
        .orElseThrow(() -> broken(column, "'" + text + "' is no plain decimal number"));
  }

  private long positive(String column, String text, long value) {
    if (value <= 0) {
      throw broken(column, text + " is not above zero");
    }
    return value;
  }

  /** A whole number from 1. */
  private long whole(String column, String text) {
    OptionalLong value =
        Decimals.parse(text)
            .map(number -> Decimals.count(number, 1, 0))
            .orElse(OptionalLong.empty());
    if (value.isEmpty() || value.getAsLong() < 1) {
      throw broken(column, "'" + text + "' is no whole number above zero");
    }
    return value.getAsLong();
  }

  private String readLine() {
    try {
      line++;
      return reader.readLine();
    } catch (IOException failure) {
      throw new Fault(
          ErrorCode.MALFORMED_REQUEST,
          path
              + " can't be read after line "
              + (line - 1)
              + ": it is cut short or damaged ("
              + failure.getMessage()
              + ")",
          failure);
    }
  }

  private Fault broken(String column, String rule) {
    return new Fault(
        ErrorCode.INVALID_FIELD,
        String.format(Locale.ROOT, "%s line %d, %s: %s", path, line, column, rule));
  }

  private static Fault unreadable(Path path, IOException failure) {
    return new Fault(
        ErrorCode.INVALID_FIELD,
        path + " can't be read; check that it is a readable file (" + failure + ")",
        failure);
  }

  /** The stream as it is, or uncompressed when it starts like gzip. */
  private static InputStream plain(InputStream stream) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(stream, 1 << 16);
    buffered.mark(2);
    boolean isGzip = buffered.read() == 0x1f && buffered.read() == 0x8b;
    buffered.reset();
    return isGzip ? new GZIPInputStream(buffered, 1 << 16) : buffered;
  }

  private static final class CountingStream extends FilterInputStream {
    private long count;

    CountingStream(InputStream stream) {
      super(stream);
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      count += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      count += Math.max(read, 0);
      return read;
    }
  }
}

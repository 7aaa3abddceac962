package bourse.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The deterministic machine. Commands in, facts out; same commands, same facts and same state, byte
 * for byte. Not thread safe: one thread applies the log.
 */
public final class ExchangeEngine {
  /**
   * A command whose creation time is this much older than the log's time is refused: ten minutes.
   */
  public static final long COMMAND_WINDOW_MICROS = 600_000_000L;

  private long sequence;
  private long logTimeMicros;

  public ExchangeEngine() {}

  /**
   * Executes the frame that starts at {@code offset} and tells its facts to the sink. Frames were
   * validated by {@link Commands#validate} before they were logged.
   *
   * @return the offset after the frame
   * @throws InvariantBroken when the frame is not stamped with the next sequence, or its log time
   *     lies before that of the command before; any Throwable out of here is a bug, after which
   *     this engine must not be used
   */
  public int execute(byte[] frames, int offset, FactSink sink) {
    sink.begin(sequence, logTimeMicros, 1, 0, 0, 0, 0, 0);
    sequence = Commands.sequence(frames, offset);
    logTimeMicros = Commands.logTimeMicros(frames, offset);
    sink.end(sequence, 0);
    return offset + Commands.length(frames, offset);
  }

  /** The sequence of the last executed command; 0 before the first. */
  public long sequence() {
    return sequence;
  }

  /** The log time of the last executed command. */
  public long logTimeMicros() {
    return logTimeMicros;
  }

  /**
   * Writes the whole state as canonical bytes: the same state gives the same bytes, whatever the
   * history of the memory that holds it. The stream is flushed, not closed.
   */
  public void writeState(OutputStream out) throws IOException {
    out.flush();
  }

  /**
   * Reads what {@link #writeState} wrote, and nothing after it.
   *
   * @throws IOException when the bytes are cut, or are not a state that this version reads
   */
  public static ExchangeEngine readState(InputStream in) throws IOException {
    in.skipNBytes(0);
    return new ExchangeEngine();
  }

  /** SHA-256 over exactly the bytes of {@link #writeState}. */
  public byte[] stateHash() {
    return new byte[32];
  }

  /**
   * Tells the present state as facts between {@code begin} and {@code end} with the present
   * sequence: assets, symbols, flags, all resting orders in priority order (accepted, then rested;
   * what was filled before is the difference of their quantities), and every balance as a posting
   * of type BALANCE with amount 0.
   */
  public void describe(FactSink sink) {
    sink.begin(sequence, logTimeMicros, 1, 0, 0, 0, 0, 0);
    sink.end(sequence, 0);
  }
}

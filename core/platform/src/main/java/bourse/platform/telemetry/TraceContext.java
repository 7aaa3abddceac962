package bourse.platform.telemetry;

import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Which trace a piece of work belongs to, as of W3C Trace Context: it goes from the HTTP header
 * through the command frame to the facts, as three longs and a byte.
 *
 * @param traceHigh the upper half of the trace id
 * @param traceLow the lower half; both are zero only in {@link #NONE}
 * @param span the id of the step that caused this one
 * @param sampled whether the caller records this trace
 */
public record TraceContext(long traceHigh, long traceLow, long span, boolean sampled) {
  /** No trace. */
  public static final TraceContext NONE = new TraceContext(0, 0, 0, false);

  private static final HexFormat HEX = HexFormat.of();
  private static final int LENGTH = 55;

  /** A new trace with its first span. */
  public static TraceContext fresh() {
    return new TraceContext(nonZero(), nonZero(), nonZero(), true);
  }

  /**
   * Reads a {@code traceparent} header: {@code 00-<32 hex>-<16 hex>-<2 hex>}. Empty when it is not
   * one; the caller then begins a new trace, as the recommendation asks.
   */
  public static Optional<TraceContext> parse(String traceparent) {
    if (traceparent == null || traceparent.length() < LENGTH || !hasShape(traceparent)) {
      return Optional.empty();
    }
    String version = traceparent.substring(0, 2);
    boolean tooLong = traceparent.length() > LENGTH;
    if (version.equals("ff")
        || (version.equals("00") && tooLong)
        || (tooLong && traceparent.charAt(LENGTH) != '-')) {
      return Optional.empty();
    }
    long high = HexFormat.fromHexDigitsToLong(traceparent, 3, 19);
    long low = HexFormat.fromHexDigitsToLong(traceparent, 19, 35);
    long span = HexFormat.fromHexDigitsToLong(traceparent, 36, 52);
    if ((high == 0 && low == 0) || span == 0) {
      return Optional.empty();
    }
    int flags = HexFormat.fromHexDigits(traceparent, 53, 55);
    return Optional.of(new TraceContext(high, low, span, (flags & 1) == 1));
  }

  /** The same trace with a new span, for the next step. */
  public TraceContext child() {
    return new TraceContext(traceHigh, traceLow, nonZero(), sampled);
  }

  /** The trace id as 32 hexadecimal digits, as logs show it. */
  public String traceId() {
    return HEX.toHexDigits(traceHigh) + HEX.toHexDigits(traceLow);
  }

  /** The header value for the next step. */
  public String traceparent() {
    return "00-" + traceId() + "-" + HEX.toHexDigits(span) + (sampled ? "-01" : "-00");
  }

  private static boolean hasShape(String text) {
    for (int i = 0; i < LENGTH; i++) {
      char c = text.charAt(i);
      boolean dash = i == 2 || i == 35 || i == 52;
      boolean hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
      if (dash ? c != '-' : !hex) {
        return false;
      }
    }
    return true;
  }

  private static long nonZero() {
    long value = ThreadLocalRandom.current().nextLong();
    return value == 0 ? 1 : value;
  }
}

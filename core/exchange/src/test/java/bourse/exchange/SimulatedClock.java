package bourse.exchange;

import bourse.platform.time.WallClock;

/** Time that passes when it is told to, and a wall clock that can be set. */
final class SimulatedClock implements WallClock {
  private long nanos;
  private long offsetMicros = 1_700_000_000_000_000L;

  void pass(long moreNanos) {
    nanos += moreNanos;
  }

  /** Sets the wall clock ahead, or back, while no time passes. */
  void jump(long micros) {
    offsetMicros += micros;
  }

  @Override
  public long micros() {
    return offsetMicros + nanos / 1000;
  }

  @Override
  public long nanos() {
    return nanos;
  }
}

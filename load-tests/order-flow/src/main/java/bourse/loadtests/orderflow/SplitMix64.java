package bourse.loadtests.orderflow;

/** The random numbers of OF-1: SplitMix64 by Steele, Lea and Flood, in integer arithmetic only. */
final class SplitMix64 {
  private long state;

  SplitMix64(long seed) {
    state = seed;
  }

  /** The next number, 0 to bound - 1. */
  long next(long bound) {
    state += 0x9E3779B97F4A7C15L;
    long z = state;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return ((z ^ z >>> 31) >>> 33) % bound;
  }
}

package bourse.cli.demo;

import java.util.random.RandomGenerator;

/**
 * A reference price that wanders: each second its logarithm takes a normally distributed step, and
 * a weak pull keeps it near its anchor for as long as the demo runs. The same random numbers give
 * the same prices.
 *
 * <p>Prices here are a model and nobody's money, hence floating point. Not thread safe.
 */
final class PriceWalk {
  /** About 40 percent in a year. */
  private static final double STEP_PER_SECOND = 0.00007;

  private static final double PULL_PER_SECOND = 0.00001;

  private final RandomGenerator random;
  private final double anchor;
  private double logarithm;

  PriceWalk(double anchor, RandomGenerator random) {
    this.random = random;
    this.anchor = Math.log(anchor);
    this.logarithm = this.anchor;
  }

  /** Where it begins instead, such as the price at which the market last traded. */
  void moveTo(double price) {
    logarithm = Math.log(price);
  }

  /** The price after so many more seconds. */
  double next(double seconds) {
    double pull = (anchor - logarithm) * Math.min(1, PULL_PER_SECOND * seconds);
    logarithm += pull + random.nextGaussian() * STEP_PER_SECOND * Math.sqrt(seconds);
    return Math.exp(logarithm);
  }
}

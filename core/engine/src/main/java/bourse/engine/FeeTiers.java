package bourse.engine;

import bourse.domain.FeeRate;
import java.util.List;

/** What a group of accounts pays in a market, where that depends on what they have traded. */
final class FeeTiers {
  private final long[] minimumVolumes;
  private final int[] makerRates;
  private final int[] takerRates;

  /**
   * @param rates by ascending volume, the first at 0
   */
  FeeTiers(List<FeeRate> rates) {
    minimumVolumes = rates.stream().mapToLong(FeeRate::minimumVolume).toArray();
    makerRates = rates.stream().mapToInt(FeeRate::makerRate).toArray();
    takerRates = rates.stream().mapToInt(FeeRate::takerRate).toArray();
  }

  int makerRate(long volume) {
    return makerRates[reached(volume)];
  }

  int takerRate(long volume) {
    return takerRates[reached(volume)];
  }

  private int reached(long volume) {
    int tier = minimumVolumes.length - 1;
    while (minimumVolumes[tier] > volume) {
      tier--;
    }
    return tier;
  }
}

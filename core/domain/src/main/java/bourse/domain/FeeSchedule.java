package bourse.domain;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What accounts pay, by group and symbol, and by what they have traded. The most specific rates
 * count: those of the group in the symbol, else of the symbol, else of the group, else of all;
 * where none is set, the fees of the symbol's own definition. Among them, that with the highest
 * volume that the account has reached.
 *
 * @param volumeAsset the asset in which the volume of accounts is counted; 0 when it is not
 */
public record FeeSchedule(int volumeAsset, List<FeeRate> rates) {
  public static final FeeSchedule NONE = new FeeSchedule(List.of());

  /** Volume counts on the day (UTC) of the trade, and on the days after it: so many in all. */
  public static final int VOLUME_DAYS = 30;

  /** So that a command holds it. */
  private static final int MOST_RATES = 240;

  private static final int MOST_RATES_BY_VOLUME = 160;

  private record Key(int group, int symbol, long minimumVolume) {
    static Key of(FeeRate rate) {
      return new Key(rate.group(), rate.symbol(), rate.minimumVolume());
    }
  }

  public FeeSchedule {
    rates = List.copyOf(rates);
  }

  /** A schedule that does not look at volumes. */
  public FeeSchedule(List<FeeRate> rates) {
    this(0, rates);
  }

  /** How many rates a schedule may have: fewer, when it counts volume. */
  public static int mostRates(int volumeAsset) {
    return volumeAsset == 0 ? MOST_RATES : MOST_RATES_BY_VOLUME;
  }

  /**
   * Whether its rates are in range, each group, symbol and volume has at most one, and each group
   * and symbol that has any has one for a volume of 0.
   */
  public boolean isValid() {
    if (volumeAsset < 0 || rates.size() > mostRates(volumeAsset)) {
      return false;
    }
    Set<Key> keys = new HashSet<>();
    for (FeeRate rate : rates) {
      boolean countsVolume = volumeAsset != 0 || rate.minimumVolume() == 0;
      if (!rate.isValid() || !countsVolume || !keys.add(Key.of(rate))) {
        return false;
      }
    }
    return rates.stream().allMatch(rate -> keys.contains(new Key(rate.group(), rate.symbol(), 0)));
  }

  /** What an account of the group pays in the symbol before it has traded anything. */
  public FeeRate rate(int group, SymbolDefinition symbol) {
    return tiers(group, symbol).getFirst();
  }

  /** What an account of the group pays in the symbol, by ascending volume; the first is at 0. */
  public List<FeeRate> tiers(int group, SymbolDefinition symbol) {
    List<FeeRate> tiers = exactly(group, symbol.id());
    if (tiers.isEmpty()) {
      tiers = exactly(0, symbol.id());
    }
    if (tiers.isEmpty()) {
      tiers = exactly(group, 0);
    }
    if (tiers.isEmpty()) {
      tiers = exactly(0, 0);
    }
    return tiers.isEmpty() ? List.of(ownRate(symbol)) : tiers;
  }

  private static FeeRate ownRate(SymbolDefinition symbol) {
    return new FeeRate(
        0,
        symbol.id(),
        symbol.makerFeeBasisPoints() * FeeRate.PER_BASIS_POINT,
        symbol.takerFeeBasisPoints() * FeeRate.PER_BASIS_POINT);
  }

  private List<FeeRate> exactly(int group, int symbol) {
    return rates.stream()
        .filter(rate -> rate.group() == group && rate.symbol() == symbol)
        .sorted(Comparator.comparingLong(FeeRate::minimumVolume))
        .toList();
  }
}

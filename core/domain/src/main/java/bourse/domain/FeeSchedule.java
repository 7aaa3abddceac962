package bourse.domain;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What accounts pay, by group and symbol. The most specific rate counts: that of the group in the
 * symbol, else of the symbol, else of the group, else of all; where none is set, the fees of the
 * symbol's own definition.
 */
public record FeeSchedule(List<FeeRate> rates) {
  public static final FeeSchedule NONE = new FeeSchedule(List.of());

  /** So that a command holds it. */
  public static final int MOST_RATES = 240;

  private record Key(int group, int symbol) {}

  public FeeSchedule {
    rates = List.copyOf(rates);
  }

  /** Whether its rates are in range, and each group and symbol has at most one. */
  public boolean isValid() {
    Set<Key> keys = new HashSet<>();
    return rates.size() <= MOST_RATES
        && rates.stream()
            .allMatch(rate -> rate.isValid() && keys.add(new Key(rate.group(), rate.symbol())));
  }

  /** What an account of the group pays in the symbol. */
  public FeeRate rate(int group, SymbolDefinition symbol) {
    return exactly(group, symbol.id())
        .or(() -> exactly(0, symbol.id()))
        .or(() -> exactly(group, 0))
        .or(() -> exactly(0, 0))
        .orElseGet(() ->
            new FeeRate(
                0,
                symbol.id(),
                symbol.makerFeeBasisPoints() * FeeRate.PER_BASIS_POINT,
                symbol.takerFeeBasisPoints() * FeeRate.PER_BASIS_POINT));
  }

  private Optional<FeeRate> exactly(int group, int symbol) {
    return rates.stream()
        .filter(rate -> rate.group() == group && rate.symbol() == symbol)
        .findFirst();
  }
}

package bourse.engine;

import bourse.domain.AssetDefinition;
import bourse.domain.Decimals;
import bourse.domain.PriceLimits;
import bourse.domain.SymbolDefinition;
import bourse.domain.SymbolLimits;
import bourse.domain.VolatilityHalt;
import java.util.regex.Pattern;

/** The rules that definitions of assets and symbols keep, so that everything traded is exact. */
final class Definitions {
  private static final int MAXIMUM_ID = 65_535;
  private static final int MAXIMUM_NAME = 100;
  private static final int MAXIMUM_BAND = 1_000_000;
  private static final long MAXIMUM_CALL_MICROS = 86_400_000_000L;
  private static final int MAXIMUM_RATE = 10_000;
  private static final Pattern ASSET = Pattern.compile("[A-Z0-9]{1,12}");

  private Definitions() {}

  static boolean isValid(AssetDefinition asset) {
    return asset.id() >= 1
        && asset.id() <= MAXIMUM_ID
        && ASSET.matcher(asset.symbol()).matches()
        && asset.name().length() <= MAXIMUM_NAME
        && isScale(asset.scale());
  }

  /** Whether the symbol keeps the rules, given that its assets are listed as they stand in it. */
  static boolean isValid(SymbolDefinition symbol) {
    return symbol.id() >= 1
        && symbol.id() <= MAXIMUM_ID
        && symbol.symbol().equals(symbol.base().symbol() + "-" + symbol.quote().symbol())
        && symbol.base().id() != symbol.quote().id()
        && symbol.tickSize() >= 1
        && isScale(symbol.priceScale())
        && symbol.lotUnits() >= 1
        && isExact(symbol)
        && isRate(symbol.makerFeeBasisPoints())
        && isRate(symbol.takerFeeBasisPoints())
        && symbol.minimumNotional() >= 0
        && symbol.maximumQuantityLots() >= 1
        && symbol.maximumQuantityLots() <= Long.MAX_VALUE / symbol.lotUnits()
        && isValid(symbol.limits(), symbol)
        && isValid(symbol.prices());
  }

  private static boolean isValid(PriceLimits prices) {
    return isBand(prices.buyAboveBasisPoints())
        && isBand(prices.buyBelowBasisPoints())
        && isBand(prices.sellAboveBasisPoints())
        && isBand(prices.sellBelowBasisPoints())
        && isBand(prices.executionBasisPoints())
        && isValid(prices.volatility())
        && prices.referenceMaximumAgeMicros() >= 0
        && prices.referenceMaximumAgeMicros() <= Long.MAX_VALUE / 2;
  }

  private static boolean isValid(VolatilityHalt halt) {
    return isBand(halt.basisPoints())
        && halt.callMicros() >= (halt.isNone() ? 0 : 1)
        && halt.callMicros() <= MAXIMUM_CALL_MICROS
        && halt.maximumExtensions() >= 0;
  }

  private static boolean isBand(int basisPoints) {
    return basisPoints >= 0 && basisPoints <= MAXIMUM_BAND;
  }

  private static boolean isValid(SymbolLimits limits, SymbolDefinition symbol) {
    return (limits.maximumNotional() == 0 || limits.maximumNotional() >= symbol.minimumNotional())
        && limits.maximumMarketLots() >= 0
        && limits.maximumOpenOrders() >= 0
        && limits.maximumPositionUnits() >= 0;
  }

  private static boolean isExact(SymbolDefinition symbol) {
    return symbol.quoteUnitsPerTickLot() >= 1
        && SymbolDefinition.quoteUnitsPerTickLot(
                    symbol.tickSize(),
                    symbol.priceScale(),
                    symbol.lotUnits(),
                    symbol.base().scale(),
                    symbol.quote().scale())
                .orElse(0)
            == symbol.quoteUnitsPerTickLot();
  }

  private static boolean isScale(int scale) {
    return scale >= 0 && scale <= Decimals.MAXIMUM_SCALE;
  }

  private static boolean isRate(int basisPoints) {
    return basisPoints >= 0 && basisPoints <= MAXIMUM_RATE;
  }
}

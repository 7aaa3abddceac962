package bourse.cli.demo;

import bourse.domain.AssetDefinition;
import bourse.domain.AssetType;
import bourse.domain.SymbolDefinition;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/**
 * One simulated market.
 *
 * @param symbol how it is listed
 * @param startPrice where the reference price begins, in the quote asset
 * @param gridTicks quotes stand this many ticks apart
 * @param levelLots a typical quantity at one level, in lots
 */
record DemoMarket(SymbolDefinition symbol, BigDecimal startPrice, long gridTicks, long levelLots) {
  private static final AssetDefinition USD =
      new AssetDefinition(1, "USD", "US Dollar", AssetType.FIAT, 6);
  private static final AssetDefinition EUR =
      new AssetDefinition(2, "EUR", "Euro", AssetType.FIAT, 6);
  private static final AssetDefinition BTC =
      new AssetDefinition(3, "BTC", "Bitcoin", AssetType.CRYPTO, 8);
  private static final AssetDefinition ETH =
      new AssetDefinition(4, "ETH", "Ether", AssetType.CRYPTO, 9);
  private static final AssetDefinition SOL =
      new AssetDefinition(5, "SOL", "Solana", AssetType.CRYPTO, 9);
  private static final AssetDefinition AAPL =
      new AssetDefinition(6, "AAPL", "Apple Inc.", AssetType.SECURITY, 6);

  private static final AssetDefinition INR =
      new AssetDefinition(7, "INR", "Indian Rupee", AssetType.FIAT, 6);

  private static final int MAKER_FEE_BASIS_POINTS = 5;
  private static final int TAKER_FEE_BASIS_POINTS = 10;
  private static final int PRICE_DECIMALS = 2;

  /** All assets that the markets use, and one that can be paid in only. */
  static List<AssetDefinition> assets() {
    return List.of(USD, EUR, BTC, ETH, SOL, AAPL, INR);
  }

  /** The markets of the demo. Prices are round numbers of no meaning. */
  static List<DemoMarket> all() {
    return List.of(
        market(1, BTC, USD, 4, "60000", 1_000, 1_500),
        market(2, ETH, USD, 3, "2500", 50, 4_000),
        market(3, SOL, USD, 2, "150", 3, 4_000),
        market(4, BTC, EUR, 4, "55000", 1_000, 1_000),
        market(5, ETH, EUR, 3, "2300", 50, 3_000),
        market(6, AAPL, USD, 0, "200", 3, 150));
  }

  /**
   * A market with a tick of 0.01.
   *
   * @param lotDecimals one lot is 10^-lotDecimals of the base asset
   */
  private static DemoMarket market(
      int id,
      AssetDefinition base,
      AssetDefinition quote,
      int lotDecimals,
      String startPrice,
      long gridTicks,
      long levelLots) {
    long lotUnits = powerOfTen(base.scale() - lotDecimals);
    long quoteUnitsPerTickLot = powerOfTen(quote.scale() - PRICE_DECIMALS - lotDecimals);
    return new DemoMarket(
        new SymbolDefinition(
            id,
            base.symbol() + "-" + quote.symbol(),
            base,
            quote,
            1,
            PRICE_DECIMALS,
            lotUnits,
            quoteUnitsPerTickLot,
            MAKER_FEE_BASIS_POINTS,
            TAKER_FEE_BASIS_POINTS,
            powerOfTen(quote.scale()),
            levelLots * 10_000),
        new BigDecimal(startPrice),
        gridTicks,
        levelLots);
  }

  /** The markets as the server's file of definitions, YAML. */
  static String definitions() {
    StringBuilder text = new StringBuilder("# The markets of the demo. Simulated.\nassets:\n");
    for (AssetDefinition asset : assets()) {
      text.append(
          "  - {symbol: %s, name: %s, type: %s, decimals: %d}\n"
              .formatted(
                  asset.symbol(),
                  asset.name(),
                  asset.type().name().toLowerCase(Locale.ROOT),
                  asset.scale()));
    }
    text.append("symbols:\n");
    for (DemoMarket market : all()) {
      SymbolDefinition symbol = market.symbol;
      text.append(
          """
            - symbol: %s
              tick: %s
              lot: %s
              minimum-notional: 1
              maximum-quantity: %s
              maker-fee-basis-points: %d
              taker-fee-basis-points: %d
          """
              .formatted(
                  symbol.symbol(),
                  market.price(1).toPlainString(),
                  market.quantity(1).toPlainString(),
                  market.quantity(symbol.maximumQuantityLots()).toPlainString(),
                  symbol.makerFeeBasisPoints(),
                  symbol.takerFeeBasisPoints()));
    }
    return text.toString();
  }

  String name() {
    return symbol.symbol();
  }

  /** A number of ticks as a price. */
  BigDecimal price(long ticks) {
    return BigDecimal.valueOf(ticks * symbol.tickSize(), symbol.priceScale());
  }

  long ticks(BigDecimal price) {
    return price.movePointRight(symbol.priceScale()).longValue() / symbol.tickSize();
  }

  /** A number of lots as a quantity of the base asset. */
  BigDecimal quantity(long lots) {
    return BigDecimal.valueOf(lots)
        .multiply(BigDecimal.valueOf(symbol.lotUnits(), symbol.base().scale()))
        .stripTrailingZeros();
  }

  private static long powerOfTen(int exponent) {
    return BigDecimal.TEN.pow(exponent).longValueExact();
  }
}

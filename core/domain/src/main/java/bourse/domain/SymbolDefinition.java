package bourse.domain;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.OptionalLong;

/**
 * A tradable pair as the engine knows it. Prices are counted in ticks and quantities in lots, both
 * {@code long}. Tick times lot must be a whole number of quote units, so price times quantity is
 * always exact and nothing but fees is ever rounded.
 *
 * @param id the engine's number for it, 1..65535, never used again
 * @param symbol {@code BTC-USD}
 * @param base the asset that is bought and sold
 * @param quote the asset that pays
 * @param tickSize one tick in the quote asset, as units of 10^-{@code priceScale}
 * @param priceScale decimals of prices
 * @param lotUnits one lot in units of the base asset
 * @param quoteUnitsPerTickLot what one lot costs at a price of one tick, in units of the quote
 *     asset; at least 1
 * @param makerFeeBasisPoints 0..10000
 * @param takerFeeBasisPoints 0..10000
 * @param minimumNotional in units of the quote asset; 0 for none
 * @param maximumQuantityLots at most this many lots in one order
 * @param limits further limits
 * @param prices limits of prices
 */
public record SymbolDefinition(
    int id,
    String symbol,
    AssetDefinition base,
    AssetDefinition quote,
    long tickSize,
    int priceScale,
    long lotUnits,
    long quoteUnitsPerTickLot,
    int makerFeeBasisPoints,
    int takerFeeBasisPoints,
    long minimumNotional,
    long maximumQuantityLots,
    SymbolLimits limits,
    PriceLimits prices) {

  /** A symbol without further limits. */
  public SymbolDefinition(
      int id,
      String symbol,
      AssetDefinition base,
      AssetDefinition quote,
      long tickSize,
      int priceScale,
      long lotUnits,
      long quoteUnitsPerTickLot,
      int makerFeeBasisPoints,
      int takerFeeBasisPoints,
      long minimumNotional,
      long maximumQuantityLots) {
    this(
        id,
        symbol,
        base,
        quote,
        tickSize,
        priceScale,
        lotUnits,
        quoteUnitsPerTickLot,
        makerFeeBasisPoints,
        takerFeeBasisPoints,
        minimumNotional,
        maximumQuantityLots,
        SymbolLimits.NONE,
        PriceLimits.NONE);
  }

  /**
   * A symbol named {@code BASE-QUOTE}, from texts.
   *
   * @param tick the smallest step of the price, {@code "0.01"}; its decimals are those of prices
   * @param lot the smallest step of the quantity, {@code "0.0001"}
   * @param minimumNotional in the quote asset, {@code "0"} for none
   * @param maximumQuantity in the base asset, a multiple of the lot
   * @throws IllegalArgumentException when a text can't be read, or tick times lot is not a whole
   *     number of quote units
   */
  public static SymbolDefinition of(
      int id,
      AssetDefinition base,
      AssetDefinition quote,
      String tick,
      String lot,
      int makerFeeBasisPoints,
      int takerFeeBasisPoints,
      String minimumNotional,
      String maximumQuantity) {
    BigDecimal tickValue = required("tick", tick);
    long lotUnits = required("lot", base.units(required("lot", lot)));
    int priceScale = Math.max(tickValue.scale(), 0);
    long tickSize = required("tick", Decimals.count(tickValue, 1, priceScale));
    long perTickLot =
        required(
            "tick times lot",
            quoteUnitsPerTickLot(tickSize, priceScale, lotUnits, base.scale(), quote.scale()));
    return new SymbolDefinition(
        id,
        base.symbol() + "-" + quote.symbol(),
        base,
        quote,
        tickSize,
        priceScale,
        lotUnits,
        perTickLot,
        makerFeeBasisPoints,
        takerFeeBasisPoints,
        required("minimum notional", quote.units(required("minimum notional", minimumNotional))),
        required(
            "maximum quantity",
            Decimals.count(required("maximum quantity", maximumQuantity), lotUnits, base.scale())));
  }

  /**
   * What one lot costs at a price of one tick, in units of the quote asset: tick × lot ×
   * 10^(quoteScale − priceScale − baseScale). Empty when that is not a whole number from 1 to 2^63
   * − 1.
   */
  public static OptionalLong quoteUnitsPerTickLot(
      long tickSize, int priceScale, long lotUnits, int baseScale, int quoteScale) {
    BigInteger units =
        BigInteger.valueOf(tickSize)
            .multiply(BigInteger.valueOf(lotUnits))
            .multiply(BigInteger.TEN.pow(quoteScale));
    BigInteger[] whole = units.divideAndRemainder(BigInteger.TEN.pow(priceScale + baseScale));
    boolean exact = whole[1].signum() == 0 && whole[0].signum() > 0 && whole[0].bitLength() < 64;
    return exact ? OptionalLong.of(whole[0].longValueExact()) : OptionalLong.empty();
  }

  public SymbolDefinition withLimits(SymbolLimits newLimits) {
    return new SymbolDefinition(
        id,
        symbol,
        base,
        quote,
        tickSize,
        priceScale,
        lotUnits,
        quoteUnitsPerTickLot,
        makerFeeBasisPoints,
        takerFeeBasisPoints,
        minimumNotional,
        maximumQuantityLots,
        newLimits,
        prices);
  }

  public SymbolDefinition withPrices(PriceLimits newPrices) {
    return new SymbolDefinition(
        id,
        symbol,
        base,
        quote,
        tickSize,
        priceScale,
        lotUnits,
        quoteUnitsPerTickLot,
        makerFeeBasisPoints,
        takerFeeBasisPoints,
        minimumNotional,
        maximumQuantityLots,
        limits,
        newPrices);
  }

  /**
   * Whether the other is the same symbol, counted in the same units: only fees and limits differ.
   */
  public boolean countsLike(SymbolDefinition other) {
    return id == other.id
        && symbol.equals(other.symbol)
        && base.equals(other.base)
        && quote.equals(other.quote)
        && tickSize == other.tickSize
        && priceScale == other.priceScale
        && lotUnits == other.lotUnits
        && quoteUnitsPerTickLot == other.quoteUnitsPerTickLot;
  }

  /** The price as people write it, with all the decimals of the symbol's prices. */
  public String priceText(long ticks) {
    return price(ticks).toPlainString();
  }

  /** The quantity as people write it, with as many decimals as a lot needs. */
  public String quantityText(long lots) {
    return quantity(lots).setScale(quantityScale()).toPlainString();
  }

  public BigDecimal price(long ticks) {
    return Decimals.value(ticks, tickSize, priceScale);
  }

  public BigDecimal quantity(long lots) {
    return Decimals.value(lots, lotUnits, base.scale());
  }

  /** The price in ticks; empty when it is no whole number of ticks or out of range. */
  public OptionalLong ticks(BigDecimal price) {
    return Decimals.count(price, tickSize, priceScale);
  }

  /** The quantity in lots; empty when it is no whole number of lots or out of range. */
  public OptionalLong lots(BigDecimal quantity) {
    return Decimals.count(quantity, lotUnits, base.scale());
  }

  /** Decimals that quantities of this symbol need: 3 when a lot is 0.001. */
  public int quantityScale() {
    int scale = base.scale();
    for (long lot = lotUnits; scale > 0 && lot % 10 == 0; lot /= 10) {
      scale--;
    }
    return scale;
  }

  private static BigDecimal required(String what, String text) {
    return Decimals.parse(text)
        .orElseThrow(() -> new IllegalArgumentException("The " + what + " is no number: " + text));
  }

  private static long required(String what, OptionalLong units) {
    return units.orElseThrow(
        () -> new IllegalArgumentException("The " + what + " is no whole number of units"));
  }
}

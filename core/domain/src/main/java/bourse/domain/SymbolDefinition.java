package bourse.domain;

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
    long maximumQuantityLots) {}

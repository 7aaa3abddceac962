package bourse.exchange;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * The trades of a symbol in one interval. Decimals are exact and without trailing zeros.
 *
 * @param start of the interval, a multiple of it since 1970 UTC
 * @param volume in the base asset
 * @param quoteVolume in the quote asset
 * @param version the sequence of the last command whose trades are in it
 */
public record StoredCandle(
    String symbol,
    Instant start,
    BigDecimal open,
    BigDecimal high,
    BigDecimal low,
    BigDecimal close,
    BigDecimal volume,
    BigDecimal quoteVolume,
    long trades,
    long version) {}

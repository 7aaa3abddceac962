package bourse.domain;

import java.math.BigDecimal;
import java.util.OptionalLong;

/**
 * An asset as the engine knows it.
 *
 * @param id the engine's number for it, 1..65535, never used again
 * @param symbol what people call it, {@code BTC}; 1 to 12 of A-Z and 0-9
 * @param name what it is, {@code Bitcoin}
 * @param type {@code FIAT}, {@code CRYPTO} or {@code SECURITY}
 * @param scale decimals of one engine unit: with 8, one unit is 0.00000001; 0..18
 */
public record AssetDefinition(int id, String symbol, String name, AssetType type, int scale) {
  /** The units as people write them, with all the asset's decimals. */
  public String amountText(long units) {
    return Decimals.text(units, scale);
  }

  public BigDecimal amount(long units) {
    return BigDecimal.valueOf(units, scale);
  }

  /** The amount in units; empty when it has more decimals than the asset or is out of range. */
  public OptionalLong units(BigDecimal amount) {
    return Decimals.count(amount, 1, scale);
  }
}

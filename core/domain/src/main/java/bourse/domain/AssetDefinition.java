package bourse.domain;

/**
 * An asset as the engine knows it.
 *
 * @param id the engine's number for it, 1..65535, never used again
 * @param symbol what people call it, {@code BTC}; 1 to 12 of A-Z and 0-9
 * @param name what it is, {@code Bitcoin}
 * @param type {@code FIAT}, {@code CRYPTO} or {@code SECURITY}
 * @param scale decimals of one engine unit: with 8, one unit is 0.00000001; 0..18
 */
public record AssetDefinition(int id, String symbol, String name, AssetType type, int scale) {}

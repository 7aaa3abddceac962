package bourse.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalsTest {
  private static final AssetDefinition BTC =
      new AssetDefinition(1, "BTC", "Bitcoin", AssetType.CRYPTO, 8);
  private static final AssetDefinition USD =
      new AssetDefinition(2, "USD", "US dollar", AssetType.FIAT, 6);

  /** Ticks of 0.05, lots of 0.001. */
  private static final SymbolDefinition SYMBOL =
      new SymbolDefinition(1, "BTC-USD", BTC, USD, 5, 2, 100_000, 50, 0, 0, 0, Long.MAX_VALUE);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "-", ".", "1.", ".5", "+1", "1e3", "1,0", " 1", "1 ", "0x1", "NaN", "--1", "1.2.3", "١"
      })
  void whatIsNoPlainDecimalIsNotRead(String text) {
    assertTrue(Decimals.parse(text).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "-1", "007", "1.50", "0.000000000000000001"})
  void plainDecimalsAreRead(String text) {
    assertEquals(new BigDecimal(text), Decimals.parse(text).orElseThrow());
  }

  @Test
  void aTextThatIsTooLongIsNotRead() {
    assertTrue(Decimals.parse("9".repeat(41)).isEmpty());
    assertTrue(Decimals.parse("0." + "0".repeat(18) + "1").isEmpty());
  }

  @Test
  void pricesAreWholeTicks() {
    assertEquals(OptionalLong.of(2), SYMBOL.ticks(new BigDecimal("0.1")));
    assertEquals(OptionalLong.of(-2), SYMBOL.ticks(new BigDecimal("-0.10")));
    assertEquals(OptionalLong.empty(), SYMBOL.ticks(new BigDecimal("0.11")));
    assertEquals(OptionalLong.empty(), SYMBOL.ticks(new BigDecimal("0.101")));
    assertEquals(OptionalLong.empty(), SYMBOL.ticks(new BigDecimal("9".repeat(30))));
    assertEquals("50000.05", SYMBOL.priceText(1_000_001));
  }

  @Test
  void quantitiesAreWholeLotsAndShowTheDecimalsOfALot() {
    assertEquals(OptionalLong.of(1500), SYMBOL.lots(new BigDecimal("1.5")));
    assertEquals(OptionalLong.empty(), SYMBOL.lots(new BigDecimal("0.0001")));
    assertEquals("1.500", SYMBOL.quantityText(1500));
  }

  @Test
  void productsBeyondALongStayExact() {
    assertEquals(new BigDecimal("461168601842738790.35"), SYMBOL.price(Long.MAX_VALUE));
    assertEquals("-461168601842738790.40", SYMBOL.priceText(Long.MIN_VALUE));
  }

  @Test
  void aSymbolIsMadeOfTexts() {
    assertEquals(
        new SymbolDefinition(
            9, "BTC-USD", BTC, USD, 5, 2, 100_000, 50, 10, 20, 5_000_000, 1_000_000),
        SymbolDefinition.of(9, BTC, USD, "0.05", "0.001", 10, 20, "5", "1000"));
  }

  @Test
  void aSymbolThatCanNotTradeExactlyIsNotMade() {
    assertThrows(
        IllegalArgumentException.class,
        () -> SymbolDefinition.of(9, BTC, USD, "0.01", "0.00001", 0, 0, "0", "1"));
    assertThrows(
        IllegalArgumentException.class,
        () -> SymbolDefinition.of(9, BTC, USD, "0", "0.01", 0, 0, "0", "1"));
    assertEquals(OptionalLong.empty(), SymbolDefinition.quoteUnitsPerTickLot(1, 2, 1, 8, 6));
    assertEquals(OptionalLong.of(50), SymbolDefinition.quoteUnitsPerTickLot(5, 2, 100_000, 8, 6));
    assertEquals(
        OptionalLong.empty(), SymbolDefinition.quoteUnitsPerTickLot(Long.MAX_VALUE, 0, 2, 0, 0));
  }

  @Test
  void amountsHaveTheDecimalsOfTheirAsset() {
    assertEquals("0.00000001", BTC.amountText(1));
    assertEquals(OptionalLong.of(1), BTC.units(new BigDecimal("0.00000001")));
    assertEquals(OptionalLong.empty(), USD.units(new BigDecimal("0.0000001")));
  }
}

package bourse.payments;

import bourse.domain.Decimals;
import java.math.BigDecimal;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Amounts as providers count them: whole minor units of a currency, such as cents. Only currencies
 * of which Stripe and Razorpay say the same number of decimals (docs.stripe.com/currencies,
 * razorpay.com/docs/api/orders/create).
 */
final class MinorUnits {
  private static final Map<String, Integer> DECIMALS =
      Map.ofEntries(
          Map.entry("USD", 2),
          Map.entry("EUR", 2),
          Map.entry("GBP", 2),
          Map.entry("INR", 2),
          Map.entry("CHF", 2),
          Map.entry("CAD", 2),
          Map.entry("AUD", 2),
          Map.entry("NZD", 2),
          Map.entry("SGD", 2),
          Map.entry("HKD", 2),
          Map.entry("SEK", 2),
          Map.entry("NOK", 2),
          Map.entry("DKK", 2),
          Map.entry("PLN", 2),
          Map.entry("AED", 2),
          Map.entry("JPY", 0));

  private MinorUnits() {}

  static Set<String> currencies() {
    return DECIMALS.keySet();
  }

  static boolean knows(String currency) {
    return DECIMALS.containsKey(currency);
  }

  /** How many decimals an amount of this known currency may have. */
  static int decimals(String currency) {
    return DECIMALS.get(currency);
  }

  /** The amount in minor units; empty when it has more decimals than the currency. */
  static OptionalLong count(String currency, BigDecimal amount) {
    return Decimals.count(amount, 1, decimals(currency));
  }

  /** What so many minor units are. */
  static BigDecimal amount(String currency, long minor) {
    return BigDecimal.valueOf(minor, decimals(currency));
  }
}

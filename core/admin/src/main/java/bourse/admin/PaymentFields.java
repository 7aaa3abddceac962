package bourse.admin;

import bourse.platform.http.FieldChecks;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/** The rules of what requests about money have in common. */
final class PaymentFields {
  private static final Pattern REFERENCE = Pattern.compile("[\\x21-\\x7e]{1,100}");
  private static final Pattern CURRENCY = Pattern.compile("[A-Z0-9]{1,12}");
  private static final int MAXIMUM_NOTE = 1_000;

  private PaymentFields() {}

  static void check(
      FieldChecks checks, String currency, BigDecimal amount, String reference, String note) {
    if (checks.required("currency", currency)) {
      checks.check(
          CURRENCY.matcher(currency).matches(),
          "currency",
          "currency",
          "currency is an asset's symbol such as USD.");
    }
    checks.required("amount", amount);
    if (checks.required("reference", reference)) {
      checks.check(
          REFERENCE.matcher(reference).matches(),
          "reference",
          "reference",
          "A reference has 1 to 100 visible ASCII characters without spaces.");
    }
    checkNote(checks, note);
  }

  static void checkNote(FieldChecks checks, String note) {
    checks.check(
        note == null || note.length() <= MAXIMUM_NOTE,
        "note",
        "length",
        "A note has at most " + MAXIMUM_NOTE + " characters.");
  }
}

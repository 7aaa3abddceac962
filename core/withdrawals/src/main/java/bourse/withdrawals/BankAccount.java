package bourse.withdrawals;

import bourse.platform.http.FieldChecks;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An account at a bank: by IBAN (ISO 13616, whose check digits are verified), or by account number
 * and the code of the bank where there are no IBANs.
 */
final class BankAccount implements DestinationKind {
  /** The one kind of this name. */
  static final BankAccount KIND = new BankAccount();

  private static final BigInteger MODULUS = BigInteger.valueOf(97);

  /** How long IBANs of a country are, by the registry of ISO 13616. */
  private static final Map<String, Integer> LENGTHS = lengths();

  private BankAccount() {}

  private static Map<String, Integer> lengths() {
    String all =
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 BI27 CH21 CR22 CY28 CZ24 DE22 DJ27"
            + " DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28"
            + " HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21"
            + " LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29"
            + " PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23"
            + " TN24 TR26 UA29 VA22 VG24 XK20 YE30";
    Map<String, Integer> lengths = new HashMap<>();
    for (String one : all.split(" ")) {
      lengths.put(one.substring(0, 2), Integer.valueOf(one.substring(2)));
    }
    return Map.copyOf(lengths);
  }

  @Override
  public String name() {
    return "BANK";
  }

  @Override
  public String title() {
    return "Bank account";
  }

  @Override
  public List<DestinationField> fields() {
    return List.of(
        new DestinationField("iban", "IBAN", "such as DE89 3704 0044 0532 0130 00", false),
        new DestinationField(
            "accountNumber", "Account number", "where the bank has no IBANs", false),
        new DestinationField(
            "bankCode", "Code of the bank", "with an account number: routing number, IFSC", false),
        new DestinationField("bic", "BIC", "8 or 11 characters, such as COBADEFFXXX", false));
  }

  @Override
  public boolean isOnChain() {
    return false;
  }

  @Override
  public Map<String, String> normalised(Map<String, String> given, FieldChecks checks) {
    Map<String, String> kept = new HashMap<>();
    given.forEach(
        (name, text) -> kept.put(name, text.replaceAll("[ .-]", "").toUpperCase(Locale.ROOT)));
    boolean hasIban = kept.containsKey("iban");
    boolean hasNumber = kept.containsKey("accountNumber");
    checks.check(hasIban != hasNumber, "fields.iban", "one", "Give either iban or accountNumber.");
    if (hasIban) {
      checks.check(
          isIban(kept.get("iban")),
          "fields.iban",
          "iban",
          "This is no IBAN: its country, length or check digits are wrong.");
      checks.check(
          !kept.containsKey("bankCode"),
          "fields.bankCode",
          "unsupported",
          "An IBAN says which bank it is; give no bankCode with it.");
    }
    if (hasNumber) {
      checks.check(
          kept.get("accountNumber").matches("[A-Z0-9]{4,34}"),
          "fields.accountNumber",
          "account",
          "An account number has 4 to 34 letters and digits.");
      checks.check(
          kept.getOrDefault("bankCode", "").matches("[A-Z0-9]{4,20}"),
          "fields.bankCode",
          "bank",
          "With an account number the code of the bank is needed: 4 to 20 letters and digits.");
    }
    checks.check(
        !kept.containsKey("bic") || kept.get("bic").matches("[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?"),
        "fields.bic",
        "bic",
        "A BIC has 8 or 11 letters and digits, such as COBADEFFXXX.");
    return Map.copyOf(kept);
  }

  /** Whether country, length and check digits are right. */
  static boolean isIban(String text) {
    // Check digits are 02 to 98: 00, 01 and 99 leave the same remainder and are none.
    if (!text.matches("[A-Z]{2}(?!00|01|99)[0-9]{2}[A-Z0-9]{11,30}")
        || !Integer.valueOf(text.length()).equals(LENGTHS.get(text.substring(0, 2)))) {
      return false;
    }
    StringBuilder digits = new StringBuilder();
    (text.substring(4) + text.substring(0, 4))
        .chars()
        .forEach(letter -> digits.append(Character.digit(letter, Character.MAX_RADIX)));
    return new BigInteger(digits.toString()).mod(MODULUS).intValue() == 1;
  }
}

package bourse.kyc;

import bourse.platform.http.FieldChecks;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a client says of the own person, as it is sent; what is left out stays as it was. */
record CaseChange(
    String legalName,
    String birthDate,
    DocumentType documentType,
    String documentCountry,
    String documentNumber,
    String documentExpiresOn,
    String address,
    String sourceOfFunds,
    List<Disclosure> disclosures,
    String disclosureDetails,
    String trustedContact,
    String citizenship,
    String taxCountry,
    String taxNumber,
    Boolean usPerson) {
  private static final Set<String> COUNTRIES = Set.copyOf(Arrays.asList(Locale.getISOCountries()));
  private static final Pattern LINE = Pattern.compile("[^\\p{Cntrl}]{1,200}");
  private static final Pattern NUMBER = Pattern.compile("[A-Z0-9]{3,40}");
  private static final Pattern SEPARATORS = Pattern.compile("[ ./-]");
  private static final int LONGEST_TEXT = 1_000;
  private static final int LONGEST_AGE = 130;

  /**
   * What it says.
   *
   * @param today to tell what lies in the past
   * @throws bourse.domain.Fault {@code INVALID_FIELD}
   */
  Person person(LocalDate today) {
    FieldChecks checks = new FieldChecks();
    checks.check(
        Stream.of(
                legalName,
                birthDate,
                documentType,
                documentCountry,
                documentNumber,
                documentExpiresOn,
                address,
                sourceOfFunds,
                disclosures,
                disclosureDetails,
                trustedContact,
                citizenship,
                taxCountry,
                taxNumber,
                usPerson)
            .anyMatch(Objects::nonNull),
        "",
        "required",
        "Say at least one thing to change.");
    check(
        checks,
        "legalName",
        legalName,
        name -> LINE.matcher(name).matches() && !name.isBlank(),
        "A name has 1 to 200 characters in one line.");
    Optional<LocalDate> born = date(checks, "birthDate", birthDate);
    born.ifPresent(date ->
        checks.check(
            date.isBefore(today) && date.isAfter(today.minusYears(LONGEST_AGE)),
            "birthDate",
            "range",
            "birthDate lies in the past, within 130 years."));
    checkCountry(checks, "documentCountry", documentCountry);
    checkCountry(checks, "citizenship", citizenship);
    checkCountry(checks, "taxCountry", taxCountry);
    check(
        checks,
        "taxNumber",
        taxNumber,
        number -> NUMBER.matcher(canonical(number)).matches(),
        "A taxpayer's number has 3 to 40 letters and digits.");
    checks.check(
        disclosures == null
            || (!disclosures.contains(null)
                && Set.copyOf(disclosures).size() == disclosures.size()),
        "disclosures",
        "unique",
        "Name each disclosure once; none at all is an empty list.");
    check(
        checks,
        "documentNumber",
        documentNumber,
        number -> NUMBER.matcher(canonical(number)).matches(),
        "A document number has 3 to 40 letters and digits.");
    Optional<LocalDate> expires = date(checks, "documentExpiresOn", documentExpiresOn);
    expires.ifPresent(date ->
        checks.check(
            !date.isBefore(today),
            "documentExpiresOn",
            "expired",
            "The document has expired; use one that has not."));
    checkText(checks, "address", address);
    checkText(checks, "sourceOfFunds", sourceOfFunds);
    checkText(checks, "disclosureDetails", disclosureDetails);
    check(
        checks,
        "trustedContact",
        trustedContact,
        text -> LINE.matcher(text).matches() && !text.isBlank(),
        "A trusted contact has 1 to 200 characters in one line.");
    checks.verify();
    return new Person(
        Optional.ofNullable(legalName),
        born,
        Optional.ofNullable(documentType),
        Optional.ofNullable(documentCountry),
        Optional.ofNullable(documentNumber).map(CaseChange::canonical),
        expires,
        Optional.ofNullable(address),
        Optional.ofNullable(sourceOfFunds),
        new Disclosed(
            Optional.ofNullable(disclosures).map(Set::copyOf),
            Optional.ofNullable(disclosureDetails),
            Optional.ofNullable(trustedContact)),
        new TaxResidence(
            Optional.ofNullable(citizenship),
            Optional.ofNullable(taxCountry),
            Optional.ofNullable(taxNumber).map(CaseChange::canonical),
            Optional.ofNullable(usPerson)));
  }

  private static void checkCountry(FieldChecks checks, String field, String country) {
    check(
        checks,
        field,
        country,
        COUNTRIES::contains,
        field + " is a country by two capital letters (ISO 3166), such as DE.");
  }

  /** The one form in which equal numbers are equal. */
  private static String canonical(String number) {
    return SEPARATORS.matcher(number).replaceAll("").toUpperCase(Locale.ROOT);
  }

  private static void checkText(FieldChecks checks, String field, String text) {
    check(
        checks,
        field,
        text,
        one ->
            !one.isBlank()
                && one.length() <= LONGEST_TEXT
                && one.chars().allMatch(c -> c == '\n' || !Character.isISOControl(c)),
        field + " is a text of at most " + LONGEST_TEXT + " characters.");
  }

  private static void check(
      FieldChecks checks, String field, String value, Predicate<String> rule, String message) {
    checks.check(value == null || rule.test(value), field, "format", message);
  }

  private static Optional<LocalDate> date(FieldChecks checks, String field, String text) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(LocalDate.parse(text)).filter(date -> date.getYear() <= 9999);
    } catch (DateTimeParseException e) {
      checks.check(false, field, "date", field + " is a date such as 2031-12-31.");
      return Optional.empty();
    }
  }
}

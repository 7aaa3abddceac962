package bourse.kyc;

import java.util.Optional;

/**
 * Where a client pays taxes, as a Form W-8BEN or W-9 says it.
 *
 * @param citizenship ISO 3166, two letters
 * @param country where the client is resident for taxes; likewise
 * @param number the taxpayer's number there, in capitals, without spaces
 * @param usPerson whether the client is a United States person, who shows a W-9 and no W-8BEN
 */
record TaxResidence(
    Optional<String> citizenship,
    Optional<String> country,
    Optional<String> number,
    Optional<Boolean> usPerson) {
  static final TaxResidence UNKNOWN =
      new TaxResidence(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** The same, with what another one says beside or instead. */
  TaxResidence with(TaxResidence more) {
    return new TaxResidence(
        more.citizenship.or(() -> citizenship),
        more.country.or(() -> country),
        more.number.or(() -> number),
        more.usPerson.or(() -> usPerson));
  }
}

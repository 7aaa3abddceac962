package bourse.kyc;

import java.time.LocalDate;
import java.util.Optional;

/**
 * What a client says of the own person in a case. Personal data: encrypted at rest, for reviewers'
 * eyes.
 *
 * @param documentCountry who issued the document; ISO 3166, two letters
 * @param documentNumber in capitals, without spaces
 * @param address postal, in lines
 * @param sourceOfFunds in words
 * @param disclosed about public functions and the like
 * @param taxes where they are paid
 */
record Person(
    Optional<String> legalName,
    Optional<LocalDate> birthDate,
    Optional<DocumentType> documentType,
    Optional<String> documentCountry,
    Optional<String> documentNumber,
    Optional<LocalDate> documentExpiresOn,
    Optional<String> address,
    Optional<String> sourceOfFunds,
    Disclosed disclosed,
    TaxResidence taxes) {
  static final Person UNKNOWN =
      new Person(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Disclosed.NOTHING,
          TaxResidence.UNKNOWN);

  /** The same, with what another one says beside or instead. */
  Person with(Person more) {
    return new Person(
        more.legalName.or(() -> legalName),
        more.birthDate.or(() -> birthDate),
        more.documentType.or(() -> documentType),
        more.documentCountry.or(() -> documentCountry),
        more.documentNumber.or(() -> documentNumber),
        more.documentExpiresOn.or(() -> documentExpiresOn),
        more.address.or(() -> address),
        more.sourceOfFunds.or(() -> sourceOfFunds),
        disclosed.with(more.disclosed),
        taxes.with(more.taxes));
  }

  /** Whether both have the same document. */
  boolean hasDocumentOf(Person other) {
    return documentNumber.isPresent()
        && documentNumber.equals(other.documentNumber)
        && documentCountry.equals(other.documentCountry)
        && documentType.equals(other.documentType);
  }
}

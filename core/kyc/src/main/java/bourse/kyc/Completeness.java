package bourse.kyc;

import bourse.domain.FieldError;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a case lacks for a reviewer to decide it. */
final class Completeness {
  private Completeness() {}

  /** Each thing that is missing, or not good any more on this day. */
  static List<FieldError> missing(KycCase kycCase, Set<FileKind> files, LocalDate today) {
    List<FieldError> errors = new ArrayList<>();
    for (Label label : kycCase.labels().stream().sorted().toList()) {
      switch (label) {
        case IDENTITY -> {
          checkIdentity(errors, kycCase.person(), today);
          require(errors, files, FileKind.IDENTITY_FRONT);
        }
        case ADDRESS -> {
          require(errors, "address", kycCase.person().address());
          require(errors, files, FileKind.PROOF_OF_ADDRESS);
        }
        case SOURCE_OF_FUNDS -> {
          require(errors, "sourceOfFunds", kycCase.person().sourceOfFunds());
          require(errors, files, FileKind.SOURCE_OF_FUNDS);
        }
        case TAX_RESIDENCY -> {
          TaxResidence taxes = kycCase.person().taxes();
          require(errors, "citizenship", taxes.citizenship());
          require(errors, "taxCountry", taxes.country());
          require(errors, "taxNumber", taxes.number());
          require(errors, "usPerson", taxes.usPerson());
          require(errors, files, FileKind.TAX_FORM);
        }
        case EMAIL, PHONE -> throw new IllegalStateException(label + " is not reviewed");
      }
    }
    return errors;
  }

  private static void checkIdentity(List<FieldError> errors, Person person, LocalDate today) {
    require(errors, "legalName", person.legalName());
    require(errors, "birthDate", person.birthDate());
    require(errors, "documentType", person.documentType());
    require(errors, "documentCountry", person.documentCountry());
    require(errors, "documentNumber", person.documentNumber());
    require(errors, "documentExpiresOn", person.documentExpiresOn());
    require(errors, "disclosures", person.disclosed().all());
    if (person.disclosed().lacksDetails()) {
      require(errors, "disclosureDetails", Optional.empty());
    }
    if (person.documentExpiresOn().filter(last -> last.isBefore(today)).isPresent()) {
      errors.add(
          new FieldError(
              "documentExpiresOn", "expired", "The document has expired; use one that has not."));
    }
  }

  private static void require(List<FieldError> errors, Set<FileKind> files, FileKind kind) {
    if (!files.contains(kind)) {
      errors.add(
          new FieldError(kind.name(), "required", "A file of kind " + kind + " is missing."));
    }
  }

  private static void require(List<FieldError> errors, String field, Optional<?> value) {
    if (value.isEmpty()) {
      errors.add(new FieldError(field, "required", "The field " + field + " is missing."));
    }
  }
}

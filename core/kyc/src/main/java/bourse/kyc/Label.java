package bourse.kyc;

import java.util.Locale;

/** One thing that is known for sure of a user. */
enum Label {
  /** Reads the mail of the address; told by the log-in's own verification. */
  EMAIL(false),
  /** Has the telephone; told by a code that was sent there. */
  PHONE(false),
  /** Is the person of an identity document. */
  IDENTITY(true),
  /** Lives at the address. */
  ADDRESS(true),
  /** Has the money from where it was said. */
  SOURCE_OF_FUNDS(true),
  /** Pays taxes where it was said, and has shown the form for that. */
  TAX_RESIDENCY(true);

  private final boolean reviewed;

  Label(boolean reviewed) {
    this.reviewed = reviewed;
  }

  /** Whether a person decides it, in a case. */
  boolean isReviewed() {
    return reviewed;
  }

  /** As in the file of levels: {@code source-of-funds}. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

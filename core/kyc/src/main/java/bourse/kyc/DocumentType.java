package bourse.kyc;

/** What proves an identity. */
enum DocumentType {
  PASSPORT,
  ID_CARD,
  DRIVING_LICENCE,
  RESIDENCE_PERMIT
}

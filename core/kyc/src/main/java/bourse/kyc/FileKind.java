package bourse.kyc;

/** What a file of a case shows. */
enum FileKind {
  IDENTITY_FRONT,
  IDENTITY_BACK,
  /** The person with the document. */
  SELFIE,
  PROOF_OF_ADDRESS,
  SOURCE_OF_FUNDS,
  /** A signed W-8BEN, W-9 or self-certification. */
  TAX_FORM
}

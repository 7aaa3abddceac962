package bourse.kyc;

/** Why there is a case. */
enum CaseKind {
  /** A client asks for a level. */
  REQUEST,
  /** A client who is verified seems to be somebody on a list; the client does not know of it. */
  SCREENING
}

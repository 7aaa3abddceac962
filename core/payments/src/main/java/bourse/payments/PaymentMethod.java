package bourse.payments;

/** How a client pays. */
public enum PaymentMethod {
  /** By card, on a page of the provider: no card number ever reaches this server. */
  CARD,
  /** By an app for UPI, which opens a link or reads it as a QR code. */
  UPI,
  /** By an app for UPI, which gets a request for the payer's address. */
  UPI_COLLECT,
  /** By UPI to the venue's own address; found on the bank's statement. */
  UPI_DIRECT
}

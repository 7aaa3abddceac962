package bourse.domain;

/**
 * Why an account's blocks are what they are. Each has a number that stays for ever, because
 * commands carry it. What exactly happened stands in the audit.
 */
public enum SuspensionReason {
  /** The reason for which blocks went is over, or there never was one. */
  NONE(0),
  OPERATOR_DECISION(1),
  CLIENT_REQUEST(2),
  /** Perhaps somebody else acts for the client. */
  SECURITY(3),
  /** Onboarding, documents or a review of transactions is not complete. */
  COMPLIANCE(4),
  /** An order of a court or an authority. */
  LEGAL_ORDER(5),
  RISK(6),
  /** The account is being closed. */
  CLOSING(7);

  private final int number;

  SuspensionReason(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  public static SuspensionReason of(int number) {
    for (SuspensionReason reason : values()) {
      if (reason.number == number) {
        return reason;
      }
    }
    throw new IllegalArgumentException("No reason of a suspension has number " + number);
  }
}

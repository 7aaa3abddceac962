package bourse.payments;

import java.util.EnumSet;
import java.util.Set;

/**
 * How far a deposit is. Money that came is credited whenever it comes, also after the deposit was
 * given up; so no status before {@link #SUCCEEDED} is final.
 */
public enum DepositStatus {
  /** Kept here; whether the provider has heard of it is not known. */
  CREATED,
  /** The client has something to do: see the next step. */
  REQUIRES_ACTION,
  /** The provider works on it. */
  PENDING,
  /** The provider has the money; the account has it in a moment. */
  SUCCEEDED,
  /** The account has it. */
  CREDITED,
  /** The provider or the payer's bank refused it. */
  FAILED,
  /** Nobody paid in time. */
  EXPIRED,
  /** All of it went back to the payer. */
  REFUNDED,
  /** The payer's bank took it back, or is about to. */
  CHARGED_BACK;

  private static final Set<DepositStatus> WAITING = EnumSet.of(CREATED, REQUIRES_ACTION, PENDING);
  private static final Set<DepositStatus> PAID =
      EnumSet.of(SUCCEEDED, CREDITED, REFUNDED, CHARGED_BACK);

  /** Whether money may still come in the ordinary way. */
  public boolean isWaiting() {
    return WAITING.contains(this);
  }

  /** Whether money came, whatever became of it. */
  public boolean isPaid() {
    return PAID.contains(this);
  }

  /** Whether it may become that. What was paid is never again unpaid. */
  boolean mayBecome(DepositStatus next) {
    return switch (this) {
      case CREATED, REQUIRES_ACTION, PENDING -> next != CREATED && !isBookedOnly(next);
      case FAILED, EXPIRED -> next == SUCCEEDED || next == PENDING;
      case SUCCEEDED -> next == CREDITED;
      case CREDITED -> next == REFUNDED || next == CHARGED_BACK;
      case REFUNDED -> next == CHARGED_BACK || next == CREDITED;
      case CHARGED_BACK -> next == CREDITED || next == REFUNDED;
    };
  }

  private static boolean isBookedOnly(DepositStatus status) {
    return status == CREDITED || status == REFUNDED || status == CHARGED_BACK;
  }
}

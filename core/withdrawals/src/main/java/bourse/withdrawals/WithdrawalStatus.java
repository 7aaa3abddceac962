package bourse.withdrawals;

import java.util.EnumSet;
import java.util.Set;

/** How far a withdrawal is. From {@link #UNCONFIRMED} until an end its amount and fee are held. */
public enum WithdrawalStatus {
  /** Kept here; whether its funds are held is not known yet. */
  REQUESTED,
  /** The client has to confirm it with a second factor. */
  UNCONFIRMED,
  /** It is over a limit, or goes to somebody else: one of the staff looks at it. */
  IN_REVIEW,
  /** It is so much that several people have to approve it. */
  AWAITING_APPROVAL,
  /** Nothing goes out of this account for some time, such as after a new password. */
  DELAYED,
  /** It is sent next. */
  APPROVED,
  /** The rail may have it. */
  SUBMITTED,
  /** It has gone. */
  SETTLED,
  /** The rail did not send it, and never will; the account has its funds again. */
  FAILED,
  /** It had gone, and came back; the account has the amount again, without the fee. */
  RETURNED,
  /** The venue does not send it; the account has its funds again. */
  REFUSED,
  /** The client took it back, or did not confirm it in time; the account has its funds again. */
  CANCELLED,
  /** It could not be sent or asked about; it is tried again, after some times by a person. */
  ERRORED,
  /** One of the staff gave it up after errors; the account has its funds again. */
  SKIPPED;

  private static final Set<WithdrawalStatus> WAITING =
      EnumSet.of(UNCONFIRMED, IN_REVIEW, AWAITING_APPROVAL, DELAYED, APPROVED);
  private static final Set<WithdrawalStatus> COME_BACK =
      EnumSet.of(FAILED, RETURNED, REFUSED, CANCELLED, SKIPPED);

  /** Whether it waits, and no rail has heard of it. */
  public boolean isWaiting() {
    return WAITING.contains(this);
  }

  /** Whether nothing of it went out in the end. */
  public boolean isBack() {
    return COME_BACK.contains(this);
  }

  /** Whether nothing more is expected of it. */
  public boolean isOver() {
    return this == SETTLED || isBack();
  }

  /** Whether what is held for it is given back. */
  boolean releases() {
    return isBack() && this != RETURNED;
  }

  /** Whether it may become that. */
  boolean mayBecome(WithdrawalStatus next) {
    return switch (this) {
      case REQUESTED -> next == UNCONFIRMED || next == REFUSED;
      case UNCONFIRMED, IN_REVIEW, AWAITING_APPROVAL, DELAYED ->
          next != this && next != UNCONFIRMED && isGate(next);
      case APPROVED -> next == SUBMITTED || next == ERRORED || (next != this && isGate(next));
      case SUBMITTED -> next == SETTLED || next == FAILED || next == RETURNED || next == ERRORED;
      case ERRORED ->
          next == SUBMITTED
              || next == SETTLED
              || next == FAILED
              || next == RETURNED
              || next == APPROVED
              || next == SKIPPED;
      case SETTLED -> next == RETURNED;
      case FAILED, RETURNED, REFUSED, CANCELLED, SKIPPED -> false;
    };
  }

  private static boolean isGate(WithdrawalStatus next) {
    return WAITING.contains(next) || next == REFUSED || next == CANCELLED;
  }
}

package bourse.engine;

import bourse.domain.ErrorCode;
import bourse.domain.SafeState;
import bourse.domain.SafeStateCause;

/** How much the venue does now: its safe state, and what that refuses. */
final class Venue {
  private SafeState state = SafeState.NORMAL;
  private SafeStateCause cause = SafeStateCause.OPERATOR;
  private long sinceMicros;

  SafeState state() {
    return state;
  }

  SafeStateCause cause() {
    return cause;
  }

  /** When the state was set; 0 when it never was. */
  long sinceMicros() {
    return sinceMicros;
  }

  boolean isNormal() {
    return state == SafeState.NORMAL;
  }

  /** Whether orders may do no more than shrink and go. */
  boolean isCancelOnly() {
    return state == SafeState.CANCEL_ONLY;
  }

  void set(SafeState newState, SafeStateCause newCause, long logTimeMicros) {
    state = newState;
    cause = newCause;
    sinceMicros = logTimeMicros;
  }

  /** A person sets any state; everything else only steps down. */
  boolean maySet(SafeState newState, SafeStateCause newCause) {
    return newCause == SafeStateCause.OPERATOR || !state.isAtLeast(newState);
  }

  /** Why the present state refuses a command of this type, or null. */
  ErrorCode refusal(int type) {
    return switch (type) {
      case Commands.TICK, Commands.SET_SAFE_STATE, Commands.SET_RULE_VERSION -> null;
      case Commands.PLACE, Commands.CANCEL_AND_PLACE, Commands.PLACE_LIST -> orderRefusal();
      case Commands.CANCEL,
          Commands.REPLACE,
          Commands.CANCEL_LIST,
          Commands.CANCEL_ALL,
          Commands.CANCEL_ALL_AFTER ->
          state.isAtLeast(SafeState.HALT) ? orderRefusal() : null;
      case Commands.WITHDRAW, Commands.HOLD_FUNDS ->
          state == SafeState.READ_ONLY
              ? ErrorCode.VENUE_READ_ONLY
              : isNormal() ? null : ErrorCode.WITHDRAWALS_STOPPED;
      default -> state == SafeState.READ_ONLY ? ErrorCode.VENUE_READ_ONLY : null;
    };
  }

  /** Why no order is placed now, or null. */
  ErrorCode orderRefusal() {
    return switch (state) {
      case NORMAL, NO_WITHDRAWALS -> null;
      case CANCEL_ONLY -> ErrorCode.VENUE_CANCEL_ONLY;
      case HALT -> ErrorCode.VENUE_HALTED;
      case READ_ONLY -> ErrorCode.VENUE_READ_ONLY;
    };
  }
}

package bourse.platform.audit;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.util.Optional;

/**
 * One act, as its author states it. Never a secret, and no personal data.
 *
 * @param actor who acted
 * @param action what was done: {@code account.deposit}; at most 100 characters
 * @param target to what: {@code account:1000}; at most 300 characters
 * @param notes why, or with which figures; at most 4,000 characters, as the states
 * @param before the target's state before, as JSON, where there is one
 * @param after the same afterwards
 */
public record Act(
    Actor actor,
    String action,
    String target,
    String notes,
    Optional<String> before,
    Optional<String> after) {
  private static final int MOST_CHARACTERS = 4000;

  public Act {
    if (actor.name().length() > 200
        || action.length() > 100
        || target.length() > 300
        || notes.length() > MOST_CHARACTERS
        || before.map(String::length).orElse(0) > MOST_CHARACTERS
        || after.map(String::length).orElse(0) > MOST_CHARACTERS) {
      throw new Fault(
          ErrorCode.INVALID_FIELD,
          "The audit entry " + action + " is too long. Shorten its notes.");
    }
  }

  /** An act without states. */
  public Act(Actor actor, String action, String target, String notes) {
    this(actor, action, target, notes, Optional.empty(), Optional.empty());
  }

  /** The same, with what the target was before and is afterwards, as JSON. */
  public Act change(String was, String is) {
    return new Act(actor, action, target, notes, Optional.of(was), Optional.of(is));
  }
}

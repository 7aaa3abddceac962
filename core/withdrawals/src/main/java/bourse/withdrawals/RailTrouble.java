package bourse.withdrawals;

/**
 * A rail can't send at the moment, and nothing happened: it has not enough itself, or takes nothing
 * now. It is tried again later, and after some times by a person.
 */
public final class RailTrouble extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param message what is wrong, for the staff; no secret and no personal data
   */
  public RailTrouble(String message) {
    super(message);
  }
}

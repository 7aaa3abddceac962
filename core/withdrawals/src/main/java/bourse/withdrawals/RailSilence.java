package bourse.withdrawals;

/** A rail gave no answer. Whether anything happened is not known: look before sending again. */
public final class RailSilence extends RuntimeException {
  private static final long serialVersionUID = 1;

  public RailSilence(String message) {
    super(message);
  }

  public RailSilence(String message, Throwable cause) {
    super(message, cause);
  }
}

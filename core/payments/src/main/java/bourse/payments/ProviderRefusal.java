package bourse.payments;

/** A provider said no; nothing happened there, and asking the same again would not help. */
final class ProviderRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message for people; has no secret
   */
  ProviderRefusal(String message) {
    super(message);
  }
}

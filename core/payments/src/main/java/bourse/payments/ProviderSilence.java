package bourse.payments;

/** A provider gave no answer that can be relied on: whether it acted is not known. */
final class ProviderSilence extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ProviderSilence(String message, Throwable cause) {
    super(message, cause);
  }

  ProviderSilence(String message) {
    super(message);
  }
}

package bourse.crypto;

/** A node gave no answer that can be used; it is asked again. */
final class NodeSilence extends RuntimeException {
  private static final long serialVersionUID = 1;

  NodeSilence(String message) {
    super(message);
  }

  NodeSilence(String message, Throwable cause) {
    super(message, cause);
  }
}

package bourse.crypto;

/** A node that must not be believed: it is on another network, or its chain is another. */
final class WrongNode extends RuntimeException {
  private static final long serialVersionUID = 1;

  WrongNode(String message) {
    super(message);
  }
}

package bourse.crypto;

/** A node answered, and does not do what it was asked for. */
final class NodeRefusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int code;

  /**
   * @param code the node's number for why
   */
  NodeRefusal(int code, String message) {
    super(message);
    this.code = code;
  }

  int code() {
    return code;
  }
}

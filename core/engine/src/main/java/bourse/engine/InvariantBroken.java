package bourse.engine;

/**
 * A bug, never an answer: what must always hold does not. Whoever runs the engine stops it before
 * any output of the command leaves, and says so.
 */
public final class InvariantBroken extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvariantBroken(String what) {
    super(what);
  }
}

package bourse.engine;

/** A command was logged by rules of a newer version. Nothing was changed. */
public final class NewerVersionNeeded extends RuntimeException {
  private static final long serialVersionUID = 1;

  NewerVersionNeeded(String what) {
    super(what);
  }
}

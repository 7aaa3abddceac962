package bourse.engine;

/** Builds command frames, the one versioned fixed layout of the command log. */
public final class Commands {
  private Commands() {}
}

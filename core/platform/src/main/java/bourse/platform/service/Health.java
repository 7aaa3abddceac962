package bourse.platform.service;

/**
 * How a part is.
 *
 * @param state see {@link State}
 * @param detail what is wrong and what to do, one sentence; empty when UP and nothing is to be said
 */
public record Health(State state, String detail) {
  /** From best to worst. */
  public enum State {
    UP,
    /** Works, with less: trading goes on. */
    DEGRADED,
    /** Does not work. */
    DOWN
  }

  public static final Health UP = new Health(State.UP, "");

  public static Health degraded(String detail) {
    return new Health(State.DEGRADED, detail);
  }

  public static Health down(String detail) {
    return new Health(State.DOWN, detail);
  }
}

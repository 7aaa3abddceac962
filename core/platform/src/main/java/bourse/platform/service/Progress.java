package bourse.platform.service;

/** Is told each step of the parts, from any thread, so that a person can watch a start. */
@FunctionalInterface
public interface Progress {
  /** What happened to a part. */
  enum Step {
    /** Its start goes on; the detail says for what. */
    WAITING,
    STARTED,
    START_FAILED,
    /** It says that it is down. */
    DIED,
    STOPPED,
    STOP_FAILED
  }

  /**
   * One step.
   *
   * @param name the part
   * @param step what happened
   * @param millis how long it took; 0 when it has no length
   * @param detail what it waits for, or what went wrong; empty when nothing did
   */
  void step(String name, Step step, long millis, String detail);

  /** Tells nobody. */
  static Progress silent() {
    return (name, step, millis, detail) -> {};
  }
}

package bourse.platform.service;

import java.util.Set;

/**
 * A service with its place in the whole.
 *
 * @param service what runs
 * @param needs names of the parts that must be up before it starts, and stop after it
 * @param uses names of the parts that it does without at a start, and that stop after it
 * @param weight what its absence means
 * @param revival what is done when it says that it is down
 */
public record Part(
    Service service, Set<String> needs, Set<String> uses, Weight weight, Revival revival) {
  /** What the absence of a part means. */
  public enum Weight {
    /** The start waits for it and fails with it; without it the whole is down. */
    REQUIRED,
    /** The start does not wait for it; without it the whole is degraded, and it is tried again. */
    BACKGROUND
  }

  /** What is done when a part says that it is down. */
  public enum Revival {
    /** It is stopped and started again, with growing pauses. */
    RESTART,
    /** Nothing: health says so until a person acts. For what must not go on, such as the engine. */
    LEAVE
  }

  public Part {
    needs = Set.copyOf(needs);
    uses = Set.copyOf(uses);
  }

  /** A part that the whole can't be without, and that is left alone when it dies. */
  public static Part required(Service service, String... needs) {
    return new Part(service, Set.of(needs), Set.of(), Weight.REQUIRED, Revival.LEAVE);
  }

  /** A part that the whole can be without for a while, and that is restarted when it dies. */
  public static Part background(Service service, String... needs) {
    return new Part(service, Set.of(needs), Set.of(), Weight.BACKGROUND, Revival.RESTART);
  }

  /** The same part, restarted when it dies. */
  public Part restarted() {
    return new Part(service, needs, uses, weight, Revival.RESTART);
  }

  /** The same part, left alone when it says that it is down. */
  public Part leftAlone() {
    return new Part(service, needs, uses, weight, Revival.LEAVE);
  }

  /** The same part, which stops before the named ones, whenever those came up. */
  public Part using(String... parts) {
    return new Part(service, needs, Set.of(parts), weight, revival);
  }

  /** Whether this part must be gone before the named one stops. */
  boolean leansOn(String name) {
    return needs.contains(name) || uses.contains(name);
  }

  public String name() {
    return service.name();
  }
}

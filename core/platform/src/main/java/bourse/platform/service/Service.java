package bourse.platform.service;

/**
 * One part of the appliance with a life of its own. Started and stopped by {@link Lifecycle} in
 * dependency order.
 */
public interface Service {
  /** A short name for health, logs and metrics: {@code kafka}. */
  String name();

  /**
   * Starts, and returns when the part can be used. Throws {@link bourse.domain.Fault} with cause
   * and remedy.
   */
  void start() throws Exception;

  /** Stops, losing nothing. Called once after a start, also after one that failed half way. */
  void stop() throws Exception;

  /** How it is now. Cheap; called often, from any thread. */
  Health health();
}

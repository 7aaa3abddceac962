package bourse.platform.service;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Where work is done that its caller does not wait for. */
@FunctionalInterface
public interface Background {
  /** A daemon thread for each task. */
  Background THREADS =
      (name, delay, task) ->
          Thread.ofPlatform()
              .name(name)
              .daemon()
              .start(() -> {
                LockSupport.parkNanos(delay.toNanos());
                task.run();
              });

  /** Starts the task when the delay has passed. */
  void start(String name, Duration delay, Runnable task);

  /** Starts the task now. */
  default void start(String name, Runnable task) {
    start(name, Duration.ZERO, task);
  }
}

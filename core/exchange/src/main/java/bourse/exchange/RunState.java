package bourse.exchange;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the exchange runs and, when it does not, why. Thread safe. */
final class RunState {
  private static final Logger log = LoggerFactory.getLogger(RunState.class);

  /** How far its life has come. */
  enum Phase {
    NEW,
    RUNNING,
    STOPPING,
    STOPPED,
    FAILED
  }

  private final Consumer<String> onFailure;
  private volatile Phase phase = Phase.NEW;
  private volatile String reason = "it has not been started";
  private volatile boolean logHasFailed;

  /**
   * @param onFailure told once why the exchange stops for good
   */
  RunState(Consumer<String> onFailure) {
    this.onFailure = onFailure;
  }

  Phase phase() {
    return phase;
  }

  String reason() {
    return reason;
  }

  boolean isNew() {
    return phase == Phase.NEW;
  }

  boolean isRunning() {
    return phase == Phase.RUNNING;
  }

  boolean hasFailed() {
    return phase == Phase.FAILED;
  }

  /** Unless a consumer found during replay that the exchange must not run. */
  synchronized void run() {
    if (phase == Phase.FAILED) {
      throw notRunning();
    }
    reason = "";
    phase = Phase.RUNNING;
  }

  /** Takes nothing more. Whether there is a sound engine to finish with. */
  synchronized boolean beginToStop() {
    if (phase != Phase.RUNNING) {
      return false;
    }
    reason = "it is being stopped";
    phase = Phase.STOPPING;
    return true;
  }

  synchronized void stopped() {
    if (phase != Phase.FAILED) {
      phase = Phase.STOPPED;
      reason = "it was stopped";
    }
  }

  /** Stops for good because something is broken. */
  void fail(String why, Throwable cause) {
    synchronized (this) {
      if (phase == Phase.FAILED || phase == Phase.STOPPED) {
        return;
      }
      reason = why;
      phase = Phase.FAILED;
    }
    log.error("The exchange stops: {}", why, cause);
    onFailure.accept(why);
  }

  /** Stops for good because nothing can be made durable any more. */
  void failLog(String why, Throwable cause) {
    logHasFailed = true;
    fail(why, cause);
  }

  /** Whether it was the log that failed, not what executes it. */
  boolean logHasFailed() {
    return logHasFailed;
  }

  /** What whoever asks is told while the exchange does not run. */
  Fault notRunning() {
    return new Fault(
        ErrorCode.STOPPED, "Nothing happened: the exchange is stopped. Its health says why.");
  }
}

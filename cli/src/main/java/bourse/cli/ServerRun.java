package bourse.cli;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.config.Settings;
import bourse.platform.service.Progress;
import bourse.server.BourseServer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A server in this process, from start to a stop by signal. The work of stopping is done by the
 * thread that started, while a shutdown hook keeps the process alive until it is finished; then the
 * process ends with 0, since a stop that was asked for is no failure.
 */
final class ServerRun implements AutoCloseable {
  private static final Duration LONGEST_STOP = Duration.ofMinutes(2);
  private static final Duration LONGEST_STOP_AFTER_LOG_FAILURE = Duration.ofSeconds(30);

  private final Terminal terminal;
  private final Installation installation;
  private final BourseServer server;
  private final CountDownLatch stopAsked = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** Starts, telling each step on the terminal. Throws the {@link Fault} of the first failure. */
  static ServerRun start(Terminal terminal, Installation installation, Settings settings) {
    long began = System.nanoTime();
    BourseServer server =
        new BourseServer(
            settings,
            installation.directory(),
            (name, step, millis, detail) -> terminal.message(line(name, step, millis, detail)));
    ServerRun run = new ServerRun(terminal, installation, server);
    try {
      server.start();
      installation.noteRunning(server.api(), server.management(), server.events());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Fault(ErrorCode.STOPPED, "The start was interrupted", e);
    } catch (IOException e) {
      throw new Fault(
          ErrorCode.NO_SPACE,
          "The note about the running server can't be written to " + installation.directory(),
          e);
    }
    var _ = server.stopAsked().thenRun(run.stopAsked::countDown);
    var _ = server.logFailed().thenRun(run::endSoon);
    Runtime.getRuntime().addShutdownHook(new Thread(run::stopBySignal, "stop-by-signal"));
    terminal.message("Started in %.1f s.".formatted((System.nanoTime() - began) / 1e9));
    return run;
  }

  private ServerRun(Terminal terminal, Installation installation, BourseServer server) {
    this.terminal = terminal;
    this.installation = installation;
    this.server = server;
  }

  BourseServer server() {
    return server;
  }

  /** Waits until a signal asks for the end. */
  void awaitStop() throws InterruptedException {
    stopAsked.await();
  }

  /** The same, at most so long. */
  void awaitStop(Duration atMost) throws InterruptedException {
    stopAsked.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Stops the server. */
  @Override
  public void close() {
    try {
      server.stop();
      installation.noteStopped();
      terminal.message("Stopped; nothing is lost.");
      requireLog();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Fault(ErrorCode.INTERNAL, "The stop was interrupted", e);
    } catch (IOException e) {
      throw new Fault(
          ErrorCode.INTERNAL, "The note about the running server can't be removed: " + e, e);
    } finally {
      stopped.countDown();
    }
  }

  /** The process ends, also when parts of it hang at the same disk. */
  private void endSoon() {
    stopAsked.countDown();
    Thread.ofPlatform()
        .daemon()
        .name("end-after-log-failure")
        .start(() -> {
          try {
            Thread.sleep(LONGEST_STOP_AFTER_LOG_FAILURE);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          Runtime.getRuntime().halt(ExitCode.INTERNAL.number());
        });
  }

  private void requireLog() {
    String failure = server.logFailed().getNow("");
    if (!failure.isEmpty()) {
      throw new Fault(ErrorCode.LOG_FAILED, "The server has ended itself: " + failure);
    }
  }

  private void stopBySignal() {
    if (stopped.getCount() == 0) {
      return; // an end without a signal
    }
    server.expectStop();
    stopAsked.countDown();
    boolean clean = false;
    try {
      clean = stopped.await(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    terminal.out().flush();
    terminal.err().flush();
    Runtime.getRuntime().halt(clean ? ExitCode.DONE.number() : ExitCode.INTERNAL.number());
  }

  private static String line(String name, Progress.Step step, long millis, String detail) {
    return switch (step) {
      case WAITING -> "  %-14s waits %s".formatted(name, detail);
      case STARTED -> "  %-14s started in %,d ms".formatted(name, millis);
      case START_FAILED -> "  %-14s did not start: %s".formatted(name, detail);
      case DIED -> "  %-14s is down: %s".formatted(name, detail);
      case STOPPED -> "  %-14s stopped in %,d ms".formatted(name, millis);
      case STOP_FAILED -> "  %-14s did not stop well: %s".formatted(name, detail);
    };
  }
}

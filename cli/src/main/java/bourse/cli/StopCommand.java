package bourse.cli;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.service.DataDirectory;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Stops a running server, which loses nothing, and waits for its end. */
@Command(
    name = "stop",
    description = "Stop the server of a data directory and wait until it has ended.",
    footer = {"", "Example:  bourse stop --data /var/lib/bourse"})
final class StopCommand implements Runnable {
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "Give up waiting after this; the server goes on stopping. Default: 60.")
  private int timeoutSeconds;

  StopCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Installation installation = data.installation(terminal);
    long pid = DataDirectory.holder(installation.directory());
    if (pid == 0) {
      terminal.message("No server runs on " + installation.directory() + ".");
      return;
    }
    ProcessHandle process =
        ProcessHandle.of(pid)
            .filter(ProcessHandle::destroy)
            .orElseThrow(() ->
                new Fault(
                    ErrorCode.NOT_ALLOWED,
                    "Process " + pid + " can't be stopped by this user: be the server's user"));
    terminal.message("Stopping process " + pid + ".");
    awaitEnd(process);
    terminal.message("Stopped.");
  }

  private void awaitEnd(ProcessHandle process) {
    long end = System.nanoTime() + Duration.ofSeconds(timeoutSeconds).toNanos();
    while (process.isAlive()) {
      if (System.nanoTime() - end > 0) {
        throw new Fault(
            ErrorCode.OUTCOME_UNKNOWN,
            "Process "
                + process.pid()
                + " has not ended within "
                + timeoutSeconds
                + " s: wait longer (--timeout), or look at its log");
      }
      try {
        Thread.sleep(LOOK_EVERY);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Fault(ErrorCode.OUTCOME_UNKNOWN, "Waiting for the stop was interrupted", e);
      }
    }
  }
}

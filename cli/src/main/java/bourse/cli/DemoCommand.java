package bourse.cli;

import bourse.auth.AuthConfig;
import bourse.cli.client.ServerConnection;
import bourse.cli.demo.DemoLogins;
import bourse.cli.demo.SimulatedMarket;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.payments.PaymentsConfig;
import bourse.platform.config.Settings;
import bourse.platform.service.DataDirectory;
import bourse.server.BourseServer;
import bourse.server.BourseVersion;
import bourse.server.ServerSettings;
import bourse.withdrawals.WithdrawalsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts the whole appliance on this machine with a market that moves. */
@Command(
    name = "demo",
    description = "Start everything on this machine with a simulated market that moves.",
    footer = {
      "",
      "Prices and counterparties are simulated, and the money is not real. Only this machine can"
          + " connect. What happened is kept for the next demo; --fresh forgets it.",
      "",
      "Example:  bourse demo --fresh"
    })
final class DemoCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();
  @Mixin private final ServerOptions options = new ServerOptions();

  @Option(names = "--fresh", description = "Forget what an earlier demo kept.")
  private boolean fresh;

  @Option(names = "--seed", paramLabel = "NUMBER", description = "Decides the market's moves.")
  private long seed = 1;

  @Option(
      names = "--stop-after",
      paramLabel = "SECONDS",
      description = "Stop by itself after this; for tests and packaging.")
  private Integer stopAfterSeconds;

  DemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    Installation installation = data.installation(terminal, "demo");
    if (fresh) {
      forget(installation);
    }
    prepare(installation);
    Settings settings = options.settings(installation);
    terminal.message(
        "Starting a demo of Bourse " + BourseVersion.text() + " in " + installation.directory());
    try (ServerRun run = ServerRun.start(terminal, installation, settings)) {
      trade(run, installation);
    }
    return ExitCode.DONE.number();
  }

  private void trade(ServerRun run, Installation installation) throws InterruptedException {
    BourseServer server = run.server();
    DemoLogins logins = DemoLogins.of(installation.directory());
    try (ServerConnection api = new ServerConnection(server.api());
        ServerConnection management = new ServerConnection(server.management())) {
      SimulatedMarket market =
          new SimulatedMarket(api, installation.operator(management), logins, seed);
      try {
        terminal.message("Opening the simulated market");
        market.open();
        greet(server, logins.trader(), installation);
        if (stopAfterSeconds == null) {
          run.awaitStop();
        } else {
          run.awaitStop(Duration.ofSeconds(stopAfterSeconds));
        }
        terminal.message("Stopping");
      } finally {
        market.close();
      }
    }
  }

  private void greet(BourseServer server, DemoLogins.Login trader, Installation installation) {
    terminal
        .out()
        .println(
            """

            Bourse is running, with a SIMULATED market: prices and counterparties are made up, the money is not real.

              Console     %1$s
              API         %1$s/docs
              Log in as   %2$s
              Password    %3$s

              Look        %4$s status --data %5$s
              Stop        Ctrl-C\
            """
                .formatted(
                    server.api(),
                    trader.email(),
                    trader.password(),
                    Launcher.command(),
                    Launcher.quoted(installation.directory())));
    terminal.out().flush();
  }

  private static void prepare(Installation installation) {
    try {
      if (Files.exists(installation.configuration())) {
        return;
      }
      DataDirectory.open(installation.directory(), 0).close();
      DemoLogins.of(installation.directory());
      InitCommand.write(installation.markets(), SimulatedMarket.definitions());
      InitCommand.write(
          installation.configuration(),
          ConfigurationFile.text(
              "The configuration of a demo.",
              BourseServer.catalogue(),
              Map.of(
                  ServerSettings.ENVIRONMENT.key(), "demo",
                  AuthConfig.VERIFY_EMAIL.key(), "false",
                  PaymentsConfig.SIMULATOR.key(), "true",
                  PaymentsConfig.LEVEL_LIMITS.key(), "false",
                  WithdrawalsConfig.BANK_CURRENCIES.key(), "USD",
                  // Long enough to be seen, and no day of waiting for who looks around.
                  WithdrawalsConfig.ADDRESS_HOLD.key(), "1m",
                  WithdrawalsConfig.CREDENTIAL_HOLD.key(), "1m")));
    } catch (IOException e) {
      throw new Fault(
          ErrorCode.BAD_CONFIGURATION,
          "The demo's directory " + installation.directory() + " can't be written: " + e,
          e);
    }
  }

  /** Deletes a demo's directory, and never one that is anything else. */
  private static void forget(Installation installation) {
    Path directory = installation.directory();
    if (!Files.exists(directory)) {
      return;
    }
    long holder = DataDirectory.holder(directory);
    if (holder != 0) {
      throw new Fault(
          ErrorCode.DATA_DIRECTORY_IN_USE,
          "Process " + holder + " runs a demo in " + directory + ": stop it first (bourse stop)");
    }
    try {
      if (!DemoLogins.isDemo(directory)) {
        throw new Fault(
            ErrorCode.BAD_CONFIGURATION,
            directory + " is no demo's directory, so --fresh does not delete it: name another");
      }
      List<Path> files;
      try (Stream<Path> walk = Files.walk(directory)) {
        files = walk.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path file : files) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new Fault(
          ErrorCode.BAD_CONFIGURATION, "The demo in " + directory + " can't be deleted: " + e, e);
    }
  }
}

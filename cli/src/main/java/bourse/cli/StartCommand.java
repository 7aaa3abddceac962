package bourse.cli;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.gateway.GatewayConfig.Environment;
import bourse.platform.config.Settings;
import bourse.platform.telemetry.LogSettings;
import bourse.platform.telemetry.Logs;
import bourse.platform.tls.CertificateAuthority;
import bourse.platform.tls.ServerCertificates;
import bourse.server.ServerSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the server of an initialised data directory until a signal ends it. */
@Command(
    name = "start",
    description = "Run the server until Ctrl-C, SIGTERM or bourse stop ends it.",
    footer = {
      "",
      "The data directory is made by bourse init. A demo is started by bourse demo alone.",
      "",
      "Example:  bourse start --data /var/lib/bourse"
    })
final class StartCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();
  @Mixin private final ServerOptions options = new ServerOptions();

  StartCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    Installation installation = data.installation(terminal).requireInitialised();
    Settings settings = options.settings(installation);
    if (settings.get(ServerSettings.ENVIRONMENT) == Environment.DEMO) {
      throw new Fault(
          ErrorCode.DEMO_DEFAULTS,
          "The data directory "
              + installation.directory()
              + " is that of a demo: start it with bourse demo, or run bourse init on another"
              + " directory");
    }
    Logs.start(settings.get(LogSettings.FORMAT), settings.get(LogSettings.LEVEL));
    try (ServerRun run = ServerRun.start(terminal, installation, settings)) {
      run.server().certificates().ifPresent(this::tellHowToTrust);
      terminal.message("Bourse serves at " + run.server().api() + " until Ctrl-C or bourse stop.");
      run.awaitStop();
    }
    return ExitCode.DONE.number();
  }

  private void tellHowToTrust(ServerCertificates certificates) {
    certificates
        .authority()
        .ifPresent(authority ->
            terminal.message(
                """
                Its certificate is for %s, from this installation's own authority. Browsers and clients trust it by
                  %s
                  SHA-256 %s
                See docs/guides/tls.md; a certificate of your own is set by tls.certificate and tls.key.\
                """
                    .formatted(
                        String.join(", ", certificates.names()),
                        certificates.authorityFile(),
                        CertificateAuthority.fingerprint(authority.certificate()))));
  }
}

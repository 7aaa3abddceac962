package bourse.cli;

import bourse.admin.SetUpToken;
import bourse.cli.client.Json;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a new token for the first administrator. */
@Command(
    name = "setup-token",
    description = "Make a new set-up token, with which the first administrator is made.",
    footer = {
      "",
      "It works once, for a day, and only while there is no superadmin; one made before works no"
          + " more.",
      "It is shown this once and kept nowhere. The server may run or not.",
      "",
      "Example:  bourse user setup-token --data /var/lib/bourse"
    })
final class UserSetUpTokenCommand implements Runnable {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  UserSetUpTokenCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Installation installation = data.installation(terminal).requireInitialised();
    SetUpToken.Issued issued;
    try {
      issued = new SetUpToken(installation.directory()).issue(Instant.now());
    } catch (IOException e) {
      throw new Fault(
          ErrorCode.BAD_CONFIGURATION,
          "The data directory " + installation.directory() + " can't be written: " + e,
          e);
    }
    if (json) {
      ObjectNode answer = Json.object();
      answer.put("setupToken", issued.text()).put("expiresAt", issued.expiresAt().toString());
      terminal.out().println(Json.pretty(answer));
    } else {
      terminal.out().println("Set-up token  " + issued.text());
      terminal.out().println("Works until   " + issued.expiresAt());
    }
  }
}

package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.ServerConnection;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells how a running server and each of its parts are. */
@Command(
    name = "status",
    description = "Show whether the server of a data directory runs, and how each part is.",
    footer = {
      "",
      "Ends with 0 when all is well, 6 when not.",
      "",
      "Example:  bourse status --json"
    })
final class StatusCommand implements Runnable {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  StatusCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Installation installation = data.installation(terminal);
    Installation.Running running = installation.running();
    try (ServerConnection management = new ServerConnection(running.management())) {
      JsonNode health = management.health();
      ObjectNode status = Json.object();
      status.put("pid", running.pid());
      status.put("api", running.api().toString());
      status.put("management", running.management().toString());
      status.set("health", health);
      print(status);
      refuseUnlessUp(health);
    }
  }

  private void print(ObjectNode status) {
    if (json) {
      terminal.out().println(Json.pretty(status));
      return;
    }
    terminal.out().println("process  " + status.path("pid").asLong());
    terminal.out().println("api      " + status.path("api").asText());
    for (JsonNode part : status.path("health").path("parts")) {
      String detail = part.path("detail").asText();
      terminal
          .out()
          .println(
              "%-14s %s%s"
                  .formatted(
                      part.path("name").asText(),
                      part.path("state").asText(),
                      detail.isEmpty() ? "" : "  " + detail));
    }
  }

  private static void refuseUnlessUp(JsonNode health) {
    String state = health.path("state").asText();
    if (!state.equals("UP")) {
      throw new Fault(
          ErrorCode.DEPENDENCY_DOWN,
          "The server is " + state + ": " + health.path("detail").asText());
    }
  }
}

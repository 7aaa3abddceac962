package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.ServerConnection;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Books money that came in from outside into a user's account. */
@Command(
    name = "deposit",
    description = "Book a deposit into a user's account. It is audited under your system user.",
    footer = {
      "",
      "The reference makes the booking happen once, however often it is sent.",
      "",
      "Example:  bourse account deposit ada@example.org USD 1000.00 --reference wire-2026-0042"
    })
final class AccountDepositCommand implements Runnable {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  @Parameters(index = "0", paramLabel = "EMAIL", description = "The user's address.")
  private String email;

  @Parameters(index = "1", paramLabel = "CURRENCY", description = "An asset's symbol: USD.")
  private String currency;

  @Parameters(index = "2", paramLabel = "AMOUNT", description = "A decimal number: 1000.00.")
  private String amount;

  @Option(
      names = "--reference",
      paramLabel = "TEXT",
      description = "Where the money came from, such as a bank's reference. Default: a new one.")
  private String reference;

  @Option(names = "--note", paramLabel = "TEXT", description = "Why, for the audit.")
  private String note;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  AccountDepositCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Installation installation = data.installation(terminal);
    Installation.Running running = installation.running();
    String once = reference == null ? "operator-" + UUID.randomUUID() : reference;
    try (ServerConnection management = new ServerConnection(running.management())) {
      JsonNode booked =
          installation
              .operator(management)
              .deposit(email, currency, amount, once, Optional.ofNullable(note));
      terminal
          .out()
          .println(json ? Json.pretty(booked) : Waiting.text(booked, done -> text(done, once)));
    }
  }

  private String text(JsonNode booked, String once) {
    return "%s %s %s to %s, reference %s."
        .formatted(
            booked.path("replayed").asBoolean() ? "Was booked before:" : "Booked",
            amount,
            currency,
            email,
            once);
  }
}

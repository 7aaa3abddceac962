package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the chains. */
@Command(
    name = "status",
    description = "Show the chains that are followed: how far, and what is in the way.",
    footer = {"", "Example:  bourse crypto status"})
final class CryptoStatusCommand extends OperatorCommand {
  @Option(names = "--json", description = "Print JSON, an object a line.")
  private boolean json;

  CryptoStatusCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    JsonNode chains = operator.chains().path("items");
    if (chains.isEmpty() && !json) {
      terminal.out().println("No chain is turned on; see docs/guides/crypto.md.");
    }
    chains.forEach(chain -> terminal.out().println(json ? chain.toString() : text(chain)));
  }

  private static String text(JsonNode chain) {
    StringBuilder text =
        new StringBuilder(
            "%-10s  network %s  read to block %s of %s  sure after %s blocks"
                .formatted(
                    chain.path("chain").asText(),
                    chain.path("network").asText(),
                    chain.path("readBlock").asText("-"),
                    chain.path("nodeBlock").asText("-"),
                    chain.path("confirmations").asText()));
    chain.path("assets").forEach(asset -> text.append("  ").append(asset.asText()));
    chain
        .path("dust")
        .forEach(dust ->
            text.append(
                "\n%-10s  too small to be credited: %s %s"
                    .formatted("", dust.path("amount").asText(), dust.path("asset").asText())));
    if (chain.has("trouble")) {
      text.append("\n%-10s  ! %s".formatted("", chain.path("trouble").asText()));
    }
    return text.toString();
  }
}

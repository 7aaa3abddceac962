package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** Shows how far comparing clients with lists is. */
@Command(
    name = "screening",
    description = "Show the lists, and how many verified clients were compared with them.",
    footer = {
      "",
      "When a list changes, every verified client is compared again, within the hour. Who seems to"
          + " be on",
      "it becomes a case: bourse kyc list --kind SCREENING --status SUBMITTED",
      "",
      "Example:  bourse kyc screening"
    })
final class KycScreeningCommand extends AnswerCommand {
  KycScreeningCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    print(operator.kycScreening(), KycScreeningCommand::text);
  }

  private static String text(JsonNode state) {
    String open = "open cases  " + state.path("openCases").asText();
    return state.path("on").asBoolean()
        ? "lists       %s\ncompared    %s of %s verified clients%s\n%s"
            .formatted(
                state.path("lists").asText(),
                state.path("compared").asText(),
                state.path("verified").asText(),
                state.has("lastAt") ? ", last " + state.path("lastAt").asText() : "",
                open)
        : "lists       none: kyc.lists-directory names no directory\n" + open;
  }
}

package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows a case with what its client said. */
@Command(
    name = "show",
    description = "Show a case with everything that its client said; that is on record.",
    footer = {"", "Example:  bourse kyc show 019b2c1e-7a3f-7000-8000-00000000002a"})
final class KycShowCommand extends AnswerCommand {
  @Parameters(index = "0", paramLabel = "ID", description = "The id of the case.")
  private String id;

  KycShowCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    print(operator.kycCase(id), KycShowCommand::text);
  }

  private static String text(JsonNode found) {
    StringBuilder text = new StringBuilder(KycListCommand.line(found.path("kycCase")));
    add(text, "email", found.path("email"));
    add(text, "registered as", found.path("fullName"));
    add(text, "phone", found.path("phone"));
    found.path("person").properties().forEach(said -> add(text, said.getKey(), said.getValue()));
    found
        .path("files")
        .forEach(file ->
            text.append(
                "\n%-18s %s %s  %s, %s bytes"
                    .formatted(
                        "file",
                        file.path("kind").asText(),
                        file.path("id").asText(),
                        file.path("contentType").asText(),
                        file.path("bytes").asText())));
    add(text, "compared with", found.at("/screening/lists"));
    found
        .at("/screening/hits")
        .forEach(hit ->
            text.append(
                "\n! on a list: %s %s %s, %s %% alike: %s  %s"
                    .formatted(
                        hit.path("list").asText(),
                        hit.path("entry").asText(),
                        hit.path("name").asText(),
                        hit.path("score").asText(),
                        hit.path("decision").asText("not decided"),
                        hit.path("id").asText())));
    found
        .path("duplicates")
        .forEach(other ->
            text.append("\n! the same ")
                .append(other.path("by").asText())
                .append(" as user ")
                .append(other.path("user").asText()));
    found
        .path("notes")
        .forEach(note ->
            text.append("\n* ")
                .append(note.path("author").asText())
                .append(": ")
                .append(note.path("text").asText()));
    return text.toString();
  }

  private static void add(StringBuilder text, String name, JsonNode value) {
    if (!value.isMissingNode()) {
      text.append("\n%-18s %s".formatted(name, words(value).replace("\n", ", ")));
    }
  }

  private static String words(JsonNode value) {
    if (!value.isArray()) {
      return value.asText();
    }
    return value.isEmpty()
        ? "none"
        : value.valueStream().map(JsonNode::asText).collect(Collectors.joining(" "));
  }
}

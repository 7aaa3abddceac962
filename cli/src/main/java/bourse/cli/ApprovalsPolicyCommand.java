package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.Operator;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Show which acts need a second person, or change that. */
@Command(
    name = "policy",
    description = "Show which acts need a second person, or change that.",
    footer = {
      "",
      "As soon as anything needs a second person, a change of policy does too. For a team of one,"
          + " --alone-after",
      "lets who asked approve it too, once that time has passed; that is on record.",
      "",
      "Example:  bourse approvals policy",
      "          bourse approvals policy user.roles on",
      "          bourse approvals policy venue.step-up on --alone-after PT24H"
    })
final class ApprovalsPolicyCommand extends OperatorCommand {
  @Parameters(index = "0", arity = "0..1", paramLabel = "ACT", description = "Such as user.roles.")
  private String act;

  @Parameters(index = "1", arity = "0..1", paramLabel = "SWITCH", description = "on or off.")
  private String state;

  @Option(
      names = "--alone-after",
      paramLabel = "DURATION",
      description = "Who asked may approve after this: PT24H.")
  private Duration aloneAfter;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  ApprovalsPolicyCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    if (act == null) {
      JsonNode items = operator.policies();
      if (json) {
        terminal.out().println(Json.pretty(items));
      } else {
        items.forEach(policy -> terminal.out().println(line(policy)));
      }
      return;
    }
    JsonNode set =
        operator.setPolicy(act, isOn(), Optional.ofNullable(aloneAfter).map(Duration::toSeconds));
    terminal
        .out()
        .println(json ? Json.pretty(set) : Waiting.text(set, ApprovalsPolicyCommand::line));
  }

  private boolean isOn() {
    if (!"on".equals(state) && !"off".equals(state)) {
      throw new Fault(ErrorCode.INVALID_FIELD, "Say on or off after the act");
    }
    return state.equals("on");
  }

  private static String line(JsonNode policy) {
    return "%-18s %s%s"
        .formatted(
            policy.path("action").asText(),
            policy.path("required").asBoolean() ? "needs a second person" : "one person is enough",
            policy.has("selfApprovalSeconds")
                ? ", or "
                    + Duration.ofSeconds(policy.path("selfApprovalSeconds").asLong())
                    + " of waiting"
                : "");
  }
}

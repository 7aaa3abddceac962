package bourse.cli;

import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Opens an account that belongs to the firm. */
@Command(
    name = "open",
    description = "Open an account of the firm. It is audited under your system user.",
    footer = {
      "",
      "Clients get their accounts with: bourse user create",
      "",
      "Example:  bourse account open 'Market making' --fee-exempt"
    })
final class AccountOpenCommand extends AnswerCommand {
  @Parameters(index = "0", paramLabel = "NAME", description = "What the firm calls it.")
  private String name;

  @Option(names = "--fee-exempt", description = "It pays no fees.")
  private boolean feeExempt;

  @Option(names = "--self-trades", description = "Its orders may trade with each other.")
  private boolean selfTrades;

  AccountOpenCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    JsonNode opened = operator.openAccount(name, feeExempt, selfTrades);
    print(opened, AccountShowCommand::text);
  }
}

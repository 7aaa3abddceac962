package bourse.cli;

import bourse.cli.client.Operator;
import bourse.domain.AccountBlock;
import bourse.domain.SuspensionReason;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what an account may not do from now on. */
@Command(
    name = "suspend",
    description = "Suspend an account. It is audited under your system user.",
    footer = {
      "",
      "TRADING: it may only cancel. TRANSFERS: no money goes out. ACCOUNT: it does nothing, and its",
      "open orders are cancelled. What is named replaces what was blocked before. Deposits are always",
      "booked.",
      "",
      "Example:  bourse account suspend ada@example.org TRADING TRANSFERS --reason SECURITY"
    })
final class AccountSuspendCommand extends AnswerCommand {
  @Parameters(
      index = "0",
      paramLabel = "ACCOUNT",
      description = "The account's number, or its user's address.")
  private String account;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "BLOCK",
      description = "Among ${COMPLETION-CANDIDATES}.")
  private Set<AccountBlock> blocks;

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "REASON",
      description = "One of ${COMPLETION-CANDIDATES}.")
  private SuspensionReason reason;

  @Option(names = "--note", paramLabel = "TEXT", description = "What happened, for the audit.")
  private String note;

  AccountSuspendCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    JsonNode shown =
        operator.setBlocks(
            account,
            blocks.stream().map(AccountBlock::name).sorted().collect(Collectors.toList()),
            reason.name(),
            Optional.ofNullable(note));
    print(shown, AccountShowCommand::text);
  }
}

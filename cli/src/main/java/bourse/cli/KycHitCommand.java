package bourse.cli;

import bourse.cli.client.Operator;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says whether somebody on a list is the person of a case. */
@Command(
    name = "hit",
    description = "Claim a case that waits, and say whether somebody on a list is its person.",
    footer = {
      "",
      "A case is approved once every hit is cleared.",
      "",
      "Example:  bourse kyc hit 019b2c1e-7a3f-7000-8000-00000000002a"
          + " 019b2c1e-7a3f-7000-8000-00000000002b --clear --note 'born elsewhere'"
    })
final class KycHitCommand extends OperatorCommand {
  /** One of the two. */
  private static final class Choice {
    @Option(names = "--clear", required = true, description = "It is somebody else.")
    private boolean clear;

    @Option(names = "--confirm", required = true, description = "It is the same person.")
    private boolean confirm;
  }

  @Parameters(index = "0", paramLabel = "ID", description = "The id of the case.")
  private String id;

  @Parameters(
      index = "1",
      paramLabel = "HIT",
      description = "The id of the hit, as bourse kyc show lists it.")
  private String hit;

  @ArgGroup(multiplicity = "1")
  private Choice choice;

  @Option(names = "--note", required = true, paramLabel = "TEXT", description = "Why.")
  private String note;

  KycHitCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    operator.claimKycCase(id);
    operator.decideKycHit(id, hit, choice.clear ? "CLEARED" : "CONFIRMED", note);
    terminal.message(choice.confirm ? "Confirmed: reject the case." : "Cleared.");
  }
}

package bourse.cli;

import bourse.cli.client.Operator;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sets what a chain's node asks for. */
@Command(
    name = "secret",
    description =
        "Set the password or token that the node of a chain asks for. It is typed, or read from a"
            + " file, and kept in the keystore.",
    footer = {"", "Example:  bourse crypto secret bitcoin --secret-file rpc-password.txt"})
final class CryptoSecretCommand extends OperatorCommand {
  @Parameters(index = "0", paramLabel = "CHAIN", description = "bitcoin or ethereum.")
  private String chain;

  @Option(
      names = "--secret-file",
      paramLabel = "FILE",
      description = "Its first line is the secret.")
  private Path secretFile;

  CryptoSecretCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    String secret =
        terminal.password(Optional.ofNullable(secretFile), "The secret of the " + chain + " node");
    operator.setNodeSecret(chain, secret);
    terminal.out().println("The secret is kept; it counts from now on.");
  }
}

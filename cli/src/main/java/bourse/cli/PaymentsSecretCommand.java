package bourse.cli;

import bourse.cli.client.Operator;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sets a secret of a payment provider. */
@Command(
    name = "secret",
    description =
        "Set the key or the webhook secret of a payment provider. It is typed, or read from a file,"
            + " and kept in the keystore. The webhook secret before it counts on until"
            + " --forget-older.",
    footer = {
      "",
      "Example:  bourse payments secret stripe api-key --secret-file key.txt",
      "          bourse payments secret stripe webhook-secret --secret-file new.txt"
    })
final class PaymentsSecretCommand extends OperatorCommand {
  @Parameters(index = "0", paramLabel = "CONNECTOR", description = "Such as stripe.")
  private String connector;

  @Parameters(index = "1", paramLabel = "KIND", description = "api-key or webhook-secret.")
  private String kind;

  @Option(
      names = "--secret-file",
      paramLabel = "FILE",
      description = "Its first line is the secret.")
  private Path secretFile;

  @Option(
      names = "--forget-older",
      description = "Only this webhook secret counts from now on, none before it.")
  private boolean forgetOlder;

  PaymentsSecretCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    String secret =
        terminal.password(Optional.ofNullable(secretFile), "The " + kind + " of " + connector);
    operator.setPaymentSecret(connector, kind, secret, forgetOlder);
    terminal.out().println("The secret is kept; it counts from now on.");
  }
}

package bourse.cli;

import bourse.cli.client.Operator;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Sets the secret for the provider of text messages. */
@Command(
    name = "secret",
    description =
        "Set the secret for the provider of text messages: at Twilio the Auth Token, or the secret"
            + " of the API key. It is typed, or read from a file, and kept in the keystore.",
    footer = {"", "Example:  bourse sms secret --secret-file twilio.txt"})
final class SmsSecretCommand extends OperatorCommand {
  @Option(
      names = "--secret-file",
      paramLabel = "FILE",
      description = "Its first line is the secret.")
  private Path secretFile;

  SmsSecretCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    operator.setSmsSecret(
        terminal.password(Optional.ofNullable(secretFile), "Secret of the provider"));
    terminal.out().println("The secret is kept; the next text message is sent with it.");
  }
}

package bourse.cli;

import bourse.cli.client.Operator;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Sets the password of the SMTP server. */
@Command(
    name = "password",
    description =
        "Set the password for the SMTP server. It is typed, or read from a file, and kept in the"
            + " keystore.",
    footer = {"", "Example:  bourse mail password --password-file smtp.txt"})
final class MailPasswordCommand extends OperatorCommand {
  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "Its first line is the password.")
  private Path passwordFile;

  MailPasswordCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    String password =
        terminal.password(Optional.ofNullable(passwordFile), "Password of the SMTP server");
    operator.setMailPassword(password);
    terminal.out().println("The password is kept; the next mail is sent with it.");
  }
}

package bourse.cli;

import bourse.cli.client.Operator;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Saves the statement of an account. */
@Command(
    name = "statement",
    description = "Save the statement of an account; that is on record.",
    footer = {
      "",
      "Example:  bourse ledger statement ada@example.org --from 2026-01-01 --to 2026-01-31",
      "              --format PDF --file ada-2026-01.pdf"
    })
final class LedgerStatementCommand extends OperatorCommand {
  @Parameters(
      index = "0",
      paramLabel = "ACCOUNT",
      description = "Any account's number, also of the house; or its user's address.")
  private String account;

  @Option(
      names = "--from",
      paramLabel = "DAY",
      description = "The first day (UTC). Default: the first of the month.")
  private String from;

  @Option(names = "--to", paramLabel = "DAY", description = "The last day (UTC). Default: today.")
  private String to;

  @Option(names = "--currency", paramLabel = "CURRENCY", description = "Only this asset.")
  private String currency;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "CSV",
      description = "CSV, PDF or JSON. Default: ${DEFAULT-VALUE}.")
  private String format;

  @Option(
      names = "--file",
      required = true,
      paramLabel = "PATH",
      description = "Where to save it; not over another file.")
  private Path file;

  LedgerStatementCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    try (InputStream content =
            operator.ledgerStatement(
                account,
                Map.of(
                    "from",
                    Optional.ofNullable(from),
                    "to",
                    Optional.ofNullable(to),
                    "currency",
                    Optional.ofNullable(currency),
                    "format",
                    Optional.of(format)));
        OutputStream out =
            Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      content.transferTo(out);
    } catch (FileAlreadyExistsException e) {
      throw new Fault(
          ErrorCode.ALREADY_EXISTS, file + " is there already; choose another name.", e);
    } catch (IOException e) {
      throw new Fault(ErrorCode.INTERNAL, file + " can't be written: " + e.getMessage(), e);
    }
    terminal.message("Saved as " + file + ".");
  }
}

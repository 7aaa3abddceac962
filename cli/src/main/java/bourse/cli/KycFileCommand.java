package bourse.cli;

import bourse.cli.client.Operator;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Saves a file that a client handed in. */
@Command(
    name = "file",
    description = "Save a file that a client handed in with a case; that is on record.",
    footer = {
      "",
      "Nobody else may read what is saved. Delete it when you have looked at it.",
      "",
      "Example:  bourse kyc file 019b2c1e-7a3f-7000-8000-00000000002a"
          + " 019b2c1e-7a3f-7000-8000-00000000002b --to passport.jpg"
    })
final class KycFileCommand extends OperatorCommand {
  @Parameters(index = "0", paramLabel = "ID", description = "The id of the case.")
  private String id;

  @Parameters(
      index = "1",
      paramLabel = "FILE",
      description = "The id of the file, as bourse kyc show lists it.")
  private String file;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "PATH",
      description = "Where to save it; not over another file.")
  private Path to;

  KycFileCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    try (InputStream content = operator.kycFile(id, file);
        OutputStream out = created()) {
      content.transferTo(out);
    } catch (FileAlreadyExistsException e) {
      throw new Fault(ErrorCode.ALREADY_EXISTS, to + " is there already; choose another name.", e);
    } catch (IOException e) {
      throw new Fault(ErrorCode.INTERNAL, to + " can't be written: " + e.getMessage(), e);
    }
    terminal.message("Saved as " + to + ".");
  }

  private OutputStream created() throws IOException {
    return Channels.newOutputStream(
        Files.newByteChannel(
            to,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
  }
}

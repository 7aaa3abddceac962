package bourse.cli;

import bourse.admin.SetUpToken;
import bourse.cli.client.Json;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.crypto.Keystore;
import bourse.platform.service.DataDirectory;
import bourse.server.BourseServer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a data directory for production: configuration, keystore, one-time set-up token. */
@Command(
    name = "init",
    description = "Make a data directory for production: configuration, keys and a set-up token.",
    footer = {
      "",
      "What is there already is never overwritten. The set-up token proves the first administrator:"
          + " it",
      "works once, for a day, and is kept nowhere; bourse user setup-token makes a new one.",
      "",
      "Example:  bourse init --data /var/lib/bourse"
    })
final class InitCommand implements Runnable {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  InitCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Installation installation = data.installation(terminal);
    if (Files.exists(installation.configuration())) {
      throw new Fault(
          ErrorCode.ALREADY_EXISTS,
          installation.configuration()
              + " exists: this directory is initialised; start it (bourse start), or name another");
    }
    try (DataDirectory directory = DataDirectory.open(installation.directory(), 0)) {
      Keystore keystore = Keystore.open(directory);
      keystore.operatorToken();
      SetUpToken.Issued setUp = new SetUpToken(directory.root()).issue(Instant.now());
      write(installation.markets(), sample("markets.yaml"));
      write(
          installation.configuration(),
          ConfigurationFile.text(
              "The configuration of Bourse.", BourseServer.catalogue(), Map.of()));
      print(installation, directory.keystore(), setUp);
    } catch (IOException e) {
      throw new Fault(
          ErrorCode.BAD_CONFIGURATION,
          "The data directory " + installation.directory() + " can't be written: " + e,
          e);
    }
  }

  private static String sample(String name) throws IOException {
    try (InputStream sample = InitCommand.class.getResourceAsStream("samples/" + name)) {
      return new String(sample.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * Writes a new file that only its owner reads; what is there already stays. The file is on the
   * disk when this returns: an empty one after a power cut would be taken for what was configured.
   */
  static void write(Path file, String text) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    } catch (FileAlreadyExistsException e) {
      throw new Fault(ErrorCode.ALREADY_EXISTS, file + " exists already", e);
    }
    try (FileChannel names =
        FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  private void print(Installation installation, Path keystore, SetUpToken.Issued setUp) {
    if (json) {
      ObjectNode answer = Json.object();
      answer.put("configuration", installation.configuration().toString());
      answer.put("keystore", keystore.toString());
      answer.put("setupToken", setUp.text());
      answer.put("setupTokenExpiresAt", setUp.expiresAt().toString());
      terminal.out().println(Json.pretty(answer));
      return;
    }
    terminal.out().println("Configuration  " + installation.configuration());
    terminal.out().println("Markets        " + installation.markets() + " (edit before the start)");
    terminal.out().println("Keystore       " + keystore + " (keep a copy apart from the data)");
    terminal.out().println("Set-up token   " + setUp.text() + " (until " + setUp.expiresAt() + ")");
    terminal.message(
        "Whoever has the set-up token becomes the first administrator (POST /v1/setup): keep it to"
            + " yourself. It is shown this once.");
    terminal.message(
        "Next: %s start --data %s"
            .formatted(Launcher.command(), Launcher.quoted(installation.directory())));
  }
}

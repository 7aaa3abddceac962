package bourse.cli.demo;

import bourse.cli.client.Json;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * The users of the demo with their passwords, generated at the first start and kept in the demo's
 * data directory (0600) for the next.
 */
public final class DemoLogins {
  private static final String FILE = "demo-logins.json";
  private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final List<Login> logins;

  private DemoLogins(List<Login> logins) {
    this.logins = List.copyOf(logins);
  }

  /** What a user is for. */
  public enum Part {
    /** A person at the console. */
    TRADER,
    MAKER,
    TAKER
  }

  /** One user. */
  public record Login(Part part, String email, String password, String fullName) {}

  /** Reads the file of the data directory, or makes it. */
  public static DemoLogins of(Path dataDirectory) {
    Path file = dataDirectory.resolve(FILE);
    try {
      if (Files.exists(file)) {
        return read(file);
      }
      DemoLogins generated =
          new DemoLogins(
              List.of(
                  generate(Part.TRADER, "trader@demo.example", "Demo trader"),
                  generate(Part.MAKER, "maker-1@simulated.example", "Simulated market maker 1"),
                  generate(Part.MAKER, "maker-2@simulated.example", "Simulated market maker 2"),
                  generate(Part.TAKER, "taker-1@simulated.example", "Simulated taker 1"),
                  generate(Part.TAKER, "taker-2@simulated.example", "Simulated taker 2")));
      generated.write(file);
      return generated;
    } catch (IOException | IllegalArgumentException e) {
      throw new Fault(
          ErrorCode.BAD_CONFIGURATION,
          "The demo logins "
              + file
              + " can't be used ("
              + e.getMessage()
              + "): start again with --fresh",
          e);
    }
  }

  /** Whether a demo has run in the directory. */
  public static boolean isDemo(Path dataDirectory) {
    return Files.exists(dataDirectory.resolve(FILE));
  }

  public List<Login> all() {
    return logins;
  }

  public List<Login> of(Part part) {
    return logins.stream().filter(login -> login.part() == part).toList();
  }

  /** The person's login. */
  public Login trader() {
    return of(Part.TRADER).getFirst();
  }

  private static Login generate(Part part, String email, String fullName) {
    StringBuilder password = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      password.append(i > 0 && i % 5 == 0 ? "-" : "");
      password.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
    }
    return new Login(part, email, password.toString(), fullName);
  }

  private static DemoLogins read(Path file) throws IOException {
    List<Login> logins = new ArrayList<>();
    for (JsonNode login : Json.read(Files.readString(file)).path("logins")) {
      logins.add(
          new Login(
              Part.valueOf(login.path("part").asText()),
              login.path("email").asText(),
              login.path("password").asText(),
              login.path("fullName").asText()));
    }
    if (logins.stream().noneMatch(login -> login.part() == Part.TRADER)) {
      throw new IllegalArgumentException("it names no trader");
    }
    return new DemoLogins(logins);
  }

  private void write(Path file) throws IOException {
    ObjectNode document = Json.object();
    ArrayNode list = document.putArray("logins");
    for (Login login : logins) {
      list.addObject()
          .put("part", login.part().name())
          .put("email", login.email())
          .put("password", login.password())
          .put("fullName", login.fullName());
    }
    Path fresh =
        Files.createTempFile(
            file.getParent(),
            FILE,
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(fresh, Json.pretty(document) + "\n");
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}

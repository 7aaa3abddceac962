package bourse.admin;

import bourse.platform.crypto.Keystore;
import bourse.platform.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

/**
 * What proves that the first administrator is whoever installed this: 256 random bits, shown once.
 * Only their SHA-256 is kept, in a file of the data directory, with the time until which they work.
 * A new one takes the place of the one before.
 */
public final class SetUpToken {
  /** How long one works. */
  public static final Duration LIFETIME = Duration.ofHours(24);

  private static final String FILE = "setup-token.json";
  private static final int BYTES = 32;

  /**
   * A token, as it is shown.
   *
   * @param text it; never written anywhere
   * @param expiresAt it works until then
   */
  public record Issued(String text, Instant expiresAt) {}

  private final Path file;

  /**
   * @param dataDirectory of the installation
   */
  public SetUpToken(Path dataDirectory) {
    this.file = dataDirectory.resolve(FILE);
  }

  /** Makes one. */
  public Issued issue(Instant now) throws IOException {
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(Keystore.random(BYTES));
    Instant expiresAt = now.plus(LIFETIME).truncatedTo(ChronoUnit.SECONDS);
    byte[] note = Json.write(Map.of("sha256", hash(text), "expiresAt", expiresAt.toString()));
    Path fresh =
        Files.createTempFile(
            file.toAbsolutePath().getParent(),
            FILE,
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(fresh, note);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return new Issued(text, expiresAt);
  }

  /** Whether this is the token, and it works still. */
  boolean isRight(String text, Instant now) throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    JsonNode note = Json.mapper().readTree(Files.readAllBytes(file));
    return now.isBefore(Instant.parse(note.path("expiresAt").asText()))
        && MessageDigest.isEqual(bytes(hash(text)), bytes(note.path("sha256").asText()));
  }

  /** It was used. */
  void delete() throws IOException {
    Files.deleteIfExists(file);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String hash(String text) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes(text)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}

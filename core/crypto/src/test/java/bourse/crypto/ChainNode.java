package bourse.crypto;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A real node of a chain in a process of its own, from {@code src/test/nodes}. Its libraries are
 * npm's, as the lock there has them, and are installed once into {@code target/nodes}.
 */
final class ChainNode implements AutoCloseable {
  private static final Path SOURCES = Path.of("src", "test", "nodes");
  private static final Path PLACE = Path.of("target", "nodes");
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Process process;
  private final URI address;
  private final NodeRpc rpc;

  private ChainNode(String script, Optional<String> authorization)
      throws IOException, InterruptedException {
    install();
    process =
        new ProcessBuilder("node", script)
            .directory(PLACE.toFile())
            .redirectError(PLACE.resolve(script + ".log").toFile())
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = Optional.ofNullable(out.readLine()).orElse("");
    assertTrue(
        line.startsWith("ready "),
        () -> script + " did not start, see " + PLACE.resolve(script + ".log"));
    address = URI.create("http://127.0.0.1:" + line.substring("ready ".length()));
    rpc = new NodeRpc(script, address, () -> authorization, Duration.ofSeconds(30));
  }

  static ChainNode bitcoin() throws Exception {
    return new ChainNode("bitcoin.cjs", Optional.of(basic("bourse", "node-secret")));
  }

  static ChainNode ethereum() throws Exception {
    return new ChainNode("ethereum.cjs", Optional.empty());
  }

  private static String basic(String user, String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  private static void install() throws IOException, InterruptedException {
    Files.createDirectories(PLACE);
    try (FileChannel channel =
            FileChannel.open(
                PLACE.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = channel.lock()) {
      assertTrue(lock.isValid());
      boolean isCurrent =
          Files.exists(PLACE.resolve("installed"))
              && Files.mismatch(SOURCES.resolve("package-lock.json"), PLACE.resolve("installed"))
                  < 0;
      for (String file :
          List.of("package.json", "package-lock.json", "bitcoin.cjs", "ethereum.cjs")) {
        Files.copy(SOURCES.resolve(file), PLACE.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
      if (!isCurrent) {
        Process npm =
            new ProcessBuilder(
                    "npm",
                    "ci",
                    "--ignore-scripts",
                    "--omit=optional",
                    "--no-audit",
                    "--no-fund",
                    "--prefer-offline")
                .directory(PLACE.toFile())
                .redirectErrorStream(true)
                .redirectOutput(PLACE.resolve("npm.log").toFile())
                .start();
        assertTrue(
            npm.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) && npm.exitValue() == 0,
            () -> "npm ci failed, see " + PLACE.resolve("npm.log"));
        Files.copy(
            SOURCES.resolve("package-lock.json"),
            PLACE.resolve("installed"),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  URI address() {
    return address;
  }

  JsonNode call(String method, Object... parameters) {
    return rpc.call(method, parameters);
  }

  /** It ends when nobody writes to it any more. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

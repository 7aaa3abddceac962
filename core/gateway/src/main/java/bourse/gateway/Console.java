package bourse.gateway;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Serves the built console: its page at {@code /}, and its files. The places inside it are in the
 * fragment, which no server sees, so any other address is no place of the console. Files under
 * {@code assets} carry their hash in the name and may be kept for ever.
 */
final class Console {
  private static final String PAGE = "index.html";
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("json", "application/json"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("md", "text/plain; charset=utf-8"),
          Map.entry("txt", "text/plain; charset=utf-8"));

  private final Optional<Path> directory;

  Console(Optional<Path> directory) {
    this.directory = directory;
  }

  void install(HttpRouting.Builder routing) {
    routing.get("/", this::serve).get("/*", this::serve);
  }

  private void serve(ServerRequest request, ServerResponse response) throws IOException {
    String path = request.path().path().replaceFirst("^/+", "");
    if (directory.isEmpty()) {
      throw path.isEmpty()
          ? new Fault(
              ErrorCode.NOT_FOUND,
              "The web console is not installed here; the API is described at /docs.")
          : notFound();
    }
    Path file = file(directory.get(), path).orElseThrow(Console::notFound);
    String ending = ending(file.getFileName().toString());
    response
        .header(HeaderNames.CONTENT_TYPE, TYPES.get(ending))
        .header(
            HeaderNames.CACHE_CONTROL,
            path.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache")
        .send(Files.readAllBytes(file));
  }

  /** The file at a path, the page at none; never one outside the directory. */
  private static Optional<Path> file(Path directory, String path) throws IOException {
    String name = path.isEmpty() ? PAGE : path;
    Path file;
    try {
      file = directory.resolve(name).normalize();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
    if (!TYPES.containsKey(ending(name)) || !Files.isRegularFile(file)) {
      return Optional.empty();
    }
    return file.toRealPath().startsWith(directory.toRealPath())
        ? Optional.of(file)
        : Optional.empty();
  }

  private static String ending(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1);
  }

  private static Fault notFound() {
    return new Fault(ErrorCode.NOT_FOUND, "Nothing is served at this address; see /docs.");
  }
}

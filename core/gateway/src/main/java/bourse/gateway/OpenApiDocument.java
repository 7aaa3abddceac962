package bourse.gateway;

import bourse.platform.http.Json;
import bourse.platform.http.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The contract of the public API, as it is served. Immutable. */
final class OpenApiDocument {
  private static final String RESOURCE = "/openapi/openapi.yaml";
  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

  private final Map<?, ?> document;
  private final byte[] json;

  private static final class Bundled {
    private static final OpenApiDocument DOCUMENT = read();
  }

  private OpenApiDocument(Map<?, ?> document) {
    this.document = document;
    this.json = Json.write(document);
  }

  /** The document of this program; read once. */
  static OpenApiDocument load() {
    return Bundled.DOCUMENT;
  }

  private static OpenApiDocument read() {
    try (InputStream yaml = OpenApiDocument.class.getResourceAsStream(RESOURCE)) {
      Object document = new Load(LoadSettings.builder().build()).loadFromInputStream(yaml);
      return new OpenApiDocument((Map<?, ?>) document);
    } catch (IOException e) {
      throw new UncheckedIOException("The contract can't be read", e);
    }
  }

  byte[] json() {
    return json.clone();
  }

  /** Each operation as {@code GET /v1/time}. */
  Set<String> operations() {
    Set<String> operations = new TreeSet<>();
    ((Map<?, ?>) document.get("paths"))
        .forEach((path, item) ->
            ((Map<?, ?>) item)
                .keySet().stream()
                    .filter(METHODS::contains)
                    .forEach(method -> operations.add(operation(method.toString(), path))));
    return operations;
  }

  /**
   * How much of a caller's budget one call takes: {@code x-weight}.
   *
   * @throws IllegalArgumentException when the contract does not say it
   */
  int weight(String method, String path) {
    if (((Map<?, ?>) document.get("paths")).get(path) instanceof Map<?, ?> item
        && item.get(method.toLowerCase(Locale.ROOT)) instanceof Map<?, ?> operation
        && operation.get("x-weight") instanceof Integer weight
        && weight > 0) {
      return weight;
    }
    throw new IllegalArgumentException(
        operation(method, path) + " has no x-weight in the contract");
  }

  /** Whether answers are kept for who sends a request again with its key: {@code x-idempotent}. */
  boolean isIdempotent(String method, String path) {
    return ((Map<?, ?>) document.get("paths")).get(path) instanceof Map<?, ?> item
        && item.get(method.toLowerCase(Locale.ROOT)) instanceof Map<?, ?> operation
        && Boolean.TRUE.equals(operation.get("x-idempotent"));
  }

  /** The names of an operation's parameters of one kind: {@code query}, {@code header}. */
  Set<String> parameters(String method, String path, String kind) {
    Set<String> names = new TreeSet<>();
    if (((Map<?, ?>) document.get("paths")).get(path) instanceof Map<?, ?> item) {
      addNames(names, item.get("parameters"), kind);
      if (item.get(method.toLowerCase(Locale.ROOT)) instanceof Map<?, ?> operation) {
        addNames(names, operation.get("parameters"), kind);
      }
    }
    return names;
  }

  private void addNames(Set<String> names, Object parameters, String kind) {
    if (parameters instanceof List<?> list) {
      for (Object entry : list) {
        Map<?, ?> parameter = resolved((Map<?, ?>) entry);
        if (kind.equals(parameter.get("in"))) {
          names.add(parameter.get("name").toString());
        }
      }
    }
  }

  private Map<?, ?> resolved(Map<?, ?> entry) {
    Object value = entry;
    if (entry.get("$ref") instanceof String reference) {
      value = document;
      for (String step : reference.substring("#/".length()).split("/")) {
        value = ((Map<?, ?>) value).get(step);
      }
    }
    return (Map<?, ?>) value;
  }

  /** What is only here or only served. */
  List<String> differences(List<Route> routes) {
    Set<String> served =
        routes.stream()
            .map(route -> operation(route.method(), route.path()))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> documented = operations();
    List<String> differences = new ArrayList<>();
    documented.stream()
        .filter(operation -> !served.contains(operation))
        .forEach(operation -> differences.add(operation + " is documented and not served"));
    served.stream()
        .filter(operation -> !documented.contains(operation))
        .forEach(operation -> differences.add(operation + " is served and not documented"));
    return differences;
  }

  private static String operation(String method, Object path) {
    return method.toUpperCase(Locale.ROOT) + " " + path;
  }
}

package bourse.gateway;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * {@code /openapi.json}, and {@code /docs}, where the contract can be read and tried. Everything
 * comes from this server, so it works without a network and under the strict policy.
 */
final class Documentation {
  private static final String WEBJAR_PROPERTIES =
      "/META-INF/maven/org.webjars/swagger-ui/pom.properties";

  private final OpenApiDocument openApi;

  Documentation(OpenApiDocument openApi) {
    this.openApi = openApi;
  }

  void install(HttpRouting.Builder routing) {
    String webjar = "/META-INF/resources/webjars/swagger-ui/" + webjarVersion() + "/";
    routing
        .get("/openapi.json", bytes("application/json", openApi.json()))
        .get("/docs", bytes("text/html; charset=utf-8", resource("/docs/index.html")))
        .get("/docs/start.js", bytes("text/javascript", resource("/docs/start.js")))
        .get("/docs/page.css", bytes("text/css", resource("/docs/page.css")))
        .get("/docs/swagger-ui.css", bytes("text/css", resource(webjar + "swagger-ui.css")))
        .get(
            "/docs/swagger-ui-bundle.js",
            bytes("text/javascript", resource(webjar + "swagger-ui-bundle.js")));
  }

  private static Handler bytes(String type, byte[] content) {
    return (request, response) ->
        response
            .header(HeaderNames.CONTENT_TYPE, type)
            .header(HeaderNames.CACHE_CONTROL, "no-cache")
            .send(content);
  }

  private static String webjarVersion() {
    try (InputStream stream = Documentation.class.getResourceAsStream(WEBJAR_PROPERTIES)) {
      Properties properties = new Properties();
      properties.load(stream);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] resource(String name) {
    try (InputStream stream = Documentation.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException(name + " is not in the program");
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

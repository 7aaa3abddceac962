package bourse.gateway;

import bourse.platform.http.HttpServer;
import bourse.platform.http.HttpSettings;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Sends who comes with plain HTTP to the same address with TLS (308: method and body stay). A host
 * that the certificate does not name leads to one that it names, so that nobody is sent elsewhere.
 */
public final class RedirectToTls implements Handler {
  private static final int USUAL_PORT = 443;

  private final IntSupplier port;
  private final Supplier<List<String>> names;

  private RedirectToTls(IntSupplier port, Supplier<List<String>> names) {
    this.port = port;
    this.names = names;
  }

  /**
   * The listener.
   *
   * @param port of the listener with TLS
   * @param names that its certificate is for
   */
  public static HttpServer listener(
      HttpSettings settings, IntSupplier port, Supplier<List<String>> names) {
    return HttpServer.redirecting("redirect", settings, new RedirectToTls(port, names));
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    response
        .status(Status.PERMANENT_REDIRECT_308)
        .header(HeaderNames.LOCATION, "https://" + authority(request) + target(request))
        .send();
  }

  private String authority(ServerRequest request) {
    String asked =
        request.headers().first(HeaderNames.HOST).orElse("").replaceFirst(":[0-9]*$", "");
    List<String> known = names.get();
    String host =
        known.contains(asked.replace("[", "").replace("]", "")) || known.isEmpty()
            ? asked
            : known.getFirst();
    return port.getAsInt() == USUAL_PORT ? host : host + ":" + port.getAsInt();
  }

  private static String target(ServerRequest request) {
    String query = request.query().rawValue();
    return request.path().rawPath() + (query.isEmpty() ? "" : "?" + query);
  }
}

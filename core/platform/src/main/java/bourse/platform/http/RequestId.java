package bourse.platform.http;

import bourse.platform.time.Ids;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import java.util.regex.Pattern;
import org.slf4j.MDC;

/**
 * The name of a request, in its answer and in every log line it causes. The client's own is taken
 * from {@link BourseHeaders#REQUEST_ID} when it is harmless.
 */
public record RequestId(String value) {
  /** The key in log lines. */
  public static final String LOG_KEY = "requestId";

  private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._-]{8,64}");

  /** The id of a request. */
  public static String of(ServerRequest request) {
    return request.context().get(RequestId.class).map(RequestId::value).orElseGet(RequestId::next);
  }

  static String next() {
    return Ids.uuid7().toString();
  }

  /** Names each request before anything else sees it. */
  static final class Naming implements Filter {
    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
      String id =
          request
              .headers()
              .first(BourseHeaders.REQUEST_ID)
              .filter(given -> HARMLESS.matcher(given).matches())
              .orElseGet(RequestId::next);
      request.context().register(new RequestId(id));
      response.header(BourseHeaders.REQUEST_ID, id);
      MDC.put(LOG_KEY, id);
      try {
        chain.proceed();
      } finally {
        MDC.remove(LOG_KEY);
      }
    }
  }
}

package bourse.platform.http;

import bourse.platform.telemetry.Logs;
import bourse.platform.telemetry.TraceContext;
import bourse.platform.time.Ids;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.MDC;

/**
 * The name of a request, in its answer and in every log line it causes. The client's own is taken
 * from {@link BourseHeaders#REQUEST_ID} when it is harmless.
 */
public record RequestId(String value) {
  private static final HeaderName TRACEPARENT = HeaderNames.create("traceparent");
  private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._-]{8,64}");

  /** The id of a request. */
  public static String of(ServerRequest request) {
    return request.context().get(RequestId.class).map(RequestId::value).orElseGet(RequestId::next);
  }

  /**
   * The trace that a request belongs to, with a span of its own: the caller's (W3C Trace Context),
   * or a new one when the caller sent none that can be read. The same for the whole request.
   */
  public static TraceContext trace(ServerRequest request) {
    return request
        .context()
        .get(TraceContext.class)
        .orElseThrow(() -> new IllegalStateException("The request did not pass the naming filter"));
  }

  static String next() {
    return Ids.uuid7().toString();
  }

  /** Names each request, and its trace, before anything else sees it. */
  static final class Naming implements Filter {
    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
      String id =
          request
              .headers()
              .first(BourseHeaders.REQUEST_ID)
              .filter(given -> HARMLESS.matcher(given).matches())
              .orElseGet(RequestId::next);
      TraceContext trace = traceOf(request);
      request.context().register(new RequestId(id));
      request.context().register(trace);
      response.header(BourseHeaders.REQUEST_ID, id);
      MDC.put(Logs.REQUEST_ID, id);
      MDC.put(Logs.TRACE_ID, trace.traceId());
      try {
        chain.proceed();
      } finally {
        MDC.remove(Logs.REQUEST_ID);
        MDC.remove(Logs.TRACE_ID);
      }
    }

    /** A header that is malformed, or there more than once, is as none: never an error. */
    private static TraceContext traceOf(RoutingRequest request) {
      List<String> given = request.headers().all(TRACEPARENT, List::of);
      return given.size() == 1
          ? TraceContext.parse(given.getFirst())
              .map(TraceContext::child)
              .orElseGet(TraceContext::fresh)
          : TraceContext.fresh();
    }
  }
}

package bourse.platform.http;

import bourse.platform.telemetry.TraceContext;
import bourse.platform.time.Ids;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
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

  /** The key of the trace in log lines. */
  public static final String TRACE_LOG_KEY = "traceId";

  private static final HeaderName TRACEPARENT = HeaderNames.create("traceparent");
  private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._-]{8,64}");

  /** The id of a request. */
  public static String of(ServerRequest request) {
    return request.context().get(RequestId.class).map(RequestId::value).orElseGet(RequestId::next);
  }

  /** The trace that a request belongs to: the caller's (W3C Trace Context), or a new one. */
  public static TraceContext trace(ServerRequest request) {
    return request.context().get(TraceContext.class).orElse(TraceContext.NONE);
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
      TraceContext trace =
          request
              .headers()
              .first(TRACEPARENT)
              .flatMap(TraceContext::parse)
              .map(TraceContext::child)
              .orElseGet(TraceContext::fresh);
      request.context().register(new RequestId(id));
      request.context().register(trace);
      response.header(BourseHeaders.REQUEST_ID, id);
      MDC.put(LOG_KEY, id);
      MDC.put(TRACE_LOG_KEY, trace.traceId());
      try {
        chain.proceed();
      } finally {
        MDC.remove(LOG_KEY);
        MDC.remove(TRACE_LOG_KEY);
      }
    }
  }
}

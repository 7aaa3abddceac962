package bourse.platform.http;

import io.helidon.webserver.http.Handler;

/**
 * One served operation. Every route of the public API is one of these, so that the served API and
 * the OpenAPI document can be compared.
 *
 * @param method {@code GET}, {@code POST}, …
 * @param path with parameters in braces, as in OpenAPI and Helidon: {@code /v1/orders/{id}}
 * @param access who may use it; enforced by the gateway before the handler runs
 * @param largestBody bytes of the longest body that it takes; 0 for what the listener takes
 * @param handler straight-line blocking code on a virtual thread; throws {@link
 *     bourse.domain.Fault}
 */
public record Route(String method, String path, Access access, long largestBody, Handler handler) {
  /** With bodies as long as the listener takes. */
  public Route(String method, String path, Access access, Handler handler) {
    this(method, path, access, 0, handler);
  }

  /** The same, which takes longer bodies than others. */
  public Route withBodyUpTo(long bytes) {
    return new Route(method, path, access, bytes, handler);
  }

  /** The same operation, with a check before it or around it. */
  public Route with(Handler other) {
    return new Route(method, path, access, largestBody, other);
  }
}

package bourse.platform.http;

import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;

/**
 * What is looked at before a request is routed. It is the one listener of its kind: of several the
 * web server calls none.
 */
record IncomingRequests(SlowClients slowClients) implements Http1ConnectionListener {
  @Override
  public void prologue(ConnectionContext connection, HttpPrologue prologue) {
    slowClients.headersBegin();
  }

  @Override
  public void headers(ConnectionContext connection, Headers headers) {
    slowClients.headersEnd();
    StrictFraming.check(headers);
  }
}

package bourse.platform.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;

/** The headers that are our own. */
public final class BourseHeaders {
  /** On every answer that moved the exchange: its place in the log. */
  public static final HeaderName SEQUENCE = HeaderNames.create("Bourse-Sequence");

  /** On a read: wait until what is read is at least this new. */
  public static final HeaderName AT_LEAST_SEQUENCE = HeaderNames.create("Bourse-At-Least-Sequence");

  /** Names a request in answers and logs; a client may choose it. */
  public static final HeaderName REQUEST_ID = HeaderNames.create("Bourse-Request-Id");

  private BourseHeaders() {}
}

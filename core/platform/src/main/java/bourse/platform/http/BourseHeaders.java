package bourse.platform.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;

/** The headers that are our own, and those of drafts that HTTP libraries do not know yet. */
public final class BourseHeaders {
  /** On every answer that moved the exchange: its place in the log. */
  public static final HeaderName SEQUENCE = HeaderNames.create("Bourse-Sequence");

  /** On a read: wait until what is read is at least this new. */
  public static final HeaderName AT_LEAST_SEQUENCE = HeaderNames.create("Bourse-At-Least-Sequence");

  /** Names a request in answers and logs; a client may choose it. */
  public static final HeaderName REQUEST_ID = HeaderNames.create("Bourse-Request-Id");

  /** On a POST that creates: the client's own id of the request, so that it can be repeated. */
  public static final HeaderName IDEMPOTENCY_KEY = HeaderNames.create("Idempotency-Key");

  /** On an answer that tells what an earlier request with the same key did: {@code true}. */
  public static final HeaderName IDEMPOTENCY_REPLAYED = HeaderNames.create("Idempotency-Replayed");

  /** The id of the API key that a request is signed with. */
  public static final HeaderName KEY = HeaderNames.create("Bourse-Key");

  /** When a signed request was made, in milliseconds since 1970. */
  public static final HeaderName TIMESTAMP = HeaderNames.create("Bourse-Timestamp");

  /** How many milliseconds after that a signed request may be carried out. */
  public static final HeaderName WINDOW = HeaderNames.create("Bourse-Window");

  /** Tells a signed request from others that are alike. */
  public static final HeaderName NONCE = HeaderNames.create("Bourse-Nonce");

  /** The signature of a request, in Base64. */
  public static final HeaderName SIGNATURE = HeaderNames.create("Bourse-Signature");

  private BourseHeaders() {}
}

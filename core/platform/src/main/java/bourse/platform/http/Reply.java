package bourse.platform.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;

/** Sends answers. */
public final class Reply {
  private static final Header JSON =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");

  private Reply() {}

  /** 200 with a JSON body. */
  public static void json(ServerResponse response, Object body) {
    json(response, Status.OK_200, body);
  }

  /** A JSON body. */
  public static void json(ServerResponse response, Status status, Object body) {
    byte[] bytes = Json.write(body);
    response.status(status).header(JSON).send(bytes);
  }

  /** 202 without a body: it was taken, and what becomes of it is not told here. */
  public static void accepted(ServerResponse response) {
    response.status(Status.ACCEPTED_202).send();
  }

  /** 204. */
  public static void nothing(ServerResponse response) {
    response.status(Status.NO_CONTENT_204).send();
  }

  /** Says the place in the log of what this request did. Before the body. */
  public static ServerResponse sequence(ServerResponse response, long sequence) {
    return response.header(BourseHeaders.SEQUENCE, Long.toString(sequence));
  }
}

package bourse.platform.http;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.data.DatabaseOutage;
import bourse.platform.data.UnstorableText;
import io.helidon.http.DirectHandler;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Turns whatever a handler threw into problem details, in one place: the status, the log level and
 * the retry hint all come from the error's type.
 */
public final class Problems {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
  private static final Header PROBLEM_JSON =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/problem+json");
  private static final Header NO_STORE =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");
  private static final int RETRY_AFTER_SECONDS = 1;

  private Problems() {}

  /** Answers a request whose handler threw. */
  public static void handle(ServerRequest request, ServerResponse response, Throwable failure) {
    if (!(failure instanceof Fault) && isGone(failure)) {
      throw new CloseConnectionException("The client went away", failure);
    }
    Fault fault = fault(failure);
    log(fault, failure);
    fault.retryAfter().ifPresent(wait -> response.header(retryAfter(wait)));
    Problem problem = Problem.of(fault, RequestId.of(request));
    if (problem.status() == 401) {
      Challenges.of(fault.code(), request.headers()).forEach(response.headers()::add);
    }
    send(response, problem);
  }

  private static void send(ServerResponse response, Problem problem) {
    response.status(problem.status()).header(PROBLEM_JSON).header(NO_STORE);
    if (problem.status() == 503 || problem.status() == 429) {
      response.headers().setIfAbsent(retryAfter());
    }
    response.send(Json.write(problem));
  }

  /** Any throwable as a fault; what was not foreseen becomes {@link ErrorCode#INTERNAL}. */
  public static Fault fault(Throwable failure) {
    return switch (failure) {
      case Fault fault -> fault;
      case HttpException http -> ofStatus(http.status(), http);
      case RequestException request -> ofStatus(request.status(), request);
      case InterruptedException interrupted ->
          new Fault(
              ErrorCode.STOPPED, "The server is stopping; ask again in a while.", interrupted);
      case RuntimeException sql when DatabaseOutage.caused(sql) ->
          new Fault(
              ErrorCode.DEPENDENCY_DOWN, "The database can't answer now; try again shortly.", sql);
      case RuntimeException sql when UnstorableText.caused(sql) ->
          new Fault(
              ErrorCode.INVALID_FIELD,
              "A text has the character U+0000, which the database can't keep; leave it out.",
              sql);
      default ->
          new Fault(
              ErrorCode.INTERNAL,
              "Something went wrong in the server; what it was is in its log under the request id.",
              failure);
    };
  }

  private static Fault ofStatus(Status status, Throwable cause) {
    return switch (status.code()) {
      case 404 ->
          new Fault(ErrorCode.NOT_FOUND, "Nothing is served at this address; see /docs.", cause);
      case 405 ->
          new Fault(
              ErrorCode.METHOD_NOT_ALLOWED, "This method is not served here; see /docs.", cause);
      case 411 ->
          new Fault(
              ErrorCode.MALFORMED_REQUEST,
              "A body comes with its Content-Length here; no Transfer-Encoding is taken.",
              cause);
      case 413 ->
          new Fault(
              ErrorCode.BODY_TOO_LARGE,
              "The body is over this server's limit; send less at once.",
              cause);
      case 415 ->
          new Fault(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The body must be JSON in UTF-8.", cause);
      case 503 ->
          new Fault(
              ErrorCode.OVERLOADED, "The server is busy; nothing happened. Try again.", cause);
      default ->
          status.code() < 500
              ? new Fault(
                  ErrorCode.MALFORMED_REQUEST,
                  "The request is not well-formed HTTP for this server; see /docs.",
                  cause)
              : new Fault(ErrorCode.INTERNAL, "Something went wrong in the server.", cause);
    };
  }

  private static void log(Fault fault, Throwable failure) {
    switch (fault.code().type()) {
      case INTERNAL -> LOG.error("Unforeseen failure", failure);
      case UNAVAILABLE, UNKNOWN ->
          // Maintenance is meant, and nothing that each request has to tell.
          LOG.atLevel(fault.code() == ErrorCode.MAINTENANCE ? Level.DEBUG : Level.WARN)
              .log("{} {}: {}", fault.code().number(), fault.code(), fault.getMessage());
      case USER, ACCESS, MISSING, CONFLICT, THROTTLED ->
          LOG.debug("{} {}: {}", fault.code().number(), fault.code(), fault.getMessage());
    }
  }

  /**
   * Whether the other end closed the connection, so that there is nobody to answer. Not asked of a
   * fault: the broken connection below that one is to a part of this server.
   */
  private static boolean isGone(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketException || cause instanceof CloseConnectionException) {
        return true;
      }
    }
    return false;
  }

  /** Answers for requests that are too broken to be routed. */
  static DirectHandlers directHandlers() {
    DirectHandlers.Builder builder = DirectHandlers.builder();
    for (DirectHandler.EventType event : DirectHandler.EventType.values()) {
      builder.addHandler(event, new UnroutedProblem());
    }
    return builder.build();
  }

  private static Header retryAfter(Duration wait) {
    return HeaderValues.create(
        HeaderNames.RETRY_AFTER, Long.toString(wait.plusMillis(999).toSeconds()));
  }

  private static Header retryAfter() {
    return HeaderValues.create(HeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS);
  }

  private static final class UnroutedProblem implements DirectHandler {
    @Override
    public TransportResponse handle(
        TransportRequest request,
        EventType event,
        Status status,
        ServerResponseHeaders headers,
        String message) {
      Fault fault = ofStatus(status, null);
      String requestId = RequestId.next();
      LOG.debug("Refused unrouted, request {}: {} {}", requestId, status, message);
      Problem problem = Problem.of(fault.code(), fault.getMessage(), List.of(), requestId);
      return TransportResponse.builder()
          .status(Status.create(problem.status()))
          .headers(headers)
          .header(PROBLEM_JSON)
          .header(NO_STORE)
          .header(HeaderValues.create(BourseHeaders.REQUEST_ID, requestId))
          .keepAlive(false)
          .entity(Json.write(problem))
          .build();
    }
  }
}

package bourse.cli.client;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * One server, by its address. A problem that the server answers is thrown as the {@link Fault} that
 * it is; no connection is {@code STOPPED}, no answer in time {@code OUTCOME_UNKNOWN}.
 *
 * <p>Thread safe; blocks, so call it on a virtual thread.
 */
public final class ServerConnection implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration LONG_ANSWER_TIMEOUT = Duration.ofMinutes(1);

  private final URI server;
  private final HttpClient http;

  public ServerConnection(URI server) {
    this(server, Optional.empty());
  }

  /**
   * A server with TLS.
   *
   * @param trust who issues its certificate; empty for those whom Java trusts
   */
  public ServerConnection(URI server, Optional<SSLContext> trust) {
    this.server = server;
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT);
    trust.ifPresent(client::sslContext);
    this.http = client.build();
  }

  /**
   * An answer that is no problem.
   *
   * @param status the HTTP status, below 400
   * @param body the document; missing when there is none
   * @param sequence what {@code Bourse-Sequence} says; empty when nothing moved
   */
  public record Answer(int status, JsonNode body, Optional<Long> sequence) {}

  public URI server() {
    return server;
  }

  /** How the server is, from its management port; also when it says that it is not well. */
  public JsonNode health() {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/health/ready")).timeout(ANSWER_TIMEOUT).build();
    HttpResponse<String> response = exchange(request);
    return isJson(response) ? Json.read(response.body()) : answer(response).body();
  }

  public Answer get(String path, Map<String, String> headers) {
    return send("GET", path, headers, Optional.empty());
  }

  public Answer post(String path, Map<String, String> headers, JsonNode body) {
    return send("POST", path, headers, Optional.of(body));
  }

  public Answer delete(String path, Map<String, String> headers) {
    return send("DELETE", path, headers, Optional.empty());
  }

  /** Sends one request and waits for its answer. */
  public Answer send(
      String method, String path, Map<String, String> headers, Optional<JsonNode> body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(path)).timeout(ANSWER_TIMEOUT);
    headers.forEach(request::header);
    body.ifPresent(ignored -> request.header("Content-Type", "application/json"));
    request.method(
        method,
        body.map(document -> HttpRequest.BodyPublishers.ofString(document.toString()))
            .orElseGet(HttpRequest.BodyPublishers::noBody));
    return answer(exchange(request.build()));
  }

  /** A long answer, read while it is written; it takes as long as it takes. */
  public InputStream stream(String path, Map<String, String> headers) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(path)).timeout(LONG_ANSWER_TIMEOUT);
    headers.forEach(request::header);
    HttpResponse<InputStream> response =
        exchange(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    if (response.statusCode() < 400) {
      return response.body();
    }
    try (InputStream body = response.body()) {
      String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
      throw problem(response, text);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private HttpResponse<String> exchange(HttpRequest request) {
    return exchange(request, HttpResponse.BodyHandlers.ofString());
  }

  private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> body) {
    try {
      return http.send(request, body);
    } catch (ConnectException | HttpConnectTimeoutException e) {
      throw new Fault(
          ErrorCode.STOPPED,
          "No server answers at "
              + server
              + ": start it (bourse start, or bourse demo), or correct the address",
          e);
    } catch (HttpTimeoutException e) {
      long seconds = request.timeout().orElseThrow().toSeconds();
      throw unknown(request, "no answer came in " + seconds + " s", e);
    } catch (IOException e) {
      throw unknown(request, "the connection broke", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unknown(request, "waiting was interrupted", e);
    }
  }

  private static Fault unknown(HttpRequest request, String what, Exception cause) {
    return new Fault(
        ErrorCode.OUTCOME_UNKNOWN,
        request.method() + " " + request.uri() + ": " + what + "; look whether it happened",
        cause);
  }

  private static Answer answer(HttpResponse<String> response) {
    if (response.statusCode() >= 400) {
      throw problem(response, response.body());
    }
    JsonNode body =
        response.body().isEmpty() || !isJson(response)
            ? MissingNode.getInstance()
            : Json.read(response.body());
    Optional<Long> sequence = response.headers().firstValue("Bourse-Sequence").map(Long::parseLong);
    return new Answer(response.statusCode(), body, sequence);
  }

  private static boolean isJson(HttpResponse<?> response) {
    return response.headers().firstValue("Content-Type").orElse("").contains("json");
  }

  private static Fault problem(HttpResponse<?> response, String body) {
    if (!isJson(response)) {
      return new Fault(
          ErrorCode.INTERNAL,
          response.request().method()
              + " "
              + response.uri()
              + " was answered with status "
              + response.statusCode()
              + " and no problem document; is it a Bourse server?");
    }
    return fault(Json.read(body));
  }

  /** The fault that a problem document tells of. */
  public static Fault fault(JsonNode problem) {
    List<FieldError> errors = new ArrayList<>();
    for (JsonNode error : problem.path("errors")) {
      errors.add(
          new FieldError(
              error.path("field").asText(),
              error.path("rule").asText(),
              error.path("message").asText()));
    }
    String detail = problem.path("detail").asText(problem.path("title").asText());
    int number = problem.path("code").asInt();
    try {
      return new Fault(ErrorCode.of(number), detail, errors);
    } catch (IllegalArgumentException e) {
      return new Fault(
          ErrorCode.INTERNAL, detail + " (code " + number + ", of a newer version)", e);
    }
  }
}

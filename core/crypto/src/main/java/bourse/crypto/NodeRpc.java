package bourse.crypto;

import bourse.platform.http.Json;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * JSON-RPC with one node, over HTTP. Thread safe.
 *
 * @see <a href="https://www.jsonrpc.org/specification">JSON-RPC 2.0</a>
 */
final class NodeRpc {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final int LONGEST_WORDS = 200;

  /** A block of Bitcoin has up to four million bytes, two digits each. */
  private static final int LONGEST_TEXT = 10_000_000;

  private static final ObjectMapper ANSWERS = answers();

  private final String node;
  private final URI address;
  private final Supplier<Optional<String>> authorization;
  private final Duration patience;
  private final AtomicLong requests = new AtomicLong();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /**
   * @param node what it is called in messages
   * @param authorization the header, if the node asks for one
   * @param patience how long an answer may take
   */
  NodeRpc(String node, URI address, Supplier<Optional<String>> authorization, Duration patience) {
    this.node = node;
    this.address = address;
    this.authorization = authorization;
    this.patience = patience;
  }

  /**
   * Asks, and gives the result; JSON null when there is none.
   *
   * @throws NodeSilence when no answer came, or none that can be used
   * @throws NodeRefusal when the node does not do it
   */
  JsonNode call(String method, Object... parameters) {
    ObjectNode question = Json.lenientMapper().createObjectNode();
    question.put("jsonrpc", "2.0").put("id", requests.incrementAndGet()).put("method", method);
    ArrayNode list = question.putArray("params");
    for (Object parameter : parameters) {
      list.addPOJO(parameter);
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(patience)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(Json.write(question)));
    authorization.get().ifPresent(header -> request.header("Authorization", header));
    return result(method, answer(method, request.build()));
  }

  private static ObjectMapper answers() {
    ObjectMapper mapper = Json.lenientMapper().copy();
    JsonFactory factory = mapper.getFactory();
    factory.setStreamReadConstraints(
        factory.streamReadConstraints().rebuild().maxStringLength(LONGEST_TEXT).build());
    return mapper;
  }

  private HttpResponse<byte[]> answer(String method, HttpRequest request) {
    // The request's own timeout ends with the headers; the rest could be waited for without end.
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, BodyHandlers.ofByteArray());
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new NodeSilence(node + " gave no answer to " + method + ": " + e.getCause(), e);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new NodeSilence(node + " gave no whole answer to " + method + " in time", e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new NodeSilence(node + " was not waited for", e);
    }
  }

  /** bitcoind says an error with status 500 and a body that tells which. */
  private JsonNode result(String method, HttpResponse<byte[]> response) {
    JsonNode body;
    try {
      body = ANSWERS.readTree(response.body());
    } catch (IOException e) {
      throw new NodeSilence(silence(method, response), e);
    }
    JsonNode error = body.path("error");
    if (error.isObject()) {
      String words = error.path("message").asText("");
      throw new NodeRefusal(
          error.path("code").asInt(),
          node
              + " refused "
              + method
              + ": "
              + words.substring(0, Math.min(LONGEST_WORDS, words.length())));
    }
    if (response.statusCode() != 200 || !body.has("result")) {
      throw new NodeSilence(silence(method, response));
    }
    return body.path("result");
  }

  private String silence(String method, HttpResponse<byte[]> response) {
    String words = node + " answered " + method + " with status " + response.statusCode();
    return response.statusCode() == 401 || response.statusCode() == 403
        ? words + ": set the secret of the node (bourse crypto secret)"
        : words;
  }

  /** A text that has to be there. */
  static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isTextual()) {
      throw new NodeSilence("A node's answer lacks " + field);
    }
    return value.asText();
  }
}

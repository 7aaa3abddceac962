package bourse.payments;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Answers each path with what a test says. */
final class ExampleServer implements AutoCloseable {
  private record Answer(int status, JsonNode body) {}

  private final HttpServer server;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();

  private ExampleServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::serve);
    server.start();
  }

  static ExampleServer open() throws IOException {
    return new ExampleServer();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Such as {@code GET /v1/refunds}, whatever the query. */
  void answer(String request, JsonNode body) {
    answer(request, 200, body);
  }

  void answer(String request, int status, JsonNode body) {
    answers.put(request, new Answer(status, body));
  }

  private void serve(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    Answer answer =
        answers.get(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
    byte[] body =
        answer == null ? new byte[0] : answer.body().toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(answer == null ? 404 : answer.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

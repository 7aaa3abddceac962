package bourse.gateway;

import bourse.platform.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A stream's client with the JDK's own WebSocket. Reads only as fast as it is let. */
final class StreamClient implements WebSocket.Listener {
  record Closed(int code, String reason) {}

  private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
  private final List<JsonNode> passedOver = new ArrayList<>();
  private final CompletableFuture<Closed> closed = new CompletableFuture<>();
  private final StringBuilder parts = new StringBuilder();
  private final HttpClient client = HttpClient.newHttpClient();
  private WebSocket socket;

  static StreamClient open(URI address) {
    StreamClient opened = new StreamClient();
    opened.socket = opened.client.newWebSocketBuilder().buildAsync(address, opened).join();
    return opened;
  }

  void send(String text) throws InterruptedException, ExecutionException {
    socket.sendText(text.replace('\'', '"'), true).get();
  }

  void sendInParts(String text, int size) throws InterruptedException, ExecutionException {
    String json = text.replace('\'', '"');
    for (int at = 0; at < json.length(); at += size) {
      int end = Math.min(at + size, json.length());
      socket.sendText(json.substring(at, end), end == json.length()).get();
    }
  }

  /** The oldest message that fits and was not taken yet. */
  JsonNode next(Predicate<JsonNode> fits) throws InterruptedException {
    for (JsonNode message : passedOver) {
      if (fits.test(message)) {
        passedOver.remove(message);
        return message;
      }
    }
    while (true) {
      JsonNode message = received.poll(30, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("No such message came");
      }
      if (fits.test(message)) {
        return message;
      }
      passedOver.add(message);
    }
  }

  /** Forgets what came so far. */
  void forget() {
    received.clear();
    passedOver.clear();
  }

  JsonNode next(String channel, String type) throws InterruptedException {
    return next(message ->
        message.path("channel").asText().equals(channel)
            && message.path("type").asText().equals(type));
  }

  Closed awaitClose() throws Exception {
    return closed.get(30, TimeUnit.SECONDS);
  }

  void close() {
    socket.abort();
    client.close();
  }

  @Override
  public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    parts.append(data);
    if (last) {
      try {
        received.add(Json.mapper().readTree(parts.toString()));
      } catch (IOException e) {
        throw new IllegalStateException("Not JSON: " + parts, e);
      }
      parts.setLength(0);
    }
    webSocket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
    closed.complete(new Closed(statusCode, reason));
    return null;
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    closed.completeExceptionally(error);
  }
}

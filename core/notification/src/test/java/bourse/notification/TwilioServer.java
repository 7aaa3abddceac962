package bourse.notification;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Twilio's Messages resource, as far as creating a message goes
 * (https://www.twilio.com/docs/messaging/api/message-resource#create-a-message), with its errors
 * (https://www.twilio.com/docs/usage/twilios-response).
 */
final class TwilioServer implements AutoCloseable {
  static final String ACCOUNT = "AC" + "0123456789abcdef".repeat(2);
  static final String SECRET = "token-of-the-account";

  private static final String TAKEN =
      """
      {"account_sid": "%s", "api_version": "2010-04-01", "body": "…", "direction": "outbound-api",
       "error_code": null, "error_message": null, "num_segments": "1", "price": null,
       "sid": "SMfedcba98fedcba98fedcba98fedcba98", "status": "queued", "to": "…"}
      """
          .formatted(ACCOUNT);

  /** A refusal. */
  private record Refusal(int status, int code, String message) {}

  private final HttpServer server;
  private final BlockingQueue<Map<String, String>> taken = new LinkedBlockingQueue<>();
  private final Queue<Refusal> refusals = new ConcurrentLinkedQueue<>();

  private TwilioServer(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/2010-04-01/Accounts/" + ACCOUNT + "/Messages.json", this::create);
    server.start();
  }

  static TwilioServer open() throws IOException {
    return new TwilioServer(0);
  }

  static TwilioServer open(int port) throws IOException {
    return new TwilioServer(port);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Refuses the next message so; each call one more. */
  TwilioServer refusing(int status, int code, String message) {
    refusals.add(new Refusal(status, code, message));
    return this;
  }

  private void create(HttpExchange exchange) throws IOException {
    String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String login = ACCOUNT + ":" + SECRET;
    String basic =
        "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    Refusal refusal = refusals.poll();
    if (!exchange.getRequestMethod().equals("POST")) {
      answer(exchange, new Refusal(405, 20004, "Method not allowed"));
    } else if (!basic.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      answer(exchange, new Refusal(401, 20003, "Authenticate"));
    } else if (refusal != null) {
      answer(exchange, refusal);
    } else {
      taken.add(
          Arrays.stream(form.split("&"))
              .map(field -> field.split("=", 2))
              .collect(
                  Collectors.toMap(
                      field -> field[0],
                      field -> URLDecoder.decode(field[1], StandardCharsets.UTF_8))));
      answer(exchange, 201, TAKEN);
    }
  }

  private static void answer(HttpExchange exchange, Refusal refusal) throws IOException {
    if (refusal.status() == 429) {
      exchange.getResponseHeaders().set("Retry-After", "1");
    }
    answer(
        exchange,
        refusal.status(),
        """
        {"code": %d, "message": "%s", "more_info": "https://www.twilio.com/docs/errors/%d",
         "status": %d}
        """
            .formatted(refusal.code(), refusal.message(), refusal.code(), refusal.status()));
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** The form of the next message that was taken. */
  Map<String, String> next() throws InterruptedException {
    Map<String, String> form = taken.poll(20, TimeUnit.SECONDS);
    if (form == null) {
      throw new AssertionError("No message came");
    }
    return form;
  }

  boolean isEmpty() {
    return taken.isEmpty();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

package bourse.loadtests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConnectionTest {
  @Test
  void readsAnswersOfKnownLengthChunkedAndEmptyOnOneConnection() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body =
              (exchange.getRequestMethod()
                      + new String(
                          exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8))
                  .getBytes(StandardCharsets.UTF_8);
          switch (exchange.getRequestURI().getPath()) {
            case "/chunked" -> exchange.sendResponseHeaders(200, 0);
            case "/empty" -> exchange.sendResponseHeaders(204, -1);
            default -> exchange.sendResponseHeaders(409, body.length);
          }
          if (!exchange.getRequestURI().getPath().equals("/empty")) {
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
    server.start();
    try (Connection connection =
        new Connection(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))) {
      assertEquals(
          new Connection.Answer(409, "POSThello"), connection.call("POST", "/known", "", "hello"));
      assertEquals(
          new Connection.Answer(200, "POSTagain"),
          connection.call("POST", "/chunked", "t", "again"));
      assertEquals(new Connection.Answer(204, ""), connection.call("DELETE", "/empty", "t", ""));
      assertEquals(new Connection.Answer(409, "GET"), connection.call("GET", "/known", "", ""));
    } finally {
      server.stop(0);
    }
  }
}

package bourse.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Answers of nodes that are not what was asked for. */
class NodeRpcTest {
  private static final String KEY =
      "xpub68Gmy5EdvgibQVfPdqkBBCHxA5htiqg55crXYuXoQRKfDBFA1WEjWgP6LHhwBZeNK1VTsfTFUHCdrfp1bgwQ9xv5ski8PX9rL2dZXvgGDnw";
  private static final String BLOCK =
      "{\"result\":{\"hash\":\"0x1\",\"parentHash\":\"0x0\",\"transactions\":[]}}";

  /** What a node answers to a question. */
  private interface Node {
    String answer(String question);
  }

  private static HttpServer serving(Node node) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String question =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          byte[] answer = node.answer(question).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static NodeRpc to(HttpServer server, Duration patience) {
    URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return new NodeRpc("The node", address, Optional::empty, patience);
  }

  /** The consensus rules allow four million bytes; the usual block has one and a half. */
  @Test
  void theLargestBlockIsRead() throws Exception {
    String block = "ab".repeat(4_000_000);
    HttpServer server = serving(question -> "{\"result\":\"" + block + "\"}");
    try {
      assertEquals(block, to(server, Duration.ofSeconds(30)).call("getblock").asText());
    } finally {
      server.stop(0);
    }
  }

  @Test
  void anAnswerThatNeverEndsIsNotWaitedForWithoutEnd() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    CountDownLatch over = new CountDownLatch(1);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    server.start();
    try {
      NodeRpc node = to(server, Duration.ofMillis(300));
      NodeSilence silence =
          assertTimeoutPreemptively(
              Duration.ofSeconds(10),
              () -> assertThrows(NodeSilence.class, () -> node.call("getblockcount")));
      assertTrue(silence.getMessage().contains("getblockcount"), silence.getMessage());
    } finally {
      over.countDown();
      server.stop(0);
    }
  }

  @Test
  void aListThatIsNotThereIsNotTakenForAnEmptyOne() throws Exception {
    for (String logs : List.of("null", "{}")) {
      HttpServer server =
          serving(question -> question.contains("eth_getLogs") ? result(logs) : BLOCK);
      try {
        Ethereum chain = ethereum(to(server, Duration.ofSeconds(5)));
        assertThrows(NodeSilence.class, () -> chain.block(1, address -> true));
      } finally {
        server.stop(0);
      }
    }
    HttpServer server =
        serving(question -> question.contains("eth_getLogs") ? result("[]") : BLOCK);
    try {
      Ethereum chain = ethereum(to(server, Duration.ofSeconds(5)));
      assertEquals(List.of(), chain.block(1, address -> true).sightings());
    } finally {
      server.stop(0);
    }
  }

  private static String result(String json) {
    return "{\"result\":" + json + "}";
  }

  private static Ethereum ethereum(NodeRpc node) {
    return new Ethereum(
        1337,
        node,
        ExtendedPublicKey.parse(KEY).orElseThrow(),
        "ETH",
        List.of(new ChainAsset("USDC", 6, Optional.of(EthereumAddress.ofHex("11".repeat(20))))),
        3);
  }
}

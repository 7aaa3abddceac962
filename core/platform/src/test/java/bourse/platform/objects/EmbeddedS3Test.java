package bourse.platform.objects;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.service.Health;
import bourse.platform.service.Ports;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EmbeddedS3Test {
  @TempDir Path directory;
  private EmbeddedS3 server;
  private S3ObjectStore store;

  @BeforeEach
  void start() throws Exception {
    server = new EmbeddedS3(directory, connection(Ports.free(), "secret"));
    server.start();
    store = new S3ObjectStore(server.connection());
  }

  @AfterEach
  void stop() throws Exception {
    store.close();
    server.stop();
  }

  @Test
  void objectsAreKeptReplacedListedAndDeleted() throws IOException {
    assertEquals(Optional.empty(), store.get("log/000000000001.segment"));
    assertEquals(List.of(), store.list(""));
    store.delete("log/none");
    store.put("log/000000000002.segment", text("two"));
    store.put("log/000000000001.segment", text("one"));
    store.put("snapshots/7 & ü.bytes", text("seven"));
    store.put("log/000000000001.segment", text("one again"));
    assertEquals(
        List.of("log/000000000001.segment", "log/000000000002.segment"), store.list("log/"));
    assertEquals("one again", text(store.get("log/000000000001.segment")));
    assertEquals("seven", text(store.get("snapshots/7 & ü.bytes")));
    store.delete("log/000000000001.segment");
    assertEquals(Optional.empty(), store.get("log/000000000001.segment"));
    assertEquals(Health.UP, server.health());
  }

  @Test
  void aStreamOfKnownLengthArrivesWhole() throws IOException {
    byte[] content = new byte[3 * 1024 * 1024 + 17];
    new Random(1).nextBytes(content);
    store.put("big", new ByteArrayInputStream(content), content.length);
    assertArrayEquals(content, store.get("big").orElseThrow());
  }

  @Test
  void moreThanOnePageIsListed() throws Exception {
    try (ExecutorService writers = Executors.newFixedThreadPool(8)) {
      for (Future<Void> written :
          writers.invokeAll(IntStream.range(0, 1_005).mapToObj(this::writerOf).toList())) {
        written.get();
      }
    }
    List<String> keys = store.list("page/");
    assertEquals(1_005, keys.size());
    assertEquals("page/1004", keys.getLast());
  }

  @Test
  void objectsSurviveARestart() throws Exception {
    store.put("kept", text("yes"));
    server.stop();
    assertEquals(Health.State.DOWN, server.health().state());
    server.start();
    assertEquals("yes", text(store.get("kept")));
  }

  @Test
  void strangersGetNothing() throws Exception {
    store.put("private", text("mine"));
    URI address = server.connection().endpoint().resolve("/bourse/private");
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
      assertEquals(403, answer.statusCode());
      assertFalse(answer.body().contains("mine"));
    }
    S3Connection wrong = connection(server.connection().endpoint().getPort(), "other");
    try (S3ObjectStore stranger = new S3ObjectStore(wrong)) {
      IOException refusal = assertThrows(IOException.class, () -> stranger.get("private"));
      assertTrue(
          refusal.getMessage().startsWith("Can't read the object private at http://127.0.0.1:"),
          refusal.getMessage());
    }
  }

  @Test
  void aStoppedStoreIsAnErrorThatNamesTheObject() throws Exception {
    server.stop();
    IOException failure = assertThrows(IOException.class, () -> store.put("log/1", text("lost")));
    assertTrue(
        failure.getMessage().startsWith("Can't write the object log/1"), failure.getMessage());
  }

  @Test
  void aTakenPortIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      EmbeddedS3 second = new EmbeddedS3(directory, connection(taken.getLocalPort(), "secret"));
      Fault fault = assertThrows(Fault.class, second::start);
      assertEquals(ErrorCode.DEPENDENCY_DOWN, fault.code());
      assertTrue(fault.getMessage().contains("set objects.port"), fault.getMessage());
      second.stop();
    }
  }

  private Callable<Void> writerOf(int number) {
    return () -> {
      store.put("page/%04d".formatted(number), new byte[0]);
      return null;
    };
  }

  private static S3Connection connection(int port, String secretKey) {
    return new S3Connection(
        URI.create("http://127.0.0.1:" + port), "us-east-1", "bourse", true, "access", secretKey);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(Optional<byte[]> content) {
    return new String(content.orElseThrow(), StandardCharsets.UTF_8);
  }
}

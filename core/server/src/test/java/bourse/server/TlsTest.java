package bourse.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.platform.config.Settings;
import bourse.platform.service.Ports;
import bourse.platform.service.Progress;
import bourse.platform.tls.TrustedAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole appliance with TLS, as production starts it. */
class TlsTest {
  private static final String TIME = "/v1/time";
  private static final byte ALERT = 21;
  private static final int PROTOCOL_VERSION = 70;

  @TempDir static Path folder;
  private static BourseServer server;
  private static int plainPort;
  private static SSLContext trust;

  @BeforeAll
  static void start() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    plainPort = Ports.free();
    Map<String, String> settings = new HashMap<>();
    for (String port : List.of("management", "kafka", "objects", "tls")) {
      settings.put(port + ".port", "0");
    }
    settings.put("kafka.controller-port", "0");
    settings.put("http.port", Integer.toString(plainPort));
    settings.put("tls.names", "bourse.example.org");
    settings.put("tls.certificate-lifetime", "5s");
    settings.put(
        "markets.file",
        Path.of("..", "..", "config-samples", "markets.yaml").toAbsolutePath().toString());
    server =
        new BourseServer(Settings.of(BourseServer.catalogue(), settings), data, Progress.silent());
    server.start();
    trust = TrustedAuthority.context(data.resolve("ca.pem"));
  }

  @AfterAll
  static void stop() throws Exception {
    server.stop();
  }

  @Test
  void whoTrustsTheAuthorityIsServedAndNobodyElse() throws Exception {
    assertEquals("https", server.api().getScheme());
    try (HttpClient client = HttpClient.newBuilder().sslContext(trust).build()) {
      assertEquals(200, get(client, server.api().resolve(TIME)).statusCode());
      URI byName = URI.create("https://localhost:" + server.api().getPort() + TIME);
      assertEquals(200, get(client, byName).statusCode());
    }
    try (HttpClient stranger = HttpClient.newHttpClient()) {
      assertThrows(SSLHandshakeException.class, () -> get(stranger, server.api().resolve(TIME)));
    }
  }

  @Test
  void onlyModernTlsIsSpoken() throws Exception {
    assertEquals("TLSv1.3", session("TLSv1.3", "TLS_AES_256_GCM_SHA384"));
    assertEquals("TLSv1.2", session("TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"));
    for (String weak :
        List.of(
            "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA")) {
      assertThrows(SSLException.class, () -> session("TLSv1.2", weak));
    }
    assertEquals(PROTOCOL_VERSION, alertToTls11());
  }

  /** What the server says to a ClientHello of TLS 1.1, which no client in this JVM would send. */
  private static int alertToTls11() throws IOException {
    byte[] hello =
        HexFormat.of()
            .parseHex(
                "160301002f"
                    + "0100002b"
                    + "0302"
                    + "42".repeat(32)
                    + "00"
                    + "0004c009c00a"
                    + "0100");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.api().getPort())) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(hello);
      byte[] alert = socket.getInputStream().readNBytes(7);
      assertEquals(ALERT, alert[0]);
      return alert[6];
    }
  }

  @Test
  void plainHttpIsNotAnsweredOnThePortOfTls() throws Exception {
    String answer = plain(server.api().getPort(), "GET " + TIME + " HTTP/1.1\r\nHost: a\r\n\r\n");
    assertTrue(!answer.contains(" 200 "), answer);
  }

  @Test
  void plainHttpOnlyRedirects() throws Exception {
    String secure = "https://127.0.0.1:" + server.api().getPort();
    for (String method : List.of("GET", "POST", "DELETE")) {
      String answer =
          plain(
              plainPort,
              method
                  + " /v1/orders?limit=1%202 HTTP/1.1\r\nHost: 127.0.0.1:"
                  + plainPort
                  + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
      assertTrue(answer.startsWith("HTTP/1.1 308 "), answer);
      assertTrue(answer.contains("Location: " + secure + "/v1/orders?limit=1%202\r\n"), answer);
    }
    String steered =
        plain(plainPort, "GET / HTTP/1.1\r\nHost: evil.example.com\r\nConnection: close\r\n\r\n");
    assertTrue(steered.contains("Location: https://bourse.example.org:"), steered);
  }

  @Test
  void theCertificateIsRenewedWithoutARestart() throws Exception {
    X509Certificate first = shown();
    BigInteger serial = first.getSerialNumber();
    while (shown().getSerialNumber().equals(serial)) {
      assertTrue(first.getNotAfter().toInstant().isAfter(Instant.now()), "it has ended");
      Thread.sleep(100);
    }
    X509Certificate second = shown();
    second.checkValidity();
    assertNotEquals(serial, second.getSerialNumber());
  }

  private static X509Certificate shown() throws IOException {
    try (SSLSocket socket =
        (SSLSocket) trust.getSocketFactory().createSocket("127.0.0.1", server.api().getPort())) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  private static String session(String version, String suite) throws IOException {
    try (SSLSocket socket =
        (SSLSocket) trust.getSocketFactory().createSocket("127.0.0.1", server.api().getPort())) {
      socket.setEnabledProtocols(new String[] {version});
      socket.setEnabledCipherSuites(new String[] {suite});
      socket.startHandshake();
      return socket.getSession().getProtocol();
    }
  }

  private static String plain(int port, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream answer = socket.getInputStream();
      StringBuilder read = new StringBuilder();
      for (int next = answer.read(); next >= 0; next = answer.read()) {
        read.append((char) next);
        if (read.indexOf("\r\n\r\n") >= 0) {
          break; // the headers are all that is wanted
        }
      }
      return read.toString();
    }
  }

  private static HttpResponse<String> get(HttpClient client, URI address)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
  }
}

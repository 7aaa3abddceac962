package bourse.platform.http;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.service.Health;
import bourse.platform.service.Service;
import io.helidon.common.Builder;
import io.helidon.common.tls.Tls;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.webserver.Routing;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP listener. Each request runs on its own virtual thread. Whatever a handler throws is
 * answered with problem details.
 *
 * <p>Without TLS only loopback addresses are allowed, except for a listener that only redirects to
 * one with TLS.
 */
public final class HttpServer implements Service {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
  private static final int MAXIMUM_HEADER_BYTES = 16 * 1024;
  private static final int MAXIMUM_REQUEST_LINE_BYTES = 8 * 1024;
  private static final Duration IDLE_LOOKS = Duration.ofSeconds(5);
  private static final int WRITE_BUFFER_BYTES = 16 * 1024;
  private static final List<String> TLS_VERSIONS = List.of("TLSv1.3", "TLSv1.2");

  /** Each with forward secrecy and authenticated encryption. */
  private static final List<String> TLS_SUITES =
      List.of(
          "TLS_AES_256_GCM_SHA384",
          "TLS_AES_128_GCM_SHA256",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private final String name;
  private final HttpSettings settings;
  private final SlowClients slowClients;
  private final WebServer server;
  private volatile boolean running;

  /**
   * @param name for health and logs: {@code http}
   * @param routes what is served, each handler already guarded by who may use it
   * @param more filters, and what is served where no route matches
   * @param others routings of other protocols: WebSocket
   * @throws Fault {@link ErrorCode#BAD_CONFIGURATION} when the address is not one of this machine
   */
  public HttpServer(
      String name,
      HttpSettings settings,
      List<Route> routes,
      Consumer<HttpRouting.Builder> more,
      List<Builder<?, ? extends Routing>> others) {
    this(name, settings, settings.tls().isPresent(), routes, more, others);
  }

  /** A listener of plain HTTP on any address, which only sends clients elsewhere. */
  public static HttpServer redirecting(String name, HttpSettings settings, Handler redirect) {
    return new HttpServer(
        name, settings, true, List.of(), routing -> routing.any(redirect), List.of());
  }

  private HttpServer(
      String name,
      HttpSettings settings,
      boolean anyAddress,
      List<Route> routes,
      Consumer<HttpRouting.Builder> more,
      List<Builder<?, ? extends Routing>> others) {
    refuseUnlessAllowed(name, settings.host(), anyAddress);
    this.name = name;
    this.settings = settings;
    this.slowClients = new SlowClients(settings.headerTimeout(), settings.bodyTimeout());
    HttpRouting.Builder routing =
        HttpRouting.builder()
            .addFilter(new RequestId.Naming())
            .addFilter(new BodyLimit(settings.maximumBodyBytes(), routes, slowClients))
            .error(Throwable.class, Problems::handle);
    RouteTable.install(routes, routing);
    more.accept(routing);
    WebServerConfig.Builder server =
        WebServer.builder()
            .host(settings.host())
            .port(settings.port())
            .shutdownHook(false)
            .featuresDiscoverServices(false)
            .shutdownGracePeriod(settings.stopTimeout())
            .maxPayloadSize(BodyLimit.hardLimit(settings.maximumBodyBytes(), routes))
            .maxTcpConnections(settings.maximumConnections())
            .idleConnectionTimeout(settings.idleTimeout())
            .idleConnectionPeriod(IDLE_LOOKS)
            .writeBufferSize(WRITE_BUFFER_BYTES)
            // Without it pipelined small answers wait 40 ms for the other side's acknowledgement.
            .connectionOptions(
                options -> options.tcpNoDelay(true).readTimeout(settings.idleTimeout()))
            .contentEncoding(ContentEncodingContext.create())
            .directHandlers(Problems.directHandlers())
            .addProtocol(
                Http1Config.builder()
                    .maxHeadersSize(MAXIMUM_HEADER_BYTES)
                    .maxPrologueLength(MAXIMUM_REQUEST_LINE_BYTES)
                    .addReceiveListener(new IncomingRequests(slowClients))
                    .build())
            .addRouting(routing)
            .addRoutings(others);
    settings
        .tls()
        .ifPresent(context ->
            server.tls(
                Tls.builder()
                    .sslContext(context)
                    .enabledProtocols(TLS_VERSIONS)
                    .enabledCipherSuites(TLS_SUITES)
                    .build()));
    this.server = server.build();
  }

  @Override
  public String name() {
    return name;
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  @Override
  public void start() {
    refuseATakenPort();
    server.start();
    // Helidon logs a failed bind and returns.
    if (!server.isRunning()) {
      throw new Fault(
          ErrorCode.PORT_IN_USE,
          name + " could not listen on " + address() + "; the log says why.");
    }
    slowClients.start();
    running = true;
    LOG.info("{} listens on {}:{}", name, settings.host(), server.port());
  }

  /** Takes no new requests, and lets those in flight end. */
  @Override
  public void stop() {
    running = false;
    server.stop();
    slowClients.stop();
  }

  @Override
  public Health health() {
    return running && server.isRunning()
        ? Health.UP
        : Health.down(name + " does not listen; restart the server.");
  }

  private static void refuseUnlessAllowed(String name, String host, boolean anyAddress) {
    try {
      if (InetAddress.ofLiteral(host).isLoopbackAddress() || anyAddress) {
        return;
      }
    } catch (IllegalArgumentException e) {
      throw new Fault(
          ErrorCode.BAD_CONFIGURATION,
          "The address '" + host + "' of " + name + " is not an IP address; use 127.0.0.1.",
          e);
    }
    throw new Fault(
        ErrorCode.BAD_CONFIGURATION,
        name
            + " may not listen on "
            + host
            + ": without TLS only this machine's own addresses are allowed; set tls.mode to on, or"
            + " use 127.0.0.1 and a proxy with TLS in front.");
  }

  /** A try of our own gives a better message than the server's log. */
  private void refuseATakenPort() {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.ofLiteral(settings.host()), settings.port()));
    } catch (IOException e) {
      throw new Fault(
          ErrorCode.PORT_IN_USE,
          name
              + " can't listen on "
              + address()
              + ": "
              + e.getMessage()
              + ". Free the port or configure another.",
          e);
    }
  }

  private String address() {
    return settings.host() + ":" + settings.port();
  }
}

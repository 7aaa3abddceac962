package bourse.gateway;

import bourse.auth.Authenticator;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.marketdata.MarketData;
import bourse.platform.http.Access;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import bourse.platform.service.Health;
import bourse.platform.service.Service;
import bourse.trading.OrderEntry;
import bourse.trading.OwnOrders;
import bourse.wallet.OwnWallets;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsCloseCodes;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import io.helidon.websocket.WsUpgradeException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /v1/stream}: live data and order entry over WebSocket. One {@link StreamSession} per
 * connection. Stopped before the HTTP server, so that clients hear of it.
 */
public final class StreamEndpoint implements Service, Routes {
  private static final Logger LOG = LoggerFactory.getLogger(StreamEndpoint.class);
  static final String PATH = "/v1/stream";

  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private final StreamChannels channels;
  private final OrderEntry orderEntry;
  private final Authenticator authenticator;
  private final RateLimits limits;
  private final EdgeRules rules;
  private final RefusedRequests refused;
  private final ClientAddresses addresses;
  private final HostCheck hosts;
  private final int weight = OpenApiDocument.load().weight("GET", PATH);
  private final StreamSettings settings;
  private final StreamFigures figures = new StreamFigures();
  private final Set<StreamSession> sessions = ConcurrentHashMap.newKeySet();
  private volatile boolean accepting = true;

  public StreamEndpoint(
      MarketData marketData,
      OwnOrders ownOrders,
      OwnWallets ownWallets,
      OrderEntry orderEntry,
      Authenticator authenticator,
      RateLimits limits,
      EdgeRules rules,
      RefusedRequests refused,
      EdgeSettings edge,
      StreamSettings settings) {
    this.channels = new StreamChannels(marketData, ownOrders, ownWallets);
    this.orderEntry = orderEntry;
    this.authenticator = authenticator;
    this.limits = limits;
    this.rules = rules;
    this.refused = refused;
    this.addresses = new ClientAddresses(edge);
    this.hosts = new HostCheck(edge);
    this.settings = settings;
  }

  /** The WebSocket routing, to be added to the HTTP server. */
  public WsRouting.Builder routing() {
    return WsRouting.builder().endpoint(PATH, Connection::new);
  }

  /** Plain requests to the same address, and those whose upgrade was refused. */
  @Override
  public List<Route> routes() {
    return List.of(
        new Route(
            "GET",
            PATH,
            Access.PUBLIC,
            (request, response) -> {
              if (!isOriginAllowed(request.headers())) {
                throw new Fault(
                    ErrorCode.NOT_ALLOWED, "Pages of this origin may not open a stream here.");
              }
              throw new Fault(
                  ErrorCode.MALFORMED_REQUEST,
                  "This address speaks WebSocket: send an upgrade request.");
            }));
  }

  public StreamFigures figures() {
    return figures;
  }

  @Override
  public String name() {
    return "stream";
  }

  @Override
  public void start() {
    accepting = true;
  }

  /** Tells every client, and closes. */
  @Override
  public void stop() throws InterruptedException {
    accepting = false;
    List<StreamSession> open = List.copyOf(sessions);
    open.forEach(StreamSession::shutDown);
    long deadline = System.nanoTime() + FAREWELL.toNanos();
    for (StreamSession session : open) {
      long left = Math.max(1, deadline - System.nanoTime());
      if (!session.awaitEnd(Duration.ofNanos(left))) {
        session.end();
      }
    }
  }

  @Override
  public Health health() {
    return Health.UP;
  }

  /** A browser says which page asks; other clients say nothing. */
  private boolean isOriginAllowed(Headers headers) {
    Optional<String> origin = headers.first(HeaderNames.ORIGIN);
    return origin.isEmpty()
        || settings.origins().contains(origin.get())
        || isSameHost(origin.get(), headers.first(HeaderNames.HOST));
  }

  private static boolean isSameHost(String origin, Optional<String> host) {
    try {
      String authority = URI.create(origin).getRawAuthority();
      return authority != null && host.filter(authority::equalsIgnoreCase).isPresent();
    } catch (IllegalArgumentException notAnOrigin) {
      return false;
    }
  }

  /** Helidon's side of one connection: its callbacks come on one thread. */
  private final class Connection implements WsListener {
    private final StringBuilder parts = new StringBuilder();
    private Headers headers;
    private StreamSession session;

    @Override
    public Optional<Headers> onHttpUpgrade(HttpPrologue prologue, Headers headers)
        throws WsUpgradeException {
      if (!accepting) {
        throw new WsUpgradeException("The server stops");
      }
      if (!hosts.isForUs(headers)) {
        throw new WsUpgradeException("The header Host names another server");
      }
      if (!isOriginAllowed(headers)) {
        throw new WsUpgradeException("This origin may not open a stream");
      }
      this.headers = headers;
      return Optional.empty();
    }

    @Override
    public void onOpen(WsSession socket) {
      session =
          new StreamSession(
              socket,
              client(socket),
              headers.first(HeaderNames.HOST).orElse(""),
              Thread.currentThread(),
              this::ended,
              channels,
              orderEntry,
              authenticator,
              limits,
              rules,
              refused,
              settings,
              figures);
      sessions.add(session);
      figures.opened();
      session.start();
      if (!accepting) {
        session.shutDown();
      } else if (!rules.serves(client(socket))) {
        session.close(WsCloseCodes.TRY_AGAIN_LATER, StreamSession.NOT_SERVED);
      } else if (limits.take(client(socket), weight).outcome() != Standing.Outcome.TAKEN) {
        session.close(WsCloseCodes.TRY_AGAIN_LATER, "Too many requests from this address");
      }
    }

    private InetAddress client(WsSession socket) {
      InetSocketAddress peer = (InetSocketAddress) socket.socketContext().remotePeer().address();
      return addresses.client(peer.getAddress(), headers);
    }

    @Override
    public void onMessage(WsSession socket, String text, boolean last) {
      if (parts.length() + text.length() > settings.maximumMessageBytes()) {
        parts.setLength(0);
        session.close(WsCloseCodes.TOO_BIG, "A request is too long");
        return;
      }
      parts.append(text);
      if (last) {
        String request = parts.toString();
        parts.setLength(0);
        session.handle(request);
      }
    }

    @Override
    public void onMessage(WsSession socket, BufferData buffer, boolean last) {
      session.close(WsCloseCodes.CANNOT_ACCEPT, "Requests are JSON texts");
    }

    @Override
    public void onClose(WsSession socket, int status, String reason) {
      session.gone();
    }

    @Override
    public void onError(WsSession socket, Throwable failure) {
      LOG.debug("A stream's connection failed", failure);
      session.gone();
    }

    private void ended() {
      sessions.remove(session);
      figures.ended();
    }
  }
}

package bourse.gateway;

import bourse.auth.Authenticator;
import bourse.auth.KeyProof;
import bourse.auth.SignedRequest;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.exchange.AccountStore;
import bourse.exchange.CandleStore;
import bourse.exchange.ExchangeRuntime;
import bourse.exchange.ExchangeSettings;
import bourse.exchange.ExchangeStorage;
import bourse.exchange.LedgerStore;
import bourse.exchange.Listings;
import bourse.exchange.MarketFile;
import bourse.exchange.OrderStore;
import bourse.exchange.Projector;
import bourse.exchange.TradeStore;
import bourse.exchange.VenueStatus;
import bourse.exchange.WalletStore;
import bourse.marketdata.MarketData;
import bourse.marketdata.MarketRoutes;
import bourse.marketdata.VenueRoutes;
import bourse.platform.access.Role;
import bourse.platform.data.Database;
import bourse.platform.http.Access;
import bourse.platform.http.Caller;
import bourse.platform.http.HttpServer;
import bourse.platform.http.HttpSettings;
import bourse.platform.http.Json;
import bourse.platform.http.Route;
import bourse.platform.telemetry.Metrics;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import bourse.testing.RecordedAudit;
import bourse.testing.TestDatabase;
import bourse.trading.OrderRoutes;
import bourse.trading.OwnOrders;
import bourse.wallet.AccountFees;
import bourse.wallet.OwnWallets;
import bourse.wallet.WalletRoutes;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The order path for tests, all of it real: engine, command log on disk, projection to H2, HTTP
 * server. Only who is asking is simple: the token {@code account-1000} stands for account 1000.
 */
final class Venue {
  static final String MARKETS =
      """
      assets:
        - {symbol: USD, name: US dollar, type: fiat, decimals: 6}
        - {symbol: BTC, name: Bitcoin, type: crypto, decimals: 8}
        - {symbol: ETH, name: Ether, type: crypto, decimals: 9}
      symbols:
        - symbol: BTC-USD
          tick: 0.50
          lot: 0.001
          minimum-notional: 1
          maximum-quantity: 1000
          maker-fee-basis-points: 10
          taker-fee-basis-points: 20
        - symbol: ETH-USD
          tick: 0.01
          lot: 0.01
          minimum-notional: 0
          maximum-quantity: 1000
          maker-fee-basis-points: 0
          taker-fee-basis-points: 0
      """;

  /** Tokens name their account; a session ends when a test says so. */
  static final class NamedAccounts implements Authenticator {
    final Set<Long> loggedOut = ConcurrentHashMap.newKeySet();

    @Override
    public Caller authenticate(String token, Optional<KeyProof> proof) {
      if (!token.matches("account-[0-9]{4,9}")) {
        throw new Fault(ErrorCode.NOT_AUTHENTICATED, "This is no access token; log in.");
      }
      long account = Long.parseLong(token.substring("account-".length()));
      return new Caller(
          new UUID(1, account),
          account,
          Set.of(Role.MEMBER),
          new Caller.Authentication.Session(new UUID(2, account)));
    }

    @Override
    public Caller authenticate(SignedRequest request) {
      throw new Fault(ErrorCode.API_KEY_REFUSED, "There are no API keys here.");
    }

    @Override
    public Optional<Caller> now(Caller caller) {
      return Optional.of(caller).filter(one -> !loggedOut.contains(one.account()));
    }

    @Override
    public void requireFresh(Caller caller, Access.Fresh fresh) {
      // Nothing here asks for more than the token.
    }
  }

  /** An answer. */
  record Answer(int status, JsonNode json, Map<String, List<String>> headers) {
    long sequence() {
      return Long.parseLong(headers.get("bourse-sequence").getFirst());
    }

    String text(String field) {
      return json.path(field).asText();
    }
  }

  final NamedAccounts accounts = new NamedAccounts();
  final ExchangeRuntime exchange;
  final Listings listings = new Listings();
  final OwnOrders ownOrders = new OwnOrders();
  final OwnWallets ownWallets = new OwnWallets();
  final VenueStatus status = new VenueStatus();
  final MarketData marketData;
  final StreamEndpoint stream;
  final EdgeRules rules;
  private final TestDatabase database;
  private final HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  private Venue(Path directory, StreamSettings settings) throws Exception {
    database = TestDatabase.open(Database.Dialect.H2);
    rules =
        new EdgeRules(
            database.database(), new RecordedAudit(), Optional.empty(), WallClock.system());
    exchange =
        new ExchangeRuntime(
            ExchangeSettings.DEFAULTS,
            ExchangeStorage.files(directory),
            Optional.empty(),
            WallClock.system(),
            reason -> {});
    TradeStore trades = new TradeStore(database.database());
    CandleStore candles = new CandleStore(database.database());
    marketData = new MarketData(exchange, candles, trades, InstantSource.system());
    OrderRoutes orderRoutes =
        new OrderRoutes(
            exchange,
            ownOrders,
            listings,
            new OrderStore(database.database()),
            trades,
            WallClock.system());
    stream =
        new StreamEndpoint(
            marketData,
            ownOrders,
            ownWallets,
            orderRoutes.entry(),
            accounts,
            Limits.none(),
            rules,
            new RefusedRequests(new Metrics(), WallClock.system()),
            EdgeSettings.defaults(),
            settings);
    exchange.add(new Projector(database.database()));
    exchange.add(listings);
    exchange.add(marketData);
    exchange.add(ownOrders);
    exchange.add(ownWallets);
    exchange.add(status);
    List<Route> routes = new ArrayList<>();
    routes.addAll(orderRoutes.routes());
    routes.addAll(new VenueRoutes(status).routes());
    routes.addAll(new MarketRoutes(marketData, listings, exchange, trades, candles, true).routes());
    routes.addAll(
        new WalletRoutes(
                exchange,
                listings,
                new AccountStore(database.database()),
                new WalletStore(database.database()),
                new AccountFees(
                    listings, new AccountStore(database.database()), WallClock.system()),
                new LedgerStore(database.database()),
                user -> "Ada Lovelace",
                WallClock.system())
            .routes());
    routes.addAll(stream.routes());
    server =
        new HttpServer(
            "http",
            HttpSettings.of("127.0.0.1", 0),
            routes.stream().map(this::guarded).toList(),
            more -> {},
            List.of(stream.routing()));
  }

  static Venue open(Path directory) throws Exception {
    return open(directory, StreamSettings.defaults());
  }

  static Venue open(Path directory, StreamSettings settings) throws Exception {
    Venue venue = new Venue(directory, settings);
    venue.exchange.start();
    long listed =
        MarketFile.parse(MARKETS, "test").list(venue.exchange, venue.listings, WallClock.system());
    venue.ownOrders.await(listed);
    while (venue.marketData.channel("book:ETH-USD").isEmpty()) {
      Thread.sleep(5);
    }
    venue.marketData.start();
    venue.server.start();
    return venue;
  }

  int port() {
    return server.port();
  }

  URI streamAddress() {
    return URI.create("ws://127.0.0.1:" + port() + "/v1/stream");
  }

  /** Gives an account funds; returns the sequence. */
  long deposit(long account, String asset, String amount) {
    var definition = listings.asset(asset).orElseThrow();
    UUID reference = Ids.uuid7();
    return exchange
        .submit(
            Commands.deposit(
                CommandContext.NONE,
                account,
                definition.id(),
                definition.units(new BigDecimal(amount)).orElseThrow(),
                reference.getMostSignificantBits(),
                reference.getLeastSignificantBits()))
        .sequence();
  }

  /** Executes a command that no client can give. */
  long submit(byte[] command) {
    return exchange.submit(command).sequence();
  }

  Answer get(long account, String path, long atLeast) throws Exception {
    return send(account, "GET", path, "", "Bourse-At-Least-Sequence", Long.toString(atLeast));
  }

  Answer get(String path) throws Exception {
    return send(0, "GET", path, "");
  }

  Answer post(long account, String path, String body, String... headers) throws Exception {
    return send(account, "POST", path, body, headers);
  }

  /** A limit order. */
  Answer place(long account, String symbol, String side, String price, String quantity)
      throws Exception {
    return post(
        account,
        "/v1/orders",
        """
        {"symbol":"%s","side":"%s","type":"LIMIT","price":"%s","quantity":"%s"}\
        """
            .formatted(symbol, side, price, quantity));
  }

  Answer send(long account, String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    if (account > 0) {
      request.header("Authorization", "Bearer account-" + account);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<byte[]> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    return new Answer(
        response.statusCode(), Json.mapper().readTree(response.body()), response.headers().map());
  }

  private Route guarded(Route route) {
    if (route.access().kind() != Access.Kind.USER) {
      return route;
    }
    return route.with((request, response) -> {
      String header =
          request.headers().first(io.helidon.http.HeaderNames.AUTHORIZATION).orElse("Bearer ");
      request.context().register(accounts.authenticate(header.substring(7), Optional.empty()));
      route.handler().handle(request, response);
    });
  }

  void close() throws Exception {
    stream.stop();
    server.stop();
    marketData.stop();
    exchange.stop();
    database.close();
    client.close();
  }
}

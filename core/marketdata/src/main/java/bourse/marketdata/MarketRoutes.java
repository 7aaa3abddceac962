package bourse.marketdata;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import bourse.domain.MarketState;
import bourse.domain.SymbolDefinition;
import bourse.exchange.CandleInterval;
import bourse.exchange.CandleStore;
import bourse.exchange.Exchange;
import bourse.exchange.Listings;
import bourse.exchange.StoredPage;
import bourse.exchange.TradeStore;
import bourse.marketdata.MarketViews.AssetView;
import bourse.marketdata.MarketViews.CandleView;
import bourse.marketdata.MarketViews.Items;
import bourse.marketdata.MarketViews.SymbolView;
import bourse.marketdata.MarketViews.TradeView;
import bourse.platform.http.Access;
import bourse.platform.http.Page;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestParameters;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What can be traded, and how it trades: public routes. */
public final class MarketRoutes implements Routes {
  private static final int MAXIMUM_DEPTH = 500;
  private static final int DEFAULT_DEPTH = 50;
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Instant FAR_PAST = Instant.EPOCH;
  private static final Instant FAR_FUTURE = Instant.parse("9999-01-01T00:00:00Z");

  private final MarketData data;
  private final Listings listings;
  private final Exchange exchange;
  private final TradeStore trades;
  private final CandleStore candles;
  private final boolean simulated;

  /**
   * @param simulated whether prices and counterparties are those of a demo
   */
  public MarketRoutes(
      MarketData data,
      Listings listings,
      Exchange exchange,
      TradeStore trades,
      CandleStore candles,
      boolean simulated) {
    this.data = data;
    this.listings = listings;
    this.exchange = exchange;
    this.trades = trades;
    this.candles = candles;
    this.simulated = simulated;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/v1/assets", Access.PUBLIC, this::assets),
        new Route("GET", "/v1/symbols", Access.PUBLIC, this::symbols),
        new Route("GET", "/v1/symbols/{symbol}", Access.PUBLIC, this::symbol),
        new Route("GET", "/v1/symbols/{symbol}/depth", Access.PUBLIC, this::depth),
        new Route("GET", "/v1/symbols/{symbol}/trades", Access.PUBLIC, this::trades),
        new Route("GET", "/v1/symbols/{symbol}/candles", Access.PUBLIC, this::candles),
        new Route("GET", "/v1/symbols/{symbol}/ticker", Access.PUBLIC, this::ticker),
        new Route("GET", "/v1/symbols/{symbol}/reference", Access.PUBLIC, this::reference));
  }

  private void assets(ServerRequest request, ServerResponse response) {
    Reply.json(response, new Items<>(listings.assets().stream().map(AssetView::of).toList()));
  }

  private void symbols(ServerRequest request, ServerResponse response) {
    Reply.json(
        response,
        new Items<>(
            listings.symbols().stream()
                .filter(symbol -> listings.status(symbol.id()).state() != MarketState.DELISTED)
                .map(this::view)
                .toList()));
  }

  private SymbolView view(SymbolDefinition symbol) {
    return SymbolView.of(symbol, listings.status(symbol.id()), simulated);
  }

  private void symbol(ServerRequest request, ServerResponse response) {
    Reply.json(response, view(definition(request)));
  }

  private void depth(ServerRequest request, ServerResponse response) {
    int limit = RequestParameters.integer(request, "limit", 1, MAXIMUM_DEPTH, DEFAULT_DEPTH);
    Reply.json(response, market(request).depth(limit));
  }

  private void ticker(ServerRequest request, ServerResponse response) {
    Reply.json(response, market(request).ticker());
  }

  private void reference(ServerRequest request, ServerResponse response) {
    Reply.json(response, market(request).reference());
  }

  private void trades(ServerRequest request, ServerResponse response) throws InterruptedException {
    int limit = RequestParameters.limit(request);
    long cursor =
        RequestParameters.cursor(request, 1).map(parts -> parts[0]).orElse(StoredPage.START);
    Market market = market(request);
    awaitRecorded(market);
    var page = trades.ofSymbol(market.symbol().symbol(), cursor, limit);
    Reply.json(
        response,
        Page.upTo(
            page.items().stream()
                .map(trade ->
                    TradeView.of(market.symbol(), RecordedMarket.trade(market.symbol(), trade)))
                .toList(),
            page.next()));
  }

  private void candles(ServerRequest request, ServerResponse response) throws InterruptedException {
    CandleInterval interval = interval(request);
    int limit = RequestParameters.limit(request);
    Instant from = RequestParameters.time(request, "from").orElse(FAR_PAST);
    Instant to = RequestParameters.time(request, "to").orElse(FAR_FUTURE);
    Market market = market(request);
    awaitRecorded(market);
    Reply.json(
        response,
        new Items<>(
            candles.candles(market.symbol().symbol(), interval, from, to, limit).stream()
                .map(candle ->
                    CandleView.of(market.symbol(), RecordedMarket.candle(market.symbol(), candle)))
                .toList()));
  }

  /** History is read from the projection, which may be a moment behind the live channels. */
  private void awaitRecorded(Market market) throws InterruptedException {
    if (!exchange.awaitProjected(market.tradeSequence(), PATIENCE)) {
      throw new Fault(
          ErrorCode.SEQUENCE_NOT_REACHED,
          "The history of " + market.symbol().symbol() + " is being written; ask again.");
    }
  }

  private SymbolDefinition definition(ServerRequest request) {
    return listings.symbol("symbol", RequestParameters.path(request, "symbol"));
  }

  private Market market(ServerRequest request) {
    SymbolDefinition symbol = definition(request);
    return data.market(symbol.symbol())
        .orElseThrow(() ->
            new Fault(
                ErrorCode.SEQUENCE_NOT_REACHED,
                symbol.symbol() + " was listed a moment ago; ask again."));
  }

  private static CandleInterval interval(ServerRequest request) {
    Optional<String> text = RequestParameters.text(request, "interval");
    if (text.isEmpty()) {
      return CandleInterval.ONE_MINUTE;
    }
    return CandleInterval.of(text.get())
        .orElseThrow(() -> {
          String message = "interval is one of 1m, 5m, 15m, 30m, 1h, 4h, 1d.";
          return new Fault(
              ErrorCode.INVALID_FIELD,
              message,
              List.of(new FieldError("interval", "choice", message)));
        });
  }
}

package bourse.admin;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import bourse.domain.MarketState;
import bourse.domain.SymbolDefinition;
import bourse.domain.Times;
import bourse.engine.AuctionCall;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.engine.MarketStatus;
import bourse.exchange.Exchange;
import bourse.exchange.Listings;
import bourse.exchange.MarketFile;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.http.Access;
import bourse.platform.http.Body;
import bourse.platform.http.FieldChecks;
import bourse.platform.http.Reply;
import bourse.platform.http.RequestParameters;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import bourse.platform.time.WallClock;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;

/** What an operator does with markets: {@code /operator/markets}. */
final class OperatorMarkets implements Routes {
  private record MarketAnswer(
      String symbol,
      MarketState status,
      Optional<MarketState> plannedStatus,
      Optional<Instant> plannedAt,
      Optional<Instant> uncrossAt,
      Optional<MarketState> statusAfterAuction,
      Optional<Instant> plannedUncrossAt,
      Optional<MarketState> plannedAfterAuction,
      List<MarketState> next) {}

  private record MarketsAnswer(List<MarketAnswer> items) {}

  private record StateRequest(MarketState state, String at) {}

  private record AuctionRequest(String at, String uncrossAt, MarketState then) {}

  private record ReferenceRequest(BigDecimal price, String seenAt) {}

  private record AppliedAnswer(
      List<String> listed, List<String> changed, List<String> delisted, long sequence) {}

  private final Exchange exchange;
  private final Listings listings;
  private final Supplier<MarketFile> definitions;
  private final Audit audit;
  private final OperatorCommands commands;
  private final WallClock clock;

  /**
   * @param definitions reads the server's file of markets anew
   */
  OperatorMarkets(
      Exchange exchange,
      Listings listings,
      Supplier<MarketFile> definitions,
      OperatorCommands commands,
      Audit audit,
      WallClock clock) {
    this.exchange = exchange;
    this.listings = listings;
    this.definitions = definitions;
    this.commands = commands;
    this.audit = audit;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/operator/markets", Access.OPERATOR, this::list),
        new Route("POST", "/operator/markets/apply", Access.OPERATOR, this::apply),
        new Route("POST", "/operator/markets/{symbol}/state", Access.OPERATOR, this::setState),
        new Route("POST", "/operator/markets/{symbol}/auction", Access.OPERATOR, this::callAuction),
        new Route(
            "POST", "/operator/markets/{symbol}/reference", Access.OPERATOR, this::setReference),
        new Route("POST", "/operator/markets/{symbol}/delist", Access.OPERATOR, this::delist));
  }

  private void list(ServerRequest request, ServerResponse response) {
    Reply.json(response, new MarketsAnswer(listings.symbols().stream().map(this::answer).toList()));
  }

  private void setState(ServerRequest request, ServerResponse response)
      throws InterruptedException {
    SymbolDefinition symbol = symbol(request);
    StateRequest wanted = Body.read(request, StateRequest.class);
    FieldChecks checks = new FieldChecks();
    checks.required("state", wanted.state());
    checks.verify();
    long atMicros = microsOrNow("at", wanted.at());
    act(
        request,
        response,
        symbol,
        "market.state",
        wanted.state() + (wanted.at() == null ? "" : " at " + wanted.at()),
        context -> Commands.setMarketState(context, symbol.id(), wanted.state(), atMicros));
  }

  /** Begins an auction, or plans to, with its end; in an auction sets when that ends. */
  private void callAuction(ServerRequest request, ServerResponse response)
      throws InterruptedException {
    SymbolDefinition symbol = symbol(request);
    AuctionRequest wanted = Body.read(request, AuctionRequest.class);
    MarketState then = wanted.then() == null ? MarketState.TRADING : wanted.then();
    long atMicros = microsOrNow("at", wanted.at());
    long uncrossAtMicros = microsOrNow("uncrossAt", wanted.uncrossAt());
    act(
        request,
        response,
        symbol,
        "market.auction",
        (wanted.at() == null ? "now" : "at " + wanted.at())
            + (wanted.uncrossAt() == null ? "" : ", to " + wanted.uncrossAt() + ", then " + then),
        context -> Commands.callAuction(context, symbol.id(), atMicros, uncrossAtMicros, then));
  }

  /** Sets the price that limits are counted from; 0 takes it away. */
  private void setReference(ServerRequest request, ServerResponse response)
      throws InterruptedException {
    SymbolDefinition symbol = symbol(request);
    ReferenceRequest wanted = Body.read(request, ReferenceRequest.class);
    FieldChecks checks = new FieldChecks();
    checks.required("price", wanted.price());
    checks.verify();
    OptionalLong ticks = symbol.ticks(wanted.price());
    checks.check(
        ticks.isPresent() && ticks.getAsLong() >= 0,
        "price",
        "tick",
        "A price is a multiple of " + symbol.priceText(1) + ", or 0 for none.");
    checks.verify();
    long seenAtMicros =
        wanted.seenAt() == null ? clock.micros() : micros("seenAt", wanted.seenAt());
    act(
        request,
        response,
        symbol,
        "market.reference",
        wanted.price().toPlainString(),
        context ->
            Commands.setReferencePrice(context, symbol.id(), ticks.getAsLong(), seenAtMicros));
  }

  private void delist(ServerRequest request, ServerResponse response) throws InterruptedException {
    SymbolDefinition symbol = symbol(request);
    act(
        request,
        response,
        symbol,
        "market.delist",
        "for ever; its open orders are cancelled",
        context -> Commands.delistSymbol(context, symbol.id()));
  }

  /** Makes the exchange as the file of markets says now. */
  private void apply(ServerRequest request, ServerResponse response) throws InterruptedException {
    MarketFile file = definitions.get();
    audit(request, "market.apply", "markets", "as the file of markets says");
    MarketFile.Applied applied = file.apply(exchange, listings, clock);
    Reply.sequence(response, applied.sequence());
    Reply.json(
        response,
        new AppliedAnswer(
            applied.listed(), applied.changed(), applied.delisted(), applied.sequence()));
  }

  /** Audits, submits, and answers with the market as it is then. */
  private void act(
      ServerRequest request,
      ServerResponse response,
      SymbolDefinition symbol,
      String action,
      String notes,
      Function<CommandContext, byte[]> command)
      throws InterruptedException {
    audit(request, action, "market:" + symbol.symbol(), notes);
    long sequence = submit(request, symbol, command);
    listings.await(sequence);
    Reply.sequence(response, sequence);
    Reply.json(response, answer(symbol));
  }

  private long submit(
      ServerRequest request, SymbolDefinition symbol, Function<CommandContext, byte[]> command) {
    try {
      return commands.submit(request, command);
    } catch (Fault refused) {
      if (refused.code() != ErrorCode.ILLEGAL_TRANSITION) {
        throw refused;
      }
      MarketState state = listings.status(symbol.id()).state();
      String message =
          "%s is %s, and can become %s."
              .formatted(
                  symbol.symbol(),
                  state,
                  String.join(", ", state.next().stream().map(MarketState::name).toList()));
      throw new Fault(
          refused.code(), message, List.of(new FieldError("state", "transition", message)));
    }
  }

  private MarketAnswer answer(SymbolDefinition symbol) {
    MarketStatus status = listings.status(symbol.id());
    return new MarketAnswer(
        symbol.symbol(),
        status.state(),
        status.planned(),
        status.planned().map(planned -> Times.instant(status.plannedAtMicros())),
        status.auction().map(call -> Times.instant(call.uncrossAtMicros())),
        status.auction().map(AuctionCall::then),
        status.plannedAuction().map(call -> Times.instant(call.uncrossAtMicros())),
        status.plannedAuction().map(AuctionCall::then),
        List.copyOf(status.state().next()));
  }

  private SymbolDefinition symbol(ServerRequest request) {
    return listings.symbol("symbol", RequestParameters.path(request, "symbol"));
  }

  private static long microsOrNow(String field, String time) {
    return time == null ? 0 : micros(field, time);
  }

  private static long micros(String field, String time) {
    try {
      return Times.micros(OffsetDateTime.parse(time).toInstant());
    } catch (DateTimeParseException | ArithmeticException e) {
      String message = "A time is RFC 3339, as in 2030-12-31T17:30:00Z.";
      throw new Fault(
          ErrorCode.INVALID_FIELD, message, List.of(new FieldError(field, "format", message)));
    }
  }

  private void audit(ServerRequest request, String action, String target, String notes) {
    audit.append(new Act(Actor.of(request), action, target, notes));
  }
}

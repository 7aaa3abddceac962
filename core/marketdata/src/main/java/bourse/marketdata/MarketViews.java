package bourse.marketdata;

import bourse.domain.AssetDefinition;
import bourse.domain.MarketState;
import bourse.domain.OrderType;
import bourse.domain.PriceLimits;
import bourse.domain.Side;
import bourse.domain.SymbolDefinition;
import bourse.domain.SymbolLimits;
import bourse.domain.TimeInForce;
import bourse.domain.Times;
import bourse.domain.VolatilityHalt;
import bourse.engine.AuctionCall;
import bourse.engine.AuctionPrice;
import bourse.engine.MarketStatus;
import bourse.engine.ReferencePrice;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What clients see of the market, as JSON: prices and quantities are decimal strings. */
final class MarketViews {
  record AssetView(String symbol, String name, String type, String status, int decimals) {
    static AssetView of(AssetDefinition asset) {
      return new AssetView(
          asset.symbol(), asset.name(), asset.type().name(), "ACTIVE", asset.scale());
    }
  }

  record SymbolView(
      String symbol,
      String base,
      String quote,
      MarketState status,
      Optional<MarketState> plannedStatus,
      Optional<Instant> plannedAt,
      Optional<AuctionEnd> auction,
      Optional<AuctionEnd> plannedAuction,
      String tickSize,
      String lotSize,
      int priceDecimals,
      int quantityDecimals,
      String minimumNotional,
      String maximumQuantity,
      Optional<String> maximumNotional,
      Optional<String> maximumMarketQuantity,
      Optional<Integer> maximumOpenOrders,
      Optional<String> maximumPosition,
      int makerFeeBasisPoints,
      int takerFeeBasisPoints,
      List<OrderType> orderTypes,
      List<TimeInForce> timesInForce,
      boolean simulated) {
    static SymbolView of(SymbolDefinition symbol, MarketStatus status, boolean simulated) {
      SymbolLimits limits = symbol.limits();
      return new SymbolView(
          symbol.symbol(),
          symbol.base().symbol(),
          symbol.quote().symbol(),
          status.state(),
          status.planned(),
          status.planned().map(planned -> Times.instant(status.plannedAtMicros())),
          status.auction().map(AuctionEnd::of),
          status.plannedAuction().map(AuctionEnd::of),
          symbol.priceText(1),
          symbol.quantityText(1),
          symbol.priceScale(),
          symbol.quantityScale(),
          symbol.quote().amountText(symbol.minimumNotional()),
          symbol.quantityText(symbol.maximumQuantityLots()),
          limit(limits.maximumNotional()).map(symbol.quote()::amountText),
          limit(limits.maximumMarketLots()).map(symbol::quantityText),
          limit(limits.maximumOpenOrders()).map(Math::toIntExact),
          limit(limits.maximumPositionUnits()).map(symbol.base()::amountText),
          symbol.makerFeeBasisPoints(),
          symbol.takerFeeBasisPoints(),
          List.of(OrderType.values()),
          List.of(TimeInForce.values()),
          simulated);
    }

    private static Optional<Long> limit(long value) {
      return value == 0 ? Optional.empty() : Optional.of(value);
    }
  }

  /** When trading stops by itself for an auction. */
  record VolatilityHaltView(int basisPoints, long auctionSeconds, int maximumExtensions) {
    static VolatilityHaltView of(VolatilityHalt halt) {
      return new VolatilityHaltView(
          halt.basisPoints(), halt.callMicros() / 1_000_000, halt.maximumExtensions());
    }
  }

  /** What of a symbol's price limits is set. */
  record PriceLimitsView(
      Optional<Integer> buyAboveBasisPoints,
      Optional<Integer> buyBelowBasisPoints,
      Optional<Integer> sellAboveBasisPoints,
      Optional<Integer> sellBelowBasisPoints,
      Optional<Integer> executionBasisPoints,
      Optional<Long> referenceMaximumAgeSeconds,
      boolean refusesWithoutReference,
      Optional<VolatilityHaltView> volatilityHalt) {
    static PriceLimitsView of(PriceLimits prices) {
      return new PriceLimitsView(
          limit(prices.buyAboveBasisPoints()),
          limit(prices.buyBelowBasisPoints()),
          limit(prices.sellAboveBasisPoints()),
          limit(prices.sellBelowBasisPoints()),
          limit(prices.executionBasisPoints()),
          Optional.of(prices.referenceMaximumAgeMicros() / 1_000_000).filter(age -> age != 0),
          prices.refusesWithoutReference(),
          Optional.of(prices.volatility())
              .filter(halt -> !halt.isNone())
              .map(VolatilityHaltView::of));
    }

    private static Optional<Integer> limit(int basisPoints) {
      return basisPoints == 0 ? Optional.empty() : Optional.of(basisPoints);
    }
  }

  /** A reference price that somebody set. */
  record SetReferenceView(String price, Instant seenAt, boolean stale) {}

  /** Prices from here to there; either may be absent. */
  record Band(Optional<String> lowest, Optional<String> highest) {}

  record ReferenceView(
      String symbol,
      ReferencePrice.Source source,
      Optional<String> price,
      Optional<SetReferenceView> set,
      PriceLimitsView limits,
      Optional<Band> buy,
      Optional<Band> sell,
      Optional<Band> execution) {
    static ReferenceView of(
        SymbolDefinition symbol,
        PriceLimits prices,
        Market.Reference set,
        ReferencePrice.Source source,
        long ticks) {
      Optional<Long> reference = ticks == 0 ? Optional.empty() : Optional.of(ticks);
      return new ReferenceView(
          symbol.symbol(),
          source,
          reference.map(symbol::priceText),
          set.priceTicks() == 0
              ? Optional.empty()
              : Optional.of(
                  new SetReferenceView(
                      symbol.priceText(set.priceTicks()),
                      Times.instant(set.seenAtMicros()),
                      set.isStale())),
          PriceLimitsView.of(prices),
          reference.map(price ->
              band(symbol, price, prices.buyBelowBasisPoints(), prices.buyAboveBasisPoints())),
          reference.map(price ->
              band(symbol, price, prices.sellBelowBasisPoints(), prices.sellAboveBasisPoints())),
          reference.map(price ->
              band(symbol, price, prices.executionBasisPoints(), prices.executionBasisPoints())));
    }

    private static Band band(SymbolDefinition symbol, long reference, int below, int above) {
      return new Band(
          below == 0
              ? Optional.empty()
              : Optional.of(symbol.priceText(ReferencePrice.lowest(reference, below))),
          above == 0
              ? Optional.empty()
              : Optional.of(symbol.priceText(ReferencePrice.highest(reference, above))));
    }
  }

  /** An auction that collects orders: at what price it would trade now, and when it does. */
  record AuctionView(
      Optional<String> price,
      String quantity,
      Optional<Side> surplusSide,
      Optional<String> surplusQuantity,
      Optional<Instant> uncrossAt,
      Optional<MarketState> then,
      int extensions) {
    static AuctionView of(SymbolDefinition symbol, MarketStatus status, AuctionPrice price) {
      Optional<Long> surplus = Optional.of(price.surplusLots()).filter(lots -> lots != 0);
      return new AuctionView(
          price.priceTicks() == 0
              ? Optional.empty()
              : Optional.of(symbol.priceText(price.priceTicks())),
          symbol.quantityText(price.lots()),
          surplus.map(lots -> lots > 0 ? Side.BUY : Side.SELL),
          surplus.map(lots -> symbol.quantityText(Math.abs(lots))),
          status.auction().map(call -> Times.instant(call.uncrossAtMicros())),
          status.auction().map(AuctionCall::then),
          status.extensions());
    }
  }

  /** When an auction ends by itself, and what the market is then. */
  record AuctionEnd(Instant uncrossAt, MarketState then) {
    static AuctionEnd of(AuctionCall call) {
      return new AuctionEnd(Times.instant(call.uncrossAtMicros()), call.then());
    }
  }

  /** Levels are pairs of price and quantity, best first. */
  record Depth(
      String symbol,
      long sequence,
      MarketState status,
      List<List<String>> bids,
      List<List<String>> asks) {
    static Depth of(
        SymbolDefinition symbol,
        long sequence,
        MarketState status,
        List<BookSide.Level> bids,
        List<BookSide.Level> asks) {
      return new Depth(
          symbol.symbol(), sequence, status, levels(symbol, bids), levels(symbol, asks));
    }

    private static List<List<String>> levels(SymbolDefinition symbol, List<BookSide.Level> levels) {
      return levels.stream()
          .map(level ->
              List.of(symbol.priceText(level.priceTicks()), symbol.quantityText(level.lots())))
          .toList();
    }
  }

  record TradeView(
      String id,
      String symbol,
      String price,
      String quantity,
      Side takerSide,
      boolean auction,
      Instant time) {
    static TradeView of(SymbolDefinition symbol, MarketTrade trade) {
      return new TradeView(
          Long.toString(trade.id()),
          symbol.symbol(),
          symbol.priceText(trade.priceTicks()),
          symbol.quantityText(trade.lots()),
          trade.takerSide(),
          trade.isAuction(),
          Times.instant(trade.timeMicros()));
    }
  }

  record CandleView(
      Instant openTime,
      String open,
      String high,
      String low,
      String close,
      String volume,
      String quoteVolume,
      long trades) {
    static CandleView of(SymbolDefinition symbol, Candle candle) {
      return new CandleView(
          Times.instant(candle.startMicros()),
          symbol.priceText(candle.open()),
          symbol.priceText(candle.high()),
          symbol.priceText(candle.low()),
          symbol.priceText(candle.close()),
          volumeText(symbol, candle.volumeLots()),
          quoteText(symbol, candle.quoteUnits()),
          candle.trades());
    }
  }

  record TickerView(
      String symbol,
      long sequence,
      Instant time,
      MarketState status,
      Optional<AuctionView> auction,
      Optional<String> last,
      Optional<String> open,
      Optional<String> high,
      Optional<String> low,
      Optional<String> change,
      Optional<String> changePercent,
      String volume,
      String quoteVolume,
      long trades,
      Optional<String> bid,
      Optional<String> bidQuantity,
      Optional<String> ask,
      Optional<String> askQuantity) {}

  record Items<T>(List<T> items) {}

  private MarketViews() {}

  static String volumeText(SymbolDefinition symbol, BigInteger lots) {
    return new BigDecimal(
            lots.multiply(BigInteger.valueOf(symbol.lotUnits())), symbol.base().scale())
        .setScale(symbol.quantityScale())
        .toPlainString();
  }

  static String quoteText(SymbolDefinition symbol, BigInteger units) {
    return new BigDecimal(units, symbol.quote().scale()).toPlainString();
  }
}

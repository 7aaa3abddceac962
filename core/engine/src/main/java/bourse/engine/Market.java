package bourse.engine;

import bourse.domain.ErrorCode;
import bourse.domain.FeeRate;
import bourse.domain.FeeSchedule;
import bourse.domain.MarketCause;
import bourse.domain.MarketState;
import bourse.domain.PriceLimits;
import bourse.domain.SymbolDefinition;
import bourse.domain.SymbolLimits;
import java.util.List;

/** One symbol: its definition, unpacked for the inner loop, and its book. */
final class Market extends Due {
  /** A due time before any other. */
  static final long AT_ONCE = 1;

  SymbolDefinition definition;
  final int id;
  final int baseIndex;
  final int quoteIndex;
  final long lotUnits;
  final long quoteUnitsPerTickLot;

  /** How the volume of a trade here is counted. */
  private enum VolumeBy {
    NOTHING,
    QUOTE,
    BASE,
    PRICE
  }

  // Those of orders that are accepted now, by the account's group; an order keeps its own.
  private final int[] makerRates = new int[FeeRate.MAXIMUM_GROUP + 1];
  private final int[] takerRates = new int[FeeRate.MAXIMUM_GROUP + 1];

  /** By group where volume counts, instead of the rates above; null when it does for none. */
  private FeeTiers[] tiers;

  private VolumeBy volumeBy = VolumeBy.NOTHING;

  /** Where the quote asset has a price in the asset of volumes; null unless that is asked for. */
  private Market volumePrice;

  /** Whether trades count for the volume of accounts. */
  boolean countsVolume;

  /** {@code Long.MAX_VALUE} for none. */
  long maximumNotional;

  long maximumMarketLots;

  /** Whether what an account has already may forbid its next order; see {@link AccountLimits}. */
  boolean limitsAccounts;

  final Balance feeRevenue;
  final PriceLadder bids = new PriceLadder(true);
  final PriceLadder asks = new PriceLadder(false);

  private final PriceLadder[] sides = {bids, asks};

  MarketState state = MarketState.TRADING;

  /** What it becomes next by itself, and when; null and 0 when nothing is planned. */
  MarketState planned;

  long plannedAtMicros;

  /** When the auction that it is in ends by itself, and the one that is planned; null for never. */
  AuctionCall call;

  AuctionCall plannedCall;

  /** Whether trading stopped by itself for the auction that it is in; how often that went on. */
  boolean isVolatile;

  int extensions;

  /**
   * What it becomes once the trades of its auction are made, and why; null while it is not making
   * them. The price of those is 0 between two rounds.
   */
  MarketState uncrossTo;

  MarketCause uncrossCause;
  long uncrossTicks;

  /** The orders that were reached and enter when its auction is over. */
  final Reached held = new Reached();

  /** The reference price that was set, and when it was seen; 0 for none. */
  long setReferenceTicks;

  long setReferenceAtMicros;

  boolean isReferenceStale;

  /**
   * Whether prices of limit orders, or of trades, are limited around the reference price. A
   * volatility halt is a limit of trades too.
   */
  boolean hasBand;

  boolean hasExecutionRange;

  /** The price of the last trade; 0 before the first. */
  long lastPriceTicks;

  /** Null until an order waits for a price here. */
  private Triggers triggers;

  Market(SymbolDefinition definition, int baseIndex, int quoteIndex, Balance feeRevenue) {
    this.id = definition.id();
    this.baseIndex = baseIndex;
    this.quoteIndex = quoteIndex;
    this.lotUnits = definition.lotUnits();
    this.quoteUnitsPerTickLot = definition.quoteUnitsPerTickLot();
    this.feeRevenue = feeRevenue;
    define(definition);
  }

  /** Takes over fees and limits; what the symbol is counted in stays. */
  final void define(SymbolDefinition newDefinition) {
    definition = newDefinition;
    SymbolLimits limits = newDefinition.limits();
    maximumNotional = limits.maximumNotional() == 0 ? Long.MAX_VALUE : limits.maximumNotional();
    maximumMarketLots =
        limits.maximumMarketLots() == 0 ? Long.MAX_VALUE : limits.maximumMarketLots();
    limitsAccounts = limits.maximumOpenOrders() != 0 || limits.maximumPositionUnits() != 0;
    hasBand = newDefinition.prices().hasBand();
    hasExecutionRange =
        newDefinition.prices().executionBasisPoints() != 0
            || !newDefinition.prices().volatility().isNone();
  }

  /** The reference price now; 0 for none. */
  long referenceTicks() {
    return ReferencePrice.ticks(
        isReferenceStale ? 0 : setReferenceTicks,
        lastPriceTicks,
        bids.best() == null ? 0 : bids.best().priceTicks,
        asks.best() == null ? 0 : asks.best().priceTicks);
  }

  /** When what was set gets stale; {@code Long.MAX_VALUE} for never. */
  long staleAtMicros() {
    long age = definition.prices().referenceMaximumAgeMicros();
    return setReferenceTicks == 0 || isReferenceStale || age == 0
        ? Long.MAX_VALUE
        : setReferenceAtMicros + age;
  }

  /** What the band says to a limit order's price, or null. */
  ErrorCode bandRule(boolean isBuy, long priceTicks) {
    PriceLimits prices = definition.prices();
    long reference = referenceTicks();
    if (reference == 0) {
      return prices.refusesWithoutReference() ? ErrorCode.NO_REFERENCE_PRICE : null;
    }
    int above = isBuy ? prices.buyAboveBasisPoints() : prices.sellAboveBasisPoints();
    int below = isBuy ? prices.buyBelowBasisPoints() : prices.sellBelowBasisPoints();
    return priceTicks > ReferencePrice.highest(reference, above)
            || priceTicks < ReferencePrice.lowest(reference, below)
        ? ErrorCode.PRICE_OUTSIDE_BAND
        : null;
  }

  /** What there must be a reference price for, and is none: the refusal; otherwise null. */
  ErrorCode marketOrderRule() {
    return definition.prices().refusesWithoutReference() && referenceTicks() == 0
        ? ErrorCode.NO_REFERENCE_PRICE
        : null;
  }

  /** The worst price at which an incoming order with this limit may trade now. */
  long executionLimit(boolean isBuy, long limitTicks) {
    return executionLimit(isBuy, limitTicks, referenceTicks());
  }

  /** The worst price at which it may trade, with this reference price; 0 for none. */
  long executionLimit(boolean isBuy, long limitTicks, long reference) {
    if (reference == 0) {
      return limitTicks;
    }
    int range = narrower(definition.prices().executionBasisPoints(), volatilityBasisPoints());
    return isBuy
        ? Math.min(limitTicks, ReferencePrice.highest(reference, range))
        : Math.max(limitTicks, ReferencePrice.lowest(reference, range));
  }

  /** Whether a trade at that price is so far from the reference price that trading stops. */
  boolean stopsAt(long priceTicks, long reference) {
    return reference != 0
        && (priceTicks > ReferencePrice.highest(reference, volatilityBasisPoints())
            || priceTicks < ReferencePrice.lowest(reference, volatilityBasisPoints()));
  }

  private int volatilityBasisPoints() {
    return definition.prices().volatility().basisPoints();
  }

  /** Of two limits the narrower one; 0 is none. */
  private static int narrower(int a, int b) {
    return a == 0 || b == 0 ? a + b : Math.min(a, b);
  }

  /** When its auction ends or its plan comes; {@code Long.MAX_VALUE} for never. */
  long nextChangeMicros() {
    return Math.min(callEndsAtMicros(), planned == null ? Long.MAX_VALUE : plannedAtMicros);
  }

  long callEndsAtMicros() {
    return call == null ? Long.MAX_VALUE : call.uncrossAtMicros();
  }

  /** Whether the trades of its auction are being made. */
  boolean isUncrossing() {
    return uncrossTo != null;
  }

  /**
   * Whether orders could trade with each other: only in an auction, or where one was broken off.
   */
  boolean isCrossed() {
    return bids.best() != null
        && asks.best() != null
        && bids.best().priceTicks >= asks.best().priceTicks;
  }

  /** The price of an auction that would trade now. */
  AuctionPrice auctionPrice() {
    if (!isCrossed()) {
      return AuctionPrice.NONE;
    }
    long[][] demand = levels(bids, true, asks.best().priceTicks);
    long[][] supply = levels(asks, false, bids.best().priceTicks);
    return AuctionPrice.of(demand[0], demand[1], supply[0], supply[1], referenceTicks());
  }

  /** Prices and what is open there, down to a price. */
  private static long[][] levels(PriceLadder side, boolean isBids, long downTo) {
    int count = 0;
    PriceLevel walked = side.best();
    while (Matching.crosses(!isBids, downTo, walked)) {
      count++;
      walked = side.next(walked);
    }
    long[][] levels = new long[2][count];
    PriceLevel level = side.best();
    for (int i = 0; i < count; i++) {
      levels[0][i] = level.priceTicks;
      levels[1][i] = level.openLots + level.hiddenLots;
      level = side.next(level);
    }
    return levels;
  }

  @Override
  long dueId() {
    return id;
  }

  /** Bids, then asks. */
  PriceLadder[] sides() {
    return sides;
  }

  boolean hasOrders() {
    return bids.best() != null || asks.best() != null || (triggers != null && triggers.hasOrders());
  }

  /** The side where orders rest that buy, or that sell. */
  PriceLadder ladder(boolean buys) {
    return buys ? bids : asks;
  }

  /** Price times quantity in units of the quote asset, or -1 when that does not fit a long. */
  long notional(long priceTicks, long lots) {
    return product(product(priceTicks, lots), quoteUnitsPerTickLot);
  }

  /** Whether an order's notional, -1 when no long holds it, is more than one order's may be. */
  boolean isAboveMaximum(long notional) {
    return notional > maximumNotional || (notional < 0 && maximumNotional != Long.MAX_VALUE);
  }

  /**
   * What an order must have reserved: a buy what it costs at its own price with the highest fee, a
   * sell what it sells. -1 when that does not fit a long.
   */
  long need(boolean isBuy, long priceTicks, long lots, int holdRate, int feeCredit) {
    long notional = notional(priceTicks, lots);
    if (notional < 0) {
      return -1;
    }
    if (!isBuy) {
      return lots * lotUnits;
    }
    long need = notional + Fees.fee(notional, holdRate, feeCredit);
    return need < 0 ? -1 : need;
  }

  /** From now on orders are accepted at these rates. */
  void charge(FeeSchedule fees) {
    FeeTiers[] newTiers = new FeeTiers[makerRates.length];
    boolean hasNewTiers = false;
    for (int group = 0; group < makerRates.length; group++) {
      List<FeeRate> rates = fees.tiers(group, definition);
      makerRates[group] = rates.getFirst().makerRate();
      takerRates[group] = rates.getFirst().takerRate();
      if (rates.size() > 1) {
        newTiers[group] = new FeeTiers(rates);
        hasNewTiers = true;
      }
    }
    tiers = hasNewTiers ? newTiers : null;
  }

  /** Whether what an account pays depends on what it has traded. */
  boolean hasTiers() {
    return tiers != null;
  }

  /**
   * What the account pays as a maker.
   *
   * @param volume what it has traded; of no matter without tiers
   */
  int makerRate(Account account, long volume) {
    if (account.isFeeExempt()) {
      return 0;
    }
    FeeTiers ofGroup = tiers == null ? null : tiers[account.feeGroup];
    return ofGroup == null ? makerRates[account.feeGroup] : ofGroup.makerRate(volume);
  }

  /** The same as a taker. */
  int takerRate(Account account, long volume) {
    if (account.isFeeExempt()) {
      return 0;
    }
    FeeTiers ofGroup = tiers == null ? null : tiers[account.feeGroup];
    return ofGroup == null ? takerRates[account.feeGroup] : ofGroup.takerRate(volume);
  }

  /**
   * From now on volume is counted in this asset.
   *
   * @param asset 0 for none
   * @param price the market where the quote asset is traded for it, or null
   */
  void countVolumeIn(int asset, Market price) {
    volumePrice = null;
    if (asset == 0) {
      volumeBy = VolumeBy.NOTHING;
    } else if (asset == definition.quote().id()) {
      volumeBy = VolumeBy.QUOTE;
    } else if (asset == definition.base().id()) {
      volumeBy = VolumeBy.BASE;
    } else {
      volumeBy = price == null ? VolumeBy.NOTHING : VolumeBy.PRICE;
      volumePrice = price;
    }
    countsVolume = volumeBy != VolumeBy.NOTHING;
  }

  /** What a trade counts for the volume of accounts, rounded down. */
  long volume(long notional, long baseUnits) {
    return switch (volumeBy) {
      case NOTHING -> 0;
      case QUOTE -> notional;
      case BASE -> baseUnits;
      case PRICE -> volumePrice.worth(notional);
    };
  }

  /** The base asset's worth at the reference price, rounded down; 0 while there is none. */
  private long worth(long baseUnits) {
    long ticks = state == MarketState.DELISTED ? 0 : referenceTicks();
    long lotWorth = notional(ticks, 1);
    return lotWorth < 0 ? Long.MAX_VALUE : PriceMath.scaled(baseUnits, lotWorth, lotUnits);
  }

  /** What an order that rests or waits must have reserved for its open rest. */
  long need(Order order) {
    if (order.special != null && order.isMarket() && order.isBuy) {
      return order.special.quoteAmount;
    }
    return need(
        order.isBuy, order.priceTicks, order.wholeOpenLots(), order.holdRate(), order.feeCredit);
  }

  /** The orders that wait here, or null. */
  Triggers triggers() {
    return triggers;
  }

  Triggers triggersOrNew() {
    if (triggers == null) {
      triggers = new Triggers();
    }
    return triggers;
  }

  /** The product of two numbers that are not negative; -1 when it does not fit, or one was -1. */
  private static long product(long a, long b) {
    long low = a * b;
    return a < 0 || low < 0 || Math.multiplyHigh(a, b) != 0 ? -1 : low;
  }
}

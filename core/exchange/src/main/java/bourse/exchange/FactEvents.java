package bourse.exchange;

import bourse.domain.AccountBlock;
import bourse.domain.AccountState;
import bourse.domain.AdjustmentCategory;
import bourse.domain.AssetDefinition;
import bourse.domain.ClientOrderId;
import bourse.domain.DoneReason;
import bourse.domain.ErrorCode;
import bourse.domain.FeeRate;
import bourse.domain.FeeSchedule;
import bourse.domain.JournalReason;
import bourse.domain.OrderListType;
import bourse.domain.PriceLimits;
import bourse.domain.SafeState;
import bourse.domain.SafeStateCause;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import bourse.domain.SuspensionReason;
import bourse.domain.SymbolDefinition;
import bourse.domain.SymbolLimits;
import bourse.domain.Times;
import bourse.domain.VolatilityHalt;
import bourse.engine.AcceptedOrder;
import bourse.engine.AccountFlags;
import bourse.engine.AuctionCall;
import bourse.engine.Conditions;
import bourse.engine.EntryType;
import bourse.engine.ExecutedTrade;
import bourse.engine.FactSink;
import bourse.engine.HoldEnd;
import bourse.engine.MarketStatus;
import bourse.engine.Posting;
import bourse.platform.telemetry.TraceContext;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes each fact as one record of one topic; {@code docs/reference/events.md} describes them. Not
 * thread safe.
 */
final class FactEvents implements FactSink {
  /** Takes the records. */
  interface Out {
    void send(ProducerRecord<byte[], byte[]> record);
  }

  private interface Fields {
    void write(EventJson json);
  }

  private final MarketDefinitions market;
  private final Out out;
  private final EventJson json = new EventJson();
  private long published;
  private boolean skipping;
  private long sequence;
  private int index;
  private String time = "";
  private byte[] traceparent = {};

  FactEvents(MarketDefinitions market, Out out) {
    this.market = market;
    this.out = out;
  }

  /** The next command must be the one after this sequence. */
  void startAfter(long sequence) {
    published = sequence;
  }

  /** The last command whose facts were all handed out. */
  long published() {
    return published;
  }

  @Override
  public void begin(
      long sequence,
      long logTimeMicros,
      int ruleVersion,
      long commandIdHigh,
      long commandIdLow,
      long traceIdHigh,
      long traceIdLow,
      long spanId) {
    skipping = sequence <= published;
    if (!skipping && sequence != published + 1) {
      throw new IllegalStateException(
          "Facts up to command " + published + " are published; " + sequence + " does not follow");
    }
    this.sequence = sequence;
    index = 0;
    time = Times.text(Times.instant(logTimeMicros));
    boolean traced = traceIdHigh != 0 || traceIdLow != 0;
    traceparent =
        traced
            ? new TraceContext(traceIdHigh, traceIdLow, spanId, true)
                .traceparent()
                .getBytes(StandardCharsets.US_ASCII)
            : new byte[0];
  }

  @Override
  public void end(long sequence, int factCount) {
    if (!skipping) {
      published = sequence;
    }
  }

  @Override
  public void refused(int code, long account, long orderId) {
    send(
        FactTopics.COMMAND_REFUSED,
        Long.toString(account),
        json -> {
          json.writeStringField("account", Long.toString(account));
          json.writeNumberField("code", code);
          json.writeStringField("reason", ErrorCode.of(code).name());
          if (orderId != 0) {
            json.writeStringField("orderId", Long.toString(orderId));
          }
        });
  }

  @Override
  public void assetListed(AssetDefinition asset) {
    market.add(asset);
    send(
        FactTopics.ASSET_LISTED,
        asset.symbol(),
        json -> {
          json.writeStringField("symbol", asset.symbol());
          json.writeStringField("name", asset.name());
          json.writeStringField("type", asset.type().name());
          json.writeNumberField("scale", asset.scale());
        });
  }

  @Override
  public void symbolListed(SymbolDefinition symbol) {
    symbol(FactTopics.SYMBOL_LISTED, symbol);
  }

  @Override
  public void symbolChanged(SymbolDefinition symbol) {
    symbol(FactTopics.SYMBOL_CHANGED, symbol);
  }

  @Override
  public void marketStatus(MarketStatus status) {
    if (skipping) {
      index++;
      return;
    }
    String symbol = market.symbol(status.symbol()).symbol();
    send(
        FactTopics.MARKET_STATUS,
        symbol,
        json -> {
          json.writeStringField("symbol", symbol);
          json.writeStringField("status", status.state().name());
          json.writeStringField("cause", status.cause().name());
          if (status.planned().isPresent()) {
            json.writeStringField("plannedStatus", status.planned().get().name());
            json.writeStringField("plannedAt", Times.text(Times.instant(status.plannedAtMicros())));
          }
          writeCall(json, "uncrossAt", "statusAfterAuction", status.auction());
          writeCall(json, "plannedUncrossAt", "plannedAfterAuction", status.plannedAuction());
          if (status.extensions() != 0) {
            json.writeNumberField("extensions", status.extensions());
          }
        });
  }

  private static void writeCall(
      EventJson json, String at, String then, Optional<AuctionCall> call) {
    if (call.isPresent()) {
      json.writeStringField(at, Times.text(Times.instant(call.get().uncrossAtMicros())));
      json.writeStringField(then, call.get().then().name());
    }
  }

  @Override
  public void auctionUncrossed(int symbol, long priceTicks, long lots, long surplusLots) {
    if (skipping) {
      index++;
      return;
    }
    SymbolDefinition definition = market.symbol(symbol);
    send(
        FactTopics.MARKET_AUCTION,
        definition.symbol(),
        json -> {
          json.writeStringField("symbol", definition.symbol());
          if (priceTicks != 0) {
            json.writeStringField("price", definition.priceText(priceTicks));
          }
          json.writeStringField("quantity", definition.quantityText(lots));
          if (surplusLots != 0) {
            json.writeStringField("surplusSide", (surplusLots > 0 ? Side.BUY : Side.SELL).name());
            json.writeStringField(
                "surplusQuantity", definition.quantityText(Math.abs(surplusLots)));
          }
        });
  }

  @Override
  public void referencePriceSet(int symbol, long priceTicks, long seenAtMicros, boolean isStale) {
    if (skipping) {
      index++;
      return;
    }
    SymbolDefinition definition = market.symbol(symbol);
    send(
        FactTopics.MARKET_REFERENCE,
        definition.symbol(),
        json -> {
          json.writeStringField("symbol", definition.symbol());
          if (priceTicks != 0) {
            json.writeStringField("price", definition.priceText(priceTicks));
            json.writeStringField("seenAt", Times.text(Times.instant(seenAtMicros)));
          }
          json.writeBooleanField("stale", isStale);
        });
  }

  private void symbol(String topic, SymbolDefinition symbol) {
    market.add(symbol);
    send(
        topic,
        symbol.symbol(),
        json -> {
          json.writeStringField("symbol", symbol.symbol());
          json.writeStringField("base", symbol.base().symbol());
          json.writeStringField("quote", symbol.quote().symbol());
          json.writeStringField("tickSize", symbol.priceText(1));
          json.writeStringField("lotSize", symbol.quantityText(1));
          json.writeNumberField("makerFeeBasisPoints", symbol.makerFeeBasisPoints());
          json.writeNumberField("takerFeeBasisPoints", symbol.takerFeeBasisPoints());
          json.writeStringField(
              "minimumNotional", symbol.quote().amountText(symbol.minimumNotional()));
          json.writeStringField(
              "maximumQuantity", symbol.quantityText(symbol.maximumQuantityLots()));
          writeLimits(json, symbol);
          writePrices(json, symbol.prices());
        });
  }

  private static void writePrices(EventJson json, PriceLimits prices) {
    if (prices.equals(PriceLimits.NONE)) {
      return;
    }
    json.writeNumberField("buyAboveBasisPoints", prices.buyAboveBasisPoints());
    json.writeNumberField("buyBelowBasisPoints", prices.buyBelowBasisPoints());
    json.writeNumberField("sellAboveBasisPoints", prices.sellAboveBasisPoints());
    json.writeNumberField("sellBelowBasisPoints", prices.sellBelowBasisPoints());
    json.writeNumberField("executionBasisPoints", prices.executionBasisPoints());
    json.writeNumberField(
        "referenceMaximumAgeSeconds", prices.referenceMaximumAgeMicros() / 1_000_000);
    json.writeBooleanField("refusesWithoutReference", prices.refusesWithoutReference());
    VolatilityHalt halt = prices.volatility();
    if (!halt.isNone()) {
      json.writeNumberField("volatilityBasisPoints", halt.basisPoints());
      json.writeNumberField("volatilityAuctionSeconds", halt.callMicros() / 1_000_000);
      json.writeNumberField("volatilityMaximumExtensions", halt.maximumExtensions());
    }
  }

  private static void writeLimits(EventJson json, SymbolDefinition symbol) {
    SymbolLimits limits = symbol.limits();
    if (limits.maximumNotional() != 0) {
      json.writeStringField("maximumNotional", symbol.quote().amountText(limits.maximumNotional()));
    }
    if (limits.maximumMarketLots() != 0) {
      json.writeStringField(
          "maximumMarketQuantity", symbol.quantityText(limits.maximumMarketLots()));
    }
    if (limits.maximumOpenOrders() != 0) {
      json.writeNumberField("maximumOpenOrders", limits.maximumOpenOrders());
    }
    if (limits.maximumPositionUnits() != 0) {
      json.writeStringField(
          "maximumPosition", symbol.base().amountText(limits.maximumPositionUnits()));
    }
  }

  @Override
  public void accountFlagsSet(long account, int flags) {
    send(
        FactTopics.ACCOUNT_UPDATED,
        Long.toString(account),
        json -> {
          json.writeStringField("account", Long.toString(account));
          json.writeBooleanField("feeExempt", (flags & AccountFlags.FEE_EXEMPT) != 0);
          json.writeBooleanField("selfTrades", (flags & AccountFlags.SELF_TRADES) != 0);
        });
  }

  @Override
  public void accountBlocksSet(long account, int blocks, int reason) {
    send(
        FactTopics.ACCOUNT_BLOCKED,
        Long.toString(account),
        json -> {
          json.writeStringField("account", Long.toString(account));
          json.writeStringField("state", AccountState.of(blocks).name());
          json.writeArrayFieldStart("blocks");
          for (AccountBlock block : AccountBlock.of(blocks)) {
            json.writeString(block.name());
          }
          json.writeEndArray();
          json.writeStringField("reason", SuspensionReason.of(reason).name());
        });
  }

  @Override
  public void transferred(
      long from,
      long to,
      int asset,
      long amount,
      EntryType kind,
      int reason,
      int businessDay,
      long about,
      long referenceHigh,
      long referenceLow) {
    AssetDefinition definition = market.asset(asset);
    send(
        FactTopics.LEDGER_TRANSFERRED,
        Long.toString(from),
        json -> {
          json.writeStringField("from", Long.toString(from));
          json.writeStringField("to", Long.toString(to));
          json.writeStringField("currency", definition.symbol());
          json.writeStringField("amount", definition.amountText(amount));
          json.writeStringField("type", kind.name());
          if (reason != 0) {
            json.writeStringField("category", AdjustmentCategory.of(reason).name());
          }
          json.writeStringField("businessDate", LocalDate.ofEpochDay(businessDay).toString());
          if (about != 0) {
            json.writeNumberField("about", about);
          }
          json.writeStringField("reference", new UUID(referenceHigh, referenceLow).toString());
        });
  }

  @Override
  public void periodClosed(int day) {
    send(
        FactTopics.LEDGER_CLOSED,
        "ledger",
        json -> json.writeStringField("day", LocalDate.ofEpochDay(day).toString()));
  }

  @Override
  public void fundsHeld(
      long holdId,
      long account,
      int asset,
      long amount,
      long expiresAtMicros,
      long referenceHigh,
      long referenceLow) {
    AssetDefinition definition = market.asset(asset);
    send(
        FactTopics.ACCOUNT_HOLD,
        Long.toString(account),
        json -> {
          json.writeStringField("hold", Long.toString(holdId));
          json.writeStringField("account", Long.toString(account));
          json.writeStringField("currency", definition.symbol());
          json.writeStringField("event", "HELD");
          json.writeStringField("amount", definition.amountText(amount));
          json.writeStringField("left", definition.amountText(amount));
          if (expiresAtMicros != 0) {
            json.writeStringField("expiresAt", Times.text(Times.instant(expiresAtMicros)));
          }
          json.writeStringField("reference", new UUID(referenceHigh, referenceLow).toString());
        });
  }

  @Override
  public void holdReduced(
      long holdId, long account, int asset, long amount, long left, HoldEnd end) {
    AssetDefinition definition = market.asset(asset);
    send(
        FactTopics.ACCOUNT_HOLD,
        Long.toString(account),
        json -> {
          json.writeStringField("hold", Long.toString(holdId));
          json.writeStringField("account", Long.toString(account));
          json.writeStringField("currency", definition.symbol());
          json.writeStringField("event", end.name());
          json.writeStringField("amount", definition.amountText(amount));
          json.writeStringField("left", definition.amountText(left));
        });
  }

  @Override
  public void journaled(
      long from,
      long to,
      int asset,
      long amount,
      int reason,
      long referenceHigh,
      long referenceLow) {
    AssetDefinition definition = market.asset(asset);
    send(
        FactTopics.ACCOUNT_JOURNALED,
        Long.toString(from),
        json -> {
          json.writeStringField("from", Long.toString(from));
          json.writeStringField("to", Long.toString(to));
          json.writeStringField("currency", definition.symbol());
          json.writeStringField("amount", definition.amountText(amount));
          json.writeStringField("reason", JournalReason.of(reason).name());
          json.writeStringField("reference", new UUID(referenceHigh, referenceLow).toString());
        });
  }

  @Override
  public void feesSet(FeeSchedule fees) {
    send(
        FactTopics.FEES_SET,
        "fees",
        json -> {
          if (fees.volumeAsset() != 0) {
            json.writeStringField("volumeCurrency", market.asset(fees.volumeAsset()).symbol());
          }
          json.writeArrayFieldStart("rates");
          for (FeeRate rate : fees.rates()) {
            json.writeStartObject();
            if (rate.group() != 0) {
              json.writeNumberField("group", rate.group());
            }
            if (rate.symbol() != 0) {
              json.writeStringField("symbol", market.symbol(rate.symbol()).symbol());
            }
            if (rate.minimumVolume() != 0) {
              json.writeStringField(
                  "minimumVolume",
                  market.asset(fees.volumeAsset()).amountText(rate.minimumVolume()));
            }
            json.writeStringField("makerBasisPoints", points(rate.makerRate()));
            json.writeStringField("takerBasisPoints", points(rate.takerRate()));
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  private static String points(int rate) {
    return FeeRate.basisPoints(rate).toPlainString();
  }

  @Override
  public void feeGroupSet(long account, int group) {
    send(
        FactTopics.FEE_GROUP_SET,
        Long.toString(account),
        json -> {
          json.writeStringField("account", Long.toString(account));
          json.writeNumberField("group", group);
        });
  }

  @Override
  public void volumeCounted(long account, int asset, int day, long volume) {
    if (skipping) {
      index++;
      return;
    }
    AssetDefinition counted = market.asset(asset);
    send(
        FactTopics.VOLUME_COUNTED,
        Long.toString(account),
        json -> {
          json.writeStringField("account", Long.toString(account));
          json.writeStringField("currency", counted.symbol());
          json.writeStringField("day", LocalDate.ofEpochDay(day).toString());
          json.writeStringField("volume", counted.amountText(volume));
        });
  }

  @Override
  public void safeStateSet(SafeState state, SafeStateCause cause, long sinceMicros) {
    send(
        FactTopics.SAFE_STATE_SET,
        "venue",
        json -> {
          json.writeStringField("state", state.name());
          json.writeStringField("cause", cause.name());
        });
  }

  @Override
  public void cancelAllAfterSet(long account, long dueAtMicros) {
    send(
        FactTopics.CANCEL_ALL_AFTER_SET,
        Long.toString(account),
        json -> {
          json.writeStringField("account", Long.toString(account));
          if (dueAtMicros != 0) {
            json.writeStringField("dueAt", Times.text(Times.instant(dueAtMicros)));
          }
        });
  }

  @Override
  public void ruleVersionSet(int ruleVersion) {
    send(
        FactTopics.RULES_CHANGED,
        "rules",
        json -> json.writeNumberField("ruleVersion", ruleVersion));
  }

  @Override
  public void orderAccepted(AcceptedOrder order) {
    order(
        "ACCEPTED",
        order.id(),
        order.account(),
        order.symbol(),
        order.side(),
        order.quantityLots(),
        (json, definition) -> {
          json.writeStringField("type", order.type().name());
          json.writeStringField("timeInForce", order.timeInForce().name());
          if (order.priceTicks() != 0) {
            json.writeStringField("price", definition.priceText(order.priceTicks()));
          }
          json.writeStringField("quantity", definition.quantityText(order.quantityLots()));
          if (!order.clientOrderId().isNone()) {
            json.writeStringField("clientOrderId", order.clientOrderId().text());
          }
          json.writeStringField("selfTradePrevention", order.selfTradePrevention().name());
          json.writeBooleanField("postOnly", order.isPostOnly());
          if (order.expiresAtMicros() != 0) {
            json.writeStringField("expiresAt", Times.text(Times.instant(order.expiresAtMicros())));
          }
          conditions(json, definition, order.conditions());
          if (order.listId() != 0) {
            json.writeStringField("orderListId", Long.toString(order.listId()));
            json.writeBooleanField("pending", order.isPending());
          }
        });
  }

  @Override
  public void orderListPlaced(
      long listId, long account, int symbol, OrderListType type, ClientOrderId clientOrderId) {
    if (skipping) {
      index++;
      return;
    }
    send(
        FactTopics.ORDER_LIST_PLACED,
        Long.toString(account),
        json -> {
          json.writeStringField("orderListId", Long.toString(listId));
          json.writeStringField("account", Long.toString(account));
          json.writeStringField("symbol", market.symbol(symbol).symbol());
          json.writeStringField("type", type.name());
          if (!clientOrderId.isNone()) {
            json.writeStringField("clientOrderId", clientOrderId.text());
          }
          json.writeArrayFieldStart("orderIds");
          for (int i = 0; i < type.orders(); i++) {
            json.writeString(Long.toString(listId + i));
          }
          json.writeEndArray();
        });
  }

  @Override
  public void orderActivated(
      long orderId,
      long account,
      int symbol,
      Side side,
      boolean waits,
      long triggerTicks,
      long openLots) {
    order(
        "ACTIVATED",
        orderId,
        account,
        symbol,
        side,
        openLots,
        (json, definition) -> {
          json.writeStringField("quantity", definition.quantityText(openLots));
          json.writeBooleanField("waits", waits);
        });
  }

  @Override
  public void orderRested(
      long orderId, long account, int symbol, Side side, long priceTicks, long openLots) {
    order(
        "RESTED",
        orderId,
        account,
        symbol,
        side,
        openLots,
        (json, definition) -> json.writeStringField("price", definition.priceText(priceTicks)));
  }

  private static void conditions(
      EventJson json, SymbolDefinition definition, Conditions conditions) {
    if (conditions.quoteAmount() != 0) {
      json.writeStringField("quoteAmount", definition.quote().amountText(conditions.quoteAmount()));
    }
    stopPrice(json, definition, conditions.triggerTicks());
    if (conditions.trailTicks() != 0) {
      json.writeStringField("trailingOffset", definition.priceText(conditions.trailTicks()));
    }
    if (conditions.trailBasisPoints() != 0) {
      json.writeNumberField("trailingBasisPoints", conditions.trailBasisPoints());
    }
    if (conditions.displayLots() != 0) {
      json.writeStringField("displayQuantity", definition.quantityText(conditions.displayLots()));
    }
  }

  private static void stopPrice(EventJson json, SymbolDefinition definition, long ticks) {
    if (ticks != 0) {
      json.writeStringField("stopPrice", definition.priceText(ticks));
    }
  }

  @Override
  public void orderTriggered(
      long orderId, long account, int symbol, Side side, long triggerTicks, long openLots) {
    order(
        "TRIGGERED",
        orderId,
        account,
        symbol,
        side,
        openLots,
        (json, definition) -> stopPrice(json, definition, triggerTicks));
  }

  @Override
  public void waitingOrderReplaced(
      long orderId,
      long account,
      int symbol,
      Side side,
      long priceTicks,
      long triggerTicks,
      long openLots) {
    order(
        "AMENDED",
        orderId,
        account,
        symbol,
        side,
        openLots,
        (json, definition) -> {
          if (priceTicks != 0) {
            json.writeStringField("price", definition.priceText(priceTicks));
          }
          stopPrice(json, definition, triggerTicks);
          json.writeStringField("quantity", definition.quantityText(openLots));
        });
  }

  @Override
  public void orderConcealed(
      long orderId, long account, int symbol, Side side, long priceTicks, long concealedLots) {
    order(
        "CONCEALED",
        orderId,
        account,
        symbol,
        side,
        (json, definition) -> {
          json.writeStringField("price", definition.priceText(priceTicks));
          json.writeStringField("concealedQuantity", definition.quantityText(concealedLots));
        });
  }

  @Override
  public void selfTradePrevented(
      long account,
      int symbol,
      Side takerSide,
      SelfTradePrevention prevention,
      long priceTicks,
      long preventedLots,
      long makerOrderId,
      long makerOpenLots,
      long takerOrderId,
      long takerOpenLots) {
    order(
        "SELF_TRADE_PREVENTED",
        takerOrderId,
        account,
        symbol,
        takerSide,
        takerOpenLots,
        (json, definition) -> {
          json.writeStringField("selfTradePrevention", prevention.name());
          json.writeStringField("price", definition.priceText(priceTicks));
          json.writeStringField("preventedQuantity", definition.quantityText(preventedLots));
          json.writeStringField("restingOrderId", Long.toString(makerOrderId));
          json.writeStringField("restingOpenQuantity", definition.quantityText(makerOpenLots));
        });
  }

  @Override
  public void orderReplaced(
      long orderId,
      long account,
      int symbol,
      Side side,
      long oldPriceTicks,
      long oldOpenLots,
      long newPriceTicks,
      long newOpenLots,
      long newQuantityLots,
      boolean keptPriority) {
    order(
        "REPLACED",
        orderId,
        account,
        symbol,
        side,
        newOpenLots,
        (json, definition) -> {
          json.writeStringField("price", definition.priceText(newPriceTicks));
          json.writeStringField("quantity", definition.quantityText(newQuantityLots));
          json.writeStringField("previousPrice", definition.priceText(oldPriceTicks));
          json.writeStringField("previousOpenQuantity", definition.quantityText(oldOpenLots));
          json.writeBooleanField("keptPriority", keptPriority);
        });
  }

  @Override
  public void orderDone(
      long orderId,
      long account,
      int symbol,
      Side side,
      DoneReason reason,
      long priceTicks,
      long openLots,
      boolean wasResting) {
    order(
        "DONE",
        orderId,
        account,
        symbol,
        side,
        0,
        (json, definition) -> {
          json.writeStringField("status", reason.status().name());
          json.writeStringField("reason", reason.name());
          json.writeStringField("cancelledQuantity", definition.quantityText(openLots));
        });
  }

  @Override
  public void traded(ExecutedTrade trade) {
    if (skipping) {
      index++;
      return;
    }
    SymbolDefinition definition = market.symbol(trade.symbol());
    send(
        FactTopics.TRADE_EXECUTED,
        definition.symbol(),
        json -> {
          json.writeStringField("tradeId", Long.toString(trade.id()));
          json.writeStringField("symbol", definition.symbol());
          json.writeStringField("price", definition.priceText(trade.priceTicks()));
          json.writeStringField("quantity", definition.quantityText(trade.quantityLots()));
          json.writeStringField("takerSide", trade.takerSide().name());
          json.writeStringField("makerOrderId", Long.toString(trade.makerOrderId()));
          json.writeStringField("makerAccount", Long.toString(trade.makerAccount()));
          json.writeStringField("makerFee", definition.quote().amountText(trade.makerFee()));
          json.writeStringField(
              "makerOpenQuantity", definition.quantityText(trade.makerOpenLots()));
          json.writeStringField("takerOrderId", Long.toString(trade.takerOrderId()));
          json.writeStringField("takerAccount", Long.toString(trade.takerAccount()));
          json.writeStringField("takerFee", definition.quote().amountText(trade.takerFee()));
          json.writeStringField(
              "takerOpenQuantity", definition.quantityText(trade.takerOpenLots()));
          json.writeBooleanField("auction", trade.isAuction());
        });
  }

  @Override
  public void posted(Posting posting) {
    if (skipping) {
      index++;
      return;
    }
    AssetDefinition definition = market.asset(posting.asset());
    send(
        FactTopics.LEDGER_POSTED,
        Long.toString(posting.account()),
        json -> {
          json.writeStringField("account", Long.toString(posting.account()));
          json.writeStringField("currency", definition.symbol());
          json.writeStringField("bucket", posting.bucket().name());
          json.writeStringField("type", posting.type().name());
          json.writeStringField("amount", definition.amountText(posting.amount()));
          json.writeStringField("balanceAfter", definition.amountText(posting.balanceAfter()));
          json.writeStringField(
              "reference",
              ProjectionBatch.reference(
                  posting.type(), posting.referenceHigh(), posting.referenceLow()));
        });
  }

  private interface OrderFields {
    void write(EventJson json, SymbolDefinition definition);
  }

  private void order(
      String change,
      long orderId,
      long account,
      int symbol,
      Side side,
      long openLots,
      OrderFields fields) {
    order(
        change,
        orderId,
        account,
        symbol,
        side,
        (json, definition) -> {
          json.writeStringField("openQuantity", definition.quantityText(openLots));
          fields.write(json, definition);
        });
  }

  private void order(
      String change, long orderId, long account, int symbol, Side side, OrderFields fields) {
    if (skipping) {
      index++;
      return;
    }
    SymbolDefinition definition = market.symbol(symbol);
    send(
        FactTopics.ORDER_UPDATED,
        Long.toString(account),
        json -> {
          json.writeStringField("change", change);
          json.writeStringField("orderId", Long.toString(orderId));
          json.writeStringField("account", Long.toString(account));
          json.writeStringField("symbol", definition.symbol());
          json.writeStringField("side", side.name());
          fields.write(json, definition);
        });
  }

  private void send(String topic, String key, Fields fields) {
    int factIndex = index++;
    if (skipping) {
      return;
    }
    json.begin();
    json.writeObjectFieldStart("position");
    json.writeNumberField("sequence", sequence);
    json.writeNumberField("index", factIndex);
    json.writeEndObject();
    json.writeStringField("time", time);
    fields.write(json);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, 0, key.getBytes(StandardCharsets.UTF_8), json.end());
    if (traceparent.length > 0) {
      record.headers().add("traceparent", traceparent);
    }
    out.send(record);
  }
}

package bourse.exchange;

import bourse.domain.AdjustmentCategory;
import bourse.domain.AssetDefinition;
import bourse.domain.ClientOrderId;
import bourse.domain.DoneReason;
import bourse.domain.FeeSchedule;
import bourse.domain.JournalReason;
import bourse.domain.OrderListType;
import bourse.domain.OrderStatus;
import bourse.domain.SafeState;
import bourse.domain.SafeStateCause;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import bourse.domain.SymbolDefinition;
import bourse.engine.AcceptedOrder;
import bourse.engine.Bucket;
import bourse.engine.EntryType;
import bourse.engine.ExecutedTrade;
import bourse.engine.FactSink;
import bourse.engine.HoldEnd;
import bourse.engine.MarketStatus;
import bourse.engine.OrderTerms;
import bourse.engine.Posting;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The facts of many commands, gathered into the rows that they leave: an order or a wallet that
 * changed many times is written once, with its last state. Facts carry absolute values, so nothing
 * has to be read back. Not thread safe.
 */
final class ProjectionBatch implements FactSink {
  private static final long DAY_MICROS = 86_400_000_000L;

  /** An order that was accepted in this batch, or changed in it. */
  static final class OrderChange {
    final long id;
    final long account;
    final SymbolDefinition symbol;
    final Side side;

    /** Set when the order was accepted in this batch; then what was asked for. */
    OrderTerms accepted;

    long createdAtMicros;

    /** Set when price and quantity are known: it was accepted or replaced in this batch. */
    boolean termsKnown;

    long priceTicks;
    long quantityLots;

    long openLots;

    /** The stop price, when it is known: it was accepted, changed or reached in this batch. */
    long triggerTicks;

    /** Whether it waits for its stop price; only when its terms are known. */
    boolean isWaiting;

    /** Whether its turn in its list is still to come; likewise. */
    boolean isPending;

    /** Of the list that it was accepted with; 0 for none. */
    long listId;

    /**
     * By how much the quantity shrank instead of trading, when price and quantity are not known.
     */
    long shrunkLots;

    BigDecimal filledQuote = BigDecimal.ZERO;
    BigDecimal fee = BigDecimal.ZERO;

    /** Null while the order is open. */
    DoneReason doneReason;

    long updatedAtMicros;
    long version;

    private OrderChange(long id, long account, SymbolDefinition symbol, Side side) {
      this.id = id;
      this.account = account;
      this.symbol = symbol;
      this.side = side;
    }

    /** Known when its terms are; otherwise SQL derives it from the row's quantity. */
    OrderStatus status() {
      if (doneReason != null) {
        return doneReason.status();
      }
      if (isPending) {
        return OrderStatus.PENDING;
      }
      if (isWaiting) {
        return OrderStatus.WAITING;
      }
      return openLots < quantityLots ? OrderStatus.PARTIALLY_FILLED : OrderStatus.OPEN;
    }
  }

  record Trade(
      long id,
      SymbolDefinition symbol,
      Side takerSide,
      BigDecimal price,
      BigDecimal quantity,
      BigDecimal quote,
      long buyOrder,
      long sellOrder,
      long buyer,
      long seller,
      BigDecimal buyerFee,
      BigDecimal sellerFee,
      long atMicros,
      long version,
      boolean isAuction) {}

  record ListPlaced(
      long id,
      long account,
      OrderListType type,
      String symbol,
      Optional<String> clientOrderId,
      long atMicros,
      long version) {}

  record PreventedMatch(
      long id,
      long account,
      SymbolDefinition symbol,
      Side takerSide,
      SelfTradePrevention prevention,
      long priceTicks,
      long lots,
      long makerOrder,
      long takerOrder,
      long atMicros,
      long version) {}

  /**
   * @param hash its link in the {@link LedgerChain}; not to be changed
   */
  @SuppressWarnings("ArrayRecordComponent") // Shared without change; never compared.
  record Entry(
      long id,
      long walletId,
      EntryType type,
      Bucket bucket,
      BigDecimal amount,
      BigDecimal balanceAfter,
      String reference,
      long sequence,
      int factIndex,
      long atMicros,
      byte[] hash) {}

  /**
   * Money that came in, went out or over to another account.
   *
   * @param id of its reference
   * @param from 0 until its posting was told
   * @param to likewise
   * @param reason why, where something was said
   * @param about the command that it takes back or puts right; 0 for none
   * @param businessDay to which day it counts, when that is not the day of its time
   */
  record Transfer(
      long sequence,
      UUID id,
      EntryType type,
      long from,
      long to,
      AssetDefinition asset,
      BigDecimal amount,
      Optional<String> reason,
      long about,
      Optional<Integer> businessDay,
      long atMicros) {}

  /** What the fact before the postings of a transfer says of it. */
  private record TransferTerms(Optional<String> reason, long about, Optional<Integer> businessDay) {
    static final TransferTerms NONE = new TransferTerms(Optional.empty(), 0, Optional.empty());
  }

  /** A hold that was made, changed, or both in this batch. */
  static final class HoldChange {
    final long id;

    /** Set when it was made in this batch; otherwise null. */
    HoldMade made;

    AssetDefinition asset;
    long left;
    String status;
    long atMicros;
    long version;

    private HoldChange(long id) {
      this.id = id;
    }
  }

  record HoldMade(long account, long amount, long expiresAtMicros, UUID reference, long atMicros) {}

  record PeriodClosed(int day, long sequence, long atMicros) {}

  /** A wallet's buckets as far as this batch changed them. */
  static final class WalletChange {
    final long id;
    final long account;
    final AssetDefinition asset;
    boolean availableChanged;
    long available;
    boolean reservedChanged;
    long reserved;
    long version;

    private WalletChange(long id, long account, AssetDefinition asset) {
      this.id = id;
      this.account = account;
      this.asset = asset;
    }
  }

  record Minute(String symbol, long minute) {}

  /** What this batch adds to a one-minute candle. */
  static final class CandleChange {
    final BigDecimal open;
    BigDecimal high;
    BigDecimal low;
    BigDecimal close;
    BigDecimal volume = BigDecimal.ZERO;
    BigDecimal quoteVolume = BigDecimal.ZERO;
    long trades;
    long version;

    private CandleChange(BigDecimal open) {
      this.open = open;
      this.high = open;
      this.low = open;
      this.close = open;
    }
  }

  record AssetListed(AssetDefinition asset, long version) {}

  record SymbolListed(SymbolDefinition symbol, long version) {}

  record FeesChange(FeeSchedule schedule, long version) {}

  /** A day of an account, in days since 1970. */
  record VolumeDay(long account, int day) {}

  record Volume(AssetDefinition asset, long volume, long version) {}

  record SafeStateChange(long sequence, SafeState state, SafeStateCause cause, long atMicros) {}

  /** What was set of an account in this batch; null where it stayed. */
  static final class AccountChange {
    Integer flags;
    Integer blocks;
    Integer blockReason;
    Integer feeGroup;
    long version;
  }

  /** What changed of a symbol that was listed before; null where nothing did. */
  static final class SymbolChange {
    SymbolDefinition definition;
    MarketStatus status;
    Reference reference;
    long version;
  }

  /** A reference price as it was set; without a price it was taken away. */
  record Reference(Optional<BigDecimal> price, long seenAtMicros, boolean isStale) {}

  final List<AssetListed> assets = new ArrayList<>();
  final List<SymbolListed> symbols = new ArrayList<>();
  final Map<Integer, SymbolChange> symbolChanges = new LinkedHashMap<>();
  final Map<Long, AccountChange> accounts = new LinkedHashMap<>();
  final List<SafeStateChange> safeStates = new ArrayList<>();
  Optional<FeesChange> fees = Optional.empty();

  /** The assets in which volume was to be counted, in their order; 0 for none. */
  final List<Integer> volumeAssets = new ArrayList<>();

  /** In the last one of them. */
  final Map<VolumeDay, Volume> volumes = new LinkedHashMap<>();

  final Map<Long, OrderChange> orders = new LinkedHashMap<>();
  final List<ListPlaced> lists = new ArrayList<>();
  final List<PreventedMatch> preventedMatches = new ArrayList<>();
  final List<Trade> trades = new ArrayList<>();
  final Map<Long, WalletChange> wallets = new HashMap<>();
  final List<Entry> entries = new ArrayList<>();

  /** By sequence: one command makes at most one. */
  final Map<Long, Transfer> transfers = new LinkedHashMap<>();

  final Map<Long, HoldChange> holds = new LinkedHashMap<>();
  final List<PeriodClosed> periods = new ArrayList<>();

  final Map<Minute, CandleChange> candles = new LinkedHashMap<>();

  private final MarketDefinitions market;
  private LedgerChain chain = LedgerChain.empty();
  private long last;
  private long sequence;
  private long timeMicros;
  private int factIndex;
  private TransferTerms terms = TransferTerms.NONE;
  private boolean skipping;

  ProjectionBatch(MarketDefinitions market) {
    this.market = market;
  }

  /**
   * Forgets everything, and goes on with the ledger's chain where it ends at {@code position}. The
   * next command must be the one after it.
   */
  void restart(long position, LedgerChain chain) {
    clear(position);
    this.chain = chain;
  }

  /** The hash of the last ledger entry in here or before. Not to be changed. */
  byte[] ledgerHash() {
    return chain.head();
  }

  /** Forgets everything; the next command must be the one after {@code position}. */
  void clear(long position) {
    last = position;
    assets.clear();
    symbols.clear();
    accounts.clear();
    symbolChanges.clear();
    safeStates.clear();
    fees = Optional.empty();
    volumeAssets.clear();
    volumes.clear();
    orders.clear();
    lists.clear();
    preventedMatches.clear();
    trades.clear();
    wallets.clear();
    entries.clear();
    transfers.clear();
    holds.clear();
    periods.clear();
    candles.clear();
  }

  /** The last whole command in here. */
  long last() {
    return last;
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
    skipping = sequence <= last;
    if (!skipping && sequence != last + 1) {
      throw new IllegalStateException(
          "The projection has command " + last + " and can't go on with " + sequence);
    }
    this.sequence = sequence;
    timeMicros = logTimeMicros;
    factIndex = 0;
    terms = TransferTerms.NONE;
  }

  @Override
  public void end(long sequence, int factCount) {
    if (!skipping) {
      last = sequence;
    }
  }

  @Override
  public void refused(int code, long account, long orderId) {
    factIndex++;
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
    factIndex++;
    terms = new TransferTerms(Optional.of(JournalReason.of(reason).name()), 0, Optional.empty());
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
    factIndex++;
    boolean isToday = businessDay == Math.floorDiv(timeMicros, DAY_MICROS);
    terms =
        new TransferTerms(
            reason == 0 ? Optional.empty() : Optional.of(AdjustmentCategory.of(reason).name()),
            about,
            isToday ? Optional.empty() : Optional.of(businessDay));
  }

  @Override
  public void periodClosed(int day) {
    factIndex++;
    if (!skipping) {
      periods.add(new PeriodClosed(day, sequence, timeMicros));
    }
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
    factIndex++;
    if (!skipping) {
      UUID reference = new UUID(referenceHigh, referenceLow);
      HoldChange hold = hold(holdId, asset, amount, "HELD");
      hold.made = new HoldMade(account, amount, expiresAtMicros, reference, timeMicros);
    }
  }

  @Override
  public void holdReduced(
      long holdId, long account, int asset, long amount, long left, HoldEnd end) {
    factIndex++;
    if (!skipping) {
      hold(holdId, asset, left, left == 0 ? end.name() : "HELD");
    }
  }

  private HoldChange hold(long id, int asset, long left, String status) {
    HoldChange hold = holds.computeIfAbsent(id, HoldChange::new);
    hold.asset = market.asset(asset);
    hold.left = left;
    hold.status = status;
    hold.atMicros = timeMicros;
    hold.version = sequence;
    return hold;
  }

  @Override
  public void feesSet(FeeSchedule schedule) {
    factIndex++;
    if (!skipping) {
      fees = Optional.of(new FeesChange(schedule, sequence));
      volumeAssets.add(schedule.volumeAsset());
      volumes.values().removeIf(volume -> volume.asset().id() != schedule.volumeAsset());
    }
  }

  @Override
  public void volumeCounted(long account, int asset, int day, long volume) {
    factIndex++;
    if (!skipping) {
      volumes.put(new VolumeDay(account, day), new Volume(market.asset(asset), volume, sequence));
    }
  }

  @Override
  public void feeGroupSet(long account, int group) {
    factIndex++;
    if (!skipping) {
      changeOf(account).feeGroup = group;
    }
  }

  @Override
  public void safeStateSet(SafeState state, SafeStateCause cause, long sinceMicros) {
    factIndex++;
    if (!skipping) {
      safeStates.add(new SafeStateChange(sequence, state, cause, sinceMicros));
    }
  }

  @Override
  public void cancelAllAfterSet(long account, long dueAtMicros) {
    factIndex++;
  }

  @Override
  public void ruleVersionSet(int ruleVersion) {
    factIndex++;
  }

  @Override
  public void assetListed(AssetDefinition asset) {
    factIndex++;
    if (!skipping) {
      market.add(asset);
      assets.add(new AssetListed(asset, sequence));
    }
  }

  @Override
  public void symbolListed(SymbolDefinition symbol) {
    factIndex++;
    if (!skipping) {
      market.add(symbol);
      symbols.add(new SymbolListed(symbol, sequence));
    }
  }

  @Override
  public void symbolChanged(SymbolDefinition symbol) {
    factIndex++;
    if (!skipping) {
      market.add(symbol);
      change(symbol.id()).definition = symbol;
    }
  }

  @Override
  public void marketStatus(MarketStatus status) {
    factIndex++;
    if (!skipping) {
      change(status.symbol()).status = status;
    }
  }

  @Override
  public void auctionUncrossed(int symbol, long priceTicks, long lots, long surplusLots) {
    // Its trades say it all.
    factIndex++;
  }

  @Override
  public void referencePriceSet(int symbol, long priceTicks, long seenAtMicros, boolean isStale) {
    factIndex++;
    if (!skipping) {
      Optional<BigDecimal> price =
          priceTicks == 0 ? Optional.empty() : Optional.of(market.symbol(symbol).price(priceTicks));
      change(symbol).reference = new Reference(price, seenAtMicros, isStale);
    }
  }

  private SymbolChange change(int symbol) {
    SymbolChange change = symbolChanges.computeIfAbsent(symbol, id -> new SymbolChange());
    change.version = sequence;
    return change;
  }

  @Override
  public void accountFlagsSet(long account, int flags) {
    factIndex++;
    if (!skipping) {
      changeOf(account).flags = flags;
    }
  }

  @Override
  public void accountBlocksSet(long account, int blocks, int reason) {
    factIndex++;
    if (!skipping) {
      AccountChange change = changeOf(account);
      change.blocks = blocks;
      change.blockReason = reason;
    }
  }

  private AccountChange changeOf(long account) {
    AccountChange change = accounts.computeIfAbsent(account, id -> new AccountChange());
    change.version = sequence;
    return change;
  }

  @Override
  public void orderAccepted(AcceptedOrder accepted) {
    factIndex++;
    if (skipping) {
      return;
    }
    OrderChange order =
        change(accepted.id(), accepted.account(), accepted.symbol(), accepted.side());
    order.accepted = accepted.terms();
    order.createdAtMicros = accepted.createdAtMicros();
    order.termsKnown = true;
    order.priceTicks = accepted.priceTicks();
    order.quantityLots = accepted.quantityLots();
    order.openLots = accepted.quantityLots();
    order.triggerTicks = accepted.conditions().triggerTicks();
    order.isWaiting = accepted.type().waits();
    order.isPending = accepted.isPending();
    order.listId = accepted.listId();
  }

  @Override
  public void orderListPlaced(
      long listId, long account, int symbol, OrderListType type, ClientOrderId clientOrderId) {
    factIndex++;
    if (!skipping) {
      lists.add(
          new ListPlaced(
              listId,
              account,
              type,
              market.symbol(symbol).symbol(),
              clientOrderId.isNone() ? Optional.empty() : Optional.of(clientOrderId.text()),
              timeMicros,
              sequence));
    }
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
    factIndex++;
    if (skipping) {
      return;
    }
    OrderChange order = change(orderId, account, symbol, side);
    order.termsKnown = true;
    order.isPending = false;
    order.isWaiting = waits;
    order.triggerTicks = triggerTicks;
    order.quantityLots = openLots;
    order.openLots = openLots;
  }

  @Override
  public void orderRested(
      long orderId, long account, int symbol, Side side, long priceTicks, long openLots) {
    factIndex++;
    if (!skipping) {
      change(orderId, account, symbol, side).openLots = openLots;
    }
  }

  @Override
  public void orderTriggered(
      long orderId, long account, int symbol, Side side, long triggerTicks, long openLots) {
    factIndex++;
    if (skipping) {
      return;
    }
    OrderChange order = change(orderId, account, symbol, side);
    order.termsKnown = true;
    order.isWaiting = false;
    order.triggerTicks = triggerTicks;
    order.quantityLots = openLots;
    order.openLots = openLots;
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
    factIndex++;
    if (skipping) {
      return;
    }
    OrderChange order = change(orderId, account, symbol, side);
    order.termsKnown = true;
    order.isWaiting = true;
    order.priceTicks = priceTicks;
    order.triggerTicks = triggerTicks;
    order.quantityLots = openLots;
    order.openLots = openLots;
  }

  @Override
  public void orderConcealed(
      long orderId, long account, int symbol, Side side, long priceTicks, long concealedLots) {
    // The row has the whole quantity, shown or not.
    factIndex++;
  }

  @Override
  public void traded(ExecutedTrade trade) {
    factIndex++;
    if (skipping) {
      return;
    }
    SymbolDefinition definition = market.symbol(trade.symbol());
    BigDecimal price = definition.price(trade.priceTicks());
    BigDecimal quantity = definition.quantity(trade.quantityLots());
    BigDecimal quote = price.multiply(quantity);
    BigDecimal makers = definition.quote().amount(trade.makerFee());
    BigDecimal takers = definition.quote().amount(trade.takerFee());
    boolean takerBuys = trade.takerSide() == Side.BUY;
    trades.add(
        new Trade(
            trade.id(),
            definition,
            trade.takerSide(),
            price,
            quantity,
            quote,
            takerBuys ? trade.takerOrderId() : trade.makerOrderId(),
            takerBuys ? trade.makerOrderId() : trade.takerOrderId(),
            takerBuys ? trade.takerAccount() : trade.makerAccount(),
            takerBuys ? trade.makerAccount() : trade.takerAccount(),
            takerBuys ? takers : makers,
            takerBuys ? makers : takers,
            timeMicros,
            sequence,
            trade.isAuction()));
    fill(
        change(
            trade.makerOrderId(),
            trade.makerAccount(),
            trade.symbol(),
            trade.takerSide().opposite()),
        trade.makerOpenLots(),
        quote,
        makers);
    fill(
        change(trade.takerOrderId(), trade.takerAccount(), trade.symbol(), trade.takerSide()),
        trade.takerOpenLots(),
        quote,
        takers);
    addToCandle(definition, price, quantity, quote);
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
    int index = factIndex++;
    if (skipping) {
      return;
    }
    preventedMatches.add(
        new PreventedMatch(
            StoredEntry.id(sequence, index),
            account,
            market.symbol(symbol),
            takerSide,
            prevention,
            priceTicks,
            preventedLots,
            makerOrderId,
            takerOrderId,
            timeMicros,
            sequence));
    if (prevention != SelfTradePrevention.DECREMENT_AND_CANCEL) {
      return;
    }
    shrink(
        change(makerOrderId, account, symbol, takerSide.opposite()), preventedLots, makerOpenLots);
    shrink(change(takerOrderId, account, symbol, takerSide), preventedLots, takerOpenLots);
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
    factIndex++;
    if (skipping) {
      return;
    }
    OrderChange order = change(orderId, account, symbol, side);
    order.shrunkLots = 0;
    order.termsKnown = true;
    order.priceTicks = newPriceTicks;
    order.quantityLots = newQuantityLots;
    order.openLots = newOpenLots;
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
    factIndex++;
    if (skipping) {
      return;
    }
    OrderChange order = change(orderId, account, symbol, side);
    order.openLots = openLots;
    order.doneReason = reason;
  }

  @Override
  public void posted(Posting posting) {
    int index = factIndex++;
    if (skipping) {
      return;
    }
    AssetDefinition definition = market.asset(posting.asset());
    long walletId = StoredWallet.id(posting.account(), posting.asset());
    long id = StoredEntry.id(sequence, index);
    BigDecimal moved = definition.amount(posting.amount());
    BigDecimal after = definition.amount(posting.balanceAfter());
    String reference = reference(posting.type(), posting.referenceHigh(), posting.referenceLow());
    byte[] hash =
        chain.add(
            id,
            walletId,
            posting.type().name(),
            posting.bucket().name(),
            moved,
            after,
            reference,
            timeMicros);
    entries.add(
        new Entry(
            id,
            walletId,
            posting.type(),
            posting.bucket(),
            moved,
            after,
            reference,
            sequence,
            index,
            timeMicros,
            hash));
    addTransfer(posting);
    WalletChange wallet =
        wallets.computeIfAbsent(
            walletId, wanted -> new WalletChange(wanted, posting.account(), definition));
    switch (posting.bucket()) {
      case AVAILABLE -> {
        wallet.availableChanged = true;
        wallet.available = posting.balanceAfter();
      }
      case RESERVED -> {
        wallet.reservedChanged = true;
        wallet.reserved = posting.balanceAfter();
      }
    }
    wallet.version = sequence;
  }

  private void addTransfer(Posting posting) {
    switch (posting.type()) {
      case DEPOSIT, WITHDRAWAL, JOURNAL, ADJUSTMENT, REVERSAL, SETTLEMENT ->
          transfers.put(sequence, transfer(posting));
      case FEE -> {
        if (posting.referenceHigh() != 0) {
          transfers.put(sequence, transfer(posting));
        }
      }
      case HOLD, RELEASE, TRADE, BALANCE -> {
        // Moves what is in the venue already.
      }
    }
  }

  /** Who pays is told before who gets it. */
  private Transfer transfer(Posting posting) {
    Transfer begun = transfers.get(sequence);
    AssetDefinition asset = market.asset(posting.asset());
    return new Transfer(
        sequence,
        new UUID(posting.referenceHigh(), posting.referenceLow()),
        posting.type(),
        begun == null ? posting.account() : begun.from(),
        begun == null ? 0 : posting.account(),
        asset,
        asset.amount(Math.abs(posting.amount())),
        terms.reason(),
        terms.about(),
        terms.businessDay(),
        timeMicros);
  }

  /** What a posting is for, as people read it. */
  static String reference(EntryType type, long high, long low) {
    return switch (type) {
      case DEPOSIT, WITHDRAWAL, JOURNAL, ADJUSTMENT, REVERSAL, SETTLEMENT ->
          new UUID(high, low).toString();
      case HOLD, RELEASE -> high == 0 ? "order:" + low : new UUID(high, low).toString();
      case TRADE, FEE -> high == 0 ? "trade:" + low : new UUID(high, low).toString();
      case BALANCE ->
          throw new IllegalStateException("A described balance is no posting and is not projected");
    };
  }

  private OrderChange change(long orderId, long account, int symbol, Side side) {
    OrderChange order =
        orders.computeIfAbsent(
            orderId, id -> new OrderChange(id, account, market.symbol(symbol), side));
    order.updatedAtMicros = timeMicros;
    order.version = sequence;
    return order;
  }

  private static void shrink(OrderChange order, long lots, long openLots) {
    order.openLots = openLots;
    if (order.termsKnown) {
      order.quantityLots -= lots;
    } else {
      order.shrunkLots += lots;
    }
  }

  private static void fill(OrderChange order, long openLots, BigDecimal quote, BigDecimal fee) {
    order.openLots = openLots;
    order.filledQuote = order.filledQuote.add(quote);
    order.fee = order.fee.add(fee);
  }

  private void addToCandle(
      SymbolDefinition symbol, BigDecimal price, BigDecimal quantity, BigDecimal quote) {
    CandleChange candle =
        candles.computeIfAbsent(
            new Minute(symbol.symbol(), Math.floorDiv(timeMicros, 60_000_000L)),
            minute -> new CandleChange(price));
    candle.high = candle.high.max(price);
    candle.low = candle.low.min(price);
    candle.close = price;
    candle.volume = candle.volume.add(quantity);
    candle.quoteVolume = candle.quoteVolume.add(quote);
    candle.trades++;
    candle.version = sequence;
  }
}

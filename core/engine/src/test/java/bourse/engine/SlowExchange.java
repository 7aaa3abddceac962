package bourse.engine;

import bourse.domain.AccountBlock;
import bourse.domain.AssetDefinition;
import bourse.domain.ClientOrderId;
import bourse.domain.DoneReason;
import bourse.domain.ErrorCode;
import bourse.domain.FeeRate;
import bourse.domain.FeeSchedule;
import bourse.domain.JournalReason;
import bourse.domain.MarketCause;
import bourse.domain.MarketState;
import bourse.domain.OrderListType;
import bourse.domain.OrderType;
import bourse.domain.PriceLimits;
import bourse.domain.SafeState;
import bourse.domain.SafeStateCause;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import bourse.domain.SuspensionReason;
import bourse.domain.SymbolDefinition;
import bourse.domain.TimeInForce;
import bourse.domain.VolatilityHalt;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The same exchange, written to be obvious instead of fast: lists that are searched, big integers,
 * fees recomputed from the exact sum. The oracle for random tests.
 */
public final class SlowExchange {
  private static final BigInteger PARTS = BigInteger.valueOf(1_000_000);
  private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

  private static final class Resting {
    long id;
    long version;
    long account;
    SymbolDefinition symbol;
    Side side;
    long price;
    long open;
    long filled;
    long priority;

    /** In millionths, as they were when it was accepted. */
    int makerRate;

    int takerRate;
    ClientOrderId clientOrderId;
    TimeInForce timeInForce;
    SelfTradePrevention prevention;
    boolean postOnly;
    long expiresAt;
    OrderType type;

    /** 0 when it has a quantity. */
    long amount;

    /** What the market must reach; 0 when it does not wait. */
    long trigger;

    long trailTicks;
    long trailBasisPoints;

    /** Of a trailing stop, the best price of the market since it came. */
    long bestSeen;

    /** When it came to wait for this trigger. */
    long arrival;

    long display;

    /** Of what is open, what the book does not show. */
    long hidden;

    DoneReason whenNothingIsOpen = DoneReason.FILLED;

    /** The list that it is of, and whether its turn there is still to come. */
    SlowList list;

    boolean pending;

    boolean market() {
      return type.isMarket();
    }

    boolean buys() {
      return side == Side.BUY;
    }

    boolean trails() {
      return type == OrderType.TRAILING_STOP;
    }

    /** Sum of notional times rate. */
    BigInteger feeExact = BigInteger.ZERO;

    BigInteger feePaid = BigInteger.ZERO;
    BigInteger held = BigInteger.ZERO;
  }

  /** Orders that depend on each other. */
  private static final class SlowList {
    final long id;
    final long account;
    final OrderListType type;
    final ClientOrderId name;

    /** Those that live: the working order first, then the profit order, then the stop order. */
    final List<Resting> members = new ArrayList<>();

    boolean tied = true;

    /** What the working order of a bracket traded. */
    long exitLots;

    SlowList(long id, long account, OrderListType type, ClientOrderId name) {
      this.id = id;
      this.account = account;
      this.type = type;
      this.name = name;
    }

    boolean isWorking(Resting order) {
      return type != OrderListType.OCO && order.id == id;
    }

    /** Whether two orders that cancel each other are what is left. */
    boolean isPair() {
      return tied
          && type != OrderListType.OTO
          && members.size() == 2
          && members.stream().noneMatch(this::isWorking);
    }
  }

  private static boolean isPaired(Resting order) {
    return order.list != null && order.list.isPair();
  }

  private static Resting partner(Resting order) {
    return order.list.members.stream().filter(other -> other != order).findFirst().orElseThrow();
  }

  /** Whether it is the second of a pair, for which nothing is held. */
  private static boolean isSecond(Resting order) {
    return isPaired(order) && order.list.members.getLast() == order;
  }

  private record Place(long account, int asset, Bucket bucket) {}

  private record Key(long account, ClientOrderId id) {}

  /**
   * What an order would trade.
   *
   * @param wanted by an order with an amount: with what it would meet of its own
   * @param spent whether its amount does not suffice for one more lot
   */
  private record Reach(
      long lots, BigInteger notional, long wanted, boolean spent, boolean outside, int fills) {
    DoneReason whenNothingIsOpen() {
      if (spent) {
        return lots == 0 ? DoneReason.AMOUNT_TOO_SMALL : DoneReason.FILLED;
      }
      if (outside) {
        return DoneReason.EXECUTION_RANGE;
      }
      return lots == 0
          ? DoneReason.NO_LIQUIDITY
          : fills == ExchangeEngine.FILL_LIMIT ? DoneReason.FILL_LIMIT : DoneReason.UNFILLED_REST;
    }
  }

  /** A resting order in somebody's thoughts. */
  private static final class Thought {
    final Resting order;
    long shown;
    long hidden;
    long priority;

    Thought(Resting order) {
      this.order = order;
      shown = order.open - order.hidden;
      hidden = order.hidden;
      priority = order.priority;
    }
  }

  private record Refusal(ErrorCode code, long orderId) {}

  private static final Map<MarketState, Set<MarketState>> NEXT =
      Map.of(
          MarketState.PRE_OPEN,
          states("AUCTION TRADING CANCEL_ONLY POST_ONLY LIMIT_ONLY HALTED CLOSED"),
          MarketState.AUCTION,
          states("TRADING CANCEL_ONLY POST_ONLY LIMIT_ONLY HALTED CLOSED"),
          MarketState.TRADING,
          states("AUCTION CANCEL_ONLY POST_ONLY LIMIT_ONLY HALTED CLOSED"),
          MarketState.CANCEL_ONLY,
          states("AUCTION TRADING POST_ONLY LIMIT_ONLY HALTED CLOSED"),
          MarketState.POST_ONLY,
          states("AUCTION TRADING CANCEL_ONLY LIMIT_ONLY HALTED CLOSED"),
          MarketState.LIMIT_ONLY,
          states("AUCTION TRADING CANCEL_ONLY POST_ONLY HALTED CLOSED"),
          MarketState.HALTED,
          states("AUCTION TRADING CANCEL_ONLY POST_ONLY LIMIT_ONLY CLOSED"),
          MarketState.CLOSED,
          states("PRE_OPEN TRADING"),
          MarketState.DELISTED,
          Set.of());

  private static Set<MarketState> states(String names) {
    return Arrays.stream(names.split(" "))
        .map(MarketState::valueOf)
        .collect(Collectors.toUnmodifiableSet());
  }

  private record Reference(long price, long seenAt, boolean stale) {}

  private record Plan(MarketState state, long at, Optional<AuctionCall> call) {}

  /** An auction that ends by itself, and how often it was extended; -1 when it is never. */
  private record Call(AuctionCall end, int extensions) {}

  /** Trades of an auction that are being made, and their price; 0 before it is found. */
  private record Uncross(MarketState to, MarketCause cause, long price) {}

  private record Use(long orderId, Optional<Long> endedAt) {}

  /** What is set aside for something outside. */
  private record SlowHold(
      long id, long account, int asset, BigInteger amount, long expiresAt, long high, long low) {
    SlowHold left(BigInteger less) {
      return new SlowHold(id, account, asset, amount.subtract(less), expiresAt, high, low);
    }
  }

  private final FactSink sink;
  private final Map<Integer, AssetDefinition> assets = new TreeMap<>();
  private final Map<Integer, SymbolDefinition> symbols = new TreeMap<>();
  private final Map<Integer, MarketState> states = new TreeMap<>();
  private final Map<Integer, Plan> plans = new TreeMap<>();
  private final Map<Integer, Call> calls = new TreeMap<>();
  private final Map<Integer, Uncross> uncrosses = new TreeMap<>();
  private final List<Resting> held = new ArrayList<>();
  private final Map<Integer, Reference> references = new TreeMap<>();
  private final Map<Integer, Long> lastPrices = new TreeMap<>();
  private final Map<Long, Integer> flags = new HashMap<>();
  private final Map<Place, BigInteger> balances = new HashMap<>();
  private final Map<Key, Use> clientOrderIds = new HashMap<>();
  private final Map<Long, Long> cancelAllAt = new HashMap<>();
  private final Map<Long, Set<AccountBlock>> blocks = new HashMap<>();
  private final List<Resting> book = new ArrayList<>();
  private final List<Resting> waiting = new ArrayList<>();
  private final List<Resting> reached = new ArrayList<>();
  private final List<Resting> pending = new ArrayList<>();
  private final Map<Long, SlowList> lists = new TreeMap<>();
  private final Map<Long, SlowHold> holds = new TreeMap<>();
  private long closedDay = Long.MIN_VALUE;
  private SafeState safeState = SafeState.NORMAL;
  private final Map<Long, Integer> feeGroups = new HashMap<>();
  private List<FeeRate> fees = List.of();
  private int volumeAsset;

  /** What accounts traded, by account and day. */
  private final Map<Long, Map<Long, BigInteger>> volumes = new TreeMap<>();

  private int rules = 1;
  private int rulesBefore;
  private long rulesSetAt;
  private long sequence;
  private long now;
  private long lastOrder;
  private long lastTrade;
  private long lastPriority;
  private long lastArrival;
  private int facts;

  public SlowExchange(FactSink sink) {
    this.sink = sink;
  }

  /** Open order ids with their accounts and versions, for whoever makes up commands. */
  public List<long[]> openOrders() {
    return open().map(order -> new long[] {order.id, order.account, order.version}).toList();
  }

  /** How many of them rest in a book. */
  int restingOrders() {
    return book.size();
  }

  private Stream<Resting> open() {
    return Stream.of(book, waiting, reached, held, pending).flatMap(List::stream);
  }

  /** Lists with an open order, with their accounts. */
  List<long[]> openLists() {
    return lists.values().stream().map(list -> new long[] {list.id, list.account}).toList();
  }

  private boolean leave(Resting order) {
    boolean rested = book.remove(order);
    waiting.remove(order);
    reached.remove(order);
    held.remove(order);
    pending.remove(order);
    return rested;
  }

  /** A market that collects orders for an auction; 0 when none does. */
  int marketInAuction() {
    return states.entrySet().stream()
        .filter(entry -> entry.getValue() == MarketState.AUCTION)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(0);
  }

  /** A market that does not trade, may again, and does not by itself; 0 when all do. */
  int quietMarket() {
    return states.entrySet().stream()
        .filter(entry -> entry.getValue() != MarketState.TRADING)
        .filter(entry -> !calls.containsKey(entry.getKey()))
        .filter(entry -> entry.getValue() != MarketState.DELISTED)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(0);
  }

  /** A symbol in which something rests. */
  Optional<Integer> symbolOfAnOrder() {
    return book.stream().map(order -> order.symbol.id()).findFirst();
  }

  /** All balances of an asset, the house included: zero when money is conserved. */
  public BigInteger total(int asset) {
    return balances.entrySet().stream()
        .filter(entry -> entry.getKey().asset() == asset)
        .map(Map.Entry::getValue)
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  /** Executes a command at its log time: what is due by then, and its own body. */
  public void command(long logTimeMicros, CommandContext context, Runnable body) {
    begin(logTimeMicros, context);
    runDue();
    long enough = rules < 2 ? Long.MAX_VALUE : lastTrade + ExchangeEngine.FILL_LIMIT;
    int left = runReached(ExchangeEngine.TRIGGER_LIMIT, enough);
    body.run();
    runReached(left, enough);
    sink.end(sequence, facts);
  }

  private void begin(long logTimeMicros, CommandContext context) {
    sequence++;
    now = logTimeMicros;
    facts = 0;
    sink.begin(
        sequence,
        now,
        rules,
        context.commandIdHigh(),
        context.commandIdLow(),
        context.traceIdHigh(),
        context.traceIdLow(),
        context.spanId());
  }

  /** Sets the rules, and does nothing else. */
  public void setRuleVersion(long logTimeMicros, CommandContext context, int version) {
    begin(logTimeMicros, context);
    boolean goesBack = rulesSetAt == sequence - 1 && version == rulesBefore;
    if (version < rules && !goesBack) {
      refuse(ErrorCode.INVALID_DEFINITION, 0, 0);
    } else {
      if (version != rules) {
        rulesBefore = version < rules ? 0 : rules;
        rulesSetAt = version < rules ? 0 : sequence;
      }
      rules = version;
      facts++;
      sink.ruleVersionSet(version);
    }
    sink.end(sequence, facts);
  }

  void addAsset(AssetDefinition asset) {
    assets.put(asset.id(), asset);
    facts++;
    sink.assetListed(asset);
  }

  void listSymbol(SymbolDefinition symbol) {
    listSymbol(symbol, MarketState.TRADING);
  }

  void listSymbol(SymbolDefinition symbol, MarketState state) {
    symbols.put(symbol.id(), symbol);
    states.put(symbol.id(), state);
    facts++;
    sink.symbolListed(symbol);
    if (state != MarketState.TRADING) {
      tellStatus(symbol.id(), MarketCause.LISTED);
    }
  }

  void setFlags(long account, int newFlags) {
    if (isOff(SafeState.READ_ONLY, account, 0)) {
      return;
    }
    flags.put(account, newFlags);
    facts++;
    sink.accountFlagsSet(account, newFlags);
  }

  /** Freezing cancels all at once: no account here has more orders than one command cancels. */
  void setBlocks(long account, Set<AccountBlock> newBlocks, SuspensionReason reason) {
    if (isOff(SafeState.READ_ONLY, account, 0)) {
      return;
    }
    flags.putIfAbsent(account, 0);
    blocks.put(account, newBlocks);
    facts++;
    sink.accountBlocksSet(account, AccountBlock.bits(newBlocks), reason.number());
    if (isFrozen(account)) {
      cancelAll(account, 0, ExchangeEngine.CANCEL_LIMIT, DoneReason.ACCOUNT_FROZEN);
    }
  }

  void setFees(FeeSchedule wanted) {
    if (isOff(SafeState.READ_ONLY, 0, 0)) {
      return;
    }
    List<FeeRate> before = fees;
    int assetBefore = volumeAsset;
    fees = wanted.rates();
    volumeAsset = wanted.volumeAsset();
    if ((volumeAsset != 0 && !assets.containsKey(volumeAsset))
        || fees.stream().anyMatch(this::isOdd)
        || symbols.values().stream().anyMatch(this::isShort)) {
      fees = before;
      volumeAsset = assetBefore;
      refuse(ErrorCode.INVALID_FEES, 0, 0);
      return;
    }
    if (volumeAsset != assetBefore) {
      volumes.clear();
    }
    facts++;
    sink.feesSet(wanted);
  }

  /** The asset in which volume is counted; 0 when it is not. */
  public int volumeAsset() {
    return volumeAsset;
  }

  /** What the account traded today and on the 29 days before. */
  private BigInteger volume(long account) {
    return volumes.getOrDefault(account, Map.of()).entrySet().stream()
        .filter(entry -> entry.getKey() > day() - 30)
        .map(Map.Entry::getValue)
        .reduce(BigInteger.ZERO, BigInteger::add)
        .min(LONG_MAX);
  }

  /** How many days of volume a description of the state tells. */
  long daysOfVolume() {
    return volumes.values().stream()
        .flatMap(days -> days.keySet().stream())
        .filter(day -> day > day() - 30)
        .count();
  }

  private long day() {
    return Math.floorDiv(now, 86_400_000_000L);
  }

  private void countVolume(Resting maker, Resting taker, BigInteger notional, BigInteger base) {
    BigInteger volume = volume(taker.symbol, notional, base).min(LONG_MAX);
    if (volume.signum() == 0 || maker.account == taker.account) {
      return;
    }
    for (long account : List.of(maker.account, taker.account)) {
      Map<Long, BigInteger> days = volumes.computeIfAbsent(account, key -> new TreeMap<>());
      days.merge(day(), volume, (one, other) -> one.add(other).min(LONG_MAX));
      facts++;
      sink.volumeCounted(account, volumeAsset, (int) day(), days.get(day()).longValueExact());
    }
  }

  private BigInteger volume(SymbolDefinition symbol, BigInteger notional, BigInteger baseUnits) {
    if (symbol.quote().id() == volumeAsset) {
      return notional;
    }
    if (symbol.base().id() == volumeAsset) {
      return baseUnits;
    }
    return symbols.values().stream()
        .filter(other -> other.base().id() == symbol.quote().id())
        .filter(other -> other.quote().id() == volumeAsset)
        .filter(other -> states.get(other.id()) != MarketState.DELISTED)
        .findFirst()
        .flatMap(other ->
            reference(other.id())
                .map(price ->
                    notional
                        .multiply(price)
                        .multiply(big(other.quoteUnitsPerTickLot()))
                        .divide(big(other.lotUnits()))))
        .orElse(BigInteger.ZERO);
  }

  private boolean isOdd(FeeRate rate) {
    long same =
        fees.stream()
            .filter(one -> one.group() == rate.group() && one.symbol() == rate.symbol())
            .filter(one -> one.minimumVolume() == rate.minimumVolume())
            .count();
    boolean hasFirst =
        fees.stream()
            .filter(one -> one.group() == rate.group() && one.symbol() == rate.symbol())
            .anyMatch(one -> one.minimumVolume() == 0);
    return same > 1
        || !hasFirst
        || (rate.symbol() != 0 && !symbols.containsKey(rate.symbol()))
        || rate.takerRate() > 1_000_000
        || rate.makerRate() > 1_000_000;
  }

  /** Whether a maker would get more than some taker pays. */
  private boolean isShort(SymbolDefinition symbol) {
    List<FeeRate> met = new ArrayList<>();
    for (int group = 0; group < 5; group++) {
      met.add(feeRate(group, symbol, BigInteger.ZERO));
      for (FeeRate rate : fees) {
        met.add(feeRate(group, symbol, big(rate.minimumVolume())));
      }
    }
    int rebate = -met.stream().mapToInt(FeeRate::makerRate).min().orElseThrow();
    return rebate > met.stream().mapToInt(FeeRate::takerRate).min().orElseThrow();
  }

  void setFeeGroup(long account, int group) {
    if (isOff(SafeState.READ_ONLY, account, 0)) {
      return;
    }
    if (group > 63) {
      refuse(ErrorCode.INVALID_FEES, account, 0);
      return;
    }
    flags.putIfAbsent(account, 0);
    feeGroups.put(account, group);
    facts++;
    sink.feeGroupSet(account, group);
  }

  /** Of all rates that concern it the one that says most: a symbol says more than a group. */
  private FeeRate feeRate(int group, SymbolDefinition symbol, BigInteger volume) {
    return fees.stream()
        .filter(rate -> rate.group() == group || rate.group() == 0)
        .filter(rate -> rate.symbol() == symbol.id() || rate.symbol() == 0)
        .filter(rate -> big(rate.minimumVolume()).compareTo(volume) <= 0)
        .max(
            Comparator.comparing((FeeRate rate) -> rate.symbol() != 0)
                .thenComparing(rate -> rate.group() != 0)
                .thenComparingLong(FeeRate::minimumVolume))
        .orElse(
            new FeeRate(
                0, 0, symbol.makerFeeBasisPoints() * 100, symbol.takerFeeBasisPoints() * 100));
  }

  public SafeState safeState() {
    return safeState;
  }

  void setSafeState(SafeState state, SafeStateCause cause) {
    if (cause == SafeStateCause.OPERATOR || state.number() > safeState.number()) {
      safeState = state;
      facts++;
      sink.safeStateSet(state, cause, now);
    }
  }

  /** Refuses what the venue does not do from this state on. */
  private boolean isOff(SafeState from, long account, long orderId) {
    if (safeState.number() < from.number()) {
      return false;
    }
    ErrorCode code =
        switch (safeState) {
          case NORMAL -> throw new IllegalStateException();
          case NO_WITHDRAWALS -> ErrorCode.WITHDRAWALS_STOPPED;
          case CANCEL_ONLY -> ErrorCode.VENUE_CANCEL_ONLY;
          case HALT -> ErrorCode.VENUE_HALTED;
          case READ_ONLY -> ErrorCode.VENUE_READ_ONLY;
        };
    boolean isWithdrawal = from == SafeState.NO_WITHDRAWALS && safeState != SafeState.READ_ONLY;
    refuse(isWithdrawal ? ErrorCode.WITHDRAWALS_STOPPED : code, account, orderId);
    return true;
  }

  private boolean isFrozen(long account) {
    return isBlocked(account, AccountBlock.ACCOUNT);
  }

  private boolean isBlocked(long account, AccountBlock block) {
    return blocks.getOrDefault(account, Set.of()).contains(block);
  }

  private Optional<ErrorCode> tradingBlock(long account) {
    if (isFrozen(account)) {
      return Optional.of(ErrorCode.ACCOUNT_FROZEN);
    }
    return isBlocked(account, AccountBlock.TRADING)
        ? Optional.of(ErrorCode.ACCOUNT_CANCEL_ONLY)
        : Optional.empty();
  }

  void deposit(long account, int asset, long amount, long high, long low) {
    if (isOff(SafeState.READ_ONLY, account, 0)) {
      return;
    }
    if (!assets.containsKey(asset)) {
      refuse(ErrorCode.UNKNOWN_ASSET, account, 0);
    } else if (amount <= 0) {
      refuse(ErrorCode.AMOUNT_OUT_OF_RANGE, account, 0);
    } else {
      flags.putIfAbsent(account, 0);
      BigInteger moved = BigInteger.valueOf(amount);
      post(
          SystemAccounts.OMNIBUS,
          asset,
          Bucket.AVAILABLE,
          EntryType.DEPOSIT,
          moved.negate(),
          high,
          low);
      post(account, asset, Bucket.AVAILABLE, EntryType.DEPOSIT, moved, high, low);
    }
  }

  void withdraw(long account, int asset, long amount, long high, long low) {
    if (isOff(SafeState.NO_WITHDRAWALS, account, 0)) {
      return;
    }
    BigInteger moved = BigInteger.valueOf(amount);
    if (!assets.containsKey(asset)) {
      refuse(ErrorCode.UNKNOWN_ASSET, account, 0);
    } else if (amount <= 0) {
      refuse(ErrorCode.AMOUNT_OUT_OF_RANGE, account, 0);
    } else if (isFrozen(account)) {
      refuse(ErrorCode.ACCOUNT_FROZEN, account, 0);
    } else if (isBlocked(account, AccountBlock.TRANSFERS)) {
      refuse(ErrorCode.ACCOUNT_TRANSFERS_BLOCKED, account, 0);
    } else if (balance(account, asset, Bucket.AVAILABLE).compareTo(moved) < 0) {
      refuse(ErrorCode.INSUFFICIENT_FUNDS, account, 0);
    } else {
      post(account, asset, Bucket.AVAILABLE, EntryType.WITHDRAWAL, moved.negate(), high, low);
      post(SystemAccounts.OMNIBUS, asset, Bucket.AVAILABLE, EntryType.WITHDRAWAL, moved, high, low);
    }
  }

  void journal(
      long from, long to, int asset, long amount, JournalReason reason, long high, long low) {
    if (isOff(SafeState.READ_ONLY, from, 0)) {
      return;
    }
    BigInteger moved = BigInteger.valueOf(amount);
    Optional<ErrorCode> broken = Optional.empty();
    if (from == SystemAccounts.OMNIBUS || to == SystemAccounts.OMNIBUS) {
      broken = Optional.of(ErrorCode.UNKNOWN_ACCOUNT);
    } else if (from == to) {
      broken = Optional.of(ErrorCode.SAME_ACCOUNT);
    } else if (!assets.containsKey(asset)) {
      broken = Optional.of(ErrorCode.UNKNOWN_ASSET);
    } else if (amount <= 0) {
      broken = Optional.of(ErrorCode.AMOUNT_OUT_OF_RANGE);
    } else if (isFrozen(from)) {
      broken = Optional.of(ErrorCode.ACCOUNT_FROZEN);
    } else if (isBlocked(from, AccountBlock.TRANSFERS)) {
      broken = Optional.of(ErrorCode.ACCOUNT_TRANSFERS_BLOCKED);
    } else if (balance(from, asset, Bucket.AVAILABLE).compareTo(moved) < 0) {
      broken = Optional.of(ErrorCode.INSUFFICIENT_FUNDS);
    }
    if (broken.isPresent()) {
      refuse(broken.get(), from, 0);
      return;
    }
    flags.putIfAbsent(to, 0);
    facts++;
    sink.journaled(from, to, asset, amount, reason.number(), high, low);
    post(from, asset, Bucket.AVAILABLE, EntryType.JOURNAL, moved.negate(), high, low);
    post(to, asset, Bucket.AVAILABLE, EntryType.JOURNAL, moved, high, low);
  }

  void transfer(
      long from,
      long to,
      int asset,
      long amount,
      EntryType kind,
      int reason,
      long about,
      int businessDay,
      long high,
      long low) {
    if (isOff(SafeState.READ_ONLY, from, 0)) {
      return;
    }
    long day = businessDay == 0 ? day() : businessDay;
    Optional<ErrorCode> broken = transferRule(from, to, asset, amount, kind);
    if (broken.isEmpty() && day > day()) {
      broken = Optional.of(ErrorCode.BUSINESS_DATE_AHEAD);
    }
    if (broken.isEmpty() && day <= closedDay) {
      broken = Optional.of(ErrorCode.PERIOD_CLOSED);
    }
    if (broken.isPresent()) {
      refuse(broken.get(), from, 0);
      return;
    }
    if (to >= 1000) {
      flags.putIfAbsent(to, 0);
    }
    facts++;
    sink.transferred(from, to, asset, amount, kind, reason, (int) day, about, high, low);
    post(from, asset, Bucket.AVAILABLE, kind, big(amount).negate(), high, low);
    post(to, asset, Bucket.AVAILABLE, kind, big(amount), high, low);
  }

  private Optional<ErrorCode> transferRule(
      long from, long to, int asset, long amount, EntryType kind) {
    boolean fromHouse = from < 1000;
    boolean toHouse = to < 1000;
    if (kind == EntryType.DEPOSIT && (!fromHouse || from == 2 || toHouse)) {
      return Optional.of(ErrorCode.UNKNOWN_ACCOUNT);
    }
    if (kind == EntryType.SETTLEMENT && !(fromHouse && toHouse)) {
      return Optional.of(ErrorCode.UNKNOWN_ACCOUNT);
    }
    if (from <= 0 || to <= 0) {
      return Optional.of(ErrorCode.UNKNOWN_ACCOUNT);
    }
    if (from == to) {
      return Optional.of(ErrorCode.SAME_ACCOUNT);
    }
    if (!assets.containsKey(asset)) {
      return Optional.of(ErrorCode.UNKNOWN_ASSET);
    }
    if (amount <= 0) {
      return Optional.of(ErrorCode.AMOUNT_OUT_OF_RANGE);
    }
    if (kind != EntryType.REVERSAL && isFrozen(from)) {
      return Optional.of(ErrorCode.ACCOUNT_FROZEN);
    }
    if (kind != EntryType.REVERSAL && isBlocked(from, AccountBlock.TRANSFERS)) {
      return Optional.of(ErrorCode.ACCOUNT_TRANSFERS_BLOCKED);
    }
    boolean mustHaveIt = !fromHouse || from == 2;
    return mustHaveIt && balance(from, asset, Bucket.AVAILABLE).compareTo(big(amount)) < 0
        ? Optional.of(ErrorCode.INSUFFICIENT_FUNDS)
        : Optional.empty();
  }

  void closePeriod(int day) {
    if (isOff(SafeState.READ_ONLY, 0, 0)) {
      return;
    }
    if (day <= closedDay) {
      refuse(ErrorCode.PERIOD_CLOSED, 0, 0);
    } else if (day >= day()) {
      refuse(ErrorCode.PERIOD_NOT_OVER, 0, 0);
    } else {
      closedDay = day;
      facts++;
      sink.periodClosed(day);
    }
  }

  void holdFunds(long account, int asset, long amount, long expiresAt, long high, long low) {
    if (isOff(SafeState.NO_WITHDRAWALS, account, 0)) {
      return;
    }
    if (!assets.containsKey(asset)) {
      refuse(ErrorCode.UNKNOWN_ASSET, account, 0);
    } else if (amount <= 0) {
      refuse(ErrorCode.AMOUNT_OUT_OF_RANGE, account, 0);
    } else if (isFrozen(account)) {
      refuse(ErrorCode.ACCOUNT_FROZEN, account, 0);
    } else if (isBlocked(account, AccountBlock.TRANSFERS)) {
      refuse(ErrorCode.ACCOUNT_TRANSFERS_BLOCKED, account, 0);
    } else if (expiresAt != 0 && expiresAt <= now) {
      refuse(ErrorCode.INVALID_EXPIRY, account, 0);
    } else if (balance(account, asset, Bucket.AVAILABLE).compareTo(big(amount)) < 0) {
      refuse(ErrorCode.INSUFFICIENT_FUNDS, account, 0);
    } else {
      holds.put(
          sequence, new SlowHold(sequence, account, asset, big(amount), expiresAt, high, low));
      facts++;
      sink.fundsHeld(sequence, account, asset, amount, expiresAt, high, low);
      post(account, asset, Bucket.AVAILABLE, EntryType.HOLD, big(amount).negate(), high, low);
      post(account, asset, Bucket.RESERVED, EntryType.HOLD, big(amount), high, low);
    }
  }

  void settleHold(
      long account, long holdId, long to, long amount, EntryType kind, long high, long low) {
    if (isOff(SafeState.READ_ONLY, account, 0)) {
      return;
    }
    Optional<SlowHold> hold = findHold(account, holdId);
    if (hold.isEmpty()) {
      refuse(ErrorCode.UNKNOWN_HOLD, account, 0);
    } else if (to <= 0) {
      refuse(ErrorCode.UNKNOWN_ACCOUNT, account, 0);
    } else if (to == account) {
      refuse(ErrorCode.SAME_ACCOUNT, account, 0);
    } else if (amount <= 0) {
      refuse(ErrorCode.AMOUNT_OUT_OF_RANGE, account, 0);
    } else if (big(amount).compareTo(hold.get().amount()) > 0) {
      refuse(ErrorCode.HOLD_EXCEEDED, account, 0);
    } else {
      if (to >= 1000) {
        flags.putIfAbsent(to, 0);
      }
      int asset = hold.get().asset();
      reduceHold(hold.get(), big(amount), HoldEnd.SETTLED);
      post(account, asset, Bucket.RESERVED, kind, big(amount).negate(), high, low);
      post(to, asset, Bucket.AVAILABLE, kind, big(amount), high, low);
    }
  }

  void releaseHold(long account, long holdId) {
    if (isOff(SafeState.READ_ONLY, account, 0)) {
      return;
    }
    findHold(account, holdId)
        .ifPresentOrElse(
            hold -> giveBack(hold, HoldEnd.RELEASED),
            () -> refuse(ErrorCode.UNKNOWN_HOLD, account, 0));
  }

  private Optional<SlowHold> findHold(long account, long holdId) {
    return Optional.ofNullable(holds.get(holdId)).filter(hold -> hold.account() == account);
  }

  private int giveBack(SlowHold hold, HoldEnd end) {
    BigInteger amount = hold.amount();
    reduceHold(hold, amount, end);
    post(
        hold.account(),
        hold.asset(),
        Bucket.RESERVED,
        EntryType.RELEASE,
        amount.negate(),
        hold.high(),
        hold.low());
    post(
        hold.account(),
        hold.asset(),
        Bucket.AVAILABLE,
        EntryType.RELEASE,
        amount,
        hold.high(),
        hold.low());
    return 1;
  }

  private void reduceHold(SlowHold hold, BigInteger amount, HoldEnd end) {
    SlowHold left = hold.left(amount);
    if (left.amount().signum() == 0) {
      holds.remove(hold.id());
    } else {
      holds.put(hold.id(), left);
    }
    facts++;
    sink.holdReduced(
        hold.id(),
        hold.account(),
        hold.asset(),
        amount.longValueExact(),
        left.amount().longValueExact(),
        end);
  }

  /** Open holds with their accounts, for whoever makes up commands. */
  List<long[]> openHolds() {
    return holds.values().stream().map(hold -> new long[] {hold.id(), hold.account()}).toList();
  }

  /** Something whose time has come; it says how many orders it ended, or counts as one. */
  private record DueThing(long at, int rank, long id, IntUnaryOperator act) {}

  /** What is due, by time; orders first, then accounts, markets and holds, then by their ids. */
  private void runDue() {
    int left = ExchangeEngine.CANCEL_LIMIT;
    while (left > 0) {
      List<DueThing> due = new ArrayList<>();
      for (Resting order : open().toList()) {
        if (order.expiresAt != 0) {
          due.add(new DueThing(order.expiresAt, 0, order.id, most -> expire(order)));
        }
      }
      cancelAllAt.forEach((account, at) ->
          due.add(new DueThing(at, 1, account, most -> cancelAllNow(account, most))));
      references.forEach((symbol, reference) -> {
        long age = symbols.get(symbol).prices().referenceMaximumAgeMicros();
        if (age != 0 && !reference.stale() && states.get(symbol) != MarketState.DELISTED) {
          // Before a plan of the same time.
          due.add(new DueThing(reference.seenAt() + age, 2, symbol, most -> makeStale(symbol)));
        }
      });
      holds
          .values()
          .forEach(hold -> {
            if (hold.expiresAt() != 0) {
              due.add(
                  new DueThing(
                      hold.expiresAt(), 3, hold.id(), most -> giveBack(hold, HoldEnd.EXPIRED)));
            }
          });
      boolean quiet = safeState.number() >= SafeState.CANCEL_ONLY.number();
      uncrosses
          .keySet()
          .forEach(symbol -> {
            if (!quiet) {
              due.add(new DueThing(1, 2, symbol, most -> uncross(symbol, most)));
            }
          });
      calls.forEach((symbol, call) -> {
        if (!quiet && !uncrosses.containsKey(symbol)) {
          due.add(
              new DueThing(call.end().uncrossAtMicros(), 2, symbol, most -> endCall(symbol, most)));
        }
      });
      plans.forEach((symbol, plan) -> {
        boolean trades = states.get(symbol) == MarketState.AUCTION;
        if (!(trades && quiet) && !uncrosses.containsKey(symbol)) {
          due.add(new DueThing(plan.at(), 2, symbol, most -> followPlan(symbol, most)));
        }
      });
      states.forEach((symbol, state) -> {
        if (state == MarketState.DELISTED
            && Stream.concat(book.stream(), waiting.stream())
                .anyMatch(order -> order.symbol.id() == symbol)) {
          due.add(new DueThing(1, 2, symbol, most -> cancelDelisted(symbol, most)));
        }
      });
      Optional<DueThing> first =
          due.stream()
              .filter(thing -> thing.at() <= now)
              .min(
                  Comparator.comparingLong(DueThing::at)
                      .thenComparingInt(DueThing::rank)
                      .thenComparingLong(DueThing::id));
      if (first.isEmpty()) {
        return;
      }
      left -= first.get().act().applyAsInt(left);
    }
  }

  private int expire(Resting order) {
    done(order, DoneReason.EXPIRED, leave(order));
    return 1;
  }

  private int cancelAllNow(long account, int most) {
    int cancelled = cancelAll(account, 0, most, DoneReason.CANCEL_ALL_AFTER);
    if (open().noneMatch(one -> one.account == account)) {
      cancelAllAt.remove(account);
      facts++;
      sink.cancelAllAfterSet(account, 0);
    }
    return cancelled;
  }

  private int makeStale(int symbol) {
    Reference present = references.get(symbol);
    references.put(symbol, new Reference(present.price(), present.seenAt(), true));
    facts++;
    sink.referencePriceSet(symbol, present.price(), present.seenAt(), true);
    return 1;
  }

  void setReference(int symbol, long price, long seenAt) {
    if (isOff(SafeState.READ_ONLY, 0, 0)) {
      return;
    }
    if (!symbols.containsKey(symbol)) {
      refuse(ErrorCode.UNKNOWN_SYMBOL, 0, 0);
      return;
    }
    if (states.get(symbol) == MarketState.DELISTED) {
      refuse(ErrorCode.SYMBOL_DELISTED, 0, 0);
      return;
    }
    if (price < 0) {
      refuse(ErrorCode.INVALID_PRICE, 0, 0);
      return;
    }
    if (price == 0) {
      references.remove(symbol);
      facts++;
      sink.referencePriceSet(symbol, 0, 0, false);
      return;
    }
    long seen = Math.min(now, seenAt);
    long age = symbols.get(symbol).prices().referenceMaximumAgeMicros();
    Reference present = references.get(symbol);
    if ((age != 0 && now - seen >= age) || (present != null && seen < present.seenAt())) {
      refuse(ErrorCode.REFERENCE_TOO_OLD, 0, 0);
      return;
    }
    references.put(symbol, new Reference(price, seen, false));
    facts++;
    sink.referencePriceSet(symbol, price, seen, false);
  }

  /** A fresh one that was set, else the last trade, else the middle of the book. */
  private Optional<BigInteger> reference(int symbol) {
    Reference set = references.get(symbol);
    if (set != null && !set.stale()) {
      return Optional.of(big(set.price()));
    }
    if (lastPrices.containsKey(symbol)) {
      return Optional.of(big(lastPrices.get(symbol)));
    }
    Optional<Long> bid =
        book.stream()
            .filter(order -> order.symbol.id() == symbol && order.side == Side.BUY)
            .map(order -> order.price)
            .max(Comparator.naturalOrder());
    Optional<Long> ask =
        book.stream()
            .filter(order -> order.symbol.id() == symbol && order.side == Side.SELL)
            .map(order -> order.price)
            .min(Comparator.naturalOrder());
    return bid.isPresent() && ask.isPresent()
        ? Optional.of(big(bid.get()).add(big(ask.get())).divide(BigInteger.TWO))
        : Optional.empty();
  }

  private Optional<ErrorCode> bandRule(SymbolDefinition symbol, Side side, long price) {
    PriceLimits prices = symbol.prices();
    if (!prices.hasBand() && prices.executionBasisPoints() == 0 && prices.volatility().isNone()) {
      return Optional.empty();
    }
    Optional<BigInteger> reference = reference(symbol.id());
    if (reference.isEmpty()) {
      return prices.refusesWithoutReference()
          ? Optional.of(ErrorCode.NO_REFERENCE_PRICE)
          : Optional.empty();
    }
    boolean buys = side == Side.BUY;
    int above = buys ? prices.buyAboveBasisPoints() : prices.sellAboveBasisPoints();
    int below = buys ? prices.buyBelowBasisPoints() : prices.sellBelowBasisPoints();
    BigInteger high = reference.get().add(part(reference.get(), above));
    BigInteger low = reference.get().subtract(part(reference.get(), below));
    boolean isOutside =
        (above != 0 && big(price).compareTo(high) > 0)
            || (below != 0 && big(price).compareTo(low) < 0);
    return isOutside ? Optional.of(ErrorCode.PRICE_OUTSIDE_BAND) : Optional.empty();
  }

  private Optional<ErrorCode> marketOrderBandRule(SymbolDefinition symbol) {
    PriceLimits prices = symbol.prices();
    boolean limits =
        prices.hasBand() || prices.executionBasisPoints() != 0 || !prices.volatility().isNone();
    return limits && prices.refusesWithoutReference() && reference(symbol.id()).isEmpty()
        ? Optional.of(ErrorCode.NO_REFERENCE_PRICE)
        : Optional.empty();
  }

  private static BigInteger part(BigInteger price, int basisPoints) {
    return price.multiply(big(basisPoints)).divide(big(10_000));
  }

  /** The worst price at which an order may trade by its market's execution range. */
  private Optional<BigInteger> worstExecution(Resting order) {
    PriceLimits prices = symbols.get(order.symbol.id()).prices();
    int range =
        Stream.of(prices.executionBasisPoints(), prices.volatility().basisPoints())
            .filter(width -> width != 0)
            .min(Comparator.naturalOrder())
            .orElse(0);
    return range == 0
        ? Optional.empty()
        : reference(order.symbol.id())
            .map(reference ->
                order.side == Side.BUY
                    ? reference.add(part(reference, range))
                    : reference.subtract(part(reference, range)));
  }

  private static boolean isWithin(Resting taker, Resting maker, Optional<BigInteger> worst) {
    return worst
        .map(limit -> {
          int to = big(maker.price).compareTo(limit);
          return taker.side == Side.BUY ? to <= 0 : to >= 0;
        })
        .orElse(true);
  }

  private int followPlan(int symbol, int most) {
    Plan plan = plans.remove(symbol);
    MarketState present = states.get(symbol);
    boolean isAuction = plan.state() == MarketState.AUCTION;
    boolean mayFollow =
        NEXT.get(present).contains(plan.state()) || (isAuction && present == MarketState.AUCTION);
    if (!mayFollow || wouldStayCrossed(symbol, plan.state())) {
      tellStatus(symbol, MarketCause.PLAN);
      return 1;
    }
    return become(symbol, plan.state(), plan.call(), MarketCause.PLAN, most);
  }

  /** Goes to a state, over the trades of an auction when it leaves one, and says what that took. */
  private int become(
      int symbol, MarketState state, Optional<AuctionCall> call, MarketCause cause, int most) {
    if (state == MarketState.AUCTION) {
      beginAuction(symbol, call.map(end -> new Call(end, -1)), cause);
      return 1;
    }
    if (states.get(symbol) == MarketState.AUCTION && state != MarketState.HALTED) {
      calls.remove(symbol);
      uncrosses.put(symbol, new Uncross(state, cause, 0));
      if (!isCrossed(symbol)) {
        facts++;
        sink.auctionUncrossed(symbol, 0, 0, 0);
      }
      return uncross(symbol, most);
    }
    endAuction(symbol, state, cause);
    return 1;
  }

  private void beginAuction(int symbol, Optional<Call> call, MarketCause cause) {
    states.put(symbol, MarketState.AUCTION);
    calls.remove(symbol);
    call.ifPresent(one -> calls.put(symbol, one));
    move(symbol, reached, held);
    tellStatus(symbol, cause);
  }

  private void endAuction(int symbol, MarketState state, MarketCause cause) {
    calls.remove(symbol);
    uncrosses.remove(symbol);
    move(symbol, held, reached);
    states.put(symbol, state);
    tellStatus(symbol, cause);
  }

  private static void move(int symbol, List<Resting> from, List<Resting> to) {
    List<Resting> moved = from.stream().filter(order -> order.symbol.id() == symbol).toList();
    from.removeAll(moved);
    to.addAll(moved);
  }

  private int endCall(int symbol, int most) {
    Call call = calls.get(symbol);
    VolatilityHalt halt = symbols.get(symbol).prices().volatility();
    boolean mayGoOn = call.extensions() >= 0 && call.extensions() < halt.maximumExtensions();
    AuctionPrice price = auctionPrice(symbol);
    if (mayGoOn && price.lots() > 0 && isVolatile(symbol, price.priceTicks(), reference(symbol))) {
      AuctionCall longer = new AuctionCall(now + halt.callMicros(), call.end().then());
      calls.put(symbol, new Call(longer, call.extensions() + 1));
      tellStatus(symbol, MarketCause.EXTENDED);
      return 1;
    }
    return become(symbol, call.end().then(), Optional.empty(), MarketCause.PLAN, most);
  }

  private boolean isVolatile(int symbol, long price, Optional<BigInteger> reference) {
    int width = symbols.get(symbol).prices().volatility().basisPoints();
    return width != 0
        && reference
            .map(middle -> big(price).subtract(middle).abs().compareTo(part(middle, width)) > 0)
            .orElse(false);
  }

  private boolean isCrossed(int symbol) {
    return auctionPrice(symbol).lots() > 0;
  }

  private boolean wouldStayCrossed(int symbol, MarketState next) {
    return states.get(symbol) == MarketState.HALTED
        && next != MarketState.AUCTION
        && isCrossed(symbol);
  }

  /** Tries every price at which anything changes, and the reference price. */
  private AuctionPrice auctionPrice(int symbol) {
    List<Resting> orders = book.stream().filter(order -> order.symbol.id() == symbol).toList();
    BigInteger reference = reference(symbol).orElse(BigInteger.ZERO);
    Set<Long> prices = new TreeSet<>();
    for (Resting order : orders) {
      prices.addAll(List.of(order.price - 1, order.price, order.price + 1));
    }
    prices.add(reference.longValue());
    List<AuctionPrice> best = new ArrayList<>();
    for (long price : prices) {
      long demand = 0;
      long supply = 0;
      for (Resting order : orders) {
        demand += order.buys() && order.price >= price ? order.open : 0;
        supply += !order.buys() && order.price <= price ? order.open : 0;
      }
      AuctionPrice one = new AuctionPrice(price, Math.min(demand, supply), demand - supply);
      Comparator<AuctionPrice> better =
          Comparator.comparingLong(AuctionPrice::lots)
              .thenComparingLong(other -> -Math.abs(other.surplusLots()));
      int compared = best.isEmpty() ? 1 : better.compare(one, best.getFirst());
      if (compared > 0) {
        best.clear();
      }
      if (compared >= 0) {
        best.add(one);
      }
    }
    if (best.getFirst().lots() == 0) {
      return AuctionPrice.NONE;
    }
    if (best.stream().allMatch(one -> one.surplusLots() > 0)) {
      return best.getLast();
    }
    if (best.stream().allMatch(one -> one.surplusLots() < 0)) {
      return best.getFirst();
    }
    return best.stream()
        .min(Comparator.comparing(one -> big(one.priceTicks()).subtract(reference).abs()))
        .orElseThrow();
  }

  /** Ten fills for each order that could have been ended instead. */
  private int uncross(int symbol, int most) {
    int left = most * 10;
    Uncross uncross = uncrosses.get(symbol);
    long price = uncross.price();
    while (isCrossed(symbol)) {
      if (price == 0) {
        AuctionPrice found = auctionPrice(symbol);
        price = found.priceTicks();
        facts++;
        sink.auctionUncrossed(symbol, price, found.lots(), found.surplusLots());
      }
      Optional<Resting> buy = bestInAuction(symbol, Side.BUY, price);
      Optional<Resting> sell = bestInAuction(symbol, Side.SELL, price);
      if (buy.isEmpty() || sell.isEmpty()) {
        price = 0;
      } else if (left == 0) {
        uncrosses.put(symbol, new Uncross(uncross.to(), uncross.cause(), price));
        return most;
      } else {
        left--;
        fillInAuction(buy.get(), sell.get(), price);
      }
    }
    endAuction(symbol, uncross.to(), uncross.cause());
    return Math.max(1, (most * 10 - left + 9) / 10);
  }

  private Optional<Resting> bestInAuction(int symbol, Side side, long price) {
    Resting probe = new Resting();
    probe.side = side == Side.BUY ? Side.SELL : Side.BUY;
    probe.symbol = symbols.get(symbol);
    probe.price = price;
    probe.type = OrderType.LIMIT;
    return bestAgainst(probe);
  }

  private void fillInAuction(Resting buy, Resting sell, long price) {
    Resting maker = buy.id < sell.id ? buy : sell;
    Resting taker = maker == buy ? sell : buy;
    long lots = Math.min(buy.open - buy.hidden, sell.open - sell.hidden);
    BigInteger notional = notional(buy.symbol, price, lots);
    long trade = ++lastTrade;
    printed(buy.symbol, price);
    for (Resting order : List.of(buy, sell)) {
      order.version = sequence;
      order.open -= lots;
      order.filled += lots;
    }
    BigInteger makerFee = charge(maker, notional, Math.max(maker.makerRate, 0));
    BigInteger takerFee = charge(taker, notional, Math.max(taker.makerRate, 0));
    facts++;
    sink.traded(
        ExecutedTrade.of(
                trade,
                buy.symbol.id(),
                taker.side,
                price,
                lots,
                maker.id,
                maker.account,
                makerFee.longValueExact(),
                maker.open,
                taker.id,
                taker.account,
                takerFee.longValueExact(),
                taker.open)
            .inAuction(maker.price, taker.price));
    settle(buy, sell, notional, lots, trade);
    pay(maker, makerFee, trade);
    pay(taker, takerFee, trade);
    countVolume(maker, taker, notional, big(lots).multiply(big(buy.symbol.lotUnits())));
    for (Resting order : List.of(maker, taker)) {
      executed(order);
      if (order.open == 0) {
        book.remove(order);
        done(order, DoneReason.FILLED, true);
      } else {
        showMore(order);
        hold(order, heldNeed(order));
      }
    }
  }

  private int cancelDelisted(int symbol, int most) {
    Comparator<Resting> byPrice = Comparator.comparingLong(order -> order.price);
    List<Resting> left = new ArrayList<>();
    for (Side side : List.of(Side.BUY, Side.SELL)) {
      book.stream()
          .filter(order -> order.symbol.id() == symbol && order.side == side)
          .sorted(
              (side == Side.BUY ? byPrice.reversed() : byPrice)
                  .thenComparingLong(order -> order.priority))
          .forEach(left::add);
    }
    Comparator<Resting> byTrigger = Comparator.comparingLong(order -> order.trigger);
    for (boolean rising : List.of(true, false)) {
      waiting.stream()
          .filter(order -> order.symbol.id() == symbol)
          .filter(order -> order.type.waitsForRise(order.side) == rising)
          .sorted(
              (rising ? byTrigger : byTrigger.reversed()).thenComparingLong(order -> order.arrival))
          .forEach(left::add);
    }
    int cancelled = 0;
    for (Resting order : left) {
      // One of a list may have gone with another.
      if (cancelled < most && (book.contains(order) || waiting.contains(order))) {
        done(order, DoneReason.SYMBOL_DELISTED, leave(order));
        cancelled++;
      }
    }
    return cancelled;
  }

  private void tellStatus(int symbol, MarketCause cause) {
    Plan plan = plans.get(symbol);
    Optional<Call> call = Optional.ofNullable(calls.get(symbol));
    facts++;
    sink.marketStatus(
        new MarketStatus(
            symbol,
            states.get(symbol),
            cause,
            Optional.ofNullable(plan).map(Plan::state),
            plan == null ? 0 : plan.at(),
            call.map(Call::end),
            Optional.ofNullable(plan).flatMap(Plan::call),
            call.map(one -> Math.max(0, one.extensions())).orElse(0)));
  }

  void setMarketState(int symbol, MarketState state, long at) {
    if (isOff(SafeState.READ_ONLY, 0, 0) || isRefused(symbol, state, at)) {
      return;
    }
    if (at == 0 && states.get(symbol) == state) {
      plans.remove(symbol);
      tellStatus(symbol, MarketCause.OPERATOR);
    } else {
      go(symbol, state, at, Optional.empty());
    }
  }

  void callAuction(int symbol, long at, long uncrossAt, MarketState then) {
    if (isOff(SafeState.READ_ONLY, 0, 0) || isRefused(symbol, MarketState.AUCTION, at)) {
      return;
    }
    boolean isOdd =
        uncrossAt != 0
            && (uncrossAt <= Math.max(at, now)
                || then == MarketState.HALTED
                || !NEXT.get(MarketState.AUCTION).contains(then));
    if (isOdd) {
      refuse(ErrorCode.INVALID_AUCTION, 0, 0);
      return;
    }
    Optional<AuctionCall> call =
        uncrossAt == 0 ? Optional.empty() : Optional.of(new AuctionCall(uncrossAt, then));
    go(symbol, MarketState.AUCTION, at, call);
  }

  private void go(int symbol, MarketState state, long at, Optional<AuctionCall> call) {
    if (at != 0) {
      plans.put(symbol, new Plan(state, at, call));
      tellStatus(symbol, MarketCause.OPERATOR);
      return;
    }
    if (plans.containsKey(symbol) && plans.get(symbol).state() == state) {
      plans.remove(symbol);
    }
    become(symbol, state, call, MarketCause.OPERATOR, 1_000);
  }

  private boolean isRefused(int symbol, MarketState state, long at) {
    MarketState present = states.get(symbol);
    boolean stays = present == state;
    boolean leavesAuction =
        present == MarketState.AUCTION && state != MarketState.HALTED && !stays && at == 0;
    Optional<ErrorCode> code = Optional.empty();
    if (present == null) {
      code = Optional.of(ErrorCode.UNKNOWN_SYMBOL);
    } else if (present == MarketState.DELISTED) {
      code = Optional.of(ErrorCode.SYMBOL_DELISTED);
    } else if (at != 0 && at <= now) {
      code = Optional.of(ErrorCode.TRANSITION_TIME_PAST);
    } else if (uncrosses.containsKey(symbol)) {
      code = Optional.of(ErrorCode.AUCTION_UNCROSSING);
    } else if (!NEXT.get(present).contains(state)
        && !(stays && (at == 0 || state == MarketState.AUCTION))) {
      code = Optional.of(ErrorCode.ILLEGAL_TRANSITION);
    } else if (at == 0 && !stays && wouldStayCrossed(symbol, state)) {
      code = Optional.of(ErrorCode.BOOK_CROSSED);
    } else if (leavesAuction) {
      return isOff(SafeState.CANCEL_ONLY, 0, 0);
    }
    code.ifPresent(refusal -> refuse(refusal, 0, 0));
    return code.isPresent();
  }

  void changeSymbol(SymbolDefinition wanted) {
    if (isOff(SafeState.READ_ONLY, 0, 0)) {
      return;
    }
    SymbolDefinition present = symbols.get(wanted.id());
    if (present == null) {
      refuse(ErrorCode.UNKNOWN_SYMBOL, 0, 0);
    } else if (states.get(wanted.id()) == MarketState.DELISTED) {
      refuse(ErrorCode.SYMBOL_DELISTED, 0, 0);
    } else if (present.lotUnits() != wanted.lotUnits() || present.tickSize() != wanted.tickSize()) {
      refuse(ErrorCode.CHANGE_NOT_ALLOWED, 0, 0);
    } else if (wanted.makerFeeBasisPoints() < 0) {
      refuse(ErrorCode.INVALID_DEFINITION, 0, 0);
    } else if (rules >= 2 && isShort(wanted)) {
      refuse(ErrorCode.INVALID_FEES, 0, 0);
    } else {
      symbols.put(wanted.id(), wanted);
      facts++;
      sink.symbolChanged(wanted);
    }
  }

  void delistSymbol(int symbol) {
    if (isOff(SafeState.READ_ONLY, 0, 0)) {
      return;
    }
    if (!symbols.containsKey(symbol)) {
      refuse(ErrorCode.UNKNOWN_SYMBOL, 0, 0);
    } else if (states.get(symbol) == MarketState.DELISTED) {
      refuse(ErrorCode.SYMBOL_DELISTED, 0, 0);
    } else {
      plans.remove(symbol);
      endAuction(symbol, MarketState.DELISTED, MarketCause.DELISTED);
      cancelDelisted(symbol, ExchangeEngine.CANCEL_LIMIT);
    }
  }

  /** What a market's state says to an order. */
  private Optional<ErrorCode> stateRule(int symbol, OrderTerms terms) {
    boolean isMarket = terms.type().isMarket();
    if (states.get(symbol) == MarketState.AUCTION) {
      boolean rests =
          terms.timeInForce() == TimeInForce.GTC || terms.timeInForce() == TimeInForce.GTD;
      boolean joins = terms.type() == OrderType.LIMIT && rests && !terms.isPostOnly();
      return uncrosses.containsKey(symbol)
          ? Optional.of(ErrorCode.AUCTION_UNCROSSING)
          : joins || terms.type().waits()
              ? Optional.empty()
              : Optional.of(ErrorCode.MARKET_IN_AUCTION);
    }
    return stateRule(symbol, isMarket, terms.isPostOnly());
  }

  private Optional<ErrorCode> stateRule(int symbol, boolean isMarket, boolean isPostOnly) {
    return switch (states.get(symbol)) {
      case TRADING -> Optional.empty();
      case AUCTION -> throw new IllegalStateException("What was reached waits for its end");
      case PRE_OPEN, CLOSED -> Optional.of(ErrorCode.MARKET_NOT_OPEN);
      case HALTED -> Optional.of(ErrorCode.MARKET_HALTED);
      case CANCEL_ONLY -> Optional.of(ErrorCode.MARKET_CANCEL_ONLY);
      case DELISTED -> Optional.of(ErrorCode.SYMBOL_DELISTED);
      case POST_ONLY -> isPostOnly ? Optional.empty() : Optional.of(ErrorCode.MARKET_POST_ONLY);
      case LIMIT_ONLY -> isMarket ? Optional.of(ErrorCode.MARKET_LIMIT_ONLY) : Optional.empty();
    };
  }

  private Optional<ErrorCode> amendRule(int symbol) {
    return switch (states.get(symbol)) {
      case AUCTION ->
          uncrosses.containsKey(symbol)
              ? Optional.of(ErrorCode.AUCTION_UNCROSSING)
              : Optional.empty();
      case TRADING, POST_ONLY, LIMIT_ONLY -> Optional.empty();
      case PRE_OPEN, CLOSED -> Optional.of(ErrorCode.MARKET_NOT_OPEN);
      case HALTED -> Optional.of(ErrorCode.MARKET_HALTED);
      case CANCEL_ONLY -> Optional.of(ErrorCode.MARKET_CANCEL_ONLY);
      case DELISTED -> Optional.of(ErrorCode.SYMBOL_DELISTED);
    };
  }

  void cancelAll(long account, int symbol) {
    if (isOff(SafeState.HALT, account, 0)) {
      return;
    }
    if (symbol != 0 && !symbols.containsKey(symbol)) {
      refuse(ErrorCode.UNKNOWN_SYMBOL, account, 0);
    } else if (isFrozen(account)) {
      refuse(ErrorCode.ACCOUNT_FROZEN, account, 0);
    } else {
      cancelAll(account, symbol, ExchangeEngine.CANCEL_LIMIT, DoneReason.CANCELLED_BY_USER);
    }
  }

  private int cancelAll(long account, int symbol, int atMost, DoneReason reason) {
    int cancelled = 0;
    while (cancelled < atMost) {
      Optional<Resting> first =
          open()
              .filter(order -> order.account == account)
              .filter(order -> symbol == 0 || order.symbol.id() == symbol)
              .min(Comparator.comparingLong(order -> order.id));
      if (first.isEmpty()) {
        break;
      }
      done(first.get(), reason, leave(first.get()));
      cancelled++;
    }
    return cancelled;
  }

  void cancelAllAfter(long account, long timeout) {
    if (isOff(SafeState.HALT, account, 0)) {
      return;
    }
    if (timeout < 0 || timeout > OrderDesk.LONGEST_CANCEL_ALL_AFTER_MICROS) {
      refuse(ErrorCode.INVALID_EXPIRY, account, 0);
      return;
    }
    if (isFrozen(account)) {
      refuse(ErrorCode.ACCOUNT_FROZEN, account, 0);
      return;
    }
    flags.putIfAbsent(account, 0);
    if (timeout == 0) {
      cancelAllAt.remove(account);
    } else {
      cancelAllAt.put(account, now + timeout);
    }
    facts++;
    sink.cancelAllAfterSet(account, cancelAllAt.getOrDefault(account, 0L));
  }

  /** Tries the new order in a copy of the book without the other. */
  void cancelAndPlace(long account, long orderId, long version, OrderTerms terms) {
    if (isOff(SafeState.CANCEL_ONLY, account, orderId)) {
      return;
    }
    Optional<Resting> found = find(account, orderId, version);
    if (found.isEmpty()) {
      return;
    }
    Resting leaving = found.get();
    if (leaving.list != null && leaving.list.tied) {
      refuse(ErrorCode.ORDER_IN_LIST, account, orderId);
      return;
    }
    boolean rested = book.contains(leaving);
    List<Resting> list =
        Stream.of(book, waiting, reached, held)
            .filter(some -> some.contains(leaving))
            .findFirst()
            .get();
    int at = list.indexOf(leaving);
    list.remove(leaving);
    Place place = new Place(account, heldAsset(leaving), Bucket.AVAILABLE);
    Place held = new Place(account, heldAsset(leaving), Bucket.RESERVED);
    boolean sameMarket = leaving.symbol.id() == terms.symbol();
    if (sameMarket) {
      balances.merge(place, leaving.held, BigInteger::add);
      balances.merge(held, leaving.held.negate(), BigInteger::add);
    }
    Optional<Refusal> refusal = refusal(account, terms, new Resting(), 1);
    if (sameMarket) {
      balances.merge(place, leaving.held.negate(), BigInteger::add);
      balances.merge(held, leaving.held, BigInteger::add);
    }
    if (refusal.isPresent()) {
      list.add(at, leaving);
      long about = refusal.get().orderId() == 0 ? orderId : refusal.get().orderId();
      refuse(refusal.get().code(), account, about);
      return;
    }
    done(leaving, DoneReason.CANCELLED_BY_REPLACEMENT, rested);
    place(account, terms);
  }

  void place(long account, OrderTerms terms) {
    if (isOff(SafeState.CANCEL_ONLY, account, 0)) {
      return;
    }
    Resting order = new Resting();
    Optional<Refusal> refusal = refusal(account, terms, order, 1);
    if (refusal.isPresent()) {
      refuse(refusal.get().code(), account, refusal.get().orderId());
      return;
    }
    accept(order, terms);
    if (order.type.waits()) {
      hold(order, order.amount != 0 ? big(order.amount) : need(order));
      startWaiting(order);
      return;
    }
    enterAsNew(order);
  }

  private void accept(Resting order, OrderTerms terms) {
    order.id = ++lastOrder;
    order.version = sequence;
    if (!terms.clientOrderId().isNone()) {
      clientOrderIds.put(
          new Key(order.account, terms.clientOrderId()), new Use(order.id, Optional.empty()));
    }
    facts++;
    sink.orderAccepted(
        AcceptedOrder.of(
            order.id,
            order.account,
            withQuantity(terms, order.open),
            order.list == null ? 0 : order.list.id,
            order.pending,
            now,
            sequence,
            now));
  }

  private void startWaiting(Resting order) {
    if (isAhead(order.symbol.id(), order.type, order.side, order.trigger)) {
      order.arrival = ++lastArrival;
      waiting.add(order);
    } else {
      queue(order.symbol).add(order);
    }
  }

  /** Where those go that were reached: an auction holds them. */
  private List<Resting> queue(SymbolDefinition symbol) {
    return states.get(symbol.id()) == MarketState.AUCTION ? held : reached;
  }

  void placeList(long account, OrderListType type, ClientOrderId name, List<OrderTerms> allTerms) {
    if (isOff(SafeState.CANCEL_ONLY, account, 0)) {
      return;
    }
    Optional<Use> use = name.isNone() ? Optional.empty() : taken(account, name);
    if (use.isPresent()) {
      refuse(ErrorCode.DUPLICATE_CLIENT_ORDER_ID, account, use.get().orderId());
      return;
    }
    List<ClientOrderId> names =
        Stream.concat(Stream.of(name), allTerms.stream().map(OrderTerms::clientOrderId))
            .filter(one -> !one.isNone())
            .toList();
    if (Set.copyOf(names).size() < names.size()) {
      refuse(ErrorCode.DUPLICATE_CLIENT_ORDER_ID, account, 0);
      return;
    }
    if (!makeSuchAList(type, allTerms)) {
      refuse(ErrorCode.INVALID_LIST, account, 0);
      return;
    }
    List<Resting> members = new ArrayList<>();
    for (OrderTerms terms : allTerms) {
      Resting order = new Resting();
      order.pending = type != OrderListType.OCO && !members.isEmpty();
      Optional<Refusal> refusal =
          refusal(account, terms, order, members.isEmpty() ? allTerms.size() : 1);
      if (refusal.isPresent()) {
        refuse(refusal.get().code(), account, refusal.get().orderId());
        return;
      }
      members.add(order);
    }
    if (type != OrderListType.OTO) {
      Resting profit = members.get(members.size() - 2);
      Resting stop = members.getLast();
      boolean isKnown = !(stop.trails() && stop.pending);
      if (isKnown && pricesCross(profit, profit.price, profit.trigger, stop.trigger)) {
        refuse(ErrorCode.LIST_PRICES_CROSS, account, 0);
        return;
      }
    }
    SlowList list = new SlowList(lastOrder + 1, account, type, name);
    lists.put(list.id, list);
    if (!name.isNone()) {
      clientOrderIds.put(new Key(account, name), new Use(list.id, Optional.empty()));
    }
    facts++;
    sink.orderListPlaced(list.id, account, members.getFirst().symbol.id(), type, name);
    for (Resting order : members) {
      order.list = list;
      list.members.add(order);
      accept(order, allTerms.get(members.indexOf(order)));
      if (order.pending) {
        pending.add(order);
      }
    }
    if (type == OrderListType.OCO) {
      startPair(members.getFirst(), members.getLast());
    } else {
      enterAsNew(members.getFirst());
    }
  }

  void cancelList(long account, long listId) {
    if (isOff(SafeState.HALT, account, listId)) {
      return;
    }
    SlowList list = lists.get(listId);
    if (isFrozen(account)) {
      refuse(ErrorCode.ACCOUNT_FROZEN, account, listId);
    } else if (list == null || list.account != account) {
      refuse(ErrorCode.UNKNOWN_ORDER_LIST, account, listId);
    } else {
      Resting first = list.members.getFirst();
      done(first, DoneReason.CANCELLED_BY_USER, leave(first));
    }
  }

  private static boolean makeSuchAList(OrderListType type, List<OrderTerms> terms) {
    OrderTerms first = terms.getFirst();
    OrderTerms last = terms.getLast();
    OrderTerms profit = terms.get(terms.size() - 2);
    boolean fits =
        terms.stream().allMatch(one -> one.symbol() == first.symbol())
            && terms.stream().allMatch(one -> one.conditions().quoteAmount() == 0);
    boolean works = first.type() == OrderType.LIMIT || first.type() == OrderType.MARKET;
    boolean isProfit =
        profit.type() == OrderType.TAKE_PROFIT
            || profit.type() == OrderType.TAKE_PROFIT_LIMIT
            || (profit.type() == OrderType.LIMIT
                && (profit.timeInForce() == TimeInForce.GTC
                    || profit.timeInForce() == TimeInForce.GTD));
    boolean isPair =
        isProfit
            && Set.of(OrderType.STOP, OrderType.STOP_LIMIT, OrderType.TRAILING_STOP)
                .contains(last.type())
            && profit.side() == last.side()
            && profit.quantityLots() == last.quantityLots();
    return fits
        && switch (type) {
          case OCO -> isPair;
          case OTO -> works;
          case BRACKET ->
              works
                  && isPair
                  && first.side() != last.side()
                  && first.quantityLots() == last.quantityLots();
        };
  }

  /** Of a pair that sells, what takes the profit must be above what stops the loss. */
  private static boolean pricesCross(
      Resting profit, long profitPrice, long profitTrigger, long stopTrigger) {
    long takes = profit.type == OrderType.LIMIT ? profitPrice : profitTrigger;
    return profit.buys() ? takes >= stopTrigger : takes <= stopTrigger;
  }

  private void startPair(Resting profit, Resting stop) {
    hold(profit, heldNeed(profit));
    startWaiting(stop);
    if (profit.type.waits()) {
      startWaiting(profit);
    } else {
      enter(profit);
    }
  }

  /** The other of a pair goes, because this one trades or enters the book. */
  private void executed(Resting order) {
    if (isPaired(order)) {
      Resting other = partner(order);
      order.list.tied = false;
      done(other, DoneReason.LINKED_ORDER_EXECUTED, leave(other));
    }
  }

  private void leftList(Resting order, DoneReason reason) {
    SlowList list = order.list;
    list.members.remove(order);
    if (list.isWorking(order) && reason == DoneReason.FILLED) {
      if (list.type == OrderListType.BRACKET) {
        list.exitLots = order.filled;
      } else {
        list.tied = false;
      }
      pending.remove(list.members.getFirst());
      queue(order.symbol).add(list.members.getFirst());
    } else if (list.tied) {
      list.tied = false;
      DoneReason theirs =
          list.isWorking(order)
              ? DoneReason.WORKING_ORDER_ENDED
              : order.filled > 0 ? DoneReason.LINKED_ORDER_EXECUTED : reason;
      for (Resting other : List.copyOf(list.members)) {
        done(other, theirs, leave(other));
      }
    } else if (list.members.isEmpty()) {
      lists.remove(list.id);
      clientOrderIds.computeIfPresent(
          new Key(list.account, list.name), (key, use) -> new Use(use.orderId(), Optional.of(now)));
    }
  }

  /** The working order is filled: the others come as new ones. */
  private void enterDue(Resting order) {
    List<Resting> coming = order.list.tied ? List.copyOf(order.list.members) : List.of(order);
    for (Resting one : coming) {
      pending.remove(one);
      one.pending = false;
      one.open = order.list.type == OrderListType.BRACKET ? order.list.exitLots : one.open;
      if (one.trails()) {
        one.bestSeen = lastPrices.get(one.symbol.id());
        one.trigger = trailing(one);
      }
      one.version = sequence;
      facts++;
      sink.orderActivated(
          one.id,
          one.account,
          one.symbol.id(),
          one.side,
          one.type.waits(),
          one.trails() ? 0 : one.trigger,
          one.open);
    }
    Optional<DoneReason> refusal =
        coming.stream().map(this::dueRule).flatMap(Optional::stream).findFirst();
    boolean fills = order.market() && !order.type.waits();
    BigInteger need = fills ? marketNeed(order) : heldNeed(order);
    boolean canCount = coming.stream().allMatch(this::isCounted);
    if (refusal.isEmpty()
        && (!canCount
            || need.compareTo(LONG_MAX) > 0
            || balance(order.account, heldAsset(order), Bucket.AVAILABLE).compareTo(need) < 0)) {
      refusal = Optional.of(DoneReason.NOT_PLACEABLE);
    }
    boolean isFok = order.timeInForce == TimeInForce.FOK && !order.type.waits();
    if (refusal.isEmpty() && isFok && reach(order).lots() < order.open) {
      refusal = Optional.of(DoneReason.NOT_FILLABLE);
    }
    if (refusal.isPresent()) {
      done(order, refusal.get(), false);
    } else if (coming.size() == 2) {
      startPair(order, coming.getLast());
    } else {
      hold(order, need);
      if (order.type.waits()) {
        startWaiting(order);
      } else {
        enter(order);
      }
    }
  }

  private boolean isCounted(Resting order) {
    return order.market()
        || notional(order.symbol, order.price, order.open).compareTo(LONG_MAX) <= 0;
  }

  private Optional<DoneReason> dueRule(Resting order) {
    SymbolDefinition present = symbols.get(order.symbol.id());
    Optional<ErrorCode> price =
        order.type.waits()
            ? Optional.empty()
            : order.market()
                ? marketOrderBandRule(present)
                : bandRule(present, order.side, order.price);
    if (stateRule(present.id(), order.market(), order.postOnly).or(() -> price).isPresent()) {
      return Optional.of(DoneReason.MARKET_STATE);
    }
    boolean enters = !order.type.waits();
    if (enters && order.postOnly && wouldTrade(order.symbol, order.side, order.price).isPresent()) {
      return Optional.of(DoneReason.POST_ONLY_WOULD_TRADE);
    }
    boolean isOdd =
        (order.trails() && order.trigger < 1)
            || (order.display != 0
                && order.open > order.display
                && displayRule(order.display, order.open).isPresent())
            || (order.buys()
                && positionRule(order.account, present, order.open, List.of(order)).isPresent())
            || (enters && order.market() && isAboveMaximum(present, reach(order).notional()));
    return isOdd ? Optional.of(DoneReason.NOT_PLACEABLE) : Optional.empty();
  }

  private static OrderTerms withQuantity(OrderTerms terms, long lots) {
    return new OrderTerms(
        terms.symbol(),
        terms.side(),
        terms.type(),
        terms.timeInForce(),
        terms.priceTicks(),
        lots,
        terms.clientOrderId(),
        terms.selfTradePrevention(),
        terms.isPostOnly(),
        terms.expiresAtMicros(),
        terms.conditions());
  }

  private void enterAsNew(Resting order) {
    Reach reach = reach(order);
    boolean whole = order.amount != 0 ? reach.spent() : reach.lots() >= order.open;
    if (order.timeInForce == TimeInForce.FOK && !whole) {
      done(order, DoneReason.NOT_FILLABLE, false);
      return;
    }
    if (order.amount != 0) {
      order.whenNothingIsOpen = reach.whenNothingIsOpen();
    }
    hold(order, order.market() ? marketNeed(order) : need(order));
    enter(order);
  }

  /** Those whose price the market has reached come as new ones. */
  private int runReached(int atMost, long enough) {
    int left = safeState.number() < SafeState.CANCEL_ONLY.number() ? atMost : 0;
    while (left > 0 && !reached.isEmpty() && lastTrade < enough) {
      left--;
      Resting order = reached.removeFirst();
      if (order.pending) {
        enterDue(order);
        continue;
      }
      if (order.amount != 0) {
        order.open = reach(order).wanted();
      }
      order.version = sequence;
      facts++;
      sink.orderTriggered(
          order.id, order.account, order.symbol.id(), order.side, order.trigger, order.open);
      if (isPaired(order)) {
        executed(order);
        hold(order, need(order));
      }
      SymbolDefinition present = symbols.get(order.symbol.id());
      Optional<ErrorCode> price =
          order.market()
              ? marketOrderBandRule(present)
              : bandRule(present, order.side, order.price);
      if (stateRule(present.id(), order.market(), order.postOnly).or(() -> price).isPresent()) {
        done(order, DoneReason.MARKET_STATE, false);
      } else if (order.postOnly && wouldTrade(order.symbol, order.side, order.price).isPresent()) {
        done(order, DoneReason.POST_ONLY_WOULD_TRADE, false);
      } else {
        enterAsNew(order);
      }
    }
    return left;
  }

  /** The market traded at a price: trailing stops follow it, and those that it reaches go. */
  private void printed(SymbolDefinition symbol, long price) {
    lastPrices.put(symbol.id(), price);
    List<Resting> here =
        waiting.stream()
            .filter(order -> order.symbol.id() == symbol.id())
            .sorted(Comparator.comparingLong(order -> order.id))
            .toList();
    for (Resting order : here) {
      boolean better = order.buys() ? price < order.bestSeen : price > order.bestSeen;
      if (order.trails() && better) {
        order.bestSeen = price;
        if (trailing(order) != order.trigger) {
          order.trigger = trailing(order);
          order.arrival = ++lastArrival;
        }
      }
    }
    Comparator<Resting> byTrigger = Comparator.comparingLong(order -> order.trigger);
    List<Resting> rising =
        here.stream()
            .filter(order -> order.type.waitsForRise(order.side) && order.trigger <= price)
            .sorted(byTrigger.thenComparingLong(order -> order.arrival))
            .toList();
    List<Resting> falling =
        here.stream()
            .filter(order -> !order.type.waitsForRise(order.side) && order.trigger >= price)
            .sorted(byTrigger.reversed().thenComparingLong(order -> order.arrival))
            .toList();
    for (List<Resting> some : List.of(rising, falling)) {
      waiting.removeAll(some);
      queue(symbol).addAll(some);
    }
  }

  /** Where a trailing stop is, by the best price that it has seen; 0 or less is nowhere. */
  private static long trailing(Resting order) {
    BigInteger best = big(order.bestSeen);
    BigInteger part = best.multiply(big(order.trailBasisPoints)).divide(big(10_000));
    BigInteger distance = order.trailTicks != 0 ? big(order.trailTicks) : part.max(BigInteger.ONE);
    BigInteger trigger = order.buys() ? best.add(distance) : best.subtract(distance);
    return trigger.compareTo(LONG_MAX) >= 0 ? 0 : trigger.longValue();
  }

  /** Why the order is refused, if it is; it gets its terms. */
  private Optional<Refusal> refusal(long account, OrderTerms terms, Resting order, int newOrders) {
    SymbolDefinition symbol = symbols.get(terms.symbol());
    ClientOrderId clientOrderId = terms.clientOrderId();
    long price = terms.priceTicks();
    long lots = terms.quantityLots();
    if (symbol == null) {
      return Optional.of(new Refusal(ErrorCode.UNKNOWN_SYMBOL, 0));
    }
    Optional<Use> use = taken(account, clientOrderId);
    if (use.isPresent()) {
      return Optional.of(new Refusal(ErrorCode.DUPLICATE_CLIENT_ORDER_ID, use.get().orderId()));
    }
    boolean market = terms.type().isMarket();
    boolean byAmount = terms.conditions().quoteAmount() != 0;
    Optional<ErrorCode> broken =
        supports(terms)
            .or(() ->
                market
                    ? marketRule(symbol, price, lots, byAmount)
                    : limitRule(symbol, price, lots, lots))
            .or(() -> conditionsRule(terms))
            .or(() -> expiryRule(terms))
            .or(() -> order.pending ? Optional.empty() : presentRule(symbol, terms));
    if (broken.isPresent()) {
      return Optional.of(new Refusal(broken.get(), 0));
    }
    if (!flags.containsKey(account)) {
      return Optional.of(new Refusal(ErrorCode.INSUFFICIENT_FUNDS, 0));
    }
    if (tradingBlock(account).isPresent()) {
      return Optional.of(new Refusal(tradingBlock(account).get(), 0));
    }
    if (terms.selfTradePrevention() == SelfTradePrevention.NONE
        && (flags.get(account) & AccountFlags.SELF_TRADES) == 0) {
      return Optional.of(new Refusal(ErrorCode.SELF_TRADES_NOT_ALLOWED, 0));
    }
    order.account = account;
    order.symbol = symbol;
    order.side = terms.side();
    order.timeInForce = terms.timeInForce();
    order.prevention = terms.selfTradePrevention();
    order.postOnly = terms.isPostOnly();
    order.expiresAt = terms.expiresAtMicros();
    order.price = price;
    order.open = lots;
    boolean exempt = (flags.get(account) & AccountFlags.FEE_EXEMPT) != 0;
    FeeRate rate = feeRate(feeGroups.getOrDefault(account, 0), symbol, volume(account));
    order.makerRate = exempt ? 0 : rate.makerRate();
    order.takerRate = exempt ? 0 : rate.takerRate();
    order.clientOrderId = clientOrderId;
    setConditions(order, terms);
    boolean waits = terms.type().waits();
    if (order.pending) {
      boolean isTooMuch =
          !market
              && (notional(symbol, price, lots).compareTo(LONG_MAX) > 0
                  || need(order).compareTo(LONG_MAX) > 0);
      return isTooMuch
          ? Optional.of(new Refusal(ErrorCode.NOTIONAL_OUT_OF_RANGE, 0))
          : Optional.empty();
    }
    if (byAmount && !waits) {
      Reach reach = reach(order);
      if (reach.spent() && reach.lots() == 0) {
        return Optional.of(new Refusal(ErrorCode.AMOUNT_TOO_SMALL, 0));
      }
      order.open = reach.wanted();
    }
    boolean rests =
        waits
            || newOrders > 1
            || terms.timeInForce() == TimeInForce.GTC
            || terms.timeInForce() == TimeInForce.GTD;
    Optional<ErrorCode> limit =
        (rests ? openOrdersRule(account, symbol, newOrders) : Optional.<ErrorCode>empty())
            .or(() ->
                terms.side() == Side.BUY
                    ? positionRule(account, symbol, order.open, List.of())
                    : Optional.empty());
    if (limit.isPresent()) {
      return Optional.of(new Refusal(limit.get(), 0));
    }
    if (!market && notional(symbol, price, lots).compareTo(LONG_MAX) > 0) {
      return Optional.of(new Refusal(ErrorCode.NOTIONAL_OUT_OF_RANGE, 0));
    }
    BigInteger marketNotional = waits ? big(order.amount) : reach(order).notional();
    if (market && isAboveMaximum(symbol, marketNotional)) {
      return Optional.of(new Refusal(ErrorCode.ABOVE_MAXIMUM_NOTIONAL, 0));
    }
    BigInteger need =
        waits && byAmount ? big(order.amount) : market && !waits ? marketNeed(order) : need(order);
    if (!market && need.compareTo(LONG_MAX) > 0) {
      return Optional.of(new Refusal(ErrorCode.NOTIONAL_OUT_OF_RANGE, 0));
    }
    if (balance(account, heldAsset(order), Bucket.AVAILABLE).compareTo(need) < 0) {
      return Optional.of(new Refusal(ErrorCode.INSUFFICIENT_FUNDS, 0));
    }
    return Optional.empty();
  }

  /** The use of a client order id that forbids another. */
  private Optional<Use> taken(long account, ClientOrderId name) {
    return Optional.ofNullable(clientOrderIds.get(new Key(account, name)))
        .filter(use ->
            use.endedAt()
                .map(end -> now < end + ExchangeEngine.CLIENT_ORDER_ID_WINDOW_MICROS)
                .orElse(true));
  }

  /** What the market as it is now forbids an order. */
  private Optional<ErrorCode> presentRule(SymbolDefinition symbol, OrderTerms terms) {
    return stateRule(symbol.id(), terms)
        .or(() ->
            terms.type().waits()
                ? waitingRule(terms)
                : terms.type().isMarket()
                    ? marketOrderBandRule(symbol)
                    : bandRule(symbol, terms.side(), terms.priceTicks()))
        .or(() ->
            terms.isPostOnly() && !terms.type().waits()
                ? wouldTrade(symbol, terms.side(), terms.priceTicks())
                : Optional.empty());
  }

  private void setConditions(Resting order, OrderTerms terms) {
    Conditions conditions = terms.conditions();
    order.type = terms.type();
    order.amount = conditions.quoteAmount();
    order.trigger = conditions.triggerTicks();
    order.trailTicks = conditions.trailTicks();
    order.trailBasisPoints = conditions.trailBasisPoints();
    order.display = conditions.displayLots();
    if (order.trails()) {
      order.bestSeen = lastPrices.getOrDefault(terms.symbol(), 0L);
      order.trigger = trailing(order);
    }
  }

  private static Optional<ErrorCode> conditionsRule(OrderTerms terms) {
    Conditions conditions = terms.conditions();
    boolean trails = terms.type() == OrderType.TRAILING_STOP;
    boolean mayHaveTrigger = terms.type().waits() && !trails;
    if (conditions.quoteAmount() < 0) {
      return Optional.of(ErrorCode.AMOUNT_OUT_OF_RANGE);
    }
    if (mayHaveTrigger ? conditions.triggerTicks() < 1 : conditions.triggerTicks() != 0) {
      return Optional.of(ErrorCode.INVALID_STOP_PRICE);
    }
    long ticks = conditions.trailTicks();
    long parts = conditions.trailBasisPoints();
    boolean fits =
        trails
            ? (ticks == 0) != (parts == 0) && ticks >= 0 && parts >= 0 && parts < 10_000
            : ticks == 0 && parts == 0;
    if (!fits) {
      return Optional.of(ErrorCode.INVALID_TRAIL);
    }
    return conditions.displayLots() == 0
        ? Optional.empty()
        : displayRule(conditions.displayLots(), terms.quantityLots());
  }

  private static Optional<ErrorCode> displayRule(long display, long lots) {
    boolean fits = display > 0 && display <= lots && (lots - 1) / display + 1 <= 100;
    return fits ? Optional.empty() : Optional.of(ErrorCode.INVALID_DISPLAY_QUANTITY);
  }

  private Optional<ErrorCode> waitingRule(OrderTerms terms) {
    Long last = lastPrices.get(terms.symbol());
    if (terms.type() == OrderType.TRAILING_STOP) {
      Resting probe = new Resting();
      probe.side = terms.side();
      setConditions(probe, terms);
      return last == null
          ? Optional.of(ErrorCode.NO_LAST_PRICE)
          : probe.trigger < 1 ? Optional.of(ErrorCode.INVALID_TRAIL) : Optional.empty();
    }
    return isAhead(terms.symbol(), terms.type(), terms.side(), terms.conditions().triggerTicks())
        ? Optional.empty()
        : Optional.of(ErrorCode.STOP_PRICE_REACHED);
  }

  private boolean isAhead(int symbol, OrderType type, Side side, long trigger) {
    Long last = lastPrices.get(symbol);
    return last == null || (type.waitsForRise(side) ? trigger > last : trigger < last);
  }

  void cancel(long account, long orderId, long version) {
    if (isOff(SafeState.HALT, account, orderId)) {
      return;
    }
    find(account, orderId, version)
        .ifPresent(order -> {
          done(order, DoneReason.CANCELLED_BY_USER, leave(order));
        });
  }

  void replace(
      long account, long orderId, long version, long newPrice, long newOpen, long newTrigger) {
    if (isOff(SafeState.HALT, account, orderId)) {
      return;
    }
    Optional<Resting> found = find(account, orderId, version);
    if (found.isEmpty()) {
      return;
    }
    Resting order = found.get();
    if (order.pending || (isPaired(order) && newOpen != 0)) {
      refuse(ErrorCode.ORDER_IN_LIST, account, orderId);
      return;
    }
    if (!book.contains(order)) {
      replaceWaiting(order, newPrice, newOpen, newTrigger);
      return;
    }
    long oldPrice = order.price;
    long oldOpen = order.open;
    long price = newPrice == 0 ? oldPrice : newPrice;
    long open = newOpen == 0 ? oldOpen : newOpen;
    boolean keeps = price == oldPrice && open <= oldOpen;
    if (!keeps && isOff(SafeState.CANCEL_ONLY, account, orderId)) {
      return;
    }
    if (!keeps && tradingBlock(account).isPresent()) {
      refuse(tradingBlock(account).get(), account, orderId);
      return;
    }
    SymbolDefinition present = symbols.get(order.symbol.id());
    boolean mustNotTrade = order.postOnly || states.get(order.symbol.id()) == MarketState.POST_ONLY;
    Optional<ErrorCode> broken =
        newTrigger != 0
            ? Optional.of(ErrorCode.UNSUPPORTED_COMBINATION)
            : (open > present.maximumQuantityLots() - order.filled
                    ? Optional.of(ErrorCode.INVALID_QUANTITY)
                    : limitRule(present, price, open, open + order.filled))
                .or(() ->
                    order.display != 0 && open > order.display
                        ? displayRule(order.display, open)
                        : Optional.empty())
                .or(() -> amendRule(order.symbol.id()))
                .or(() ->
                    price == oldPrice || !present.prices().hasBand()
                        ? Optional.empty()
                        : bandRule(present, order.side, price))
                .or(() ->
                    mustNotTrade ? wouldTrade(order.symbol, order.side, price) : Optional.empty())
                .or(() ->
                    order.side == Side.BUY && open > oldOpen
                        ? positionRule(account, present, open, List.of(order))
                        : Optional.empty())
                .or(() -> pairRule(order, price, 0));
    if (broken.isPresent()) {
      refuse(broken.get(), account, orderId);
      return;
    }
    order.price = price;
    order.open = open;
    BigInteger need = heldNeed(order);
    BigInteger lacking = need.subtract(order.held);
    Optional<ErrorCode> funds =
        need.compareTo(LONG_MAX) > 0 || notional(order.symbol, price, open).compareTo(LONG_MAX) > 0
            ? Optional.of(ErrorCode.NOTIONAL_OUT_OF_RANGE)
            : balance(account, heldAsset(order), Bucket.AVAILABLE).compareTo(lacking) < 0
                ? Optional.of(ErrorCode.INSUFFICIENT_FUNDS)
                : Optional.empty();
    if (funds.isPresent()) {
      order.price = oldPrice;
      order.open = oldOpen;
      refuse(funds.get(), account, orderId);
      return;
    }
    order.version = sequence;
    long shown = oldOpen - order.hidden;
    order.price = oldPrice;
    conceal(order, -order.hidden);
    order.price = price;
    facts++;
    sink.orderReplaced(
        orderId,
        account,
        order.symbol.id(),
        order.side,
        oldPrice,
        oldOpen,
        price,
        open,
        order.filled + open,
        keeps);
    if (keeps) {
      conceal(order, Math.max(0, open - shown));
    }
    hold(order, need);
    if (!keeps) {
      book.remove(order);
      enter(order);
    }
  }

  private void replaceWaiting(Resting order, long newPrice, long newOpen, long newTrigger) {
    long price = newPrice == 0 ? order.price : newPrice;
    long open = newOpen == 0 ? order.open : newOpen;
    long trigger = newTrigger == 0 ? order.trigger : newTrigger;
    SymbolDefinition present = symbols.get(order.symbol.id());
    boolean shrinks = price == order.price && trigger == order.trigger && open <= order.open;
    if (!shrinks && isOff(SafeState.CANCEL_ONLY, order.account, order.id)) {
      return;
    }
    if (!shrinks && tradingBlock(order.account).isPresent()) {
      refuse(tradingBlock(order.account).get(), order.account, order.id);
      return;
    }
    boolean isOdd =
        (order.market() && newPrice != 0)
            || (order.amount != 0 && newOpen != 0)
            || (order.trails() && newTrigger != 0);
    Resting changed = new Resting();
    changed.symbol = order.symbol;
    changed.side = order.side;
    changed.makerRate = order.makerRate;
    changed.takerRate = order.takerRate;
    changed.price = price;
    changed.open = open;
    BigInteger own = order.amount != 0 ? big(order.amount) : need(changed);
    BigInteger need = isPaired(order) ? own.max(need(partner(order))) : own;
    Resting holder = isSecond(order) ? partner(order) : order;
    Optional<ErrorCode> standing =
        reached.contains(order) || held.contains(order)
            ? Optional.of(ErrorCode.STOP_PRICE_REACHED)
            : isOdd ? Optional.of(ErrorCode.UNSUPPORTED_COMBINATION) : Optional.empty();
    Optional<ErrorCode> broken =
        standing
            .or(() ->
                order.market()
                    ? marketRule(present, 0, open, order.amount != 0)
                    : limitRule(present, price, open, open))
            .or(() -> amendRule(present.id()))
            .or(() -> trigger < 1 ? Optional.of(ErrorCode.INVALID_STOP_PRICE) : Optional.empty())
            .or(() ->
                newTrigger == 0 || isAhead(order.symbol.id(), order.type, order.side, trigger)
                    ? Optional.empty()
                    : Optional.of(ErrorCode.STOP_PRICE_REACHED))
            .or(() ->
                order.display != 0 && open > order.display
                    ? displayRule(order.display, open)
                    : Optional.empty())
            .or(() ->
                order.buys() && open > order.open
                    ? positionRule(order.account, present, open, List.of(order))
                    : Optional.empty())
            .or(() -> pairRule(order, price, trigger))
            .or(() ->
                need.compareTo(LONG_MAX) > 0
                        || notional(order.symbol, price, open).compareTo(LONG_MAX) > 0
                    ? Optional.of(ErrorCode.NOTIONAL_OUT_OF_RANGE)
                    : Optional.empty())
            .or(() ->
                balance(order.account, heldAsset(order), Bucket.AVAILABLE)
                            .compareTo(need.subtract(holder.held))
                        < 0
                    ? Optional.of(ErrorCode.INSUFFICIENT_FUNDS)
                    : Optional.empty());
    if (broken.isPresent()) {
      refuse(broken.get(), order.account, order.id);
      return;
    }
    order.price = price;
    order.open = open;
    if (trigger != order.trigger) {
      order.trigger = trigger;
      order.arrival = ++lastArrival;
    }
    order.version = sequence;
    facts++;
    sink.waitingOrderReplaced(
        order.id,
        order.account,
        order.symbol.id(),
        order.side,
        price,
        order.trails() ? 0 : trigger,
        open);
    hold(holder, need);
  }

  /** Whether the new prices of an order fit those of the other of its pair. */
  private static Optional<ErrorCode> pairRule(Resting order, long price, long trigger) {
    if (!isPaired(order)) {
      return Optional.empty();
    }
    Resting other = partner(order);
    boolean cross =
        isSecond(order)
            ? pricesCross(other, other.price, other.trigger, trigger)
            : pricesCross(order, price, trigger, other.trigger);
    return cross ? Optional.of(ErrorCode.LIST_PRICES_CROSS) : Optional.empty();
  }

  /** What is held for an order: of a pair the first holds what the dearer of the two needs. */
  private BigInteger heldNeed(Resting order) {
    if (isSecond(order)) {
      return BigInteger.ZERO;
    }
    return isPaired(order) ? need(order).max(need(partner(order))) : need(order);
  }

  /** So much of the order is not shown from now on, or so much less. */
  private void conceal(Resting order, long lots) {
    order.hidden += lots;
    if (lots != 0) {
      facts++;
      sink.orderConcealed(
          order.id, order.account, order.symbol.id(), order.side, order.price, lots);
    }
  }

  private static Optional<ErrorCode> supports(OrderTerms terms) {
    boolean rests =
        terms.timeInForce() == TimeInForce.GTC || terms.timeInForce() == TimeInForce.GTD;
    boolean isMarket = terms.type().isMarket();
    boolean waitsToBuyAtAnyPrice = isMarket && terms.type().waits() && terms.side() == Side.BUY;
    boolean byAmount = terms.conditions().quoteAmount() != 0;
    boolean amountFits =
        isMarket
            && (waitsToBuyAtAnyPrice || terms.type() == OrderType.MARKET)
            && terms.quantityLots() == 0
            && terms.selfTradePrevention() != SelfTradePrevention.DECREMENT_AND_CANCEL;
    return (isMarket && rests)
            || (terms.isPostOnly() && !rests)
            || (byAmount ? !amountFits : waitsToBuyAtAnyPrice)
            || (terms.conditions().displayLots() != 0 && (isMarket || !rests))
        ? Optional.of(ErrorCode.UNSUPPORTED_COMBINATION)
        : Optional.empty();
  }

  private Optional<ErrorCode> expiryRule(OrderTerms terms) {
    if (terms.timeInForce() == TimeInForce.GTD) {
      return terms.expiresAtMicros() <= now
          ? Optional.of(ErrorCode.INVALID_EXPIRY)
          : Optional.empty();
    }
    return terms.expiresAtMicros() != 0
        ? Optional.of(ErrorCode.UNSUPPORTED_COMBINATION)
        : Optional.empty();
  }

  private Optional<ErrorCode> wouldTrade(SymbolDefinition symbol, Side side, long price) {
    Resting probe = new Resting();
    probe.symbol = symbol;
    probe.side = side;
    probe.price = price;
    probe.type = OrderType.LIMIT;
    return bestAgainst(probe).map(maker -> ErrorCode.POST_ONLY_WOULD_TRADE);
  }

  private Optional<ErrorCode> marketRule(
      SymbolDefinition symbol, long price, long lots, boolean byAmount) {
    if (price != 0) {
      return Optional.of(ErrorCode.INVALID_PRICE);
    }
    if (byAmount) {
      return Optional.empty();
    }
    if (lots < 1 || lots > symbol.maximumQuantityLots()) {
      return Optional.of(ErrorCode.INVALID_QUANTITY);
    }
    long most = symbol.limits().maximumMarketLots();
    return most != 0 && lots > most
        ? Optional.of(ErrorCode.ABOVE_MARKET_QUANTITY)
        : Optional.empty();
  }

  private Optional<ErrorCode> openOrdersRule(long account, SymbolDefinition symbol, int newOrders) {
    int most = symbol.limits().maximumOpenOrders();
    long open =
        open()
            .filter(order -> order.account == account && order.symbol.id() == symbol.id())
            .count();
    return most != 0 && open + newOrders > most
        ? Optional.of(ErrorCode.TOO_MANY_OPEN_ORDERS)
        : Optional.empty();
  }

  private Optional<ErrorCode> positionRule(
      long account, SymbolDefinition symbol, long lots, List<Resting> without) {
    BigInteger position =
        balance(account, symbol.base().id(), Bucket.AVAILABLE)
            .add(balance(account, symbol.base().id(), Bucket.RESERVED))
            .add(big(lots).multiply(big(symbol.lotUnits())));
    for (Resting order : open().toList()) {
      if (order.account == account
          && order.symbol.id() == symbol.id()
          && order.side == Side.BUY
          && !order.pending
          && !isSecond(order)
          && !without.contains(order)) {
        position = position.add(big(order.open).multiply(big(symbol.lotUnits())));
      }
    }
    BigInteger most = big(symbol.limits().maximumPositionUnits());
    return most.signum() != 0 && position.compareTo(most) > 0
        ? Optional.of(ErrorCode.ABOVE_MAXIMUM_POSITION)
        : Optional.empty();
  }

  private static boolean isAboveMaximum(SymbolDefinition symbol, BigInteger notional) {
    BigInteger most = big(symbol.limits().maximumNotional());
    return most.signum() != 0 && notional.compareTo(most) > 0;
  }

  private Optional<ErrorCode> limitRule(
      SymbolDefinition symbol, long price, long open, long whole) {
    if (price < 1) {
      return Optional.of(ErrorCode.INVALID_PRICE);
    }
    if (open < 1 || whole > symbol.maximumQuantityLots()) {
      return Optional.of(ErrorCode.INVALID_QUANTITY);
    }
    BigInteger minimum = BigInteger.valueOf(symbol.minimumNotional());
    if (notional(symbol, price, whole).compareTo(minimum) < 0) {
      return Optional.of(ErrorCode.NOTIONAL_OUT_OF_RANGE);
    }
    return isAboveMaximum(symbol, notional(symbol, price, whole))
        ? Optional.of(ErrorCode.ABOVE_MAXIMUM_NOTIONAL)
        : Optional.empty();
  }

  private void enter(Resting taker) {
    if (states.get(taker.symbol.id()) == MarketState.AUCTION) {
      join(taker);
      return;
    }
    int fills = 0;
    Optional<BigInteger> before = reference(taker.symbol.id());
    Optional<BigInteger> worst = worstExecution(taker);
    Optional<Resting> maker = bestAgainst(taker);
    while (taker.open > 0
        && maker.isPresent()
        && isWithin(taker, maker.get(), worst)
        && fills < ExchangeEngine.FILL_LIMIT) {
      fills++;
      if (maker.get().account != taker.account || taker.prevention == SelfTradePrevention.NONE) {
        fill(taker, maker.get());
      } else if (endsByMeeting(taker, maker.get())) {
        done(taker, DoneReason.SELF_TRADE_PREVENTED, false);
        return;
      }
      maker = bestAgainst(taker);
    }
    if (taker.filled > 0) {
      executed(taker);
    }
    boolean goesOn = taker.open > 0 || taker.whenNothingIsOpen == DoneReason.EXECUTION_RANGE;
    boolean isStopped = goesOn && maker.isPresent() && !isWithin(taker, maker.get(), worst);
    if (isStopped && isVolatile(taker.symbol.id(), maker.get().price, before)) {
      halt(taker.symbol.id());
      if (taker.timeInForce == TimeInForce.GTC || taker.timeInForce == TimeInForce.GTD) {
        join(taker);
      } else {
        done(taker, DoneReason.VOLATILITY_HALT, false);
      }
    } else if (taker.open == 0) {
      done(taker, taker.whenNothingIsOpen, false);
    } else if (maker.isPresent()) {
      boolean within = isWithin(taker, maker.get(), worst);
      done(taker, within ? DoneReason.FILL_LIMIT : DoneReason.EXECUTION_RANGE, false);
    } else if (taker.timeInForce == TimeInForce.GTC || taker.timeInForce == TimeInForce.GTD) {
      rest(taker);
    } else {
      boolean nothing = taker.market() && fills == 0;
      done(taker, nothing ? DoneReason.NO_LIQUIDITY : DoneReason.UNFILLED_REST, false);
    }
  }

  private void halt(int symbol) {
    VolatilityHalt halt = symbols.get(symbol).prices().volatility();
    AuctionCall end = new AuctionCall(now + halt.callMicros(), states.get(symbol));
    beginAuction(symbol, Optional.of(new Call(end, 0)), MarketCause.VOLATILITY);
  }

  /** Joins an auction, after it has met the orders of its own account that it would trade with. */
  private void join(Resting taker) {
    List<Resting> own =
        taker.prevention == SelfTradePrevention.NONE
            ? List.of()
            : thoughts(taker)
                .map(thought -> thought.order)
                .filter(order -> order.account == taker.account)
                .sorted(Comparator.comparingLong(order -> order.id))
                .toList();
    for (Resting maker : own) {
      while (book.contains(maker)) {
        if (endsByMeeting(taker, maker)) {
          done(taker, DoneReason.SELF_TRADE_PREVENTED, false);
          return;
        }
      }
    }
    rest(taker);
  }

  private void rest(Resting taker) {
    taker.priority = ++lastPriority;
    book.add(taker);
    facts++;
    sink.orderRested(
        taker.id, taker.account, taker.symbol.id(), taker.side, taker.price, taker.open);
    if (taker.display != 0) {
      conceal(taker, Math.max(0, taker.open - taker.display));
    }
    hold(taker, heldNeed(taker));
  }

  private boolean endsByMeeting(Resting taker, Resting maker) {
    boolean shrink = taker.prevention == SelfTradePrevention.DECREMENT_AND_CANCEL;
    long lots = Math.min(taker.open, maker.open - maker.hidden);
    if (shrink) {
      taker.open -= lots;
      maker.open -= lots;
      maker.version = sequence;
    }
    facts++;
    sink.selfTradePrevented(
        taker.account,
        taker.symbol.id(),
        taker.side,
        taker.prevention,
        maker.price,
        lots,
        maker.id,
        maker.open,
        taker.id,
        taker.open);
    boolean makerEnds =
        shrink ? maker.open == 0 : taker.prevention != SelfTradePrevention.CANCEL_NEWEST;
    if (makerEnds) {
      book.remove(maker);
      done(maker, DoneReason.SELF_TRADE_PREVENTED, true);
    } else {
      showMore(maker);
      hold(maker, heldNeed(maker));
    }
    return shrink ? taker.open == 0 : taker.prevention != SelfTradePrevention.CANCEL_OLDEST;
  }

  /** When nothing of an iceberg is shown any more, its next part is, behind all others. */
  private void showMore(Resting order) {
    if (order.open == order.hidden) {
      order.priority = ++lastPriority;
      conceal(order, -Math.min(order.display, order.hidden));
    }
  }

  private Optional<Resting> bestAgainst(Resting taker) {
    return thoughts(taker).min(best(taker)).map(thought -> thought.order);
  }

  private Stream<Thought> thoughts(Resting taker) {
    return book.stream()
        .filter(order -> order.symbol.id() == taker.symbol.id() && order.side != taker.side)
        .filter(order ->
            taker.market()
                || (taker.buys() ? order.price <= taker.price : order.price >= taker.price))
        .map(Thought::new);
  }

  private static Comparator<Thought> best(Resting taker) {
    Comparator<Thought> byPrice = Comparator.comparingLong(thought -> thought.order.price);
    return (taker.buys() ? byPrice : byPrice.reversed())
        .thenComparingLong(thought -> thought.priority);
  }

  private void fill(Resting taker, Resting maker) {
    long lots = Math.min(taker.open, maker.open - maker.hidden);
    BigInteger notional = notional(taker.symbol, maker.price, lots);
    long trade = ++lastTrade;
    printed(taker.symbol, maker.price);
    for (Resting order : List.of(taker, maker)) {
      order.version = sequence;
      order.open -= lots;
      order.filled += lots;
    }
    BigInteger takerFee = charge(taker, notional, taker.takerRate);
    BigInteger makerFee =
        maker.makerRate < 0
            ? notional.multiply(big(-maker.makerRate)).divide(PARTS).min(takerFee).negate()
            : charge(maker, notional, maker.makerRate);
    facts++;
    sink.traded(
        ExecutedTrade.of(
            trade,
            taker.symbol.id(),
            taker.side,
            maker.price,
            lots,
            maker.id,
            maker.account,
            makerFee.longValueExact(),
            maker.open,
            taker.id,
            taker.account,
            takerFee.longValueExact(),
            taker.open));
    Resting buyer = taker.side == Side.BUY ? taker : maker;
    Resting seller = taker.side == Side.BUY ? maker : taker;
    int quote = taker.symbol.quote().id();
    settle(buyer, seller, notional, lots, trade);
    if (makerFee.signum() < 0) {
      pay(taker, takerFee, trade);
      post(SystemAccounts.FEE_REVENUE, quote, Bucket.AVAILABLE, EntryType.FEE, makerFee, 0, trade);
      post(maker.account, quote, Bucket.AVAILABLE, EntryType.FEE, makerFee.negate(), 0, trade);
    } else {
      pay(maker, makerFee, trade);
      pay(taker, takerFee, trade);
    }
    countVolume(maker, taker, notional, big(lots).multiply(big(taker.symbol.lotUnits())));
    executed(maker);
    if (maker.open == 0) {
      book.remove(maker);
      done(maker, DoneReason.FILLED, true);
    } else {
      showMore(maker);
      hold(maker, need(maker));
    }
  }

  private void settle(Resting buyer, Resting seller, BigInteger notional, long lots, long trade) {
    int quote = buyer.symbol.quote().id();
    int base = buyer.symbol.base().id();
    BigInteger baseUnits = big(lots).multiply(big(buyer.symbol.lotUnits()));
    buyer.held = buyer.held.subtract(notional);
    post(buyer.account, quote, Bucket.RESERVED, EntryType.TRADE, notional.negate(), 0, trade);
    post(seller.account, quote, Bucket.AVAILABLE, EntryType.TRADE, notional, 0, trade);
    seller.held = seller.held.subtract(baseUnits);
    post(seller.account, base, Bucket.RESERVED, EntryType.TRADE, baseUnits.negate(), 0, trade);
    post(buyer.account, base, Bucket.AVAILABLE, EntryType.TRADE, baseUnits, 0, trade);
  }

  private BigInteger charge(Resting order, BigInteger notional, int rate) {
    order.feeExact = order.feeExact.add(notional.multiply(big(rate)));
    BigInteger owed = unitsUp(order.feeExact).subtract(order.feePaid).max(BigInteger.ZERO);
    order.feePaid = order.feePaid.add(owed);
    return owed;
  }

  private void pay(Resting order, BigInteger fee, long trade) {
    if (fee.signum() == 0) {
      return;
    }
    int quote = order.symbol.quote().id();
    boolean buys = order.side == Side.BUY;
    if (buys) {
      order.held = order.held.subtract(fee);
    }
    Bucket bucket = buys ? Bucket.RESERVED : Bucket.AVAILABLE;
    post(order.account, quote, bucket, EntryType.FEE, fee.negate(), 0, trade);
    post(SystemAccounts.FEE_REVENUE, quote, Bucket.AVAILABLE, EntryType.FEE, fee, 0, trade);
  }

  private void done(Resting order, DoneReason reason, boolean wasResting) {
    conceal(order, -order.hidden);
    facts++;
    sink.orderDone(
        order.id,
        order.account,
        order.symbol.id(),
        order.side,
        reason,
        order.price,
        order.open,
        wasResting);
    hold(order, BigInteger.ZERO);
    clientOrderIds.computeIfPresent(
        new Key(order.account, order.clientOrderId),
        (key, use) -> new Use(use.orderId(), Optional.of(now)));
    if (order.list != null) {
      leftList(order, reason);
    }
  }

  private void hold(Resting order, BigInteger need) {
    BigInteger more = need.subtract(order.held);
    order.held = need;
    int asset = heldAsset(order);
    if (more.signum() > 0) {
      post(order.account, asset, Bucket.AVAILABLE, EntryType.HOLD, more.negate(), 0, order.id);
      post(order.account, asset, Bucket.RESERVED, EntryType.HOLD, more, 0, order.id);
    } else if (more.signum() < 0) {
      post(order.account, asset, Bucket.RESERVED, EntryType.RELEASE, more, 0, order.id);
      post(order.account, asset, Bucket.AVAILABLE, EntryType.RELEASE, more.negate(), 0, order.id);
    }
  }

  private BigInteger need(Resting order) {
    if (order.side == Side.SELL) {
      return big(order.open).multiply(big(order.symbol.lotUnits()));
    }
    BigInteger notional = notional(order.symbol, order.price, order.open);
    int rate = Math.max(order.makerRate, order.takerRate);
    BigInteger wholeFee = unitsUp(order.feeExact.add(notional.multiply(big(rate))));
    return notional.add(wholeFee.subtract(order.feePaid).max(BigInteger.ZERO));
  }

  private BigInteger marketNeed(Resting order) {
    if (order.side == Side.SELL) {
      return need(order);
    }
    BigInteger cost = reach(order).notional();
    return cost.add(unitsUp(cost.multiply(big(order.takerRate))));
  }

  /** What it could trade now. */
  private Reach reach(Resting order) {
    List<Thought> rest = new ArrayList<>(thoughts(order).toList());
    long open = order.amount != 0 ? mostMarketLots(symbols.get(order.symbol.id())) : order.open;
    long lots = 0;
    long metOwn = 0;
    int fills = 0;
    long newPriority = lastPriority;
    long lastPrice = 0;
    BigInteger notional = BigInteger.ZERO;
    Optional<BigInteger> worst = worstExecution(order);
    boolean outside = false;
    boolean spent = false;
    while (open > 0 && !spent && !rest.isEmpty() && fills < ExchangeEngine.FILL_LIMIT) {
      Thought met = rest.stream().min(best(order)).orElseThrow();
      if (!isWithin(order, met.order, worst)) {
        outside = true;
        break;
      }
      long price = met.order.price;
      lastPrice = price;
      long both = Math.min(open, met.shown);
      if (order.amount != 0) {
        both = affordable(order, notional, price, both);
        if (both == 0) {
          spent = true;
          break;
        }
      }
      fills++;
      boolean own =
          met.order.account == order.account && order.prevention != SelfTradePrevention.NONE;
      boolean leaves = own && order.prevention == SelfTradePrevention.CANCEL_OLDEST;
      if (!own) {
        open -= both;
        lots += both;
        notional = notional.add(notional(order.symbol, price, both));
        met.shown -= both;
      } else if (order.prevention == SelfTradePrevention.DECREMENT_AND_CANCEL) {
        open -= both;
        met.shown -= both;
      } else if (!leaves) {
        metOwn = both;
        break;
      }
      if (leaves || met.shown + met.hidden == 0) {
        rest.remove(met);
      } else if (met.shown == 0) {
        met.shown = Math.min(met.order.display, met.hidden);
        met.hidden -= met.shown;
        met.priority = ++newPriority;
      }
    }
    if (order.amount != 0 && metOwn == 0 && lastPrice != 0 && !outside) {
      spent = spent || affordable(order, notional, lastPrice, 1) == 0;
    }
    return new Reach(lots, notional, lots + metOwn, spent, outside, fills);
  }

  private static long mostMarketLots(SymbolDefinition symbol) {
    long most = symbol.limits().maximumMarketLots();
    return most == 0 ? symbol.maximumQuantityLots() : Math.min(most, symbol.maximumQuantityLots());
  }

  /** How many of these lots fit into the order's amount, after those that are worth this. */
  private static long affordable(Resting order, BigInteger before, long price, long lots) {
    int rate = order.takerRate;
    long enough = 0;
    long tooMany = lots + 1;
    while (tooMany - enough > 1) {
      long middle = enough + (tooMany - enough) / 2;
      BigInteger worth = before.add(notional(order.symbol, price, middle));
      BigInteger fee = unitsUp(worth.multiply(big(rate)));
      BigInteger moved = order.buys() ? worth.add(fee) : worth.subtract(fee);
      if (moved.compareTo(big(order.amount)) <= 0) {
        enough = middle;
      } else {
        tooMany = middle;
      }
    }
    return enough;
  }

  private void post(
      long account,
      int asset,
      Bucket bucket,
      EntryType type,
      BigInteger amount,
      long high,
      long low) {
    BigInteger after = balances.merge(new Place(account, asset, bucket), amount, BigInteger::add);
    facts++;
    sink.posted(
        Posting.of(
            account,
            asset,
            bucket,
            type,
            amount.longValueExact(),
            after.longValueExact(),
            high,
            low));
  }

  private void refuse(ErrorCode code, long account, long orderId) {
    facts++;
    sink.refused(code.number(), account, orderId);
  }

  /** The open order; empty after a refusal. */
  private Optional<Resting> find(long account, long orderId, long version) {
    Optional<Resting> found =
        open().filter(order -> order.id == orderId && order.account == account).findFirst();
    if (isFrozen(account)) {
      refuse(ErrorCode.ACCOUNT_FROZEN, account, orderId);
      return Optional.empty();
    }
    if (found.isEmpty()) {
      refuse(ErrorCode.UNKNOWN_ORDER, account, orderId);
    } else if (version != 0 && version != found.get().version) {
      refuse(ErrorCode.STALE_VERSION, account, orderId);
      return Optional.empty();
    }
    return found;
  }

  private BigInteger balance(long account, int asset, Bucket bucket) {
    return balances.getOrDefault(new Place(account, asset, bucket), BigInteger.ZERO);
  }

  private static int heldAsset(Resting order) {
    return order.side == Side.BUY ? order.symbol.quote().id() : order.symbol.base().id();
  }

  private static BigInteger notional(SymbolDefinition symbol, long price, long lots) {
    return big(price).multiply(big(lots)).multiply(big(symbol.quoteUnitsPerTickLot()));
  }

  private static BigInteger unitsUp(BigInteger parts) {
    return parts.add(PARTS).subtract(BigInteger.ONE).divide(PARTS);
  }

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }
}

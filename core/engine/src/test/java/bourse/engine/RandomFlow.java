package bourse.engine;

import bourse.domain.AccountBlock;
import bourse.domain.AssetDefinition;
import bourse.domain.AssetType;
import bourse.domain.ClientOrderId;
import bourse.domain.FeeRate;
import bourse.domain.FeeSchedule;
import bourse.domain.JournalReason;
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
import bourse.domain.SymbolLimits;
import bourse.domain.TimeInForce;
import bourse.domain.VolatilityHalt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Makes up commands, many of them wrong, each as the engine's frame and as a call of the slow
 * exchange. The same seed makes the same flow.
 */
public final class RandomFlow {
  /**
   * A command that was made up.
   *
   * @param frame not stamped
   * @param slowly what the slow exchange does for it
   */
  @SuppressWarnings("ArrayRecordComponent") // Made and used once; never compared.
  public record Drawn(byte[] frame, CommandContext context, Runnable slowly) {}

  static final AssetDefinition BTC = new AssetDefinition(1, "BTC", "Bitcoin", AssetType.CRYPTO, 8);
  static final AssetDefinition USD = new AssetDefinition(2, "USD", "US dollar", AssetType.FIAT, 6);
  static final AssetDefinition ACME =
      new AssetDefinition(300, "ACME", "Acme Corporation", AssetType.SECURITY, 0);

  static final AssetDefinition GOLD = new AssetDefinition(4, "GOLD", "Gold", AssetType.SECURITY, 1);

  /** How many commands at the start list the markets and fund the accounts. */
  public static final int SET_UP = 30;

  /** The rules that are set at a sequence: they go back at once, or not at all. */
  private static final Map<Long, Integer> RULES =
      Map.of(150L, 2, 151L, 1, 6_000L, 2, 6_002L, 1, 7_000L, 2, 7_001L, 1);

  private final Random random;
  private final SlowExchange slow;
  private long now = 1_700_000_000_000_000L;
  private long sequence;
  private int drawn;

  /** Of the command that is being made up; each has an id of its own. */
  private CommandContext context;

  private Runnable slowly;

  /** How many of a thousand commands call an auction, besides those that do anyway. */
  private int auctions;

  /** The account that was blocked last, or 0. */
  private long blocked;

  public RandomFlow(long seed, SlowExchange slow) {
    this.random = new Random(seed);
    this.slow = slow;
  }

  /** The same with many auctions. */
  public RandomFlow withAuctions() {
    auctions = 30;
    return this;
  }

  /** The next command's frame, stamped; the slow exchange has executed it. */
  byte[] next() {
    sequence++;
    Integer rules = RULES.get(sequence);
    if (rules != null) {
      return setRuleVersion(rules);
    }
    Drawn command = draw(now + (random.nextInt(1000) == 0 ? hours() : random.nextInt(3)));
    Commands.stamp(command.frame(), 0, sequence, now);
    slow.command(now, command.context(), command.slowly());
    return command.frame();
  }

  /** A few, or days; in the end nothing is left of what was traded at the start. */
  private long hours() {
    long hours = random.nextInt(3) == 0 ? 24L * random.nextInt(15) : 6;
    return hours * 3_600_000_000L;
  }

  private byte[] setRuleVersion(int version) {
    byte[] frame = Commands.setRuleVersion(CommandContext.NONE, version);
    Commands.stamp(frame, 0, sequence, now);
    slow.setRuleVersion(now, CommandContext.NONE, version);
    return frame;
  }

  /**
   * The next command, for whoever stamps it and has the slow exchange execute it.
   *
   * @param now about the log time at which it will be executed
   */
  public Drawn draw(long now) {
    this.now = now;
    context = new CommandContext(1, ++drawn, 0, 3, 4, 5);
    byte[] frame = drawn <= SET_UP ? setUp(drawn - 1) : command();
    Commands.validate(frame, 0, frame.length);
    return new Drawn(frame, context, slowly);
  }

  private byte[] command() {
    if (drawn > 14_500 && drawn % 300 == 0 && slow.symbolOfAnOrder().isPresent()) {
      return delist(slow.symbolOfAnOrder().get());
    }
    if (slow.safeState() != SafeState.NORMAL && random.nextInt(6) == 0) {
      return setSafeState(SafeState.NORMAL, SafeStateCause.OPERATOR);
    }
    if (slow.quietMarket() != 0 && random.nextInt(20) == 0) {
      return setMarketState(slow.quietMarket(), MarketState.TRADING, 0);
    }
    if (auctions > 0 && random.nextInt(1000) < auctions) {
      return callAuction();
    }
    int lists = random.nextInt(100);
    if (lists < (auctions > 0 ? 6 : 9)) {
      return placeList();
    }
    if (lists == 9) {
      return cancelList();
    }
    int kind = random.nextInt(100);
    if (kind < 55) {
      return place();
    }
    if (kind < 65) {
      return cancel();
    }
    if (kind < 72) {
      return cancelAndPlace();
    }
    if (kind < 74) {
      return cancelAll();
    }
    if (kind < 90) {
      return replace();
    }
    if (kind < 94) {
      return transfer();
    }
    if (kind == 94 || kind == 98) {
      return market();
    }
    if (kind < 96) {
      long account = account();
      int flags = random.nextInt(4);
      if (random.nextInt(3) == 0) {
        return fees(account);
      }
      return frame(
          Commands.setAccountFlags(context, account, flags), () -> slow.setFlags(account, flags));
    }
    if (kind < 97) {
      return setBlocks();
    }
    if (kind < 98) {
      return setSafeState(
          SafeState.of(random.nextInt(5)), SafeStateCause.of(1 + random.nextInt(5)));
    }
    return frame(Commands.tick(context), () -> {});
  }

  private byte[] fees(long account) {
    if (random.nextBoolean()) {
      int group = random.nextInt(8) == 0 ? 64 : random.nextInt(4);
      return frame(
          Commands.setFeeGroup(context, account, group), () -> slow.setFeeGroup(account, group));
    }
    int asset =
        random.nextInt(4) == 0
            ? List.of(0, 1, 2, 2, 2, 2, 300, 7).get(random.nextInt(8))
            : slow.volumeAsset();
    List<FeeRate> rates = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      int symbol = List.of(0, 0, 1, 40, 41, 40, 41, 99).get(random.nextInt(8));
      int group = random.nextInt(4);
      for (int tier = asset == 0 ? 0 : random.nextInt(3); tier >= 0; tier--) {
        int taker = 500 + random.nextInt(random.nextInt(24) == 0 ? 1_000_000 : 4000);
        int maker = random.nextInt(4000) - (random.nextInt(24) == 0 ? 4000 : 500);
        boolean isOdd = asset != 0 && random.nextInt(40) == 0;
        long volume = tier == 0 && !isOdd ? 0 : 1L << random.nextInt(40);
        rates.add(new FeeRate(group, symbol, volume, maker, taker));
      }
    }
    FeeSchedule schedule = new FeeSchedule(asset, rates);
    return frame(Commands.setFees(context, schedule), () -> slow.setFees(schedule));
  }

  private byte[] setSafeState(SafeState state, SafeStateCause cause) {
    return frame(
        Commands.setSafeState(context, state, cause), () -> slow.setSafeState(state, cause));
  }

  /** One account at a time, which resumes soon: one that may do nothing shows nothing else. */
  private byte[] setBlocks() {
    boolean resumes = blocked != 0 && random.nextInt(8) != 0;
    long account = blocked != 0 ? blocked : order()[1];
    Set<AccountBlock> blocks = AccountBlock.of(resumes ? 0 : 1 + random.nextInt(7));
    blocked = resumes ? 0 : account;
    SuspensionReason reason =
        blocks.isEmpty() ? SuspensionReason.NONE : SuspensionReason.of(1 + random.nextInt(7));
    return frame(
        Commands.setAccountBlocks(context, account, blocks, reason),
        () -> slow.setBlocks(account, blocks, reason));
  }

  private byte[] setUp(int step) {
    return switch (step) {
      case 0 -> frame(Commands.addAsset(context, BTC), () -> slow.addAsset(BTC));
      case 1 -> frame(Commands.addAsset(context, USD), () -> slow.addAsset(USD));
      case 2 -> frame(Commands.addAsset(context, ACME), () -> slow.addAsset(ACME));
      case 3 -> list(SymbolDefinition.of(1, BTC, USD, "0.05", "0.0001", 7, 13, "0.01", "1"));
      case 4 -> list(SymbolDefinition.of(40, ACME, USD, "0.01", "1", 25, 10, "0", "100000"));
      case 5 ->
          list(
              SymbolDefinition.of(41, ACME, BTC, "0.00000001", "1", 0, 10_000, "0", "9")
                  .withPrices(
                      auctions == 0
                          ? PriceLimits.NONE
                          : PriceLimits.NONE.withVolatility(new VolatilityHalt(100, 30, 2))));
      case 6 -> frame(Commands.addAsset(context, GOLD), () -> slow.addAsset(GOLD));
      case 7 ->
          list(
              SymbolDefinition.of(42, GOLD, USD, "0.01", "0.1", 5, 5, "0.1", "100")
                  .withPrices(new PriceLimits(600, 700, 800, 500, 300, 50, false))
                  .withLimits(new SymbolLimits(5_000_000, 25, 2, 900)));
      case 8, 9, 10, 11, 12 -> deposit(992L + step, GOLD.id(), 200L * (step - 7));
      default -> {
        int asset = List.of(1, 2, 300).get(step % 3);
        yield deposit(
            1000L + step % 5, asset, 1L + random.nextInt(asset == 2 ? 1_000_000_000 : 40_000_000));
      }
    };
  }

  private byte[] list(SymbolDefinition symbol) {
    return frame(Commands.listSymbol(context, symbol), () -> slow.listSymbol(symbol));
  }

  private byte[] place() {
    long account = account();
    OrderTerms terms = terms();
    return frame(Commands.place(context, account, terms), () -> slow.place(account, terms));
  }

  private byte[] placeList() {
    long account = account();
    OrderListType type = OrderListType.of(1 + random.nextInt(3));
    ClientOrderId name = listName();
    List<OrderTerms> orders = random.nextInt(20) == 0 ? oddOrders(type) : orders(type);
    return frame(
        Commands.placeList(context, account, type, name, orders),
        () -> slow.placeList(account, type, name, orders));
  }

  private ClientOrderId listName() {
    return random.nextInt(3) == 0
        ? ClientOrderId.of("client-order-" + random.nextInt(600))
        : ClientOrderId.NONE;
  }

  private List<OrderTerms> oddOrders(OrderListType type) {
    List<OrderTerms> orders = new ArrayList<>();
    for (int i = 0; i < type.orders(); i++) {
      orders.add(terms());
    }
    return orders;
  }

  private List<OrderTerms> orders(OrderListType type) {
    int symbol = List.of(1, 40, 41, 40, 40, 42, 42).get(random.nextInt(7));
    Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
    long lots = lots();
    if (type == OrderListType.OCO) {
      return pair(symbol, side, lots);
    }
    boolean isMarket = random.nextInt(5) == 0;
    OrderTerms working =
        listed(
            symbol,
            side,
            isMarket ? OrderType.MARKET : OrderType.LIMIT,
            isMarket ? 0 : side == Side.BUY ? 194 + random.nextInt(14) : 206 - random.nextInt(14),
            lots,
            Conditions.NONE);
    if (type == OrderListType.BRACKET) {
      List<OrderTerms> orders = new ArrayList<>(pair(symbol, side.opposite(), lots));
      orders.addFirst(working);
      return orders;
    }
    if (random.nextInt(5) == 0) {
      // More than anyone has, when its turn comes.
      return List.of(
          working, listed(symbol, Side.BUY, OrderType.LIMIT, 197, 9_000, Conditions.NONE));
    }
    OrderTerms pending = terms();
    while (pending.symbol() != symbol || pending.conditions().quoteAmount() != 0) {
      pending = terms();
    }
    return List.of(working, pending);
  }

  /** Mostly with the market, which is about 200, between the two. */
  private List<OrderTerms> pair(int symbol, Side side, long lots) {
    boolean buys = side == Side.BUY;
    long better = 201L + random.nextInt(6);
    long profitAt = buys ? 400 - better : better;
    OrderType profit =
        random.nextInt(4) != 0
            ? OrderType.LIMIT
            : buys || random.nextBoolean() ? OrderType.TAKE_PROFIT_LIMIT : OrderType.TAKE_PROFIT;
    OrderType stop =
        buys || random.nextInt(3) == 0
            ? OrderType.STOP_LIMIT
            : random.nextInt(3) == 0 ? OrderType.TRAILING_STOP : OrderType.STOP;
    long worse = 200L - random.nextInt(random.nextInt(20) == 0 ? 3 : 6);
    long stopAt = buys ? 400 - worse : worse;
    Conditions waits =
        stop == OrderType.TRAILING_STOP
            ? new Conditions(0, 0, 1 + random.nextInt(6), 0, 0)
            : Conditions.trigger(stopAt);
    long limit = buys ? stopAt + random.nextInt(8) - 1 : stopAt - random.nextInt(8) + 1;
    Conditions takes =
        profit == OrderType.LIMIT
            ? random.nextInt(5) == 0
                ? Conditions.display(Math.clamp(lots, 1, 1 + random.nextInt(9)))
                : Conditions.NONE
            : Conditions.trigger(profitAt);
    return List.of(
        listed(symbol, side, profit, profit.isMarket() ? 0 : profitAt, lots, takes),
        listed(
            symbol,
            side,
            stop,
            stop.isMarket() ? 0 : limit,
            random.nextInt(60) == 0 ? lots + 1 : lots,
            waits));
  }

  private OrderTerms listed(
      int symbol, Side side, OrderType type, long price, long lots, Conditions conditions) {
    TimeInForce timeInForce =
        type.isMarket()
            ? TimeInForce.IOC
            : random.nextInt(4) == 0 ? TimeInForce.GTD : TimeInForce.GTC;
    return OrderTerms.of(symbol, side, type, timeInForce, price, lots, listName())
        .withConditions(conditions)
        .withSelfTradePrevention(List.of(SelfTradePrevention.values()).get(random.nextInt(5)))
        .withPostOnly(!type.isMarket() && random.nextInt(20) == 0)
        .withExpiry(timeInForce == TimeInForce.GTD ? now + 1 + random.nextInt(200) : 0);
  }

  private byte[] cancelList() {
    List<long[]> open = slow.openLists();
    long[] list =
        open.isEmpty() || random.nextInt(5) == 0
            ? new long[] {random.nextInt(100), account()}
            : open.get(random.nextInt(open.size()));
    return frame(
        Commands.cancelList(context, list[1], list[0]), () -> slow.cancelList(list[1], list[0]));
  }

  private byte[] cancelAndPlace() {
    long[] order = order();
    long version = version(order);
    OrderTerms terms = terms();
    return frame(
        Commands.cancelAndPlace(context, order[1], order[0], version, terms),
        () -> slow.cancelAndPlace(order[1], order[0], version, terms));
  }

  private byte[] cancelAll() {
    long account = account();
    if (random.nextInt(3) == 0) {
      int symbol = List.of(0, 1, 40, 41, 42, 99).get(random.nextInt(6));
      return frame(
          Commands.cancelAll(context, account, symbol), () -> slow.cancelAll(account, symbol));
    }
    long timeout = random.nextInt(10) == 0 ? -1 : random.nextInt(3) * random.nextInt(40);
    return frame(
        Commands.cancelAllAfter(context, account, timeout),
        () -> slow.cancelAllAfter(account, timeout));
  }

  private OrderTerms terms() {
    int symbol =
        slow.marketInAuction() != 0 && random.nextInt(3) == 0
            ? slow.marketInAuction()
            : List.of(1, 40, 41, 41, 40, 40, 42, 42, 42, 99).get(random.nextInt(10));
    Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
    boolean isOdd = random.nextInt(40) == 0;
    OrderType type = type();
    TimeInForce timeInForce = timeInForce(type, isOdd);
    long price = type.isMarket() && !isOdd ? 0 : price();
    if (type.waits() && !type.isMarket() && random.nextBoolean()) {
      // Would trade, when it is reached.
      price = side == Side.BUY ? 208 : 192;
    }
    ClientOrderId id =
        random.nextInt(3) == 0
            ? ClientOrderId.of("client-order-" + random.nextInt(600))
            : ClientOrderId.NONE;
    boolean hasExpiry = timeInForce == TimeInForce.GTD || (isOdd && random.nextInt(4) == 0);
    boolean byAmount =
        OrderCombinations.takesAmount(type, side)
            && (random.nextInt(2) == 0 || !OrderCombinations.takesQuantity(type, side))
            && !isOdd;
    long lots = byAmount ? 0 : lots();
    return OrderTerms.of(symbol, side, type, timeInForce, price, lots, id)
        .withConditions(conditions(type, side, timeInForce, lots, byAmount, isOdd))
        .withSelfTradePrevention(List.of(SelfTradePrevention.values()).get(random.nextInt(5)))
        .withPostOnly((timeInForce.rests() || isOdd) && random.nextInt(10) < (type.waits() ? 9 : 1))
        .withExpiry(hasExpiry ? now + random.nextInt(60) - (isOdd ? 5 : -1) : 0);
  }

  private OrderType type() {
    return switch (random.nextInt(36)) {
      case 0, 1, 12, 13 -> OrderType.MARKET;
      case 2, 3 -> OrderType.STOP;
      case 4, 5, 6 -> OrderType.STOP_LIMIT;
      case 7 -> OrderType.TAKE_PROFIT;
      case 8, 9, 10 -> OrderType.TAKE_PROFIT_LIMIT;
      case 11 -> OrderType.TRAILING_STOP;
      default -> OrderType.LIMIT;
    };
  }

  private Conditions conditions(
      OrderType type,
      Side side,
      TimeInForce timeInForce,
      long lots,
      boolean byAmount,
      boolean isOdd) {
    if (isOdd && random.nextInt(3) == 0) {
      return new Conditions(
          odd(), odd(), odd(), random.nextInt(3) * 5_000L, random.nextInt(3) * 4L);
    }
    boolean trails = type == OrderType.TRAILING_STOP;
    boolean byTicks = random.nextBoolean();
    boolean isIceberg = OrderCombinations.takesDisplay(type, timeInForce) && random.nextInt(5) == 0;
    return new Conditions(
        byAmount
            ? 1 + random.nextInt(random.nextInt(40) < (type.waits() ? 30 : 1) ? 100 : 8_000_000)
            : 0,
        type.waits() && !trails ? trigger(type, side) : 0,
        trails && byTicks ? 1 + random.nextInt(random.nextInt(20) == 0 ? 300 : 6) : 0,
        trails && !byTicks ? 1 + random.nextInt(400) : 0,
        isIceberg ? Math.clamp(lots, 1, 1 + random.nextInt(9)) : 0);
  }

  private long odd() {
    return random.nextInt(3) * (random.nextInt(400) - 10L);
  }

  /** Mostly ahead, as prices are about 200. */
  private long trigger(OrderType type, Side side) {
    return type.waitsForRise(side) ? 200 + random.nextInt(7) : 200 - random.nextInt(7);
  }

  private TimeInForce timeInForce(OrderType type, boolean isOdd) {
    if (isOdd) {
      return List.of(TimeInForce.values()).get(random.nextInt(4));
    }
    boolean rests = !type.isMarket() && random.nextInt(4) != 0;
    boolean isPlain = random.nextInt(4) != 0;
    return rests
        ? isPlain ? TimeInForce.GTC : TimeInForce.GTD
        : isPlain ? TimeInForce.IOC : TimeInForce.FOK;
  }

  private byte[] market() {
    int symbol = List.of(1, 40, 41, 42, 99).get(random.nextInt(5));
    if (drawn > 14_000 && random.nextInt(3) == 0) {
      return delist(List.of(41, 99, 99).get(random.nextInt(3)));
    }
    if (auctions > 0 && random.nextInt(8) == 0) {
      return callAuction();
    }
    if (random.nextInt(4) == 0) {
      return changeSymbol();
    }
    if (random.nextInt(4) == 0) {
      return setReference();
    }
    MarketState state =
        random.nextInt(20) < 16
            ? MarketState.TRADING
            : random.nextInt(4) == 0
                ? MarketState.LIMIT_ONLY
                : List.of(MarketState.values()).get(random.nextInt(MarketState.values().length));
    long at = random.nextBoolean() ? 0 : now + random.nextInt(60) - 3;
    return setMarketState(symbol, state, at);
  }

  private byte[] setMarketState(int symbol, MarketState state, long at) {
    return frame(
        Commands.setMarketState(context, symbol, state, at),
        () -> slow.setMarketState(symbol, state, at));
  }

  private byte[] callAuction() {
    int symbol = List.of(1, 40, 40, 41, 42, 42, 99).get(random.nextInt(7));
    long at = random.nextInt(3) == 0 ? now + random.nextInt(30) - 1 : 0;
    long end = random.nextInt(5) == 0 ? 0 : Math.max(at, now) + random.nextInt(60);
    MarketState then =
        random.nextInt(6) != 0
            ? MarketState.TRADING
            : List.of(MarketState.values()).get(random.nextInt(MarketState.values().length));
    return frame(
        Commands.callAuction(context, symbol, at, end, then),
        () -> slow.callAuction(symbol, at, end, then));
  }

  private byte[] setReference() {
    int symbol = List.of(40, 42, 42, 42, 99).get(random.nextInt(5));
    long price = random.nextInt(4) == 0 ? 0 : 195L + random.nextInt(10);
    long seenAt = now - random.nextInt(100) + 10;
    return frame(
        Commands.setReferencePrice(context, symbol, price, seenAt),
        () -> slow.setReference(symbol, price, seenAt));
  }

  private byte[] delist(int symbol) {
    return frame(Commands.delistSymbol(context, symbol), () -> slow.delistSymbol(symbol));
  }

  /** Other fees; seldom something that may not change. */
  private byte[] changeSymbol() {
    int kind = random.nextInt(10);
    SymbolDefinition symbol =
        kind == 0
            ? SymbolDefinition.of(40, ACME, USD, "0.02", "1", 25, 10, "0", "100000")
            : kind == 1
                ? SymbolDefinition.of(99, ACME, USD, "0.01", "1", 25, 10, "0", "100000")
                : SymbolDefinition.of(
                        40,
                        ACME,
                        USD,
                        "0.01",
                        "1",
                        kind == 2 ? -1 : random.nextInt(30),
                        random.nextInt(30),
                        "0",
                        "100000")
                    .withPrices(
                        random.nextInt(4) != 0
                            ? PriceLimits.NONE
                            : new PriceLimits(
                                random.nextInt(1_500),
                                random.nextInt(1_500),
                                random.nextInt(1_500),
                                random.nextInt(1_500),
                                random.nextInt(700),
                                random.nextInt(60),
                                random.nextBoolean(),
                                random.nextInt(3) == 0
                                    ? VolatilityHalt.NONE
                                    : new VolatilityHalt(
                                        50 + random.nextInt(400),
                                        1 + random.nextInt(30),
                                        random.nextInt(3))));
    return frame(Commands.changeSymbol(context, symbol), () -> slow.changeSymbol(symbol));
  }

  private byte[] cancel() {
    long[] order = order();
    long version = version(order);
    return frame(
        Commands.cancel(context, order[1], order[0], version),
        () -> slow.cancel(order[1], order[0], version));
  }

  private byte[] replace() {
    long[] order = order();
    long version = version(order);
    long price = random.nextInt(3) == 0 ? 0 : price();
    long open = random.nextInt(3) == 0 ? 0 : lots();
    long trigger = random.nextInt(6) == 0 ? 190L + random.nextInt(20) : 0;
    return frame(
        Commands.replace(context, order[1], order[0], version, price, open, trigger),
        () -> slow.replace(order[1], order[0], version, price, open, trigger));
  }

  /** Mostly any, else the order's, or a stale one. */
  private long version(long[] order) {
    return switch (random.nextInt(8)) {
      case 0 -> order[2] - 1;
      case 1, 2 -> order[2];
      default -> 0;
    };
  }

  private byte[] transfer() {
    int asset = List.of(1, 2, 300, 7).get(random.nextInt(4));
    long amount = random.nextInt(1_000_000) - 1000L;
    switch (random.nextInt(10)) {
      case 0, 1 -> {
        return journal(asset, amount);
      }
      case 2 -> {
        return bookedTransfer(asset, amount);
      }
      case 3 -> {
        return holdFunds(asset, amount);
      }
      case 4 -> {
        return endHold(amount);
      }
      default -> {
        // Comes in or goes out at once.
      }
    }
    return random.nextBoolean() ? deposit(account(), asset, amount) : withdraw(asset, amount);
  }

  private byte[] deposit(long account, int asset, long amount) {
    long reference = drawn;
    return frame(
        Commands.deposit(context, account, asset, amount, 9, reference),
        () -> slow.deposit(account, asset, amount, 9, reference));
  }

  private byte[] journal(int asset, long amount) {
    long from = random.nextInt(4) == 0 ? 1 + random.nextInt(2) : account();
    long to = random.nextInt(8) == 0 ? 1 + random.nextInt(2) : account();
    long units = from == SystemAccounts.FEE_REVENUE ? amount / 1000 : amount;
    JournalReason reason = JournalReason.of(1 + random.nextInt(6));
    long reference = drawn;
    return frame(
        Commands.journal(context, from, to, asset, units, reason, 9, reference),
        () -> slow.journal(from, to, asset, units, reason, 9, reference));
  }

  private byte[] bookedTransfer(int asset, long amount) {
    if (random.nextInt(8) == 0) {
      int day = (int) (now / 86_400_000_000L) - random.nextInt(4);
      return frame(Commands.closePeriod(context, day), () -> slow.closePeriod(day));
    }
    EntryType kind =
        List.of(EntryType.DEPOSIT, EntryType.ADJUSTMENT, EntryType.REVERSAL, EntryType.SETTLEMENT)
            .get(random.nextInt(4));
    boolean fromHouse =
        switch (kind) {
          case DEPOSIT, SETTLEMENT -> random.nextInt(8) != 0;
          default -> random.nextBoolean();
        };
    boolean toHouse = kind == EntryType.SETTLEMENT || random.nextInt(4) == 0;
    long from = fromHouse ? house() : account();
    long to = toHouse ? house() : account();
    int today = (int) (now / 86_400_000_000L);
    int day = random.nextInt(3) == 0 ? today + 1 - random.nextInt(6) : 0;
    int reason = random.nextInt(7);
    long about = random.nextInt(100);
    long reference = drawn;
    return frame(
        Commands.transfer(context, from, to, asset, amount, kind, reason, about, day, 9, reference),
        () -> slow.transfer(from, to, asset, amount, kind, reason, about, day, 9, reference));
  }

  private long house() {
    return List.of(0L, 1L, 2L, 3L, 3L, 4L, 100L, 100L, 999L).get(random.nextInt(9));
  }

  private byte[] holdFunds(int asset, long amount) {
    long account = account();
    long units = random.nextInt(4) == 0 ? amount : amount / 100;
    long expiresAt = random.nextInt(3) == 0 ? 0 : now - 3 + random.nextInt(400);
    long reference = drawn;
    return frame(
        Commands.holdFunds(context, account, asset, units, expiresAt, 9, reference),
        () -> slow.holdFunds(account, asset, units, expiresAt, 9, reference));
  }

  private byte[] endHold(long amount) {
    List<long[]> open = slow.openHolds();
    long[] hold =
        open.isEmpty() || random.nextInt(6) == 0
            ? new long[] {random.nextInt(100), account()}
            : open.get(random.nextInt(open.size()));
    if (random.nextInt(3) == 0) {
      return frame(
          Commands.releaseHold(context, hold[1], hold[0]),
          () -> slow.releaseHold(hold[1], hold[0]));
    }
    long to = random.nextBoolean() ? house() : account();
    long units = random.nextInt(5) == 0 ? amount : 1 + random.nextInt(2_000);
    EntryType kind = random.nextInt(4) == 0 ? EntryType.FEE : EntryType.WITHDRAWAL;
    long reference = drawn;
    return frame(
        Commands.settleHold(context, hold[1], hold[0], to, units, kind, 9, reference),
        () -> slow.settleHold(hold[1], hold[0], to, units, kind, 9, reference));
  }

  private byte[] withdraw(int asset, long amount) {
    long account = account();
    long reference = drawn;
    return frame(
        Commands.withdraw(context, account, asset, amount, 9, reference),
        () -> slow.withdraw(account, asset, amount, 9, reference));
  }

  private byte[] frame(byte[] frame, Runnable slowly) {
    this.slowly = slowly;
    return frame;
  }

  private long account() {
    return 1000L + random.nextInt(6);
  }

  private long price() {
    int odd = random.nextInt(200);
    if (odd == 0) {
      return List.of(-1L, 0L, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 40).get(random.nextInt(5));
    }
    return odd < 10 ? 1L + random.nextInt(100_000) : 190L + random.nextInt(20);
  }

  private long lots() {
    int odd = random.nextInt(200);
    if (odd == 0) {
      return List.of(-1L, 0L, Long.MAX_VALUE, 10_001L, 100_000L).get(random.nextInt(5));
    }
    return 1L + random.nextInt(30);
  }

  /** Mostly an open order with its account; at times not open, or another's. */
  private long[] order() {
    List<long[]> open = slow.openOrders();
    if (open.isEmpty() || random.nextInt(20) == 0) {
      return new long[] {random.nextInt(100), account(), 0};
    }
    return open.get(random.nextInt(open.size()));
  }
}

package bourse.engine;

import bourse.domain.AssetDefinition;
import bourse.domain.ClientOrderId;
import bourse.domain.FeeRate;
import bourse.domain.FeeSchedule;
import bourse.domain.MarketCause;
import bourse.domain.MarketState;
import bourse.domain.OrderListType;
import bourse.domain.SafeState;
import bourse.domain.SafeStateCause;
import bourse.domain.SymbolDefinition;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The canonical bytes of an engine's state, all i64 little endian, texts as in {@link Layout}.
 * Assets in the order of their listing, symbols and accounts by number, orders by priority, ended
 * client order ids by their end. What follows from the rest is not written: what is held for an
 * order, the levels, the best prices.
 *
 * <p>Magic, layout version, sequence, log time, rule version with the one before it and the command
 * that set it, safe state with its cause and time, last order id, last trade id; then each with its
 * count: assets, symbols, fees, accounts (id, flags, blocks and their reason, fee group, when all
 * is cancelled, volume by day within the window, balances), order lists, for each symbol the last
 * price, the bids, the asks, what waits for a rise and for a fall, what was reached and enters
 * after its auction; what else was reached and did not enter yet, with its symbol; what is pending,
 * likewise; ended client order ids, commands that were passed over, the day up to which the books
 * are closed, holds; the magic again.
 */
final class EngineState {
  /** "BOURSTAT". */
  private static final long MAGIC = 0x5441_5453_5255_4F42L;

  private static final long LAYOUT_VERSION = 2;

  /** As 2, without holds and closed periods, of which there were none. */
  private static final long WITHOUT_HOLDS = 1;

  private static final int IS_BUY = 1 << 26;
  private static final int IS_SPECIAL = 1 << 27;
  private static final int WAITS = 1 << 28;
  private static final int IS_REACHED = 1 << 29;
  private static final int IS_IN_LIST = 1 << 30;

  private EngineState() {}

  static void write(ExchangeEngine engine, OutputStream stream) throws IOException {
    Writer out = new Writer(stream);
    out.put(MAGIC);
    out.put(LAYOUT_VERSION);
    out.put(engine.sequence);
    out.put(engine.logTimeMicros);
    out.put(engine.ruleVersion);
    out.put(engine.rulesBefore);
    out.put(engine.rulesSetAt);
    out.put(engine.venue.state().number());
    out.put(engine.venue.cause().number());
    out.put(engine.venue.sinceMicros());
    out.put(engine.desk.lastOrderId());
    out.put(engine.desk.lastTradeId());
    writeDefinitions(engine, out);
    writeAccounts(engine, out);
    writeLists(engine, out);
    for (Market market : markets(engine)) {
      out.put(market.lastPriceTicks);
      writeSide(market.bids, out);
      writeSide(market.asks, out);
      if (market.triggers() != null) {
        writeSide(market.triggers().rising, out);
        writeSide(market.triggers().falling, out);
      } else {
        out.put(0);
        out.put(0);
      }
      writeQueue(market.held, out);
    }
    writeReached(engine, out);
    writePending(engine, out);
    writeEndedClientOrders(engine, out);
    out.put(engine.passedOver.length);
    for (long passed : engine.passedOver) {
      out.put(passed);
    }
    writeHolds(engine, out);
    out.put(MAGIC);
    out.flush();
  }

  static ExchangeEngine read(InputStream stream, int knownRules) throws IOException {
    Reader in = new Reader(stream);
    require(in.get() == MAGIC, "it does not start like one");
    long version = in.get();
    require(
        version == LAYOUT_VERSION || version == WITHOUT_HOLDS, "its layout version is " + version);
    ExchangeEngine engine = new ExchangeEngine(knownRules);
    engine.sequence = in.getNotNegative();
    engine.logTimeMicros = in.get();
    engine.ruleVersion = in.getInt();
    require(
        engine.ruleVersion >= 1 && engine.ruleVersion <= knownRules,
        "its rule version is " + engine.ruleVersion);
    engine.rulesBefore = in.getInt();
    engine.rulesSetAt = in.getNotNegative();
    boolean wereSet = engine.rulesSetAt != 0;
    require(
        engine.rulesBefore >= 0
            && engine.rulesBefore < engine.ruleVersion
            && engine.rulesSetAt <= engine.sequence
            && (engine.rulesBefore != 0) == wereSet,
        "its rules were set by command " + engine.rulesSetAt);
    try {
      engine.venue.set(SafeState.of(in.getInt()), SafeStateCause.of(in.getInt()), in.get());
      engine.desk.countFrom(in.getNotNegative(), in.getNotNegative());
      readDefinitions(engine, in);
      readAccounts(engine, in);
      readLists(engine, in);
      for (Market market : markets(engine)) {
        market.lastPriceTicks = in.getNotNegative();
        for (int side = 0; side < 5; side++) {
          readSide(engine, market, in);
        }
      }
      readOrders(engine, in, Special.State.DUE);
      readOrders(engine, in, Special.State.PENDING);
      require(engine.desk.restored(), "the orders of a list don't fit each other");
      readEndedClientOrders(engine, in);
    } catch (InvariantBroken | IllegalArgumentException | IndexOutOfBoundsException damaged) {
      throw new IOException("These bytes are no state of the engine", damaged);
    }
    readPassedOver(engine, in);
    if (version != WITHOUT_HOLDS) {
      readHolds(engine, in);
    }
    require(in.get() == MAGIC, "it does not end like one");
    requireSums(engine);
    return engine;
  }

  private static void writeHolds(ExchangeEngine engine, Writer out) throws IOException {
    out.put(engine.closedDay);
    long[] ids = engine.desk.holds().ids();
    out.put(ids.length);
    for (long id : ids) {
      Hold hold = engine.desk.holds().get(id);
      out.put(id);
      out.put(hold.account.id);
      out.put(hold.balance.asset);
      out.put(hold.amount);
      out.put(hold.dueAtMicros);
      out.put(hold.referenceHigh);
      out.put(hold.referenceLow);
    }
  }

  private static void readHolds(ExchangeEngine engine, Reader in) throws IOException {
    engine.closedDay = in.getInt();
    long count = in.getNotNegative();
    long last = 0;
    for (long i = 0; i < count; i++) {
      long id = in.get();
      Account account = engine.ledger.account(in.get());
      require(account != null, "hold " + id + " has no account");
      int index = engine.ledger.assetIndex(in.getInt());
      long amount = in.get();
      long dueAtMicros = in.getNotNegative();
      require(
          id > last
              && id <= engine.sequence
              && index >= 0
              && account.balance(index) != null
              && amount > 0,
          "hold " + id + " is not valid");
      engine.desk.holds().restore(id, account, index, amount, dueAtMicros, in.get(), in.get());
      last = id;
    }
  }

  private static void readPassedOver(ExchangeEngine engine, Reader in) throws IOException {
    long count = in.getNotNegative();
    require(count <= engine.sequence, "it has passed over " + count + " commands");
    LongStream.Builder passed = LongStream.builder();
    long last = 0;
    for (long i = 0; i < count; i++) {
      long sequence = in.get();
      require(
          sequence > last && sequence <= engine.sequence, "it has passed over command " + sequence);
      passed.add(sequence);
      last = sequence;
    }
    engine.passedOver = passed.build().toArray();
  }

  private static void writeDefinitions(ExchangeEngine engine, Writer out) throws IOException {
    out.put(engine.ledger.assets().size());
    for (AssetDefinition asset : engine.ledger.assets()) {
      byte[] bytes = new byte[Layout.size(asset)];
      Layout.putAsset(bytes, 0, asset);
      out.put(bytes);
    }
    List<Market> markets = markets(engine);
    out.put(markets.size());
    for (Market market : markets) {
      byte[] bytes = new byte[Layout.size(market.definition)];
      Layout.putSymbol(bytes, 0, market.definition);
      out.put(bytes);
      out.put(market.state.number());
      out.put(market.planned == null ? 0 : market.planned.number());
      out.put(market.plannedAtMicros);
      out.put(market.setReferenceTicks);
      out.put(market.setReferenceAtMicros);
      out.put(market.isReferenceStale ? 1 : 0);
      writeAuction(market, out);
    }
    byte[] fees = new byte[Layout.size(engine.desk.fees())];
    Layout.putFees(fees, 0, engine.desk.fees());
    out.put(fees);
  }

  private static void writeAuction(Market market, Writer out) throws IOException {
    write(market.call, out);
    write(market.plannedCall, out);
    out.put(market.isVolatile ? 1 : 0);
    out.put(market.extensions);
    out.put(market.uncrossTo == null ? 0 : market.uncrossTo.number());
    out.put(market.uncrossCause == null ? 0 : market.uncrossCause.number());
    out.put(market.uncrossTicks);
  }

  private static void write(AuctionCall call, Writer out) throws IOException {
    out.put(call == null ? 0 : call.uncrossAtMicros());
    out.put(call == null ? 0 : call.then().number());
  }

  private static void readAuction(Market market, Reader in) throws IOException {
    market.call = readCall(in);
    market.plannedCall = readCall(in);
    market.isVolatile = in.getInt() == 1;
    market.extensions = in.getInt();
    int uncrossTo = in.getInt();
    int cause = in.getInt();
    require((uncrossTo != 0) == (cause != 0), "the auction of market " + market.id + " is odd");
    if (uncrossTo != 0) {
      market.uncrossTo = MarketState.of(uncrossTo);
      market.uncrossCause = MarketCause.of(cause);
    }
    market.uncrossTicks = in.getNotNegative();
  }

  private static AuctionCall readCall(Reader in) throws IOException {
    long uncrossAtMicros = in.getNotNegative();
    int then = in.getInt();
    return then == 0 ? null : new AuctionCall(uncrossAtMicros, MarketState.of(then));
  }

  private static void readDefinitions(ExchangeEngine engine, Reader in) throws IOException {
    long assets = in.getNotNegative();
    for (long i = 0; i < assets; i++) {
      AssetDefinition asset = Layout.getAsset(in.getBytes(), 0);
      require(
          Definitions.isValid(asset) && engine.ledger.assetIndex(asset.id()) < 0,
          "asset " + asset.id() + " is not valid");
      engine.ledger.add(asset);
    }
    long symbols = in.getNotNegative();
    for (long i = 0; i < symbols; i++) {
      SymbolDefinition symbol = Layout.getSymbol(in.getBytes(), 0);
      int base = engine.ledger.assetIndex(symbol.base().id());
      int quote = engine.ledger.assetIndex(symbol.quote().id());
      require(
          Definitions.isValid(symbol)
              && base >= 0
              && quote >= 0
              && engine.desk.market(symbol.id()) == null,
          "symbol " + symbol.id() + " is not valid");
      Market market = new Market(symbol, base, quote, engine.ledger.feeRevenue(quote));
      engine.desk.open(market);
      readStatus(engine, market, in);
    }
    FeeSchedule fees = Layout.getFees(in.getBytes(), 0);
    require(fees.isValid(), "its fee schedule is not valid");
    engine.desk.charge(fees);
  }

  private static void readStatus(ExchangeEngine engine, Market market, Reader in)
      throws IOException {
    MarketState state = MarketState.of(in.getInt());
    int planned = in.getInt();
    long plannedAtMicros = in.getNotNegative();
    require((planned != 0) == (plannedAtMicros != 0), "a plan of market " + market.id + " is odd");
    engine
        .desk
        .marketDesk()
        .restore(market, state, planned == 0 ? null : MarketState.of(planned), plannedAtMicros);
    engine
        .desk
        .marketDesk()
        .restoreReference(market, in.getNotNegative(), in.get(), in.getInt() == 1);
    readAuction(market, in);
  }

  private static void writeAccounts(ExchangeEngine engine, Writer out) throws IOException {
    long[] ids = engine.ledger.accountIds();
    out.put(ids.length);
    for (long id : ids) {
      Account account = engine.ledger.account(id);
      out.put(id);
      out.put(account.flags);
      out.put(account.blocks);
      out.put(account.blockReason);
      out.put(account.feeGroup);
      out.put(account.dueAtMicros);
      writeVolume(engine, account, out);
      List<Balance> balances = balances(engine, account);
      out.put(balances.size());
      for (Balance balance : balances) {
        out.put(balance.asset);
        out.put(balance.available);
        out.put(balance.reserved);
      }
    }
  }

  private static void readAccounts(ExchangeEngine engine, Reader in) throws IOException {
    long accounts = in.getNotNegative();
    for (long i = 0; i < accounts; i++) {
      long id = in.get();
      Account account = engine.ledger.accountOrNew(id);
      account.flags = in.getInt();
      account.blocks = in.getInt();
      account.blockReason = in.getInt();
      account.feeGroup = in.getInt();
      require(
          account.feeGroup >= 0 && account.feeGroup <= FeeRate.MAXIMUM_GROUP,
          "account " + id + " is in fee group " + account.feeGroup);
      engine.desk.restore(account, in.getNotNegative());
      readVolume(engine, account, in);
      long balances = in.getNotNegative();
      for (long k = 0; k < balances; k++) {
        int asset = in.getInt();
        int index = engine.ledger.assetIndex(asset);
        require(index >= 0, "account " + id + " has asset " + asset + ", which is not listed");
        Balance balance = account.balanceOrNew(index, asset);
        balance.available = in.get();
        balance.reserved = in.getNotNegative();
      }
    }
  }

  private static void writeVolume(ExchangeEngine engine, Account account, Writer out)
      throws IOException {
    TradedVolume volume = engine.desk.volumes().present(account);
    int days = volume == null ? 0 : volume.tradedDays(TradedVolumes.day(engine.logTimeMicros));
    out.put(days);
    for (int i = 0; i < days; i++) {
      out.put(volume.day(i));
      out.put(volume.volume(i));
    }
  }

  private static void readVolume(ExchangeEngine engine, Account account, Reader in)
      throws IOException {
    long days = in.getNotNegative();
    int last = TradedVolumes.day(engine.logTimeMicros) - FeeSchedule.VOLUME_DAYS;
    for (long i = 0; i < days; i++) {
      int day = in.getInt();
      require(
          day > last && day <= TradedVolumes.day(engine.logTimeMicros),
          "account " + account.id + " has a volume of day " + day);
      engine.desk.volumes().restore(account, day, in.getNotNegative());
      last = day;
    }
  }

  private static void writeSide(PriceLadder ladder, Writer out) throws IOException {
    long count = 0;
    for (PriceLevel level = ladder.best(); level != null; level = ladder.next(level)) {
      count += level.orders;
    }
    out.put(count);
    for (PriceLevel level = ladder.best(); level != null; level = ladder.next(level)) {
      for (Order order = level.first; order != null; order = order.next) {
        write(order, out);
      }
    }
  }

  private static void write(Order order, Writer out) throws IOException {
    out.put(order.id);
    out.put(order.account.id);
    out.put(terms(order));
    out.put(order.priceTicks);
    out.put(order.openLots);
    out.put(order.filledLots);
    out.put(order.dueAtMicros);
    out.put(order.acceptedAtMicros);
    out.put(order.version);
    out.put(order.changedAtMicros);
    out.put(order.makerRate);
    out.put(order.takerRate);
    out.put(order.feeCredit);
    out.put(order.clientOrder == null ? ClientOrderId.NONE : order.clientOrder.id());
    if (order.special != null) {
      Special special = order.special;
      out.put(special.quoteAmount);
      out.put(special.triggerTicks);
      out.put(special.trailTicks);
      out.put(special.trailBasisPoints);
      out.put(special.displayLots);
      out.put(special.hiddenLots);
      if (special.list != null) {
        out.put(special.list.id);
      }
    }
  }

  private static void writeLists(ExchangeEngine engine, Writer out) throws IOException {
    long[] ids = engine.desk.listDesk().lists().ids();
    out.put(ids.length);
    for (long id : ids) {
      OrderList list = engine.desk.listDesk().lists().find(id);
      out.put(id);
      out.put(list.type.number());
      out.put(list.account.id);
      out.put(list.market.id);
      out.put(list.isTied ? 1 : 0);
      out.put(list.exitLots);
      out.put(list.clientOrder == null ? ClientOrderId.NONE : list.clientOrder.id());
    }
  }

  private static void readLists(ExchangeEngine engine, Reader in) throws IOException {
    long count = in.getNotNegative();
    for (long i = 0; i < count; i++) {
      long id = in.get();
      require(
          engine.desk.listDesk().lists().find(id) == null, "order list " + id + " is there twice");
      OrderListType type = OrderListType.of(in.getInt());
      Account account = engine.ledger.account(in.get());
      Market market = engine.desk.market(in.getInt());
      require(account != null && market != null, "order list " + id + " is of nobody");
      OrderList list = engine.desk.listDesk().lists().create(id, type, account, market);
      list.isTied = in.get() == 1;
      list.exitLots = in.getNotNegative();
      ClientOrderId name = in.getClientOrderId();
      if (!name.isNone()) {
        list.clientOrder = engine.clientOrders.add(account.id, name, id);
      }
    }
  }

  private static void readSide(ExchangeEngine engine, Market market, Reader in) throws IOException {
    long count = in.getNotNegative();
    for (long i = 0; i < count; i++) {
      read(engine, market, in, Special.State.DUE);
    }
  }

  /**
   * Reads an order.
   *
   * @param pending what it is when it waits for its turn in a list
   */
  private static void read(ExchangeEngine engine, Market market, Reader in, Special.State pending)
      throws IOException {
    long id = in.get();
    Account account = engine.ledger.account(in.get());
    require(account != null, "order " + id + " has no account");
    int terms = in.getInt();
    Order order = engine.desk.create(id, account, market, (terms & IS_BUY) != 0);
    setTerms(order, terms);
    order.priceTicks = in.get();
    order.openLots = in.get();
    order.filledLots = in.getNotNegative();
    order.dueAtMicros = in.getNotNegative();
    order.acceptedAtMicros = in.get();
    order.version = in.getNotNegative();
    order.changedAtMicros = in.get();
    order.makerRate = in.getInt();
    order.takerRate = in.getInt();
    order.feeCredit = in.getInt();
    ClientOrderId clientOrderId = in.getClientOrderId();
    if ((terms & IS_SPECIAL) != 0) {
      Special special = new Special();
      special.state = state(terms, pending);
      special.quoteAmount = in.getNotNegative();
      special.triggerTicks = in.getNotNegative();
      special.trailTicks = in.getNotNegative();
      special.trailBasisPoints = in.getNotNegative();
      special.displayLots = in.getNotNegative();
      special.hiddenLots = in.getNotNegative();
      order.special = special;
      if ((terms & IS_IN_LIST) != 0) {
        long listId = in.get();
        OrderList list = engine.desk.listDesk().lists().find(listId);
        require(
            list != null && list.contains(id) && list.order((int) (id - listId)) == null,
            "order " + id + " is in no list");
        list.add(order);
      }
    }
    require(
        !order.isPending() || order.listId() != 0, "order " + id + " is pending, but in no list");
    require(engine.desk.restore(order, clientOrderId), "order " + id + " is not valid");
  }

  /** Like a side of the book: the market is known. */
  private static void writeQueue(Reached queue, Writer out) throws IOException {
    long count = 0;
    for (Order order = queue.first(); order != null; order = order.next) {
      count++;
    }
    out.put(count);
    for (Order order = queue.first(); order != null; order = order.next) {
      write(order, out);
    }
  }

  private static void writeReached(ExchangeEngine engine, Writer out) throws IOException {
    long count = 0;
    for (Order order = engine.desk.firstReached(); order != null; order = order.next) {
      count++;
    }
    out.put(count);
    for (Order order = engine.desk.firstReached(); order != null; order = order.next) {
      out.put(order.market.id);
      write(order, out);
    }
  }

  private static void writePending(ExchangeEngine engine, Writer out) throws IOException {
    List<Order> pending = engine.desk.listDesk().pending();
    out.put(pending.size());
    for (Order order : pending) {
      out.put(order.market.id);
      write(order, out);
    }
  }

  private static void readOrders(ExchangeEngine engine, Reader in, Special.State pending)
      throws IOException {
    long count = in.getNotNegative();
    for (long i = 0; i < count; i++) {
      Market market = engine.desk.market(in.getInt());
      require(market != null, "an order has no market");
      read(engine, market, in, pending);
    }
  }

  /** Type, time in force and self-trade prevention by their numbers, and flags. */
  private static int terms(Order order) {
    return Layout.number(order.type)
        | Layout.number(order.timeInForce) << 8
        | Layout.number(order.selfTradePrevention) << 16
        | (order.isPostOnly ? 1 << 24 : 0)
        | (order.isBuy ? IS_BUY : 0)
        | (order.special != null ? IS_SPECIAL | number(order.special.state) : 0)
        | (order.listId() != 0 ? IS_IN_LIST : 0);
  }

  private static int number(Special.State state) {
    return switch (state) {
      case WAITS -> WAITS;
      case REACHED -> IS_REACHED;
      case PENDING, DUE -> WAITS | IS_REACHED;
      case ENTERED -> 0;
    };
  }

  private static Special.State state(int terms, Special.State pending) {
    return switch (terms & (WAITS | IS_REACHED)) {
      case WAITS -> Special.State.WAITS;
      case IS_REACHED -> Special.State.REACHED;
      case WAITS | IS_REACHED -> pending;
      default -> Special.State.ENTERED;
    };
  }

  private static void setTerms(Order order, int terms) {
    order.type = Layout.orderType(terms & 0xff);
    order.timeInForce = Layout.timeInForce(terms >> 8 & 0xff);
    order.selfTradePrevention = Layout.selfTradePrevention(terms >> 16 & 0xff);
    order.isPostOnly = (terms & 1 << 24) != 0;
  }

  private static void writeEndedClientOrders(ExchangeEngine engine, Writer out) throws IOException {
    ClientOrder first = engine.clientOrders.firstEnded(engine.logTimeMicros);
    long count = 0;
    for (ClientOrder ended = first; ended != null; ended = ended.next) {
      count++;
    }
    out.put(count);
    for (ClientOrder ended = first; ended != null; ended = ended.next) {
      out.put(ended.account);
      out.put(ended.orderId);
      out.put(ended.endedAtMicros);
      out.put(ended.id());
    }
  }

  private static void readEndedClientOrders(ExchangeEngine engine, Reader in) throws IOException {
    long count = in.getNotNegative();
    for (long i = 0; i < count; i++) {
      long account = in.get();
      long orderId = in.get();
      long endedAtMicros = in.get();
      ClientOrder ended = engine.clientOrders.add(account, in.getClientOrderId(), orderId);
      engine.clientOrders.end(ended, endedAtMicros);
    }
  }

  /** Reserved is what orders and holds need, and each asset sums to zero. */
  private static void requireSums(ExchangeEngine engine) throws IOException {
    engine.ledger.restored();
    List<AssetDefinition> assets = engine.ledger.assets();
    long[] ids = engine.ledger.accountIds();
    for (int index = 0; index < assets.size(); index++) {
      long sum = 0;
      for (long id : ids) {
        Balance balance = engine.ledger.account(id).balance(index);
        if (balance != null) {
          // Wraps to zero exactly when the true sum is zero, as the true sum is small.
          sum += balance.available + balance.reserved;
          require(
              balance.available >= 0 || SystemAccounts.mayOwe(id),
              "account " + id + " is below zero");
        }
      }
      require(sum == 0, "asset " + assets.get(index).symbol() + " does not sum to zero");
    }
    LongMap<long[]> heldByAccount = new LongMap<>();
    for (Market market : markets(engine)) {
      addHeld(market.bids, assets.size(), heldByAccount);
      addHeld(market.asks, assets.size(), heldByAccount);
      if (market.triggers() != null) {
        addHeld(market.triggers().rising, assets.size(), heldByAccount);
        addHeld(market.triggers().falling, assets.size(), heldByAccount);
      }
      addHeld(market.held.first(), assets.size(), heldByAccount);
    }
    addHeld(engine.desk.firstReached(), assets.size(), heldByAccount);
    for (long id : engine.desk.holds().ids()) {
      Hold hold = engine.desk.holds().get(id);
      held(hold.account, assets.size(), heldByAccount)[
              engine.ledger.assetIndex(hold.balance.asset)] +=
          hold.amount;
    }
    for (long id : ids) {
      long[] held = heldByAccount.get(id);
      for (int index = 0; index < assets.size(); index++) {
        Balance balance = engine.ledger.account(id).balance(index);
        long reserved = balance == null ? 0 : balance.reserved;
        require(
            reserved == (held == null ? 0 : held[index]),
            "account " + id + " has not reserved what its orders and holds need");
      }
    }
  }

  private static void addHeld(PriceLadder ladder, int assets, LongMap<long[]> heldByAccount) {
    for (PriceLevel level = ladder.best(); level != null; level = ladder.next(level)) {
      addHeld(level.first, assets, heldByAccount);
    }
  }

  /** Those of a queue. */
  private static void addHeld(Order first, int assets, LongMap<long[]> heldByAccount) {
    for (Order order = first; order != null; order = order.next) {
      long[] held = held(order.account, assets, heldByAccount);
      held[order.isBuy ? order.market.quoteIndex : order.market.baseIndex] += order.held;
    }
  }

  private static long[] held(Account account, int assets, LongMap<long[]> heldByAccount) {
    long[] held = heldByAccount.get(account.id);
    if (held == null) {
      held = new long[assets];
      heldByAccount.put(account.id, held);
    }
    return held;
  }

  private static List<Market> markets(ExchangeEngine engine) {
    List<Market> markets = new ArrayList<>();
    for (int id = 1; id < engine.desk.marketLimit(); id++) {
      if (engine.desk.market(id) != null) {
        markets.add(engine.desk.market(id));
      }
    }
    return markets;
  }

  private static List<Balance> balances(ExchangeEngine engine, Account account) {
    List<Balance> balances = new ArrayList<>();
    for (int index = 0; index < engine.ledger.assets().size(); index++) {
      Balance balance = account.balance(index);
      if (balance != null) {
        balances.add(balance);
      }
    }
    return balances;
  }

  private static void require(boolean holds, String otherwise) throws IOException {
    if (!holds) {
      throw new IOException("These bytes are no state of the engine: " + otherwise);
    }
  }

  private static final class Writer {
    private final OutputStream stream;
    private final byte[] buffer = new byte[8192];
    private int used;

    Writer(OutputStream stream) {
      this.stream = stream;
    }

    void put(long value) throws IOException {
      if (used == buffer.length) {
        stream.write(buffer, 0, used);
        used = 0;
      }
      Layout.putLong(buffer, used, value);
      used += 8;
    }

    void put(ClientOrderId id) throws IOException {
      put(id.word0());
      put(id.word1());
      put(id.word2());
      put(id.word3());
      put(id.word4());
    }

    /** A multiple of eight bytes, after their length. */
    void put(byte[] bytes) throws IOException {
      put(bytes.length);
      for (int i = 0; i < bytes.length; i += 8) {
        put(Layout.getLong(bytes, i));
      }
    }

    void flush() throws IOException {
      stream.write(buffer, 0, used);
      used = 0;
      stream.flush();
    }
  }

  private static final class Reader {
    private final InputStream stream;
    private final byte[] word = new byte[8];

    Reader(InputStream stream) {
      this.stream = stream;
    }

    long get() throws IOException {
      if (stream.readNBytes(word, 0, 8) != 8) {
        throw new EOFException("The state of the engine is cut short");
      }
      return Layout.getLong(word, 0);
    }

    long getNotNegative() throws IOException {
      long value = get();
      require(value >= 0, "a count is " + value);
      return value;
    }

    int getInt() throws IOException {
      long value = get();
      require(value == (int) value, "a number is " + value);
      return (int) value;
    }

    byte[] getBytes() throws IOException {
      long length = get();
      require(
          length >= 0 && length <= Commands.MAXIMUM_LENGTH && (length & 7) == 0,
          "a definition has " + length + " bytes");
      byte[] bytes = stream.readNBytes((int) length);
      if (bytes.length != length) {
        throw new EOFException("The state of the engine is cut short");
      }
      return bytes;
    }

    ClientOrderId getClientOrderId() throws IOException {
      return new ClientOrderId(get(), get(), get(), get(), get());
    }
  }
}

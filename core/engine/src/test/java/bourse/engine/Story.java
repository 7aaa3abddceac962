package bourse.engine;

import bourse.domain.AssetDefinition;
import bourse.domain.AssetType;
import bourse.domain.ClientOrderId;
import bourse.domain.OrderType;
import bourse.domain.Side;
import bourse.domain.SymbolDefinition;
import bourse.domain.TimeInForce;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * A market for stories: ANN has dollars, BEN shares, CAT both. One lot at one tick is one cent;
 * makers pay 10 basis points, takers 20.
 */
final class Story {
  static final AssetDefinition ACME =
      new AssetDefinition(1, "ACME", "Acme Corporation", AssetType.SECURITY, 0);
  static final AssetDefinition USD = new AssetDefinition(2, "USD", "US dollar", AssetType.FIAT, 2);
  static final SymbolDefinition SYMBOL =
      SymbolDefinition.of(1, ACME, USD, "0.01", "1", 10, 20, "1", "1000000");
  static final long ANN = 1000;
  static final long BEN = 1001;
  static final long CAT = 1002;

  long now = 1_000_000;
  ExchangeEngine engine = new ExchangeEngine();
  private final FactLog told = new FactLog();

  Story() {
    this(SYMBOL);
  }

  Story(SymbolDefinition symbol) {
    run(Commands.addAsset(CommandContext.NONE, ACME));
    run(Commands.addAsset(CommandContext.NONE, USD));
    run(Commands.listSymbol(CommandContext.NONE, symbol));
    deposit(ANN, USD, 1_000_000);
    deposit(BEN, ACME, 1_000);
    deposit(CAT, USD, 1_000_000);
    deposit(CAT, ACME, 1_000);
  }

  static OrderTerms limit(Side side, long priceTicks, long lots) {
    return OrderTerms.of(
        SYMBOL.id(), side, OrderType.LIMIT, TimeInForce.GTC, priceTicks, lots, ClientOrderId.NONE);
  }

  static OrderTerms order(
      Side side, OrderType type, TimeInForce timeInForce, long priceTicks, long lots) {
    return OrderTerms.of(
        SYMBOL.id(), side, type, timeInForce, priceTicks, lots, ClientOrderId.NONE);
  }

  /** An order at any price that waits for one. */
  static OrderTerms waiting(Side side, OrderType type, long triggerTicks, long lots) {
    return order(side, type, TimeInForce.IOC, 0, lots)
        .withConditions(Conditions.trigger(triggerTicks));
  }

  /** A limit order that waits for a price. */
  static OrderTerms waiting(
      Side side, OrderType type, long triggerTicks, long priceTicks, long lots) {
    return order(side, type, TimeInForce.GTC, priceTicks, lots)
        .withConditions(Conditions.trigger(triggerTicks));
  }

  /** Two accounts trade a lot at this price, with nothing left behind. */
  List<String> print(long priceTicks) {
    place(CAT, limit(Side.BUY, priceTicks, 1));
    return place(BEN, order(Side.SELL, OrderType.LIMIT, TimeInForce.IOC, priceTicks, 1));
  }

  List<String> deposit(long account, AssetDefinition asset, long amount) {
    return run(Commands.deposit(CommandContext.NONE, account, asset.id(), amount, 0, 1));
  }

  /** Places an order and returns all its facts but the postings. */
  List<String> place(long account, OrderTerms terms) {
    return withoutPostings(placeWithPostings(account, terms));
  }

  List<String> placeWithPostings(long account, OrderTerms terms) {
    return run(Commands.place(CommandContext.NONE, account, terms));
  }

  List<String> cancel(long account, long order) {
    return withoutPostings(run(Commands.cancel(CommandContext.NONE, account, order)));
  }

  List<String> replace(long account, long order, long priceTicks, long openLots) {
    return withoutPostings(
        run(Commands.replace(CommandContext.NONE, account, order, priceTicks, openLots)));
  }

  List<String> tick() {
    return withoutPostings(run(Commands.tick(CommandContext.NONE)));
  }

  /** Executes the command and returns its facts, without begin and end. */
  List<String> run(byte[] frame) {
    Commands.stamp(frame, 0, engine.sequence() + 1, now);
    Commands.validate(frame, 0, frame.length);
    engine.execute(frame, 0, told);
    List<String> lines = told.take();
    return lines.subList(1, lines.size() - 1);
  }

  /** Goes on with an engine that was read out of a snapshot of this one. */
  void restart() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    engine.writeState(bytes);
    engine = ExchangeEngine.readState(new ByteArrayInputStream(bytes.toByteArray()));
  }

  /** All facts that describe the present state, but the balances. */
  List<String> described() {
    engine.describe(told);
    List<String> lines = told.take();
    return withoutPostings(lines.subList(1, lines.size() - 1)).stream()
        .filter(line -> !line.startsWith("AssetDefinition") && !line.startsWith("SymbolDefinition"))
        .toList();
  }

  static List<String> withoutPostings(List<String> facts) {
    return facts.stream().filter(fact -> !fact.startsWith("posted")).toList();
  }
}

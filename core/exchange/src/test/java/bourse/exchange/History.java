package bourse.exchange;

import bourse.domain.AssetDefinition;
import bourse.domain.DoneReason;
import bourse.domain.MarketState;
import bourse.domain.Side;
import bourse.engine.AcceptedOrder;
import bourse.engine.Bucket;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.engine.ExchangeEngine;
import bourse.engine.ExecutedTrade;
import bourse.engine.FactBuffer;
import bourse.engine.FactLog;
import bourse.engine.FactRecords;
import bourse.engine.FactSink;
import bourse.engine.MarketStatus;
import bourse.engine.Posting;
import bourse.engine.RandomFlow;
import bourse.engine.SlowExchange;
import bourse.engine.SystemAccounts;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is durable, as a simulation knows it: every command of the log, executed by the slow
 * exchange and by an engine that never crashes, which must agree on every fact. Whatever the
 * exchange says or recovers is compared with this.
 */
final class History {
  /** A command of the log with its facts. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
  private record Entry(byte[] frame, byte[] facts) {}

  /** A command that somebody made up, and how often it may be in the log. */
  private static final class Known {
    private final RandomFlow.Drawn drawn;
    private int chances;
    private int logged;

    private Known(RandomFlow.Drawn drawn) {
      this.drawn = drawn;
    }
  }

  private final FactBuffer slowly = new FactBuffer();
  private final SlowExchange slow = new SlowExchange(slowly);
  private final ExchangeEngine engine = new ExchangeEngine();
  private final FactBuffer told = new FactBuffer();
  private final Map<Long, Known> known = new HashMap<>();
  private final List<Entry> entries = new ArrayList<>();
  private final Invariants invariants = new Invariants();
  private long logTimeMicros;

  SlowExchange slow() {
    return slow;
  }

  /** The last durable command. */
  long last() {
    return entries.size();
  }

  long logTimeMicros() {
    return logTimeMicros;
  }

  byte[] stateHash() {
    return engine.stateHash();
  }

  int trades() {
    return invariants.trades;
  }

  /** The command was submitted once more, and may be logged. */
  void submitted(RandomFlow.Drawn drawn) {
    known.computeIfAbsent(drawn.context().commandIdLow(), id -> new Known(drawn)).chances++;
  }

  /** Whoever submitted it was told that nothing happened. */
  void nothingHappened(RandomFlow.Drawn drawn) {
    Known command = known.get(drawn.context().commandIdLow());
    command.chances--;
    requireChance(command);
  }

  private static void requireChance(Known command) {
    if (command.logged > command.chances) {
      throw new Violation(
          "command %d is in the log %d times, but may be there only %d times"
              .formatted(command.drawn.context().commandIdLow(), command.logged, command.chances));
    }
  }

  /**
   * A frame was found in the log: one that is known already must be the same, and one that follows
   * is executed.
   */
  void found(byte[] frames, int offset) {
    byte[] frame = Arrays.copyOfRange(frames, offset, offset + Commands.length(frames, offset));
    long sequence = Commands.sequence(frame, 0);
    if (sequence <= last()) {
      if (!Arrays.equals(entries.get((int) sequence - 1).frame, frame)) {
        throw new Violation("command " + sequence + " is not what it was when it was logged");
      }
      return;
    }
    if (sequence != last() + 1) {
      throw new Violation("command %d follows command %d".formatted(sequence, last()));
    }
    append(frame);
  }

  private void append(byte[] frame) {
    CommandContext context = Commands.context(frame, 0);
    logTimeMicros = Commands.logTimeMicros(frame, 0);
    slowly.reset();
    if (isChangeOfRules(frame, context)) {
      slow.setRuleVersion(logTimeMicros, context, Commands.ruleVersion(frame, 0));
    } else {
      slow.command(logTimeMicros, context, body(frame, context));
    }
    told.reset();
    engine.execute(frame, 0, told);
    byte[] facts = told.copy();
    requireEqual("the engine", slowly.copy(), facts);
    entries.add(new Entry(frame, facts));
    FactRecords.read(facts, 0, invariants);
    invariants.checkBooks(engine);
  }

  /** Nobody submits these: the exchange itself does, when it starts. */
  private static boolean isChangeOfRules(byte[] frame, CommandContext context) {
    return context.equals(CommandContext.NONE)
        && Commands.type(frame, 0) == Commands.SET_RULE_VERSION;
  }

  private Runnable body(byte[] frame, CommandContext context) {
    if (context.equals(CommandContext.NONE) && Commands.type(frame, 0) == Commands.TICK) {
      return () -> {};
    }
    Known command = known.get(context.commandIdLow());
    if (command == null) {
      throw new Violation("nobody submitted command " + (last() + 1));
    }
    command.logged++;
    requireChance(command);
    byte[] stamped = command.drawn.frame().clone();
    Commands.stamp(stamped, 0, last() + 1, logTimeMicros);
    if (!Arrays.equals(stamped, frame)) {
      throw new Violation("command " + (last() + 1) + " is not what was submitted");
    }
    return command.drawn.slowly();
  }

  /** Balances that are not zero, by place. */
  Map<String, Long> balances() {
    Map<String, Long> shown = new TreeMap<>();
    invariants.balances.forEach((place, amount) -> {
      if (amount != 0) {
        shown.put(place.account + " " + place.asset + " " + place.bucket, amount);
      }
    });
    return shown;
  }

  /** Somebody was told these facts of a command. */
  void requireFacts(String who, long sequence, byte[] records, int offset) {
    if (sequence > last()) {
      throw new Violation(who + " knows command " + sequence + ", which is not durable");
    }
    requireEqual(
        who,
        entries.get((int) sequence - 1).facts,
        Arrays.copyOfRange(records, offset, offset + FactRecords.length(records, offset)));
  }

  /** The command that was submitted has this sequence. */
  void requireCommand(RandomFlow.Drawn drawn, long sequence) {
    long id = Commands.commandIdLow(entries.get((int) sequence - 1).frame, 0);
    if (id != drawn.context().commandIdLow()) {
      throw new Violation("the answer to another command was given, of sequence " + sequence);
    }
  }

  private static void requireEqual(String who, byte[] expected, byte[] facts) {
    if (Arrays.equals(expected, facts)) {
      return;
    }
    List<String> right = lines(expected);
    List<String> wrong = lines(facts);
    for (int i = 0; i < Math.max(right.size(), wrong.size()); i++) {
      String one = i < right.size() ? right.get(i) : "nothing";
      String other = i < wrong.size() ? wrong.get(i) : "nothing";
      if (!one.equals(other)) {
        throw new Violation(
            "%s differs from the slow exchange: '%s' instead of '%s', after '%s'"
                .formatted(who, other, one, right.getFirst()));
      }
    }
    throw new Violation(
        "%s has other bytes for the same facts, from %d of %d and %d on, after '%s'"
            .formatted(
                who, Arrays.mismatch(expected, facts), expected.length, facts.length, right));
  }

  private static List<String> lines(byte[] record) {
    FactLog log = new FactLog();
    FactRecords.read(record, 0, log);
    return log.take();
  }

  /** What the facts up to a sequence leave in the tables. */
  Books booksAt(long sequence) {
    Books books = new Books();
    for (Entry entry : entries.subList(0, (int) sequence)) {
      FactRecords.read(entry.facts, 0, books);
    }
    return books;
  }

  /** Wallets, entries, trades and open orders as the facts leave them. */
  static final class Books implements FactSink {
    final Map<Integer, AssetDefinition> assets = new HashMap<>();

    /** By wallet: available and reserved. */
    final Map<Long, BigDecimal[]> wallets = new TreeMap<>();

    final List<String> entries = new ArrayList<>();
    final Map<Long, Boolean> orders = new TreeMap<>();
    long trades;
    private long sequence;

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
      this.sequence = sequence;
    }

    @Override
    public void assetListed(AssetDefinition asset) {
      assets.put(asset.id(), asset);
    }

    @Override
    public void orderAccepted(AcceptedOrder order) {
      orders.put(order.id(), true);
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
      orders.put(orderId, false);
    }

    @Override
    public void traded(ExecutedTrade trade) {
      trades++;
    }

    @Override
    public void posted(Posting posting) {
      AssetDefinition asset = assets.get(posting.asset());
      long id = posting.account() << 16 | posting.asset();
      int bucket = posting.bucket() == Bucket.AVAILABLE ? 0 : 1;
      BigDecimal after = asset.amount(posting.balanceAfter());
      wallets
              .computeIfAbsent(id, key -> new BigDecimal[] {BigDecimal.ZERO, BigDecimal.ZERO})[
              bucket] =
          after;
      entries.add(
          entry(sequence, id, posting.bucket().name(), asset.amount(posting.amount()), after));
    }

    static String entry(
        long sequence, long wallet, String bucket, BigDecimal amount, BigDecimal after) {
      return sequence + " " + wallet + " " + bucket + " " + plain(amount) + " " + plain(after);
    }

    static String plain(BigDecimal value) {
      return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
  }

  /** Follows the facts: sums of zero, nothing below zero, trades numbered, no book crossed. */
  private static final class Invariants implements FactSink {
    private record Place(long account, int asset, Bucket bucket) {}

    private final Map<Place, Long> balances = new HashMap<>();
    private final Map<Integer, Long> sums = new TreeMap<>();
    private final Map<Integer, MarketState> states = new HashMap<>();
    private int trades;

    @Override
    public void traded(ExecutedTrade trade) {
      if (trade.id() != ++trades) {
        throw new Violation("trade %d comes as number %d".formatted(trade.id(), trades));
      }
    }

    @Override
    public void posted(Posting posting) {
      sums.merge(posting.asset(), posting.amount(), Math::addExact);
      Place place = new Place(posting.account(), posting.asset(), posting.bucket());
      long after = balances.merge(place, posting.amount(), Math::addExact);
      if (after != posting.balanceAfter()) {
        throw new Violation(place + " has " + after + ", and says " + posting.balanceAfter());
      }
      if (after < 0 && !SystemAccounts.mayOwe(posting.account())) {
        throw new Violation(place + " has " + after);
      }
    }

    @Override
    public void end(long sequence, int factCount) {
      sums.forEach((asset, sum) -> {
        if (sum != 0) {
          throw new Violation(
              "the postings of command %d sum to %d of asset %d".formatted(sequence, sum, asset));
        }
      });
      sums.clear();
    }

    @Override
    public void marketStatus(MarketStatus status) {
      states.put(status.symbol(), status.state());
    }

    /** Where orders match, no bid stands at or above an ask. */
    void checkBooks(ExchangeEngine engine) {
      Map<Integer, Long> bids = new HashMap<>();
      Map<Integer, Long> asks = new HashMap<>();
      engine.describe(
          new FactSink() {
            @Override
            public void orderRested(
                long orderId, long account, int symbol, Side side, long priceTicks, long openLots) {
              if (side == Side.BUY) {
                bids.merge(symbol, priceTicks, Math::max);
              } else {
                asks.merge(symbol, priceTicks, Math::min);
              }
            }
          });
      bids.forEach((symbol, bid) -> {
        MarketState state = states.getOrDefault(symbol, MarketState.TRADING);
        boolean matches = state == MarketState.TRADING || state == MarketState.LIMIT_ONLY;
        if (matches && bid >= asks.getOrDefault(symbol, Long.MAX_VALUE)) {
          throw new Violation(
              "market %d is crossed after command %d: bid %d, ask %d"
                  .formatted(symbol, engine.sequence(), bid, asks.get(symbol)));
        }
      });
    }
  }
}

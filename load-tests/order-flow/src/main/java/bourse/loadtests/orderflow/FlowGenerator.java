package bourse.loadtests.orderflow;

import bourse.loadtests.orderflow.ReferenceBook.Resting;
import java.util.Arrays;

/**
 * Writes the commands of an {@link OrderFlow}. It keeps a book of its own, so that no command ever
 * names an order that is gone, and so that the answer is known. The order in which random numbers
 * are drawn is part of the workload.
 */
public final class FlowGenerator {
  private static final long FIRST_MIDDLE = 100_000;
  private static final long LOWEST_MIDDLE = 90_000;
  private static final long HIGHEST_MIDDLE = 110_000;

  /** In OF-1R so many new orders lie between two that are refused. */
  private static final int POOR_EVERY = 20;

  private final OrderFlow flow;
  private final SplitMix64 random;

  /** Draws for the orders that are refused, so that all others stay what they are. */
  private final SplitMix64 poorRandom;

  private final ReferenceBook book = new ReferenceBook();
  private final long width;
  private byte[] records;
  private int end;
  private long middle = FIRST_MIDDLE;
  private long lastOrderId;
  private int newOrders;
  private long poorOrders;
  private boolean isBench;

  /**
   * A generated flow.
   *
   * @param records the whole file, see {@link FlowFile}
   * @param answer what an engine has to make of it
   * @param refused how many of the commands are refused for want of money
   * @param bidLevels price levels with orders at the end
   * @param askLevels price levels with orders at the end
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  public record Generated(
      byte[] records, Answer answer, long refused, int bidLevels, int askLevels) {}

  private FlowGenerator(OrderFlow flow) {
    this.flow = flow;
    random = new SplitMix64(flow.seed());
    poorRandom = new SplitMix64(~flow.seed());
    width = flow.width();
    records = new byte[(flow.resting() + flow.commands()) * FlowFile.RECORD_LENGTH];
  }

  public static Generated generate(OrderFlow flow) {
    return new FlowGenerator(flow).generate();
  }

  private Generated generate() {
    for (int i = 0; i < flow.resting(); i++) {
      placeResting(random.next(2) == 0);
    }
    isBench = true;
    for (int i = 0; i < flow.commands(); i++) {
      bench();
    }
    return new Generated(
        Arrays.copyOf(records, end),
        book.answer(),
        poorOrders,
        book.levels(true),
        book.levels(false));
  }

  private enum Kind {
    NEW,
    CANCEL,
    REPLACE,
    TAKE
  }

  private void bench() {
    if (random.next(64) == 0) {
      long step = random.next(2) == 0 ? -1 : 1;
      middle = Math.max(LOWEST_MIDDLE, Math.min(HIGHEST_MIDDLE, middle + step));
    }
    Kind kind = depthControlled(kind(random.next(1000)));
    boolean isBuy = random.next(2) == 0;
    switch (kind) {
      case NEW -> {
        placeResting(isBuy);
        newOrders++;
        if (flow.poorOrders() && newOrders % POOR_EVERY == 0) {
          placePoor();
        }
      }
      case CANCEL -> cancel();
      case REPLACE -> replace();
      case TAKE -> take(isBuy);
    }
  }

  private Kind kind(long draw) {
    if (draw < flow.mix().newBelow) {
      return Kind.NEW;
    }
    if (draw < flow.mix().cancelBelow) {
      return Kind.CANCEL;
    }
    return draw < flow.mix().replaceBelow ? Kind.REPLACE : Kind.TAKE;
  }

  /** Keeps the book within a tenth of its depth. */
  private Kind depthControlled(Kind kind) {
    long live = book.size();
    if (kind == Kind.NEW && live * 10 > flow.resting() * 11L) {
      return Kind.CANCEL;
    }
    boolean isTooEmpty = kind == Kind.CANCEL && live * 10 < flow.resting() * 9L;
    boolean hasNoVictim = live == 0 && (kind == Kind.CANCEL || kind == Kind.REPLACE);
    return isTooEmpty || hasNoVictim ? Kind.NEW : kind;
  }

  private void placeResting(boolean isBuy) {
    long distance = distance(random);
    long quantity = 1 + random.next(100);
    long user = 1 + random.next(flow.users());
    place(isBuy, isBuy ? middle - distance : middle + distance, quantity, user, false);
  }

  private void take(boolean isBuy) {
    long quantity = 1 + random.next(flow.mix() == OrderFlow.Mix.P1 ? 300 : 150);
    long user = 1 + random.next(flow.users());
    place(isBuy, isBuy ? middle + width / 4 : middle - width / 4, quantity, user, true);
  }

  private void place(boolean isBuy, long price, long quantity, long user, boolean isIoc) {
    long id = ++lastOrderId;
    write(FlowFile.NEW, isBuy, isIoc, id, price, quantity, user);
    book.enter(new Resting(id, user, isBuy, price, quantity), !isIoc);
  }

  private void placePoor() {
    boolean isBuy = poorRandom.next(2) == 0;
    long distance = distance(poorRandom);
    long quantity = 1 + poorRandom.next(100);
    long user = flow.users() + 1 + poorRandom.next(OrderFlow.POOR_USERS);
    long price = isBuy ? middle - distance : middle + distance;
    long id = OrderFlow.FIRST_POOR_ORDER + poorOrders++;
    write(FlowFile.NEW, isBuy, false, id, price, quantity, user);
  }

  private void cancel() {
    Resting victim = book.pick(random.next(book.size()));
    book.leave(victim);
    write(FlowFile.CANCEL, victim.isBuy, false, victim.id, victim.price, victim.open, victim.user);
  }

  private void replace() {
    Resting victim = book.pick(random.next(book.size()));
    book.leave(victim);
    long distance = distance(random);
    long price = victim.isBuy ? middle - distance : middle + distance;
    if (price == victim.price) {
      price += victim.isBuy ? -1 : 1;
    }
    victim.price = price;
    write(FlowFile.REPLACE, victim.isBuy, false, victim.id, price, victim.open, victim.user);
    book.enter(victim, true);
  }

  private long distance(SplitMix64 draws) {
    return 1 + draws.next(width) * draws.next(width) / width;
  }

  private void write(
      int type, boolean isBuy, boolean isIoc, long id, long price, long quantity, long user) {
    if (end == records.length) {
      records =
          Arrays.copyOf(records, records.length + records.length / 8 + FlowFile.RECORD_LENGTH * 64);
    }
    FlowFile.write(records, end, type, isBuy, isIoc, isBench, id, price, quantity, user);
    end += FlowFile.RECORD_LENGTH;
  }
}

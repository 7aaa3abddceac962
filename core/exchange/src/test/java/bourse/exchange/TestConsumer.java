package bourse.exchange;

import bourse.engine.Bucket;
import bourse.engine.FactSink;
import bourse.engine.Posting;
import bourse.exchange.FactStream.Pace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;

/**
 * A consumer whose durable part is a field: what it flushed outlives the exchange that fed it. It
 * can be made to fail and to stand still.
 */
final class TestConsumer implements FactStream.Consumer, FactSink {
  private record Balance(long account, int asset, Bucket bucket) {}

  private final String name;
  private final Pace pace;
  private final boolean fromState;
  private final List<Long> unflushed = new ArrayList<>();
  private final List<Long> flushed = new ArrayList<>();
  private final Map<Balance, Long> balances = new HashMap<>();
  private final Semaphore gate = new Semaphore(Integer.MAX_VALUE / 2);
  private long position;
  private int failures;
  private int restarts;

  TestConsumer(String name, Pace pace) {
    this(name, pace, false);
  }

  private TestConsumer(String name, Pace pace, boolean fromState) {
    this.name = name;
    this.pace = pace;
    this.fromState = fromState;
  }

  static TestConsumer fromState(String name, Pace pace) {
    return new TestConsumer(name, pace, true);
  }

  /** The next flushes fail. */
  synchronized void fail(int times) {
    failures = times;
  }

  /** Every flush waits from now on. */
  void hold() {
    gate.drainPermits();
  }

  void release() {
    gate.release(Integer.MAX_VALUE / 2);
  }

  /** The sequences whose facts it has flushed, in the order in which it got them. */
  synchronized List<Long> sequences() {
    return List.copyOf(flushed);
  }

  synchronized int restarts() {
    return restarts;
  }

  synchronized long last() {
    return flushed.isEmpty() ? 0 : flushed.getLast();
  }

  /** Throws the durable part back, as a restored backup does. */
  synchronized void setPosition(long sequence) {
    position = sequence;
    flushed.removeIf(flushedSequence -> flushedSequence > sequence);
  }

  /** All balances of an asset, the house included: zero when money is conserved. */
  synchronized long sum(int asset) {
    return balances.entrySet().stream()
        .filter(entry -> entry.getKey().asset() == asset)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  synchronized Map<String, Long> balances() {
    Map<String, Long> shown = new TreeMap<>();
    balances.forEach((key, amount) -> {
      if (amount != 0) {
        shown.put(key.toString(), amount);
      }
    });
    return shown;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Pace pace() {
    return pace;
  }

  @Override
  public synchronized long position() {
    return fromState ? FROM_STATE : position;
  }

  @Override
  public FactSink sink() {
    return this;
  }

  @Override
  public synchronized void restart() {
    restarts++;
    unflushed.clear();
    if (fromState) {
      flushed.clear();
      balances.clear();
    }
  }

  @Override
  public void flush(long sequence) throws Exception {
    gate.acquire();
    gate.release();
    synchronized (this) {
      if (failures > 0) {
        failures--;
        throw new IllegalStateException("the test database is away");
      }
      flushed.addAll(unflushed);
      unflushed.clear();
      position = sequence;
    }
  }

  @Override
  public synchronized void posted(Posting posting) {
    balances.put(
        new Balance(posting.account(), posting.asset(), posting.bucket()), posting.balanceAfter());
  }

  @Override
  public synchronized void end(long sequence, int factCount) {
    unflushed.add(sequence);
  }
}

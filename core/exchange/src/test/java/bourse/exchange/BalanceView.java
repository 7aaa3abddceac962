package bourse.exchange;

import bourse.engine.FactSink;
import bourse.engine.Posting;
import java.util.Map;
import java.util.TreeMap;

/** Balances in memory, from a description of the present state and what follows it. */
final class BalanceView implements FactStream.Consumer, FactSink {
  private final Map<String, Long> balances = new TreeMap<>();

  /** Those that are not zero, by place. */
  Map<String, Long> balances() {
    Map<String, Long> shown = new TreeMap<>(balances);
    shown.values().removeIf(amount -> amount == 0);
    return shown;
  }

  @Override
  public String name() {
    return "view";
  }

  @Override
  public FactStream.Pace pace() {
    return FactStream.Pace.CATCHES_UP;
  }

  @Override
  public long position() {
    return FROM_STATE;
  }

  @Override
  public FactSink sink() {
    return this;
  }

  @Override
  public void restart() {
    balances.clear();
  }

  @Override
  public void flush(long sequence) {
    // It is in memory alone.
  }

  @Override
  public void posted(Posting posting) {
    balances.put(
        posting.account() + " " + posting.asset() + " " + posting.bucket(), posting.balanceAfter());
  }
}

package bourse.gateway;

import java.util.concurrent.atomic.LongAdder;

/** What streams did so far, for metrics. */
public final class StreamFigures {
  private final LongAdder opened = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private final LongAdder sent = new LongAdder();
  private final LongAdder conflated = new LongAdder();
  private final LongAdder closedAsSlow = new LongAdder();
  private final LongAdder cutOff = new LongAdder();

  void opened() {
    opened.increment();
  }

  void ended() {
    ended.increment();
  }

  void sent() {
    sent.increment();
  }

  void conflated() {
    conflated.increment();
  }

  void closedAsSlow() {
    closedAsSlow.increment();
  }

  void cutOff() {
    cutOff.increment();
  }

  /** Connections that are open now. */
  public long openConnections() {
    return opened.sum() - ended.sum();
  }

  public long messagesSent() {
    return sent.sum();
  }

  /** Times a slow client's waiting messages were dropped for new snapshots. */
  public long conflations() {
    return conflated.sum();
  }

  /** Connections closed because they did not keep up, or took nothing at all. */
  public long slowConnectionsEnded() {
    return closedAsSlow.sum() + cutOff.sum();
  }
}

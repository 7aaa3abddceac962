package bourse.platform.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Lock;

/**
 * A named stream of one piece of state. Each subscriber first gets a snapshot, then every change
 * after it: the lock that guards the state also guards the list of subscribers, so nothing falls in
 * between. Changes are collected until {@link #publish}, which merges them into one message.
 *
 * <p>Thread safe. The abstract methods are called with the lock held.
 */
public abstract class Channel {
  private final String name;
  private final Lock lock;
  private volatile List<Subscriber> subscribers = List.of();
  private long published;

  /**
   * @param lock the lock of the state that this channel shows
   */
  protected Channel(String name, Lock lock) {
    this.name = name;
    this.lock = lock;
  }

  /** {@code book:BTC-USD}. */
  public final String name() {
    return name;
  }

  public final boolean hasSubscribers() {
    return !subscribers.isEmpty();
  }

  /** Delivers a snapshot now and all changes from then on. */
  public final void subscribe(Subscriber subscriber) {
    locked(() -> {
      publishChanges();
      if (subscribers.isEmpty()) {
        published = sequence();
      }
      subscriber.deliver(
          this, message(StreamMessage.Type.SNAPSHOT, OptionalLong.empty(), snapshot()));
      List<Subscriber> more = new ArrayList<>(subscribers);
      more.add(subscriber);
      subscribers = List.copyOf(more);
    });
  }

  /** Delivers nothing more, once this returns. */
  public final void unsubscribe(Subscriber subscriber) {
    locked(() -> {
      List<Subscriber> fewer = new ArrayList<>(subscribers);
      fewer.remove(subscriber);
      subscribers = List.copyOf(fewer);
    });
  }

  /** Delivers a snapshot again, for a subscriber that lost messages. */
  public final void resend(Subscriber subscriber) {
    locked(() -> {
      publishChanges();
      subscriber.deliver(
          this, message(StreamMessage.Type.SNAPSHOT, OptionalLong.empty(), snapshot()));
    });
  }

  /** Delivers a heartbeat. */
  public final void beat(Subscriber subscriber) {
    locked(() ->
        subscriber.deliver(
            this,
            message(
                StreamMessage.Type.HEARTBEAT, OptionalLong.empty(), new StreamMessage.NoData())));
  }

  /** Delivers the changes since the last time, if there are any. */
  public final void publish() {
    locked(this::publishChanges);
  }

  /** Delivers a snapshot to everyone: the state was told anew. */
  public final void publishAnew() {
    locked(() -> {
      takeChanges();
      published = sequence();
      deliver(message(StreamMessage.Type.SNAPSHOT, OptionalLong.empty(), snapshot()));
    });
  }

  /** All of the state. */
  protected abstract Object snapshot();

  /** What changed since this was last called; empty when nothing did. */
  protected abstract Optional<Object> takeChanges();

  /** The sequence of the last command that changed the state. */
  protected abstract long sequence();

  private void publishChanges() {
    Optional<Object> changes = takeChanges();
    if (changes.isPresent()) {
      long previous = published;
      published = sequence();
      deliver(message(StreamMessage.Type.UPDATE, OptionalLong.of(previous), changes.get()));
    }
  }

  private void deliver(StreamMessage message) {
    for (Subscriber subscriber : subscribers) {
      subscriber.deliver(this, message);
    }
  }

  private StreamMessage message(StreamMessage.Type type, OptionalLong previous, Object data) {
    return new StreamMessage(name, type, published, previous, data);
  }

  private void locked(Runnable work) {
    lock.lock();
    try {
      work.run();
    } finally {
      lock.unlock();
    }
  }
}

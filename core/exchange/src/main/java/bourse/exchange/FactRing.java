package bourse.exchange;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The latest facts, in memory up to a number of bytes. The oldest go first, but none that a
 * consumer which holds intake has not committed: then the publisher waits. Thread safe.
 */
final class FactRing {
  /** A batch, and how many bytes were published up to its end. */
  private record Entry(FactBatch batch, long endBytes) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final long capacity;

  /** By last sequence. */
  private final NavigableMap<Long, Entry> entries = new TreeMap<>();

  private final Map<FactFeed, Long> held = new HashMap<>();

  /** The sequence of the oldest command whose facts are here or, when empty, come next. */
  private long oldest;

  /** Read without the lock: everyone who submits asks. */
  private volatile double heldShare;

  private long publishedBytes;
  private long evictedBytes;
  private boolean closed;

  /**
   * @param next the sequence of the first command that will be published
   */
  FactRing(long capacity, long next) {
    this.capacity = capacity;
    this.oldest = next;
  }

  /** How many bytes it keeps, unless it was closed. */
  long capacity() {
    return capacity;
  }

  /** Commands up to the sequence are not published; nothing was so far. */
  void skipTo(long sequence) {
    lock.lock();
    try {
      if (!entries.isEmpty()) {
        throw new IllegalStateException("Facts were published already");
      }
      oldest = sequence + 1;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Publishes a batch, and waits while the ring is full of facts that are held.
   *
   * @return false when it still is, and nothing was published
   */
  boolean publish(FactBatch batch, long waitNanos) throws InterruptedException {
    lock.lock();
    try {
      long left = waitNanos;
      while (!closed && !makeRoom(batch.records().length)) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      publishedBytes += batch.records().length;
      entries.put(batch.lastSequence(), new Entry(batch, publishedBytes));
      weigh();
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The publisher waits no more; the ring grows if it must. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The batches after a sequence, up to a number of bytes but at least one, waiting for one if
   * there is none yet.
   *
   * @return empty when the facts that follow the sequence are no longer here
   */
  Optional<List<FactBatch>> after(long sequence, long maxBytes, long waitNanos)
      throws InterruptedException {
    lock.lock();
    try {
      long left = waitNanos;
      while (sequence + 1 >= oldest && entries.higherKey(sequence) == null && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (sequence + 1 < oldest) {
        return Optional.empty();
      }
      List<FactBatch> batches = new ArrayList<>();
      long bytes = 0;
      for (Entry entry : entries.tailMap(sequence, false).values()) {
        bytes += entry.batch.records().length;
        if (bytes > maxBytes && !batches.isEmpty()) {
          break;
        }
        batches.add(entry.batch);
      }
      return Optional.of(batches);
    } finally {
      lock.unlock();
    }
  }

  /** How many bytes of facts follow a sequence and are here. */
  long bytesAfter(long sequence) {
    lock.lock();
    try {
      Map.Entry<Long, Entry> read = entries.floorEntry(sequence);
      return publishedBytes - (read == null ? evictedBytes : read.getValue().endBytes);
    } finally {
      lock.unlock();
    }
  }

  /** Whether the facts of the command after the sequence are here, or are the next to come. */
  boolean covers(long sequence) {
    lock.lock();
    try {
      return sequence + 1 >= oldest;
    } finally {
      lock.unlock();
    }
  }

  /** What follows the sequence stays until the feed holds something later. */
  void hold(FactFeed feed, long sequence) {
    lock.lock();
    try {
      held.put(feed, sequence);
      weigh();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The feed holds nothing any more. */
  void release(FactFeed feed) {
    lock.lock();
    try {
      held.remove(feed);
      weigh();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** How much of the ring is held, from 0 to 1 and, once the ring is closed, above. */
  double heldShare() {
    return heldShare;
  }

  private void weigh() {
    Map.Entry<Long, Entry> free = entries.floorEntry(firstHeld() - 1);
    long releasedBytes = free == null ? evictedBytes : free.getValue().endBytes;
    heldShare = (double) (publishedBytes - releasedBytes) / capacity;
  }

  /** The first sequence that is held; the highest number when none is. */
  private long firstHeld() {
    long first = Long.MAX_VALUE;
    for (long sequence : held.values()) {
      first = Math.min(first, sequence + 1);
    }
    return first;
  }

  private boolean makeRoom(long bytes) {
    long firstHeld = firstHeld();
    while (!entries.isEmpty() && publishedBytes - evictedBytes + bytes > capacity) {
      Entry first = entries.firstEntry().getValue();
      if (first.batch.lastSequence() >= firstHeld) {
        return false;
      }
      entries.pollFirstEntry();
      evictedBytes = first.endBytes;
      oldest = first.batch.lastSequence() + 1;
    }
    return true;
  }
}

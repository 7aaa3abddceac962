package bourse.gateway;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.telemetry.TraceContext;
import bourse.trading.OrderEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The orders of one connection. They are carried out in the order in which they came, on a thread
 * of their own; those that come while others are under way are submitted together.
 */
final class StreamOrders {
  private static final Logger LOG = LoggerFactory.getLogger(StreamOrders.class);

  /** Submitted together at most; one batch has no more. */
  private static final int MOST_TOGETHER = OrderEntry.MAXIMUM_BATCH;

  /** Operations that may wait for their outcome, whatever the number of requests. */
  private static final int MOST_OPERATIONS = 4 * OrderEntry.MAXIMUM_BATCH;

  /** Takes the answers. */
  interface Replies {
    void answer(Optional<String> id, OrderEntry.Answer answer);

    void failed(Optional<String> id, RuntimeException failure);
  }

  private record Waiting(long account, Optional<String> id, OrderEntry.Request request) {}

  private final OrderEntry entry;
  private final Replies replies;
  private final int mostWaiting;
  private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger operations = new AtomicInteger();
  private final Thread worker =
      Thread.ofVirtual().name("stream-orders").unstarted(this::carryOutAll);

  /** The first of the next group, when it did not fit into the one before. */
  private Waiting left;

  /**
   * @param mostWaiting requests that may wait for their outcome
   */
  StreamOrders(OrderEntry entry, int mostWaiting, Replies replies) {
    this.entry = entry;
    this.mostWaiting = mostWaiting;
    this.replies = replies;
  }

  /**
   * Takes a request to be carried out. By one thread.
   *
   * @throws Fault {@link ErrorCode#THROTTLED} when too many wait; nothing happened
   */
  void add(long account, Optional<String> id, OrderEntry.Request request) {
    if (requests.get() >= mostWaiting || operations.get() + request.size() > MOST_OPERATIONS) {
      throw new Fault(
          ErrorCode.THROTTLED,
          "At most "
              + mostWaiting
              + " requests with "
              + MOST_OPERATIONS
              + " operations may wait for their outcome; nothing happened. Wait for answers.");
    }
    requests.incrementAndGet();
    operations.addAndGet(request.size());
    queue.add(new Waiting(account, id, request));
    if (worker.getState() == Thread.State.NEW) {
      worker.start();
    }
  }

  /** Ends it; what was not submitted yet does not happen. */
  void end() {
    worker.interrupt();
  }

  private void carryOutAll() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        carryOut(next());
      }
    } catch (InterruptedException e) {
      LOG.debug("A stream's orders end");
    }
  }

  /** What waits, for one account, up to a number of operations. */
  private List<Waiting> next() throws InterruptedException {
    List<Waiting> group = new ArrayList<>();
    Waiting first = left != null ? left : queue.take();
    left = null;
    int size = 0;
    for (Waiting next = first; next != null; next = queue.poll()) {
      if (!group.isEmpty() && size + next.request.size() > MOST_TOGETHER) {
        left = next;
        break;
      }
      group.add(next);
      size += next.request.size();
    }
    return group;
  }

  private void carryOut(List<Waiting> group) throws InterruptedException {
    try {
      List<OrderEntry.Answer> answers =
          entry.carryOut(
              group.getFirst().account,
              group.stream().map(Waiting::request).toList(),
              TraceContext.fresh());
      for (int i = 0; i < answers.size(); i++) {
        replies.answer(group.get(i).id, answers.get(i));
      }
    } catch (RuntimeException failure) {
      group.forEach(waiting -> replies.failed(waiting.id, failure));
    } finally {
      requests.addAndGet(-group.size());
      group.forEach(waiting -> operations.addAndGet(-waiting.request.size()));
    }
  }
}

package bourse.engine;

import java.util.Arrays;

/** Orders that expire: a heap by time of expiry, then by id. */
final class Deadlines {
  private Order[] heap = new Order[64];
  private int size;

  /** When the first one is due; {@code Long.MAX_VALUE} when there is none. */
  long nextMicros() {
    return size == 0 ? Long.MAX_VALUE : heap[0].expiresAtMicros;
  }

  Order first() {
    return heap[0];
  }

  void add(Order order) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size << 1);
    }
    rise(order, size++);
  }

  void remove(Order order) {
    int gap = order.deadlineSlot;
    order.deadlineSlot = -1;
    Order last = heap[--size];
    heap[size] = null;
    if (last == order) {
      return;
    }
    if (gap > 0 && isBefore(last, heap[(gap - 1) >> 1])) {
      rise(last, gap);
    } else {
      sink(last, gap);
    }
  }

  private void rise(Order order, int from) {
    int slot = from;
    while (slot > 0) {
      int parent = (slot - 1) >> 1;
      if (!isBefore(order, heap[parent])) {
        break;
      }
      put(heap[parent], slot);
      slot = parent;
    }
    put(order, slot);
  }

  private void sink(Order order, int from) {
    int slot = from;
    while (true) {
      int child = 2 * slot + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
        child++;
      }
      if (!isBefore(heap[child], order)) {
        break;
      }
      put(heap[child], slot);
      slot = child;
    }
    put(order, slot);
  }

  private void put(Order order, int slot) {
    heap[slot] = order;
    order.deadlineSlot = slot;
  }

  private static boolean isBefore(Order a, Order b) {
    return a.expiresAtMicros != b.expiresAtMicros
        ? a.expiresAtMicros < b.expiresAtMicros
        : a.id < b.id;
  }
}

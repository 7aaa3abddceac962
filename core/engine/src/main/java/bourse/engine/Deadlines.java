package bourse.engine;

import java.util.Arrays;

/** What is due at which time: a heap in the order of {@link Due#isBefore}. */
final class Deadlines {
  private Due[] heap = new Due[64];
  private int size;

  /** When the first one is due; {@code Long.MAX_VALUE} when there is none. */
  long nextMicros() {
    return size == 0 ? Long.MAX_VALUE : heap[0].dueAtMicros;
  }

  /** The first one, or null. */
  Due first() {
    return heap[0];
  }

  void add(Due due) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size << 1);
    }
    rise(due, size++);
  }

  void remove(Due due) {
    int gap = due.dueSlot;
    due.dueSlot = -1;
    Due last = heap[--size];
    heap[size] = null;
    if (last == due) {
      return;
    }
    if (gap > 0 && last.isBefore(heap[(gap - 1) >> 1])) {
      rise(last, gap);
    } else {
      sink(last, gap);
    }
  }

  private void rise(Due due, int from) {
    int slot = from;
    while (slot > 0) {
      int parent = (slot - 1) >> 1;
      if (!due.isBefore(heap[parent])) {
        break;
      }
      put(heap[parent], slot);
      slot = parent;
    }
    put(due, slot);
  }

  private void sink(Due due, int from) {
    int slot = from;
    while (true) {
      int child = 2 * slot + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && heap[child + 1].isBefore(heap[child])) {
        child++;
      }
      if (!heap[child].isBefore(due)) {
        break;
      }
      put(heap[child], slot);
      slot = child;
    }
    put(due, slot);
  }

  private void put(Due due, int slot) {
    heap[slot] = due;
    due.dueSlot = slot;
  }
}

package bourse.engine;

import bourse.domain.ClientOrderId;

/**
 * The client order ids that are taken, per account: while their order lives, and for {@link
 * ExchangeEngine#CLIENT_ORDER_ID_WINDOW_MICROS} of log time after it. Then they are forgotten: from
 * that log time on nothing sees them, and a few are cleared away with every command.
 */
final class ClientOrders {
  private static final int CLEARED_PER_COMMAND = 16;

  /** Open addressing with linear probing. */
  private ClientOrder[] slots = new ClientOrder[1 << 7];

  private int size;
  private ClientOrder firstEnded;
  private ClientOrder lastEnded;
  private ClientOrder free;

  /** The order that has the id, or null when it is not taken. */
  ClientOrder find(
      long account,
      long word0,
      long word1,
      long word2,
      long word3,
      long word4,
      long logTimeMicros) {
    int mask = slots.length - 1;
    int slot = home(account, word0, word1, word2, word3, word4);
    for (ClientOrder found = slots[slot]; found != null; found = slots[slot]) {
      if (found.is(account, word0, word1, word2, word3, word4)) {
        if (!isForgotten(found, logTimeMicros)) {
          return found;
        }
        // Those that ended before it are forgotten too, so it goes with them.
        clear(logTimeMicros, Integer.MAX_VALUE);
        return null;
      }
      slot = (slot + 1) & mask;
    }
    return null;
  }

  /** As {@link #find}, by the id. */
  ClientOrder find(long account, ClientOrderId id, long logTimeMicros) {
    return find(account, id.word0(), id.word1(), id.word2(), id.word3(), id.word4(), logTimeMicros);
  }

  /** Takes an id that {@link #find} did not find, for an order that lives. */
  ClientOrder add(
      long account, long word0, long word1, long word2, long word3, long word4, long orderId) {
    ClientOrder taken = free;
    if (taken == null) {
      taken = new ClientOrder();
    } else {
      free = taken.next;
      taken.next = null;
    }
    taken.account = account;
    taken.word0 = word0;
    taken.word1 = word1;
    taken.word2 = word2;
    taken.word3 = word3;
    taken.word4 = word4;
    taken.orderId = orderId;
    taken.endedAtMicros = ClientOrder.LIVES;
    if (size >= slots.length >> 1) {
      grow();
    }
    insert(taken);
    size++;
    return taken;
  }

  /** As {@link #add}, for one of a snapshot. */
  ClientOrder add(long account, ClientOrderId id, long orderId) {
    return add(account, id.word0(), id.word1(), id.word2(), id.word3(), id.word4(), orderId);
  }

  /** The order ended now: from here its window counts. Log times never go back. */
  void end(ClientOrder order, long logTimeMicros) {
    order.endedAtMicros = logTimeMicros;
    if (lastEnded == null) {
      firstEnded = order;
    } else {
      lastEnded.next = order;
    }
    lastEnded = order;
  }

  /** Clears away a few that are forgotten. */
  void clear(long logTimeMicros) {
    clear(logTimeMicros, CLEARED_PER_COMMAND);
  }

  /** The first that ended and is not forgotten, or null; the others follow by {@code next}. */
  ClientOrder firstEnded(long logTimeMicros) {
    ClientOrder ended = firstEnded;
    while (ended != null && isForgotten(ended, logTimeMicros)) {
      ended = ended.next;
    }
    return ended;
  }

  private void clear(long logTimeMicros, int atMost) {
    for (int i = 0; i < atMost; i++) {
      ClientOrder first = firstEnded;
      if (first == null || !isForgotten(first, logTimeMicros)) {
        return;
      }
      firstEnded = first.next;
      if (firstEnded == null) {
        lastEnded = null;
      }
      remove(first);
      first.next = free;
      free = first;
    }
  }

  private static boolean isForgotten(ClientOrder order, long logTimeMicros) {
    return order.endedAtMicros != ClientOrder.LIVES
        && logTimeMicros - order.endedAtMicros >= ExchangeEngine.CLIENT_ORDER_ID_WINDOW_MICROS;
  }

  private void remove(ClientOrder order) {
    int mask = slots.length - 1;
    int gap = home(order);
    while (slots[gap] != order) {
      if (slots[gap] == null) {
        throw new InvariantBroken("The client order id of order " + order.orderId + " is lost");
      }
      gap = (gap + 1) & mask;
    }
    int slot = gap;
    while (true) {
      slot = (slot + 1) & mask;
      ClientOrder moved = slots[slot];
      if (moved == null) {
        break;
      }
      if (((slot - home(moved)) & mask) >= ((slot - gap) & mask)) {
        slots[gap] = moved;
        gap = slot;
      }
    }
    slots[gap] = null;
    size--;
  }

  private void insert(ClientOrder order) {
    int mask = slots.length - 1;
    int slot = home(order);
    while (slots[slot] != null) {
      slot = (slot + 1) & mask;
    }
    slots[slot] = order;
  }

  private void grow() {
    ClientOrder[] old = slots;
    slots = new ClientOrder[old.length << 1];
    for (ClientOrder order : old) {
      if (order != null) {
        insert(order);
      }
    }
  }

  private int home(ClientOrder order) {
    return home(order.account, order.word0, order.word1, order.word2, order.word3, order.word4);
  }

  private int home(long account, long word0, long word1, long word2, long word3, long word4) {
    long hash = account;
    hash = mixed(hash ^ word0);
    hash = mixed(hash ^ word1);
    hash = mixed(hash ^ word2);
    hash = mixed(hash ^ word3);
    hash = mixed(hash ^ word4);
    return (int) (hash & (slots.length - 1));
  }

  private static long mixed(long value) {
    long product = value * 0x9E3779B97F4A7C15L;
    return product ^ (product >>> 32);
  }
}

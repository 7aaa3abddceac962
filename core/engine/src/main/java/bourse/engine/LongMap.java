package bourse.engine;

/**
 * From positive numbers to objects: open addressing with linear probing, no allocation but when it
 * grows. Eight neighbouring numbers share a home of eight slots, because ids that are near in time
 * are used together; a removal closes the gap, so there are no tombstones.
 */
final class LongMap<T> {
  private static final int SMALLEST_BITS = 7;

  private long[] keys = new long[1 << SMALLEST_BITS];
  private Object[] values = new Object[1 << SMALLEST_BITS];
  private int shift = 64 - (SMALLEST_BITS - 3);
  private int size;

  int size() {
    return size;
  }

  /** The value, or null. Numbers below 1 have none. */
  @SuppressWarnings("unchecked") // only put writes values
  T get(long key) {
    if (key <= 0) {
      return null;
    }
    long[] keys = this.keys;
    int mask = keys.length - 1;
    int slot = home(key);
    long found = keys[slot];
    while (found != key) {
      if (found == 0) {
        return null;
      }
      slot = (slot + 1) & mask;
      found = keys[slot];
    }
    return (T) values[slot];
  }

  /** Adds a value under a key that is not there yet. */
  void put(long key, T value) {
    if (key <= 0) {
      throw new InvariantBroken("Keys start at 1, this one is " + key);
    }
    if (size >= keys.length >> 1) {
      grow();
    }
    insert(key, value);
    size++;
  }

  void remove(long key) {
    int mask = keys.length - 1;
    int gap = home(key);
    while (keys[gap] != key) {
      if (keys[gap] == 0) {
        throw new InvariantBroken("There is nothing under " + key + " to remove");
      }
      gap = (gap + 1) & mask;
    }
    int slot = gap;
    while (true) {
      slot = (slot + 1) & mask;
      long key2 = keys[slot];
      if (key2 == 0) {
        break;
      }
      // What stands here may move into the gap unless its home lies after the gap.
      if (((slot - home(key2)) & mask) >= ((slot - gap) & mask)) {
        keys[gap] = key2;
        values[gap] = values[slot];
        gap = slot;
      }
    }
    keys[gap] = 0;
    values[gap] = null;
    size--;
  }

  /** All keys, ascending. */
  long[] sortedKeys() {
    long[] sorted = new long[size];
    int count = 0;
    for (long key : keys) {
      if (key != 0) {
        sorted[count++] = key;
      }
    }
    java.util.Arrays.sort(sorted);
    return sorted;
  }

  private int home(long key) {
    return (int) (((key >>> 3) * 0x9E3779B97F4A7C15L) >>> shift) << 3 | (int) (key & 7);
  }

  private void insert(long key, Object value) {
    int mask = keys.length - 1;
    int slot = home(key);
    while (keys[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    keys[slot] = key;
    values[slot] = value;
  }

  private void grow() {
    long[] oldKeys = keys;
    Object[] oldValues = values;
    keys = new long[oldKeys.length << 1];
    values = new Object[oldKeys.length << 1];
    shift--;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        insert(oldKeys[i], oldValues[i]);
      }
    }
  }
}

package bourse.engine;

/**
 * The price levels of one side of a book, best first, over the whole range of prices.
 *
 * <p>A tree with 64 branches per node and a bit for each branch in use: six bits of the price per
 * step, the leaf holds the levels. The root covers only the range that the prices need, so a book
 * has two or three steps, and the leaf that was used last is tried first. Empty nodes and levels
 * are kept for the next use; memory follows the levels in use, not the range of their prices.
 */
final class PriceLadder {
  private static final class Node {
    /** Bit i: slot i is in use. */
    long bits;

    /** Nodes, or in a leaf levels. */
    final Object[] slots = new Object[64];

    Node nextFree;
  }

  private final boolean highestFirst;
  private Node root;

  /** The root's slot of a price is {@code price >>> rootShift & 63}; 0 when it is a leaf. */
  private int rootShift;

  /** {@code price >>> rootShift >>> 6} of all prices under the root. */
  private long rootPrefix;

  private PriceLevel best;
  private Node recentLeaf;
  private long recentPrefix;
  private Node freeNodes;
  private PriceLevel freeLevels;

  PriceLadder(boolean highestFirst) {
    this.highestFirst = highestFirst;
  }

  /** The best level, or null when this side is empty. */
  PriceLevel best() {
    return best;
  }

  /** The next worse level after one that is in the ladder, or null. */
  PriceLevel next(PriceLevel level) {
    return highestFirst ? lower(level.priceTicks) : higher(level.priceTicks);
  }

  /** The level of a price, a new one when there is none. */
  PriceLevel levelAt(long priceTicks) {
    Node leaf = leafAt(priceTicks);
    int slot = (int) priceTicks & 63;
    PriceLevel level = (PriceLevel) leaf.slots[slot];
    if (level == null) {
      level = newLevel(priceTicks);
      leaf.slots[slot] = level;
      leaf.bits |= 1L << slot;
      if (best == null || isBetter(priceTicks, best.priceTicks)) {
        best = level;
      }
    }
    return level;
  }

  /** Takes out a level without orders. */
  void remove(PriceLevel level) {
    if (level.first != null || level.orders != 0 || level.openLots != 0 || level.hiddenLots != 0) {
      throw new InvariantBroken("A level with orders was to be removed, at " + level.priceTicks);
    }
    if (level == best) {
      best = next(level);
    }
    if (clear(root, rootShift, level.priceTicks)) {
      root = null;
    } else {
      shrink();
    }
    level.nextFree = freeLevels;
    freeLevels = level;
  }

  private boolean isBetter(long priceTicks, long than) {
    return highestFirst ? priceTicks > than : priceTicks < than;
  }

  private PriceLevel higher(long price) {
    Node branch = null;
    int branchSlot = 0;
    int branchShift = 0;
    Node node = root;
    for (int shift = rootShift; ; shift -= 6) {
      int slot = (int) (price >>> shift) & 63;
      // Bits above the slot; for slot 63 the shift leaves none.
      long above = node.bits & (-2L << slot);
      if (above != 0) {
        branch = node;
        branchSlot = Long.numberOfTrailingZeros(above);
        branchShift = shift;
      }
      if (shift == 0) {
        break;
      }
      node = (Node) node.slots[slot];
    }
    if (branch == null) {
      return null;
    }
    Object found = branch.slots[branchSlot];
    for (int shift = branchShift; shift > 0; shift -= 6) {
      Node below = (Node) found;
      found = below.slots[Long.numberOfTrailingZeros(below.bits)];
    }
    return (PriceLevel) found;
  }

  private PriceLevel lower(long price) {
    Node branch = null;
    int branchSlot = 0;
    int branchShift = 0;
    Node node = root;
    for (int shift = rootShift; ; shift -= 6) {
      int slot = (int) (price >>> shift) & 63;
      long below = node.bits & ((1L << slot) - 1);
      if (below != 0) {
        branch = node;
        branchSlot = 63 - Long.numberOfLeadingZeros(below);
        branchShift = shift;
      }
      if (shift == 0) {
        break;
      }
      node = (Node) node.slots[slot];
    }
    if (branch == null) {
      return null;
    }
    Object found = branch.slots[branchSlot];
    for (int shift = branchShift; shift > 0; shift -= 6) {
      Node below = (Node) found;
      found = below.slots[63 - Long.numberOfLeadingZeros(below.bits)];
    }
    return (PriceLevel) found;
  }

  /** The leaf for a price; nodes on the way are made as needed. */
  private Node leafAt(long price) {
    long prefix = price >>> 6;
    if (recentLeaf != null && recentPrefix == prefix) {
      return recentLeaf;
    }
    if (root == null) {
      root = newNode();
      rootShift = 0;
      rootPrefix = prefix;
    }
    while (price >>> rootShift >>> 6 != rootPrefix) {
      raise();
    }
    Node node = root;
    for (int shift = rootShift; shift > 0; shift -= 6) {
      int slot = (int) (price >>> shift) & 63;
      Node child = (Node) node.slots[slot];
      if (child == null) {
        child = newNode();
        node.slots[slot] = child;
        node.bits |= 1L << slot;
      }
      node = child;
    }
    recentLeaf = node;
    recentPrefix = prefix;
    return node;
  }

  /** Puts a root above the root. */
  private void raise() {
    int slot = (int) rootPrefix & 63;
    Node above = newNode();
    above.slots[slot] = root;
    above.bits = 1L << slot;
    root = above;
    rootShift += 6;
    rootPrefix >>>= 6;
  }

  /** Takes away roots that have only one branch. */
  private void shrink() {
    while (rootShift > 0 && Long.bitCount(root.bits) == 1) {
      int slot = Long.numberOfTrailingZeros(root.bits);
      Node only = (Node) root.slots[slot];
      root.slots[slot] = null;
      root.bits = 0;
      free(root);
      root = only;
      rootShift -= 6;
      rootPrefix = rootPrefix << 6 | slot;
    }
  }

  /** Clears the slots of a price from the leaf up. True when that left the node empty and freed. */
  private boolean clear(Node node, int shift, long price) {
    int slot = (int) (price >>> shift) & 63;
    if (shift > 0 && !clear((Node) node.slots[slot], shift - 6, price)) {
      return false;
    }
    node.slots[slot] = null;
    node.bits &= ~(1L << slot);
    if (node.bits != 0) {
      return false;
    }
    free(node);
    return true;
  }

  private Node newNode() {
    Node node = freeNodes;
    if (node == null) {
      return new Node();
    }
    freeNodes = node.nextFree;
    node.nextFree = null;
    return node;
  }

  private void free(Node node) {
    if (node == recentLeaf) {
      recentLeaf = null;
    }
    node.nextFree = freeNodes;
    freeNodes = node;
  }

  private PriceLevel newLevel(long priceTicks) {
    PriceLevel level = freeLevels;
    if (level == null) {
      level = new PriceLevel();
    } else {
      freeLevels = level.nextFree;
      level.nextFree = null;
    }
    level.priceTicks = priceTicks;
    return level;
  }
}

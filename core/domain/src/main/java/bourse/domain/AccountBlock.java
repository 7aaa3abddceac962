package bourse.domain;

import java.util.EnumSet;
import java.util.Set;

/** What an account may not do. Each has a bit that stays for ever, because commands carry it. */
public enum AccountBlock {
  /** No new orders, and no order grows or moves; the account may cancel. */
  TRADING(1),
  /** Nothing goes out: no withdrawals and no journals. What comes in is booked. */
  TRANSFERS(2),
  /** Nothing by the client at all; its open orders are cancelled. What comes in is booked. */
  ACCOUNT(4);

  private static final int ALL = 7;

  private final int bit;

  AccountBlock(int bit) {
    this.bit = bit;
  }

  /** Whether it is among the blocks with these bits. */
  public boolean isIn(int bits) {
    return (bits & bit) != 0;
  }

  public static int bits(Set<AccountBlock> blocks) {
    return blocks.stream().mapToInt(block -> block.bit).sum();
  }

  public static boolean areBits(int bits) {
    return (bits & ~ALL) == 0;
  }

  public static Set<AccountBlock> of(int bits) {
    EnumSet<AccountBlock> blocks = EnumSet.noneOf(AccountBlock.class);
    for (AccountBlock block : values()) {
      if (block.isIn(bits)) {
        blocks.add(block);
      }
    }
    return blocks;
  }
}

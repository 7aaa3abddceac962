package bourse.platform.access;

/** What an API key may be used for. What no scope covers can't be done with a key at all. */
public enum KeyScope {
  /** Reads what the user owns. */
  READ,
  /** Places, amends and cancels orders. */
  TRADE,
  /** Sends money out. */
  WITHDRAW
}

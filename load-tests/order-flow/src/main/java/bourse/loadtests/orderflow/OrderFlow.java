package bourse.loadtests.orderflow;

import java.util.List;

/**
 * Which OF-1 file: the same parameters give the same bytes.
 *
 * @param mix what the bench phase consists of
 * @param resting how many orders the book is filled with and kept at
 * @param commands the length of the bench phase
 * @param seed of the random numbers
 * @param users who place the orders, numbered from 1
 * @param poorOrders whether every 20th new order is followed by one that its user, one of 50
 *     without any money, can't pay for: the reject-path file OF-1R
 */
public record OrderFlow(
    Mix mix, int resting, int commands, long seed, int users, boolean poorOrders) {
  /** The users of OF-1R that have nothing: the 50 after the others. */
  public static final int POOR_USERS = 50;

  /** Their orders count from here, so that all other orders keep the ids that they have in OF-1. */
  public static final long FIRST_POOR_ORDER = 1_000_000_000_000L;

  /** The shares of the commands in the bench phase, in thousandths, one after the other. */
  public enum Mix {
    /** Orders come and go: 60 % new, 30 % cancelled, 10 % taking. */
    P1(600, 900, 900),
    /** Quotes move: 15 % new, 10 % cancelled, 71 % replaced, 4 % taking. */
    P2(150, 250, 960);

    final int newBelow;
    final int cancelBelow;
    final int replaceBelow;

    Mix(int newBelow, int cancelBelow, int replaceBelow) {
      this.newBelow = newBelow;
      this.cancelBelow = cancelBelow;
      this.replaceBelow = replaceBelow;
    }
  }

  public static final OrderFlow P1_1000 = published(Mix.P1, 1_000);
  public static final OrderFlow P2_1000 = published(Mix.P2, 1_000);
  public static final OrderFlow P1_100000 = published(Mix.P1, 100_000);

  /** The files of the published figures. */
  public static final List<OrderFlow> PUBLISHED = List.of(P1_1000, P2_1000, P1_100000);

  private static OrderFlow published(Mix mix, int resting) {
    return new OrderFlow(mix, resting, 3_000_000, 42, 1_000, false);
  }

  /** The same flow with a bench phase of another length. */
  public OrderFlow withCommands(int newCommands) {
    return new OrderFlow(mix, resting, newCommands, seed, users, poorOrders);
  }

  /** The same flow with orders that are refused in between. */
  public OrderFlow withPoorOrders() {
    return new OrderFlow(mix, resting, commands, seed, users, true);
  }

  /** As the tables call it: P1-1000, or P1-1000-R with orders that are refused. */
  public String name() {
    return mix + "-" + resting + (poorOrders ? "-R" : "");
  }

  /** How far from the middle orders are priced, in ticks. */
  int width() {
    return resting <= 10_000 ? 128 : 4_096;
  }
}

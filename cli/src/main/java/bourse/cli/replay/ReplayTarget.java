package bourse.cli.replay;

import bourse.domain.Side;

/**
 * What recorded flow goes into. Rows are applied in order, on one thread. A target may gather rows
 * and tell their results later, in order, at the latest in {@link #finish}.
 */
interface ReplayTarget extends AutoCloseable {
  /** Gets what became of the rows. Ids are the file's. */
  interface Results {
    /** One fill, in the order in which they happened. */
    void fill(long row, long takerOrderId, long makerOrderId, long priceTicks, long lots);

    /** The exchange refused the row's command. */
    void refused(long row);

    /** So many commands were executed together, and took so long. */
    void executed(int commands, long nanos);
  }

  /** Gets the final book. */
  interface Book {
    void resting(Side side, long priceTicks, long orderId, long lots);
  }

  void apply(ReplayRow row, Results results);

  /** After the last row: tells all results that are outstanding. */
  void finish(Results results);

  /** Tells the resting orders in priority order, bids first, each side from its best price. */
  void book(Book book);

  @Override
  void close();
}

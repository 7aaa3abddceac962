package bourse.trading;

import bourse.domain.OrderListType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An order list as clients see it.
 *
 * @param orders without their fills; of an OCO the profit order and the stop order, of an OTO the
 *     working order and the pending one, of a bracket the working order, the profit order and the
 *     stop order
 */
record OrderListView(
    String id,
    Optional<String> clientOrderId,
    OrderListType type,
    String symbol,
    Status status,
    Instant createdAt,
    List<OrderView> orders) {
  /** Whether one of its orders is open. */
  enum Status {
    OPEN,
    DONE;

    static Status of(List<OrderView> orders) {
      return orders.stream().allMatch(order -> order.status().isFinal()) ? DONE : OPEN;
    }
  }
}

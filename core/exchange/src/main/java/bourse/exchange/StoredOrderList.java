package bourse.exchange;

import bourse.domain.OrderListType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Orders that depend on each other, as SQL has them.
 *
 * @param clientOrderId the client's own name for the list
 * @param orders all of them, by their place in the list
 */
public record StoredOrderList(
    long id,
    OrderListType type,
    String symbol,
    Optional<String> clientOrderId,
    Instant createdAt,
    List<StoredOrder> orders) {}

package bourse.trading;

import bourse.domain.DoneReason;
import bourse.domain.OrderStatus;
import bourse.domain.OrderType;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import bourse.domain.TimeInForce;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An order as clients see it. Prices and quantities are decimal strings.
 *
 * @param orderListId of the list that it is a part of
 * @param expiresAt of a good-till-date order
 * @param quoteAmount what it spends or gets, instead of a quantity
 * @param stopPrice what the market must reach before it enters the book; of a trailing stop what it
 *     reached
 * @param trailingOffset how far a trailing stop is from the market
 * @param trailingBasisPoints the same as a part of the market's price
 * @param displayQuantity how much of it the book shows at a time
 * @param quantity what is filled, open, and was cancelled
 * @param openQuantity what can still trade
 * @param averagePrice of its fills
 * @param version the sequence of its last change
 * @param fills those that the answer is about; absent in lists
 */
public record OrderView(
    String id,
    Optional<String> clientOrderId,
    Optional<String> orderListId,
    String symbol,
    Side side,
    OrderType type,
    TimeInForce timeInForce,
    SelfTradePrevention selfTradePrevention,
    boolean postOnly,
    Optional<Instant> expiresAt,
    Optional<String> price,
    Optional<String> quoteAmount,
    Optional<String> stopPrice,
    Optional<String> trailingOffset,
    Optional<Integer> trailingBasisPoints,
    Optional<String> displayQuantity,
    String quantity,
    String filledQuantity,
    String openQuantity,
    Optional<String> averagePrice,
    OrderStatus status,
    Optional<DoneReason> doneReason,
    long version,
    Instant createdAt,
    Instant updatedAt,
    Optional<List<Fill>> fills) {
  /** Which side of a trade the order was on. */
  public enum Role {
    MAKER,
    TAKER
  }

  /** One trade of the order. */
  public record Fill(
      String tradeId, String price, String quantity, String fee, String feeCurrency, Role role) {}
}

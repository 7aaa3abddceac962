package bourse.exchange;

import bourse.domain.DoneReason;
import bourse.domain.OrderStatus;
import bourse.domain.OrderType;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import bourse.domain.TimeInForce;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * An order as SQL has it. Decimals are exact and without trailing zeros.
 *
 * @param clientOrderId the client's own name for it
 * @param orderListId of the list that it is a part of
 * @param expiresAt of a good-till-date order
 * @param price empty for a market order
 * @param quoteAmount what it spends or gets, in the quote asset, instead of a quantity
 * @param stopPrice what the market must reach before it enters the book; of a trailing stop what it
 *     reached
 * @param trailingOffset how far a trailing stop is from the market
 * @param trailingBasisPoints the same as a part of the market's price
 * @param displayQuantity how much of it the book shows at a time
 * @param quantity of the base asset: what is filled, open, and was cancelled
 * @param filledQuote what the fills cost or brought, in the quote asset, before fees
 * @param fee the fees of all fills, in the quote asset
 * @param doneReason why it ended, when its status is final
 * @param version the sequence of the last command that changed it
 */
public record StoredOrder(
    long id,
    long account,
    Optional<String> clientOrderId,
    Optional<Long> orderListId,
    String symbol,
    Side side,
    OrderType type,
    TimeInForce timeInForce,
    SelfTradePrevention selfTradePrevention,
    boolean postOnly,
    Optional<Instant> expiresAt,
    Optional<BigDecimal> price,
    Optional<BigDecimal> quoteAmount,
    Optional<BigDecimal> stopPrice,
    Optional<BigDecimal> trailingOffset,
    Optional<Integer> trailingBasisPoints,
    Optional<BigDecimal> displayQuantity,
    BigDecimal quantity,
    BigDecimal filledQuantity,
    BigDecimal filledQuote,
    BigDecimal fee,
    OrderStatus status,
    Optional<DoneReason> doneReason,
    Instant createdAt,
    Instant updatedAt,
    long version) {}

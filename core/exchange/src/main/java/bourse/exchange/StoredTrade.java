package bourse.exchange;

import bourse.domain.Side;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * A trade as SQL has it. Decimals are exact and without trailing zeros; fees are in the quote
 * asset.
 *
 * @param quoteQuantity price times quantity
 * @param version the sequence of the command that made it
 * @param isAuction whether an auction made it: both orders rested
 */
public record StoredTrade(
    long id,
    String symbol,
    long buyOrderId,
    long sellOrderId,
    long buyerAccount,
    long sellerAccount,
    Side takerSide,
    BigDecimal price,
    BigDecimal quantity,
    BigDecimal quoteQuantity,
    BigDecimal buyerFee,
    BigDecimal sellerFee,
    Instant at,
    long version,
    boolean isAuction) {}

package bourse.exchange;

import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * Where two orders of one account met and did not trade, as SQL has it.
 *
 * @param id its place in the log, as one number
 * @param price of the order that rested
 * @param quantity what they would have traded
 */
public record StoredPreventedMatch(
    long id,
    String symbol,
    Side takerSide,
    SelfTradePrevention prevention,
    BigDecimal price,
    BigDecimal quantity,
    long makerOrderId,
    long takerOrderId,
    Instant at) {}

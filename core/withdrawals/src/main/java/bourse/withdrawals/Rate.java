package bourse.withdrawals;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * What one unit of an asset counts as in another.
 *
 * @param source who says so
 * @param at as of when
 */
record Rate(BigDecimal value, String source, Instant at) {}

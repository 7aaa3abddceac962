package bourse.marketdata;

import bourse.domain.Side;

/**
 * One trade, as everyone may see it.
 *
 * @param sequence the command that made it
 */
record MarketTrade(
    long id,
    long sequence,
    long timeMicros,
    long priceTicks,
    long lots,
    Side takerSide,
    boolean isAuction) {}

package bourse.trading;

import bourse.domain.Side;
import java.time.Instant;

/** A trade as one of its two owners sees it: the own side, order and fee. */
record TradeView(
    String id,
    String orderId,
    String symbol,
    Side side,
    String price,
    String quantity,
    String fee,
    String feeCurrency,
    OrderView.Role role,
    boolean auction,
    Instant time) {}

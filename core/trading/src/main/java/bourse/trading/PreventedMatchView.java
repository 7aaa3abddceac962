package bourse.trading;

import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import java.time.Instant;

/** Two orders of the account that met and did not trade. */
record PreventedMatchView(
    String id,
    String symbol,
    Side takerSide,
    SelfTradePrevention selfTradePrevention,
    String price,
    String quantity,
    String makerOrderId,
    String takerOrderId,
    Instant time) {}

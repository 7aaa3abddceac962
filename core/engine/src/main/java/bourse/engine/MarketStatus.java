package bourse.engine;

import bourse.domain.MarketCause;
import bourse.domain.MarketState;
import java.util.Optional;

/**
 * What state a market is in from now on, and what is planned: all of it, whichever part changed.
 *
 * @param symbol the symbol's number
 * @param planned what it becomes next by itself
 * @param plannedAtMicros when, by the log's time; 0 when nothing is planned
 */
public record MarketStatus(
    int symbol,
    MarketState state,
    MarketCause cause,
    Optional<MarketState> planned,
    long plannedAtMicros) {}

package bourse.cli.replay;

import bourse.domain.Side;
import bourse.domain.SymbolDefinition;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Recorded flow into an engine of its own before it goes to a server: a line that breaks a rule is
 * found before anything is sent, and how much money the flow can need at most.
 */
final class Rehearsal implements ReplayTarget {
  private final SymbolDefinition symbol;
  private final EngineReplay engine;
  private BigInteger boughtTickLots = BigInteger.ZERO;
  private BigInteger soldLots = BigInteger.ZERO;

  Rehearsal(SymbolDefinition symbol) {
    this.symbol = symbol;
    this.engine = new EngineReplay(symbol);
  }

  /** What all buyers of the flow together would pay, in the quote asset. */
  BigDecimal quoteNeeded() {
    return amount(boughtTickLots, symbol.quoteUnitsPerTickLot(), symbol.quote().scale());
  }

  /** What all sellers of the flow together would deliver, in the base asset. */
  BigDecimal baseNeeded() {
    return amount(soldLots, symbol.lotUnits(), symbol.base().scale());
  }

  @Override
  public void apply(ReplayRow row, Results results) {
    engine.apply(row, results);
    BigInteger lots = BigInteger.valueOf(row.lots());
    if (row.side() == Side.BUY) {
      boughtTickLots = boughtTickLots.add(lots.multiply(BigInteger.valueOf(row.priceTicks())));
    } else if (row.side() == Side.SELL) {
      soldLots = soldLots.add(lots);
    }
  }

  @Override
  public void finish(Results results) {
    engine.finish(results);
  }

  @Override
  public void book(Book book) {
    engine.book(book);
  }

  @Override
  public void close() {
    engine.close();
  }

  private static BigDecimal amount(BigInteger count, long units, int scale) {
    return new BigDecimal(count.multiply(BigInteger.valueOf(units)), scale);
  }
}

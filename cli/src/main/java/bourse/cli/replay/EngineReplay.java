package bourse.cli.replay;

import bourse.domain.ErrorCode;
import bourse.domain.SymbolDefinition;
import bourse.engine.Commands;
import bourse.engine.ExchangeEngine;
import bourse.engine.FactBuffer;
import bourse.engine.FactRecords;

/**
 * Recorded flow into an engine of its own: no log, no network, nothing else in it. What is measured
 * is the engine with its holds, postings and encoded facts.
 */
final class EngineReplay implements ReplayTarget {
  private final ReplayAccount account;
  private final ExchangeEngine engine = new ExchangeEngine();
  private final FactBuffer facts = new FactBuffer(1 << 16);

  EngineReplay(SymbolDefinition symbol) {
    account = new ReplayAccount(symbol);
    account.setUp().forEach(this::setUp);
  }

  @Override
  public void apply(ReplayRow row, Results results) {
    byte[] frame = account.frame(row);
    Commands.stamp(frame, 0, engine.sequence() + 1, row.timeMicros());
    facts.reset();
    long start = System.nanoTime();
    engine.execute(frame, 0, facts);
    long nanos = System.nanoTime() - start;
    results.executed(1, nanos);
    FactRecords.read(facts.array(), 0, account.facts(row, results));
  }

  @Override
  public void finish(Results results) {
    // Each row told its results at once.
  }

  @Override
  public void book(Book book) {
    engine.describe(account.describes(book));
  }

  @Override
  public void close() {
    // Nothing outside this object was opened.
  }

  private void setUp(byte[] frame) {
    Commands.stamp(frame, 0, engine.sequence() + 1, 0);
    facts.reset();
    engine.execute(frame, 0, facts);
    int refusal = FactRecords.refusal(facts.array(), 0);
    if (refusal != 0) {
      throw new IllegalStateException("The engine refused the set-up: " + ErrorCode.of(refusal));
    }
  }
}

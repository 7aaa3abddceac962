package bourse.loadtests.engine;

import bourse.engine.ExecutedTrade;
import bourse.engine.FactBuffer;
import bourse.engine.FactRecords;
import bourse.engine.FactSink;
import bourse.loadtests.orderflow.TradeHash;

/** The one consumer of all results: reads every fact, counts refusals and hashes trades. */
final class FactConsumer implements FactSink {
  final TradeHash trades = new TradeHash();
  long commands;
  long refused;

  /** Reads all records in the buffer. */
  void read(FactBuffer facts) {
    byte[] records = facts.array();
    int end = facts.length();
    int at = facts.start();
    while (at < end) {
      at = FactRecords.read(records, at, this);
    }
  }

  @Override
  public void refused(int code, long account, long orderId) {
    refused++;
  }

  @Override
  public void traded(ExecutedTrade trade) {
    trades.add(
        trade.makerOrderId(), trade.takerOrderId(), trade.priceTicks(), trade.quantityLots());
  }

  @Override
  public void end(long sequence, int factCount) {
    commands++;
  }
}

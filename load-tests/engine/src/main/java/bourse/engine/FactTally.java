package bourse.engine;

import bourse.loadtests.orderflow.TradeHash;

/**
 * The one consumer of all results: walks every fact of every command, counts refusals and hashes
 * trades. It lives in the engine's package because the places of a fact's fields are not for
 * others.
 */
public final class FactTally {
  private final TradeHash trades = new TradeHash();
  private long commands;
  private long refused;

  /** Walks all records in the buffer. */
  public void read(FactBuffer facts) {
    byte[] records = facts.array();
    int end = facts.length();
    for (int at = facts.start(); at < end; at += FactRecords.length(records, at)) {
      readRecord(records, at);
    }
  }

  public TradeHash trades() {
    return trades;
  }

  public long commands() {
    return commands;
  }

  public long refused() {
    return refused;
  }

  private void readRecord(byte[] records, int record) {
    commands++;
    int end = record + FactRecords.length(records, record);
    int at = record + FactRecords.HEADER_LENGTH;
    while (at < end) {
      switch (Layout.getUnsignedByte(records, at)) {
        case FactRecords.REFUSED -> refused++;
        case FactRecords.TRADED ->
            trades.add(
                Layout.getLong(records, at + 32),
                Layout.getLong(records, at + 64),
                Layout.getLong(records, at + 16),
                Layout.getLong(records, at + 24));
        default -> {
          // Walked over; its length is looked at all the same.
        }
      }
      at += FactRecords.factLength(records, at, end);
    }
  }
}

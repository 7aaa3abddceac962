package bourse.crypto;

import java.nio.BufferUnderflowException;
import java.util.ArrayList;
import java.util.List;

/**
 * A block, read from its bytes. Nodes differ in how they write a block as JSON, where amounts are
 * floating-point numbers too; its bytes are the same everywhere, and their hash says that they are
 * the block that was asked for.
 */
record BitcoinBlock(String hash, String parent, List<BitcoinTransaction> transactions) {
  private static final int HEADER = 80;

  BitcoinBlock {
    transactions = List.copyOf(transactions);
  }

  /**
   * @throws IllegalArgumentException when they are no block
   */
  static BitcoinBlock parse(byte[] bytes) {
    try {
      WireReader reader = new WireReader(bytes);
      byte[] header = reader.take(HEADER);
      WireReader fields = new WireReader(header);
      fields.four();
      String parent = Bytes.hex(Bytes.reversed(fields.take(32)));
      List<BitcoinTransaction> transactions = new ArrayList<>();
      int count = reader.count();
      for (int i = 0; i < count; i++) {
        transactions.add(BitcoinTransaction.read(reader));
      }
      return new BitcoinBlock(
          Bytes.hex(Bytes.reversed(Hashes.sha256Twice(header))), parent, transactions);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("A block ends too early", e);
    }
  }
}

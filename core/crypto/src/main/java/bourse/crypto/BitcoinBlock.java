package bourse.crypto;

import java.nio.BufferUnderflowException;
import java.util.ArrayList;
import java.util.Arrays;
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
      byte[] root = fields.take(32);
      List<BitcoinTransaction> transactions = new ArrayList<>();
      int count = reader.count();
      for (int i = 0; i < count; i++) {
        transactions.add(BitcoinTransaction.read(reader));
      }
      if (!reader.isAtEnd() || !Arrays.equals(root, root(transactions))) {
        throw new IllegalArgumentException("These are not the transactions of the block");
      }
      return new BitcoinBlock(
          Bytes.hex(Bytes.reversed(Hashes.sha256Twice(header))), parent, transactions);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("A block ends too early", e);
    }
  }

  /**
   * By which the header, and with it the hash, is bound to the transactions: hashes of two
   * neighbours, up to one; the last of an odd number stands twice.
   */
  private static byte[] root(List<BitcoinTransaction> transactions) {
    List<byte[]> row = new ArrayList<>();
    transactions.forEach(one -> row.add(Hashes.sha256Twice(one.withoutWitnesses())));
    while (row.size() > 1) {
      List<byte[]> above = new ArrayList<>();
      for (int i = 0; i < row.size(); i += 2) {
        byte[] right = row.get(Math.min(i + 1, row.size() - 1));
        above.add(Hashes.sha256Twice(Bytes.join(row.get(i), right)));
      }
      row.clear();
      row.addAll(above);
    }
    return row.isEmpty() ? new byte[32] : row.getFirst();
  }
}

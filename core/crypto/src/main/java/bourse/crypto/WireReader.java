package bourse.crypto;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads what Bitcoin's nodes write. */
final class WireReader {
  private final ByteBuffer bytes;

  WireReader(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  int position() {
    return bytes.position();
  }

  boolean isAtEnd() {
    return !bytes.hasRemaining();
  }

  void back(int position) {
    bytes.position(position);
  }

  int one() {
    return bytes.get() & 0xff;
  }

  int four() {
    return bytes.getInt();
  }

  long eight() {
    return bytes.getLong();
  }

  byte[] take(int length) {
    if (length > bytes.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] taken = new byte[length];
    bytes.get(taken);
    return taken;
  }

  /** A length, or a number of things that have at least a byte each. */
  int count() {
    int first = one();
    long count =
        switch (first) {
          case 0xfd -> bytes.getShort() & 0xffffL;
          case 0xfe -> bytes.getInt() & 0xffff_ffffL;
          case 0xff -> bytes.getLong();
          default -> first;
        };
    if (count < 0 || count > bytes.remaining()) {
      throw new BufferUnderflowException();
    }
    return (int) count;
  }

  byte[] counted() {
    return take(count());
  }
}

package bourse.crypto;

import java.io.ByteArrayOutputStream;

/** Writes as Bitcoin's nodes read. */
final class WireWriter {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  WireWriter one(int value) {
    bytes.write(value);
    return this;
  }

  WireWriter four(long value) {
    return little(value, 4);
  }

  WireWriter eight(long value) {
    return little(value, 8);
  }

  private WireWriter little(long value, int length) {
    for (int i = 0; i < length; i++) {
      bytes.write((int) (value >>> (8 * i)) & 0xff);
    }
    return this;
  }

  WireWriter put(byte[] some) {
    bytes.writeBytes(some);
    return this;
  }

  WireWriter count(int count) {
    if (count < 0xfd) {
      return one(count);
    }
    return count <= 0xffff ? one(0xfd).little(count, 2) : one(0xfe).little(count, 4);
  }

  WireWriter counted(byte[] some) {
    return count(some.length).put(some);
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }
}

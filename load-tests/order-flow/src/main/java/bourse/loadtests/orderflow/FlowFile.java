package bourse.loadtests.orderflow;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The layout of an OF-1 file, records of 40 bytes, little endian:
 *
 * <pre>
 *  0  u8   type, 1 NEW, 2 CANCEL, 3 REPLACE
 *  1  u8   side, 0 buy, 1 sell
 *  2  u8   time in force, 0 GTC, 1 IOC
 *  3  u8   phase, 0 fill, 1 bench
 *  4  i32  symbol
 *  8  i64  order id
 * 16  i64  price, ticks; that of a REPLACE is the new one
 * 24  i64  quantity, lots; a REPLACE keeps what is open, and says how much that is
 * 32  i64  user
 * </pre>
 */
public final class FlowFile {
  public static final int RECORD_LENGTH = 40;

  public static final int NEW = 1;
  public static final int CANCEL = 2;
  public static final int REPLACE = 3;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private FlowFile() {}

  public static byte[] read(Path file) throws IOException {
    byte[] records = Files.readAllBytes(file);
    if (records.length == 0 || records.length % RECORD_LENGTH != 0) {
      throw new IOException(file + " is not an OF-1 file: it has " + records.length + " bytes");
    }
    return records;
  }

  public static int type(byte[] records, int at) {
    return records[at];
  }

  public static boolean isBuy(byte[] records, int at) {
    return records[at + 1] == 0;
  }

  public static boolean isIoc(byte[] records, int at) {
    return records[at + 2] == 1;
  }

  public static boolean isBench(byte[] records, int at) {
    return records[at + 3] == 1;
  }

  public static long orderId(byte[] records, int at) {
    return (long) LONG.get(records, at + 8);
  }

  public static long price(byte[] records, int at) {
    return (long) LONG.get(records, at + 16);
  }

  public static long quantity(byte[] records, int at) {
    return (long) LONG.get(records, at + 24);
  }

  public static long user(byte[] records, int at) {
    return (long) LONG.get(records, at + 32);
  }

  /** Where the bench phase starts. */
  public static int benchStart(byte[] records) {
    int at = 0;
    while (at < records.length && !isBench(records, at)) {
      at += RECORD_LENGTH;
    }
    return at;
  }

  static void write(
      byte[] records,
      int at,
      int type,
      boolean isBuy,
      boolean isIoc,
      boolean isBench,
      long orderId,
      long price,
      long quantity,
      long user) {
    records[at] = (byte) type;
    records[at + 1] = (byte) (isBuy ? 0 : 1);
    records[at + 2] = (byte) (isIoc ? 1 : 0);
    records[at + 3] = (byte) (isBench ? 1 : 0);
    INT.set(records, at + 4, 1);
    LONG.set(records, at + 8, orderId);
    LONG.set(records, at + 16, price);
    LONG.set(records, at + 24, quantity);
    LONG.set(records, at + 32, user);
  }
}

package bourse.platform.http;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;

/** Where a list goes on: the sort key of the last item seen, as numbers, opaque to the client. */
public final class Cursor {
  private Cursor() {}

  public static String of(long... key) {
    ByteBuffer bytes = ByteBuffer.allocate(key.length * Long.BYTES);
    for (long part : key) {
      bytes.putLong(part);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /**
   * Reads a cursor of {@code parts} numbers.
   *
   * @throws Fault {@link ErrorCode#INVALID_FIELD} when it is not one of ours
   */
  public static long[] read(String cursor, int parts) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(cursor);
    } catch (IllegalArgumentException e) {
      throw invalid(e);
    }
    if (bytes.length != parts * Long.BYTES) {
      throw invalid(null);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long[] key = new long[parts];
    for (int i = 0; i < parts; i++) {
      key[i] = buffer.getLong();
    }
    return key;
  }

  private static Fault invalid(Throwable cause) {
    String message = "The cursor is not one that this list gave out; start without it.";
    return new Fault(
        ErrorCode.INVALID_FIELD,
        message,
        List.of(new FieldError("cursor", "cursor", message)),
        cause);
  }
}

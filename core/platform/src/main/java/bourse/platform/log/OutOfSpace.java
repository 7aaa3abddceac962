package bourse.platform.log;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.io.IOException;

/** Tells a full disk from a broken one. Java has no exception of its own for it. */
final class OutOfSpace {
  private OutOfSpace() {}

  static boolean is(IOException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("No space left on device") || message.contains("Disk quota exceeded");
  }

  static Fault fault(LogDirectory directory, IOException cause) {
    return new Fault(
        ErrorCode.NO_SPACE,
        "There is no room for the command log in %s; nothing happened. Free space there, and orders are taken again without a restart."
            .formatted(directory.description()),
        cause);
  }
}

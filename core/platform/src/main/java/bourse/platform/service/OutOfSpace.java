package bourse.platform.service;

import java.io.IOException;

/** Tells a full disk from a broken one. Java has no exception of its own for it. */
public final class OutOfSpace {
  private OutOfSpace() {}

  public static boolean is(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    return failure instanceof IOException
        && (message.contains("No space left on device") || message.contains("Disk quota exceeded"));
  }
}

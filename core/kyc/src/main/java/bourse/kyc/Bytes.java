package bourse.kyc;

import java.nio.charset.StandardCharsets;

/** Searches in bytes. */
final class Bytes {
  private Bytes() {}

  static boolean startsWith(byte[] content, byte[] start) {
    return content.length >= start.length && isAt(content, start, 0);
  }

  /** Where the bytes stand first within a range, which may be wider than the content; or -1. */
  static int indexOf(byte[] content, byte[] sought, int from, int to) {
    int last = Math.min(to, content.length) - sought.length;
    for (int i = Math.max(from, 0); i <= last; i++) {
      if (content[i] == sought[0] && isAt(content, sought, i)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isAt(byte[] content, byte[] sought, int place) {
    for (int i = 0; i < sought.length; i++) {
      if (content[place + i] != sought[i]) {
        return false;
      }
    }
    return true;
  }

  /** A part as text, a character for each byte. */
  static String latin(byte[] content, int from, int to) {
    int start = Math.clamp(from, 0, content.length);
    int end = Math.clamp(to, start, content.length);
    return new String(content, start, end - start, StandardCharsets.ISO_8859_1);
  }
}

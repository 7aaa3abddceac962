package bourse.kyc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Looks for what acts in a PDF (ISO 32000): scripts, programs, files within, forms that are
 * programs. It is not drawn anew, so what could hide that is refused too: encryption, and objects
 * that unfold to a multiple of the file.
 */
final class PdfFile {
  private static final int TAIL = 1_024;
  private static final byte[] END = "%%EOF".getBytes(StandardCharsets.US_ASCII);

  /** Names of 7.3.5 end where one of these stands, or the file. */
  private static final Pattern ACTIVE =
      Pattern.compile(
          "/(JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA|Encrypt)(?=[\\s()<>\\[\\]{}/%]|$)");

  /** A name's characters may be written as numbers. */
  private static final Pattern ESCAPED = Pattern.compile("#([0-9A-Fa-f]{2})");

  /** Objects that are packed together, before their stream. */
  private static final Pattern PACKED = Pattern.compile("/ObjStm\\b");

  private static final Pattern STREAM = Pattern.compile("stream\\r?\\n");
  private static final int DICTIONARY = 2_000;
  private static final long MOST_UNPACKED = 32L << 20;

  private PdfFile() {}

  /** Throws {@code KYC_FILE_REFUSED}. */
  static void requireHarmless(byte[] content) {
    if (Bytes.indexOf(content, END, content.length - TAIL, content.length) < 0) {
      throw CleanFile.refused("The PDF has no end.");
    }
    String text = Bytes.latin(content, 0, content.length);
    requirePassive(text);
    requirePassivePacked(content, text);
  }

  private static void requirePassive(String text) {
    String plain = unescaped(text);
    Matcher active = ACTIVE.matcher(plain);
    if (active.find()) {
      throw CleanFile.refused("The PDF has a part that may act (%s).".formatted(active.group(1)));
    }
  }

  private static void requirePassivePacked(byte[] content, String text) {
    Matcher stream = STREAM.matcher(text);
    long left = MOST_UNPACKED;
    while (stream.find()) {
      String dictionary = text.substring(Math.max(0, stream.start() - DICTIONARY), stream.start());
      int object = dictionary.lastIndexOf(" obj");
      if (PACKED.matcher(unescaped(dictionary.substring(Math.max(0, object)))).find()) {
        byte[] unpacked = unpacked(content, stream.end(), left);
        left -= unpacked.length;
        requirePassive(Bytes.latin(unpacked, 0, unpacked.length));
      }
    }
  }

  private static String unescaped(String text) {
    if (text.indexOf('#') < 0) {
      return text;
    }
    return ESCAPED
        .matcher(text)
        .replaceAll(match ->
            Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 16))));
  }

  /** What can be unpacked there; nothing where it is packed another way, or not. */
  private static byte[] unpacked(byte[] content, int from, long most) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(content, from, content.length - from);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      byte[] buffer = new byte[1 << 13];
      while (!inflater.finished()) {
        int read = inflater.inflate(buffer);
        if (read == 0) {
          return bytes.toByteArray();
        }
        bytes.write(buffer, 0, read);
        if (bytes.size() > most) {
          throw CleanFile.refused("The PDF unfolds to a multiple of its size.");
        }
      }
      return bytes.toByteArray();
    } catch (DataFormatException e) {
      return new byte[0]; // by another filter: only such as no reader applies to objects
    } finally {
      inflater.end();
    }
  }
}

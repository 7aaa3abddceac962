package bourse.kyc;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * A file that may be kept: a picture that was drawn anew, or a PDF without anything that acts. What
 * it is, its bytes tell; what the sender calls it does not matter.
 */
@SuppressWarnings("ArrayRecordComponent") // Made, sealed and forgotten; never compared.
record CleanFile(Type type, byte[] content) {
  /** What files can be. */
  enum Type {
    JPEG("image/jpeg", "jpg"),
    PDF("application/pdf", "pdf");

    private final String contentType;
    private final String extension;

    Type(String contentType, String extension) {
      this.contentType = contentType;
      this.extension = extension;
    }

    String contentType() {
      return contentType;
    }

    String extension() {
      return extension;
    }

    static Type of(String contentType) {
      for (Type type : values()) {
        if (type.contentType.equals(contentType)) {
          return type;
        }
      }
      throw new IllegalArgumentException("No file is of " + contentType);
    }
  }

  private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final byte[] PDF = ascii("%PDF-");

  /** What every scanner has to find (eicar.org); in two parts, for scanners of source code. */
  private static final byte[] EICAR =
      ascii("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*");

  private static final byte[] ZIP_END = {'P', 'K', 5, 6};

  /** A ZIP is found by its end, which has a comment of up to 64 KiB. */
  private static final int ZIP_TAIL = (1 << 16) + 22;

  /** Readers look so far for what a file is. */
  private static final int HEAD = 1_024;

  private static final int TAIL = 4_096;
  private static final List<String> MARKUP =
      List.of("<script", "<html", "<svg", "<?php", "<!doctype", "<iframe", "<body");

  /**
   * Makes a file clean.
   *
   * @throws Fault {@link ErrorCode#KYC_FILE_REFUSED}, which says why
   */
  static CleanFile of(byte[] content) {
    if (Bytes.indexOf(content, EICAR, 0, content.length) >= 0) {
      throw refused("It is the test file of virus scanners.");
    }
    if (Bytes.startsWith(content, JPEG)) {
      requireOneThing(content);
      return new CleanFile(Type.JPEG, Pictures.redrawn("jpeg", content));
    }
    if (Bytes.startsWith(content, PNG)) {
      requireOneThing(content);
      return new CleanFile(Type.JPEG, Pictures.redrawn("png", content));
    }
    if (Bytes.startsWith(content, PDF)) {
      requireOneThing(content);
      PdfFile.requireHarmless(content);
      return new CleanFile(Type.PDF, content);
    }
    throw refused("It is neither a JPEG or PNG picture nor a PDF; its first bytes tell.");
  }

  /** A file that is one thing to us and another one to somebody else is made to deceive. */
  private static void requireOneThing(byte[] content) {
    int length = content.length;
    if (Bytes.indexOf(content, ZIP_END, length - ZIP_TAIL, length) >= 0) {
      throw refused("There is an archive in it.");
    }
    if (Bytes.indexOf(content, PDF, 1, HEAD) >= 0) {
      throw refused("There is a PDF in it that is not its own.");
    }
    String ends =
        Bytes.latin(content, 0, HEAD) + '\0' + Bytes.latin(content, length - TAIL, length);
    String lower = ends.toLowerCase(Locale.ROOT);
    if (MARKUP.stream().anyMatch(lower::contains)) {
      throw refused("There is a page or a script in it.");
    }
  }

  static Fault refused(String why) {
    return new Fault(
        ErrorCode.KYC_FILE_REFUSED,
        why + " Nothing was kept; send a plain photo (JPEG, PNG) or a plain PDF.");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

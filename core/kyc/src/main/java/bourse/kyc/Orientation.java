package bourse.kyc;

import java.awt.geom.AffineTransform;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * How a camera was held, from the Exif part of a JPEG (tag 0x0112 of CIPA DC-008): drawn anew
 * without it, a photo would lie on its side.
 *
 * @param code 1 for upright, to 8
 */
record Orientation(int code) {
  private static final Orientation UPRIGHT = new Orientation(1);
  private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
  private static final int APP1 = 0xe1;
  private static final int START_OF_SCAN = 0xda;
  private static final int TAG = 0x0112;
  private static final int ENTRY = 12;

  /** That of a picture; upright where it says nothing that can be read. */
  static Orientation of(byte[] picture) {
    int place = 2;
    while (place + 4 <= picture.length && (picture[place] & 0xff) == 0xff) {
      int marker = picture[place + 1] & 0xff;
      int length = ((picture[place + 2] & 0xff) << 8) | (picture[place + 3] & 0xff);
      if (marker == START_OF_SCAN || length < 2 || place + 2 + length > picture.length) {
        return UPRIGHT;
      }
      if (marker == APP1
          && length >= 2 + EXIF.length
          && Bytes.indexOf(picture, EXIF, place + 4, place + 4 + EXIF.length) >= 0) {
        int start = place + 4 + EXIF.length;
        return ofTiff(ByteBuffer.wrap(picture, start, place + 2 + length - start).slice());
      }
      place += 2 + length;
    }
    return UPRIGHT;
  }

  private static Orientation ofTiff(ByteBuffer tiff) {
    if (tiff.limit() < 8) {
      return UPRIGHT;
    }
    tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(4);
    if (directory < 8 || directory > tiff.limit() - 2) {
      return UPRIGHT;
    }
    int entries = tiff.getShort(directory) & 0xffff;
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + i * ENTRY;
      if (entry > tiff.limit() - ENTRY) {
        return UPRIGHT;
      }
      if ((tiff.getShort(entry) & 0xffff) == TAG) {
        int code = tiff.getShort(entry + 8) & 0xffff;
        return code >= 1 && code <= 8 ? new Orientation(code) : UPRIGHT;
      }
    }
    return UPRIGHT;
  }

  /** Whether width and height change places. */
  boolean swapsSides() {
    return code >= 5;
  }

  /** Sets a picture of this size upright. */
  AffineTransform upright(int width, int height) {
    return switch (code) {
      case 2 -> new AffineTransform(-1, 0, 0, 1, width, 0);
      case 3 -> new AffineTransform(-1, 0, 0, -1, width, height);
      case 4 -> new AffineTransform(1, 0, 0, -1, 0, height);
      case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
      case 6 -> new AffineTransform(0, 1, -1, 0, height, 0);
      case 7 -> new AffineTransform(0, -1, -1, 0, height, width);
      case 8 -> new AffineTransform(0, -1, 1, 0, 0, width);
      default -> new AffineTransform();
    };
  }
}

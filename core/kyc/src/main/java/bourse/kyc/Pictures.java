package bourse.kyc;

import bourse.domain.Fault;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Draws pictures anew, as JPEG: what is kept has pixels and nothing else of what was sent, neither
 * a place where it was taken nor anything behind its end. Big ones become smaller.
 */
final class Pictures {
  private static final long MOST_PIXELS = 50_000_000;
  private static final long KEPT_PIXELS = 8_000_000;
  private static final float QUALITY = 0.9f;

  /** Each takes up to 60 MB while it is drawn. */
  private static final Semaphore AT_ONCE = new Semaphore(2);

  private Pictures() {}

  /**
   * The same picture.
   *
   * @param format of the picture: {@code jpeg} or {@code png}
   * @throws Fault KYC_FILE_REFUSED when it is none, or too big
   */
  static byte[] redrawn(String format, byte[] content) {
    AT_ONCE.acquireUninterruptibly();
    try {
      return written(drawn(read(format, content), Orientation.of(content)));
    } catch (Fault refused) {
      throw refused;
    } catch (IOException | RuntimeException e) {
      // Decoders answer to wrong pictures with whatever exception comes first.
      throw CleanFile.refused("The picture can't be read.");
    } finally {
      AT_ONCE.release();
    }
  }

  private static BufferedImage read(String format, byte[] content) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
    try (ImageInputStream input =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
      reader.setInput(input, true, true);
      long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
      if (pixels > MOST_PIXELS) {
        throw CleanFile.refused(
            "The picture has more than %d million pixels.".formatted(MOST_PIXELS / 1_000_000));
      }
      int every = (int) Math.ceil(Math.sqrt((double) pixels / KEPT_PIXELS));
      ImageReadParam parameters = reader.getDefaultReadParam();
      parameters.setSourceSubsampling(every, every, 0, 0);
      return reader.read(0, parameters);
    } finally {
      reader.dispose();
    }
  }

  /** On white, upright. */
  private static BufferedImage drawn(BufferedImage picture, Orientation orientation) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    BufferedImage drawn =
        orientation.swapsSides()
            ? new BufferedImage(height, width, BufferedImage.TYPE_INT_RGB)
            : new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = drawn.createGraphics();
    try {
      graphics.setColor(Color.WHITE);
      graphics.fillRect(0, 0, drawn.getWidth(), drawn.getHeight());
      AffineTransform upright = orientation.upright(width, height);
      graphics.drawImage(picture, upright, null);
    } finally {
      graphics.dispose();
    }
    return drawn;
  }

  private static byte[] written(BufferedImage picture) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(output);
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(QUALITY);
      writer.write(null, new IIOImage(picture, null, null), parameters);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}

package bourse.platform.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One open file of the log. A seam for tests: torn writes, failing disks and power cuts are
 * injected here. Used by one thread at a time.
 */
public interface LogChannel extends Closeable {
  /** Reads at the position until the buffer is full or the file ends; the number of bytes read. */
  int read(ByteBuffer target, long position) throws IOException;

  /** Writes the whole buffer at the position. */
  void write(ByteBuffer source, long position) throws IOException;

  /**
   * Returns when the content is on the disk. After an exception nothing is known of what was
   * written since the last force, and calling again proves nothing: the kernel may have dropped it.
   *
   * @param metadata also the file's length; not needed when nothing was written past its end
   */
  void force(boolean metadata) throws IOException;

  long size() throws IOException;
}

package bourse.platform.log;

import java.io.IOException;
import java.util.List;

/**
 * The directory that holds the log, by file name. The same seam for tests as {@link LogChannel}.
 */
public interface LogDirectory {
  /** How the directory is called in messages. */
  String description();

  /** Names of the files in it, sorted. */
  List<String> names() throws IOException;

  /**
   * Makes a new file of zeros, really allocated, so that writing into it later needs no new space.
   * Not yet forced. Leaves nothing behind when it fails.
   */
  LogChannel create(String name, long bytes) throws IOException;

  /** Opens an existing file. */
  LogChannel open(String name, Access access) throws IOException;

  /** Renames in one step, replacing what stands at {@code to}. Durable after {@link #force}. */
  void rename(String from, String to) throws IOException;

  void delete(String name) throws IOException;

  /** Returns when names made, renamed and deleted so far are on the disk. */
  void force() throws IOException;

  /** What an opened file is for. */
  enum Access {
    READ,
    READ_WRITE
  }
}

package bourse.platform.log;

import bourse.platform.crypto.FileCipher;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A directory whose files are written sealed, each once from its beginning to its end, and read as
 * what they held before. Files of before, which are not sealed, are read as they are. For
 * snapshots; the log itself is written otherwise.
 *
 * <p>What is not what was written there ends a file: whoever reads checks what it reads.
 *
 * @param name is bound to each file
 */
public record SealedDirectory(LogDirectory directory, FileCipher cipher, String name)
    implements LogDirectory {
  /** What is bound to each snapshot; which one it is stands in it. */
  public static final String SNAPSHOTS = "snapshot";

  /** The snapshots in a directory. */
  public static SealedDirectory snapshots(LogDirectory directory, FileCipher cipher) {
    return new SealedDirectory(directory, cipher, SNAPSHOTS);
  }

  @Override
  public String description() {
    return directory.description();
  }

  @Override
  public List<String> names() throws IOException {
    return directory.names();
  }

  @Override
  public LogChannel create(String file, long bytes) throws IOException {
    if (bytes != 0) {
      throw new IllegalArgumentException("A sealed file is not allocated before it is written");
    }
    return new Sealing(directory.create(file, 0), cipher.begin(name));
  }

  @Override
  public LogChannel open(String file, Access access) throws IOException {
    if (access != Access.READ) {
      throw new IllegalArgumentException("A sealed file is written once");
    }
    LogChannel channel = directory.open(file, Access.READ);
    try {
      ByteBuffer header = ByteBuffer.allocate(FileCipher.HEADER);
      channel.read(header, 0);
      byte[] start = Arrays.copyOf(header.array(), header.position());
      return FileCipher.isSealed(start)
          ? new Opening(channel, cipher.continued(name, start))
          : channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void rename(String from, String to) throws IOException {
    directory.rename(from, to);
  }

  @Override
  public void delete(String file) throws IOException {
    directory.delete(file);
  }

  @Override
  public void force() throws IOException {
    directory.force();
  }

  /** A file that is being written. The force ends it. */
  private static final class Sealing implements LogChannel {
    private final LogChannel channel;
    private final FileCipher.Chunks chunks;
    private final byte[] chunk = new byte[FileCipher.CHUNK];
    private int filled;
    private int number;
    private long plain;
    private long sealed;

    Sealing(LogChannel channel, FileCipher.Chunks chunks) {
      this.channel = channel;
      this.chunks = chunks;
    }

    @Override
    public int read(ByteBuffer target, long position) {
      throw new IllegalStateException("A sealed file is read when it is there");
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      if (position != plain) {
        throw new IllegalArgumentException("A sealed file is written from beginning to end");
      }
      plain += source.remaining();
      while (source.hasRemaining()) {
        if (filled == FileCipher.CHUNK) {
          flush(false);
        }
        int more = Math.min(source.remaining(), FileCipher.CHUNK - filled);
        source.get(chunk, filled, more);
        filled += more;
      }
    }

    private void flush(boolean isLast) throws IOException {
      if (sealed == 0) {
        append(chunks.header());
      }
      append(chunks.seal(number++, isLast, chunk, filled));
      filled = 0;
    }

    private void append(byte[] bytes) throws IOException {
      channel.write(ByteBuffer.wrap(bytes), sealed);
      sealed += bytes.length;
    }

    @Override
    public void force(boolean metadata) throws IOException {
      flush(true);
      channel.force(true);
    }

    @Override
    public long size() {
      return plain;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /** A file that is read. */
  private static final class Opening implements LogChannel {
    private final LogChannel channel;
    private final FileCipher.Chunks chunks;
    private final long sealedSize;
    private int number = -1;
    private byte[] chunk = {};

    Opening(LogChannel channel, FileCipher.Chunks chunks) throws IOException {
      this.channel = channel;
      this.chunks = chunks;
      this.sealedSize = channel.size();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      int total = 0;
      while (target.hasRemaining() && position + total < size()) {
        long at = position + total;
        if (!load((int) (at / FileCipher.CHUNK))) {
          break;
        }
        int offset = (int) (at % FileCipher.CHUNK);
        int read = Math.min(target.remaining(), chunk.length - offset);
        target.put(chunk, offset, read);
        total += read;
      }
      return total;
    }

    private boolean load(int wanted) throws IOException {
      if (wanted == number) {
        return true;
      }
      int step = FileCipher.CHUNK + FileCipher.TAG;
      long from = FileCipher.HEADER + (long) wanted * step;
      int length = (int) Math.min(step, sealedSize - from);
      ByteBuffer sealed = ByteBuffer.allocate(length);
      channel.read(sealed, from);
      Optional<byte[]> opened = chunks.open(wanted, from + length == sealedSize, sealed.array());
      if (opened.isPresent()) {
        chunk = opened.get();
        number = wanted;
      }
      return opened.isPresent();
    }

    @Override
    public void write(ByteBuffer source, long position) {
      throw new IllegalStateException("A sealed file is written once");
    }

    @Override
    public void force(boolean metadata) {
      throw new IllegalStateException("A sealed file is written once");
    }

    @Override
    public long size() {
      return FileCipher.plainLength(sealedSize);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}

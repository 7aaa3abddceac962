package bourse.platform.cache;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * A Unix domain socket in the shape that clients of TCP expect, with the read timeout that the
 * JDK's own streams over such a channel lack. Used by one thread at a time.
 */
final class UnixSocket extends Socket {
  private final UnixDomainSocketAddress address;
  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private int timeoutMillis;

  UnixSocket(Path path, int timeoutMillis) throws IOException {
    this.address = UnixDomainSocketAddress.of(path);
    this.timeoutMillis = timeoutMillis;
    this.channel = SocketChannel.open(address);
    this.selector = Selector.open();
    channel.configureBlocking(false);
    this.key = channel.register(selector, 0);
  }

  @Override
  public InputStream getInputStream() {
    return new Input();
  }

  @Override
  public OutputStream getOutputStream() {
    return new Output();
  }

  @Override
  public void setSoTimeout(int millis) {
    timeoutMillis = millis;
  }

  @Override
  public int getSoTimeout() {
    return timeoutMillis;
  }

  @Override
  public boolean isConnected() {
    return channel.isConnected();
  }

  @Override
  public boolean isBound() {
    return channel.isConnected();
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return address;
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return address;
  }

  @Override
  public void close() throws IOException {
    channel.close();
    selector.close();
  }

  /** Waits until the channel can do what the operation asks. */
  private void await(int operation) throws IOException {
    key.interestOps(operation);
    if (selector.select(timeoutMillis) == 0) {
      throw new SocketTimeoutException("No answer in " + timeoutMillis + " ms from " + address);
    }
    selector.selectedKeys().clear();
  }

  private final class Input extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      ByteBuffer target = ByteBuffer.wrap(bytes, offset, length);
      int count = channel.read(target);
      while (count == 0 && length > 0) {
        await(SelectionKey.OP_READ);
        count = channel.read(target);
      }
      return count;
    }
  }

  private final class Output extends OutputStream {
    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      ByteBuffer source = ByteBuffer.wrap(bytes, offset, length);
      while (source.hasRemaining()) {
        if (channel.write(source) == 0) {
          await(SelectionKey.OP_WRITE);
        }
      }
    }
  }
}

package bourse.loadtests;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * All connections of a run on one thread, which sends what is due and reads what has come; so the
 * client takes as little as it can of the cores that it shares with the server. Requests are
 * planned at a rate; one that finds no free connection waits, and its latency counts all the same.
 */
final class LoadLoop implements AutoCloseable {
  /** One account's connection. */
  private static final class Line {
    final SocketChannel channel;
    final SelectionKey key;
    final Protocol protocol;
    final OrderFlow flow;
    final List<byte[]> batches = new ArrayList<>();

    /** When the requests that are under way were planned, the oldest first. */
    final ArrayDeque<Long> planned = new ArrayDeque<>();

    ByteBuffer received = ByteBuffer.allocate(64 * 1024).limit(0);
    ByteBuffer unsent = ByteBuffer.allocate(0);
    int nextBatch;

    Line(SocketChannel channel, SelectionKey key, Protocol protocol, OrderFlow flow) {
      this.channel = channel;
      this.key = key;
      this.protocol = protocol;
      this.flow = flow;
    }
  }

  private static final int BATCHES_PREPARED = 16;
  private static final long LONGEST_SLEEP_NANOS = 100_000;
  private static final long BACKLOG_NANOS = 10_000_000_000L;
  private static final long LAST_ANSWERS_NANOS = 30_000_000_000L;

  private final Selector selector;
  private final int batch;
  private final int inFlight;
  private final List<Line> lines = new ArrayList<>();
  private final ArrayDeque<Line> free = new ArrayDeque<>();
  private long underWay;

  /**
   * @param batch operations of a request; 1 for single orders
   * @param inFlight requests that a connection may have under way
   */
  LoadLoop(int batch, int inFlight) throws IOException {
    this.selector = Selector.open();
    this.batch = batch;
    this.inFlight = inFlight;
  }

  /** Adds a connection over HTTP. */
  void addHttp(URI server, String token, OrderFlow flow) throws IOException {
    SocketChannel channel = connect(server);
    String host = server.getHost() + ":" + server.getPort();
    add(channel, new Protocol.Http(host, token), flow);
  }

  /** Adds a connection over WebSocket, with its login. */
  void addStream(URI server, String token, OrderFlow flow) throws IOException {
    SocketChannel channel = connect(server);
    String upgrade =
        "GET /v1/stream HTTP/1.1\r\nHost: "
            + server.getHost()
            + ":"
            + server.getPort()
            + "\r\n"
            + "Upgrade: websocket\r\n"
            + "Connection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
    channel.write(ByteBuffer.wrap(upgrade.getBytes(StandardCharsets.US_ASCII)));
    ByteBuffer answer = ByteBuffer.allocate(4096);
    while (Protocol.find(answer.array(), 0, answer.position(), "\r\n\r\n") < 0) {
      require(channel.read(answer));
    }
    if (Protocol.find(answer.array(), 0, answer.position(), " 101 ") < 0) {
      throw new IOException("No stream: " + new String(answer.array(), StandardCharsets.UTF_8));
    }
    String login = "{\"op\":\"authenticate\",\"id\":\"login\",\"token\":\"" + token + "\"}";
    channel.write(
        ByteBuffer.wrap(Protocol.Stream.frame(login.getBytes(StandardCharsets.US_ASCII))));
    Protocol.Stream protocol = new Protocol.Stream();
    answer.clear();
    Protocol.Answer done = null;
    while (done == null) {
      require(channel.read(answer));
      done = protocol.read(answer.duplicate().flip());
    }
    if (done.status() != 200) {
      throw new IOException("No login: " + done.text());
    }
    add(channel, protocol, flow);
  }

  private static SocketChannel connect(URI server) throws IOException {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    return channel;
  }

  private void add(SocketChannel channel, Protocol protocol, OrderFlow flow) throws IOException {
    channel.configureBlocking(false);
    SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
    Line line = new Line(channel, key, protocol, flow);
    key.attach(line);
    if (batch > 1) {
      for (int i = 0; i < BATCHES_PREPARED; i++) {
        line.batches.add(protocol.batch(flow, batch));
      }
    }
    lines.add(line);
    free.add(line);
  }

  /**
   * Sends for so long, and waits for the answers. What a slow server left unsent is sent after the
   * end, but for ten seconds only.
   *
   * @param rate requests per second; 0 for the next as soon as a connection is free
   */
  LoadResult run(int rate, int seconds) throws IOException {
    long start = System.nanoTime() + 100_000_000;
    long end = start + seconds * 1_000_000_000L;
    long stop = end + BACKLOG_NANOS;
    LoadResult result = new LoadResult(start);
    long next = 0;
    while (true) {
      long now = System.nanoTime();
      long planned = rate == 0 ? Math.max(start, now) : start + (long) (next * 1e9 / rate);
      while (planned < end && planned <= now && now < stop && !free.isEmpty()) {
        send(free.remove(), planned);
        next++;
        planned = rate == 0 ? Math.max(start, now) : start + (long) (next * 1e9 / rate);
      }
      boolean isOver = planned >= end || now >= stop;
      if (isOver && underWay == 0) {
        result.leftUnsent((long) rate * seconds - next);
        return result;
      }
      if (now > stop + LAST_ANSWERS_NANOS) {
        throw new IOException(underWay + " requests were not answered in 30 s after the last");
      }
      receive(free.isEmpty() || isOver ? 1_000_000_000 : planned - now, result);
    }
  }

  private void send(Line line, long planned) throws IOException {
    byte[] request =
        batch > 1
            ? line.batches.get(line.nextBatch++ % BATCHES_PREPARED)
            : line.protocol.request(line.flow.next());
    line.planned.add(planned);
    underWay++;
    if (line.planned.size() < inFlight) {
      free.add(line);
    }
    if (line.unsent.hasRemaining()) {
      ByteBuffer both = ByteBuffer.allocate(line.unsent.remaining() + request.length);
      line.unsent = both.put(line.unsent).put(request).flip();
    } else {
      line.unsent = ByteBuffer.wrap(request);
    }
    write(line);
  }

  private static void write(Line line) throws IOException {
    line.channel.write(line.unsent);
    line.key.interestOps(
        line.unsent.hasRemaining()
            ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
            : SelectionKey.OP_READ);
  }

  /** Waits at most so long, or not at all, and takes what has come. */
  private void receive(long waitNanos, LoadResult result) throws IOException {
    if (waitNanos >= 1_000_000) {
      selector.select(waitNanos / 1_000_000);
    } else {
      // The last part of a millisecond. Sleeping gives the core to the server; the price is that
      // an answer may be seen a tenth of a millisecond late.
      if (selector.selectNow() == 0 && waitNanos > 0) {
        LockSupport.parkNanos(Math.min(waitNanos, LONGEST_SLEEP_NANOS));
      }
    }
    for (SelectionKey key : selector.selectedKeys()) {
      Line line = (Line) key.attachment();
      if (key.isWritable()) {
        write(line);
      }
      if (key.isReadable()) {
        read(line, result);
      }
    }
    selector.selectedKeys().clear();
  }

  private void read(Line line, LoadResult result) throws IOException {
    ByteBuffer received = line.received;
    if (received.limit() == received.capacity()) {
      received.compact().flip();
      if (received.limit() == received.capacity()) {
        line.received = ByteBuffer.allocate(2 * received.capacity()).put(received).flip();
        received = line.received;
      }
    }
    int unread = received.position();
    received.position(received.limit()).limit(received.capacity());
    require(line.channel.read(received));
    received.limit(received.position()).position(unread);
    for (Protocol.Answer answer = line.protocol.read(received);
        answer != null;
        answer = line.protocol.read(received)) {
      take(line, answer, result);
    }
    if (!received.hasRemaining()) {
      received.position(0).limit(0);
    }
  }

  private void take(Line line, Protocol.Answer answer, LoadResult result) {
    result.record(line.planned.remove(), answer);
    underWay--;
    if (line.planned.size() == inFlight - 1) {
      free.add(line);
    }
    if (batch == 1 && answer.status() <= 201 && answer.field("\"status\":").equals("OPEN")) {
      line.flow.rests(answer.field("{\"id\":"));
    }
  }

  private static void require(int read) throws IOException {
    if (read < 0) {
      throw new EOFException("The server closed a connection");
    }
  }

  @Override
  public void close() throws IOException {
    for (Line line : lines) {
      line.channel.close();
    }
    selector.close();
  }
}

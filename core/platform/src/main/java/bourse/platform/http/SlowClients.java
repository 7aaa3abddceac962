package bourse.platform.http;

import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts off who sends a request a little at a time: the web server waits anew for each byte. Headers
 * have a time to come in whole, and so has a body. A connection is read on a thread of its own, and
 * interrupting that one while it reads closes the connection; it is never interrupted at anything
 * else, such as at the database.
 */
final class SlowClients {
  private static final Logger LOG = LoggerFactory.getLogger(SlowClients.class);
  private static final Duration LOOKS = Duration.ofSeconds(1);

  private final long headerNanos;
  private final long bodyNanos;
  private final Map<Thread, Wait> waits = new ConcurrentHashMap<>();
  private volatile Thread watch;

  SlowClients(Duration headerTimeout, Duration bodyTimeout) {
    this.headerNanos = headerTimeout.toNanos();
    this.bodyNanos = bodyTimeout.toNanos();
  }

  void start() {
    watch = Thread.ofVirtual().name("slow-clients").start(this::keepLooking);
  }

  void stop() {
    watch.interrupt();
  }

  /** The first line has come. Until it has, the connection counts as idle. */
  void headersBegin() {
    begin(System.nanoTime() + headerNanos);
  }

  void headersEnd() {
    end();
  }

  /** A body, all of which has one time to come. */
  InputStream timed(InputStream body) {
    return new Timed(body);
  }

  private void begin(long deadline) {
    Thread reader = Thread.currentThread();
    waits.put(reader, new Wait(reader, deadline));
  }

  private void end() {
    Wait wait = waits.remove(Thread.currentThread());
    if (wait != null) {
      wait.end();
    }
  }

  private void keepLooking() {
    try {
      while (true) {
        Thread.sleep(LOOKS);
        long now = System.nanoTime();
        for (Wait wait : waits.values()) {
          if (wait.deadline - now < 0) {
            wait.cutOff();
          }
        }
        waits.keySet().removeIf(reader -> !reader.isAlive());
      }
    } catch (InterruptedException e) {
      LOG.debug("Nobody is cut off any more");
    }
  }

  /** A thread that reads what a client sends. */
  private static final class Wait {
    private final Thread reader;
    private final long deadline;
    private boolean over;
    private boolean cutOff;

    Wait(Thread reader, long deadline) {
      this.reader = reader;
      this.deadline = deadline;
    }

    synchronized void cutOff() {
      if (!over && !cutOff) {
        cutOff = true;
        reader.interrupt();
      }
    }

    /** From here on the thread is left alone. */
    synchronized void end() {
      over = true;
      if (cutOff && Thread.interrupted()) {
        throw RequestException.builder()
            .type(EventType.BAD_REQUEST)
            .status(Status.REQUEST_TIMEOUT_408)
            .setKeepAlive(false)
            .message("The request took too long to come")
            .build();
      }
    }
  }

  private final class Timed extends FilterInputStream {
    private long deadline;

    Timed(InputStream body) {
      super(body);
    }

    @Override
    public int read() throws IOException {
      beginReading();
      try {
        return super.read();
      } finally {
        end();
      }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      beginReading();
      try {
        return super.read(into, offset, length);
      } finally {
        end();
      }
    }

    private void beginReading() {
      if (deadline == 0) {
        deadline = System.nanoTime() + bodyNanos;
      }
      begin(deadline);
    }
  }
}

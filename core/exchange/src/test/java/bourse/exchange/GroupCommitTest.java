package bourse.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.platform.log.FileLogDirectory;
import bourse.platform.log.LogChannel;
import bourse.platform.log.LogDirectory;
import bourse.platform.log.LogSettings;
import bourse.platform.time.WallClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On the real file system: those who wait together share a force. */
class GroupCommitTest {
  private static final int SUBMITTERS = 64;
  private static final int COMMANDS_EACH = 100;

  @Test
  @Timeout(120)
  void submittersShareForces(@TempDir Path path) throws Exception {
    AtomicLong forces = new AtomicLong();
    try (FileLogDirectory log = FileLogDirectory.open(path.resolve("log"));
        FileLogDirectory snapshots = FileLogDirectory.open(path.resolve("snapshots"))) {
      ExchangeRuntime exchange =
          new ExchangeRuntime(
              new ExchangeSettings(
                  new LogSettings(8 << 20, 1 << 20),
                  65_536,
                  Duration.ofSeconds(30),
                  16 << 20,
                  1_000_000,
                  1_000_000,
                  3,
                  Duration.ofMinutes(10),
                  Duration.ofSeconds(1),
                  Duration.ZERO,
                  Duration.ofSeconds(5)),
              ExchangeStorage.of(new Counting(log, forces), snapshots),
              Optional.empty(),
              WallClock.system(),
              reason -> {});
      exchange.start();
      TestMarket.list(exchange);
      long before = forces.get();
      submitTogether(exchange);
      long used = forces.get() - before;
      long commands = (long) SUBMITTERS * COMMANDS_EACH;
      assertEquals(4 + commands, exchange.sequence());
      assertTrue(used * 8 < commands, () -> used + " forces for " + commands + " commands");
      exchange.stop();
    }
  }

  private static void submitTogether(Exchange exchange) throws InterruptedException {
    List<Thread> submitters = new ArrayList<>();
    for (int i = 0; i < SUBMITTERS; i++) {
      long account = 1000L + i;
      submitters.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int n = 0; n < COMMANDS_EACH; n++) {
                  exchange.submit(TestMarket.deposit(account, TestMarket.DOLLAR, 1));
                }
              }));
    }
    for (Thread submitter : submitters) {
      submitter.join();
    }
  }

  /** Counts the forces of files in a directory. */
  private record Counting(LogDirectory directory, AtomicLong forces) implements LogDirectory {
    @Override
    public String description() {
      return directory.description();
    }

    @Override
    public List<String> names() throws IOException {
      return directory.names();
    }

    @Override
    public LogChannel create(String name, long bytes) throws IOException {
      return new CountingChannel(directory.create(name, bytes), forces);
    }

    @Override
    public LogChannel open(String name, Access access) throws IOException {
      return new CountingChannel(directory.open(name, access), forces);
    }

    @Override
    public void rename(String from, String to) throws IOException {
      directory.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
      directory.delete(name);
    }

    @Override
    public void force() throws IOException {
      directory.force();
    }
  }

  private record CountingChannel(LogChannel channel, AtomicLong forces) implements LogChannel {
    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return channel.read(target, position);
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      channel.write(source, position);
    }

    @Override
    public void force(boolean metadata) throws IOException {
      forces.incrementAndGet();
      channel.force(metadata);
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}

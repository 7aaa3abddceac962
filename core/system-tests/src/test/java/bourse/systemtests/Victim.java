package bourse.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** A running {@link FaultyExchange}, and what it has acknowledged. */
final class Victim implements AutoCloseable {
  private final Process process;
  private final Map<String, Long> acknowledged;
  private final ConcurrentLinkedQueue<Integer> refusals = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> said = new ConcurrentLinkedQueue<>();
  private final Thread reader;
  private final AtomicLong count = new AtomicLong();
  private volatile boolean started;

  /**
   * @param wrapper what runs it: nothing, or strace with its options
   * @param acknowledged by client order id; added to
   */
  static Victim start(
      List<String> wrapper,
      Path directory,
      String run,
      boolean withSql,
      Map<String, Long> acknowledged)
      throws IOException {
    List<String> command = new ArrayList<>(wrapper);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            FaultyExchange.class.getName(),
            directory.toString(),
            run));
    if (withSql) {
      command.add(FaultyExchange.WITH_SQL);
    }
    return new Victim(new ProcessBuilder(command).redirectErrorStream(true).start(), acknowledged);
  }

  private Victim(Process process, Map<String, Long> acknowledged) {
    this.process = process;
    this.acknowledged = acknowledged;
    this.reader = Thread.ofPlatform().daemon().start(this::read);
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.matches("ack \\d+ \\S+ \\.")) {
          String[] words = line.split(" ");
          acknowledged.put(words[2], Long.parseLong(words[1]));
          count.incrementAndGet();
        } else if (line.matches("refused \\d+ \\.")) {
          refusals.add(Integer.parseInt(line.split(" ")[1]));
        } else {
          said.add(line);
          started |= line.equals("started");
        }
      }
    } catch (IOException e) {
      said.add(e.toString());
    }
  }

  /** What it printed beside acknowledgements. */
  String said() {
    return String.join("\n", said);
  }

  boolean hasStarted() {
    return started;
  }

  List<Integer> refusals() {
    return List.copyOf(refusals);
  }

  long acknowledgements() {
    return count.get();
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  void awaitAcknowledgements(long more) throws InterruptedException {
    long wanted = count.get() + more;
    await(() -> count.get() >= wanted || !process.isAlive());
    assertTrue(count.get() >= wanted, () -> "it ended: " + said());
  }

  void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, () -> "not in 90 s: " + said());
      Thread.sleep(5);
    }
  }

  /** Nothing of it runs until {@link #resume}; all that it has printed has been read. */
  void freeze() throws Exception {
    signal("-STOP");
    long before;
    do {
      before = count.get();
      Thread.sleep(50);
    } while (before != count.get());
  }

  void resume() throws Exception {
    signal("-CONT");
  }

  private void signal(String signal) throws Exception {
    assertEquals(
        0, new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor());
  }

  /** Waits for it to end by itself; its exit code. */
  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(90, TimeUnit.SECONDS)) {
      throw new AssertionError("It did not end in 90 s: " + said());
    }
    reader.join();
    return process.exitValue();
  }

  /** Kills it, if it still runs, and reads what it has printed to the end. */
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

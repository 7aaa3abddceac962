package bourse.cli.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.cli.client.Json;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.exchange.OfflineLog;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ReplayTest {
  private static final String REAL_FILE = "cme-es-2023-12-25-orders.csv.gz";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Optional<Fault> failure = Optional.empty();
  @TempDir private Path folder;

  @Test
  void generatedFlowGivesTheFillsAndTheBookOfANaiveMatcher() throws IOException {
    long seed = 11;
    NaiveBook naive = new NaiveBook();
    List<String> lines = generate(seed, 20_000, naive);
    Path file = Files.write(folder.resolve("flow.csv"), lines);
    Path fills = folder.resolve("fills.csv");
    Path book = folder.resolve("book.csv");

    JsonNode answer = replay(file, "--fills", fills.toString(), "--book", book.toString());

    assertEquals(naive.fills(), Files.readString(fills), "seed " + seed);
    assertEquals(naive.book(), Files.readString(book), "seed " + seed);
    assertEquals(20_000, answer.get("commands").longValue());
    assertEquals(0, answer.get("refused").longValue());
    assertEquals(naive.fills().lines().count() - 1, answer.get("fills").longValue());
    assertEquals(naive.live().size(), answer.get("restingOrders").longValue());
    assertTrue(answer.get("fills").longValue() > 3_000);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(3, files.count());
    }
  }

  @Test
  @EnabledIf("theRealFileIsThere")
  void anEveningOfTheRealMarketReachesItsKnownTotals() throws IOException {
    Path fills = folder.resolve("fills.csv");
    Path book = folder.resolve("book.csv");

    JsonNode answer =
        replay(realFile().orElseThrow(), "--fills", fills.toString(), "--book", book.toString());

    assertEquals(55_131, answer.get("commands").longValue());
    assertEquals(0, answer.get("refused").longValue());
    assertEquals(6_204, answer.get("fills").longValue());
    assertEquals(9_505, answer.get("tradedQuantity").longValue());
    assertEquals(11_211, answer.get("restingOrders").longValue());
    assertEquals(6_205, Files.readAllLines(fills).size());
    assertEquals(11_212, Files.readAllLines(book).size());
  }

  @Test
  void aDurableExchangeGivesTheSameFillsAndTheSameBook() throws IOException {
    long seed = 12;
    NaiveBook naive = new NaiveBook();
    Path file = Files.write(folder.resolve("flow.csv"), generate(seed, 4_000, naive));
    Path fills = folder.resolve("fills.csv");
    Path book = folder.resolve("book.csv");
    Path log = folder.resolve("exchange");

    JsonNode answer =
        replay(
            file,
            "--durable",
            "--batch=64",
            "--directory=" + log,
            "--fills=" + fills,
            "--book=" + book);

    assertEquals(naive.fills(), Files.readString(fills), "seed " + seed);
    assertEquals(naive.book(), Files.readString(book), "seed " + seed);
    assertEquals(4_000, answer.get("commands").longValue());
    assertEquals(0, answer.get("refused").longValue());
    assertTrue(answer.get("batches").longValue() >= 4_000 / 64, answer.toString());
    assertTrue(answer.get("batches").longValue() < 2_000, answer.toString());
    // The log holds every command: six set the market up, one says by which rules.
    assertEquals(4_007, OfflineLog.in(log).prove().sequence());
    assertFault("is not empty", file, "--durable", "--directory=" + log);
  }

  @Test
  void anIdMayComeBackWithinABatchOnceItsOrderEnded() throws IOException {
    Path book = folder.resolve("book.csv");
    String[] lines = {
      "1,NEW,5,BUY,10.00,1",
      "2,IOC,6,SELL,10.00,1",
      "3,NEW,5,SELL,11.00,2",
      "4,CANCEL,5,,,",
      "5,CANCEL,5,,,",
      "6,NEW,5,SELL,12.00,3",
      "7,IOC,7,BUY,1.00,3",
      "8,NEW,7,BUY,1.25,3",
      "9,REPLACE,5,SELL,12.25,4"
    };
    JsonNode answer = replay(flow(lines), "--durable", "--book=" + book);
    assertEquals(1, answer.get("refused").longValue());
    assertEquals(1, answer.get("fills").longValue());
    assertEquals(
        List.of("side,price,order_id,quantity", "BUY,1.25,7,3", "SELL,12.25,5,4"),
        Files.readAllLines(book));
    assertFault(
        "Line 4, order_id: 7 is the id of an order that is still open",
        flow("1,NEW,7,BUY,10.00,1", "2,IOC,8,BUY,1.00,1", "3,NEW,7,BUY,10.00,1"),
        "--durable");
  }

  @Test
  @EnabledIf("theRealFileIsThere")
  void aDurableEveningOfTheRealMarketIsTheSame() throws IOException {
    Path real = realFile().orElseThrow();
    Path fills = folder.resolve("fills.csv");
    Path book = folder.resolve("book.csv");
    replay(real, "--fills=" + fills, "--book=" + book);
    Path durableFills = folder.resolve("durable-fills.csv");
    Path durableBook = folder.resolve("durable-book.csv");

    JsonNode answer = replay(real, "--durable", "--fills=" + durableFills, "--book=" + durableBook);

    assertEquals(55_131, answer.get("commands").longValue());
    assertEquals(6_204, answer.get("fills").longValue());
    assertEquals(9_505, answer.get("tradedQuantity").longValue());
    assertEquals(11_211, answer.get("restingOrders").longValue());
    assertEquals(-1, Files.mismatch(fills, durableFills));
    assertEquals(-1, Files.mismatch(book, durableBook));
  }

  @Test
  void compressedFlowIsReadAsWell() throws IOException {
    byte[] text =
        (ReplayFile.HEADER + "\r\n1000,NEW,5,BUY,4799.00,2\r\n2000,IOC,6,SELL,4798.75,3\r\n")
            .getBytes(StandardCharsets.UTF_8);
    Path file = folder.resolve("flow.csv.gz");
    try (GZIPOutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
      gzip.write(text);
    }
    JsonNode answer = replay(file, "--warm-up", "2");
    assertEquals(2, answer.get("tradedQuantity").longValue());
    assertEquals(0, answer.get("restingOrders").longValue());

    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 12));
    Fault fault = assertThrows(Fault.class, () -> replay(file));
    assertTrue(fault.getMessage().contains("cut short or damaged"), fault.getMessage());
  }

  @Test
  void anIdMayComeBackOnceItsOrderEnded() throws IOException {
    Path book = folder.resolve("book.csv");
    replay(
        flow(
            "1,NEW,5,BUY,10.00,1",
            "2,IOC,5000000000000,SELL,10.00,1",
            "3,NEW,5,SELL,11.00,2",
            "4,CANCEL,5,,,",
            "5,NEW,5,SELL,12.00,3",
            "6,REPLACE,5,SELL,12.25,4"),
        "--book",
        book.toString());
    assertEquals(
        List.of("side,price,order_id,quantity", "SELL,12.25,5,4"), Files.readAllLines(book));
  }

  @Test
  void aCommandForAnEndedOrderIsRefusedAndSaid() throws IOException {
    JsonNode answer = replay(flow("1,CANCEL,5,,,", "2,REPLACE,6,BUY,10.00,1"));
    assertEquals(2, answer.get("refused").longValue());
    assertTrue(err.toString().startsWith("2 commands were refused"), err.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,NEW,5,BUY,10.10,1 | line 3, price: 10.10 is no multiple of the tick 0.25",
        "1,NEW,5,BUY,1e2,1 | line 3, price: '1e2' is no plain decimal number",
        "1,NEW,5,BUY,-10.00,1 | line 3, price: -10.00 is not above zero",
        "1,NEW,5,BUY,10.00,1.5 | line 3, quantity: 1.5 is no whole number",
        "1,NEW,5,BUY,10.00,0 | line 3, quantity: 0 is not above zero",
        "1,NEW,5,buy,10.00,1 | line 3, side: it must be BUY or SELL, not 'buy'",
        "1,OLD,5,BUY,10.00,1 | line 3, action: it must be NEW",
        "1,NEW,x,BUY,10.00,1 | line 3, order_id: 'x' is no whole number above zero",
        "0,NEW,5,BUY,10.00,1 | line 3, timestamp_ns: '0' is no whole number above zero",
        "1,NEW,5,BUY,10.00 | line 3, columns: there must be 6, here are 5",
        "1,NEW,4,BUY,10.00,1 | Line 3, order_id: 4 is the id of an order that is still open"
      })
  void aWrongLineIsNamedWithItsRule(String line, String message) throws IOException {
    Path file = flow("1,NEW,4,BUY,9.00,1", line);
    Path fills = folder.resolve("fills.csv");
    Fault fault = assertThrows(Fault.class, () -> replay(file, "--fills", fills.toString()));
    assertTrue(fault.getMessage().contains(message), fault.getMessage());
    // Nothing half-written is left.
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void timeDoesNotGoBack() throws IOException {
    Path file = flow("2,NEW,4,BUY,9.00,1", "1,NEW,5,BUY,9.00,1");
    Fault fault = assertThrows(Fault.class, () -> replay(file));
    assertTrue(fault.getMessage().contains("line 3, timestamp_ns"), fault.getMessage());
  }

  @Test
  void filesAndOptionsThatCanNotBeUsedAreTold() throws IOException {
    Path file = flow("1,NEW,4,BUY,9.00,1");
    Path headless = Files.writeString(folder.resolve("headless.csv"), "1,NEW,4,BUY,9.00,1\n");
    assertFault("There is no file", folder.resolve("missing.csv"));
    assertFault("line 1, header: the first line must be", headless);
    assertFault("would overwrite the input", file, "--book", file.toString());
    assertFault("can't be written", file, "--book", folder.resolve("no/book.csv").toString());
    assertFault("--batch is 1 to 1000", file, "--durable", "--batch=1001");
    assertFault("--directory is for --durable", file, "--directory", folder.toString());
    assertFault("give one", file, "--durable", "--server");
    assertFault("No server runs here", file, "--server");
    assertFault("--tick 0", file, "--tick", "0");
    assertFault("--tick 1e-2", file, "--tick", "1e-2");
    assertFault("no multiple of the tick 2", file, "--tick", "2");
  }

  @Test
  void aPersonSeesTotalsAndProgress() throws IOException {
    CommandLine command = command(true);
    assertEquals(0, command.execute(flow("1,NEW,4,BUY,9.00,7").toString()));
    assertTrue(
        out.toString().matches("(?s)commands +1\\R.*resting orders +1\\R.*latency.*µs\\R"),
        out.toString());
    assertTrue(err.toString().contains("] 100 %  1 commands"), err.toString());
    assertFalse(out.toString().contains("\r"));
  }

  @Test
  void theTickIsAnOption() throws IOException {
    Path file = flow("1,NEW,4,BUY,0.003,1");
    assertEquals(1, replay(file, "--tick", "0.001").get("restingOrders").longValue());
  }

  private void assertFault(String message, Path file, String... options) {
    Fault fault = assertThrows(Fault.class, () -> replay(file, options));
    assertTrue(fault.getMessage().contains(message), fault.getMessage());
  }

  private Path flow(String... lines) throws IOException {
    List<String> all = new ArrayList<>(List.of(ReplayFile.HEADER));
    all.addAll(List.of(lines));
    return Files.write(folder.resolve("flow.csv"), all);
  }

  /** Runs the command and returns what it printed as JSON. */
  private JsonNode replay(Path file, String... options) {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.add("--json");
    arguments.add(file.toString());
    out.getBuffer().setLength(0);
    int exitCode = command(false).execute(arguments.toArray(String[]::new));
    if (failure.isPresent()) {
      throw failure.get();
    }
    assertEquals(0, exitCode, err.toString());
    return Json.read(out.toString());
  }

  private CommandLine command(boolean showsProgress) {
    ReplayServer.Finder noServer =
        directory -> {
          throw new Fault(ErrorCode.STOPPED, "No server runs here");
        };
    return new CommandLine(
            new ReplayCommand(
                new PrintWriter(out, true), new PrintWriter(err, true), showsProgress, noServer))
        .setExecutionExceptionHandler((thrown, commandLine, parsed) -> {
          failure = Optional.of((Fault) thrown);
          return 1;
        });
  }

  /** A flow that is valid throughout; the naive book gets it too. */
  private static List<String> generate(long seed, int commands, NaiveBook naive) {
    Random random = new Random(seed);
    List<String> lines = new ArrayList<>(List.of(ReplayFile.HEADER));
    long id = 7_000_000_000L;
    for (int row = 1; row <= commands; row++) {
      List<Long> live = naive.live();
      int kind = live.size() < 20 ? 0 : live.size() > 120 ? 70 : random.nextInt(100);
      String price =
          "%d.%s".formatted(99 + random.nextInt(3), "00 25 50 75".split(" ")[random.nextInt(4)]);
      int quantity = 1 + random.nextInt(12);
      String side = random.nextBoolean() ? "BUY" : "SELL";
      long time = 1_703_545_200_000_000_000L + row * 1_000L;
      String line;
      if (kind < 60) {
        line =
            "%d,%s,%d,%s,%s,%d"
                .formatted(time, kind < 50 ? "NEW" : "IOC", id++, side, price, quantity);
      } else {
        long victim = live.get(random.nextInt(live.size()));
        line =
            kind < 80
                ? "%d,CANCEL,%d,,,".formatted(time, victim)
                : "%d,REPLACE,%d,%s,%s,%d"
                    .formatted(time, victim, naive.sideOf(victim), price, quantity);
      }
      naive.apply(row, line);
      lines.add(line);
    }
    return lines;
  }

  static boolean theRealFileIsThere() {
    return realFile().isPresent();
  }

  /**
   * Where the environment's BOURSE_REPLAY_DATA says, or in {@code ../shared/data} as seen from the
   * top of the source tree.
   */
  private static Optional<Path> realFile() {
    String named = System.getenv("BOURSE_REPLAY_DATA");
    if (named != null) {
      return Optional.of(Path.of(named, REAL_FILE)).filter(Files::exists);
    }
    Path module = Path.of("").toAbsolutePath();
    return Stream.iterate(module, path -> path != null, Path::getParent)
        .map(path -> path.resolve("shared/data").resolve(REAL_FILE))
        .filter(Files::exists)
        .findFirst();
  }
}

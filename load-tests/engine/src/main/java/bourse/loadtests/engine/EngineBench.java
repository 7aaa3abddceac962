package bourse.loadtests.engine;

import bourse.loadtests.orderflow.Answer;
import bourse.loadtests.orderflow.FlowGenerator;
import bourse.loadtests.orderflow.OrderFlow;
import bourse.loadtests.orderflow.Repetition;
import bourse.platform.data.Database;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs the engine and exchange-core side by side on OF-1, prints the table and writes it down. A
 * run that does not give the answer of its file fails the whole command.
 */
@Command(
    name = "engine-bench",
    mixinStandardHelpOptions = true,
    description = "Measures the engine side by side with exchange-core.",
    footer = "%nExample: make bench PROFILES=P1-1000 LEVELS=BOOK,ENGINE")
public final class EngineBench implements Callable<Integer> {
  /** What is measured. */
  enum Level {
    BOOK,
    ENGINE,
    REJECTS,
    DURABLE,
    RECOVERY,
    PROJECTION,
    MEMORY
  }

  /**
   * What the published files have to answer: a generator that changes would measure another thing.
   */
  private static final Map<String, Answer> PUBLISHED =
      Map.of(
          "P1-1000", new Answer(1_183_957, 45_041_323, 0xa138aa517982b742L),
          "P2-1000", new Answer(356_713, 10_628_529, 0x10a6eaa384bd13e8L),
          "P1-100000", new Answer(1_187_630, 45_095_595, 0xb215e8207050fe94L));

  private static final String PEER_MAIN = "bourse.loadtests.orderflow.ExchangeCoreRun";
  private static final int OPEN_ORDERS = 100_000;

  @Option(names = "--profiles", split = ",", defaultValue = "P1-1000,P2-1000,P1-100000")
  private List<String> profiles;

  @Option(names = "--levels", split = ",", description = "Of ${COMPLETION-CANDIDATES}; all.")
  private Set<Level> levels = EnumSet.allOf(Level.class);

  @Option(names = "--commands", description = "In the bench phase of a file; 3,000,000.")
  private int commands = OrderFlow.P1_1000.commands();

  @Option(names = "--repetitions", defaultValue = "9")
  private int repetitions;

  @Option(names = "--latency-commands", defaultValue = "50000")
  private int latencyCommands;

  @Option(names = "--memory-orders", defaultValue = "1000000")
  private int memoryOrders;

  @Option(names = "--projection-seconds", defaultValue = "30")
  private long projectionSeconds;

  @Option(names = "--heap", defaultValue = "4g")
  private String heap;

  @Option(
      names = "--at-most",
      description = "How long one run may take; what it did until then counts.",
      defaultValue = "PT100S")
  private Duration atMost;

  @Option(
      names = "--peer-java",
      description = "Home of the Java 17 for exchange-core; by default one that is installed.")
  private Optional<Path> peerJava = Machine.findJava(17);

  @Option(names = "--work", description = "For files and logs, on the disk to measure.")
  private Path work = Path.of("target/bench");

  @Option(names = "--out", description = "Where the result goes.")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--commit", defaultValue = "unknown")
  private String commit;

  @Option(names = "--command", defaultValue = "engine-bench")
  private String command;

  @Option(names = "--what-else-ran", defaultValue = "not said")
  private String whatElseRan;

  private final Map<String, Object> results = new LinkedHashMap<>();

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new EngineBench()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Files.createDirectories(work);
    results.put("machine", Machine.describe());
    results.put("commit", commit);
    results.put("command", command);
    results.put("whatElseRan", whatElseRan);
    results.put("loadAverageBefore", Machine.loadAverage());
    results.put("unit", "nanoseconds per command, unless named otherwise");
    for (OrderFlow flow : OrderFlow.PUBLISHED) {
      if (profiles.contains(flow.name())) {
        measure(flow.withCommands(commands));
      }
    }
    if (levels.contains(Level.MEMORY)) {
      memory();
    }
    results.put("loadAverageAfter", Machine.loadAverage());
    if (out.isPresent()) {
      write(out.get());
    }
    return 0;
  }

  private void write(Path file) throws IOException {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    Files.writeString(file, mapper.writeValueAsString(results) + "\n");
  }

  /** A generated file, and what every engine has to make of it. */
  private record Workload(OrderFlow flow, Path file, Answer answer, long refused) {}

  private Workload generate(OrderFlow flow) throws IOException {
    FlowGenerator.Generated generated = FlowGenerator.generate(flow);
    Answer published = PUBLISHED.get(flow.name().replace("-R", ""));
    if (flow.commands() == OrderFlow.P1_1000.commands() && !generated.answer().equals(published)) {
      throw new IllegalStateException(
          "The generator made %s of %s, published is %s"
              .formatted(generated.answer(), flow.name(), published));
    }
    Path file = work.resolve(flow.name() + ".of1");
    Files.write(file, generated.records());
    return new Workload(flow, file, generated.answer(), generated.refused());
  }

  private void measure(OrderFlow flow) throws Exception {
    Workload workload = generate(flow);
    Map<String, Object> here = new LinkedHashMap<>();
    results.put(flow.name(), here);
    here.put("answer", workload.answer().toString());
    System.out.printf("%n%s: %,d commands, %s%n", flow.name(), commands, workload.answer());
    boolean isFirst = flow.name().equals(OrderFlow.P1_1000.name());
    if (levels.contains(Level.BOOK)) {
      book(workload, here);
    }
    if (levels.contains(Level.ENGINE)) {
      engine(workload, here, isFirst);
    }
    if (isFirst && levels.contains(Level.REJECTS)) {
      rejects(flow, here);
    }
    if (isFirst && levels.contains(Level.DURABLE)) {
      durable(workload, here);
    }
    if (isFirst && levels.contains(Level.PROJECTION)) {
      projection(workload, here, Database.Dialect.H2, 5_000);
      projection(workload, here, Database.Dialect.POSTGRESQL, 10_000);
    }
    if (levels.contains(Level.RECOVERY)) {
      if (isFirst) {
        replay(workload, here);
      }
      if (flow.resting() == OPEN_ORDERS) {
        recovery(workload, here);
      }
    }
    Files.delete(workload.file());
  }

  private void book(Workload workload, Map<String, Object> here) throws Exception {
    List<Figures> peers = new ArrayList<>();
    if (peerJava.isPresent()) {
      peers.add(peer(workload, repetitions, peerJava.get(), "book"));
    }
    peers.add(peer(workload, repetitions, Path.of(System.getProperty("java.home")), "book"));
    Figures ours = ours(workload, repetitions, "book");
    Figures best = Table.best(peers, Figures::medianCpu);
    double limit = workload.flow().resting() == OPEN_ORDERS ? 0.5 : 0.7;
    double ratio = ours.medianCpu() / best.medianCpu();
    Table.print("A  book only, thread CPU", peers, ours);
    Table.target("CPU of exchange-core's best", ratio, limit);
    here.put("book", Map.of("exchangeCore", peers, "ours", ours, "cpuRatio", ratio));
  }

  private void engine(Workload workload, Map<String, Object> here, boolean isFirst)
      throws Exception {
    List<Figures> peers = pipelines(workload, isFirst, "engine");
    Figures ours = ours(workload, repetitions, "engine");
    Table.print("B  engine: funds, holds, postings, facts; process CPU", peers, ours);
    Map<String, Object> level = new LinkedHashMap<>(Map.of("exchangeCore", peers, "ours", ours));
    if (!peers.isEmpty()) {
      Figures best = Table.best(peers, Figures::medianWall);
      double throughput = best.medianWall() / ours.medianWall();
      double cpu = ours.medianCpu() / best.medianCpu();
      Table.targetAtLeast("throughput of exchange-core's best", throughput, 3);
      Table.target("CPU of exchange-core's best", cpu, 0.25);
      level.put("throughputRatio", throughput);
      level.put("cpuRatio", cpu);
    }
    System.out.printf(
        "   allocated by our engine thread: %.2f bytes/command%n", ours.allocatedBytes());
    here.put("engine", level);
  }

  /** exchange-core's pipeline; with its other wait strategies, which are slow here, less often. */
  private List<Figures> pipelines(Workload workload, boolean everyStrategy, String... level)
      throws Exception {
    List<Figures> peers = new ArrayList<>();
    if (peerJava.isEmpty()) {
      System.out.println(
          "   exchange-core's pipeline needs a Java 17, and none was found: see --peer-java");
      return peers;
    }
    peers.add(peer(workload, repetitions, peerJava.get(), with(level, "YIELDING")));
    if (everyStrategy) {
      int fewer = Math.max(1, repetitions / 3);
      peers.add(peer(workload, fewer, peerJava.get(), with(level, "BUSY_SPIN")));
      peers.add(peer(workload, fewer, peerJava.get(), with(level, "BLOCKING")));
    }
    return peers;
  }

  private static String[] with(String[] level, String strategy) {
    List<String> arguments = new ArrayList<>(List.of(level));
    arguments.add(1, strategy);
    return arguments.toArray(String[]::new);
  }

  private void rejects(OrderFlow flow, Map<String, Object> here) throws Exception {
    Workload workload = generate(flow.withPoorOrders());
    int fewer = Math.max(1, repetitions / 2);
    List<Figures> peers = new ArrayList<>();
    if (peerJava.isPresent()) {
      peers.add(peer(workload, fewer, peerJava.get(), "engine", "YIELDING"));
    }
    Figures ours = ours(workload, fewer, "engine");
    Table.print(
        "B  the same with %,d orders that are refused".formatted(workload.refused()), peers, ours);
    here.put("rejects", Map.of("exchangeCore", peers, "ours", ours, "refused", workload.refused()));
    Files.delete(workload.file());
  }

  private void durable(Workload workload, Map<String, Object> here) throws Exception {
    Path log = work.resolve("log");
    int fewer = Math.max(1, repetitions / 2);
    List<Figures> peers = new ArrayList<>();
    if (peerJava.isPresent()) {
      peers.add(peer(workload, fewer, peerJava.get(), "durable", "YIELDING", log.toString()));
    }
    List<String> lines =
        Child.ours(heap, atMost)
            .run(
                DurableRun.class.getName(),
                workload.file().toString(),
                Integer.toString(fewer),
                log.toString(),
                Integer.toString(latencyCommands),
                "3");
    Figures ours = figures("ours", Machine.java(), lines, workload);
    Table.print("C  durable: the same behind a journal; process CPU", peers, ours);
    System.out.println(
        "   flush: ours one fdatasync per batch of up to 1 MiB; exchange-core O_DSYNC per write");
    Table.targetAtLeast("commands per second", ours.commandsPerSecond(), 1e6);
    Map<String, Object> level = new LinkedHashMap<>(Map.of("exchangeCore", peers, "ours", ours));
    level.put("commandsPerSecond", ours.commandsPerSecond());
    level.put("latencyNanosAt10000PerSecond", latencies(lines));
    here.put("durable", level);
  }

  /** The latencies of log and bare journal, and how they compare; rounds were taken in turns. */
  private static Map<String, Object> latencies(List<String> lines) {
    Map<String, Object> latencies = new LinkedHashMap<>();
    long[] bare = Table.medianLatency(lines, "bare");
    long[] log = Table.medianLatency(lines, "log");
    latencies.put("bareJournal", Table.percentiles(bare));
    latencies.put("ours", Table.percentiles(log));
    double ratio = (double) log[0] / bare[0];
    latencies.put("p50Ratio", ratio);
    System.out.printf(
        "   at 10,000/s, p50/p99/p99.9/max micros: bare journal %s, ours %s%n",
        Table.micros(bare), Table.micros(log));
    Table.target("p50 of the bare journal", ratio, 1.5);
    return latencies;
  }

  private void replay(Workload workload, Map<String, Object> here) throws Exception {
    List<String> lines =
        Child.ours(heap, atMost)
            .run(
                RecoveryRun.class.getName(),
                "replay",
                workload.file().toString(),
                Integer.toString(Math.max(1, repetitions / 2)),
                work.resolve("log").toString());
    Figures ours = figures("ours", Machine.java(), lines, workload);
    System.out.printf(
        "E  replay of the log: %,.0f commands/s (%.0f ns wall)%n",
        ours.commandsPerSecond(), ours.medianWall());
    Table.targetAtLeast("commands per second", ours.commandsPerSecond(), 1e6);
    here.put("replay", Map.of("ours", ours, "commandsPerSecond", ours.commandsPerSecond()));
  }

  /** Kills an exchange that trades, and takes the time until the next one does. */
  private void recovery(Workload workload, Map<String, Object> here) throws Exception {
    Child child = Child.ours(heap, atMost);
    String[] arguments = {
      workload.file().toString(),
      Integer.toString(Math.min(commands / 2, 150_000)),
      work.resolve("exchange").toString()
    };
    Process trading = child.start(RecoveryRun.class.getName(), prepended("trade", arguments));
    try (BufferedReader said = trading.inputReader()) {
      if (!RecoveryRun.READY.equals(said.readLine())) {
        throw new IllegalStateException("The exchange did not come to trade");
      }
    } finally {
      trading.destroyForcibly().waitFor();
    }
    String last = child.run(RecoveryRun.class.getName(), prepended("start", arguments)).getLast();
    String[] words = last.split(" ");
    if (!words[0].equals(RecoveryRun.RECOVERED)) {
      throw new IllegalStateException("The exchange did not come back: " + last);
    }
    double seconds = Long.parseLong(words[2]) / 1000.0;
    System.out.printf(
        "E  kill -9 with about %,d open orders at sequence %,d: trading again after %.2f s%n",
        OPEN_ORDERS, Long.parseLong(words[1]), seconds);
    Table.target("seconds", seconds, 5);
    here.put("recoverySeconds", seconds);
    here.put("recoverySequence", Long.parseLong(words[1]));
    DurableRun.deleteAll(work.resolve("exchange"));
  }

  private static String[] prepended(String first, String[] rest) {
    List<String> all = new ArrayList<>(List.of(rest));
    all.addFirst(first);
    return all.toArray(String[]::new);
  }

  private void projection(
      Workload workload, Map<String, Object> here, Database.Dialect dialect, double target)
      throws Exception {
    String last =
        Child.ours(heap, atMost)
            .run(
                ProjectionRun.class.getName(),
                workload.file().toString(),
                Long.toString(projectionSeconds),
                dialect.name())
            .getLast();
    String[] words = last.split(" ");
    if (!words[0].equals(ProjectionRun.PROJECTED)) {
      throw new IllegalStateException("Nothing was projected: " + last);
    }
    double projected = Double.parseDouble(words[1]);
    double perSecond = projected / Double.parseDouble(words[2]) * 1e9;
    double cpuMicros = Double.parseDouble(words[3]) / projected / 1_000;
    System.out.printf(
        "G  projection, all tables of %s: %,.0f commands/s, %.1f us CPU each in the exchange's"
            + " process%n",
        dialect, perSecond, cpuMicros);
    Table.targetAtLeast("commands per second", perSecond, target);
    here.put(
        "projection" + dialect,
        Map.of(
            "commands",
            projected,
            "commandsPerSecond",
            perSecond,
            "cpuMicrosPerCommand",
            cpuMicros));
  }

  private void memory() throws Exception {
    String last =
        Child.ours("1g", atMost)
            .run(MemoryRun.class.getName(), Integer.toString(memoryOrders))
            .getLast();
    String[] words = last.split(" ");
    long bytes = Long.parseLong(words[2]);
    System.out.printf(
        "%nMemory: %,d open orders of as many accounts with a wallet each: %,d MiB of heap%n",
        memoryOrders, bytes >> 20);
    Table.target("MiB", bytes / (double) (1 << 20), 1024);
    results.put(
        "memory", Map.of("openOrders", memoryOrders, "wallets", memoryOrders, "heapBytes", bytes));
  }

  private Figures ours(Workload workload, int times, String level) throws Exception {
    List<String> lines =
        Child.ours(heap, atMost)
            .run(
                EngineRun.class.getName(),
                workload.file().toString(),
                Integer.toString(times),
                level);
    return figures("ours", Machine.java(), lines, workload);
  }

  private Figures peer(Workload workload, int times, Path java, String... level) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(level));
    arguments.addFirst(Integer.toString(times));
    arguments.addFirst(workload.file().toString());
    List<String> lines =
        Child.peer(java, heap, atMost).run(PEER_MAIN, arguments.toArray(String[]::new));
    String strategy = level.length > 1 ? ", " + level[1] : "";
    return figures("exchange-core" + strategy, Machine.java(java), lines, workload);
  }

  private static Figures figures(
      String engine, String java, List<String> lines, Workload workload) {
    List<Repetition> repetitions =
        lines.stream().map(Repetition::parse).flatMap(Optional::stream).toList();
    return Figures.of(engine, java, repetitions, workload.answer(), workload.refused());
  }
}

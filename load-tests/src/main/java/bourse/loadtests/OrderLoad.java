package bourse.loadtests;

import bourse.platform.crypto.Keystore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Orders over HTTP on a fixed schedule, against a server on this machine. */
@Command(
    name = "order-load",
    mixinStandardHelpOptions = true,
    description =
        "Sends authenticated orders over HTTP at a fixed rate (60 % limit orders, 30 % cancels, 10 % immediate-or-cancel) and prints latency percentiles that count from"
            + " each request's planned time, CPU time per request, and how far the projection was behind.")
public final class OrderLoad implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(
      names = "--data",
      required = true,
      description = "The data directory of the running server: says where it listens.")
  Path data;

  @Option(
      names = "--symbol",
      defaultValue = "BTC-USD",
      description = "What to trade. Default: ${DEFAULT-VALUE}.")
  String symbol;

  @Option(
      names = "--rate",
      defaultValue = "500",
      description =
          "Requests per second; 0 sends the next as soon as the last was answered. Default: ${DEFAULT-VALUE}.")
  int rate;

  @Option(
      names = "--batch",
      defaultValue = "1",
      description =
          "Operations of a request: above 1, requests are batches of limit orders. Default: ${DEFAULT-VALUE}.")
  int batch;

  @Option(
      names = "--seconds",
      defaultValue = "30",
      description = "How long to measure, at most 600. Default: ${DEFAULT-VALUE}.")
  int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "10",
      description = "Seconds at the same rate before measuring. Default: ${DEFAULT-VALUE}.")
  int warmUpSeconds;

  @Option(
      names = "--connections",
      defaultValue = "32",
      description = "Connections, one account each. Default: ${DEFAULT-VALUE}.")
  int connections;

  @Option(
      names = "--seed",
      defaultValue = "42",
      description = "Of the order flow. Default: ${DEFAULT-VALUE}.")
  long seed;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new OrderLoad()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Server server = Server.of(data);
    if (!server.api.getHost().matches("127\\.\\d+\\.\\d+\\.\\d+|localhost|\\[::1]")) {
      System.err.println("order-load: only a server on this machine is loaded (127.0.0.1)");
      return 2;
    }
    Market market = Market.read(server.api, symbol);
    List<String> tokens = accounts(server, market);
    System.err.printf(
        "%d accounts ready; %d s warm-up, then %d s at %d/s%n",
        tokens.size(), warmUpSeconds, seconds, rate);
    run(server, market, tokens, warmUpSeconds, seed);
    server.awaitProjected();
    CpuTime before = CpuTime.of(server);
    Result result = run(server, market, tokens, seconds, seed + 1);
    long lag = server.projectionLag();
    long drained = server.awaitProjected();
    CpuTime after = CpuTime.of(server);
    Map<String, Object> figures = result.figures(rate, batch, connections);
    figures.put(
        "serverCpuMicrosPerRequest",
        after.server.minus(before.server).toNanos() / 1_000 / result.count());
    figures.put(
        "clientCpuMicrosPerRequest",
        after.client.minus(before.client).toNanos() / 1_000 / result.count());
    figures.put("projectionLagCommands", lag);
    figures.put("projectionDrainMillis", drained);
    System.out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(figures));
    return result.errors() == 0 ? 0 : 1;
  }

  /** The running server, as its own note says it. */
  record Server(URI api, URI management, ProcessHandle process, String operatorToken) {
    private static final Pattern LAG =
        Pattern.compile("bourse_exchange_consumer_lag_commands\\{consumer=\"projector\"} (\\S+)");

    static Server of(Path data) throws IOException {
      JsonNode note = JSON.readTree(data.resolve("run").resolve("server.json").toFile());
      return new Server(
          URI.create(note.get("api").asText()),
          URI.create(note.get("management").asText()),
          ProcessHandle.of(note.get("pid").asLong()).orElseThrow(),
          Keystore.openExisting(data.resolve("keystore")).operatorToken());
    }

    /** Commands whose facts are not in SQL yet. */
    long projectionLag() throws IOException {
      try (Connection connection = new Connection(management)) {
        Matcher lag = LAG.matcher(connection.call("GET", "/metrics", operatorToken, "").body());
        if (!lag.find()) {
          throw new IOException("The metrics do not say how far the projection is");
        }
        return (long) Double.parseDouble(lag.group(1));
      }
    }

    /** Waits until SQL has everything; how long that took, in milliseconds. */
    long awaitProjected() throws IOException, InterruptedException {
      long began = System.nanoTime();
      while (projectionLag() > 0) {
        Thread.sleep(20);
      }
      return (System.nanoTime() - began) / 1_000_000;
    }
  }

  /** CPU time used so far, by the server with everything in it, and by this client. */
  record CpuTime(Duration server, Duration client) {
    static CpuTime of(Server server) {
      return new CpuTime(
          server.process.info().totalCpuDuration().orElseThrow(),
          ProcessHandle.current().info().totalCpuDuration().orElseThrow());
    }
  }

  /** What the flow needs to know of a symbol: integers of ticks and lots around a middle price. */
  record Market(
      String symbol, String base, String quote, BigDecimal tick, BigDecimal lot, long middleTicks) {
    static Market read(URI url, String symbol) throws IOException {
      try (Connection connection = new Connection(url)) {
        JsonNode definition = ok(connection.call("GET", "/v1/symbols/" + symbol, "", ""));
        JsonNode ticker = ok(connection.call("GET", "/v1/symbols/" + symbol + "/ticker", "", ""));
        BigDecimal tick = new BigDecimal(definition.get("tickSize").asText());
        BigDecimal lot = new BigDecimal(definition.get("lotSize").asText());
        String last = ticker.path("last").asText("");
        long middle =
            last.isEmpty()
                ? 100_000
                : new BigDecimal(last).divideToIntegralValue(tick).longValueExact();
        return new Market(
            symbol,
            definition.get("base").asText(),
            definition.get("quote").asText(),
            tick,
            lot,
            middle);
      }
    }

    String price(long ticks) {
      return tick.multiply(BigDecimal.valueOf(Math.max(1, ticks))).toPlainString();
    }

    String quantity(long lots) {
      return lot.multiply(BigDecimal.valueOf(lots)).toPlainString();
    }
  }

  /** One account and its access token for each connection. */
  private List<String> accounts(Server server, Market market) throws Exception {
    List<String> tokens = new ArrayList<>();
    String run = Long.toString(System.currentTimeMillis(), 36);
    try (Connection edge = new Connection(server.api);
        Connection back = new Connection(server.management)) {
      for (int i = 0; i < connections; i++) {
        String email = "load-" + run + "-" + i + "@load.example";
        String password = "a long enough load password " + run;
        ok(
            edge.call(
                "POST",
                "/v1/auth/register",
                "",
                JSON.writeValueAsString(
                    Map.of("email", email, "password", password, "fullName", "Load " + i))));
        JsonNode session =
            ok(
                edge.call(
                    "POST",
                    "/v1/auth/login",
                    "",
                    JSON.writeValueAsString(Map.of("email", email, "password", password))));
        for (String currency : List.of(market.base(), market.quote())) {
          Map<String, String> deposit =
              Map.of(
                  "email",
                  email,
                  "currency",
                  currency,
                  "amount",
                  "1000000",
                  "reference",
                  "load-" + run + "-" + i + "-" + currency);
          ok(
              back.call(
                  "POST",
                  "/operator/deposits",
                  server.operatorToken,
                  JSON.writeValueAsString(deposit)));
        }
        tokens.add(session.get("accessToken").asText());
      }
    }
    return tokens;
  }

  private Result run(
      Server server, Market market, List<String> tokens, int forSeconds, long runSeed)
      throws InterruptedException, ExecutionException {
    Schedule schedule = new Schedule(rate, System.nanoTime() + 200_000_000, forSeconds);
    Result total = new Result(schedule.startNanos);
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      List<Future<Result>> workers = new ArrayList<>();
      for (int i = 0; i < tokens.size(); i++) {
        Worker worker =
            new Worker(
                server.api,
                market,
                tokens.get(i),
                batch,
                new SplittableRandom(runSeed * 1_000 + i));
        workers.add(threads.submit(() -> worker.work(schedule)));
      }
      for (Future<Result> worker : workers) {
        total.add(worker.get());
      }
    }
    return total;
  }

  /** When requests are sent: at a rate or, when that is 0, as soon as a connection is free. */
  private static final class Schedule {
    private final AtomicLong next = new AtomicLong();
    private final int rate;
    private final long startNanos;
    private final long endNanos;

    Schedule(int rate, long startNanos, int seconds) {
      this.rate = rate;
      this.startNanos = startNanos;
      this.endNanos = startNanos + seconds * 1_000_000_000L;
    }

    /** Waits for the next request's time, and says it; nothing when the run is over. */
    OptionalLong await() {
      long planned =
          rate == 0
              ? Math.max(startNanos, System.nanoTime())
              : startNanos + (long) (next.getAndIncrement() * 1e9 / rate);
      if (planned >= endNanos) {
        return OptionalLong.empty();
      }
      for (long wait = planned - System.nanoTime(); wait > 0; wait = planned - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      return OptionalLong.of(planned);
    }
  }

  /** One connection with its orders. */
  private record Worker(URI url, Market market, String token, int batch, SplittableRandom random) {
    Result work(Schedule schedule) throws IOException {
      Result result = new Result(schedule.startNanos);
      List<String> open = new ArrayList<>();
      try (Connection connection = new Connection(url)) {
        for (OptionalLong planned = schedule.await();
            planned.isPresent();
            planned = schedule.await()) {
          Connection.Answer answer = batch > 1 ? actMany(connection) : act(connection, open);
          result.record(planned.getAsLong(), answer);
        }
      }
      return result;
    }

    private Connection.Answer actMany(Connection connection) throws IOException {
      StringBuilder body = new StringBuilder(batch * 160).append("{\"operations\":[");
      for (int i = 0; i < batch; i++) {
        body.append(i == 0 ? "{\"op\":\"PLACE\"," : ",{\"op\":\"PLACE\",").append(order(false));
      }
      return connection.call("POST", "/v1/orders/batch", token, body.append("]}").toString());
    }

    private Connection.Answer act(Connection connection, List<String> open) throws IOException {
      int kind = random.nextInt(10);
      if (kind >= 7 && kind < 10 && !open.isEmpty()) {
        int victim = random.nextInt(open.size());
        String id = open.get(victim);
        open.set(victim, open.getLast());
        open.removeLast();
        return connection.call("DELETE", "/v1/orders/" + id, token, "");
      }
      boolean immediate = kind == 6;
      Connection.Answer answer =
          connection.call("POST", "/v1/orders", token, "{" + order(immediate));
      if (answer.status() == 201 && !immediate && answer.body().contains("OPEN")) {
        int from = answer.body().indexOf("\"id\":\"") + 6;
        open.add(answer.body().substring(from, answer.body().indexOf('"', from)));
      }
      return answer;
    }

    /** A limit order as JSON, without the first brace. */
    private String order(boolean immediate) {
      boolean buy = random.nextBoolean();
      long distance = immediate ? -32 : 1 + (long) random.nextInt(128) * random.nextInt(128) / 128;
      long ticks = market.middleTicks() + (buy ? -distance : distance);
      return "\"symbol\":\""
          + market.symbol()
          + "\",\"side\":\""
          + (buy ? "BUY" : "SELL")
          + "\",\"type\":\"LIMIT\",\"timeInForce\":\""
          + (immediate ? "IOC" : "GTC")
          + "\",\"price\":\""
          + market.price(ticks)
          + "\",\"quantity\":\""
          + market.quantity(20L * (1 + random.nextInt(immediate ? 300 : 100)))
          + "\"}";
    }
  }

  /** What came back. */
  private static final class Result {
    private final long startNanos;
    private long lastAnswerNanos;
    private final Histogram latencyNanos = new Histogram(60_000_000_000L, 3);
    private final Map<String, Long> answers = new TreeMap<>();
    private final Map<String, String> samples = new TreeMap<>();

    Result(long startNanos) {
      this.startNanos = startNanos;
    }

    void record(long plannedNanos, Connection.Answer answer) {
      lastAnswerNanos = System.nanoTime();
      latencyNanos.recordValue(Math.clamp(lastAnswerNanos - plannedNanos, 1, 60_000_000_000L));
      String status = Integer.toString(answer.status());
      answers.merge(status, 1L, Long::sum);
      if (answer.status() >= 400) {
        samples.putIfAbsent(status, answer.body());
      }
    }

    void add(Result other) {
      latencyNanos.add(other.latencyNanos);
      lastAnswerNanos = Math.max(lastAnswerNanos, other.lastAnswerNanos);
      other.answers.forEach((status, count) -> answers.merge(status, count, Long::sum));
      other.samples.forEach(samples::putIfAbsent);
    }

    /**
     * Answers that are not part of the flow. An order that was filled before its cancel came is:
     * 404.
     */
    long errors() {
      return answers.entrySet().stream()
          .filter(entry -> !List.of("200", "201", "404").contains(entry.getKey()))
          .mapToLong(Map.Entry::getValue)
          .sum();
    }

    long count() {
      return latencyNanos.getTotalCount();
    }

    Map<String, Object> figures(int rate, int batch, int connections) {
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("rate", rate);
      figures.put("operationsPerRequest", batch);
      figures.put("connections", connections);
      double seconds = (lastAnswerNanos - startNanos) / 1e9;
      figures.put("requests", count());
      figures.put("seconds", Math.round(seconds * 10) / 10.0);
      figures.put("operationsPerSecond", Math.round(count() * batch / seconds));
      figures.put("answersByStatus", answers);
      for (double percentile : new double[] {50, 90, 99, 99.9}) {
        figures.put(
            "p" + (percentile == 99.9 ? "99.9" : (int) percentile) + "Millis",
            millis(latencyNanos.getValueAtPercentile(percentile)));
      }
      figures.put("maxMillis", millis(latencyNanos.getMaxValue()));
      if (!samples.isEmpty()) {
        figures.put("firstErrorByStatus", samples);
      }
      return figures;
    }

    private static double millis(long nanos) {
      return Math.round(nanos / 1e4) / 100.0;
    }
  }

  private static JsonNode ok(Connection.Answer answer) throws IOException {
    if (answer.status() >= 400) {
      throw new IOException("The server answered " + answer.status() + ": " + answer.body());
    }
    return JSON.readTree(answer.body().isEmpty() ? "null" : answer.body());
  }
}

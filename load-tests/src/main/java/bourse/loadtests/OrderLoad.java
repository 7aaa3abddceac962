package bourse.loadtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
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
            + " each request's planned time.")
public final class OrderLoad implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(
      names = "--url",
      defaultValue = "http://127.0.0.1:8080",
      description = "The public API. Default: ${DEFAULT-VALUE}.")
  URI url;

  @Option(
      names = "--management",
      defaultValue = "http://127.0.0.1:9090",
      description = "The management port, to fund the accounts. Default: ${DEFAULT-VALUE}.")
  URI management;

  @Option(
      names = "--operator-token",
      required = true,
      description = "The file with the operator's token.")
  Path operatorToken;

  @Option(
      names = "--symbol",
      defaultValue = "BTC-USD",
      description = "What to trade. Default: ${DEFAULT-VALUE}.")
  String symbol;

  @Option(
      names = "--rate",
      defaultValue = "500",
      description = "Requests per second. Default: ${DEFAULT-VALUE}.")
  int rate;

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
    if (!url.getHost().matches("127\\.\\d+\\.\\d+\\.\\d+|localhost|\\[::1]")) {
      System.err.println("order-load: --url: only a server on this machine is loaded (127.0.0.1)");
      return 2;
    }
    Market market = Market.read(url, symbol);
    List<String> tokens = accounts(market);
    System.err.printf(
        "%d accounts ready; %d s warm-up, then %d s at %d/s%n",
        tokens.size(), warmUpSeconds, seconds, rate);
    run(market, tokens, warmUpSeconds, seed);
    Result result = run(market, tokens, seconds, seed + 1);
    System.out.println(
        JSON.writerWithDefaultPrettyPrinter()
            .writeValueAsString(result.figures(rate, seconds, connections)));
    return result.errors() == 0 ? 0 : 1;
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
  private List<String> accounts(Market market) throws Exception {
    String operator = Files.readString(operatorToken).strip();
    List<String> tokens = new ArrayList<>();
    String run = Long.toString(System.currentTimeMillis(), 36);
    try (Connection edge = new Connection(url);
        Connection back = new Connection(management)) {
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
          ok(back.call("POST", "/operator/deposits", operator, JSON.writeValueAsString(deposit)));
        }
        tokens.add(session.get("accessToken").asText());
      }
    }
    return tokens;
  }

  private Result run(Market market, List<String> tokens, int forSeconds, long runSeed)
      throws InterruptedException, ExecutionException {
    AtomicLong next = new AtomicLong();
    long requests = (long) rate * forSeconds;
    long start = System.nanoTime() + 200_000_000;
    Result total = new Result();
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      List<Future<Result>> workers = new ArrayList<>();
      for (int i = 0; i < tokens.size(); i++) {
        Worker worker =
            new Worker(url, market, tokens.get(i), new SplittableRandom(runSeed * 1_000 + i));
        workers.add(threads.submit(() -> worker.work(next, requests, start, rate)));
      }
      for (Future<Result> worker : workers) {
        total.add(worker.get());
      }
    }
    return total;
  }

  /** One connection with its orders. */
  private record Worker(URI url, Market market, String token, SplittableRandom random) {
    Result work(AtomicLong next, long requests, long start, int rate) throws IOException {
      Result result = new Result();
      List<String> open = new ArrayList<>();
      try (Connection connection = new Connection(url)) {
        for (long i = next.getAndIncrement(); i < requests; i = next.getAndIncrement()) {
          long planned = start + (long) (i * 1e9 / rate);
          for (long wait = planned - System.nanoTime();
              wait > 0;
              wait = planned - System.nanoTime()) {
            LockSupport.parkNanos(wait);
          }
          Connection.Answer answer = act(connection, open);
          result.record(System.nanoTime() - planned, answer);
        }
      }
      return result;
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
      boolean buy = random.nextBoolean();
      long distance = immediate ? -32 : 1 + (long) random.nextInt(128) * random.nextInt(128) / 128;
      long ticks = market.middleTicks() + (buy ? -distance : distance);
      String body =
          "{\"symbol\":\""
              + market.symbol()
              + "\",\"side\":\""
              + (buy ? "BUY" : "SELL")
              + "\",\"type\":\"LIMIT\",\"timeInForce\":\""
              + (immediate ? "IOC" : "GTC")
              + "\",\"price\":\""
              + market.price(ticks)
              + "\",\"quantity\":\""
              + market.quantity(1 + random.nextInt(immediate ? 300 : 100))
              + "\"}";
      Connection.Answer answer = connection.call("POST", "/v1/orders", token, body);
      if (answer.status() == 201 && !immediate && answer.body().contains("OPEN")) {
        int from = answer.body().indexOf("\"id\":\"") + 6;
        open.add(answer.body().substring(from, answer.body().indexOf('"', from)));
      }
      return answer;
    }
  }

  /** What came back. */
  private static final class Result {
    private final Histogram latencyNanos = new Histogram(60_000_000_000L, 3);
    private final Map<String, Long> answers = new TreeMap<>();
    private final Map<String, String> samples = new TreeMap<>();

    void record(long nanos, Connection.Answer answer) {
      latencyNanos.recordValue(Math.clamp(nanos, 1, 60_000_000_000L));
      String status = Integer.toString(answer.status());
      answers.merge(status, 1L, Long::sum);
      if (answer.status() >= 400) {
        samples.putIfAbsent(status, answer.body());
      }
    }

    void add(Result other) {
      latencyNanos.add(other.latencyNanos);
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

    Map<String, Object> figures(int rate, int seconds, int connections) {
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("rate", rate);
      figures.put("seconds", seconds);
      figures.put("connections", connections);
      figures.put("requests", latencyNanos.getTotalCount());
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

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
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Orders over HTTP or the stream on a fixed schedule, against a server on this machine. */
@Command(
    name = "order-load",
    mixinStandardHelpOptions = true,
    description =
        "Sends authenticated orders over HTTP or WebSocket at a fixed rate (60 % limit orders, 30 %"
            + " cancels, 10 % immediate-or-cancel) and prints latency percentiles that count from"
            + " each request's planned time, CPU time per order, and how far the projection was"
            + " behind.")
public final class OrderLoad implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  enum Transport {
    HTTP,
    STREAM
  }

  // Enough for a run; and hundreds of accounts together stay within what the exchange counts.
  private static final String BASE_FUNDS = "10000000";
  private static final String QUOTE_FUNDS = "1000000000";

  @Option(
      names = "--data",
      required = true,
      description = "The data directory of the running server: says where it listens.")
  Path data;

  @Option(
      names = "--symbol",
      defaultValue = "ETH-USD",
      description =
          "What to trade; in the sample this one has no limits, and refused orders would cost less"
              + " than orders do. Default: ${DEFAULT-VALUE}.")
  String symbol;

  @Option(
      names = "--rate",
      defaultValue = "500",
      description =
          "Requests per second; 0 sends the next as soon as the last was answered. Default:"
              + " ${DEFAULT-VALUE}.")
  int rate;

  @Option(
      names = "--batch",
      defaultValue = "1",
      description =
          "Operations of a request: above 1, requests are batches of limit orders. Default:"
              + " ${DEFAULT-VALUE}.")
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
      names = "--protocol",
      defaultValue = "HTTP",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  Transport protocol;

  @Option(
      names = "--in-flight",
      defaultValue = "16",
      description =
          "Requests that a stream may have under way; over HTTP it is one. Default:"
              + " ${DEFAULT-VALUE}.")
  int inFlight;

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
    try (LoadLoop loop = loop(server, market, tokens)) {
      loop.run(rate, warmUpSeconds);
      server.awaitProjected();
      CpuTime before = CpuTime.of(server);
      LoadResult result = loop.run(rate, seconds);
      return report(server, before, result);
    }
  }

  private int report(Server server, CpuTime before, LoadResult result)
      throws IOException, InterruptedException {
    CpuTime answered = CpuTime.of(server);
    long lag = server.projectionLag();
    long drained = server.awaitProjected();
    CpuTime after = CpuTime.of(server);
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("protocol", protocol);
    figures.put("rate", rate);
    figures.put("connections", connections);
    figures.put("requestsUnderWayPerConnection", inFlight());
    result.describe(figures, batch);
    double orders = result.count() * batch * 1_000.0;
    figures.put(
        "serverCpuMicrosPerOrder", tenths(after.server.minus(before.server).toNanos() / orders));
    figures.put(
        "ofThatUntilLastAnswer", tenths(answered.server.minus(before.server).toNanos() / orders));
    figures.put(
        "clientCpuMicrosPerOrder", tenths(answered.client.minus(before.client).toNanos() / orders));
    figures.put("projectionLagCommands", lag);
    figures.put("projectionDrainMillis", drained);
    System.out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(figures));
    return result.errors() == 0 ? 0 : 1;
  }

  private static double tenths(double figure) {
    return Math.round(figure * 10) / 10.0;
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
            back.call(
                "POST",
                "/operator/users",
                server.operatorToken,
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
                  currency.equals(market.base()) ? BASE_FUNDS : QUOTE_FUNDS,
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

  private LoadLoop loop(Server server, Market market, List<String> tokens) throws IOException {
    LoadLoop loop = new LoadLoop(batch, inFlight());
    for (int i = 0; i < tokens.size(); i++) {
      OrderFlow flow =
          new OrderFlow(
              market.symbol(), market.tick(), market.lot(), market.middleTicks(), seed * 1_000 + i);
      switch (protocol) {
        case HTTP -> loop.addHttp(server.api, tokens.get(i), flow);
        case STREAM -> loop.addStream(server.api, tokens.get(i), flow);
      }
    }
    return loop;
  }

  private int inFlight() {
    return switch (protocol) {
      case HTTP -> 1;
      case STREAM -> inFlight;
    };
  }

  private static JsonNode ok(Connection.Answer answer) throws IOException {
    if (answer.status() >= 400) {
      throw new IOException("The server answered " + answer.status() + ": " + answer.body());
    }
    return JSON.readTree(answer.body().isEmpty() ? "null" : answer.body());
  }
}

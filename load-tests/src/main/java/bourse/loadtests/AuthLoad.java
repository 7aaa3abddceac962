package bourse.loadtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Logins, refreshes, and a flood of one client beside others, against a server on this machine. */
@Command(
    name = "auth-load",
    mixinStandardHelpOptions = true,
    description = "Prints how many logins or refreshes a server does, or how a flood feels.")
public final class AuthLoad implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PACE = Duration.ofMillis(80);
  private static final String ORDER =
      """
      {"symbol":"BTC-USD","side":"BUY","type":"LIMIT","timeInForce":"IOC","price":"100","quantity":"0.01"}\
      """;

  enum Work {
    /** Each connection logs in again when it was let in. */
    LOGINS,
    /** Each connection refreshes its own session again and again. */
    REFRESHES,
    /**
     * Each connection sends an order each 80 ms, alone and beside a client that sends all it can.
     */
    FLOOD
  }

  /** One request of a connection. */
  private interface Sender {
    int send(Connection connection) throws IOException;
  }

  /** What came back. */
  private static final class Tally {
    private final Histogram nanos = new Histogram(60_000_000_000L, 3);
    private final Map<String, Long> statuses = new TreeMap<>();

    synchronized void add(int status, long latencyNanos) {
      statuses.merge(Integer.toString(status), 1L, Long::sum);
      if (status < 400) {
        nanos.recordValue(Math.clamp(latencyNanos, 1, 60_000_000_000L));
      }
    }

    void describe(Map<String, Object> figures) {
      figures.put("answersByStatus", statuses);
      for (int percentile : new int[] {50, 90, 99}) {
        figures.put(
            "p" + percentile + "Millis", hundredths(nanos.getValueAtPercentile(percentile) / 1e6));
      }
      figures.put("maxMillis", hundredths(nanos.getMaxValue() / 1e6));
    }
  }

  @Option(
      names = "--data",
      required = true,
      description = "The data directory of the running server: says where it listens.")
  Path data;

  @Option(names = "--work", required = true, description = "${COMPLETION-CANDIDATES}.")
  Work work;

  @Option(
      names = "--connections",
      defaultValue = "4",
      description = "One user each. Default: ${DEFAULT-VALUE}.")
  int connections;

  @Option(
      names = "--seconds",
      defaultValue = "10",
      description = "How long to measure. Default: ${DEFAULT-VALUE}.")
  int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "5",
      description = "Seconds of the same before measuring. Default: ${DEFAULT-VALUE}.")
  int warmUpSeconds;

  private final String run = Long.toString(System.currentTimeMillis(), 36);
  private OrderLoad.Server server;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new AuthLoad()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    server = OrderLoad.Server.of(data);
    if (!server.api().getHost().matches("127\\.\\d+\\.\\d+\\.\\d+|localhost|\\[::1]")) {
      System.err.println("auth-load: only a server on this machine is loaded (127.0.0.1)");
      return 2;
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("work", work);
    figures.put("connections", connections);
    figures.put("seconds", seconds);
    switch (work) {
      case LOGINS -> figures.putAll(closed(logins()));
      case REFRESHES -> figures.putAll(closed(refreshes()));
      case FLOOD -> flood(figures);
    }
    System.out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(figures));
    return 0;
  }

  private List<Sender> logins() throws IOException {
    List<Sender> senders = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      String credentials = user(i);
      senders.add(
          connection -> connection.call("POST", "/v1/auth/login", "", credentials).status());
    }
    return senders;
  }

  private List<Sender> refreshes() throws IOException {
    List<Sender> senders = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      String[] token = {login(user(i)).get("refreshToken").asText()};
      senders.add(connection -> {
        String body = JSON.writeValueAsString(Map.of("refreshToken", token[0]));
        Connection.Answer answer = connection.call("POST", "/v1/auth/refresh", "", body);
        if (answer.status() == 200) {
          token[0] = JSON.readTree(answer.body()).get("refreshToken").asText();
        }
        return answer.status();
      });
    }
    return senders;
  }

  /** Each sends the next when answered. */
  private Map<String, Object> closed(List<Sender> senders) throws InterruptedException {
    load(senders, warmUpSeconds, Duration.ZERO);
    OrderLoad.CpuTime before = OrderLoad.CpuTime.of(server);
    long began = System.nanoTime();
    Tally tally = load(senders, seconds, Duration.ZERO);
    double took = (System.nanoTime() - began) / 1e9;
    Duration used = OrderLoad.CpuTime.of(server).server().minus(before.server());
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("perSecond", tenths(tally.nanos.getTotalCount() / took));
    tally.describe(figures);
    figures.put(
        "serverCpuMillisEach", hundredths(used.toNanos() / 1e6 / tally.nanos.getTotalCount()));
    return figures;
  }

  private void flood(Map<String, Object> figures) throws Exception {
    List<Sender> others = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      others.add(orders(i));
    }
    load(others, warmUpSeconds, PACE);
    Map<String, Object> alone = new LinkedHashMap<>();
    load(others, seconds, PACE).describe(alone);
    Sender flooder = orders(connections);
    List<Sender> flood = List.of(flooder, flooder, flooder, flooder);
    Tally[] flooded = new Tally[1];
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              try {
                flooded[0] = load(flood, seconds, Duration.ZERO);
              } catch (InterruptedException e) {
                throw new IllegalStateException("Nobody interrupts this thread", e);
              }
            });
    Map<String, Object> beside = new LinkedHashMap<>();
    load(others, seconds, PACE).describe(beside);
    thread.join();
    figures.put("othersAlone", alone);
    figures.put("othersBesideTheFlood", beside);
    figures.put("floodAnswersByStatus", flooded[0].statuses);
  }

  private Sender orders(int number) throws IOException {
    String credentials = user(number);
    String email = JSON.readTree(credentials).get("email").asText();
    Map<String, String> deposit =
        Map.of("email", email, "currency", "USD", "amount", "1000000", "reference", email);
    try (Connection back = new Connection(server.management())) {
      ok(
          back.call(
              "POST",
              "/operator/deposits",
              server.operatorToken(),
              JSON.writeValueAsString(deposit)));
    }
    String token = login(credentials).get("accessToken").asText();
    return connection -> connection.call("POST", "/v1/orders", token, ORDER).status();
  }

  /**
   * Sends on a connection for each sender.
   *
   * @param pace from one planned request to the next, from which its latency counts; zero for the
   *     next as soon as the last was answered
   */
  private Tally load(List<Sender> senders, int seconds, Duration pace) throws InterruptedException {
    Tally tally = new Tally();
    long began = System.nanoTime();
    long end = began + seconds * 1_000_000_000L;
    List<Thread> threads = new ArrayList<>();
    for (Sender sender : senders) {
      threads.add(Thread.ofPlatform().start(() -> send(sender, tally, began, end, pace)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return tally;
  }

  private void send(Sender sender, Tally tally, long began, long end, Duration pace) {
    try (Connection connection = new Connection(server.api())) {
      long planned = began;
      while (planned < end) {
        long wait = planned - System.nanoTime();
        if (wait > 0) {
          Thread.sleep(Duration.ofNanos(wait));
        }
        int status = sender.send(connection);
        long now = System.nanoTime();
        tally.add(status, now - planned);
        planned = pace.isZero() ? now : planned + pace.toNanos();
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A new user, made by the operator; what it logs in with, as JSON. */
  private String user(int number) throws IOException {
    String email = "auth-" + run + "-" + number + "@load.example";
    String password = "a long enough load password " + run;
    Map<String, Object> user =
        Map.of(
            "email", email, "password", password, "fullName", "Load", "roles", List.of("MEMBER"));
    try (Connection back = new Connection(server.management())) {
      ok(
          back.call(
              "POST", "/operator/users", server.operatorToken(), JSON.writeValueAsString(user)));
    }
    return JSON.writeValueAsString(Map.of("email", email, "password", password));
  }

  private JsonNode login(String credentials) throws IOException {
    try (Connection connection = new Connection(server.api())) {
      return ok(connection.call("POST", "/v1/auth/login", "", credentials));
    }
  }

  private static JsonNode ok(Connection.Answer answer) throws IOException {
    if (answer.status() >= 400) {
      throw new IOException("The server answered " + answer.status() + ": " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  static double tenths(double figure) {
    return Math.round(figure * 10) / 10.0;
  }

  private static double hundredths(double figure) {
    return Math.round(figure * 100) / 100.0;
  }
}

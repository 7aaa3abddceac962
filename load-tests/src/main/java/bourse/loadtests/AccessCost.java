package bourse.loadtests;

import bourse.admin.AuditTrail;
import bourse.auth.AuthConfig;
import bourse.auth.AuthModule;
import bourse.auth.NewUser;
import bourse.gateway.EdgeRules;
import bourse.gateway.GatewayConfig;
import bourse.gateway.GatewayModule;
import bourse.gateway.IdempotencyKeys;
import bourse.gateway.RateLimits;
import bourse.gateway.RefusedRequests;
import bourse.notification.MailConfig;
import bourse.notification.MailOutbox;
import bourse.platform.access.Permission;
import bourse.platform.access.Role;
import bourse.platform.cache.EmbeddedRedis;
import bourse.platform.config.Settings;
import bourse.platform.crypto.FieldCipher;
import bourse.platform.crypto.Keystore;
import bourse.platform.data.SqlDatabase;
import bourse.platform.http.Access;
import bourse.platform.http.HttpServer;
import bourse.platform.http.HttpSettings;
import bourse.platform.http.Reply;
import bourse.platform.http.Route;
import bourse.platform.service.DataDirectory;
import bourse.platform.telemetry.Metrics;
import bourse.platform.time.WallClock;
import bourse.server.BourseServer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What it costs to let a request in: CPU of a request with the same handler, once behind the bare
 * HTTP server and once behind the gateway with everything before its handlers. One JVM, in turns;
 * the CPU of the client's threads is left out.
 */
@Command(
    name = "access-cost",
    mixinStandardHelpOptions = true,
    description =
        "Prints the CPU time of a request behind the bare HTTP server and behind the gateway, with"
            + " a token that was seen before and with a new one.")
public final class AccessCost implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final String PATH = "/v1/account";
  private static final String EMAIL = "load@load.example";
  private static final String PASSWORD = "four quiet violins at noon";
  private static final int WARM_UP_TOKENS = 1_500;
  private static final int NEW_TOKENS = 1_000;

  @Option(names = "--work", required = true, description = "An empty or new directory.")
  Path work;

  @Option(
      names = "--seconds",
      defaultValue = "5",
      description = "Of each round. Default: ${DEFAULT-VALUE}.")
  int seconds;

  @Option(
      names = "--rounds",
      defaultValue = "7",
      description = "Of each kind, besides two that warm up. Default: ${DEFAULT-VALUE}.")
  int rounds;

  @Option(
      names = "--connections",
      defaultValue = "8",
      description = "Each sends the next request when answered. Default: ${DEFAULT-VALUE}.")
  int connections;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new AccessCost()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    WallClock clock = WallClock.system();
    Settings settings =
        Settings.of(
            BourseServer.catalogue(),
            Map.of("limits.address", "1000000000", "limits.user", "1000000000", "http.port", "0"));
    try (DataDirectory data = DataDirectory.open(work, 0)) {
      Keystore keystore = Keystore.open(data);
      SqlDatabase database =
          SqlDatabase.h2(
              data.root().resolve("bourse"),
              keystore.databaseFilePassword(),
              keystore.databasePassword());
      EmbeddedRedis redis = EmbeddedRedis.of(settings, data, keystore.redisPassword());
      GatewayConfig edge =
          GatewayConfig.of(settings, GatewayConfig.Environment.PRODUCTION, Optional.empty());
      RateLimits limits = new RateLimits(edge.limits(), redis.scripts(), clock);
      database.start();
      redis.start();
      limits.start();
      try (AuthModule auth =
          new AuthModule(
              AuthConfig.of(settings),
              GatewayConfig.publicUrl(settings, false),
              database,
              redis.cache(),
              keystore,
              new AuditTrail(database, clock),
              new MailOutbox(MailConfig.mailbox(), database, keystore, clock),
              clock)) {
        auth.users()
            .create(
                new NewUser(EMAIL, PASSWORD, "Load", Optional.empty(), Set.of(Role.MEMBER)),
                (handle, user) -> {});
        HttpServer bare =
            new HttpServer(
                "bare",
                HttpSettings.of("127.0.0.1", 0),
                List.of(route(Access.PUBLIC)),
                more -> {},
                List.of());
        HttpServer guarded =
            new GatewayModule(
                    edge,
                    auth.authenticator(),
                    List.of(
                        auth.routes(), () -> List.of(route(Access.to(Permission.ACCOUNT_READ)))),
                    List.of(),
                    limits,
                    new EdgeRules(
                        database, new AuditTrail(database, clock), Optional.empty(), clock),
                    new IdempotencyKeys(database, new FieldCipher(keystore), clock),
                    new RefusedRequests(new Metrics(), clock),
                    clock)
                .server();
        bare.start();
        guarded.start();
        report(address(bare), address(guarded));
        guarded.stop();
        bare.stop();
      } finally {
        limits.stop();
        redis.stop();
        database.stop();
      }
    }
    return 0;
  }

  private static Route route(Access access) {
    return new Route(
        "GET",
        PATH,
        access,
        (request, response) -> Reply.json(response, Map.of("items", List.of())));
  }

  private static URI address(HttpServer server) {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  private void report(URI bare, URI guarded) throws Exception {
    JsonNode login = login(guarded);
    String token = login.get("accessToken").asText();
    List<Double> bareMicros = new ArrayList<>();
    List<Double> guardedMicros = new ArrayList<>();
    for (int round = -2; round < rounds; round++) {
      double one = micros(bare, "");
      double other = micros(guarded, token);
      if (round >= 0) {
        bareMicros.add(one);
        guardedMicros.add(other);
      }
      if (round % 5 == 0) {
        token = login(guarded).get("accessToken").asText();
      }
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("work", "REQUESTS");
    figures.put("rounds", rounds);
    figures.put("secondsOfARound", seconds);
    figures.put("connections", connections);
    figures.put("bareMicrosPerRequest", bareMicros);
    figures.put("guardedMicrosPerRequest", guardedMicros);
    double overhead = median(guardedMicros) - median(bareMicros);
    figures.put("overheadMicrosPerRequest", AuthLoad.tenths(overhead));
    figures.put(
        "newTokenMicrosPerRequest",
        AuthLoad.tenths(newTokens(guarded, login.get("refreshToken").asText())));
    System.out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(figures));
  }

  private static JsonNode login(URI server) throws IOException {
    try (Connection connection = new Connection(server)) {
      Connection.Answer answer =
          connection.call(
              "POST",
              "/v1/auth/login",
              "",
              JSON.writeValueAsString(Map.of("email", EMAIL, "password", PASSWORD)));
      return JSON.readTree(require(200, answer).body());
    }
  }

  /** CPU of a request, without the client's. */
  private double micros(URI server, String token) throws Exception {
    AtomicLong requests = new AtomicLong();
    AtomicLong clientNanos = new AtomicLong();
    List<Thread> threads = new ArrayList<>();
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    long before = PROCESS.getProcessCpuTime();
    for (int i = 0; i < connections; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try (Connection connection = new Connection(server)) {
                  long sent = 0;
                  while (System.nanoTime() < end) {
                    require(200, connection.call("GET", PATH, token, ""));
                    sent++;
                  }
                  requests.addAndGet(sent);
                  clientNanos.addAndGet(ownNanos());
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    long used = PROCESS.getProcessCpuTime() - before - clientNanos.get();
    return AuthLoad.tenths(used / 1_000.0 / requests.get());
  }

  /** CPU of the first request with a token, the client's left out. */
  private static double newTokens(URI server, String first) throws IOException {
    List<String> tokens = new ArrayList<>();
    try (Connection connection = new Connection(server)) {
      String refresh = first;
      for (int i = 0; i < WARM_UP_TOKENS + NEW_TOKENS; i++) {
        String body = JSON.writeValueAsString(Map.of("refreshToken", refresh));
        JsonNode pair =
            JSON.readTree(
                require(200, connection.call("POST", "/v1/auth/refresh", "", body)).body());
        refresh = pair.get("refreshToken").asText();
        tokens.add(pair.get("accessToken").asText());
      }
      for (String token : tokens.subList(0, WARM_UP_TOKENS)) {
        require(200, connection.call("GET", PATH, token, ""));
      }
      long before = PROCESS.getProcessCpuTime();
      long own = ownNanos();
      for (String token : tokens.subList(WARM_UP_TOKENS, tokens.size())) {
        require(200, connection.call("GET", PATH, token, ""));
      }
      long used = PROCESS.getProcessCpuTime() - before - (ownNanos() - own);
      return used / 1_000.0 / NEW_TOKENS;
    }
  }

  private static long ownNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static Connection.Answer require(int status, Connection.Answer answer)
      throws IOException {
    if (answer.status() != status) {
      throw new IOException("The server answered " + answer.status() + ": " + answer.body());
    }
    return answer;
  }
}

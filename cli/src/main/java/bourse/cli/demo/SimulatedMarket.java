package bourse.cli.demo;

import bourse.cli.client.ClientSession;
import bourse.cli.client.Operator;
import bourse.cli.client.ServerConnection;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makers and takers at work against one server, each market on threads of its own. A refusal or an
 * absent server makes a bot wait and try again; it never gives up.
 */
public final class SimulatedMarket {
  private static final Logger LOG = LoggerFactory.getLogger(SimulatedMarket.class);
  private static final String DEVICE = "simulated market";
  private static final double REQUOTE_SECONDS = 1;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
  private static final Duration FUNDS_EVERY = Duration.ofMinutes(1);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  /** What the trader begins with. */
  private static final Map<String, String> TRADER_FUNDS =
      Map.of("USD", "100000", "EUR", "50000", "BTC", "2", "ETH", "25", "SOL", "200", "AAPL", "100");

  /** What a bot is brought back to when less than a tenth is left. */
  private static final Map<String, String> BOT_FUNDS =
      Map.of(
          "USD",
          "50000000",
          "EUR",
          "50000000",
          "BTC",
          "500",
          "ETH",
          "10000",
          "SOL",
          "100000",
          "AAPL",
          "100000");

  private final ServerConnection server;
  private final Operator operator;
  private final DemoLogins logins;
  private final long seed;
  private final List<Thread> threads = new ArrayList<>();
  private final List<ClientSession> sessions = new ArrayList<>();
  private final List<Maker> makers = new ArrayList<>();
  private final CountDownLatch stopping = new CountDownLatch(1);

  /**
   * @param server the public API
   * @param operator books the money of the bots
   * @param seed decides every random number
   */
  public SimulatedMarket(ServerConnection server, Operator operator, DemoLogins logins, long seed) {
    this.server = server;
    this.operator = operator;
    this.logins = logins;
    this.seed = seed;
  }

  /** What the server has to list before {@link #open}: its file of market definitions. */
  public static String definitions() {
    return DemoMarket.definitions();
  }

  /** Creates and funds everyone, and starts to trade. */
  public void open() {
    for (DemoLogins.Login login : logins.all()) {
      create(login);
    }
    fundTrader();
    List<ClientSession> makerSessions = sessions(DemoLogins.Part.MAKER);
    List<ClientSession> takerSessions = sessions(DemoLogins.Part.TAKER);
    sessions.addAll(makerSessions);
    sessions.addAll(takerSessions);
    sessions.forEach(this::fund);
    SplittableRandom random = new SplittableRandom(seed);
    int number = 0;
    for (DemoMarket market : DemoMarket.all()) {
      ClientSession makerSession = makerSessions.get(number % makerSessions.size());
      ClientSession takerSession = takerSessions.get(number % takerSessions.size());
      PriceWalk walk = new PriceWalk(market.startPrice().doubleValue(), random.split());
      Maker maker = new Maker(market, makerSession, walk, random.split());
      Taker taker = new Taker(market, takerSession, random.split());
      makers.add(maker);
      maker.findStart();
      maker.requote(0);
      run("maker-" + market.name(), () -> REQUOTE_SECONDS, () -> maker.requote(REQUOTE_SECONDS));
      run("taker-" + market.name(), taker::pause, taker::trade);
      number++;
    }
    run("funds", FUNDS_EVERY::toSeconds, () -> sessions.forEach(this::fund));
  }

  /** Does nothing when an earlier demo has made the user. */
  private void create(DemoLogins.Login login) {
    try {
      operator.createUser(login.email(), login.password(), login.fullName());
    } catch (Fault fault) {
      if (fault.code() != ErrorCode.ALREADY_EXISTS) {
        throw fault;
      }
    }
  }

  /**
   * Stops trading and takes the quotes back. Returns within some seconds. Nobody logs out: after a
   * Ctrl-C Redis has ended already, and sessions end by their age.
   */
  public void close() {
    stopping.countDown();
    long end = System.nanoTime() + STOP_TIMEOUT.toNanos();
    for (Thread thread : threads) {
      try {
        if (!thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
          LOG.warn("{} did not stop in time", thread.getName());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    try {
      makers.forEach(Maker::withdraw);
    } catch (Fault fault) {
      LOG.info("The quotes stay until the next start: {}", fault.getMessage());
    }
  }

  private List<ClientSession> sessions(DemoLogins.Part part) {
    return logins.of(part).stream()
        .map(login -> new ClientSession(server, login.email(), login.password(), DEVICE))
        .toList();
  }

  private void fundTrader() {
    String email = logins.trader().email();
    TRADER_FUNDS.forEach((currency, amount) -> {
      try {
        operator.deposit(
            email,
            currency,
            amount,
            "demo-start-" + currency,
            Optional.of("Simulated money of the demo"));
      } catch (Fault fault) {
        if (fault.code() != ErrorCode.ALREADY_EXISTS) {
          throw fault;
        }
      }
    });
  }

  private void fund(ClientSession session) {
    for (Map.Entry<String, String> funds : BOT_FUNDS.entrySet()) {
      JsonNode wallet = session.get("/v1/wallets/" + funds.getKey()).body();
      BigDecimal target = new BigDecimal(funds.getValue());
      BigDecimal balance = new BigDecimal(wallet.path("balance").asText("0"));
      if (balance.multiply(BigDecimal.TEN).compareTo(target) < 0) {
        operator.deposit(
            session.email(),
            funds.getKey(),
            funds.getValue(),
            "simulated-" + UUID.randomUUID(),
            Optional.of("Simulated money of the demo"));
      }
    }
  }

  /** Runs the work again and again until the end, with a pause in seconds before each. */
  private void run(String name, DoubleSupplier pauseSeconds, Runnable work) {
    threads.add(Thread.ofVirtual().name(name).start(() -> repeat(name, pauseSeconds, work)));
  }

  private void repeat(String name, DoubleSupplier pauseSeconds, Runnable work) {
    long troubleMillis = 0;
    while (!stopsWithin((long) (pauseSeconds.getAsDouble() * 1_000) + troubleMillis)) {
      try {
        work.run();
        troubleMillis = 0;
      } catch (Fault fault) {
        troubleMillis = Math.min(LONGEST_PAUSE.toMillis(), Math.max(500, troubleMillis * 2));
        LOG.info("{} waits {} ms: {}", name, troubleMillis, fault.getMessage());
      }
    }
  }

  private boolean stopsWithin(long millis) {
    try {
      return stopping.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}

package bourse.systemtests;

import bourse.domain.AssetDefinition;
import bourse.domain.AssetType;
import bourse.domain.ClientOrderId;
import bourse.domain.Fault;
import bourse.domain.OrderType;
import bourse.domain.Side;
import bourse.domain.SymbolDefinition;
import bourse.domain.TimeInForce;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.exchange.Exchange;
import bourse.exchange.ExchangeRuntime;
import bourse.exchange.ExchangeSettings;
import bourse.exchange.ExchangeStorage;
import bourse.exchange.Projector;
import bourse.platform.data.SqlDatabase;
import bourse.platform.log.LogSettings;
import bourse.platform.time.WallClock;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/**
 * A process that things are done to: the real exchange on real files, with the projector and H2 or
 * without, and four clients that trade. It prints {@code ack SEQUENCE ID .} for each
 * acknowledgement and {@code refused CODE} for each fault, and ends with 1 when its log fails, as
 * the server does.
 */
final class FaultyExchange {
  static final int CLIENTS = 4;
  static final String WITH_SQL = "sql";
  static final AssetDefinition BITCOIN =
      new AssetDefinition(1, "BTC", "Bitcoin", AssetType.CRYPTO, 8);
  static final AssetDefinition DOLLAR =
      new AssetDefinition(2, "USD", "US dollar", AssetType.FIAT, 6);
  static final SymbolDefinition SYMBOL =
      SymbolDefinition.of(1, BITCOIN, DOLLAR, "0.01", "0.0001", 10, 20, "0", "1000");
  private static final long FIRST_ACCOUNT = 1000;
  private static final ExchangeSettings SETTINGS =
      new ExchangeSettings(
          new LogSettings(1 << 20, 64 << 10),
          100_000,
          Duration.ofSeconds(10),
          16 << 20,
          1_000_000,
          500,
          3,
          Duration.ofMinutes(10),
          Duration.ofSeconds(1),
          Duration.ZERO,
          Duration.ofSeconds(5));

  private FaultyExchange() {}

  /** What happens when the log fails, is for the caller to say. */
  static ExchangeRuntime exchange(Path directory, ExchangeRuntime.FatalListener fatal) {
    return new ExchangeRuntime(
        SETTINGS, ExchangeStorage.files(directory), Optional.empty(), WallClock.system(), fatal);
  }

  static SqlDatabase database(Path directory) {
    return SqlDatabase.h2(directory.resolve("database").resolve("bourse"), "file", "user");
  }

  /**
   * @param arguments the directory, a word that makes this run's client order ids its own, and
   *     {@link #WITH_SQL} or nothing
   */
  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    ExchangeRuntime exchange =
        exchange(
            directory,
            reason -> {
              System.out.println("fatal " + reason);
              Runtime.getRuntime().halt(1);
            });
    if (arguments.length > 2) {
      SqlDatabase database = database(directory);
      database.start();
      exchange.add(new Projector(database.projection()));
    }
    exchange.start();
    System.out.println("started");
    if (exchange.sequence() == 1) {
      setUp(exchange);
    }
    for (int i = 0; i < CLIENTS; i++) {
      int number = i;
      Thread.ofPlatform().start(() -> trade(exchange, number, arguments[1]));
    }
  }

  private static void setUp(Exchange exchange) {
    exchange.submit(Commands.addAsset(CommandContext.NONE, BITCOIN));
    exchange.submit(Commands.addAsset(CommandContext.NONE, DOLLAR));
    exchange.submit(Commands.listSymbol(CommandContext.NONE, SYMBOL));
    for (int i = 0; i < CLIENTS; i++) {
      for (AssetDefinition asset : new AssetDefinition[] {BITCOIN, DOLLAR}) {
        exchange.submit(
            Commands.deposit(
                CommandContext.NONE,
                FIRST_ACCOUNT + i,
                asset.id(),
                1_000_000_000_000_000L,
                i,
                asset.id()));
      }
    }
  }

  private static void trade(Exchange exchange, int number, String run) {
    PrintStream out = System.out;
    Random random = new Random();
    for (int i = 0; !out.checkError(); i++) {
      String id = "%s-%d-%d".formatted(run, number, i);
      try {
        long sequence =
            exchange
                .submit(
                    Commands.place(
                        CommandContext.NONE,
                        FIRST_ACCOUNT + number,
                        SYMBOL.id(),
                        random.nextBoolean() ? Side.BUY : Side.SELL,
                        OrderType.LIMIT,
                        TimeInForce.GTC,
                        6_000_000 + random.nextInt(100),
                        1 + random.nextInt(20),
                        ClientOrderId.of(id)))
                .sequence();
        out.print("ack " + sequence + " " + id + " .\n");
      } catch (Fault e) {
        out.print("refused " + e.code().number() + " .\n");
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

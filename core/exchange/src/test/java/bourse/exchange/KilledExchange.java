package bourse.exchange;

import bourse.domain.Side;
import bourse.platform.log.LogSettings;
import bourse.platform.time.WallClock;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/**
 * A process made to be killed: starts an exchange in the directory given, submits orders with 16
 * threads, and prints {@code sequence clientOrderId whole} for each acknowledgement. Ends when
 * nobody reads what it prints.
 */
final class KilledExchange {
  static final int ACCOUNTS = 16;
  static final long FIRST_ACCOUNT = 1000;
  static final ExchangeSettings SETTINGS =
      new ExchangeSettings(
          new LogSettings(1 << 20, 64 << 10),
          100_000,
          Duration.ofSeconds(10),
          16 << 20,
          1_000_000,
          2_000,
          3,
          Duration.ofMinutes(10),
          Duration.ofSeconds(1),
          Duration.ZERO,
          Duration.ofSeconds(5));

  private KilledExchange() {}

  static ExchangeRuntime exchange(Path directory) {
    return new ExchangeRuntime(
        SETTINGS,
        ExchangeStorage.files(directory),
        Optional.empty(),
        WallClock.system(),
        reason -> System.err.println("fatal: " + reason));
  }

  /**
   * @param arguments the directory, and a number that makes this run's client order ids its own
   */
  public static void main(String[] arguments) throws Exception {
    ExchangeRuntime exchange = exchange(Path.of(arguments[0]));
    exchange.start();
    if (exchange.sequence() == 1) {
      TestMarket.list(exchange);
      for (int i = 0; i < ACCOUNTS; i++) {
        TestMarket.fund(exchange, FIRST_ACCOUNT + i);
      }
    }
    for (int i = 0; i < ACCOUNTS; i++) {
      int number = i;
      Thread.ofPlatform().start(() -> submit(exchange, number, arguments[1]));
    }
  }

  private static void submit(Exchange exchange, int number, String run) {
    PrintStream out = System.out;
    Random random = new Random();
    for (int i = 0; !out.checkError(); i++) {
      String id = "run%s-%d-%d".formatted(run, number, i);
      long sequence =
          exchange
              .submit(
                  TestMarket.place(
                      FIRST_ACCOUNT + number,
                      random.nextBoolean() ? Side.BUY : Side.SELL,
                      6_000_000 + random.nextInt(100),
                      1 + random.nextInt(20),
                      id))
              .sequence();
      out.print(sequence + " " + id + " whole\n");
    }
  }
}

package bourse.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.engine.FactSink;
import bourse.exchange.ExchangeRuntime;
import bourse.exchange.ExchangeSettings;
import bourse.exchange.ExchangeStorage;
import bourse.exchange.FactStream;
import bourse.exchange.Listings;
import bourse.exchange.MarketFile;
import bourse.platform.service.Progress;
import bourse.platform.time.WallClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The last step before clients are let in. */
class MarketSetUpTest {
  private static final String MARKETS =
      """
      assets:
        - {symbol: USD, name: US dollar, type: fiat, decimals: 6}
        - {symbol: BTC, name: Bitcoin, type: crypto, decimals: 8}
      symbols:
        - symbol: BTC-USD
          tick: 0.50
          lot: 0.001
          minimum-notional: 1
          maximum-quantity: 1000
          maker-fee-basis-points: 10
          taker-fee-basis-points: 20
      """;

  /** A database that commits nothing until it may. */
  private static final class SlowProjection implements FactStream.Consumer, FactSink {
    final CountDownLatch mayCommit = new CountDownLatch(1);

    @Override
    public String name() {
      return "projector";
    }

    @Override
    public FactStream.Pace pace() {
      return FactStream.Pace.CATCHES_UP;
    }

    @Override
    public long position() {
      return 0;
    }

    @Override
    public FactSink sink() {
      return this;
    }

    @Override
    public void flush(long sequence) throws InterruptedException {
      mayCommit.await();
    }
  }

  @Test
  void clientsAreLetInWhenTheDatabaseHasTheLog(@TempDir Path directory) throws Exception {
    MarketFile file = MarketFile.parse(MARKETS, "markets.yaml");
    Listings listings = new Listings();
    ExchangeRuntime before = exchange(directory, listings);
    before.start();
    file.list(before, listings, WallClock.system());
    before.stop();

    SlowProjection projection = new SlowProjection();
    listings = new Listings();
    ExchangeRuntime exchange = exchange(directory, listings);
    exchange.add(projection);
    assertFalse(exchange.awaitEarlierProjected(Duration.ZERO), "it has not started");
    exchange.start();
    try {
      BlockingQueue<String> said = new LinkedBlockingQueue<>();
      MarketSetUp markets =
          new MarketSetUp(
              file,
              exchange,
              () -> exchange.figures().projectionLag(),
              listings,
              WallClock.system(),
              (name, step, millis, detail) -> said.add(name + " " + step + " " + detail));
      FutureTask<Boolean> start =
          new FutureTask<>(() -> {
            markets.start();
            return true;
          });
      Thread.ofVirtual().start(start);

      assertEquals(
          "markets %s until the database has the log; %d commands are left"
              .formatted(Progress.Step.WAITING, exchange.sequence()),
          said.poll(30, TimeUnit.SECONDS));
      assertEquals(FutureTask.State.RUNNING, start.state());

      projection.mayCommit.countDown();
      assertTrue(start.get(30, TimeUnit.SECONDS));
    } finally {
      projection.mayCommit.countDown();
      exchange.stop();
    }
  }

  private static ExchangeRuntime exchange(Path directory, Listings listings) {
    ExchangeRuntime exchange =
        new ExchangeRuntime(
            ExchangeSettings.DEFAULTS,
            ExchangeStorage.files(directory),
            Optional.empty(),
            WallClock.system(),
            reason -> {});
    exchange.add(listings);
    return exchange;
  }
}

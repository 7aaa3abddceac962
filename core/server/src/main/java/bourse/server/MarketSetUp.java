package bourse.server;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.exchange.Exchange;
import bourse.exchange.Listings;
import bourse.exchange.MarketFile;
import bourse.platform.service.Health;
import bourse.platform.service.Progress;
import bourse.platform.service.Service;
import bourse.platform.time.WallClock;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What is done before clients are let in: lists what the market file defines and the exchange does
 * not know yet, and waits until SQL has what the log has. In a database that is older than the log
 * the number of an account that it forgot looks free, and whoever registers would get it.
 */
final class MarketSetUp implements Service {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
  private static final int PATIENT_LOOKS = 30;

  private final MarketFile file;
  private final Exchange exchange;
  private final LongSupplier projectionLag;
  private final Listings listings;
  private final WallClock clock;
  private final Progress progress;

  /**
   * @param projectionLag the commands that SQL does not have yet
   */
  MarketSetUp(
      MarketFile file,
      Exchange exchange,
      LongSupplier projectionLag,
      Listings listings,
      WallClock clock,
      Progress progress) {
    this.file = file;
    this.exchange = exchange;
    this.projectionLag = projectionLag;
    this.listings = listings;
    this.clock = clock;
    this.progress = progress;
  }

  @Override
  public String name() {
    return "markets";
  }

  /**
   * Errors: {@code BAD_CONFIGURATION} (the exchange refuses a definition), {@code DEPENDENCY_DOWN}
   * (SQL takes nothing for a minute).
   */
  @Override
  public void start() throws InterruptedException {
    file.list(exchange, listings, clock);
    awaitProjection();
  }

  private void awaitProjection() throws InterruptedException {
    long least = Long.MAX_VALUE;
    int looks = 0;
    while (!exchange.awaitEarlierProjected(LOOK_EVERY)) {
      long left = projectionLag.getAsLong();
      looks = left < least ? 0 : looks + 1;
      least = Math.min(left, least);
      if (looks == PATIENT_LOOKS) {
        throw new Fault(
            ErrorCode.DEPENDENCY_DOWN,
            "The database takes nothing of the log; %,d commands are left. The server's log says why."
                .formatted(left));
      }
      progress.step(
          name(),
          Progress.Step.WAITING,
          0,
          "until the database has the log; %,d commands are left".formatted(left));
    }
  }

  @Override
  public void stop() {
    // What is listed stays listed; nothing runs.
  }

  @Override
  public Health health() {
    return Health.UP;
  }
}

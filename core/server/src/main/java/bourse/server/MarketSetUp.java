package bourse.server;

import bourse.exchange.Exchange;
import bourse.exchange.Listings;
import bourse.exchange.MarketFile;
import bourse.platform.service.Health;
import bourse.platform.service.Service;
import bourse.platform.time.WallClock;

/**
 * Lists what the market file defines and the exchange does not know yet, before clients are let in.
 */
final class MarketSetUp implements Service {
  private final MarketFile file;
  private final Exchange exchange;
  private final Listings listings;
  private final WallClock clock;

  MarketSetUp(MarketFile file, Exchange exchange, Listings listings, WallClock clock) {
    this.file = file;
    this.exchange = exchange;
    this.listings = listings;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "markets";
  }

  @Override
  public void start() throws InterruptedException {
    file.list(exchange, listings, clock);
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

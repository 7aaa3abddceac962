package bourse.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.Fault;
import bourse.domain.PriceLimits;
import bourse.domain.SafeState;
import bourse.domain.SafeStateCause;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.platform.service.Health;
import bourse.testing.SimulatedDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The watch on the real exchange, whose clock and disk are ours. */
class SafeStateWatchTest {
  private static final long START = 1_700_000_000_000_000L;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final AtomicLong clock = new AtomicLong(START);
  private final VenueStatus venue = new VenueStatus();
  private final Listings listings = new Listings();
  private final ExchangeRuntime exchange =
      new ExchangeRuntime(
          ExchangeSettings.DEFAULTS,
          ExchangeStorage.of(new SimulatedDisk(), new SimulatedDisk()),
          Optional.empty(),
          clock::incrementAndGet,
          reason -> {});

  @BeforeEach
  void start() throws Exception {
    exchange.add(venue);
    exchange.add(listings);
    exchange.start();
  }

  @AfterEach
  void stop() throws Exception {
    exchange.stop();
  }

  @Test
  void aSignStepsTheVenueDownOnceAndNothingStepsItUp() throws Exception {
    AtomicBoolean isSeen = new AtomicBoolean();
    SafeStateWatch watch =
        watch(new SafeStateWatch.Sign(SafeStateCause.STALE_PRICE, SafeState.HALT, isSeen::get));
    watch.look();
    assertEquals(Health.UP, watch.health());
    assertEquals(1, exchange.sequence());

    isSeen.set(true);
    watch.look();
    seen(SafeState.HALT, SafeStateCause.STALE_PRICE);
    assertEquals(Health.State.DEGRADED, watch.health().state());
    assertTrue(
        watch.health().detail().contains("HALT for STALE_PRICE since"), watch.health()::detail);
    long sequence = exchange.sequence();
    watch.look();
    isSeen.set(false);
    watch.look();
    assertEquals(sequence, exchange.sequence(), "a step is logged once");
    seen(SafeState.HALT, SafeStateCause.STALE_PRICE);

    set(SafeState.NORMAL);
    watch.look();
    seen(SafeState.NORMAL, SafeStateCause.OPERATOR);
    assertEquals(Health.UP, watch.health());
  }

  @Test
  void aClockThatJumpedIsRememberedUntilItCanBeLogged() throws Exception {
    SafeStateWatch watch =
        watch(
            new SafeStateSettings(0, Duration.ZERO)
                .signs(exchange, listings, Path.of("."), 10).stream()
                    .toArray(SafeStateWatch.Sign[]::new));
    watch.look();
    assertEquals(1, exchange.sequence());
    clock.set(START + 3_600_000_000L);
    assertThrows(Fault.class, () -> set(SafeState.NORMAL));
    watch.look();
    assertEquals(1, exchange.sequence());
    assertTrue(
        watch.health().detail().startsWith("The venue steps down for [CLOCK_JUMP] as soon"),
        watch.health()::detail);

    clock.set(START + 1_000);
    watch.look();
    seen(SafeState.CANCEL_ONLY, SafeStateCause.CLOCK_JUMP);
  }

  @Test
  void tooLittleRoomIsSeen(@TempDir Path directory) throws Exception {
    SafeStateWatch watch =
        watch(
            new SafeStateSettings(Long.MAX_VALUE, Duration.ZERO)
                .signs(exchange, listings, directory, 10).stream()
                    .toArray(SafeStateWatch.Sign[]::new));
    watch.look();
    seen(SafeState.CANCEL_ONLY, SafeStateCause.DISK_SPACE);
  }

  @Test
  void aReferencePriceThatGotStaleIsSeen() throws Exception {
    SafeStateWatch watch =
        watch(
            new SafeStateSettings(0, Duration.ZERO)
                .signs(exchange, listings, Path.of("."), 1_000_000).stream()
                    .toArray(SafeStateWatch.Sign[]::new));
    exchange.submit(Commands.addAsset(CommandContext.NONE, TestMarket.BITCOIN));
    exchange.submit(Commands.addAsset(CommandContext.NONE, TestMarket.DOLLAR));
    exchange.submit(
        Commands.listSymbol(
            CommandContext.NONE,
            TestMarket.SYMBOL.withPrices(new PriceLimits(100, 0, 0, 0, 0, 5_000_000, true))));
    exchange.submit(
        Commands.setReferencePrice(
            CommandContext.NONE, TestMarket.SYMBOL.id(), 100, clock.get() + 1));
    watch.look();
    seen(SafeState.NORMAL, SafeStateCause.OPERATOR);

    clock.addAndGet(6_000_000);
    long sequence = exchange.submit(Commands.tick(CommandContext.NONE)).sequence();
    assertTrue(listings.await(sequence));
    watch.look();
    seen(SafeState.CANCEL_ONLY, SafeStateCause.STALE_PRICE);
  }

  @Test
  void onlyALagThatLastsIsSeen() {
    AtomicLong lag = new AtomicLong(51);
    AtomicLong nanos = new AtomicLong();
    BooleanSupplier lasting =
        new SafeStateSettings(0, Duration.ofSeconds(60)).lagging(lag::get, 100, nanos::get);
    assertFalse(lasting.getAsBoolean());
    nanos.set(59_000_000_000L);
    assertFalse(lasting.getAsBoolean());
    lag.set(50);
    assertFalse(lasting.getAsBoolean());
    lag.set(200);
    nanos.set(70_000_000_000L);
    assertFalse(lasting.getAsBoolean());
    nanos.set(130_000_000_000L);
    assertTrue(lasting.getAsBoolean());
  }

  private SafeStateWatch watch(SafeStateWatch.Sign... signs) {
    return new SafeStateWatch(
        exchange, venue, List.of(signs), Duration.ofSeconds(1), clock::incrementAndGet);
  }

  private void set(SafeState state) {
    exchange.submit(Commands.setSafeState(CommandContext.NONE, state, SafeStateCause.OPERATOR));
  }

  private void seen(SafeState state, SafeStateCause cause) throws InterruptedException {
    assertTrue(venue.await(exchange.sequence(), PATIENCE));
    assertEquals(state, venue.status().state());
    assertEquals(cause, venue.status().cause());
  }
}

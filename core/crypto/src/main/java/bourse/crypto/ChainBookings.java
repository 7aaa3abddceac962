package bourse.crypto;

import bourse.domain.AssetDefinition;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.engine.EntryType;
import bourse.engine.ExchangeEngine;
import bourse.engine.FactSink;
import bourse.exchange.Exchange;
import bourse.exchange.Listings;
import bourse.platform.telemetry.TraceContext;
import bourse.platform.time.WallClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Books movements between accounts of the house and clients, each once: it is noted durably that a
 * command is made before it is submitted, and one whose outcome is not known is made again only
 * when the log does not have it and the first can't be executed any more. Only the thread of their
 * chain books its movements.
 */
final class ChainBookings {
  /** What became of a movement. */
  enum Result {
    BOOKED,
    /** The exchange does not want it as things are. */
    REFUSED,
    /** Not known, or not possible at the moment. */
    LATER
  }

  private static final Duration PROJECTION_PATIENCE = Duration.ofSeconds(10);

  /** The engine refuses a command that is older than its window; a minute for clocks. */
  private static final Duration COMMAND_LIFE =
      Duration.of(ExchangeEngine.COMMAND_WINDOW_MICROS, ChronoUnit.MICROS).plusMinutes(1);

  private final Exchange exchange;
  private final Listings listings;
  private final ChainMovementStore movements;
  private final WallClock clock;
  private final Instant processStart;

  ChainBookings(
      Exchange exchange, Listings listings, ChainMovementStore movements, WallClock clock) {
    this.exchange = exchange;
    this.listings = listings;
    this.movements = movements;
    this.clock = clock;
    this.processStart = clock.instant();
  }

  Result book(ChainMovement movement) throws InterruptedException {
    Optional<AssetDefinition> asset = listings.asset(movement.asset());
    if (asset.isEmpty() || !exchange.awaitEarlierProjected(PROJECTION_PATIENCE)) {
      return Result.LATER;
    }
    return switch (movement.status()) {
      case BOOKED -> Result.BOOKED;
      // SQL may have been restored from a time before it was booked.
      case PLANNED ->
          isInLog(movement.id()) ? Result.BOOKED : submit(movement, asset.orElseThrow());
      case SUBMITTED -> settle(movement, asset.orElseThrow());
    };
  }

  private boolean isInLog(UUID id) {
    OptionalLong sequence = movements.sequenceInLog(id);
    sequence.ifPresent(found -> movements.booked(id, found));
    return sequence.isPresent();
  }

  /** Finds out what became of a command whose answer never came. */
  private Result settle(ChainMovement movement, AssetDefinition asset) throws InterruptedException {
    if (!exchange.awaitProjected(exchange.sequence(), PROJECTION_PATIENCE)) {
      return Result.LATER;
    }
    if (isInLog(movement.id())) {
      return Result.BOOKED;
    }
    Instant submittedAt = movement.submittedAt().orElseThrow();
    boolean ofAnEarlierProcess = submittedAt.isBefore(processStart);
    boolean tooOld = submittedAt.plus(COMMAND_LIFE).isBefore(clock.instant());
    return ofAnEarlierProcess || tooOld ? submit(movement, asset) : Result.LATER;
  }

  private Result submit(ChainMovement movement, AssetDefinition asset) {
    OptionalLong units = asset.units(movement.amount());
    if (units.isEmpty()) {
      movements.refused(movement.id(), ErrorCode.AMOUNT_OUT_OF_RANGE);
      return Result.REFUSED;
    }
    if (!movements.submit(movement.id(), clock.instant())) {
      return Result.BOOKED;
    }
    bourse.exchange.Outcome outcome;
    try {
      outcome = exchange.submit(command(movement, asset, units.getAsLong()));
    } catch (Fault fault) {
      return notAnswered(movement, fault);
    }
    Optional<ErrorCode> refusal = refusal(outcome);
    if (refusal.isPresent()) {
      movements.refused(movement.id(), refusal.get());
      return Result.REFUSED;
    }
    movements.booked(movement.id(), outcome.sequence());
    return Result.BOOKED;
  }

  private Result notAnswered(ChainMovement movement, Fault fault) {
    switch (fault.code().type()) {
      // Nothing happened, so it may be made again at once.
      case UNAVAILABLE, THROTTLED -> movements.refused(movement.id(), fault.code());
      case USER, ACCESS, MISSING, CONFLICT, UNKNOWN, INTERNAL -> {}
    }
    return Result.LATER;
  }

  private byte[] command(ChainMovement movement, AssetDefinition asset, long units) {
    UUID id = movement.id();
    TraceContext trace = TraceContext.fresh();
    CommandContext context =
        new CommandContext(
            id.getMostSignificantBits(),
            id.getLeastSignificantBits(),
            clock.micros(),
            trace.traceHigh(),
            trace.traceLow(),
            trace.span());
    return Commands.transfer(
        context,
        movement.from(),
        movement.to(),
        asset.id(),
        units,
        type(movement.kind()),
        0,
        0,
        0,
        id.getMostSignificantBits(),
        id.getLeastSignificantBits());
  }

  private static EntryType type(ChainMovement.Kind kind) {
    return switch (kind) {
      case CREDIT -> EntryType.DEPOSIT;
      case TAKE_BACK -> EntryType.REVERSAL;
    };
  }

  private static Optional<ErrorCode> refusal(bourse.exchange.Outcome outcome) {
    ErrorCode[] refusal = new ErrorCode[1];
    outcome.read(
        new FactSink() {
          @Override
          public void refused(int code, long account, long orderId) {
            refusal[0] = ErrorCode.of(code);
          }
        });
    return Optional.ofNullable(refusal[0]);
  }
}

package bourse.withdrawals;

import bourse.domain.AdjustmentCategory;
import bourse.domain.AssetDefinition;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.HouseAccount;
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
 * Has the engine do what a withdrawal needs, each movement once. It is noted durably that a command
 * is made before it is submitted; one whose outcome is not known is made again only when the log
 * does not have it and the first can't be executed any more. The caller sees to it that one
 * withdrawal is not booked by two threads.
 */
final class Bookings {
  /** What became of a movement. */
  sealed interface Outcome {
    /**
     * @param sequence where; of a hold its id
     */
    record Booked(long sequence) implements Outcome {}

    /** The engine does not want it as things are. */
    record Refused(ErrorCode code) implements Outcome {}

    /** Not known, or not possible at the moment. */
    record Later() implements Outcome {}
  }

  private static final Outcome LATER = new Outcome.Later();
  private static final Duration PROJECTION_PATIENCE = Duration.ofSeconds(10);

  /** The engine refuses a command that is older than its window; a minute for clocks. */
  private static final Duration COMMAND_LIFE =
      Duration.of(ExchangeEngine.COMMAND_WINDOW_MICROS, ChronoUnit.MICROS).plusMinutes(1);

  private final Exchange exchange;
  private final Listings listings;
  private final MovementStore movements;
  private final WallClock clock;
  private final Instant processStart;

  Bookings(Exchange exchange, Listings listings, MovementStore movements, WallClock clock) {
    this.exchange = exchange;
    this.listings = listings;
    this.movements = movements;
    this.clock = clock;
    this.processStart = clock.instant();
  }

  /**
   * Books what is planned of a withdrawal, in its order, as far as it goes.
   *
   * @return of the last one, whether it was booked now or before
   */
  Outcome bookAll(Withdrawal withdrawal) throws InterruptedException {
    Outcome last = new Outcome.Booked(0);
    for (Movement movement : movements.of(withdrawal.id())) {
      last = book(movement, withdrawal.progress().hold());
      if (!(last instanceof Outcome.Booked)) {
        return last;
      }
    }
    return last;
  }

  private Outcome book(Movement movement, OptionalLong hold) throws InterruptedException {
    if (movement.isBooked()) {
      return new Outcome.Booked(movement.sequence().orElseThrow());
    }
    Optional<AssetDefinition> asset = listings.asset(movement.currency());
    if (asset.isEmpty() || !exchange.awaitEarlierProjected(PROJECTION_PATIENCE)) {
      return LATER;
    }
    return switch (movement.status()) {
      case BOOKED -> new Outcome.Booked(movement.sequence().orElseThrow());
      case PLANNED -> planned(movement, asset.orElseThrow(), hold);
      case SUBMITTED -> settle(movement, asset.orElseThrow(), hold);
    };
  }

  /** SQL may have been restored from a time before it was booked. */
  private Outcome planned(Movement movement, AssetDefinition asset, OptionalLong hold) {
    // A hold is asked for right after it was planned: nobody can have made it before.
    Optional<Outcome> known =
        movement.kind() == Movement.Kind.HOLD && movement.createdAt().isAfter(processStart)
            ? Optional.empty()
            : inLog(movement);
    return known.orElseGet(() -> submit(movement, asset, hold));
  }

  private Optional<Outcome> inLog(Movement movement) {
    OptionalLong sequence =
        switch (movement.kind()) {
          case HOLD ->
              held(movement).map(one -> OptionalLong.of(one.id())).orElse(OptionalLong.empty());
          case RELEASE ->
              held(movement)
                  .filter(one -> !one.status().equals("HELD"))
                  .map(one -> OptionalLong.of(one.id()))
                  .orElse(OptionalLong.empty());
          case PAYOUT, FEE, COST, RETURN -> movements.sequenceInLog(movement.id());
        };
    if (sequence.isEmpty()) {
      return Optional.empty();
    }
    movements.booked(movement.id(), sequence.getAsLong());
    return Optional.of(new Outcome.Booked(sequence.getAsLong()));
  }

  /**
   * Whether all that was set aside for a withdrawal still is; SQL may have been restored from a
   * time before it was paid out.
   *
   * @return empty when that is not known yet
   */
  Optional<Boolean> isHeld(Withdrawal withdrawal) throws InterruptedException {
    long hold = withdrawal.progress().hold().orElse(0);
    return exchange.awaitEarlierProjected(PROJECTION_PATIENCE)
            && exchange.awaitProjected(hold, PROJECTION_PATIENCE)
        ? movements
            .hold(withdrawal.account(), withdrawal.id())
            .map(held ->
                held.status().equals("HELD")
                    && held.left().compareTo(withdrawal.terms().total()) >= 0)
        : Optional.empty();
  }

  private Optional<MovementStore.Held> held(Movement movement) {
    return movements.hold(movement.account(), movement.withdrawal());
  }

  /** Finds out what became of a command whose answer never came. */
  private Outcome settle(Movement movement, AssetDefinition asset, OptionalLong hold)
      throws InterruptedException {
    if (!exchange.awaitProjected(exchange.sequence(), PROJECTION_PATIENCE)) {
      return LATER;
    }
    Optional<Outcome> known = inLog(movement);
    if (known.isPresent()) {
      return known.get();
    }
    Instant submittedAt = movement.submittedAt().orElseThrow();
    boolean ofAnEarlierProcess = submittedAt.isBefore(processStart);
    boolean tooOld = submittedAt.plus(COMMAND_LIFE).isBefore(clock.instant());
    return ofAnEarlierProcess || tooOld ? submit(movement, asset, hold) : LATER;
  }

  private Outcome submit(Movement movement, AssetDefinition asset, OptionalLong hold) {
    OptionalLong units = asset.units(movement.amount());
    if (units.isEmpty()) {
      movements.refused(movement.id(), ErrorCode.AMOUNT_OUT_OF_RANGE);
      return new Outcome.Refused(ErrorCode.AMOUNT_OUT_OF_RANGE);
    }
    if (!movements.submit(movement.id(), clock.instant())) {
      return LATER;
    }
    bourse.exchange.Outcome outcome;
    try {
      outcome = exchange.submit(command(movement, asset, units.getAsLong(), hold));
    } catch (Fault fault) {
      return notAnswered(movement, fault);
    }
    Optional<ErrorCode> refusal = refusal(outcome);
    if (refusal.isPresent()) {
      movements.refused(movement.id(), refusal.get());
      return new Outcome.Refused(refusal.get());
    }
    movements.booked(movement.id(), outcome.sequence());
    return new Outcome.Booked(outcome.sequence());
  }

  private Outcome notAnswered(Movement movement, Fault fault) {
    switch (fault.code().type()) {
      // Nothing happened, so it may be made again at once.
      case UNAVAILABLE, THROTTLED -> movements.refused(movement.id(), fault.code());
      case USER, ACCESS, MISSING, CONFLICT, UNKNOWN, INTERNAL -> {}
    }
    return LATER;
  }

  private byte[] command(Movement movement, AssetDefinition asset, long units, OptionalLong hold) {
    UUID id = movement.id();
    UUID withdrawal = movement.withdrawal();
    long high = id.getMostSignificantBits();
    long low = id.getLeastSignificantBits();
    TraceContext trace = TraceContext.fresh();
    CommandContext context =
        new CommandContext(
            high, low, clock.micros(), trace.traceHigh(), trace.traceLow(), trace.span());
    return switch (movement.kind()) {
      case HOLD ->
          Commands.holdFunds(
              context,
              movement.account(),
              asset.id(),
              units,
              0,
              withdrawal.getMostSignificantBits(),
              withdrawal.getLeastSignificantBits());
      case PAYOUT -> settle(context, movement, hold.orElseThrow(), units, EntryType.WITHDRAWAL);
      case FEE -> settle(context, movement, hold.orElseThrow(), units, EntryType.FEE);
      case RELEASE -> Commands.releaseHold(context, movement.account(), hold.orElseThrow());
      case COST ->
          Commands.transfer(
              context,
              HouseAccount.PAYMENT_COSTS.number(),
              movement.house(),
              asset.id(),
              units,
              EntryType.SETTLEMENT,
              AdjustmentCategory.PROVIDER_COST.number(),
              0,
              0,
              high,
              low);
      case RETURN ->
          Commands.transfer(
              context,
              movement.house(),
              movement.account(),
              asset.id(),
              units,
              EntryType.REVERSAL,
              AdjustmentCategory.CORRECTION.number(),
              paidOutAt(withdrawal),
              0,
              high,
              low);
    };
  }

  private long paidOutAt(UUID withdrawal) {
    return movements.of(withdrawal).stream()
        .filter(one -> one.kind() == Movement.Kind.PAYOUT)
        .flatMapToLong(one -> one.sequence().stream())
        .findFirst()
        .orElse(0);
  }

  private static byte[] settle(
      CommandContext context, Movement movement, long hold, long units, EntryType type) {
    return Commands.settleHold(
        context,
        movement.account(),
        hold,
        movement.house(),
        units,
        type,
        movement.id().getMostSignificantBits(),
        movement.id().getLeastSignificantBits());
  }

  /** What the engine refused a command with. */
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

package bourse.payments;

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
 * Books movements, each once. It is noted durably that a command is made before it is submitted;
 * one whose outcome is not known is made again only when the log does not have it and the first
 * can't be executed any more. The caller sees to it that one movement is not booked by two threads.
 *
 * <p>What comes in is a deposit from the account of the house where the money is, and what goes
 * back is a reversal of it into the same account: the clearing account of the provider, until that
 * has paid it out to the bank.
 */
final class Bookings {
  /** What became of a movement. */
  enum Outcome {
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

  Outcome book(Movement movement) throws InterruptedException {
    Optional<AssetDefinition> asset = listings.asset(movement.currency());
    if (asset.isEmpty() || !exchange.awaitEarlierProjected(PROJECTION_PATIENCE)) {
      return Outcome.LATER;
    }
    return switch (movement.status()) {
      case BOOKED -> Outcome.BOOKED;
      case CANCELLED -> Outcome.REFUSED;
      // SQL may have been restored from a time before it was booked.
      case PLANNED ->
          isInLog(movement.id()) ? Outcome.BOOKED : submit(movement, asset.orElseThrow());
      case SUBMITTED -> settle(movement, asset.orElseThrow());
    };
  }

  private boolean isInLog(UUID id) {
    OptionalLong sequence = movements.sequenceInLog(id);
    sequence.ifPresent(found -> movements.booked(id, found));
    return sequence.isPresent();
  }

  /** Finds out what became of a command whose answer never came. */
  private Outcome settle(Movement movement, AssetDefinition asset) throws InterruptedException {
    if (!exchange.awaitProjected(exchange.sequence(), PROJECTION_PATIENCE)) {
      return Outcome.LATER;
    }
    if (isInLog(movement.id())) {
      return Outcome.BOOKED;
    }
    Instant submittedAt = movement.submittedAt().orElseThrow();
    boolean ofAnEarlierProcess = submittedAt.isBefore(processStart);
    boolean tooOld = submittedAt.plus(COMMAND_LIFE).isBefore(clock.instant());
    return ofAnEarlierProcess || tooOld ? submit(movement, asset) : Outcome.LATER;
  }

  private Outcome submit(Movement movement, AssetDefinition asset) {
    OptionalLong units = asset.units(movement.amount());
    if (units.isEmpty()) {
      movements.refused(movement.id(), ErrorCode.AMOUNT_OUT_OF_RANGE);
      return Outcome.REFUSED;
    }
    if (!movements.submit(movement.id(), clock.instant())) {
      return Outcome.BOOKED;
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
      return Outcome.REFUSED;
    }
    movements.booked(movement.id(), outcome.sequence());
    return Outcome.BOOKED;
  }

  private Outcome notAnswered(Movement movement, Fault fault) {
    switch (fault.code().type()) {
      // Nothing happened, so it may be made again at once.
      case UNAVAILABLE, THROTTLED -> movements.refused(movement.id(), fault.code());
      case USER, ACCESS, MISSING, CONFLICT, UNKNOWN, INTERNAL -> {}
    }
    return Outcome.LATER;
  }

  private byte[] command(Movement movement, AssetDefinition asset, long units) {
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
    long house = house(movement).number();
    boolean isIn = movement.kind().isIn();
    return Commands.transfer(
        context,
        isIn ? house : movement.account(),
        isIn ? movement.account() : house,
        asset.id(),
        units,
        isIn ? EntryType.DEPOSIT : EntryType.REVERSAL,
        0,
        isIn ? 0 : creditOf(movement),
        0,
        id.getMostSignificantBits(),
        id.getLeastSignificantBits());
  }

  /** Where the money is: on its way through a provider, or at the bank that shows it. */
  private static HouseAccount house(Movement movement) {
    String connector = movement.reference().substring(0, movement.reference().indexOf(':'));
    return switch (connector) {
      case StripeConnector.NAME -> HouseAccount.STRIPE_CLEARING;
      case RazorpayConnector.NAME -> HouseAccount.RAZORPAY_CLEARING;
      case UpiConnector.NAME -> HouseAccount.OMNIBUS_BANK;
      default -> throw new IllegalArgumentException(connector + " has no account of the house");
    };
  }

  /** The command that credited what goes back. */
  private long creditOf(Movement movement) {
    return movements.of(movement.deposit()).stream()
        .filter(one -> one.kind() == Movement.Kind.CREDIT)
        .flatMapToLong(one -> one.sequence().stream())
        .findFirst()
        .orElse(0);
  }

  /** What the engine refused a command with. */
  static Optional<ErrorCode> refusal(bourse.exchange.Outcome outcome) {
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

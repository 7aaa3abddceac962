package bourse.admin;

import bourse.admin.PaymentReferences.Booking;
import bourse.admin.PaymentReferences.Transfer;
import bourse.domain.AssetDefinition;
import bourse.domain.Decimals;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.engine.ExchangeEngine;
import bourse.exchange.Exchange;
import bourse.exchange.Listings;
import bourse.exchange.Outcome;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.data.Database;
import bourse.platform.telemetry.TraceContext;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Books money that came in from outside, or goes from one account to another. A reference books
 * once, however often it is sent, also over a crash: it is reserved in SQL before the command is
 * submitted, and a reservation whose outcome is not known is submitted again only when its command
 * can't be executed any more and the log does not have it.
 *
 * <p>The id under which the log knows a reference is made of the reference alone. So what was
 * booked is found in the log also when SQL was restored from a backup that is older.
 */
final class Payments {
  /** What was booked. */
  record Booked(PaymentReferences.Payment payment, long sequence, boolean replayed) {}

  private static final Duration PROJECTION_PATIENCE = Duration.ofSeconds(10);

  /** The engine refuses a command that is older than its window; a minute for clocks. */
  private static final Duration COMMAND_LIFE =
      Duration.of(ExchangeEngine.COMMAND_WINDOW_MICROS, ChronoUnit.MICROS).plusMinutes(1);

  private final Exchange exchange;
  private final Listings listings;
  private final PaymentReferences references;
  private final Audit audit;
  private final Database database;
  private final WallClock clock;
  private final Instant processStart;

  /** Of two requests with the same reference the second waits for what becomes of the first. */
  private final ReentrantLock oneAtATime = new ReentrantLock();

  Payments(
      Exchange exchange,
      Listings listings,
      PaymentReferences references,
      Audit audit,
      Database database,
      WallClock clock) {
    this.exchange = exchange;
    this.listings = listings;
    this.references = references;
    this.audit = audit;
    this.database = database;
    this.clock = clock;
    this.processStart = clock.instant();
  }

  /**
   * Books a transfer between accounts that are there.
   *
   * @throws Fault {@code UNKNOWN_ASSET}, {@code INVALID_FIELD}, {@code ALREADY_EXISTS} when the
   *     reference was used for another transfer or for one that this database has forgotten, {@code
   *     DEPENDENCY_DOWN} when it does not have the log yet, {@code OUTCOME_UNKNOWN}, or what the
   *     engine refuses with
   */
  Booked book(Transfer transfer, String reference, String note, Actor actor, TraceContext trace)
      throws InterruptedException {
    AssetDefinition asset =
        listings
            .asset(transfer.currency())
            .orElseThrow(() ->
                new Fault(
                    ErrorCode.UNKNOWN_ASSET,
                    "There is no asset " + transfer.currency() + "; GET /v1/assets lists all."));
    long units = units(transfer.amount(), asset);
    oneAtATime.lock();
    try {
      PaymentReferences.Payment payment = reserved(transfer, reference, note, actor);
      return switch (payment.status()) {
        case BOOKED -> new Booked(payment, payment.sequence().orElseThrow(), true);
        case RESERVED, REFUSED -> submit(payment, asset, units, trace);
      };
    } finally {
      oneAtATime.unlock();
    }
  }

  private static long units(BigDecimal amount, AssetDefinition asset) {
    OptionalLong units = Decimals.count(amount, 1, asset.scale());
    if (amount.signum() <= 0 || units.isEmpty()) {
      String message =
          "amount is above 0, with at most "
              + asset.scale()
              + " decimals for "
              + asset.symbol()
              + ", and not beyond what the ledger can hold.";
      throw new Fault(
          ErrorCode.INVALID_FIELD, message, List.of(new FieldError("amount", "amount", message)));
    }
    return units.getAsLong();
  }

  /** The payment of this reference: settled, or free to be submitted. */
  private PaymentReferences.Payment reserved(
      Transfer transfer, String reference, String note, Actor actor) throws InterruptedException {
    OperatorCommands.requireEarlierProjected(exchange);
    Optional<PaymentReferences.Payment> known = references.find(reference);
    if (known.isEmpty()) {
      requireNotBooked(reference);
      return reserve(transfer, reference, note, actor);
    }
    if (!known.get().transfer().isSame(transfer)) {
      throw new Fault(
          ErrorCode.ALREADY_EXISTS,
          "The reference " + reference + " was used for another transfer; give this one its own.");
    }
    return switch (known.get().status()) {
      case BOOKED -> known.get();
      case REFUSED -> inLog(known.get()).orElseGet(() -> again(known.get()));
      case RESERVED -> settled(known.get());
    };
  }

  /** In a database that was restored, a reference may be unknown that was booked since. */
  private void requireNotBooked(String reference) {
    OptionalLong sequence = references.sequenceInLog(Ids.uuid8(reference));
    if (sequence.isPresent()) {
      throw new Fault(
          ErrorCode.ALREADY_EXISTS,
          "The reference "
              + reference
              + " was booked by command "
              + sequence.getAsLong()
              + ", before this database was restored; see the ledger. Give another transfer a"
              + " reference of its own.");
    }
  }

  private PaymentReferences.Payment reserve(
      Transfer transfer, String reference, String note, Actor actor) {
    PaymentReferences.Payment payment =
        new PaymentReferences.Payment(
            reference,
            Ids.uuid8(reference),
            transfer,
            PaymentReferences.Status.RESERVED,
            OptionalLong.empty(),
            clock.instant().truncatedTo(ChronoUnit.MICROS));
    String notes =
        transfer.amount().toPlainString()
            + " "
            + transfer.currency()
            + transfer.to().map(to -> " to account " + to).orElse("")
            + transfer.reason().map(reason -> " for " + reason).orElse("")
            + transfer.booking().map(Payments::words).orElse("")
            + ", reference "
            + reference
            + (note.isEmpty() ? "" : ": " + note);
    database.<Void, RuntimeException>durably(handle -> {
      references.reserve(handle, payment, actor.name());
      audit.append(
          handle, new Act(actor, action(transfer), "account:" + transfer.account(), notes));
      return null;
    });
    return payment;
  }

  private static String words(Booking booking) {
    return booking.about().map(command -> ", about command " + command).orElse("")
        + booking.businessDate().map(day -> ", counts to " + day).orElse("");
  }

  private static String action(Transfer transfer) {
    return switch (transfer.kind()) {
      case JOURNAL -> "account.journal";
      case ADJUSTMENT -> "ledger.adjust";
      case SETTLEMENT -> "ledger.settle";
      case REVERSAL -> "ledger.reverse";
      case DEPOSIT, WITHDRAWAL, HOLD, RELEASE, TRADE, FEE, BALANCE -> "account.deposit";
    };
  }

  /** Finds out what became of a command whose answer never came. */
  private PaymentReferences.Payment settled(PaymentReferences.Payment payment)
      throws InterruptedException {
    if (!exchange.awaitProjected(exchange.sequence(), PROJECTION_PATIENCE)) {
      throw unknown(payment);
    }
    Optional<PaymentReferences.Payment> booked = inLog(payment);
    if (booked.isPresent()) {
      return booked.get();
    }
    boolean ofAnEarlierProcess = payment.submittedAt().isBefore(processStart);
    boolean tooOld = payment.submittedAt().plus(COMMAND_LIFE).isBefore(clock.instant());
    if (!ofAnEarlierProcess && !tooOld) {
      throw unknown(payment);
    }
    return again(payment);
  }

  /** The payment as booked, when the log has it. */
  private Optional<PaymentReferences.Payment> inLog(PaymentReferences.Payment payment) {
    OptionalLong sequence = references.sequenceInLog(payment.id());
    if (sequence.isEmpty()) {
      return Optional.empty();
    }
    references.booked(payment.reference(), sequence.getAsLong());
    return references.find(payment.reference());
  }

  private PaymentReferences.Payment again(PaymentReferences.Payment payment) {
    references.submitAgain(payment.reference(), clock.instant());
    return references.find(payment.reference()).orElseThrow();
  }

  private Booked submit(
      PaymentReferences.Payment payment, AssetDefinition asset, long units, TraceContext trace) {
    CommandContext context =
        new CommandContext(
            payment.id().getMostSignificantBits(),
            payment.id().getLeastSignificantBits(),
            clock.micros(),
            trace.traceHigh(),
            trace.traceLow(),
            trace.span());
    Outcome outcome = exchange.submit(command(context, payment, asset, units));
    Optional<ErrorCode> refusal = OperatorCommands.refusal(outcome);
    if (refusal.isPresent()) {
      references.refused(payment.reference());
      throw new Fault(
          refusal.get(),
          "The transfer "
              + payment.reference()
              + " was refused: "
              + refusal.get().title()
              + ". "
              + refusal.get().remedy());
    }
    references.booked(payment.reference(), outcome.sequence());
    return new Booked(payment, outcome.sequence(), false);
  }

  private static byte[] command(
      CommandContext context,
      PaymentReferences.Payment payment,
      AssetDefinition asset,
      long units) {
    long account = payment.transfer().account();
    long high = payment.id().getMostSignificantBits();
    long low = payment.id().getLeastSignificantBits();
    if (payment.transfer().booking().isPresent()) {
      Booking booking = payment.transfer().booking().get();
      return Commands.transfer(
          context,
          account,
          booking.to(),
          asset.id(),
          units,
          booking.kind(),
          booking.category().number(),
          booking.about().orElse(0L),
          booking.businessDate().map(day -> (int) day.toEpochDay()).orElse(0),
          high,
          low);
    }
    return payment
        .transfer()
        .journal()
        .map(journal ->
            Commands.journal(
                context, account, journal.to(), asset.id(), units, journal.reason(), high, low))
        .orElseGet(() -> Commands.deposit(context, account, asset.id(), units, high, low));
  }

  private static Fault unknown(PaymentReferences.Payment payment) {
    return new Fault(
        ErrorCode.OUTCOME_UNKNOWN,
        "Whether the transfer "
            + payment.reference()
            + " was booked is not known yet; ask again with the same reference in a while.");
  }
}

package bourse.payments;

import bourse.domain.ErrorCode;
import bourse.payments.Connector.Effect;
import bourse.payments.Connector.Started;
import bourse.payments.Connector.View;
import bourse.payments.Deposit.Attention;
import bourse.payments.Movement.Kind;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.data.Database;
import bourse.platform.time.WallClock;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a deposit to what its provider says, and books what follows. Whatever came before, in
 * whatever order, and whether it came twice or not at all: the provider's present word decides, and
 * each reason for which money moves has one reference. The caller sees to it that one deposit is
 * not looked at by two threads.
 */
final class Looks {
  private static final Logger LOG = LoggerFactory.getLogger(Looks.class);

  /** So long a provider does the same thing once when it is asked again (Stripe: a day). */
  private static final Duration ASKED_AGAIN = Duration.ofHours(20);

  /** A provider that expires payments by itself has said so by then. */
  private static final Duration AFTER_THE_END = Duration.ofMinutes(5);

  private static final Duration AFTER_A_FAILURE = Duration.ofMinutes(1);

  private final Connectors connectors;
  private final DepositStore deposits;
  private final MovementStore movements;
  private final Bookings bookings;
  private final Refunds refunds;
  private final Debtors debtors;
  private final Database database;
  private final Audit audit;
  private final URI returnTo;
  private final WallClock clock;

  Looks(
      Connectors connectors,
      DepositStore deposits,
      MovementStore movements,
      Bookings bookings,
      Refunds refunds,
      Debtors debtors,
      Database database,
      Audit audit,
      URI returnTo,
      WallClock clock) {
    this.connectors = connectors;
    this.deposits = deposits;
    this.movements = movements;
    this.bookings = bookings;
    this.refunds = refunds;
    this.debtors = debtors;
    this.database = database;
    this.audit = audit;
    this.returnTo = returnTo;
    this.clock = clock;
  }

  /** Looks, and says when to look again. A provider that is silent is asked again. */
  void look(UUID id) throws InterruptedException {
    Optional<Deposit> found = deposits.find(id);
    if (found.isEmpty()) {
      return;
    }
    Optional<Connector> connector = connectors.named(found.get().connector());
    Optional<View> view = Optional.empty();
    try {
      if (connector.isPresent()) {
        view = ask(connector.get(), found.get());
      }
    } catch (ProviderSilence silence) {
      LOG.info("Deposit {} is asked for again: {}", id, silence.getMessage());
    } catch (ProviderRefusal refusal) {
      LOG.warn("Deposit {} can't be asked for: {}", id, refusal.getMessage());
    }
    if (connector.isPresent()) {
      refunds.carryOn(connector.get(), id, view);
    }
    book(id);
    change(id, deposit -> deposit.lookAgain(Schedule.next(deposit, clock.instant())), false);
  }

  /** A look that failed is not tried again at once. */
  void later(UUID id) {
    change(
        id,
        deposit -> deposit.lookAgain(Optional.of(clock.instant().plus(AFTER_A_FAILURE))),
        false);
  }

  /** What the provider says; empty when it was only told. */
  private Optional<View> ask(Connector connector, Deposit deposit) {
    if (deposit.reference().isEmpty()) {
      start(connector, deposit);
      return Optional.empty();
    }
    List<Movement> before = movements.of(deposit.id());
    boolean effects = before.stream().anyMatch(movement -> movement.kind() != Kind.CREDIT);
    View view =
        orExpired(
            deposit,
            connector.look(deposit.reference().get(), deposit.order(returnTo(deposit)), effects));
    if (isNews(deposit, view, before)) {
      database.<Void, RuntimeException>durably(handle -> {
        apply(handle, deposits.lock(handle, deposit.id()).orElseThrow(), view);
        return null;
      });
    }
    return Optional.of(view);
  }

  /** Not every provider says of itself that a payment has waited long enough. */
  private View orExpired(Deposit deposit, View view) {
    boolean isOver = clock.instant().isAfter(deposit.expiresAt().plus(AFTER_THE_END));
    return view.phase() == Connector.Phase.NOT_PAID && isOver
        ? View.unpaid(Connector.Phase.EXPIRED, view.failure())
        : view;
  }

  private URI returnTo(Deposit deposit) {
    return returnTo.resolve("/#/deposit/" + deposit.id());
  }

  /** Asks the provider to take it; the same question again is the same payment. */
  void start(Connector connector, Deposit deposit) {
    Instant now = clock.instant();
    if (now.isAfter(deposit.createdAt().plus(ASKED_AGAIN))) {
      change(deposit.id(), one -> one.become(DepositStatus.EXPIRED, now), true);
      return;
    }
    try {
      Started started = connector.start(deposit.order(returnTo(deposit)));
      change(deposit.id(), one -> one.started(started.reference(), started.next(), now), true);
    } catch (ProviderRefusal refusal) {
      LOG.warn("Deposit {} was refused: {}", deposit.id(), refusal.getMessage());
      change(
          deposit.id(),
          one ->
              one.become(DepositStatus.FAILED, now)
                  .failed(Optional.of("The payment provider does not take this payment.")),
          true);
    }
  }

  private boolean isNews(Deposit deposit, View view, List<Movement> before) {
    if (view.phase() != Connector.Phase.PAID) {
      boolean isFurther = !deposit.status().isPaid() && deposit.status().mayBecome(status(view));
      return isFurther || !deposit.failure().equals(view.failure());
    }
    Set<String> known = new HashSet<>();
    before.forEach(movement -> known.add(movement.reference()));
    boolean allKnown =
        known.contains(reference(deposit, Kind.CREDIT, view.payment().orElseThrow()))
            && view.effects().stream()
                .filter(effect -> effect.kind().isGone())
                .allMatch(effect -> known.contains(reference(deposit, effect)));
    return !allKnown
        || before.stream()
            .filter(movement -> isTakenBack(deposit, movement, view))
            .anyMatch(
                movement -> !movement.isBooked() || !known.contains(returnOf(deposit, movement)));
  }

  private static DepositStatus status(View view) {
    return switch (view.phase()) {
      case NOT_PAID -> DepositStatus.REQUIRES_ACTION;
      case PROCESSING -> DepositStatus.PENDING;
      case PAID -> DepositStatus.SUCCEEDED;
      case FAILED -> DepositStatus.FAILED;
      case EXPIRED -> DepositStatus.EXPIRED;
    };
  }

  private void apply(Handle handle, Deposit deposit, View view) {
    Instant now = clock.instant();
    if (view.phase() != Connector.Phase.PAID) {
      if (!deposit.status().isPaid()) {
        deposits.update(handle, deposit.become(status(view), now).failed(view.failure()));
      }
      return;
    }
    String payment = view.payment().orElseThrow();
    BigDecimal came =
        MinorUnits.knows(view.currency())
            ? MinorUnits.amount(view.currency(), view.minor())
            : BigDecimal.ZERO;
    boolean isFirst = deposit.payment().isEmpty();
    Deposit paid = deposit.become(DepositStatus.SUCCEEDED, now).paid(payment, came);
    if (!view.currency().equals(deposit.currency())) {
      if (isFirst) {
        deposits.update(handle, paid.with(Attention.CURRENCY_DIFFERS));
      }
      return;
    }
    if (isFirst && came.compareTo(deposit.amount()) != 0) {
      paid = paid.with(Attention.AMOUNT_DIFFERS);
    }
    deposits.update(handle, paid);
    plan(handle, paid, Kind.CREDIT, reference(paid, Kind.CREDIT, payment), came, now);
    for (Effect effect : view.effects()) {
      if (effect.kind().isGone()) {
        BigDecimal amount = MinorUnits.amount(paid.currency(), effect.minor());
        plan(handle, paid, kind(effect), reference(paid, effect), amount, now);
      }
    }
    for (Movement movement : movements.of(handle, paid.id())) {
      if (isTakenBack(paid, movement, view)) {
        takeBack(handle, paid, movement, now);
      }
    }
  }

  private void plan(
      Handle handle, Deposit deposit, Kind kind, String reference, BigDecimal amount, Instant now) {
    if (amount.signum() > 0 && movements.plan(handle, deposit, kind, reference, amount, now)) {
      record(handle, deposit, kind, reference, amount);
    }
  }

  private void record(
      Handle handle, Deposit deposit, Kind kind, String reference, BigDecimal amount) {
    audit.append(
        handle,
        new Act(
            Actor.SYSTEM,
            action(kind),
            "account:" + deposit.account(),
            amount.stripTrailingZeros().toPlainString()
                + " "
                + deposit.currency()
                + ", deposit "
                + deposit.id()
                + ", reference "
                + reference));
  }

  private static String action(Kind kind) {
    return switch (kind) {
      case CREDIT -> "payment.credit";
      case REFUND -> "payment.refund";
      case REFUND_RETURN -> "payment.refund-returned";
      case CHARGEBACK -> "payment.chargeback";
      case CHARGEBACK_RETURN -> "payment.chargeback-won";
    };
  }

  private static Kind kind(Effect effect) {
    return switch (effect.kind()) {
      case REFUND, REFUND_FAILED -> Kind.REFUND;
      case CHARGEBACK, CHARGEBACK_WON -> Kind.CHARGEBACK;
    };
  }

  /** By which a reason to move money is known, for ever. */
  static String reference(Deposit deposit, Kind kind, String ofProvider) {
    String word =
        switch (kind) {
          case CREDIT -> "payment";
          case REFUND -> "refund";
          case REFUND_RETURN -> "refund-returned";
          case CHARGEBACK -> "chargeback";
          case CHARGEBACK_RETURN -> "chargeback-won";
        };
    return deposit.connector() + ":" + word + ":" + ofProvider;
  }

  private static String reference(Deposit deposit, Effect effect) {
    return reference(
        deposit, kind(effect), effect.refund().map(UUID::toString).orElse(effect.reference()));
  }

  /** Whether what went out is here again, by the provider's word, and was not given back yet. */
  private static boolean isTakenBack(Deposit deposit, Movement movement, View view) {
    boolean isOut = movement.kind() == Kind.CHARGEBACK || movement.kind() == Kind.REFUND;
    return isOut
        && !isOurs(movement)
        && movement.status() != Movement.Status.SUBMITTED
        && movement.status() != Movement.Status.CANCELLED
        && view.effects().stream()
            .filter(effect -> !effect.kind().isGone())
            .anyMatch(effect -> isPartOf(movement, reference(deposit, effect)));
  }

  /** A refund that we asked for has a row of its own that says what became of it. */
  private static boolean isOurs(Movement movement) {
    return movement.kind() == Kind.REFUND
        && movement
            .reference()
            .matches(".*:refund:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(#.*)?");
  }

  private static boolean isPartOf(Movement movement, String reference) {
    return movement.reference().equals(reference)
        || movement.reference().startsWith(reference + "#");
  }

  /** What was still owed is not any more; what was debited is credited. */
  private void takeBack(Handle handle, Deposit deposit, Movement movement, Instant now) {
    if (!movement.isBooked()) {
      movements.cancel(handle, movement.id());
      return;
    }
    plan(
        handle, deposit, returnKind(movement), returnOf(deposit, movement), movement.amount(), now);
  }

  private static Kind returnKind(Movement movement) {
    return movement.kind() == Kind.CHARGEBACK ? Kind.CHARGEBACK_RETURN : Kind.REFUND_RETURN;
  }

  /** The reference by which what went out comes back, once. */
  private static String returnOf(Deposit deposit, Movement movement) {
    String reference = movement.reference();
    return reference(
        deposit, returnKind(movement), reference.substring(reference.lastIndexOf(':') + 1));
  }

  /** Books what is planned, in its order; a debt waits while the credits go on. */
  private void book(UUID id) throws InterruptedException {
    Set<String> asked = new HashSet<>();
    refunds.of(id).forEach(refund -> asked.add(refund.id().toString()));
    for (Movement movement : movements.of(id)) {
      boolean isAnothers = isOurs(movement) && asked.contains(ofProvider(movement));
      if (!movement.isSettled()
          && !isAnothers
          && bookings.book(movement) == Bookings.Outcome.REFUSED) {
        refused(id, movement.id());
      }
    }
    sumUp(id);
  }

  /** What the provider, or we, call the reason of a movement. */
  private static String ofProvider(Movement movement) {
    String reference = movement.reference();
    return reference.substring(reference.lastIndexOf(':') + 1).replaceFirst("#[0-9]+$", "");
  }

  private void refused(UUID id, UUID movementId) throws InterruptedException {
    Movement movement =
        movements.of(id).stream()
            .filter(one -> one.id().equals(movementId))
            .findFirst()
            .orElseThrow();
    if (movement.kind().isIn()) {
      LOG.warn(
          "Movement {} was refused: {}",
          movement.reference(),
          movement.refusal().map(ErrorCode::title).orElse(""));
      change(id, deposit -> deposit.with(Attention.NOT_BOOKED), true);
      return;
    }
    takeWhatIsThere(id, movement);
  }

  /** The account does not have what went back: what there is goes now, the rest is owed. */
  private void takeWhatIsThere(UUID id, Movement movement) throws InterruptedException {
    BigDecimal available = debtors.free(movement.account(), movement.currency());
    try {
      if (available.signum() > 0) {
        Movement first = movement;
        if (available.compareTo(movement.amount()) < 0) {
          split(movement, available);
          first =
              movements.of(id).stream()
                  .filter(one -> one.id().equals(movement.id()))
                  .findFirst()
                  .orElseThrow();
        }
        bookings.book(first);
      }
    } finally {
      debtors.close(movement.account());
    }
    Deposit deposit = deposits.find(id).orElseThrow();
    if (deposit.attention().filter(Attention.OWED::equals).isEmpty()) {
      database.<Void, RuntimeException>durably(handle -> {
        Deposit locked = deposits.lock(handle, id).orElseThrow();
        deposits.update(handle, locked.with(Attention.OWED));
        audit.append(
            handle,
            new Act(
                Actor.SYSTEM,
                "payment.owed",
                "account:" + locked.account(),
                "deposit "
                    + id
                    + " went back to its payer, and the account has not all of it; it may not trade"
                    + " or send anything until it is resumed"));
        return null;
      });
    }
  }

  private void split(Movement movement, BigDecimal available) {
    String base = movement.reference().replaceFirst("#[0-9]+$", "");
    int part =
        movement.reference().equals(base)
            ? 2
            : Integer.parseInt(movement.reference().substring(base.length() + 1)) + 1;
    database.<Void, RuntimeException>durably(handle -> {
      movements.split(handle, movement, available, base + "#" + part);
      return null;
    });
  }

  private void sumUp(UUID id) {
    List<Movement> all = movements.of(id);
    BigDecimal in = sum(all, true, true);
    BigDecimal out = sum(all, false, true);
    BigDecimal missing = sum(all, false, false);
    boolean isCredited =
        all.stream().anyMatch(movement -> movement.kind() == Kind.CREDIT && movement.isBooked());
    Instant now = clock.instant();
    change(
        id,
        deposit -> {
          Deposit summed = deposit.booked(in, out, missing);
          return isCredited ? credited(summed, all, now) : summed;
        },
        false);
  }

  private static Deposit credited(Deposit deposit, List<Movement> all, Instant now) {
    BigDecimal chargedBack = sum(all, Kind.CHARGEBACK).subtract(sum(all, Kind.CHARGEBACK_RETURN));
    BigDecimal refunded = sum(all, Kind.REFUND).subtract(sum(all, Kind.REFUND_RETURN));
    Deposit credited =
        deposit.status() == DepositStatus.SUCCEEDED
            ? deposit.become(DepositStatus.CREDITED, now)
            : deposit;
    if (chargedBack.signum() > 0) {
      return credited.become(DepositStatus.CHARGED_BACK, now);
    }
    return credited.become(
        refunded.compareTo(deposit.paid()) >= 0 ? DepositStatus.REFUNDED : DepositStatus.CREDITED,
        now);
  }

  private static BigDecimal sum(List<Movement> all, Kind kind) {
    return all.stream()
        .filter(movement -> movement.kind() == kind)
        .filter(movement -> movement.status() != Movement.Status.CANCELLED)
        .map(Movement::amount)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static BigDecimal sum(List<Movement> all, boolean in, boolean booked) {
    return all.stream()
        .filter(movement -> movement.kind().isIn() == in && movement.isBooked() == booked)
        .filter(movement -> movement.status() != Movement.Status.CANCELLED)
        .map(Movement::amount)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private void change(UUID id, UnaryOperator<Deposit> change, boolean durable) {
    if (durable) {
      database.<Void, RuntimeException>durably(handle -> changed(handle, id, change));
    } else {
      database.<Void, RuntimeException>write(handle -> changed(handle, id, change));
    }
  }

  private Void changed(Handle handle, UUID id, UnaryOperator<Deposit> change) {
    Deposit before = deposits.lock(handle, id).orElseThrow();
    Deposit after = change.apply(before);
    if (!after.equals(before)) {
      deposits.update(handle, after);
    }
    return null;
  }
}

package bourse.payments;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import bourse.payments.Connector.Effect;
import bourse.payments.Connector.Refunded;
import bourse.payments.Connector.View;
import bourse.payments.Movement.Kind;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.data.Database;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import java.math.BigDecimal;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refunds that the staff asks for. The account is debited first; then the provider is asked, by the
 * refund's id, as often as it takes. What the provider refuses, or what does not get to the payer,
 * is credited again. The caller sees to it that one deposit is not dealt with by two threads.
 */
final class Refunds {
  private static final Logger LOG = LoggerFactory.getLogger(Refunds.class);

  private final RefundStore store;
  private final DepositStore deposits;
  private final MovementStore movements;
  private final Bookings bookings;
  private final Database database;
  private final Audit audit;
  private final WallClock clock;

  Refunds(
      RefundStore store,
      DepositStore deposits,
      MovementStore movements,
      Bookings bookings,
      Database database,
      Audit audit,
      WallClock clock) {
    this.store = store;
    this.deposits = deposits;
    this.movements = movements;
    this.bookings = bookings;
    this.database = database;
    this.audit = audit;
    this.clock = clock;
  }

  List<Refund> of(UUID deposit) {
    return store.of(deposit);
  }

  /**
   * Takes a refund on, to be carried out with the next look.
   *
   * @throws Fault {@code REFUND_NOT_POSSIBLE}, {@code INVALID_FIELD}
   */
  UUID ask(Actor actor, UUID depositId, BigDecimal amount, String note) {
    UUID id = Ids.uuid7();
    database.<Void, RuntimeException>durably(handle -> {
      Deposit deposit = deposits.lock(handle, depositId).orElseThrow();
      check(handle, deposit, amount);
      store.insert(
          handle,
          new Refund(
              id,
              depositId,
              amount,
              note,
              actor.name(),
              Refund.Status.REQUESTED,
              Optional.empty(),
              Optional.empty(),
              clock.instant().truncatedTo(ChronoUnit.MICROS)));
      movements.plan(handle, deposit, Kind.REFUND, reference(deposit, id), amount, clock.instant());
      audit.append(
          handle,
          new Act(
              actor,
              "payment.refund",
              "account:" + deposit.account(),
              amount.toPlainString()
                  + " "
                  + deposit.currency()
                  + ", deposit "
                  + depositId
                  + ", refund "
                  + id
                  + ": "
                  + note));
      deposits.lookSoon(handle, depositId, clock.instant());
      return null;
    });
    return id;
  }

  private void check(Handle handle, Deposit deposit, BigDecimal amount) {
    if (amount.signum() <= 0 || MinorUnits.count(deposit.currency(), amount).isEmpty()) {
      String message =
          "amount is above 0, with at most "
              + MinorUnits.decimals(deposit.currency())
              + " decimals for "
              + deposit.currency()
              + ".";
      throw new Fault(
          ErrorCode.INVALID_FIELD, message, List.of(new FieldError("amount", "amount", message)));
    }
    BigDecimal gone = BigDecimal.ZERO;
    for (Movement movement : movements.of(handle, deposit.id())) {
      if (movement.status() != Movement.Status.CANCELLED && movement.kind() != Kind.CREDIT) {
        gone =
            movement.kind().isIn() ? gone.subtract(movement.amount()) : gone.add(movement.amount());
      }
    }
    BigDecimal left =
        deposit.credited().signum() > 0 ? deposit.paid().subtract(gone) : BigDecimal.ZERO;
    if (amount.compareTo(left) > 0) {
      throw new Fault(
          ErrorCode.REFUND_NOT_POSSIBLE,
          "Of this deposit "
              + DepositRoutes.plain(left.max(BigDecimal.ZERO)).toPlainString()
              + " "
              + deposit.currency()
              + " can be refunded; nothing happened.");
    }
  }

  private static String reference(Deposit deposit, UUID refund) {
    return Looks.reference(deposit, Kind.REFUND, refund.toString());
  }

  /**
   * Carries on with what is not at its end.
   *
   * @param view what the provider says, when it was asked
   */
  void carryOn(Connector connector, UUID depositId, Optional<View> view)
      throws InterruptedException {
    for (Refund refund : store.of(depositId)) {
      Deposit deposit = deposits.find(depositId).orElseThrow();
      Optional<Effect> effect =
          view.flatMap(seen ->
              seen.effects().stream()
                  .filter(one -> one.refund().equals(Optional.of(refund.id())))
                  .findFirst());
      switch (refund.status()) {
        case REQUESTED -> request(connector, deposit, refund, effect);
        case SENT -> {
          if (effect.isPresent() && !effect.get().kind().isGone()) {
            giveBack(deposit, refund, "The provider could not get it to the payer.");
          }
        }
        case FAILED -> {}
      }
    }
  }

  private void request(Connector connector, Deposit deposit, Refund refund, Optional<Effect> effect)
      throws InterruptedException {
    if (effect.isPresent()) {
      sent(refund, effect.get().reference());
      return; // should it have failed, the next look gives it back
    }
    Movement debit =
        movements.of(deposit.id()).stream()
            .filter(movement -> movement.reference().equals(reference(deposit, refund.id())))
            .findFirst()
            .orElseThrow();
    switch (bookings.book(debit)) {
      case BOOKED -> send(connector, deposit, refund);
      case REFUSED -> cancel(refund, debit);
      case LATER -> {}
    }
  }

  /** The account does not have it: nothing went out, and nothing will. */
  private void cancel(Refund refund, Movement debit) {
    database.<Void, RuntimeException>durably(handle -> {
      movements.cancel(handle, debit.id());
      store.update(
          handle,
          refund.id(),
          Refund.Status.FAILED,
          Optional.empty(),
          Optional.of("The account does not have it, or may not send it."),
          clock.instant());
      return null;
    });
  }

  private void send(Connector connector, Deposit deposit, Refund refund) {
    try {
      Refunded answer =
          connector.refund(
              deposit.payment().orElseThrow(),
              refund.id(),
              deposit.currency(),
              MinorUnits.count(deposit.currency(), refund.amount()).orElseThrow());
      if (answer.status() == Connector.RefundStatus.FAILED) {
        giveBack(deposit, refund, "The provider could not get it to the payer.");
      } else {
        sent(refund, answer.reference());
      }
    } catch (ProviderRefusal refusal) {
      LOG.warn("Refund {} was refused: {}", refund.id(), refusal.getMessage());
      giveBack(deposit, refund, refusal.getMessage());
    } catch (ProviderSilence silence) {
      LOG.info("Refund {} is asked for again: {}", refund.id(), silence.getMessage());
    }
  }

  private void sent(Refund refund, String reference) {
    database.<Void, RuntimeException>durably(handle -> {
      store.update(
          handle,
          refund.id(),
          Refund.Status.SENT,
          Optional.of(reference),
          Optional.empty(),
          clock.instant());
      return null;
    });
  }

  private void giveBack(Deposit deposit, Refund refund, String why) {
    database.<Void, RuntimeException>durably(handle -> {
      store.update(
          handle,
          refund.id(),
          Refund.Status.FAILED,
          refund.reference(),
          Optional.of(why),
          clock.instant());
      String reference = Looks.reference(deposit, Kind.REFUND_RETURN, refund.id().toString());
      if (movements.plan(
          handle, deposit, Kind.REFUND_RETURN, reference, refund.amount(), clock.instant())) {
        audit.append(
            handle,
            new Act(
                Actor.SYSTEM,
                "payment.refund-returned",
                "account:" + deposit.account(),
                DepositRoutes.plain(refund.amount()).toPlainString()
                    + " "
                    + deposit.currency()
                    + ", deposit "
                    + deposit.id()
                    + ", refund "
                    + refund.id()
                    + ": "
                    + why));
      }
      return null;
    });
  }
}

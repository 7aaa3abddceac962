package bourse.withdrawals;

import bourse.auth.User;
import bourse.auth.Users;
import bourse.domain.ErrorCode;
import bourse.domain.HouseAccount;
import bourse.notification.Mailer;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.data.Database;
import bourse.platform.time.WallClock;
import bourse.withdrawals.Movement.Kind;
import bourse.withdrawals.PayoutRail.View;
import bourse.withdrawals.Withdrawal.Progress;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a withdrawal as far as it goes. That it may have been given to a rail is noted durably
 * before it is; from then on the rail is looked at before anything is sent to it again. The caller
 * sees to it that one withdrawal is not advanced by two threads; people change it meanwhile in
 * transactions of their own, so every change here begins with how it is then.
 */
final class Steps {
  private static final Logger LOG = LoggerFactory.getLogger(Steps.class);
  private static final String SYSTEM = Actor.SYSTEM.name();

  private final Rails rails;
  private final WithdrawalStore store;
  private final ApprovalStore approvals;
  private final MovementStore movements;
  private final Bookings bookings;
  private final Delays delays;
  private final Stops stops;
  private final Users users;
  private final Database database;
  private final Audit audit;
  private final Mailer mailer;
  private final Letters letters;
  private final WallClock clock;

  Steps(
      Rails rails,
      WithdrawalStore store,
      ApprovalStore approvals,
      MovementStore movements,
      Bookings bookings,
      Delays delays,
      Stops stops,
      Users users,
      Database database,
      Audit audit,
      Mailer mailer,
      Letters letters,
      WallClock clock) {
    this.rails = rails;
    this.store = store;
    this.approvals = approvals;
    this.movements = movements;
    this.bookings = bookings;
    this.delays = delays;
    this.stops = stops;
    this.users = users;
    this.database = database;
    this.audit = audit;
    this.mailer = mailer;
    this.letters = letters;
    this.clock = clock;
  }

  /** Does what there is to do, and says when to come again. */
  void advance(UUID id) throws InterruptedException {
    Optional<Withdrawal> found = store.find(id);
    if (found.isEmpty()) {
      return;
    }
    act(found.get());
    boolean isBooked = book(id);
    Instant now = clock.instant();
    change(
        id,
        one -> {
          Optional<Instant> delayed = delays.of(one.user()).map(Delays.Delay::until);
          Optional<Instant> next =
              isBooked
                  ? Schedule.next(one, now, delayed)
                  : Optional.of(Schedule.bookAgain(one, now));
          return one.with(one.progress().lookAgain(next));
        },
        "",
        false);
  }

  private void act(Withdrawal withdrawal) throws InterruptedException {
    switch (withdrawal.status()) {
      case REQUESTED -> hold(withdrawal.id());
      case UNCONFIRMED -> {
        if (!clock.instant().isBefore(withdrawal.progress().expiresAt())) {
          end(
              withdrawal.id(),
              WithdrawalStatus.CANCELLED,
              Actor.SYSTEM,
              "It was not confirmed in time.");
        }
      }
      case IN_REVIEW, AWAITING_APPROVAL, DELAYED, APPROVED -> {
        if (gate(withdrawal.id()) == WithdrawalStatus.APPROVED) {
          send(withdrawal.id());
        }
      }
      case SUBMITTED, SETTLED -> look(withdrawal);
      case ERRORED -> tryAgain(withdrawal);
      case FAILED, RETURNED, REFUSED, CANCELLED, SKIPPED -> {
        // What is left is booked.
      }
    }
  }

  /**
   * Has amount and fee set aside.
   *
   * @return why not, when the engine refused it
   */
  Optional<ErrorCode> hold(UUID id) throws InterruptedException {
    return switch (bookings.bookAll(store.find(id).orElseThrow())) {
      case Bookings.Outcome.Booked(long hold) -> {
        change(
            id,
            one ->
                one.with(one.progress().held(hold))
                    .become(WithdrawalStatus.UNCONFIRMED, clock.instant()),
            "",
            true);
        yield Optional.empty();
      }
      case Bookings.Outcome.Refused(ErrorCode code) -> {
        change(
            id,
            one ->
                one.with(one.progress().failed(code.title()))
                    .become(WithdrawalStatus.REFUSED, clock.instant()),
            code.title(),
            true);
        yield Optional.of(code);
      }
      case Bookings.Outcome.Later() -> Optional.empty();
    };
  }

  /** What a withdrawal that was confirmed waits for now. */
  WithdrawalStatus gate(Handle handle, Withdrawal withdrawal) {
    int people =
        ApprovalStore.people(approvals.of(handle, withdrawal.id()), withdrawal.contentHash());
    if (people < withdrawal.gates().approvals()) {
      return withdrawal.gates().reasons().isEmpty() || people > 0
          ? WithdrawalStatus.AWAITING_APPROVAL
          : WithdrawalStatus.IN_REVIEW;
    }
    return delays.of(withdrawal.user()).isPresent()
        ? WithdrawalStatus.DELAYED
        : WithdrawalStatus.APPROVED;
  }

  private WithdrawalStatus gate(UUID id) {
    WithdrawalStatus[] reached = new WithdrawalStatus[1];
    database.<Void, RuntimeException>durably(handle -> {
      Withdrawal before = store.lock(handle, id).orElseThrow();
      Withdrawal after = before;
      if (before.status().isWaiting() && before.status() != WithdrawalStatus.UNCONFIRMED) {
        after = before.become(gate(handle, before), clock.instant());
        update(handle, before, after, SYSTEM, "");
      }
      reached[0] = after.status();
      return null;
    });
    return reached[0];
  }

  /** One that nothing is in the way of. */
  private void send(UUID id) throws InterruptedException {
    Withdrawal withdrawal = store.find(id).orElseThrow();
    Optional<PayoutRail> rail = rails.named(withdrawal.terms().rail());
    Optional<Boolean> held = bookings.isHeld(withdrawal);
    if (isChanged(withdrawal)) {
      trouble(id, "What is stored is not what the client confirmed. It is not sent.", true);
    } else if (held.isPresent() && !held.get()) {
      trouble(id, "What was held for it is not there any more: it may have gone already.", true);
    } else if (held.isPresent() && rail.isPresent() && stops.of(withdrawal, rail.get()).isEmpty()) {
      // It may be there from an earlier attempt: after errors, or of a database that was restored.
      give(rail.get(), withdrawal, withdrawal.progress().sends() > 0);
    }
  }

  private static boolean isChanged(Withdrawal withdrawal) {
    return !withdrawal.progress().confirmed().equals(Optional.of(withdrawal.contentHash()));
  }

  private void tryAgain(Withdrawal withdrawal) {
    Optional<PayoutRail> rail = rails.named(withdrawal.terms().rail());
    if (withdrawal.progress().attention().isPresent() || rail.isEmpty()) {
      return;
    }
    if (withdrawal.progress().sends() == 0 || stops.of(withdrawal, rail.get()).isPresent()) {
      return;
    }
    give(rail.get(), withdrawal, true);
  }

  /** Gives it to the rail, after a look when the rail may have it. */
  private void give(PayoutRail rail, Withdrawal withdrawal, boolean lookFirst) {
    UUID id = withdrawal.id();
    try {
      View view =
          lookFirst
              ? rail.look(withdrawal.payout(), withdrawal.progress().reference())
              : new View.Unknown();
      if (!(view instanceof View.Unknown)) {
        change(id, one -> one.become(WithdrawalStatus.SUBMITTED, clock.instant()), "", true);
        apply(id, rail, view);
        return;
      }
      if (isSending(id)) {
        apply(id, rail, rail.submit(withdrawal.payout()));
      }
    } catch (RailTrouble trouble) {
      LOG.warn("Withdrawal {} could not be sent: {}", id, trouble.getMessage());
      trouble(id, trouble.getMessage(), false);
    } catch (RailSilence silence) {
      LOG.info("Withdrawal {} is looked at again: {}", id, silence.getMessage());
    }
  }

  /**
   * Notes durably that the rail may have it from now on; false when somebody ended it, or nothing
   * may leave the account now.
   */
  private boolean isSending(UUID id) {
    return database.durably(handle -> {
      Withdrawal before = store.lock(handle, id).orElseThrow();
      if (isChanged(before)
          || delays.of(before.user()).isPresent()
          || ApprovalStore.people(approvals.of(handle, id), before.contentHash())
              < before.gates().approvals()) {
        return false;
      }
      Withdrawal after = before.become(WithdrawalStatus.SUBMITTED, clock.instant());
      if (after.status() != WithdrawalStatus.SUBMITTED) {
        return false;
      }
      after = after.with(after.progress().sending());
      update(handle, before, after, SYSTEM, "");
      audit.append(
          handle,
          new Act(
              Actor.SYSTEM,
              "withdrawal.send",
              "withdrawal:" + id,
              after.words() + ", account " + after.account()));
      return true;
    });
  }

  private void look(Withdrawal withdrawal) {
    Optional<PayoutRail> rail = rails.named(withdrawal.terms().rail());
    if (rail.isEmpty()) {
      return;
    }
    try {
      View view = rail.get().look(withdrawal.payout(), withdrawal.progress().reference());
      apply(withdrawal.id(), rail.get(), view);
    } catch (RailTrouble | RailSilence e) {
      LOG.info("Withdrawal {} is looked at again: {}", withdrawal.id(), e.getMessage());
    }
  }

  /** Brings a withdrawal to what its rail says. */
  private void apply(UUID id, PayoutRail rail, View view) {
    switch (view) {
      case View.Unknown() -> {
        if (store.find(id).orElseThrow().status() == WithdrawalStatus.SUBMITTED) {
          trouble(id, "The rail does not know it.", false);
        }
      }
      case View.Accepted(Optional<String> reference) ->
          change(
              id,
              one -> one.with(one.progress().referred(reference).troubled(0, Optional.empty())),
              "",
              true);
      case View.Settled(String reference, Optional<PayoutRail.Cost> cost) ->
          settled(id, rail, reference, cost);
      case View.Failed(String reason) -> end(id, WithdrawalStatus.FAILED, Actor.SYSTEM, reason);
      case View.Returned(String reference, String reason) -> returned(id, rail, reference, reason);
    }
  }

  private void settled(UUID id, PayoutRail rail, String reference, Optional<PayoutRail.Cost> cost) {
    database.<Void, RuntimeException>durably(handle -> {
      Withdrawal before = store.lock(handle, id).orElseThrow();
      if (before.status().mayBecome(WithdrawalStatus.SETTLED)) {
        settle(handle, rail, before, reference);
        cost.filter(one -> one.amount().signum() > 0)
            .ifPresent(one ->
                movements.plan(
                    handle,
                    before,
                    Kind.COST,
                    rail.account(one.currency()).number(),
                    one.currency(),
                    one.amount(),
                    clock.instant()));
      }
      return null;
    });
  }

  private Withdrawal settle(Handle handle, PayoutRail rail, Withdrawal before, String reference) {
    Instant now = clock.instant();
    Progress progress = before.progress().referred(Optional.of(reference));
    Withdrawal after =
        before.with(progress.troubled(0, Optional.empty())).become(WithdrawalStatus.SETTLED, now);
    String currency = before.terms().currency();
    update(handle, before, after, SYSTEM, reference);
    movements.plan(
        handle,
        after,
        Kind.PAYOUT,
        rail.account(currency).number(),
        currency,
        after.terms().amount(),
        now);
    if (after.terms().fee().signum() > 0) {
      movements.plan(
          handle,
          after,
          Kind.FEE,
          HouseAccount.OTHER_INCOME.number(),
          currency,
          after.terms().fee(),
          now);
    }
    record(handle, after, "withdrawal.settle", "reference " + reference);
    return after;
  }

  private void returned(UUID id, PayoutRail rail, String reference, String reason) {
    database.<Void, RuntimeException>durably(handle -> {
      Withdrawal before = store.lock(handle, id).orElseThrow();
      if (!before.status().mayBecome(WithdrawalStatus.RETURNED)) {
        return null;
      }
      Withdrawal out =
          before.status() == WithdrawalStatus.SETTLED
              ? before
              : settle(handle, rail, before, before.progress().reference().orElse(reference));
      Withdrawal after =
          out.with(out.progress().failed(reason))
              .become(WithdrawalStatus.RETURNED, clock.instant());
      update(handle, out, after, SYSTEM, reason);
      movements.plan(
          handle,
          after,
          Kind.RETURN,
          rail.account(after.terms().currency()).number(),
          after.terms().currency(),
          after.terms().amount(),
          clock.instant());
      record(handle, after, "withdrawal.return", "reference " + reference);
      return null;
    });
  }

  private void record(Handle handle, Withdrawal withdrawal, String action, String notes) {
    audit.append(
        handle,
        new Act(
            Actor.SYSTEM,
            action,
            "withdrawal:" + withdrawal.id(),
            withdrawal.words() + ", account " + withdrawal.account() + ", " + notes));
  }

  /** It could not be sent; after some times a person has to look. */
  private void trouble(UUID id, String words, boolean forPerson) {
    Instant now = clock.instant();
    change(
        id,
        one -> {
          int errors = one.progress().errors() + 1;
          boolean isForPerson = forPerson || errors >= Schedule.MOST_ERRORS;
          return one.become(WithdrawalStatus.ERRORED, now)
              .with(
                  one.become(WithdrawalStatus.ERRORED, now)
                      .progress()
                      .troubled(errors, isForPerson ? Optional.of(words) : Optional.empty()));
        },
        words,
        true);
  }

  /**
   * Ends one of which nothing went out, so that what is held is given back.
   *
   * @param why for the client
   * @return false when it may not end so any more
   */
  boolean end(UUID id, WithdrawalStatus end, Actor actor, String why) {
    return database.durably(handle -> {
      Withdrawal before = store.lock(handle, id).orElseThrow();
      return end(handle, before, end, actor, why);
    });
  }

  /** The same in a durable transaction that has locked it. */
  boolean end(Handle handle, Withdrawal before, WithdrawalStatus end, Actor actor, String why) {
    if (!before.status().mayBecome(end) || !isSafe(before, end)) {
      return false;
    }
    Instant now = clock.instant();
    Withdrawal after =
        before.with(before.progress().failed(why).troubled(0, Optional.empty())).become(end, now);
    update(handle, before, after, actor.name(), why);
    BigDecimal held = after.terms().total();
    if (after.progress().hold().isPresent()) {
      movements.plan(handle, after, Kind.RELEASE, 0, after.terms().currency(), held, now);
    }
    audit.append(
        handle,
        new Act(
            actor,
            "withdrawal." + word(end),
            "withdrawal:" + before.id(),
            before.words() + ", account " + before.account() + ": " + why));
    return true;
  }

  /**
   * While it is not known whether the funds are held nothing can be given back; and what a rail may
   * have is given back only when the rail says that it has not.
   */
  private static boolean isSafe(Withdrawal before, WithdrawalStatus end) {
    boolean isAnybodys = end == WithdrawalStatus.CANCELLED || end == WithdrawalStatus.REFUSED;
    return before.status() != WithdrawalStatus.REQUESTED
        && !(isAnybodys && before.progress().sends() > 0);
  }

  private static String word(WithdrawalStatus end) {
    return switch (end) {
      case FAILED -> "fail";
      case REFUSED -> "refuse";
      case CANCELLED -> "cancel";
      case SKIPPED -> "skip";
      case REQUESTED,
          UNCONFIRMED,
          IN_REVIEW,
          AWAITING_APPROVAL,
          DELAYED,
          APPROVED,
          SUBMITTED,
          SETTLED,
          RETURNED,
          ERRORED ->
          throw new IllegalArgumentException(end + " gives nothing back");
    };
  }

  /**
   * Gives up one that could not be sent, once its rail says that it has nothing of it.
   *
   * @return what the rail knows; Unknown when it was given up
   */
  Optional<View> skip(UUID id, Actor actor, String why) {
    Withdrawal withdrawal = store.find(id).orElseThrow();
    Optional<PayoutRail> rail = rails.named(withdrawal.terms().rail());
    if (rail.isEmpty()) {
      return Optional.empty();
    }
    View view =
        withdrawal.progress().sends() == 0
            ? new View.Unknown()
            : rail.get().look(withdrawal.payout(), withdrawal.progress().reference());
    if (view instanceof View.Unknown) {
      end(id, WithdrawalStatus.SKIPPED, actor, why);
    } else {
      apply(id, rail.get(), view);
    }
    return Optional.of(view);
  }

  /** Books what is planned; false when something is left. */
  private boolean book(UUID id) throws InterruptedException {
    Withdrawal withdrawal = store.find(id).orElseThrow();
    if (withdrawal.progress().hold().isEmpty()) {
      return true;
    }
    return switch (bookings.bookAll(withdrawal)) {
      case Bookings.Outcome.Booked _ -> true;
      case Bookings.Outcome.Later() -> false;
      case Bookings.Outcome.Refused(ErrorCode code) -> {
        String words = "The exchange did not book it: " + code.title();
        LOG.warn("Withdrawal {}: {}", id, words);
        change(
            id,
            one -> one.with(one.progress().troubled(one.progress().errors(), Optional.of(words))),
            "",
            true);
        yield false;
      }
    };
  }

  /** Writes a change, as part of a durable transaction; a new status is told to the client. */
  void update(Handle handle, Withdrawal before, Withdrawal after, String actor, String note) {
    if (after.equals(before)) {
      return;
    }
    store.update(handle, before, after, actor, note);
    if (after.status() != before.status() && !isSilent(before, after)) {
      users
          .find(after.user())
          .map(User::email)
          .flatMap(address -> letters.of(after, address))
          .ifPresent(letter -> mailer.post(handle, letter));
    }
  }

  /** Who asks for more than there is reads it in the answer. */
  private static boolean isSilent(Withdrawal before, Withdrawal after) {
    return before.status() == WithdrawalStatus.REQUESTED
        || (after.status() == WithdrawalStatus.AWAITING_APPROVAL
            && before.status() == WithdrawalStatus.IN_REVIEW);
  }

  private void change(UUID id, UnaryOperator<Withdrawal> change, String note, boolean durable) {
    if (durable) {
      database.<Void, RuntimeException>durably(handle -> changed(handle, id, change, note));
    } else {
      database.<Void, RuntimeException>write(handle -> changed(handle, id, change, note));
    }
  }

  private Void changed(Handle handle, UUID id, UnaryOperator<Withdrawal> change, String note) {
    Withdrawal before = store.lock(handle, id).orElseThrow();
    update(handle, before, change.apply(before), SYSTEM, note);
    return null;
  }

  /** For who decides: exactly what is approved so far. */
  List<ApprovalStore.Approval> approvals(UUID id) {
    return approvals.of(id);
  }
}

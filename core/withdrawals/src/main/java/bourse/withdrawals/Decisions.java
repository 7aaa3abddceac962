package bourse.withdrawals;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.data.Database;
import bourse.platform.time.WallClock;
import bourse.withdrawals.PayoutRail.View;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What the staff decides. What is approved is exactly what was confirmed: its hash is shown, and
 * who approves repeats it; an approval of anything else counts for nothing. Nobody decides about an
 * own withdrawal, by whatever session, and nobody twice; operators at the machine are one person.
 */
final class Decisions {
  private final WithdrawalStore store;
  private final ApprovalStore approvals;
  private final SettingStore settings;
  private final Steps steps;
  private final WithdrawalWorker worker;
  private final Database database;
  private final Audit audit;
  private final WallClock clock;

  Decisions(
      WithdrawalStore store,
      ApprovalStore approvals,
      SettingStore settings,
      Steps steps,
      WithdrawalWorker worker,
      Database database,
      Audit audit,
      WallClock clock) {
    this.store = store;
    this.approvals = approvals;
    this.settings = settings;
    this.steps = steps;
    this.worker = worker;
    this.database = database;
    this.audit = audit;
    this.clock = clock;
  }

  Withdrawal find(UUID id) {
    return store
        .find(id)
        .orElseThrow(
            () -> new Fault(ErrorCode.NOT_FOUND, "There is no withdrawal with the id " + id + "."));
  }

  /**
   * Approves exactly this.
   *
   * @throws Fault {@code WITHDRAWAL_NOT_WAITING}, {@code APPROVAL_OUTDATED}, {@code
   *     APPROVER_IS_MAKER}
   */
  Withdrawal approve(Actor actor, UUID id, String contentHash, String note) {
    refuseOwn(actor, find(id));
    database.<Void, RuntimeException>durably(handle -> {
      Withdrawal before = store.lock(handle, id).orElseThrow();
      if (before.status() != WithdrawalStatus.IN_REVIEW
          && before.status() != WithdrawalStatus.AWAITING_APPROVAL) {
        throw notWaiting("It waits for no approval; it is " + before.status() + ".");
      }
      boolean isAsConfirmed =
          before.progress().confirmed().equals(Optional.of(before.contentHash()));
      if (!before.contentHash().equals(contentHash) || !isAsConfirmed) {
        throw new Fault(
            ErrorCode.APPROVAL_OUTDATED,
            isAsConfirmed
                ? "This is not the withdrawal that you saw; look at it again."
                : "What is stored is not what the client confirmed; refuse it, and find out why.");
      }
      boolean isSecondTime =
          approvals.of(handle, id).stream()
              .anyMatch(one ->
                  one.contentHash().equals(contentHash) && one.approverId().equals(actor.user()));
      if (isSecondTime) {
        throw new Fault(
            ErrorCode.APPROVER_IS_MAKER,
            "You have approved it already; somebody else has to. Operators at the machine count as"
                + " one person.");
      }
      Instant now = clock.instant();
      approvals.insert(
          handle,
          new ApprovalStore.Approval(id, contentHash, actor.name(), actor.user(), note, now));
      Withdrawal after = before.become(steps.gate(handle, before), now);
      if (after.equals(before)) {
        store.event(handle, before, actor.name(), "approved: " + note);
      } else {
        steps.update(handle, before, after, actor.name(), "approved: " + note);
      }
      audit.append(
          handle,
          new Act(
              actor,
              "withdrawal.approve",
              "withdrawal:" + id,
              before.words() + ", " + contentHash + ": " + note));
      return null;
    });
    worker.wake(id);
    return find(id);
  }

  /**
   * Refuses one that no rail has heard of; its funds are the client's again.
   *
   * @param reason for the client
   * @throws Fault {@code WITHDRAWAL_NOT_WAITING}, {@code APPROVER_IS_MAKER}
   */
  Withdrawal refuse(Actor actor, UUID id, String reason) {
    refuseOwn(actor, find(id));
    if (!steps.end(id, WithdrawalStatus.REFUSED, actor, reason)) {
      throw notWaiting("It can't be refused while it is " + find(id).status() + ".");
    }
    worker.wake(id);
    return find(id);
  }

  /**
   * Has one tried again that could not be sent. One that its rail may have is not approved anew:
   * then it could be cancelled, and would be given back to the client while it is on its way.
   */
  Withdrawal retry(Actor actor, UUID id, String note) {
    refuseOwn(actor, find(id));
    database.<Void, RuntimeException>durably(handle -> {
      Withdrawal before = store.lock(handle, id).orElseThrow();
      boolean isStuck =
          before.status() == WithdrawalStatus.ERRORED || before.progress().attention().isPresent();
      if (!isStuck) {
        throw notWaiting("There is nothing to try again; it is " + before.status() + ".");
      }
      Instant now = clock.instant();
      Withdrawal cleared = before.with(before.progress().troubled(0, Optional.empty()));
      Withdrawal after =
          before.progress().sends() == 0
              ? cleared.become(WithdrawalStatus.APPROVED, now)
              : cleared.with(cleared.progress().lookAgain(Optional.of(now)));
      steps.update(handle, before, after, actor.name(), note);
      if (after.status() == before.status()) {
        store.event(handle, after, actor.name(), note);
      }
      audit.append(
          handle,
          new Act(actor, "withdrawal.retry", "withdrawal:" + id, before.words() + ": " + note));
      return null;
    });
    worker.wake(id);
    return find(id);
  }

  /**
   * Gives one up that could not be sent.
   *
   * @throws Fault {@code WITHDRAWAL_NOT_WAITING} when it is not one of those, or its rail has it
   *     after all; {@code DEPENDENCY_DOWN} when that can't be told now
   */
  Withdrawal skip(Actor actor, UUID id, String reason) throws InterruptedException {
    refuseOwn(actor, find(id));
    return worker.alone(
        id,
        () -> {
          if (find(id).status() != WithdrawalStatus.ERRORED) {
            throw notWaiting(
                "Only what could not be sent is given up; it is " + find(id).status() + ".");
          }
          Optional<View> view;
          try {
            view = steps.skip(id, actor, reason);
          } catch (RailTrouble | RailSilence e) {
            throw new Fault(
                ErrorCode.DEPENDENCY_DOWN,
                "Whether the rail has it can't be told now: "
                    + e.getMessage()
                    + " Nothing happened.",
                e);
          }
          if (view.filter(View.Unknown.class::isInstance).isEmpty()) {
            throw notWaiting(
                view.isEmpty()
                    ? "Its rail is turned off, so nobody can tell whether it has it."
                    : "Its rail has it after all; look at it again.");
          }
          return find(id);
        });
  }

  /** Nothing goes out for a user until then; empty for from now on again. */
  void block(Actor actor, UUID user, Optional<Instant> until, String note) {
    if (actor.user().equals(Optional.of(user))) {
      throw new Fault(
          ErrorCode.NOT_TO_ONESELF, "Nobody does this to oneself; ask another administrator.");
    }
    database.<Void, RuntimeException>durably(handle -> {
      settings.lock(handle, user);
      settings.setBlock(
          handle, user, until.map(end -> new SettingStore.Block(end, actor.name(), note)));
      audit.append(
          handle,
          new Act(
              actor,
              "withdrawals.block",
              "user:" + user,
              until.map(end -> "until " + end).orElse("no longer") + ": " + note));
      return null;
    });
  }

  /**
   * Nobody of the staff acts on an own withdrawal.
   *
   * @throws Fault {@code APPROVER_IS_MAKER}
   */
  static void refuseOwn(Actor actor, Withdrawal withdrawal) {
    if (actor.user().equals(Optional.of(withdrawal.user()))) {
      throw new Fault(
          ErrorCode.APPROVER_IS_MAKER,
          "This is your own withdrawal; somebody else decides about it.");
    }
  }

  private static Fault notWaiting(String message) {
    return new Fault(ErrorCode.WITHDRAWAL_NOT_WAITING, message);
  }
}

package bourse.admin;

import bourse.admin.ApprovalStore.Approval;
import bourse.admin.ApprovalStore.Policy;
import bourse.admin.FourEyesAction.Done;
import bourse.auth.User;
import bourse.auth.UserStatus;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.access.Permission;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.data.Database;
import bourse.platform.http.Body;
import bourse.platform.http.Json;
import bourse.platform.telemetry.TraceContext;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import io.helidon.http.Status;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

/**
 * Has an act wait for a second person where the policy says so. What is approved is what was asked
 * for, to the byte: its hash is shown, and who approves repeats it. Approver and maker are
 * different users, whatever sessions they use; operators at the machine are one person, for the
 * names they give prove nothing.
 */
final class Approvals {
  /** The policy itself: needs a second person as soon as anything does. */
  static final String POLICY_ACTION = "approvals.policy";

  private static final Duration LIFETIME = Duration.ofDays(7);

  private final ApprovalStore store;
  private final Database database;
  private final Function<UUID, Optional<User>> users;
  private final Audit audit;
  private final WallClock clock;
  private final Map<String, FourEyesAction<?>> actions = new TreeMap<>();

  /**
   * @param users by id, as they are now
   */
  Approvals(Database database, Function<UUID, Optional<User>> users, Audit audit, WallClock clock) {
    this.store = new ApprovalStore(database);
    this.database = database;
    this.users = users;
    this.audit = audit;
    this.clock = clock;
  }

  /** Makes an act known, before the first request. */
  <T> FourEyesAction<T> add(FourEyesAction<T> action) {
    actions.put(action.name(), action);
    return action;
  }

  /**
   * Does it, or has it wait.
   *
   * @param note why, for who decides
   */
  <T> Done submit(Actor maker, TraceContext trace, FourEyesAction<T> action, T content, String note)
      throws InterruptedException {
    return isRequired(action.name())
        ? ask(maker, action, content, note)
        : action.performer().perform(maker, trace, content);
  }

  private boolean isRequired(String action) {
    return store.policies().stream()
        .filter(Policy::required)
        .anyMatch(policy -> action.equals(POLICY_ACTION) || action.equals(policy.action()));
  }

  private <T> Done ask(Actor maker, FourEyesAction<T> action, T content, String note) {
    String json = new String(Json.write(content), StandardCharsets.UTF_8);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Approval asked =
        new Approval(
            Ids.uuid7(),
            action.name(),
            action.target().apply(content),
            json,
            hash(json),
            note,
            maker.name(),
            maker.user(),
            ApprovalStore.Status.PENDING,
            now,
            now.plus(LIFETIME),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false);
    database.<Void, RuntimeException>durably(handle -> {
      store.insert(handle, asked);
      audit.append(
          handle,
          new Act(maker, "approval.ask", "approval:" + asked.id(), words(asked) + ": " + note));
      return null;
    });
    return new Done(Status.ACCEPTED_202, OptionalLong.empty(), asked);
  }

  List<Approval> list(Optional<ApprovalStore.Status> status, int limit) {
    return store.list(status, limit);
  }

  Approval find(UUID id) {
    return store
        .find(id)
        .orElseThrow(() -> new Fault(ErrorCode.NOT_FOUND, "There is no approval " + id + "."));
  }

  /** What the approver needs, beside the permission to approve. */
  Permission permission(Approval approval) {
    return action(approval).permission();
  }

  /**
   * Approves, and does it.
   *
   * @param contentHash of what the approver saw
   * @throws Fault APPROVAL_NOT_PENDING, APPROVER_IS_MAKER, APPROVAL_OUTDATED, and what the act is
   *     refused with
   */
  Done approve(Actor approver, TraceContext trace, UUID id, String contentHash, String note)
      throws InterruptedException {
    Approval approval = pending(id);
    FourEyesAction<?> action = action(approval);
    if (!hash(approval.content()).equals(approval.contentHash())
        || !approval.contentHash().equals(contentHash)) {
      throw new Fault(
          ErrorCode.APPROVAL_OUTDATED,
          "This is not the content that you saw; look at the approval again.");
    }
    requireMakerStillMay(approval, action);
    boolean alone = isSame(approval, approver);
    if (alone) {
      requireAloneAllowed(approval);
    }
    decide(approval, ApprovalStore.Status.APPROVED, approver, note, alone);
    try {
      return perform(action, approver, trace, approval.content());
    } catch (RuntimeException | InterruptedException e) {
      store.failed(id);
      throw e;
    }
  }

  /** Rejects; who asked may take it back so. */
  Approval reject(Actor by, UUID id, String note) {
    Approval approval = pending(id);
    decide(approval, ApprovalStore.Status.REJECTED, by, note, isSame(approval, by));
    return find(id);
  }

  private Approval pending(UUID id) {
    Approval approval = find(id);
    if (approval.status() != ApprovalStore.Status.PENDING) {
      throw notPending("Approval " + id + " is " + approval.status() + " already.");
    }
    if (!clock.instant().isBefore(approval.expiresAt())) {
      throw notPending("Approval " + id + " has ended; ask for it again.");
    }
    return approval;
  }

  private static Fault notPending(String message) {
    return new Fault(ErrorCode.APPROVAL_NOT_PENDING, message);
  }

  private FourEyesAction<?> action(Approval approval) {
    return Optional.<FourEyesAction<?>>ofNullable(actions.get(approval.action()))
        .orElseThrow(() -> notPending("This version knows no act " + approval.action() + "."));
  }

  /** A maker who lost the role meanwhile has nothing done by others. */
  private void requireMakerStillMay(Approval approval, FourEyesAction<?> action) {
    approval
        .makerId()
        .flatMap(users)
        .filter(maker -> !may(maker, action.permission()))
        .ifPresent(maker -> {
          throw notPending("Who asked for this may not do it any more; reject it.");
        });
  }

  private static boolean may(User user, Permission permission) {
    return user.status() == UserStatus.ACTIVE
        && user.roles().stream().anyMatch(role -> role.permissions().contains(permission));
  }

  /** By the user, not by session; operators at the machine are one. */
  private static boolean isSame(Approval approval, Actor actor) {
    return approval.makerId().equals(actor.user());
  }

  private void requireAloneAllowed(Approval approval) {
    Optional<Instant> from =
        store.policies().stream()
            .filter(policy -> policy.action().equals(approval.action()))
            .findFirst()
            .flatMap(Policy::selfApprovalAfter)
            .map(approval.createdAt()::plus);
    if (from.isEmpty() || clock.instant().isBefore(from.get())) {
      throw new Fault(
          ErrorCode.APPROVER_IS_MAKER,
          "Who asked for this can't approve it"
              + from.map(time -> " before " + time).orElse("")
              + "; ask somebody else.");
    }
  }

  private void decide(
      Approval approval, ApprovalStore.Status status, Actor by, String note, boolean alone) {
    String act = status == ApprovalStore.Status.APPROVED ? "approval.approve" : "approval.reject";
    boolean decided =
        database.durably(handle -> {
          boolean first =
              store.decide(handle, approval.id(), status, by.name(), clock.instant(), note, alone);
          if (first) {
            audit.append(
                handle,
                new Act(
                    by,
                    act,
                    "approval:" + approval.id(),
                    words(approval)
                        + ", asked for by "
                        + approval.maker()
                        + (alone ? ", decided alone" : "")
                        + ": "
                        + note));
          }
          return first;
        });
    if (!decided) {
      throw notPending("Approval " + approval.id() + " was decided a moment ago.");
    }
  }

  private static String words(Approval approval) {
    return approval.action() + " " + approval.target() + " " + approval.contentHash();
  }

  private static <T> Done perform(
      FourEyesAction<T> action, Actor actor, TraceContext trace, String content)
      throws InterruptedException {
    T read = Body.read(content.getBytes(StandardCharsets.UTF_8), action.type());
    return action.performer().perform(actor, trace, read);
  }

  /** The acts that a policy can name, each with its policy. */
  List<Policy> policies() {
    Map<String, Policy> known = new TreeMap<>();
    actions
        .keySet()
        .forEach(name -> known.put(name, new Policy(name, isRequired(name), Optional.empty())));
    known.remove(POLICY_ACTION);
    store.policies().forEach(policy -> known.put(policy.action(), policy));
    return List.copyOf(known.values());
  }

  /** Whether a policy can name it. */
  boolean isKnown(String action) {
    return actions.containsKey(action) && !action.equals(POLICY_ACTION);
  }

  /** Sets a policy. */
  void setPolicy(Actor actor, Policy policy) {
    database.<Void, RuntimeException>durably(handle -> {
      store.setPolicy(handle, policy);
      audit.append(
          handle,
          new Act(
              actor,
              POLICY_ACTION,
              policy.action(),
              (policy.required() ? "needs a second person" : "needs no second person")
                  + policy
                      .selfApprovalAfter()
                      .map(after -> ", or " + after + " of waiting")
                      .orElse("")));
      return null;
    });
  }

  private static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}

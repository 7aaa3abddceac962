package bourse.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.admin.ApprovalStore.Approval;
import bourse.admin.ApprovalStore.Policy;
import bourse.admin.FourEyesAction.Done;
import bourse.auth.User;
import bourse.auth.UserStatus;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.Times;
import bourse.platform.access.Permission;
import bourse.platform.access.Role;
import bourse.platform.audit.Actor;
import bourse.platform.data.Database;
import bourse.platform.telemetry.TraceContext;
import bourse.platform.time.WallClock;
import bourse.testing.RecordedAudit;
import bourse.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Two people for one act, on each of the databases. */
@ParameterizedClass
@EnumSource
class ApprovalsTest {
  private record Gift(String to, long amount) {}

  private static final TraceContext TRACE = TraceContext.fresh();
  private static final Gift GIFT = new Gift("ada", 7);

  @Parameter Database.Dialect dialect;

  private final RecordedAudit audit = new RecordedAudit();
  private final List<String> given = new ArrayList<>();
  private TestDatabase database;
  private People people;
  private Approvals approvals;
  private FourEyesAction<Gift> action;
  private Instant now = Instant.parse("2026-03-01T10:00:00Z");

  @BeforeEach
  void start() throws Exception {
    database = TestDatabase.open(dialect);
    people = new People();
    WallClock clock = () -> Times.micros(now);
    approvals = new Approvals(database.database(), people::find, audit, clock);
    action =
        approvals.add(
            new FourEyesAction<>(
                "gift",
                Permission.MONEY_BOOK,
                Gift.class,
                gift -> "user:" + gift.to(),
                (actor, trace, gift) -> {
                  given.add(gift.amount() + " to " + gift.to() + " by " + actor.name());
                  return Done.of(gift);
                }));
  }

  @AfterEach
  void stop() throws Exception {
    database.close();
  }

  @Test
  void withoutAPolicyItIsDoneAtOnce() throws Exception {
    approvals.submit(people.actor("mia"), TRACE, action, GIFT, "");
    assertEquals(List.of("7 to ada by user:mia"), names(given));
    assertEquals(List.of(), approvals.list(Optional.empty(), 10));
  }

  @Test
  void itWaitsForSomebodyElseAndIsDoneOnce() throws Exception {
    require(Optional.empty());
    Approval asked = ask("mia");
    assertEquals(List.of(), given);
    assertEquals("{\"to\":\"ada\",\"amount\":7}", asked.content());

    assertEquals(ErrorCode.APPROVER_IS_MAKER, refused("mia", asked, asked.contentHash()));
    assertEquals(ErrorCode.APPROVAL_OUTDATED, refused("max", asked, "0".repeat(64)));
    assertEquals(List.of(), given);

    approvals.approve(people.actor("max"), TRACE, asked.id(), asked.contentHash(), "fine");

    assertEquals(List.of("7 to ada by user:max"), names(given));
    assertEquals(ErrorCode.APPROVAL_NOT_PENDING, refused("eva", asked, asked.contentHash()));
    assertEquals(
        List.of("approvals.policy", "approval.ask", "approval.approve"),
        audit.acts().stream().map(act -> act.action()).toList());
    assertTrue(audit.acts().getLast().notes().contains("asked for by " + asked.maker()));
  }

  @Test
  void whatWasChangedInTheDatabaseIsNotDone() throws Exception {
    require(Optional.empty());
    Approval asked = ask("mia");
    database
        .database()
        .jdbi()
        .useHandle(handle ->
            handle.execute("update approvals set content = '{\"to\":\"eva\",\"amount\":9}'"));

    assertEquals(ErrorCode.APPROVAL_OUTDATED, refused("max", asked, asked.contentHash()));
    assertEquals(List.of(), given);
  }

  @Test
  void aMakerWhoLostTheRoleHasNothingDone() throws Exception {
    require(Optional.empty());
    Approval asked = ask("mia");
    people.roles.put("mia", Set.of(Role.SUPPORT));
    assertEquals(ErrorCode.APPROVAL_NOT_PENDING, refused("max", asked, asked.contentHash()));

    approvals.reject(people.actor("max"), asked.id(), "left");
    assertEquals(ApprovalStore.Status.REJECTED, approvals.find(asked.id()).status());
    assertEquals(List.of(), given);
  }

  @Test
  void afterAWeekItHasEnded() throws Exception {
    require(Optional.empty());
    Approval asked = ask("mia");
    now = now.plus(Duration.ofDays(7));
    assertEquals(ErrorCode.APPROVAL_NOT_PENDING, refused("max", asked, asked.contentHash()));
  }

  @Test
  void aTeamOfOneWaits() throws Exception {
    require(Optional.of(Duration.ofHours(24)));
    Approval asked = ask("mia");
    now = now.plus(Duration.ofHours(24)).minusMillis(1);
    assertEquals(ErrorCode.APPROVER_IS_MAKER, refused("mia", asked, asked.contentHash()));

    now = now.plusMillis(1);
    approvals.approve(people.actor("mia"), TRACE, asked.id(), asked.contentHash(), "");

    assertEquals(1, given.size());
    assertTrue(approvals.find(asked.id()).alone());
    assertTrue(audit.acts().getLast().notes().contains("decided alone"));
  }

  @Test
  void operatorsAreOnePerson() throws Exception {
    require(Optional.empty());
    Done waiting = approvals.submit(Actor.operator("alice"), TRACE, action, GIFT, "for the cheque");
    Approval asked = (Approval) waiting.body();

    Fault refused =
        assertThrows(
            Fault.class,
            () ->
                approvals.approve(
                    Actor.operator("bob"), TRACE, asked.id(), asked.contentHash(), ""));
    assertEquals(ErrorCode.APPROVER_IS_MAKER, refused.code());
    approvals.approve(people.actor("max"), TRACE, asked.id(), asked.contentHash(), "");
    assertEquals(1, given.size());
  }

  @Test
  void ofManyWhoApproveOneHasItDone() throws Exception {
    require(Optional.empty());
    Approval asked = ask("mia");
    int done = 0;
    try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> tries = new ArrayList<>();
      for (String name : List.of("max", "eva", "max", "eva", "max", "eva")) {
        tries.add(all.submit(() -> approved(name, asked)));
      }
      for (Future<Boolean> one : tries) {
        done += one.get() ? 1 : 0;
      }
    }
    assertEquals(1, done);
    assertEquals(1, given.size());
  }

  private boolean approved(String name, Approval asked) throws InterruptedException {
    try {
      approvals.approve(people.actor(name), TRACE, asked.id(), asked.contentHash(), "");
      return true;
    } catch (Fault refused) {
      assertEquals(ErrorCode.APPROVAL_NOT_PENDING, refused.code());
      return false;
    }
  }

  private void require(Optional<Duration> alone) {
    approvals.setPolicy(people.actor("eva"), new Policy("gift", true, alone));
  }

  private Approval ask(String name) throws Exception {
    return (Approval) approvals.submit(people.actor(name), TRACE, action, GIFT, "why").body();
  }

  private ErrorCode refused(String name, Approval asked, String hash) {
    return assertThrows(
            Fault.class, () -> approvals.approve(people.actor(name), TRACE, asked.id(), hash, ""))
        .code();
  }

  private List<String> names(List<String> texts) {
    return texts.stream().map(people::named).toList();
  }

  /** Users by first name; only what approvals ask. */
  private final class People {
    private final Map<String, UUID> ids = new HashMap<>();
    private final Map<String, Set<Role>> roles = new HashMap<>();

    private People() {
      for (String name : List.of("mia", "max", "eva")) {
        UUID id = insert(name);
        ids.put(name, id);
        roles.put(name, Set.of(Role.ACCOUNTANT));
      }
    }

    private UUID insert(String name) {
      UUID id = UUID.randomUUID();
      database
          .database()
          .durably(handle ->
              handle
                  .createUpdate(
                      "insert into users (id, email, email_normalised, hashed_password, fullname,"
                          + " roles, status, created_at, updated_at) values (:id, :name, :name,"
                          + " 'x', :name, :roles, 'ACTIVE', current_timestamp,"
                          + " current_timestamp)")
                  .bind("id", id)
                  .bind("name", name)
                  .bind("roles", new String[] {"ACCOUNTANT"})
                  .execute());
      return id;
    }

    private Actor actor(String name) {
      UUID id = ids.get(name);
      return new Actor(Optional.of(id), "user:" + id, Optional.empty(), Optional.empty());
    }

    private String named(String text) {
      String named = text;
      for (Map.Entry<String, UUID> one : ids.entrySet()) {
        named = named.replace(one.getValue().toString(), one.getKey());
      }
      return named;
    }

    private Optional<User> find(UUID id) {
      return ids.entrySet().stream()
          .filter(one -> one.getValue().equals(id))
          .findFirst()
          .map(one ->
              new User(
                  id,
                  1000,
                  one.getKey() + "@example.org",
                  one.getKey(),
                  Optional.empty(),
                  roles.get(one.getKey()),
                  UserStatus.ACTIVE,
                  Optional.of(now),
                  now));
    }
  }
}

package bourse.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.data.Database;
import bourse.platform.time.WallClock;
import bourse.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuditTrailTest {
  private static final Act DEPOSIT =
      new Act(Actor.operator("alice"), "account.deposit", "account:1000", "100 USD, cheque 7");

  @ParameterizedTest
  @EnumSource
  void everyEntryCarriesTheHashOfTheOneBefore(Database.Dialect dialect) throws Exception {
    try (TestDatabase test = TestDatabase.open(dialect)) {
      AuditTrail trail = new AuditTrail(test.database(), WallClock.system());

      Act listed =
          new Act(
                  new Actor(
                      Optional.empty(),
                      "operator:alice",
                      Optional.of("127.0.0.1"),
                      Optional.of("request-1")),
                  "symbol.list",
                  "symbol:BTC-USD",
                  "")
              .change("{}", "{\"tick\":\"0.01\"}");

      trail.append(DEPOSIT);
      trail.append(listed);

      List<AuditTrail.Entry> latest = trail.latest(10);
      assertEquals(List.of(listed, DEPOSIT), latest.stream().map(AuditTrail.Entry::act).toList());
      assertEquals(latest.getLast().hash(), latest.getFirst().previousHash());
      assertEquals(Optional.empty(), trail.verify().damage());
    }
  }

  @ParameterizedTest
  @EnumSource
  void actsAtTheSameTimeMakeOneChain(Database.Dialect dialect) throws Exception {
    try (TestDatabase test = TestDatabase.open(dialect);
        ExecutorService operators = Executors.newVirtualThreadPerTaskExecutor()) {
      AuditTrail trail = new AuditTrail(test.database(), WallClock.system());
      List<Future<?>> acts = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        acts.add(operators.submit(() -> trail.append(DEPOSIT)));
      }
      for (Future<?> act : acts) {
        act.get();
      }

      assertEquals(40, trail.latest(100).getFirst().sequence());
      assertEquals(Optional.empty(), trail.verify().damage());
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatWasTamperedWithIsNamed(Database.Dialect dialect) throws Exception {
    try (TestDatabase test = TestDatabase.open(dialect)) {
      AuditTrail trail = new AuditTrail(test.database(), WallClock.system());
      for (int i = 0; i < 4; i++) {
        trail.append(DEPOSIT);
      }

      AuditTrail.Head head = trail.head();
      assertEquals(Optional.empty(), trail.verify(List.of(head)).damage());
      if (dialect == Database.Dialect.H2) {
        for (String sql : List.of("update admin_audit set notes = ''", "delete from admin_audit")) {
          JdbiException refused = assertThrows(JdbiException.class, () -> execute(test, sql));
          assertTrue(refused.getMessage().contains("only grows"), refused.getMessage());
        }
        execute(test, "drop trigger admin_audit_stays");
      }

      execute(test, "update admin_audit set notes = '900 USD' where sequence = 2");
      assertEquals(damage("Audit entry 2 is not what was written."), trail.verify().damage());
      execute(test, "update admin_audit set notes = '100 USD, cheque 7' where sequence = 2");
      execute(test, "update admin_audit set address = '10.0.0.1' where sequence = 3");
      assertEquals(damage("Audit entry 3 is not what was written."), trail.verify().damage());
      execute(test, "update admin_audit set address = null where sequence = 3");
      assertEquals(Optional.empty(), trail.verify(List.of(head)).damage());

      execute(test, "update admin_audit set sequence = -sequence where sequence in (2, 3)");
      execute(test, "update admin_audit set sequence = sequence + 5 where sequence < 0");
      assertEquals(damage("Audit entry 2 is not what was written."), trail.verify().damage());
      execute(test, "update admin_audit set sequence = -sequence where sequence in (2, 3)");
      execute(test, "update admin_audit set sequence = sequence + 5 where sequence < 0");
      assertEquals(Optional.empty(), trail.verify(List.of(head)).damage());

      execute(test, "delete from admin_audit where sequence = 4");
      assertEquals(damage("Audit entries after 3 are missing."), trail.verify().damage());
      execute(
          test,
          "update admin_audit_head set (sequence, hash) ="
              + " (select sequence, hash from admin_audit where sequence = 3)");
      assertEquals(Optional.empty(), trail.verify().damage(), "the chain alone shows no cut");
      assertEquals(
          damage("Audit entries after 3 are missing."), trail.verify(List.of(head)).damage());
      trail.append(DEPOSIT);
      assertEquals(
          damage("Audit entry 4, or one before it, is not what its signed head says."),
          trail.verify(List.of(head)).damage());

      execute(test, "delete from admin_audit where sequence = 1");
      assertEquals(damage("Audit entry 1 is missing."), trail.verify().damage());
    }
  }

  @Test
  void aHeadIsReadAsItIsWritten() {
    AuditTrail.Head head = new AuditTrail.Head(4711, "0f".repeat(32));
    assertEquals(Optional.of(head), AuditTrail.Head.parse(head.text()));
    for (String wrong : List.of("", "1", "1:", "x:" + "0f".repeat(32), "1:" + "0F".repeat(32))) {
      assertEquals(Optional.empty(), AuditTrail.Head.parse(wrong), wrong);
    }
  }

  private static Optional<String> damage(String text) {
    return Optional.of(text);
  }

  @Test
  void aTextThatDoesNotFitIsRefused() {
    Fault refused =
        assertThrows(
            Fault.class, () -> new Act(Actor.operator("alice"), "a", "b", "x".repeat(4001)));

    assertEquals(ErrorCode.INVALID_FIELD, refused.code());
  }

  private static void execute(TestDatabase test, String sql) {
    test.database().jdbi().useHandle(handle -> handle.execute(sql));
  }
}

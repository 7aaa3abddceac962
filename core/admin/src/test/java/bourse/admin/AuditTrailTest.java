package bourse.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.data.Database;
import bourse.platform.time.WallClock;
import bourse.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuditTrailTest {
  private static final AuditTrail.Act DEPOSIT =
      AuditTrail.Act.byOperator("alice", "account.deposit", "account:1000", "100 USD, cheque 7");

  @ParameterizedTest
  @EnumSource
  void everyEntryCarriesTheHashOfTheOneBefore(Database.Dialect dialect) throws Exception {
    try (TestDatabase test = TestDatabase.open(dialect)) {
      AuditTrail trail = new AuditTrail(test.database(), WallClock.system());

      AuditTrail.Entry first = trail.append(DEPOSIT);
      AuditTrail.Entry second =
          trail.append(
              new AuditTrail.Act(
                  Optional.empty(),
                  "system",
                  "symbol.list",
                  "symbol:BTC-USD",
                  "",
                  Optional.of("{}"),
                  Optional.of("{\"tick\":\"0.01\"}")));

      assertEquals(first.hash(), second.previousHash());
      assertEquals(List.of(second, first), trail.latest(10));
      assertEquals(Optional.empty(), trail.verify());
    }
  }

  @ParameterizedTest
  @EnumSource
  void actsAtTheSameTimeMakeOneChain(Database.Dialect dialect) throws Exception {
    try (TestDatabase test = TestDatabase.open(dialect);
        ExecutorService operators = Executors.newVirtualThreadPerTaskExecutor()) {
      AuditTrail trail = new AuditTrail(test.database(), WallClock.system());
      List<Future<AuditTrail.Entry>> acts = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        acts.add(operators.submit(() -> trail.append(DEPOSIT)));
      }
      for (Future<AuditTrail.Entry> act : acts) {
        act.get();
      }

      assertEquals(40, trail.latest(100).getFirst().sequence());
      assertEquals(Optional.empty(), trail.verify());
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

      execute(test, "update admin_audit set notes = '900 USD' where sequence = 2");
      assertEquals(Optional.of("Audit entry 2 is not what was written."), trail.verify());

      execute(test, "update admin_audit set notes = '100 USD, cheque 7' where sequence = 2");
      assertEquals(Optional.empty(), trail.verify());

      execute(test, "delete from admin_audit where sequence = 4");
      assertEquals(Optional.of("Audit entries after 3 are missing."), trail.verify());

      execute(test, "delete from admin_audit where sequence = 1");
      assertEquals(Optional.of("Audit entry 1 is missing."), trail.verify());
    }
  }

  @Test
  void aTextThatDoesNotFitIsRefused() {
    Fault refused =
        assertThrows(
            Fault.class, () -> AuditTrail.Act.byOperator("alice", "a", "b", "x".repeat(4001)));

    assertEquals(ErrorCode.INVALID_FIELD, refused.code());
  }

  private static void execute(TestDatabase test, String sql) {
    test.database().jdbi().useHandle(handle -> handle.execute(sql));
  }
}

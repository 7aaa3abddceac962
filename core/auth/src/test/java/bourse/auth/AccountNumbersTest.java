package bourse.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bourse.platform.data.Database;
import bourse.testing.TestDatabase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a new account is numbered when the database forgot those that were there. */
class AccountNumbersTest {
  @ParameterizedTest
  @EnumSource
  void nobodyNewGetsTheMoneyOfAnAccountThatWasForgotten(Database.Dialect dialect) throws Exception {
    try (TestDatabase sql = TestDatabase.open(dialect)) {
      long[] forgotten = {1_000, 1_001, 1_003};
      for (long account : forgotten) {
        sql.database()
            .write(handle ->
                handle.execute(
                    "insert into wallet (id, account_id, currency, balance, reserved, available,"
                        + " version) values (?, ?, 'USD', 5, 0, 5, 1)",
                    account * 65_536 + 65_535,
                    account));
      }
      assertEquals(1_002, AccountNumbers.next(sql.database()));
      assertEquals(1_004, AccountNumbers.next(sql.database()));
    }
  }
}

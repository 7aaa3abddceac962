package bourse.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.platform.data.Database;
import bourse.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The tables that brokers and auditors know by name, on both databases. */
class SchemaTest {
  private static final Map<String, String> TABLES =
      Map.of(
          "users", "id, email, hashed_password, fullname, phone, roles, status",
          "kyc_docs", "id, user_id, type, s3_url, status, reviewer_id, notes, \"timestamp\"",
          "wallet", "id, user_id, currency, balance, reserved, available",
          "ledger_entries", "id, wallet_id, type, amount, tx_ref, metadata, created_at",
          "orders", "id, user_id, symbol, side, type, price, qty, filled_qty, status",
          "trades", "id, buy_order_id, sell_order_id, price, qty, fee, \"timestamp\"",
          "assets", "symbol, name, type, status, metadata",
          "admin_audit", "id, admin_id, action, target, notes, \"timestamp\"");

  @ParameterizedTest
  @EnumSource
  void hasEveryTableWithItsColumns(Database.Dialect dialect) throws Exception {
    try (TestDatabase test = TestDatabase.open(dialect)) {
      TABLES.forEach((table, columns) ->
          assertEquals(
              List.of(),
              test.database()
                  .jdbi()
                  .withHandle(handle ->
                      handle
                          .select("select " + columns + " from " + table + " where 1 = 0")
                          .mapToMap()
                          .list()),
              table));
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneAddressIsOneUser(Database.Dialect dialect) throws Exception {
    try (TestDatabase test = TestDatabase.open(dialect)) {
      insertUser(test, "Ada@example.org");

      assertThrows(JdbiException.class, () -> insertUser(test, "ada@EXAMPLE.org"));

      String[] roles =
          test.database()
              .jdbi()
              .withHandle(
                  handle -> handle.select("select roles from users").mapTo(String[].class).one());
      assertEquals(List.of("MEMBER", "ADMIN"), List.of(roles));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWalletAddsUp(Database.Dialect dialect) throws Exception {
    try (TestDatabase test = TestDatabase.open(dialect)) {
      JdbiException refused =
          assertThrows(
              JdbiException.class,
              () ->
                  test.database()
                      .jdbi()
                      .useHandle(handle ->
                          handle.execute(
                              "insert into wallet (id, account_id, currency, balance, reserved,"
                                  + " available, version) values (1, 1, 'USD', 3, 1, 1, 1)")));

      assertTrue(
          refused.getMessage().toLowerCase(java.util.Locale.ROOT).contains("wallet_balance"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoWasAClientIsAMember(Database.Dialect dialect) throws Exception {
    try (TestDatabase test = TestDatabase.open(dialect)) {
      insertUser(test, "client@example.org", "CLIENT");
      insertUser(test, "both@example.org", "ADMIN", "CLIENT");
      insertUser(test, "admin@example.org", "ADMIN");

      test.database().jdbi().useHandle(handle -> handle.createScript(migration()).execute());

      assertEquals(
          List.of("[ADMIN]", "[ADMIN, MEMBER]", "[MEMBER]"),
          test.database()
              .jdbi()
              .withHandle(handle ->
                  handle
                      .select("select roles from users order by email")
                      .map((row, context) -> Arrays.toString((Object[]) row.getArray(1).getArray()))
                      .list()));
    }
  }

  private static String migration() {
    try (var file = SchemaTest.class.getResourceAsStream("/schema/identity/V0075__roles.sql")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void insertUser(TestDatabase test, String email) {
    insertUser(test, email, "MEMBER", "ADMIN");
  }

  private static void insertUser(TestDatabase test, String email, String... roles) {
    test.database()
        .durably(handle ->
            handle
                .createUpdate(
                    "insert into users (id, email, email_normalised, hashed_password, fullname,"
                        + " roles, status, created_at, updated_at) values (:id, :email,"
                        + " lower(:email), 'x', 'Ada', :roles, 'ACTIVE', current_timestamp,"
                        + " current_timestamp)")
                .bind("id", UUID.randomUUID())
                .bind("email", email)
                .bind("roles", roles)
                .execute());
  }
}

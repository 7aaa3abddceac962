package bourse.platform.data;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The role as which everything but the projector works on PostgreSQL. It may do with each table
 * what services do, but of the projected ones it may only read, and to the audit trail only add.
 * The configured user owns the tables, makes the role where it may, and takes it on in each
 * connection that it gives to the services.
 *
 * @param name of the role; it never logs in by itself
 * @param projected the tables that it may only read
 * @param required whether the start fails when this user may not make or take on the role
 */
record ServicesRole(String name, Set<String> projected, boolean required) {
  private static final Logger LOG = LoggerFactory.getLogger(ServicesRole.class);
  private static final String REMEDY =
      "As the superuser, run config-samples/postgresql.sql once; see docs/guides/operating.md.";

  /** Flyway's, which nobody but the owner writes either. */
  private static final String HISTORY = "schema_history";

  private static final String INSUFFICIENT_PRIVILEGE = "42501";
  private static final String DUPLICATE_OBJECT = "42710";

  /**
   * Makes the role where there is none, and gives it what it may do with the tables as they are.
   *
   * @param owner connections of the tables' owner
   * @return whether the services can work as this role
   * @throws Fault BAD_CONFIGURATION when it is required and can't be had
   */
  boolean prepare(DataSource owner) throws SQLException {
    try (Connection connection = owner.getConnection()) {
      connection.setAutoCommit(true);
      makeAndJoin(connection);
      connection.setAutoCommit(false);
      grant(connection);
      connection.commit();
      return true;
    } catch (SQLException e) {
      if (!INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
        throw e;
      }
      if (required) {
        throw new Fault(
            ErrorCode.BAD_CONFIGURATION,
            "The user at the PostgreSQL server may not make or take on the role "
                + name
                + " (database.services-role): "
                + e.getMessage()
                + ". "
                + REMEDY,
            e);
      }
      LOG.warn(
          "Every part of the server may write the projected tables, since this user may not make or"
              + " take on the role {}: {}. {}",
          name,
          e.getMessage(),
          REMEDY);
      return false;
    }
  }

  /** What a connection of the services begins with. */
  String takeOn(DataSource owner) throws SQLException {
    try (Connection connection = owner.getConnection()) {
      // The search path may name the schema after the user, who is another one from here on.
      return "set search_path to "
          + quoted(one(connection, "select current_schema()", ""))
          + "; set role "
          + quoted(name);
    }
  }

  private void makeAndJoin(Connection connection) throws SQLException {
    if (!holds(connection, "select 1 from pg_roles where rolname = ?")) {
      try {
        execute(connection, "create role " + quoted(name) + " nologin");
      } catch (SQLException e) {
        if (!DUPLICATE_OBJECT.equals(e.getSQLState())) {
          throw e; // else another server made it a moment ago
        }
      }
    }
    try {
      execute(connection, "set role " + quoted(name));
    } catch (SQLException e) {
      if (!INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
        throw e;
      }
      execute(connection, "grant " + quoted(name) + " to current_user");
      execute(connection, "set role " + quoted(name));
    }
    execute(connection, "reset role");
  }

  private void grant(Connection connection) throws SQLException {
    String schema = one(connection, "select current_schema()", "");
    if (!holds(connection, "select 1 where has_schema_privilege(?, current_schema(), 'usage')")) {
      execute(connection, "grant usage on schema " + quoted(schema) + " to " + quoted(name));
    }
    for (String table :
        all(connection, "select tablename from pg_tables where schemaname = current_schema()")) {
      String on = " on " + quoted(schema) + "." + quoted(table);
      boolean readOnly = projected.contains(table) || table.equals(HISTORY);
      String writes =
          InsertOnly.TABLES.contains(table)
              ? ", insert"
              : readOnly ? "" : ", insert, update, delete";
      execute(connection, "revoke all" + on + " from " + quoted(name));
      execute(connection, "grant select" + writes + on + " to " + quoted(name));
    }
    execute(
        connection,
        "grant usage, select on all sequences in schema " + quoted(schema) + " to " + quoted(name));
  }

  private static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  private static void execute(Connection connection, String statement) throws SQLException {
    try (Statement prepared = connection.createStatement()) {
      prepared.execute(statement);
    }
  }

  private boolean holds(Connection connection, String query) throws SQLException {
    return !one(connection, query, name).isEmpty();
  }

  /** The first column of the first row; empty when there is none. */
  private static String one(Connection connection, String query, String parameter)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      if (!parameter.isEmpty()) {
        statement.setString(1, parameter);
      }
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getString(1) : "";
      }
    }
  }

  private static List<String> all(Connection connection, String query) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }
}

package bourse.platform.data;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.util.Arrays;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/**
 * Brings a database to this program's schema.
 *
 * <p>H2 commits each statement that changes the schema by itself, so a migration that was cut
 * half-way leaves what it had done. Migrations are therefore written so that they can run again
 * ({@code create … if not exists}), and a failed one is run again at the next start.
 */
final class Migrations {
  private Migrations() {}

  /**
   * @param location a folder on the class path, searched with the folders in it
   */
  static void apply(DataSource dataSource, String location) {
    Flyway flyway =
        Flyway.configure()
            .dataSource(dataSource)
            .locations("classpath:" + location)
            .failOnMissingLocations(true)
            .table("schema_history")
            .load();
    try {
      refuseNewer(flyway);
      if (Arrays.stream(flyway.info().all()).anyMatch(info -> info.getState().isFailed())) {
        flyway.repair();
      }
      flyway.migrate();
    } catch (FlywayException e) {
      throw new Fault(
          ErrorCode.MIGRATION_FAILED,
          "The database could not be brought to this version's schema: " + firstLines(e),
          e);
    }
  }

  private static void refuseNewer(Flyway flyway) {
    for (MigrationInfo info : flyway.info().all()) {
      if (info.getState().name().startsWith("FUTURE")) {
        throw new Fault(
            ErrorCode.VERSION_TOO_OLD,
            "The database has schema version "
                + info.getVersion()
                + " ("
                + info.getDescription()
                + "), which this program does not know. Start the version that wrote it, or a newer"
                + " one.");
      }
    }
  }

  private static String firstLines(FlywayException e) {
    return e.getMessage().strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}

package bourse.platform.data;

import bourse.platform.config.Setting;
import java.util.List;

/** The settings of the relational database. */
public final class DatabaseSettings {
  public static final Setting<String> URL =
      Setting.text(
          "database.url",
          "",
          "jdbc:postgresql://host:5432/bourse for a PostgreSQL server; empty keeps the data in an"
              + " encrypted file in the data directory.");
  public static final Setting<String> USER =
      Setting.text("database.user", "bourse", "User at the PostgreSQL server.");
  public static final Setting<String> PASSWORD =
      Setting.text("database.password", "", "Password at the PostgreSQL server.").asSecret();

  public static final Setting<String> SERVICES_ROLE =
      Setting.text(
          "database.services-role",
          "",
          "Role at the PostgreSQL server as which everything but the projector works: of orders,"
              + " trades, wallets and ledger it may only read. Empty for the user's name with"
              + " _services, if this user may make it; a role that is named here must be had.");

  /** All of them. */
  public static final List<Setting<?>> ALL = List.of(URL, USER, PASSWORD, SERVICES_ROLE);

  private DatabaseSettings() {}
}

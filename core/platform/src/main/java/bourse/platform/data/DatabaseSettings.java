package bourse.platform.data;

import bourse.platform.config.Setting;
import bourse.platform.tls.ServerTls;
import java.nio.file.Path;
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

  public static final Setting<ServerTls> TLS =
      Setting.choice(
          "database.tls",
          ServerTls.AUTO,
          "TLS to the PostgreSQL server: verify-full asks for a certificate for the name in"
              + " database.url from an authority in database.ca; auto is that, except for a server"
              + " on this machine. What database.url says about SSL goes before.");

  public static final Setting<Path> CA =
      Setting.path(
          "database.ca",
          Path.of(""),
          "PEM file of the authority that the PostgreSQL server's certificate is from; empty for"
              + " those that Java trusts.");

  /** All of them. */
  public static final List<Setting<?>> ALL = List.of(URL, USER, PASSWORD, SERVICES_ROLE, TLS, CA);

  private DatabaseSettings() {}
}

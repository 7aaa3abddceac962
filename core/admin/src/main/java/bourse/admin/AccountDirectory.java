package bourse.admin;

import bourse.auth.User;
import bourse.auth.Users;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.data.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Pattern;

/** The accounts that there are, by number or by their user's address. */
final class AccountDirectory {
  /** Who stands behind an account. */
  enum Kind {
    CLIENT,
    FIRM,
    SYSTEM
  }

  /** An account as people know it. */
  record Listed(long account, Kind kind, String name) {}

  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

  private final Database database;
  private final Users users;

  AccountDirectory(Database database, Users users) {
    this.database = database;
    this.users = users;
  }

  /** Whether this is how an account is written, as a number or as an address. */
  static boolean isName(String text) {
    return NUMBER.matcher(text).matches() || text.contains("@");
  }

  /**
   * The account of a client or the firm, by its number or its user's address.
   *
   * @throws Fault {@code NOT_FOUND}
   */
  Listed find(String name) {
    if (NUMBER.matcher(name).matches()) {
      return find(Long.parseLong(name));
    }
    return users
        .findByEmail(name)
        .map(User::account)
        .map(this::find)
        .orElseThrow(() ->
            new Fault(
                ErrorCode.NOT_FOUND,
                "There is no user with that address; see bourse user create."));
  }

  /**
   * The account of a client or the firm.
   *
   * @throws Fault {@code NOT_FOUND}
   */
  Listed find(long account) {
    return row(account)
        .filter(listed -> listed.kind() != Kind.SYSTEM)
        .orElseThrow(() -> new Fault(ErrorCode.NOT_FOUND, "There is no account " + account + "."));
  }

  private Optional<Listed> row(long account) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select("select * from accounts where account_id = ?", account)
                .map((row, context) -> listed(row))
                .findOne());
  }

  private static Listed listed(ResultSet row) throws SQLException {
    return new Listed(
        row.getLong("account_id"), Kind.valueOf(row.getString("kind")), row.getString("name"));
  }
}

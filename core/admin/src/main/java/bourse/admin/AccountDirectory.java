package bourse.admin;

import bourse.auth.AccountNumbers;
import bourse.auth.User;
import bourse.auth.Users;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.engine.SystemAccounts;
import bourse.platform.audit.Actor;
import bourse.platform.data.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

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

  /** So that a name is free when it is taken. */
  private final ReentrantLock oneAtATime = new ReentrantLock();

  AccountDirectory(Database database, Users users) {
    this.database = database;
    this.users = users;
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

  /**
   * Any account: as {@link #find(String)}, and those of the house by their numbers.
   *
   * @throws Fault {@code NOT_FOUND}
   */
  Listed findAny(String name) {
    return NUMBER.matcher(name).matches()
        ? row(Long.parseLong(name))
            .orElseThrow(() -> new Fault(ErrorCode.NOT_FOUND, "There is no account " + name + "."))
        : find(name);
  }

  /**
   * Staff acts on others: nobody books money to the own account, or lifts the own blocks.
   *
   * @throws Fault {@code NOT_TO_ONESELF}
   */
  void refuseOwn(Actor actor, long account) {
    if (actor.user().flatMap(users::find).filter(one -> one.account() == account).isPresent()) {
      throw new Fault(
          ErrorCode.NOT_TO_ONESELF, "This concerns your own account; ask another administrator.");
    }
  }

  /**
   * An account that a journal may name: as {@link #find(String)}, and fee revenue by its number.
   *
   * @throws Fault {@code NOT_FOUND}
   */
  Listed findForJournal(String name) {
    return name.equals(Long.toString(SystemAccounts.FEE_REVENUE))
        ? row(SystemAccounts.FEE_REVENUE).orElseThrow()
        : find(name);
  }

  /** The accounts of the firm, by number. */
  List<Listed> ofTheFirm() {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select("select * from accounts where kind = 'FIRM' order by account_id")
                .map((row, context) -> listed(row))
                .list());
  }

  /**
   * Opens an account of the firm; durable once this returns.
   *
   * @param together is written in the same transaction
   * @throws Fault {@code ALREADY_EXISTS} when one has this name
   */
  Listed open(String name, Instant now, BiConsumer<Handle, Listed> together) {
    oneAtATime.lock();
    try {
      long account = AccountNumbers.next(database);
      return database.durably(handle -> {
        Listed opened = open(handle, account, name, now);
        together.accept(handle, opened);
        return opened;
      });
    } finally {
      oneAtATime.unlock();
    }
  }

  private static Listed open(Handle handle, long account, String name, Instant now) {
    boolean isTaken =
        handle
                .select("select count(*) from accounts where kind = 'FIRM' and name = ?", name)
                .mapTo(Long.class)
                .one()
            > 0;
    if (isTaken) {
      throw new Fault(ErrorCode.ALREADY_EXISTS, "The firm has an account " + name + " already.");
    }
    handle.execute(
        "insert into accounts (account_id, kind, name, created_at) values (?, 'FIRM', ?, ?)",
        account,
        name,
        now.atOffset(ZoneOffset.UTC));
    return new Listed(account, Kind.FIRM, name);
  }

  private Optional<Listed> row(long account) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select("select * from accounts where account_id = ?", account)
                .map((row, context) -> listed(row))
                .findOne())
        .map(this::named);
  }

  /** A client's account is called as its user, whose name the table of accounts does not have. */
  private Listed named(Listed listed) {
    return listed.kind() == Kind.CLIENT
        ? users
            .findByAccount(listed.account())
            .map(user -> new Listed(listed.account(), listed.kind(), user.fullName()))
            .orElse(listed)
        : listed;
  }

  private static Listed listed(ResultSet row) throws SQLException {
    return new Listed(
        row.getLong("account_id"), Kind.valueOf(row.getString("kind")), row.getString("name"));
  }
}

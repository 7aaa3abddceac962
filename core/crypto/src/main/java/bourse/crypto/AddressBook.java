package bourse.crypto;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.data.Database;
import bourse.platform.http.Caller;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;

/**
 * Which address is whose. An address is known here, durably, before its client is, so what comes to
 * it has an owner. Addresses stay for ever.
 */
final class AddressBook {
  /** So many addresses one client may have on a chain: each is looked for in each block. */
  static final int MOST = 50;

  private final Database database;
  private final WallClock clock;
  private final int firstNumber;
  private final Map<String, DepositAddress> known = new ConcurrentHashMap<>();

  /**
   * @param firstNumber no address with a lower number is given out
   */
  AddressBook(Database database, int firstNumber, WallClock clock) {
    this.database = database;
    this.firstNumber = firstNumber;
    this.clock = clock;
  }

  /** Reads all addresses; before anything is looked for. */
  void read() {
    database
        .jdbi()
        .useHandle(handle ->
            handle
                .select("select * from chain_addresses")
                .map((row, context) -> address(row))
                .forEach(this::remember));
  }

  private void remember(DepositAddress address) {
    known.put(address.chain() + ":" + address.address(), address);
  }

  Optional<DepositAddress> find(String chain, String address) {
    return Optional.ofNullable(known.get(chain + ":" + address));
  }

  /** The newest first. */
  List<DepositAddress> of(UUID user) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select(
                    "select * from chain_addresses where user_id = ?"
                        + " order by created_at desc, chain, address_number desc",
                    user)
                .map((row, context) -> address(row))
                .list());
  }

  /**
   * The client's address on a chain.
   *
   * @param fresh whether another than before is asked for
   * @throws Fault {@code TOO_MANY_ADDRESSES}
   */
  synchronized DepositAddress give(Chain chain, Caller caller, boolean fresh) {
    List<DepositAddress> before =
        of(caller.userId()).stream().filter(one -> one.chain().equals(chain.name())).toList();
    if (!before.isEmpty() && !fresh) {
      return before.getFirst();
    }
    if (before.size() >= MOST) {
      throw new Fault(
          ErrorCode.TOO_MANY_ADDRESSES,
          "You have " + MOST + " addresses on " + chain.name() + "; use one of them again.");
    }
    DepositAddress address =
        database.<DepositAddress, RuntimeException>durably(handle -> insert(handle, chain, caller));
    remember(address);
    return address;
  }

  private DepositAddress insert(Handle handle, Chain chain, Caller caller) {
    int number =
        Math.max(
            firstNumber,
            handle
                .createQuery(
                    "select coalesce(max(address_number) + 1, 0) from chain_addresses"
                        + " where chain = :chain")
                .bind("chain", chain.name())
                .mapTo(Integer.class)
                .one());
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    DepositAddress address =
        new DepositAddress(
            Ids.uuid7(),
            chain.name(),
            chain.address(number),
            number,
            caller.userId(),
            caller.account(),
            now);
    handle
        .createUpdate(
            """
            insert into chain_addresses (id, chain, address, address_number, user_id, account_id,
              created_at)
            values (:id, :chain, :address, :number, :user, :account, :now)
            """)
        .bind("id", address.id())
        .bind("chain", address.chain())
        .bind("address", address.address())
        .bind("number", number)
        .bind("user", address.user())
        .bind("account", address.account())
        .bind("now", ChainDepositStore.utc(now))
        .execute();
    return address;
  }

  private static DepositAddress address(ResultSet row) throws SQLException {
    return new DepositAddress(
        row.getObject("id", UUID.class),
        row.getString("chain"),
        row.getString("address"),
        row.getInt("address_number"),
        row.getObject("user_id", UUID.class),
        row.getLong("account_id"),
        ChainDepositStore.time(row, "created_at").orElseThrow());
  }
}

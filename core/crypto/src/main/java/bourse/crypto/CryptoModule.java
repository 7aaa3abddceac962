package bourse.crypto;

import bourse.auth.Users;
import bourse.exchange.AccountStore;
import bourse.exchange.Exchange;
import bourse.exchange.Listings;
import bourse.exchange.WalletStore;
import bourse.payments.Debtors;
import bourse.platform.audit.Audit;
import bourse.platform.crypto.Keystore;
import bourse.platform.data.Database;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import bourse.platform.service.Service;
import bourse.platform.time.WallClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Deposits over chains. */
public final class CryptoModule {
  private final CryptoWorker worker;
  private final CryptoRoutes own;
  private final CryptoStaffRoutes staff;

  /** The database and the exchange may be started later, before the first request. */
  public CryptoModule(
      CryptoConfig config,
      Database database,
      Keystore keystore,
      Exchange exchange,
      Listings listings,
      Users users,
      Audit audit,
      WallClock clock) {
    NodeSecrets secrets = new NodeSecrets(keystore);
    AddressBook addresses = new AddressBook(database, config.firstAddress(), clock);
    ChainDepositStore deposits = new ChainDepositStore(database);
    ChainMovementStore movements = new ChainMovementStore(database);
    BlockStore blocks = new BlockStore(database);
    ChainBookings bookings = new ChainBookings(exchange, listings, movements, clock);
    Debtors debtors =
        new Debtors(exchange, new AccountStore(database), new WalletStore(database), clock);
    List<ChainFollower> followers =
        chains(config, secrets)
            .map(chain ->
                new ChainFollower(
                    chain,
                    addresses,
                    blocks,
                    deposits,
                    movements,
                    bookings,
                    debtors,
                    listings,
                    database,
                    audit,
                    config.deepest(),
                    clock))
            .toList();
    worker = new CryptoWorker(followers, addresses, config.interval());
    own = new CryptoRoutes(followers, worker, addresses, deposits, listings);
    staff =
        new CryptoStaffRoutes(
            followers, worker, deposits, movements, secrets, users, database, audit);
  }

  private static Stream<Chain> chains(CryptoConfig config, NodeSecrets secrets) {
    Duration patience = config.patience();
    Optional<Chain> bitcoin =
        config
            .bitcoin()
            .map(one ->
                new Bitcoin(
                    one.network(),
                    new NodeRpc(
                        "The Bitcoin node",
                        one.node(),
                        () -> secrets.basic(Bitcoin.NAME, one.user()),
                        patience),
                    one.account(),
                    one.asset(),
                    one.confirmations()));
    Optional<Chain> ethereum =
        config
            .ethereum()
            .map(one ->
                new Ethereum(
                    one.chainId(),
                    new NodeRpc(
                        "The Ethereum node",
                        one.node(),
                        () -> secrets.bearer(Ethereum.NAME),
                        patience),
                    one.account(),
                    one.asset(),
                    one.tokens(),
                    one.confirmations()));
    return Stream.of(bitcoin, ethereum).flatMap(Optional::stream);
  }

  /** Follows the chains. */
  public Service worker() {
    return worker;
  }

  /** For the public port: clients', and by permission the staff's. */
  public Routes routes() {
    return () -> Stream.of(own.routes(), staff.ofStaff()).flatMap(List::stream).toList();
  }

  /** For the operator, on the management port. */
  public List<Route> ofOperator() {
    return staff.ofOperator();
  }
}

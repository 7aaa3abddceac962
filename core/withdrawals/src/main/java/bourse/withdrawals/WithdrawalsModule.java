package bourse.withdrawals;

import bourse.auth.SecondFactorCheck;
import bourse.auth.Users;
import bourse.exchange.AccountStore;
import bourse.exchange.Exchange;
import bourse.exchange.Listings;
import bourse.exchange.TradeStore;
import bourse.exchange.VenueStatus;
import bourse.kyc.ClientLevels;
import bourse.kyc.Identities;
import bourse.notification.Mailer;
import bourse.platform.audit.Audit;
import bourse.platform.crypto.FieldCipher;
import bourse.platform.crypto.Keystore;
import bourse.platform.data.Database;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import bourse.platform.keys.ProtectedRows;
import bourse.platform.service.Service;
import bourse.platform.time.WallClock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Withdrawals: address book, limits, approvals, and the rails by which money goes out. */
public final class WithdrawalsModule {
  private final WithdrawalWorker worker;
  private final WithdrawalRoutes own;
  private final BeneficiaryRoutes beneficiaries;
  private final StaffRoutes staff;

  /**
   * The database and the exchange may be started later, before the first request.
   *
   * @param name of the venue, as letters say it
   * @param more rails of other modules, in the order in which they are preferred; after them staff
   *     make transfers at the bank, where that is turned on
   * @param venue whether anything goes out at all
   * @param factors takes the factor by which a withdrawal is confirmed
   * @param levels how much of a user goes out without a person
   * @param identities who sends
   */
  public WithdrawalsModule(
      WithdrawalsConfig config,
      String name,
      List<PayoutRail> more,
      Database database,
      Keystore keystore,
      Exchange exchange,
      Listings listings,
      VenueStatus venue,
      Users users,
      SecondFactorCheck factors,
      ClientLevels levels,
      Identities identities,
      Mailer mailer,
      Audit audit,
      WallClock clock) {
    Optional<BankRail> bank =
        config.bankCurrencies().isEmpty()
            ? Optional.empty()
            : Optional.of(
                new BankRail(
                    config.bankCurrencies(),
                    config.bankFees(),
                    config.bankMinimum(),
                    database,
                    audit,
                    clock));
    Rails rails = new Rails(Stream.concat(more.stream(), bank.stream()).toList());
    FieldCipher fields = new FieldCipher(keystore);
    WithdrawalStore store = new WithdrawalStore(database, fields);
    MovementStore movements = new MovementStore(database);
    ApprovalStore approvals = new ApprovalStore(database);
    SettingStore settings = new SettingStore(database);
    RateStore rates = new RateStore(database);
    Switches switches = new Switches(database, audit);
    Delays delays = new Delays(users, settings, config.credentialHold(), clock);
    Letters letters = new Letters(name);
    Steps steps =
        new Steps(
            rails,
            store,
            approvals,
            movements,
            new Bookings(exchange, listings, movements, clock),
            delays,
            new Stops(switches, venue, new AccountStore(database), users),
            users,
            database,
            audit,
            mailer,
            letters,
            clock);
    worker = new WithdrawalWorker(steps, store, rails, clock);
    AddressBook book =
        new AddressBook(
            config,
            rails,
            new BeneficiaryStore(database, fields),
            settings,
            store,
            steps,
            users,
            identities,
            database,
            audit,
            mailer,
            letters,
            clock);
    Allowance allowance =
        new Allowance(
            config,
            levels,
            store,
            new Rates(rates, new TradeStore(database), config.oldestRate(), clock),
            clock);
    Withdrawals withdrawals =
        new Withdrawals(
            config,
            rails,
            listings,
            book,
            settings,
            delays,
            switches,
            allowance,
            store,
            movements,
            steps,
            worker,
            factors,
            users,
            identities,
            database,
            audit,
            mailer,
            letters,
            clock);
    own = new WithdrawalRoutes(withdrawals, store, book, rails);
    beneficiaries = new BeneficiaryRoutes(book, worker);
    Decisions decisions =
        new Decisions(store, approvals, settings, steps, worker, database, audit, clock);
    staff =
        new StaffRoutes(
            config, rails, bank, decisions, store, approvals, movements, settings, rates, switches,
            users, database, audit, clock);
  }

  /** Brings withdrawals from one status to the next. */
  public Service worker() {
    return worker;
  }

  /** For the public port: clients', and by permission the staff's. */
  public Routes routes() {
    return () ->
        Stream.of(own.routes(), beneficiaries.routes(), staff.ofStaff())
            .flatMap(List::stream)
            .toList();
  }

  /** For the operator, on the management port. */
  public List<Route> ofOperator() {
    return staff.ofOperator();
  }

  /** The rows with encrypted columns. */
  public static List<ProtectedRows> protectedRows(Database database, Keystore keystore) {
    FieldCipher fields = new FieldCipher(keystore);
    return Stream.of(WithdrawalStore.WITHDRAWALS, BeneficiaryStore.BENEFICIARIES)
        .map(table -> new ProtectedRows(database, fields, table))
        .toList();
  }
}

package bourse.admin;

import bourse.auth.ApiKeys;
import bourse.auth.TokenKeys;
import bourse.auth.UserDirectory;
import bourse.auth.Users;
import bourse.exchange.AccountStore;
import bourse.exchange.Exchange;
import bourse.exchange.LedgerStore;
import bourse.exchange.Listings;
import bourse.exchange.LiveVenue;
import bourse.exchange.MarketFile;
import bourse.exchange.VenueStatus;
import bourse.exchange.WalletStore;
import bourse.notification.MailOutbox;
import bourse.platform.crypto.FieldCipher;
import bourse.platform.data.Database;
import bourse.platform.http.HttpServer;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import bourse.platform.keys.KeyRotation;
import bourse.platform.service.Health;
import bourse.platform.telemetry.Metrics;
import bourse.platform.time.WallClock;
import bourse.wallet.AccountFees;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Operator acts, the audit trail, and the management port. */
public final class AdminModule {
  private final HttpServer server;
  private final List<Route> publicRoutes;

  /**
   * @param apiKeys with which users' programs sign
   * @param mail what was posted
   * @param markets reads the file of markets anew
   * @param proved what a proof beside the running server asks
   * @param overall how the appliance is
   * @param parts how each part is, by name
   * @param operatorToken what the command line proves itself with
   * @param signedHeads of the audit trail, kept outside the database
   * @param setUp what proves the first administrator
   * @param keys what data are encrypted with
   * @param tokenKeys what access tokens are signed with
   * @param more of other modules, for the operator
   * @param stop stops the appliance; called on a thread of its own
   */
  public AdminModule(
      AdminConfig config,
      Database database,
      Users users,
      ApiKeys apiKeys,
      MailOutbox mail,
      Exchange exchange,
      Listings listings,
      Supplier<MarketFile> markets,
      VenueStatus venue,
      LiveVenue proved,
      Supplier<Health> overall,
      Supplier<Map<String, Health>> parts,
      Metrics metrics,
      String operatorToken,
      AuditTrail audit,
      Supplier<List<AuditTrail.Head>> signedHeads,
      SetUpToken setUp,
      KeyRotation keys,
      TokenKeys tokenKeys,
      List<Route> more,
      Runnable stop,
      WallClock clock) {
    ManagementRoutes.Condition condition =
        new ManagementRoutes.Condition() {
          @Override
          public Health overall() {
            return overall.get();
          }

          @Override
          public Map<String, Health> parts() {
            return parts.get();
          }
        };
    PaymentReferences references = new PaymentReferences(database);
    AccountDirectory accounts = new AccountDirectory(database, users);
    OperatorCommands commands = new OperatorCommands(exchange, clock);
    Payments payments = new Payments(exchange, listings, references, audit, database, clock);
    Approvals approvals = new Approvals(database, users::find, audit, clock);
    List<Route> routes = new ArrayList<>(new ManagementRoutes(condition, metrics).routes());
    OperatorRoutes operatorRoutes =
        new OperatorRoutes(accounts, payments, exchange, approvals, audit, condition, stop, clock);
    routes.addAll(operatorRoutes.routes());
    AccountRoutes accountRoutes =
        new AccountRoutes(
            accounts, new AccountStore(database), payments, commands, approvals, audit, clock);
    routes.addAll(accountRoutes.routes());
    routes.addAll(
        new OperatorMarkets(exchange, listings, markets, commands, audit, clock).routes());
    AccountStore stored = new AccountStore(database);
    AccountFees fees = new AccountFees(listings, stored, clock);
    routes.addAll(new FeeRoutes(accounts, stored, listings, fees, commands, audit).routes());
    SafeStateRoutes safeStateRoutes = new SafeStateRoutes(venue, commands, approvals, audit);
    routes.addAll(safeStateRoutes.routes());
    routes.addAll(new ProofRoutes(proved).routes());
    routes.addAll(new MailRoutes(mail, audit).routes());
    ApiKeyRoutes keyRoutes = new ApiKeyRoutes(apiKeys, users);
    routes.addAll(keyRoutes.routes());
    AuditRoutes auditRoutes = new AuditRoutes(audit, signedHeads);
    routes.addAll(auditRoutes.routes());
    LedgerRoutes ledgerRoutes =
        new LedgerRoutes(accounts, new LedgerStore(database), listings, exchange, audit, clock);
    routes.addAll(ledgerRoutes.ofOperator());
    LedgerBookings bookings =
        new LedgerBookings(
            accounts, new LedgerStore(database), payments, commands, approvals, audit);
    routes.addAll(bookings.ofOperator());
    ApprovalRoutes approvalRoutes = new ApprovalRoutes(approvals);
    routes.addAll(approvalRoutes.routes());
    UserRoutes userRoutes =
        new UserRoutes(
            users,
            new UserDirectory(database, new FieldCipher(keys.keystore())),
            commands,
            approvals,
            audit);
    routes.addAll(userRoutes.routes());
    SessionRoutes sessionRoutes = new SessionRoutes(users, audit);
    routes.addAll(sessionRoutes.routes());
    FactorResetRoutes resetRoutes = new FactorResetRoutes(users, mail, approvals, audit);
    routes.addAll(resetRoutes.routes());
    ProfileRoutes profileRoutes =
        new ProfileRoutes(users, stored, new WalletStore(database), audit);
    routes.addAll(profileRoutes.routes());
    publicRoutes =
        Stream.of(
                new SetUpRoutes(users, setUp, audit, clock).routes(),
                userRoutes.ofStaff(),
                sessionRoutes.ofStaff(),
                keyRoutes.ofStaff(),
                resetRoutes.ofStaff(),
                profileRoutes.ofStaff(),
                auditRoutes.ofStaff(),
                new AnnouncementRoutes(new Announcements(database, audit), clock).routes(),
                accountRoutes.ofStaff(),
                ledgerRoutes.ofStaff(),
                bookings.ofStaff(),
                operatorRoutes.ofStaff(),
                safeStateRoutes.ofStaff(),
                approvalRoutes.ofStaff())
            .flatMap(List::stream)
            .toList();
    routes.addAll(new KeyRoutes(keys, tokenKeys, audit).routes());
    routes.addAll(more);
    OperatorGuard guard = new OperatorGuard(operatorToken);
    server =
        new HttpServer(
            "management",
            config.http(),
            routes.stream().map(guard::guarded).toList(),
            routing -> {},
            List.of());
  }

  /** The back office, by permission, for the public port. */
  public Routes routes() {
    return () -> publicRoutes;
  }

  /** The listener of the management port. */
  public HttpServer server() {
    return server;
  }
}

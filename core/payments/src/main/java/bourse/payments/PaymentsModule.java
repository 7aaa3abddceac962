package bourse.payments;

import bourse.auth.Users;
import bourse.exchange.AccountStore;
import bourse.exchange.Exchange;
import bourse.exchange.Listings;
import bourse.exchange.WalletStore;
import bourse.kyc.ClientLevels;
import bourse.platform.audit.Audit;
import bourse.platform.crypto.FieldCipher;
import bourse.platform.crypto.Keystore;
import bourse.platform.data.Database;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import bourse.platform.keys.ProtectedRows;
import bourse.platform.service.Service;
import bourse.platform.time.WallClock;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Deposits through payment providers. */
public final class PaymentsModule {
  private final PaymentWorker worker;
  private final DepositRoutes own;
  private final WebhookRoutes webhooks;
  private final PaymentRoutes payments;

  /**
   * The database and the exchange may be started later, before the first request.
   *
   * @param publicUrl where people reach the console, which providers send payers back to
   * @param levels how much a user may pay in
   */
  public PaymentsModule(
      PaymentsConfig config,
      URI publicUrl,
      Database database,
      Keystore keystore,
      Exchange exchange,
      Listings listings,
      Users users,
      ClientLevels levels,
      Audit audit,
      WallClock clock) {
    ProviderSecrets secrets = new ProviderSecrets(keystore);
    FieldCipher fields = new FieldCipher(keystore);
    DepositStore store = new DepositStore(database, fields);
    StatementLines lines = new StatementLines(database, fields, store, audit, clock);
    Connectors connectors = connectors(config, secrets, lines);
    MovementStore movements = new MovementStore(database);
    EventStore events = new EventStore(database, fields);
    Switches switches = new Switches(database, audit);
    Bookings bookings = new Bookings(exchange, listings, movements, clock);
    Refunds refunds =
        new Refunds(new RefundStore(database), store, movements, bookings, database, audit, clock);
    Looks looks =
        new Looks(
            connectors,
            store,
            movements,
            bookings,
            refunds,
            new Debtors(exchange, new AccountStore(database), new WalletStore(database), clock),
            database,
            audit,
            publicUrl,
            clock);
    worker = new PaymentWorker(looks, store, connectors, clock);
    DepositLimits limits =
        config.levelLimits()
            ? new LevelLimits(levels, store, config.limitRates(), clock)
            : DepositLimits.NONE;
    Deposits deposits =
        new Deposits(
            config, connectors, listings, switches, limits, store, looks, worker, database, clock);
    own = new DepositRoutes(deposits, store, lines, worker);
    webhooks = new WebhookRoutes(connectors, events, store, worker, database, clock);
    payments =
        new PaymentRoutes(
            connectors,
            store,
            movements,
            events,
            refunds,
            lines,
            switches,
            secrets,
            looks,
            worker,
            users,
            database,
            audit,
            clock);
  }

  private static Connectors connectors(
      PaymentsConfig config, ProviderSecrets secrets, StatementLines lines) {
    List<Connector> connectors = new ArrayList<>();
    if (!config.stripe().currencies().isEmpty()) {
      connectors.add(
          new StripeConnector(
              config.stripe().url(),
              config.stripe().currencies(),
              secrets,
              config.tolerance(),
              config.patience()));
    }
    if (!config.razorpay().currencies().isEmpty()) {
      connectors.add(
          new RazorpayConnector(
              config.razorpay().url(),
              config.razorpay().currencies(),
              config.razorpayAccount(),
              secrets,
              config.patience()));
    }
    config
        .upi()
        .ifPresent(payee -> connectors.add(new UpiConnector(payee.address(), payee.name(), lines)));
    return new Connectors(connectors);
  }

  /**
   * The simulators that a demo has instead of providers, with secrets that it makes up; none
   * otherwise.
   *
   * @param api where webhooks are taken; asked once it is there
   */
  public static List<Service> simulators(
      PaymentsConfig config, Keystore keystore, Supplier<URI> api, WallClock clock) {
    ProviderSecrets secrets = new ProviderSecrets(keystore);
    return config.simulatorPort().stream()
        .<Service>mapMulti((port, all) -> {
          all.accept(stripeSimulator(port, secrets, api, clock));
          all.accept(razorpaySimulator(port + 1, secrets, api, clock));
        })
        .toList();
  }

  private static StripeSimulator stripeSimulator(
      int port, ProviderSecrets secrets, Supplier<URI> api, WallClock clock) {
    String key = secrets.simulated(StripeConnector.NAME);
    return new StripeSimulator(
        port,
        key,
        () -> secrets.webhookSecrets(StripeConnector.NAME).getFirst(),
        () -> api.get().resolve("/v1/webhooks/" + StripeConnector.NAME),
        clock);
  }

  private static RazorpaySimulator razorpaySimulator(
      int port, ProviderSecrets secrets, Supplier<URI> api, WallClock clock) {
    String key = secrets.simulated(RazorpayConnector.NAME);
    return new RazorpaySimulator(
        port,
        key,
        () -> secrets.webhookSecrets(RazorpayConnector.NAME).getFirst(),
        () -> api.get().resolve("/v1/webhooks/" + RazorpayConnector.NAME),
        clock);
  }

  /** Asks the providers, and books what they say. */
  public Service worker() {
    return worker;
  }

  /** For the public port: clients', providers', and by permission the staff's. */
  public Routes routes() {
    return () ->
        Stream.of(own.routes(), webhooks.routes(), payments.ofStaff())
            .flatMap(List::stream)
            .toList();
  }

  /** For the operator, on the management port. */
  public List<Route> ofOperator() {
    return payments.ofOperator();
  }

  /** The rows with encrypted columns. */
  public static List<ProtectedRows> protectedRows(Database database, Keystore keystore) {
    FieldCipher fields = new FieldCipher(keystore);
    return Stream.of(DepositStore.DEPOSITS, EventStore.EVENTS, StatementLines.LINES)
        .map(table -> new ProtectedRows(database, fields, table))
        .toList();
  }
}

package bourse.server;

import bourse.admin.AccountStops;
import bourse.admin.AdminConfig;
import bourse.admin.AdminModule;
import bourse.admin.AuditTrail;
import bourse.admin.SetUpToken;
import bourse.admin.TextRoutes;
import bourse.auth.AuthConfig;
import bourse.auth.AuthModule;
import bourse.auth.User;
import bourse.crypto.CryptoConfig;
import bourse.crypto.CryptoModule;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.exchange.AccountStore;
import bourse.exchange.CandleStore;
import bourse.exchange.ExchangeMetrics;
import bourse.exchange.ExchangeRuntime;
import bourse.exchange.ExchangeSettings;
import bourse.exchange.ExchangeStorage;
import bourse.exchange.FactPublisher;
import bourse.exchange.LedgerStore;
import bourse.exchange.Listings;
import bourse.exchange.LiveVenue;
import bourse.exchange.MarketFile;
import bourse.exchange.OrderStore;
import bourse.exchange.Projector;
import bourse.exchange.SafeStateSettings;
import bourse.exchange.SafeStateWatch;
import bourse.exchange.TradeStore;
import bourse.exchange.VenueStatus;
import bourse.exchange.WalletStore;
import bourse.gateway.EdgeRuleRoutes;
import bourse.gateway.EdgeRules;
import bourse.gateway.GatewayConfig;
import bourse.gateway.GatewayConfig.Environment;
import bourse.gateway.GatewayModule;
import bourse.gateway.IdempotencyKeys;
import bourse.gateway.RateLimits;
import bourse.gateway.RedirectToTls;
import bourse.gateway.RefusedRequests;
import bourse.gateway.StreamEndpoint;
import bourse.gateway.StreamSettings;
import bourse.kyc.KycConfig;
import bourse.kyc.KycModule;
import bourse.marketdata.MarketData;
import bourse.marketdata.MarketRoutes;
import bourse.marketdata.VenueRoutes;
import bourse.notification.MailConfig;
import bourse.notification.MailOutbox;
import bourse.notification.SmsConfig;
import bourse.notification.TextOutbox;
import bourse.payments.PaymentsConfig;
import bourse.payments.PaymentsModule;
import bourse.platform.cache.Redis;
import bourse.platform.config.Setting;
import bourse.platform.config.Settings;
import bourse.platform.config.SettingsCatalogue;
import bourse.platform.crypto.FieldCipher;
import bourse.platform.crypto.FileCipher;
import bourse.platform.crypto.Keystore;
import bourse.platform.data.SqlDatabase;
import bourse.platform.events.Kafka;
import bourse.platform.events.KafkaClients;
import bourse.platform.events.KafkaSettings;
import bourse.platform.http.HttpServer;
import bourse.platform.http.Route;
import bourse.platform.keys.KeyRotation;
import bourse.platform.keys.KeySettings;
import bourse.platform.keys.Snapshots;
import bourse.platform.keys.StoredObjects;
import bourse.platform.log.SealedDirectory;
import bourse.platform.objects.EmbeddedS3;
import bourse.platform.objects.ObjectSettings;
import bourse.platform.objects.S3ObjectStore;
import bourse.platform.objects.SealedObjects;
import bourse.platform.service.DataDirectory;
import bourse.platform.service.Health;
import bourse.platform.service.Housekeeping;
import bourse.platform.service.Lifecycle;
import bourse.platform.service.Part;
import bourse.platform.service.Ports;
import bourse.platform.service.Progress;
import bourse.platform.telemetry.Metrics;
import bourse.platform.time.WallClock;
import bourse.platform.tls.ServerCertificates;
import bourse.platform.tls.TlsSettings;
import bourse.trading.OrderRoutes;
import bourse.trading.OwnOrders;
import bourse.wallet.AccountFees;
import bourse.wallet.OwnWallets;
import bourse.wallet.WalletRoutes;
import bourse.withdrawals.WithdrawalsConfig;
import bourse.withdrawals.WithdrawalsModule;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole appliance in this process: every module, what each is given, and what starts after
 * what. One server starts and stops once.
 */
public final class BourseServer {
  private static final Logger LOG = LoggerFactory.getLogger(BourseServer.class);
  private static final Duration SAFE_STATE_LOOKS = Duration.ofSeconds(1);
  private static final long LEAST_FREE_BYTES = 256L << 20;
  private static final Duration HOUSEKEEPING = Duration.ofHours(1);
  private static final Duration AUDIT_HEADS = Duration.ofSeconds(30);
  private static final String LOOPBACK = "127.0.0.1";

  private final DataDirectory data;
  private final Kafka kafka;
  private final Optional<ServerCertificates> certificates;
  private final AuthModule auth;
  private final S3ObjectStore objectStore;
  private final GatewayModule gateway;
  private final AdminModule admin;
  private final NightlyProof proof;
  private final Lifecycle lifecycle;
  private final CompletableFuture<Void> stopAsked = new CompletableFuture<>();
  private final CompletableFuture<String> logFailed = new CompletableFuture<>();

  /** Every setting of the server, with its default. */
  public static SettingsCatalogue catalogue() {
    return ServerSettings.catalogue();
  }

  /**
   * Takes the data directory and its keys, and builds everything. Nothing runs yet.
   *
   * @param directory the one data directory
   * @param progress told of each part that starts and stops
   * @throws bourse.domain.Fault DATA_DIRECTORY_IN_USE, KEY_MISSING, PORT_IN_USE, BAD_CONFIGURATION
   */
  public BourseServer(Settings settings, Path directory, Progress progress) {
    data = DataDirectory.open(directory, LEAST_FREE_BYTES);
    try {
      Environment environment = settings.get(ServerSettings.ENVIRONMENT);
      boolean secure = isSecure(settings, environment);
      Ports.checkAll(settings, LOOPBACK, ports(settings, secure));
      Keystore keystore = Keystore.open(data);
      WallClock clock = WallClock.system();
      certificates =
          secure
              ? Optional.of(ServerCertificates.of(settings, data.root(), keystore, clock::instant))
              : Optional.empty();

      SqlDatabase database = SqlDatabase.of(settings, data, keystore, Projector.tables());
      Redis redis = Redis.of(settings, data, keystore.redisPassword());
      kafka = Kafka.of(settings, data, keystore.kafkaPassword());
      EmbeddedS3 objects =
          EmbeddedS3.of(settings, data, keystore.objectsAccessKey(), keystore.objectsSecretKey());
      objectStore = new S3ObjectStore(objects.connection());
      FileCipher files = new FileCipher(keystore);
      SealedObjects archive = new SealedObjects(objectStore, files);

      ExchangeRuntime exchange =
          new ExchangeRuntime(
              ExchangeSettings.from(settings),
              ExchangeStorage.files(
                  data.root(),
                  InstallationKey.of(() -> keystore),
                  snapshots -> SealedDirectory.snapshots(snapshots, files)),
              Optional.of(archive),
              clock,
              fatal());
      OrderStore orders = new OrderStore(database);
      TradeStore trades = new TradeStore(database);
      CandleStore candles = new CandleStore(database);
      Listings listings = new Listings();
      OwnOrders ownOrders = new OwnOrders();
      OwnWallets ownWallets = new OwnWallets();
      VenueStatus venue = new VenueStatus();
      SafeStateWatch safeState =
          new SafeStateWatch(
              exchange,
              venue,
              SafeStateSettings.from(settings)
                  .signs(
                      exchange, listings, data.root(), ExchangeSettings.from(settings).lagLimit()),
              SAFE_STATE_LOOKS,
              clock);
      MarketData marketData = new MarketData(exchange, candles, trades, clock::instant);
      exchange.add(new Projector(database.projection()));
      exchange.add(listings);
      exchange.add(ownOrders);
      exchange.add(ownWallets);
      exchange.add(venue);
      exchange.add(marketData);
      exchange.add(
          new FactPublisher(new KafkaClients(kafka.connection()), kafka::health, database));

      MailOutbox mail = new MailOutbox(MailConfig.of(settings), database, keystore, clock);
      AuditTrail audit = new AuditTrail(database, clock);
      auth =
          new AuthModule(
              AuthConfig.of(settings),
              GatewayConfig.publicUrl(settings, secure),
              database,
              redis.cache(),
              keystore,
              audit,
              mail,
              clock);
      TextOutbox texts = new TextOutbox(SmsConfig.of(settings), database, keystore, clock);
      KycModule kyc =
          new KycModule(
              KycConfig.of(settings, data.root()),
              environment == Environment.DEMO,
              AuthConfig.of(settings).factors().issuer(),
              database,
              keystore,
              archive,
              auth.users(),
              new AccountStops(exchange, new AccountStore(database), clock),
              texts,
              mail,
              audit,
              clock);
      PaymentsConfig paying = PaymentsConfig.of(settings);
      requireDemoForSimulator(paying, environment, secure);
      PaymentsModule payments =
          new PaymentsModule(
              paying,
              GatewayConfig.publicUrl(settings, secure),
              database,
              keystore,
              exchange,
              listings,
              auth.users(),
              kyc.clientLevels(),
              audit,
              clock);
      CryptoModule crypto =
          new CryptoModule(
              CryptoConfig.of(settings),
              database,
              keystore,
              exchange,
              listings,
              auth.users(),
              audit,
              clock);
      WithdrawalsModule withdrawals =
          new WithdrawalsModule(
              WithdrawalsConfig.of(settings),
              AuthConfig.of(settings).factors().issuer(),
              List.of(),
              database,
              keystore,
              exchange,
              listings,
              venue,
              auth.users(),
              auth.factorCheck(),
              kyc.clientLevels(),
              kyc.identities(),
              mail,
              audit,
              clock);
      OrderRoutes orderRoutes =
          new OrderRoutes(exchange, ownOrders, listings, orders, trades, clock);
      GatewayConfig edge =
          GatewayConfig.of(settings, environment, certificates.map(ServerCertificates::context));
      RateLimits limits = new RateLimits(edge.limits(), redis.scripts(), clock);
      EdgeRules rules =
          new EdgeRules(database, audit, EdgeRules.countriesFile(settings, data.root()), clock);
      Metrics metrics = new Metrics();
      RefusedRequests refused = new RefusedRequests(metrics, clock);
      EdgeRuleRoutes ruleRoutes = new EdgeRuleRoutes(rules, clock);
      IdempotencyKeys answers = new IdempotencyKeys(database, new FieldCipher(keystore), clock);
      StreamEndpoint stream =
          new StreamEndpoint(
              marketData,
              ownOrders,
              ownWallets,
              orderRoutes.entry(),
              auth.authenticator(),
              limits,
              rules,
              refused,
              edge.edge(),
              StreamSettings.of(settings));
      AuditHeads heads =
          new AuditHeads(
              audit, data.root(), archive, new InstallationKey(keystore), AUDIT_HEADS, clock);
      KeyRotation keys =
          new KeyRotation(
              keystore,
              Stream.of(
                      AuthModule.protectedRows(database, keystore),
                      KycModule.protectedRows(database, keystore),
                      PaymentsModule.protectedRows(database, keystore),
                      WithdrawalsModule.protectedRows(database, keystore),
                      List.of(answers.protectedRows(), texts.protectedRows()))
                  .flatMap(List::stream)
                  .toList(),
              List.of(
                  new Snapshots(data.snapshots(), files),
                  new StoredObjects(archive, objects::health)),
              settings.get(KeySettings.RETIRE_AFTER),
              clock::instant);
      LiveVenue live = new LiveVenue(exchange, database);
      proof =
          new NightlyProof(
              settings, live, data, archive, files, new InstallationKey(keystore), clock);
      Path marketFile = data.root().resolve(settings.get(ServerSettings.MARKETS));
      admin =
          new AdminModule(
              AdminConfig.of(settings),
              database,
              auth.users(),
              auth.apiKeys(),
              mail,
              exchange,
              listings,
              () -> MarketFile.read(marketFile),
              venue,
              live,
              this::health,
              this::healthByPart,
              metrics,
              keystore.operatorToken(),
              audit,
              heads::read,
              new SetUpToken(data.root()),
              keys,
              auth.tokenKeys(),
              Stream.of(
                      ruleRoutes.ofOperator(),
                      kyc.ofOperator(),
                      payments.ofOperator(),
                      withdrawals.ofOperator(),
                      crypto.ofOperator(),
                      new TextRoutes(texts, audit).routes())
                  .flatMap(List::stream)
                  .toList(),
              () -> stopAsked.complete(null),
              clock);
      gateway =
          new GatewayModule(
              edge,
              auth.authenticator(),
              List.of(
                  auth.routes(),
                  orderRoutes,
                  new WalletRoutes(
                      exchange,
                      listings,
                      new AccountStore(database),
                      new WalletStore(database),
                      new AccountFees(listings, new AccountStore(database), clock),
                      new LedgerStore(database),
                      user -> auth.users().find(user).map(User::fullName).orElse(""),
                      clock),
                  new VenueRoutes(venue),
                  new MarketRoutes(
                      marketData,
                      listings,
                      exchange,
                      trades,
                      candles,
                      environment == Environment.DEMO),
                  kyc.routes(),
                  payments.routes(),
                  withdrawals.routes(),
                  crypto.routes(),
                  admin.routes(),
                  ruleRoutes::ofStaff,
                  stream),
              List.of(stream.routing()),
              limits,
              rules,
              answers,
              refused,
              clock);
      MarketFile markets = MarketFile.read(marketFile);

      List<Part> parts =
          new ArrayList<>(
              List.of(
                  Part.required(admin.server()),
                  Part.required(database),
                  redis.part(),
                  Part.background(limits).using("redis"),
                  Part.background(objects),
                  kafka.part(),
                  Part.required(exchange, "database").using("kafka", "objects"),
                  Part.required(marketData, "exchange"),
                  Part.background(safeState, "exchange"),
                  Part.required(
                      new MarketSetUp(
                          markets,
                          exchange,
                          () -> exchange.figures().projectionLag(),
                          listings,
                          clock,
                          progress),
                      "exchange"),
                  Part.required(keys, "database").using("objects"),
                  Part.required(rules, "database"),
                  Part.required(gateway.server(), neededByGateway(secure)),
                  Part.required(stream, "http"),
                  Part.background(mail, "database"),
                  Part.background(texts, "database"),
                  Part.background(payments.worker(), "exchange"),
                  Part.background(withdrawals.worker(), "exchange"),
                  Part.background(crypto.worker(), "exchange"),
                  Part.background(proof, "exchange").using("objects"),
                  Part.background(heads, "database").using("objects"),
                  Part.background(
                      new Housekeeping(
                          HOUSEKEEPING,
                          List.of(
                              auth.cleanUp(),
                              auth.renewKeys(),
                              mail.cleanUp(),
                              texts.cleanUp(),
                              kyc.expireCases(),
                              kyc.sweepFiles(),
                              kyc.renewLists(),
                              kyc.compareAgain(),
                              kyc.watchExpiry(),
                              answers.cleanUp())),
                      "database")));
      PaymentsModule.simulators(paying, keystore, () -> address(gateway.server()), clock)
          .forEach(simulator -> parts.add(Part.background(simulator)));
      certificates.ifPresent(tls -> {
        parts.add(Part.required(tls));
        parts.add(
            Part.required(
                RedirectToTls.listener(
                    GatewayConfig.redirect(settings), gateway.server()::port, tls::names),
                "http"));
      });
      lifecycle = new Lifecycle(parts, progress);
      ExchangeMetrics.register(metrics, exchange, venue);
      proof.register(metrics);
      ServerMetrics.register(metrics, stream.figures(), this::healthByPart);
    } catch (IOException e) {
      throw release(
          new Fault(ErrorCode.INTERNAL, directory + " can't be used: " + e.getMessage(), e));
    } catch (RuntimeException e) {
      throw release(e);
    }
  }

  private static boolean isSecure(Settings settings, Environment environment) {
    return switch (settings.get(TlsSettings.MODE)) {
      case AUTO -> environment != Environment.DEMO;
      case ON -> true;
      case OFF -> false;
    };
  }

  /** Its webhooks come over plain HTTP, and its money is none. */
  private static void requireDemoForSimulator(
      PaymentsConfig paying, Environment environment, boolean secure) {
    if (paying.simulatorPort().isPresent() && (environment != Environment.DEMO || secure)) {
      throw new Fault(
          ErrorCode.BAD_CONFIGURATION,
          "payments.simulator is on, which is for a demo without TLS only: nothing that it takes is"
              + " money. Turn it off.");
    }
  }

  private static List<Setting<Integer>> ports(Settings settings, boolean secure) {
    List<Setting<Integer>> ports =
        new ArrayList<>(List.of(GatewayConfig.PORT, AdminConfig.PORT, ObjectSettings.PORT));
    if (!KafkaSettings.isExternal(settings)) {
      ports.addAll(List.of(KafkaSettings.PORT, KafkaSettings.CONTROLLER_PORT));
    }
    if (secure) {
      ports.add(TlsSettings.PORT);
    }
    return ports;
  }

  private static String[] neededByGateway(boolean secure) {
    return secure
        ? new String[] {"redis", "marketdata", "markets", "keys", "edge-rules", "tls"}
        : new String[] {"redis", "marketdata", "markets", "keys", "edge-rules"};
  }

  private ExchangeRuntime.FatalListener fatal() {
    return new ExchangeRuntime.FatalListener() {
      @Override
      public void stopped(String reason) {
        LOG.error("The exchange has stopped for good: {}", reason);
      }

      @Override
      public void logFailed(String reason) {
        stopped(reason);
        logFailed.complete(reason);
      }
    };
  }

  private RuntimeException release(RuntimeException failure) {
    try {
      data.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  /**
   * Starts, and returns when orders are taken; what trading does not wait for goes on starting.
   *
   * @throws Fault of the first part that failed; then nothing runs
   */
  public void start() throws InterruptedException {
    try {
      lifecycle.start();
    } catch (RuntimeException failure) {
      throw release(failure);
    }
  }

  /** A stop will follow soon: what ends until then is no failure. */
  public void expectStop() {
    lifecycle.expectStop();
  }

  /** Takes no new requests, answers those in flight, writes everything down, and stops. */
  public void stop() throws InterruptedException {
    try (data;
        objectStore;
        auth) {
      lifecycle.stop();
    } catch (IOException e) {
      throw new Fault(ErrorCode.INTERNAL, "The data directory did not close: " + e.getMessage(), e);
    }
  }

  /** Completed when an operator asks for the end; whoever started the server then stops it. */
  public CompletableFuture<Void> stopAsked() {
    return stopAsked;
  }

  /** Completed when nothing can be made durable any more; whoever started the server ends it. */
  public CompletableFuture<String> logFailed() {
    return logFailed;
  }

  /** Where API and console are. */
  public URI api() {
    return certificates
        .map(tls -> URI.create("https://" + host(tls) + ":" + gateway.server().port()))
        .orElseGet(() -> address(gateway.server()));
  }

  /** By the operator's certificate a client knows the server under its names only. */
  private static String host(ServerCertificates tls) {
    return tls.authority().isPresent() || tls.names().isEmpty() ? LOOPBACK : tls.names().getFirst();
  }

  /** The certificates of the public port; empty without TLS. */
  public Optional<ServerCertificates> certificates() {
    return certificates;
  }

  /** Where health, metrics and the operator's routes are. */
  public URI management() {
    return address(admin.server());
  }

  /** Where the facts are published: {@code host:port} of Kafka. */
  public String events() {
    return kafka.connection().bootstrapServers();
  }

  /** For tests, which do not wait for the night. */
  NightlyProof proof() {
    return proof;
  }

  /** Every operation of the public port. */
  List<Route> routes() {
    return gateway.routes();
  }

  /** What the OpenAPI document and the served routes differ in; empty when they are the same. */
  public List<String> contractDifferences() {
    return gateway.contractDifferences();
  }

  /** How each part is, by name. */
  public Map<String, Health> healthByPart() {
    return lifecycle.health();
  }

  /** How the whole is. */
  public Health health() {
    return lifecycle.overall();
  }

  private static URI address(HttpServer server) {
    return URI.create("http://" + LOOPBACK + ":" + server.port());
  }
}

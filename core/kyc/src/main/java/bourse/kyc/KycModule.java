package bourse.kyc;

import bourse.auth.Users;
import bourse.notification.Mailer;
import bourse.notification.Texter;
import bourse.platform.audit.Audit;
import bourse.platform.crypto.FieldCipher;
import bourse.platform.crypto.Keystore;
import bourse.platform.data.Database;
import bourse.platform.http.Route;
import bourse.platform.http.Routes;
import bourse.platform.keys.ProtectedRows;
import bourse.platform.objects.ObjectStore;
import bourse.platform.service.Housekeeping;
import bourse.platform.time.WallClock;
import java.util.List;
import java.util.stream.Stream;

/** Levels of clients, their cases, and the review. */
public final class KycModule {
  private static final int CODE_KEY_BYTES = 32;

  private final Levels levels;
  private final Standings standings;
  private final Identities identities;
  private final Cases cases;
  private final Files files;
  private final LocalScreening screening;
  private final Renewals renewals;
  private final Monitoring monitoring;
  private final KycRoutes own;
  private final ReviewRoutes review;

  /**
   * The database may be started later, before the first request.
   *
   * @param demo whether the market is none, and cases can be decided by a name
   * @param venue what letters and text messages say who sends them
   * @param objects holds the files of cases; seals what it is given
   * @param trading stops accounts whose users are verified no more
   * @param texter takes the codes for telephones
   * @param mailer takes what clients are written about their cases
   */
  public KycModule(
      KycConfig config,
      boolean demo,
      String venue,
      Database database,
      Keystore keystore,
      ObjectStore objects,
      Users users,
      TradingStop trading,
      Texter texter,
      Mailer mailer,
      Audit audit,
      WallClock clock) {
    levels = config.levels();
    screening = config.screening();
    FieldCipher fields = new FieldCipher(keystore);
    HitStore hits = new HitStore(database, fields);
    CaseStore store = new CaseStore(database, fields);
    LabelStore labels = new LabelStore(database, fields);
    FileStore fileStore = new FileStore(database);
    EventStore events = new EventStore(database);
    standings = new Standings(levels, labels, users, config.grace(), clock);
    identities = new VerifiedPersons(database, store, standings);
    PhoneCodes codes =
        new PhoneCodes(
            database,
            fields,
            keystore.secret("kyc.code-key", () -> Keystore.random(CODE_KEY_BYTES)),
            texter,
            venue,
            clock);
    Letters letters = new Letters(venue);
    renewals =
        new Renewals(
            database,
            labels,
            users,
            trading,
            mailer,
            letters,
            audit,
            new Renewals.Periods(config.notice(), config.grace()),
            clock);
    cases =
        new Cases(
            database, store, labels, fileStore, hits, screening, renewals, trading, levels,
            standings, users, mailer, letters, audit, clock);
    monitoring = new Monitoring(database, store, hits, standings, screening, audit, clock);
    files = new Files(database, cases, fileStore, objects, clock);
    own =
        new KycRoutes(
            levels,
            standings,
            cases,
            new Fixtures(cases, demo),
            store,
            files,
            events,
            labels,
            codes,
            clock);
    review =
        new ReviewRoutes(
            cases, store, files, events, labels, hits, screening, monitoring, users, audit);
  }

  /** For those who move money. */
  public ClientLevels clientLevels() {
    return user -> {
      Level level = standings.of(user).level();
      return new ClientLevel(
          level.number(), level.name(), levels.currency(), level.deposits(), level.withdrawals());
    };
  }

  /** For those who have to tell who sends and gets money. */
  public Identities identities() {
    return identities;
  }

  /** For the public port: clients', and by permission the reviewers'. */
  public Routes routes() {
    return () -> Stream.concat(own.routes().stream(), review.ofStaff().stream()).toList();
  }

  /** For the operator, on the management port. */
  public List<Route> ofOperator() {
    return review.ofOperator();
  }

  /** The rows with encrypted columns. */
  public static List<ProtectedRows> protectedRows(Database database, Keystore keystore) {
    FieldCipher fields = new FieldCipher(keystore);
    return Stream.of(
            CaseStore.CASES, CaseStore.NOTES, HitStore.HITS, LabelStore.LABELS, PhoneCodes.CODES)
        .map(table -> new ProtectedRows(database, fields, table))
        .toList();
  }

  /** Takes away what is left of removed files. */
  public Housekeeping.Chore sweepFiles() {
    return files.sweep();
  }

  /** Watches the labels that expire. */
  public Housekeeping.Chore watchExpiry() {
    return renewals.watch();
  }

  /** Reads lists again that have changed. */
  public Housekeeping.Chore renewLists() {
    return screening.renew();
  }

  /** Compares verified clients with lists that have changed. */
  public Housekeeping.Chore compareAgain() {
    return monitoring.compareAgain();
  }

  /** Ends cases that their clients have left alone. */
  public Housekeeping.Chore expireCases() {
    return cases.expireOld();
  }
}

package bourse.gateway;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.config.Setting;
import bourse.platform.config.Settings;
import bourse.platform.data.Database;
import bourse.platform.service.Health;
import bourse.platform.service.Service;
import bourse.platform.time.WallClock;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is not served at the public port, and whether anybody is. A change works at once in this
 * process and within {@link #LOOKS} in others; requests ask memory alone. Thread safe.
 */
public final class EdgeRules implements Service {
  private static final Logger LOG = LoggerFactory.getLogger(EdgeRules.class);
  private static final Duration LOOKS = Duration.ofSeconds(2);

  private static final Setting<Path> COUNTRIES =
      Setting.path(
          "http.countries-file",
          Path.of(""),
          "A CSV file that says which networks are of which country (NETWORK,COUNTRY), so that"
              + " countries can be restricted; it is read anew when it changes. A relative path"
              + " starts at the data directory.");

  /** For the catalogue. */
  public static final List<Setting<?>> SETTINGS = List.of(COUNTRIES);

  /** What holds now. */
  private record InForce(
      AddressRanges addresses, Set<String> countries, Optional<Maintenance> maintenance) {}

  /** The file as it was read. */
  private record Read(FileTime modified, long size, AddressRanges ranges, Set<String> names) {
    Read(FileTime modified, long size, AddressRanges ranges) {
      this(modified, size, ranges, ranges.labels());
    }
  }

  private final EdgeRuleStore store;
  private final Optional<Path> countriesFile;
  private final WallClock clock;
  private volatile InForce inForce = new InForce(AddressRanges.NONE, Set.of(), Optional.empty());
  private volatile Optional<Read> countries = Optional.empty();
  private volatile Optional<String> trouble = Optional.empty();
  private volatile CountDownLatch stopping = new CountDownLatch(1);
  private volatile Thread worker;

  public EdgeRules(Database database, Audit audit, Optional<Path> countriesFile, WallClock clock) {
    this.store = new EdgeRuleStore(database, audit);
    this.countriesFile = countriesFile;
    this.clock = clock;
  }

  /** The operator's file of countries; empty without one. */
  public static Optional<Path> countriesFile(Settings settings, Path dataDirectory) {
    return Optional.of(settings.get(COUNTRIES))
        .filter(file -> !file.toString().isEmpty())
        .map(dataDirectory::resolve);
  }

  /**
   * Goes on only for who is served here.
   *
   * @throws Fault {@link ErrorCode#ADDRESS_RESTRICTED}
   */
  void requireServed(InetAddress address) {
    if (isRestricted(address)) {
      throw new Fault(
          ErrorCode.ADDRESS_RESTRICTED,
          "Nobody is served at "
              + address.getHostAddress()
              + ". Whoever should be asks the operator of this exchange.");
    }
  }

  private boolean isRestricted(InetAddress address) {
    InForce now = inForce;
    return now.addresses().label(address).isPresent()
        || (!now.countries().isEmpty()
            && country(address).filter(now.countries()::contains).isPresent());
  }

  private Optional<String> country(InetAddress address) {
    return countries.flatMap(read -> read.ranges().label(address));
  }

  /** Empty while there is none. */
  Optional<Maintenance> maintenance() {
    return inForce.maintenance();
  }

  /**
   * Goes on only for who is served here, and now.
   *
   * @throws Fault {@link ErrorCode#ADDRESS_RESTRICTED} or {@link ErrorCode#MAINTENANCE}
   */
  void requireOpen(InetAddress address) {
    requireServed(address);
    maintenance()
        .ifPresent(now -> {
          throw now.fault();
        });
  }

  /** The same as an answer, for connections that live longer than a request. */
  boolean serves(InetAddress address) {
    return !isRestricted(address) && maintenance().isEmpty();
  }

  List<Restriction> restrictions() {
    return store.restrictions();
  }

  /**
   * Adds one, from now on.
   *
   * @throws Fault {@link ErrorCode#ALREADY_EXISTS}; {@link ErrorCode#COUNTRIES_UNKNOWN} for a
   *     country without a file that tells them, {@link ErrorCode#INVALID_FIELD} for one that the
   *     file names no network of
   */
  void add(Restriction restriction, Actor actor) {
    if (restriction.kind() == Restriction.Kind.COUNTRY) {
      requireKnown(restriction.target());
    }
    store.add(restriction, actor);
    look();
  }

  /** A restriction that shuts out nobody would only look like one. */
  private void requireKnown(String country) {
    Read known =
        countries.orElseThrow(() ->
            new Fault(
                ErrorCode.COUNTRIES_UNKNOWN,
                "This server can't tell countries: set http.countries-file to a file of networks"
                    + " and their countries."));
    if (!known.names().contains(country)) {
      String message =
          "The file of countries (http.countries-file) names no network of "
              + country
              + "; countries have the two letters of ISO 3166, such as GB.";
      throw new Fault(
          ErrorCode.INVALID_FIELD, message, List.of(new FieldError("target", "known", message)));
    }
  }

  /** Removes one, from now on; false when there is none. */
  boolean remove(UUID id, Actor actor) {
    boolean removed = store.remove(id, actor);
    look();
    return removed;
  }

  /** Begins or ends maintenance, from now on. */
  void setMaintenance(Optional<Maintenance> maintenance, String notes, Actor actor) {
    store.setMaintenance(maintenance, notes, actor);
    look();
  }

  @Override
  public String name() {
    return "edge-rules";
  }

  /** Returns once the rules are in force. */
  @Override
  public void start() {
    countriesFile.ifPresent(file -> countries = Optional.of(read(file)));
    look();
    stopping = new CountDownLatch(1);
    worker = Thread.ofVirtual().name("edge-rules").start(this::keepLooking);
  }

  @Override
  public void stop() throws InterruptedException {
    stopping.countDown();
    if (worker != null) {
      worker.join();
    }
  }

  @Override
  public Health health() {
    return trouble
        .map(what -> Health.degraded("The rules of before stay in force: " + what))
        .orElseGet(this::healthOfCountries);
  }

  /** Who took the file away, or a country out of it, would let in who is restricted. */
  private Health healthOfCountries() {
    Set<String> unknown = new TreeSet<>(inForce.countries());
    countries.ifPresent(read -> unknown.removeAll(read.names()));
    return unknown.isEmpty()
        ? Health.UP
        : Health.degraded(
            "Restricted, but http.countries-file names no network of: "
                + String.join(", ", unknown)
                + ". Whoever comes from there is served.");
  }

  private void keepLooking() {
    try {
      while (!stopping.await(LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          look();
          countriesFile.ifPresent(this::readWhenChanged);
          trouble = Optional.empty();
        } catch (RuntimeException e) {
          if (trouble.isEmpty()) {
            LOG.warn("The rules of the public port can't be read; those of before stay", e);
          }
          trouble = Optional.of(e.getMessage());
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nobody interrupts this thread", e);
    }
  }

  private synchronized void look() {
    Instant now = clock.instant();
    List<Restriction> all =
        store.restrictions().stream().filter(one -> one.isInForce(now)).toList();
    inForce =
        new InForce(
            AddressRanges.united(
                all.stream()
                    .filter(one -> one.kind() == Restriction.Kind.ADDRESS)
                    .map(Restriction::range)
                    .toList()),
            all.stream()
                .filter(one -> one.kind() == Restriction.Kind.COUNTRY)
                .map(Restriction::target)
                .collect(Collectors.toUnmodifiableSet()),
            store.maintenance());
  }

  private void readWhenChanged(Path file) {
    Read before = countries.orElseThrow();
    if (!before.modified().equals(modified(file)) || before.size() != size(file)) {
      countries = Optional.of(read(file));
      LOG.info("The file of countries was read anew");
    }
  }

  private static Read read(Path file) {
    return new Read(modified(file), size(file), CountryFile.read(file));
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static Fault unreadable(Path file, IOException cause) {
    return new Fault(
        ErrorCode.BAD_CONFIGURATION,
        "The file of countries (http.countries-file) can't be read: " + file + ".",
        cause);
  }
}

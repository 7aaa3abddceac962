package bourse.withdrawals;

import bourse.auth.User;
import bourse.auth.Users;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import bourse.kyc.Identities;
import bourse.kyc.Names;
import bourse.notification.Mailer;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.data.Database;
import bourse.platform.http.FieldChecks;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The address books of clients: what may stand there, and from when it counts. */
final class AddressBook {
  /** As alike two names are that may be one person's, whatever the spelling. */
  private static final double SAME_NAME = 0.85;

  /** A label has at most so many characters. */
  static final int LONGEST_LABEL = 100;

  private static final int MOST = 100;
  private static final int LONGEST_FIELD = 200;
  private static final int LONGEST_NAME = 140;

  /** A destination as a client gives it, unchecked. */
  record Given(
      String kind,
      String name,
      Map<String, String> fields,
      String institution,
      Boolean selfHosted) {}

  private final WithdrawalsConfig config;
  private final Rails rails;
  private final BeneficiaryStore store;
  private final SettingStore settings;
  private final WithdrawalStore withdrawals;
  private final Steps steps;
  private final Users users;
  private final Identities identities;
  private final Database database;
  private final Audit audit;
  private final Mailer mailer;
  private final Letters letters;
  private final WallClock clock;

  AddressBook(
      WithdrawalsConfig config,
      Rails rails,
      BeneficiaryStore store,
      SettingStore settings,
      WithdrawalStore withdrawals,
      Steps steps,
      Users users,
      Identities identities,
      Database database,
      Audit audit,
      Mailer mailer,
      Letters letters,
      WallClock clock) {
    this.config = config;
    this.rails = rails;
    this.store = store;
    this.settings = settings;
    this.withdrawals = withdrawals;
    this.steps = steps;
    this.users = users;
    this.identities = identities;
    this.database = database;
    this.audit = audit;
    this.mailer = mailer;
    this.letters = letters;
    this.clock = clock;
  }

  List<Beneficiary> of(UUID user) {
    return store.of(user);
  }

  Optional<Beneficiary> find(UUID user, UUID id) {
    return store.find(user, id);
  }

  Optional<Beneficiary> find(UUID user, Destination destination) {
    return store.find(user, destination);
  }

  /**
   * What was given, in the form in which it is kept.
   *
   * @param prefix of the fields' names in errors
   * @throws Fault {@code INVALID_FIELD}
   */
  Destination checked(Given given, String prefix) {
    FieldChecks checks = new FieldChecks();
    Optional<DestinationKind> kind = Optional.empty();
    if (checks.required(prefix + "kind", given.kind())) {
      kind = rails.kind(given.kind());
      checks.check(
          kind.isPresent(),
          prefix + "kind",
          "choice",
          "kind is one of " + rails.kinds().stream().map(DestinationKind::name).toList() + ".");
    }
    if (checks.required(prefix + "name", given.name())) {
      checks.check(
          !given.name().isBlank() && given.name().length() <= LONGEST_NAME,
          prefix + "name",
          "length",
          "The beneficiary's name has 1 to " + LONGEST_NAME + " characters.");
    }
    checks.check(
        given.institution() == null
            || (!given.institution().isBlank() && given.institution().length() <= LONGEST_NAME),
        prefix + "institution",
        "length",
        "The institution's name has 1 to " + LONGEST_NAME + " characters.");
    checks.required(prefix + "fields", given.fields());
    checks.verify();
    Map<String, String> fields = fields(kind.orElseThrow(), given.fields(), checks, prefix);
    return new Destination(
        given.kind(),
        given.name().strip(),
        fields,
        Optional.ofNullable(given.institution()).map(String::strip),
        Boolean.TRUE.equals(given.selfHosted()));
  }

  private static Map<String, String> fields(
      DestinationKind kind, Map<String, String> given, FieldChecks checks, String prefix) {
    Map<String, String> clean = new HashMap<>();
    List<String> known = kind.fields().stream().map(DestinationField::name).toList();
    given.forEach((name, text) -> {
      boolean isKnown =
          checks.check(
              known.contains(name),
              prefix + "fields",
              "unknown",
              "Of " + kind.name() + " the fields are " + String.join(", ", known) + ".");
      boolean fits = text != null && !text.isBlank() && text.strip().length() <= LONGEST_FIELD;
      if (isKnown
          && checks.check(
              fits,
              prefix + "fields." + name,
              "length",
              name + " has 1 to " + LONGEST_FIELD + " characters.")) {
        clean.put(name, text.strip());
      }
    });
    for (DestinationField field : kind.fields()) {
      checks.check(
          !field.required() || given.containsKey(field.name()),
          prefix + "fields." + field.name(),
          "required",
          "The field " + field.name() + " is missing.");
    }
    checks.verify();
    Map<String, String> kept = kind.normalised(clean, checks);
    checks.verify();
    return kept;
  }

  /** Whether the beneficiary's name is that of the client, by document or as the client gave it. */
  boolean isOwn(UUID user, String name) {
    Optional<String> legal = identities.of(user).map(Identities.Identity::name);
    Optional<String> given = users.find(user).map(User::fullName);
    return legal.or(() -> given).filter(own -> Names.alike(own, name) >= SAME_NAME).isPresent();
  }

  /**
   * Whether the name is the client's own, as the client is known now.
   *
   * @param field where a request has the beneficiary
   * @throws Fault {@code INVALID_FIELD} when it is not, and has to be
   */
  boolean requireAllowed(UUID user, String name, String field) {
    boolean isOwn = isOwn(user, name);
    if (!isOwn && !config.thirdParties()) {
      String message =
          "The beneficiary's name has to be yours: this venue sends nothing to other people.";
      throw new Fault(
          ErrorCode.INVALID_FIELD, message, List.of(new FieldError(field, "own", message)));
    }
    return isOwn;
  }

  /** A name as a label, cut where it is longer than one may be. */
  private static String labelOf(String name) {
    if (name.length() <= LONGEST_LABEL) {
      return name;
    }
    boolean splits = Character.isHighSurrogate(name.charAt(LONGEST_LABEL - 1));
    return name.substring(0, splits ? LONGEST_LABEL - 1 : LONGEST_LABEL);
  }

  /**
   * Adds an entry.
   *
   * @throws Fault {@code INVALID_FIELD}, {@code ALREADY_EXISTS}, {@code TOO_MANY_BENEFICIARIES}
   */
  Beneficiary add(UUID user, Destination destination, Optional<String> label, Actor actor) {
    boolean isOwn = requireAllowed(user, destination.name(), "name");
    return database.durably(handle -> {
      SettingStore.Settings set = settings.lock(handle, user);
      if (store.find(handle, user, destination).isPresent()) {
        throw new Fault(ErrorCode.ALREADY_EXISTS, "This is in your address book already.");
      }
      if (store.of(user).size() >= MOST) {
        throw new Fault(
            ErrorCode.TOO_MANY_BENEFICIARIES,
            "An address book has at most " + MOST + " entries; remove one that you don't use.");
      }
      Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
      Duration hold = isFree(set, now) ? Duration.ZERO : config.addressHold();
      Beneficiary added =
          new Beneficiary(
              Ids.uuid7(),
              user,
              destination,
              label.orElse(labelOf(destination.name())),
              isOwn,
              now,
              now.plus(hold));
      store.insert(handle, added);
      audit.append(
          handle,
          new Act(
              actor,
              "beneficiary.add",
              "user:" + user,
              "beneficiary "
                  + added.id()
                  + ", "
                  + destination.kind()
                  + (isOwn ? ", the client's own name" : ", another name")));
      users.find(user).ifPresent(found -> mailer.post(handle, letters.added(added, found.email())));
      return added;
    });
  }

  /** Whether the allow-list is off, and that for long enough. */
  private boolean isFree(SettingStore.Settings set, Instant now) {
    return !set.allowList()
        && set.allowListOffAt()
            .filter(at -> !at.plus(config.credentialHold()).isAfter(now))
            .isPresent();
  }

  /**
   * Removes an entry, and cancels what waits to go there.
   *
   * @return the withdrawals that were cancelled
   * @throws Fault {@code NOT_FOUND}
   */
  List<UUID> remove(UUID user, UUID id, Actor actor) {
    return database.durably(handle -> {
      settings.lock(handle, user);
      if (!store.remove(handle, user, id, clock.instant())) {
        throw new Fault(ErrorCode.NOT_FOUND, "You have no beneficiary with the id " + id + ".");
      }
      audit.append(handle, new Act(actor, "beneficiary.remove", "user:" + user, id.toString()));
      return withdrawals.openTo(handle, id).stream()
          .filter(withdrawal ->
              steps.end(
                  handle,
                  withdrawals.lock(handle, withdrawal).orElseThrow(),
                  WithdrawalStatus.CANCELLED,
                  actor,
                  "Its beneficiary was removed."))
          .toList();
    });
  }
}

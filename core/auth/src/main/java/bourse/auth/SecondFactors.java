package bourse.auth;

import bourse.auth.PasskeyStore.Passkey;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.data.Database;
import bourse.platform.time.WallClock;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules of second factors: which a user has, what a login needs beside the password, and
 * whether what was shown is one. Every change is audited. Thread safe.
 */
final class SecondFactors {
  /**
   * Why a login that has the right password may go on.
   *
   * @param fresh whether a factor was shown that is good for sensitive acts too
   * @param deviceToken of a device that is trusted from now on
   */
  record Admission(boolean fresh, Optional<String> deviceToken) {
    /** By a factor that was shown just now. */
    static final Admission SHOWN = new Admission(true, Optional.empty());
  }

  private static final Logger LOG = LoggerFactory.getLogger(SecondFactors.class);
  private static final String UNNAMED = "Unnamed device";

  private final Database database;
  private final TotpStore totp;
  private final RecoveryCodes recoveryCodes;
  private final Passkeys passkeys;
  private final TrustedDevices devices;
  private final StepUp stepUp;
  private final Audit audit;
  private final WallClock clock;

  SecondFactors(
      Database database,
      TotpStore totp,
      RecoveryCodes recoveryCodes,
      Passkeys passkeys,
      TrustedDevices devices,
      StepUp stepUp,
      Audit audit,
      WallClock clock) {
    this.database = database;
    this.totp = totp;
    this.recoveryCodes = recoveryCodes;
    this.passkeys = passkeys;
    this.devices = devices;
    this.stepUp = stepUp;
    this.audit = audit;
    this.clock = clock;
  }

  /** Whether a password alone lets this user in no more. */
  boolean areOn(UUID user) {
    return database.jdbi().withHandle(handle -> areOn(handle, user));
  }

  /** The same within a transaction. */
  static boolean areOn(Handle handle, UUID user) {
    return TotpStore.state(handle, user).filter(TotpStore.State::confirmed).isPresent()
        || PasskeyStore.count(handle, user) > 0;
  }

  /** Everything that a user has. */
  Users.Factors of(UUID user) {
    return database
        .jdbi()
        .withHandle(handle -> {
          Optional<TotpStore.State> app = TotpStore.state(handle, user);
          return new Users.Factors(
              app.filter(TotpStore.State::confirmed).isPresent(),
              app.filter(TotpStore.State::locked).isPresent(),
              PasskeyStore.count(handle, user),
              RecoveryCodes.left(handle, user),
              devices.list(user).size());
        });
  }

  /** How many recovery codes a user has not used. */
  int recoveryCodesLeft(UUID user) {
    return database.jdbi().withHandle(handle -> RecoveryCodes.left(handle, user));
  }

  /** What a user's authenticator app is like; empty when there is none. */
  Optional<TotpStore.State> totp(UUID user) {
    return database.jdbi().withHandle(handle -> TotpStore.state(handle, user));
  }

  /**
   * Lets a login go on, or not. Nothing is given out before: there is no session that has the first
   * factor only.
   *
   * @throws Fault {@link ErrorCode#SECOND_FACTOR_REQUIRED}, WRONG_SECOND_FACTOR,
   *     SECOND_FACTOR_LOCKED or PASSKEY_REFUSED
   */
  Admission admit(UUID user, FactorProof proof, DeviceTrust trust, Actor actor) {
    if (!areOn(user)) {
      return Admission.SHOWN;
    }
    if (!proof.isEmpty()) {
      show(user, proof, actor);
      return new Admission(
          true, trust.wanted() ? Optional.of(TrustedDevices.newToken()) : Optional.empty());
    }
    if (trust.token().filter(token -> devices.isTrusted(user, token)).isPresent()) {
      return new Admission(false, Optional.empty());
    }
    throw new Fault(
        ErrorCode.SECOND_FACTOR_REQUIRED,
        "Log in with totp, the code that your authenticator app shows, with a recoveryCode, or with"
            + " a passkey.");
  }

  /** Notes what an admitted login has shown, in the transaction that begins its session. */
  void admitted(Handle handle, Session session, Admission admission, Actor actor) {
    if (admission.fresh()) {
      stepUp.passed(handle, session.id());
    }
    admission
        .deviceToken()
        .ifPresent(token -> {
          String name = session.device().orElse(UNNAMED);
          devices.trust(handle, session.userId(), token, name);
          note(handle, actor, "device.trust", session.userId(), "Session " + session.id() + ".");
        });
  }

  /**
   * Takes a proof.
   *
   * @throws Fault {@link ErrorCode#WRONG_SECOND_FACTOR}, SECOND_FACTOR_LOCKED or PASSKEY_REFUSED
   */
  void show(UUID user, FactorProof proof, Actor actor) {
    if (proof.totp().isPresent()) {
      takeCode(user, proof.totp().get(), actor);
    } else if (proof.recoveryCode().isPresent()) {
      useRecoveryCode(user, proof.recoveryCode().get(), actor);
    } else {
      takePasskey(user, proof.passkey().orElseThrow(), actor);
    }
  }

  private void takeCode(UUID user, String code, Actor actor) {
    require(
        user,
        database.durably(handle -> {
          TotpStore.Outcome outcome = totp.take(handle, user, code);
          if (outcome == TotpStore.Outcome.WRONG_AND_LOCKED) {
            note(handle, actor, "totp.lock", user, "After wrong codes.");
          }
          return outcome;
        }));
  }

  private static void require(UUID user, TotpStore.Outcome outcome) {
    switch (outcome) {
      case RIGHT -> {}
      case WRONG, WRONG_AND_LOCKED, NONE -> {
        LOG.info("User {} gave a wrong code", user);
        throw new Fault(
            ErrorCode.WRONG_SECOND_FACTOR,
            "The code is wrong, is too old, or was used before; wait for the next one.");
      }
      case LOCKED -> {
        LOG.warn("User {} gave a code of an app that is locked", user);
        throw new Fault(
            ErrorCode.SECOND_FACTOR_LOCKED,
            "After "
                + TotpStore.MOST_WRONG_CODES
                + " wrong codes none is taken any more: use a recovery code or a passkey, or ask"
                + " the operator.");
      }
    }
  }

  private void useRecoveryCode(UUID user, String code, Actor actor) {
    boolean used =
        database.durably(handle -> {
          boolean right = RecoveryCodes.use(handle, user, code);
          if (right) {
            TotpStore.unlock(handle, user);
            note(handle, actor, "recovery-code.use", user, "");
          }
          return right;
        });
    if (!used) {
      LOG.info("User {} gave a wrong recovery code", user);
      throw new Fault(
          ErrorCode.WRONG_SECOND_FACTOR, "This is no recovery code of yours, or it was used.");
    }
  }

  private void takePasskey(UUID user, JsonNode answer, Actor actor) {
    if (!passkeys.authenticate(answer, actor).equals(user)) {
      throw Passkeys.refused(null);
    }
    database.durably(handle -> {
      TotpStore.unlock(handle, user);
      return user;
    });
  }

  /**
   * Whose passkey it is that answered.
   *
   * @throws Fault {@link ErrorCode#PASSKEY_REFUSED}
   */
  UUID passkeyOwner(JsonNode answer, Actor actor) {
    return passkeys.authenticate(answer, actor);
  }

  /**
   * Begins to add an authenticator app.
   *
   * @return its seed
   * @throws Fault {@link ErrorCode#ALREADY_EXISTS}
   */
  byte[] beginTotp(UUID user) {
    byte[] seed = Totp.newSeed();
    return database.durably(handle -> {
      totp.begin(handle, user, seed);
      return seed;
    });
  }

  /**
   * Takes the first code of a new app, and asks for one from now on.
   *
   * @return recovery codes, for who had none
   * @throws Fault {@link ErrorCode#WRONG_SECOND_FACTOR} or SECOND_FACTOR_LOCKED
   */
  List<String> confirmTotp(UUID user, UUID session, String code, Actor actor) {
    record Confirmed(TotpStore.Outcome outcome, List<String> recoveryCodes) {}
    Confirmed confirmed =
        database.durably(handle -> {
          TotpStore.Outcome outcome = totp.confirm(handle, user, code);
          if (outcome != TotpStore.Outcome.RIGHT) {
            return new Confirmed(outcome, List.of());
          }
          note(handle, actor, "totp.add", user, "");
          return new Confirmed(outcome, added(handle, user, session));
        });
    require(user, confirmed.outcome());
    LOG.info("User {} added an authenticator app", user);
    return confirmed.recoveryCodes();
  }

  /**
   * Adds a passkey that a page has made.
   *
   * @return recovery codes, for who had none
   */
  List<String> addPasskey(Passkey passkey, UUID session, Actor actor) {
    List<String> codes =
        database.durably(handle -> {
          Passkeys.keep(handle, passkey);
          note(handle, actor, "passkey.add", passkey.userId(), passkey.id().toString());
          return added(handle, passkey.userId(), session);
        });
    LOG.info("User {} added passkey {}", passkey.userId(), passkey.id());
    return codes;
  }

  /** What other sessions showed before is not enough any more. */
  private List<String> added(Handle handle, UUID user, UUID session) {
    stepUp.passed(handle, session);
    changed(handle, user, CredentialChange.Kind.FACTOR_ADDED);
    StepUp.forgetOthers(handle, user, session);
    return RecoveryCodes.left(handle, user) > 0 ? List.of() : recoveryCodes.renew(handle, user);
  }

  /**
   * Gives out new recovery codes in place of those of before.
   *
   * @throws Fault {@link ErrorCode#NOT_FOUND} for who has no second factor
   */
  List<String> renewRecoveryCodes(UUID user, Actor actor) {
    return database.durably(handle -> {
      if (!areOn(handle, user)) {
        throw new Fault(
            ErrorCode.NOT_FOUND, "You have no second factor for which recovery codes stand in.");
      }
      note(handle, actor, "recovery-codes.renew", user, "");
      return recoveryCodes.renew(handle, user);
    });
  }

  /**
   * Removes the authenticator app.
   *
   * @throws Fault {@link ErrorCode#NOT_FOUND}
   */
  void removeTotp(UUID user, Actor actor) {
    database.durably(handle -> {
      if (!TotpStore.remove(handle, user)) {
        throw new Fault(ErrorCode.NOT_FOUND, "You have no authenticator app here.");
      }
      return removed(handle, actor, "totp.remove", user, "");
    });
  }

  /**
   * Removes a passkey.
   *
   * @throws Fault {@link ErrorCode#NOT_FOUND}
   */
  void removePasskey(UUID user, UUID id, Actor actor) {
    database.durably(handle -> {
      if (!PasskeyStore.remove(handle, user, id)) {
        throw new Fault(ErrorCode.NOT_FOUND, "You have no passkey " + id + ".");
      }
      return removed(handle, actor, "passkey.remove", user, id.toString());
    });
  }

  /** Without any factor left, what stands in for one goes too. */
  private UUID removed(Handle handle, Actor actor, String action, UUID user, String notes) {
    if (!areOn(handle, user)) {
      removeStandIns(handle, user);
    }
    changed(handle, user, CredentialChange.Kind.FACTOR_REMOVED);
    note(handle, actor, action, user, notes);
    return user;
  }

  private void changed(Handle handle, UUID user, CredentialChange.Kind kind) {
    CredentialChanges.note(handle, user, kind, clock.instant());
  }

  /** Removes every second factor of a user who lost them all. */
  void reset(UUID user, Consumer<Handle> together) {
    database.durably(handle -> {
      TotpStore.remove(handle, user);
      PasskeyStore.removeAll(handle, user);
      removeStandIns(handle, user);
      changed(handle, user, CredentialChange.Kind.FACTORS_RESET);
      together.accept(handle);
      return user;
    });
    LOG.info("The second factors of user {} were reset", user);
  }

  private static void removeStandIns(Handle handle, UUID user) {
    RecoveryCodes.removeAll(handle, user);
    TrustedDevices.removeAll(handle, user);
  }

  /**
   * Trusts a device no more.
   *
   * @throws Fault {@link ErrorCode#NOT_FOUND}
   */
  void removeDevice(UUID user, UUID id, Actor actor) {
    database.durably(handle -> {
      if (!TrustedDevices.remove(handle, user, id)) {
        throw new Fault(ErrorCode.NOT_FOUND, "You have no trusted device " + id + ".");
      }
      note(handle, actor, "device.remove", user, id.toString());
      return id;
    });
  }

  private void note(Handle handle, Actor actor, String action, UUID user, String notes) {
    audit.append(handle, new Act(actor, action, "user:" + user, notes));
  }
}

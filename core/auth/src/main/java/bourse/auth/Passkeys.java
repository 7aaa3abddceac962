package bourse.auth;

import bourse.auth.PasskeyStore.Passkey;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.cache.Cache;
import bourse.platform.data.Database;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import com.fasterxml.jackson.databind.JsonNode;
import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.client.CollectedClientData;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.util.exception.WebAuthnException;
import com.webauthn4j.verifier.exception.MaliciousCounterValueException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Passkeys (WebAuthn level 3): keys in a device that sign a challenge of ours when the person
 * unlocks the device. Each has to be discoverable and to verify its user, so one alone is two
 * factors. Who made the authenticator is not asked. Thread safe.
 */
final class Passkeys {
  /** What a page needs to make a passkey; for {@code navigator.credentials.create}. */
  record CreationOptions(
      Party rp,
      Person user,
      String challenge,
      List<Algorithm> pubKeyCredParams,
      long timeout,
      List<Known> excludeCredentials,
      Selection authenticatorSelection,
      String attestation) {
    record Party(String id, String name) {}

    record Person(String id, String name, String displayName) {}

    record Algorithm(String type, long alg) {}

    record Known(String type, String id) {}

    record Selection(String residentKey, boolean requireResidentKey, String userVerification) {}
  }

  /** What a page needs to ask for any passkey; for {@code navigator.credentials.get}. */
  record RequestOptions(String challenge, long timeout, String rpId, String userVerification) {}

  /** How many a user may have. */
  static final int MOST = 20;

  private static final Logger LOG = LoggerFactory.getLogger(Passkeys.class);
  private static final Duration TO_ANSWER = Duration.ofMinutes(5);
  private static final String PREFIX = "auth:passkey:";
  private static final String FOR_LOGIN = "login";
  private static final String USED = "used";
  private static final int CHALLENGE_BYTES = 32;
  private static final String PUBLIC_KEY = "public-key";
  private static final String REQUIRED = "required";
  private static final List<COSEAlgorithmIdentifier> ALGORITHMS =
      List.of(
          COSEAlgorithmIdentifier.ES256,
          COSEAlgorithmIdentifier.EdDSA,
          COSEAlgorithmIdentifier.RS256);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Database database;
  private final PasskeyStore store;
  private final Cache cache;
  private final RelyingParty party;
  private final Audit audit;
  private final WallClock clock;
  private final ObjectConverter converter = new ObjectConverter();
  private final WebAuthnManager webAuthn =
      WebAuthnManager.createNonStrictWebAuthnManager(converter);
  private final AttestedCredentialDataConverter credentials =
      new AttestedCredentialDataConverter(converter);

  Passkeys(
      Database database,
      PasskeyStore store,
      Cache cache,
      RelyingParty party,
      Audit audit,
      WallClock clock) {
    this.database = database;
    this.store = store;
    this.cache = cache;
    this.party = party;
    this.audit = audit;
    this.clock = clock;
  }

  /** Begins to add a passkey. */
  CreationOptions beginRegistration(User user) {
    return new CreationOptions(
        new CreationOptions.Party(party.id(), party.name()),
        new CreationOptions.Person(base64(handle(user.id())), user.email(), user.fullName()),
        challenge(user.id().toString()),
        ALGORITHMS.stream()
            .map(algorithm -> new CreationOptions.Algorithm(PUBLIC_KEY, algorithm.getValue()))
            .toList(),
        TO_ANSWER.toMillis(),
        store.list(user.id()).stream()
            .map(passkey -> new CreationOptions.Known(PUBLIC_KEY, passkey.credentialId()))
            .toList(),
        new CreationOptions.Selection(REQUIRED, true, REQUIRED),
        "none");
  }

  /**
   * Checks the passkey that a page has made. It is not kept yet.
   *
   * @param credential the answer of the browser, as its {@code toJSON()} gives it
   * @throws Fault {@link ErrorCode#PASSKEY_REFUSED}; {@link ErrorCode#ALREADY_EXISTS} when it is
   *     known
   */
  Passkey made(UUID user, String name, JsonNode credential) {
    requireTexts(credential, "clientDataJSON", "attestationObject");
    RegistrationData data =
        checked(() -> webAuthn.parseRegistrationResponseJSON(credential.toString()));
    ServerProperty property = answered(data.getCollectedClientData(), user.toString());
    checked(() ->
        webAuthn.verify(
            data,
            new RegistrationParameters(
                property,
                ALGORITHMS.stream()
                    .map(algorithm ->
                        new PublicKeyCredentialParameters(
                            PublicKeyCredentialType.PUBLIC_KEY, algorithm))
                    .toList(),
                true)));
    AuthenticatorData<?> authenticator = data.getAttestationObject().getAuthenticatorData();
    AttestedCredentialData attested = authenticator.getAttestedCredentialData();
    String id = base64(attested.getCredentialId());
    if (store.find(id).isPresent()) {
      throw new Fault(ErrorCode.ALREADY_EXISTS, "This passkey is registered already.");
    }
    return new Passkey(
        Ids.uuid7(),
        user,
        name,
        id,
        base64(credentials.convert(attested)),
        authenticator.getSignCount(),
        authenticator.isFlagBE(),
        authenticator.isFlagBS(),
        clock.instant(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Keeps a new passkey, as part of a durable transaction.
   *
   * @throws Fault {@link ErrorCode#ALREADY_EXISTS} when there are too many
   */
  static void keep(Handle handle, Passkey passkey) {
    if (PasskeyStore.count(handle, passkey.userId()) >= MOST) {
      throw new Fault(
          ErrorCode.ALREADY_EXISTS,
          "You have " + MOST + " passkeys, which is the most; remove one first.");
    }
    PasskeyStore.insert(handle, passkey);
  }

  /**
   * Calls a passkey something else.
   *
   * @throws Fault {@link ErrorCode#NOT_FOUND}
   */
  void rename(UUID user, UUID id, String name) {
    if (!database.durably(handle -> PasskeyStore.rename(handle, user, id, name))) {
      throw new Fault(ErrorCode.NOT_FOUND, "You have no passkey " + id + ".");
    }
  }

  /** Begins a login with a passkey, whoever it will be of. */
  RequestOptions beginLogin() {
    return new RequestOptions(challenge(FOR_LOGIN), TO_ANSWER.toMillis(), party.id(), REQUIRED);
  }

  /**
   * Takes the answer to such a challenge, once.
   *
   * @param credential the answer of the browser, as its {@code toJSON()} gives it
   * @return whose passkey it is
   * @throws Fault {@link ErrorCode#PASSKEY_REFUSED}
   */
  UUID authenticate(JsonNode credential, Actor actor) {
    requireTexts(credential, "clientDataJSON", "authenticatorData", "signature");
    AuthenticationData data =
        checked(() -> webAuthn.parseAuthenticationResponseJSON(credential.toString()));
    ServerProperty property = answered(data.getCollectedClientData(), FOR_LOGIN);
    Passkey passkey =
        Optional.ofNullable(data.getCredentialId())
            .flatMap(id -> store.find(base64(id)))
            .filter(known -> known.flaggedAt().isEmpty())
            .filter(known -> Arrays.equals(data.getUserHandle(), handle(known.userId())))
            .orElseThrow(() -> refused(null));
    try {
      checked(() ->
          webAuthn.verify(
              data, new AuthenticationParameters(property, known(passkey), null, true)));
    } catch (Fault fault) {
      if (fault.getCause() instanceof MaliciousCounterValueException) {
        flag(passkey, actor);
      }
      throw fault;
    }
    AuthenticatorData<?> authenticator = data.getAuthenticatorData();
    if (!store.used(passkey.id(), authenticator.getSignCount(), authenticator.isFlagBS())) {
      throw refused(null);
    }
    return passkey.userId();
  }

  private void flag(Passkey passkey, Actor actor) {
    LOG.warn(
        "The counter of passkey {} of user {} went back: there may be a copy of it, so it is"
            + " refused from now on",
        passkey.id(),
        passkey.userId());
    database.durably(handle -> {
      store.flag(handle, passkey.id());
      audit.append(
          handle,
          new Act(
              actor,
              "passkey.flag",
              "user:" + passkey.userId(),
              "The counter of passkey " + passkey.id() + " went back."));
      return passkey;
    });
  }

  private CredentialRecordImpl known(Passkey passkey) {
    return new CredentialRecordImpl(
        null,
        true,
        passkey.backupEligible(),
        passkey.backedUp(),
        passkey.counter(),
        credentials.convert(Base64.getUrlDecoder().decode(passkey.credential())),
        null,
        null,
        null,
        null);
  }

  /**
   * A new challenge, which can be answered once.
   *
   * @param purpose what for: whoever answers for something else is refused
   */
  private String challenge(String purpose) {
    byte[] bytes = new byte[CHALLENGE_BYTES];
    RANDOM.nextBytes(bytes);
    String challenge = base64(bytes);
    cache.put(PREFIX + challenge, purpose, TO_ANSWER);
    return challenge;
  }

  /** What an answer is checked against; its challenge is used up, right or not. */
  private ServerProperty answered(CollectedClientData answer, String purpose) {
    byte[] challenge =
        Optional.ofNullable(answer)
            .map(given -> given.getChallenge().getValue())
            .orElseThrow(() -> refused(null));
    if (!cache.replace(PREFIX + base64(challenge), purpose, USED, TO_ANSWER)) {
      throw refused(null);
    }
    return ServerProperty.builder()
        .origin(new com.webauthn4j.data.client.Origin(party.origin().toString()))
        .rpId(party.id())
        .challenge(new DefaultChallenge(challenge))
        .build();
  }

  /** What the library takes for granted. */
  private static void requireTexts(JsonNode credential, String... names) {
    JsonNode response = credential.path("response");
    if (!credential.path("rawId").isTextual()
        || Arrays.stream(names).anyMatch(name -> !response.path(name).isTextual())) {
      throw refused(null);
    }
  }

  private static <T> T checked(Supplier<T> check) {
    try {
      return check.get();
    } catch (WebAuthnException | JacksonException | IllegalArgumentException e) {
      throw refused(e);
    }
  }

  static Fault refused(Throwable cause) {
    return new Fault(
        ErrorCode.PASSKEY_REFUSED,
        "The passkey is not one of yours here, or its answer is not to a challenge of now; begin"
            + " again.",
        cause);
  }

  /** How authenticators name a user of ours. */
  private static byte[] handle(UUID user) {
    return ByteBuffer.allocate(2 * Long.BYTES)
        .putLong(user.getMostSignificantBits())
        .putLong(user.getLeastSignificantBits())
        .array();
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}

package bourse.auth;

import bourse.platform.config.Setting;
import bourse.platform.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * How people log in.
 *
 * @param accessTokenLifetime at most 5 minutes
 * @param signingKeyLifetime after this the next key signs access tokens
 * @param sessionLifetime after this a person logs in again
 * @param sessionIdleLifetime and after so long without a refresh
 * @param verifyEmail whether who registers shows to read the mail of the address before the first
 *     login
 * @param unverifiedLifetime who registered and has not shown it by then is removed
 * @param hashingSlots how many passwords are hashed at the same time
 * @param hashingCost what each of them costs; no setting lowers it
 * @param addressFailures so many wrong passwords from one place within ten minutes
 * @param factors what is shown beside a password
 */
public record AuthConfig(
    Duration accessTokenLifetime,
    Duration signingKeyLifetime,
    Duration sessionLifetime,
    Duration sessionIdleLifetime,
    boolean verifyEmail,
    Duration unverifiedLifetime,
    int hashingSlots,
    HashingCost hashingCost,
    int addressFailures,
    FactorConfig factors) {
  private static final Setting<Duration> ACCESS_TOKEN_LIFETIME =
      Setting.duration(
          "auth.access-token-lifetime",
          Duration.ofMinutes(5),
          Duration.ofSeconds(10),
          Duration.ofMinutes(5),
          "How long an access token works before it must be refreshed.");

  private static final Setting<Duration> SIGNING_KEY_LIFETIME =
      Setting.duration(
          "auth.signing-key-lifetime",
          Duration.ofDays(30),
          Duration.ofHours(1),
          Duration.ofDays(365),
          "How long one key signs access tokens before a new one does.");

  private static final Setting<Duration> SESSION_LIFETIME =
      Setting.duration(
          "auth.session-lifetime",
          Duration.ofDays(30),
          Duration.ofMinutes(10),
          Duration.ofDays(90),
          "How long after a login its session can be refreshed.");

  private static final Setting<Duration> SESSION_IDLE_LIFETIME =
      Setting.duration(
          "auth.session-idle-lifetime",
          Duration.ofHours(12),
          Duration.ofMinutes(10),
          Duration.ofDays(90),
          "How long a session lives that is not refreshed; an open console refreshes it.");

  /** Off in a demo, whose visitors have no mailbox here. */
  public static final Setting<Boolean> VERIFY_EMAIL =
      Setting.bool(
          "auth.verify-email",
          true,
          "Whether who registers has to open a link that is sent to the address before the first"
              + " login; without an SMTP server `bourse mail show` prints it.");

  private static final Setting<Duration> UNVERIFIED_LIFETIME =
      Setting.duration(
          "auth.unverified-lifetime",
          Duration.ofDays(7),
          Duration.ofDays(1),
          Duration.ofDays(365),
          "How long an address is kept for who registered with it and has not opened the link; then"
              + " the user is removed, and the address is free again.");

  private static final Setting<Integer> HASHING_SLOTS =
      Setting.integer(
          "auth.hashing-slots",
          2,
          1,
          64,
          "How many passwords are hashed at the same time; each takes 19 MiB and one core.");

  private static final Setting<Integer> ADDRESS_FAILURES =
      Setting.integer(
          "auth.address-failures",
          50,
          5,
          1_000_000_000,
          "After so many wrong passwords from one address within ten minutes, whoever they are of,"
              + " none is looked at from there for the rest of them; one IPv6 network of 64 bits"
              + " counts as an address.");

  /** For the catalogue. */
  public static final List<Setting<?>> SETTINGS =
      Stream.concat(
              Stream.of(
                  ACCESS_TOKEN_LIFETIME,
                  SIGNING_KEY_LIFETIME,
                  SESSION_LIFETIME,
                  SESSION_IDLE_LIFETIME,
                  VERIFY_EMAIL,
                  UNVERIFIED_LIFETIME,
                  HASHING_SLOTS,
                  ADDRESS_FAILURES),
              FactorConfig.SETTINGS.stream())
          .toList();

  public static AuthConfig of(Settings settings) {
    return new AuthConfig(
        settings.get(ACCESS_TOKEN_LIFETIME),
        settings.get(SIGNING_KEY_LIFETIME),
        settings.get(SESSION_LIFETIME),
        settings.get(SESSION_IDLE_LIFETIME),
        settings.get(VERIFY_EMAIL),
        settings.get(UNVERIFIED_LIFETIME),
        settings.get(HASHING_SLOTS),
        HashingCost.OWASP,
        settings.get(ADDRESS_FAILURES),
        FactorConfig.of(settings));
  }

  /** What holds where nothing is configured. */
  public static AuthConfig defaults() {
    return new AuthConfig(
        ACCESS_TOKEN_LIFETIME.defaultValue(),
        SIGNING_KEY_LIFETIME.defaultValue(),
        SESSION_LIFETIME.defaultValue(),
        SESSION_IDLE_LIFETIME.defaultValue(),
        VERIFY_EMAIL.defaultValue(),
        UNVERIFIED_LIFETIME.defaultValue(),
        HASHING_SLOTS.defaultValue(),
        HashingCost.OWASP,
        ADDRESS_FAILURES.defaultValue(),
        FactorConfig.defaults());
  }

  /** The same with cheaper or dearer hashes: tests make thousands. */
  public AuthConfig withHashingCost(HashingCost cost) {
    return new AuthConfig(
        accessTokenLifetime,
        signingKeyLifetime,
        sessionLifetime,
        sessionIdleLifetime,
        verifyEmail,
        unverifiedLifetime,
        hashingSlots,
        cost,
        addressFailures,
        factors);
  }
}

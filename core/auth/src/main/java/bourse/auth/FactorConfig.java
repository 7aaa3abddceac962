package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.config.Setting;
import bourse.platform.config.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * How people show more than a password.
 *
 * @param issuer what authenticator apps call this venue
 * @param passkeyOrigin of the pages that may ask for passkeys
 * @param stepUpLifetime how long a factor that was shown is good for sensitive acts
 * @param trustedDeviceLifetime how long a device needs no second factor
 */
public record FactorConfig(
    String issuer, URI passkeyOrigin, Duration stepUpLifetime, Duration trustedDeviceLifetime) {
  private static final Setting<String> ISSUER =
      Setting.text(
          "auth.totp-issuer",
          "Bourse",
          "What authenticator apps and passkeys call this venue: its name.");

  private static final Setting<String> PASSKEY_ORIGIN =
      Setting.text(
          "auth.passkey-origin",
          "http://localhost:8080",
          "The address of the console as browsers show it, without a path. Passkeys are bound to"
              + " its host: a new one needs new passkeys.");

  private static final Setting<Duration> STEP_UP_LIFETIME =
      Setting.duration(
          "auth.step-up-lifetime",
          Duration.ofMinutes(5),
          Duration.ofSeconds(10),
          Duration.ofHours(1),
          "How long after a factor was shown sensitive acts are allowed without showing one"
              + " again.");

  private static final Setting<Duration> TRUSTED_DEVICE_LIFETIME =
      Setting.duration(
          "auth.trusted-device-lifetime",
          Duration.ofDays(30),
          Duration.ofMinutes(1),
          Duration.ofDays(90),
          "How long a device that its user trusts needs no second factor at a log-in.");

  static final List<Setting<?>> SETTINGS =
      List.of(ISSUER, PASSKEY_ORIGIN, STEP_UP_LIFETIME, TRUSTED_DEVICE_LIFETIME);

  static FactorConfig of(Settings settings) {
    return new FactorConfig(
        settings.get(ISSUER),
        origin(settings.get(PASSKEY_ORIGIN)),
        settings.get(STEP_UP_LIFETIME),
        settings.get(TRUSTED_DEVICE_LIFETIME));
  }

  static FactorConfig defaults() {
    return new FactorConfig(
        ISSUER.defaultValue(),
        origin(PASSKEY_ORIGIN.defaultValue()),
        STEP_UP_LIFETIME.defaultValue(),
        TRUSTED_DEVICE_LIFETIME.defaultValue());
  }

  private static URI origin(String text) {
    if (!text.matches("https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?")) {
      throw new Fault(
          ErrorCode.BAD_CONFIGURATION,
          PASSKEY_ORIGIN.key()
              + " is an address such as https://exchange.example, without a path.");
    }
    return URI.create(text);
  }
}

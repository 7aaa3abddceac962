package bourse.auth;

import bourse.platform.config.Setting;
import bourse.platform.config.Settings;
import java.time.Duration;
import java.util.List;

/**
 * How people show more than a password.
 *
 * @param issuer what authenticator apps call this venue
 * @param stepUpLifetime how long a factor that was shown is good for sensitive acts
 * @param trustedDeviceLifetime how long a device needs no second factor
 */
public record FactorConfig(String issuer, Duration stepUpLifetime, Duration trustedDeviceLifetime) {
  private static final Setting<String> ISSUER =
      Setting.text(
          "auth.totp-issuer",
          "Bourse",
          "What authenticator apps, passkeys and mails call this venue: its name.");

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
      List.of(ISSUER, STEP_UP_LIFETIME, TRUSTED_DEVICE_LIFETIME);

  static FactorConfig of(Settings settings) {
    return new FactorConfig(
        settings.get(ISSUER),
        settings.get(STEP_UP_LIFETIME),
        settings.get(TRUSTED_DEVICE_LIFETIME));
  }

  static FactorConfig defaults() {
    return new FactorConfig(
        ISSUER.defaultValue(),
        STEP_UP_LIFETIME.defaultValue(),
        TRUSTED_DEVICE_LIFETIME.defaultValue());
  }
}

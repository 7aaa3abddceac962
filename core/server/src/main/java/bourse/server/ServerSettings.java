package bourse.server;

import bourse.admin.AdminConfig;
import bourse.auth.AuthConfig;
import bourse.crypto.CryptoConfig;
import bourse.exchange.ExchangeSettings;
import bourse.exchange.SafeStateSettings;
import bourse.gateway.EdgeRules;
import bourse.gateway.EdgeSettings;
import bourse.gateway.GatewayConfig;
import bourse.gateway.GatewayConfig.Environment;
import bourse.gateway.LimitSettings;
import bourse.gateway.StreamSettings;
import bourse.kyc.KycConfig;
import bourse.notification.MailConfig;
import bourse.notification.SmsConfig;
import bourse.payments.PaymentsConfig;
import bourse.platform.cache.RedisSettings;
import bourse.platform.config.Setting;
import bourse.platform.config.SettingsCatalogue;
import bourse.platform.data.DatabaseSettings;
import bourse.platform.events.KafkaSettings;
import bourse.platform.keys.KeySettings;
import bourse.platform.objects.ObjectSettings;
import bourse.platform.telemetry.LogSettings;
import bourse.platform.tls.TlsSettings;
import bourse.withdrawals.WithdrawalsConfig;
import java.nio.file.Path;
import java.util.List;

/** Every setting there is, and the two that concern the whole. */
public final class ServerSettings {
  /**
   * What the market is. A demo has generated logins and simulated prices, and never takes real
   * money.
   */
  public static final Setting<Environment> ENVIRONMENT =
      Setting.choice(
          "server.environment",
          Environment.PRODUCTION,
          "What the market is: real, or a demo that says so everywhere.");

  /** What is traded. */
  public static final Setting<Path> MARKETS =
      Setting.path(
          "markets.file",
          Path.of("markets.yaml"),
          "The file that defines assets and symbols; relative to the data directory. What it"
              + " defines and the exchange has not listed yet is listed at the start.");

  private ServerSettings() {}

  static SettingsCatalogue catalogue() {
    return SettingsCatalogue.of(
        List.of(ENVIRONMENT, MARKETS),
        GatewayConfig.SETTINGS,
        TlsSettings.ALL,
        EdgeSettings.SETTINGS,
        EdgeRules.SETTINGS,
        LimitSettings.SETTINGS,
        StreamSettings.catalogue(),
        AdminConfig.SETTINGS,
        AuthConfig.SETTINGS,
        MailConfig.SETTINGS,
        SmsConfig.SETTINGS,
        KycConfig.SETTINGS,
        PaymentsConfig.SETTINGS,
        CryptoConfig.SETTINGS,
        WithdrawalsConfig.SETTINGS,
        ExchangeSettings.catalogue(),
        SafeStateSettings.catalogue(),
        NightlyProof.catalogue(),
        DatabaseSettings.ALL,
        KafkaSettings.ALL,
        RedisSettings.ALL,
        ObjectSettings.ALL,
        KeySettings.ALL,
        LogSettings.ALL);
  }
}

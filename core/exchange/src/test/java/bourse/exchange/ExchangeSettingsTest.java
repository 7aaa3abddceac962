package bourse.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bourse.platform.config.Settings;
import bourse.platform.config.SettingsCatalogue;
import bourse.platform.log.LogSettings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExchangeSettingsTest {
  private static final SettingsCatalogue CATALOGUE =
      SettingsCatalogue.of(ExchangeSettings.catalogue());

  @Test
  void withoutConfigurationTheDefaultsHold() {
    assertEquals(ExchangeSettings.DEFAULTS, ExchangeSettings.from(Settings.defaults(CATALOGUE)));
  }

  @Test
  void everyKeyReachesItsPlace() {
    Settings settings =
        Settings.of(
            CATALOGUE,
            Map.ofEntries(
                Map.entry("exchange.log-segment-size", "8MiB"),
                Map.entry("exchange.log-batch-size", "128KiB"),
                Map.entry("exchange.queue-limit", "100"),
                Map.entry("exchange.reply-timeout", "3s"),
                Map.entry("exchange.fact-memory", "32MiB"),
                Map.entry("exchange.projection-lag-limit", "2000"),
                Map.entry("exchange.snapshot-every", "5000"),
                Map.entry("exchange.snapshots-kept", "7"),
                Map.entry("exchange.clock-jump-limit", "2m"),
                Map.entry("exchange.archive-interval", "1s"),
                Map.entry("exchange.tick-interval", "250ms"),
                Map.entry("exchange.stop-timeout", "4s")));
    assertEquals(
        new ExchangeSettings(
            new LogSettings(8 << 20, 128 << 10),
            100,
            Duration.ofSeconds(3),
            32 << 20,
            2000,
            5000,
            7,
            Duration.ofMinutes(2),
            Duration.ofSeconds(1),
            Duration.ofMillis(250),
            Duration.ofSeconds(4)),
        ExchangeSettings.from(settings));
  }
}

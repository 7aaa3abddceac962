package bourse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.exchange.MarketFile;
import bourse.gateway.GatewayConfig.Environment;
import bourse.kyc.KycModule;
import bourse.platform.config.Settings;
import bourse.platform.data.DatabaseSettings;
import bourse.server.BourseServer;
import bourse.server.ServerSettings;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the package offers as samples is what the server takes. */
class ConfigSamplesTest {
  private static final Path SAMPLES = Path.of("..", "config-samples");

  /** But {@code waf}, which {@code make waf-test} runs. */
  @Test
  void eachSampleIsLoadedHere() throws Exception {
    try (Stream<Path> samples = Files.list(SAMPLES)) {
      assertEquals(
          List.of(
              "bourse.yaml",
              "fees.json",
              "kyc-levels.yaml",
              "markets.yaml",
              "postgresql.sql",
              "waf"),
          samples.map(sample -> sample.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void theConfigurationIsOneForProductionOnPostgresql() {
    Path sample = SAMPLES.resolve("bourse.yaml");
    Settings settings = Settings.load(BourseServer.catalogue(), sample, Map.of());
    assertEquals(Environment.PRODUCTION, settings.get(ServerSettings.ENVIRONMENT));
    assertTrue(settings.get(DatabaseSettings.URL).startsWith("jdbc:postgresql://"));
    CommandRun check = CommandRun.of("config", "check", sample.toString());
    assertEquals(0, check.exitCode(), check.err());
  }

  @Test
  void theMarketsAreRead() {
    // That the exchange lists them all is what the test of a running server sees.
    assertEquals(3, MarketFile.read(SAMPLES.resolve("markets.yaml")).size());
  }

  /** That they are read is what the module's own test sees. */
  @Test
  void theLevelsAreThoseThatAServerWithoutAFileHas() throws Exception {
    try (InputStream builtIn = KycModule.class.getResourceAsStream("kyc-levels.yaml")) {
      assertEquals(
          new String(builtIn.readAllBytes(), StandardCharsets.UTF_8),
          Files.readString(SAMPLES.resolve("kyc-levels.yaml")));
    }
  }

  @Test
  void anEmptyFileOfMarketsIsSaidToBeEmpty() {
    Fault fault = assertThrows(Fault.class, () -> MarketFile.parse("# nothing\n", "markets.yaml"));
    assertEquals(ErrorCode.BAD_CONFIGURATION, fault.code());
    assertTrue(fault.getMessage().contains("markets.yaml is empty"), fault.getMessage());
  }
}

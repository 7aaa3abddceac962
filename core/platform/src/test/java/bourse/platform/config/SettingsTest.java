package bourse.platform.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  private enum Mode {
    DEMO,
    PRODUCTION_LIKE
  }

  private static final Setting<Integer> PORT =
      Setting.port("http.port", 8080, "Where clients connect.");
  private static final Setting<Duration> TIMEOUT =
      Setting.duration("http.idle-timeout", Duration.ofSeconds(30), "How long an idle one stays.");
  private static final Setting<Long> LIMIT =
      Setting.size("http.max-body", 1024 * 1024, "The largest body.");
  private static final Setting<Mode> MODE =
      Setting.choice("bourse.mode", Mode.DEMO, "What it is for.");
  private static final Setting<Boolean> ENABLED =
      Setting.bool("kafka.enabled", true, "Whether events are published.");
  private static final Setting<List<String>> ORIGINS =
      Setting.list("http.origins", List.of(), "Origins of browsers.");
  private static final Setting<Path> FILE =
      Setting.path("tls.certificate", Path.of(""), "The certificate.");
  private static final Setting<String> PASSWORD =
      Setting.text("smtp.password", "", "The mail password.").asSecret();

  private static final SettingsCatalogue CATALOGUE =
      SettingsCatalogue.of(PORT, TIMEOUT, LIMIT, MODE, ENABLED, ORIGINS, FILE, PASSWORD);

  @TempDir Path directory;

  @Test
  void everySettingHasItsDefault() {
    Settings settings = Settings.defaults(CATALOGUE);
    assertEquals(8080, settings.get(PORT));
    assertEquals(Duration.ofSeconds(30), settings.get(TIMEOUT));
    assertEquals(1_048_576L, settings.get(LIMIT));
    assertEquals(Mode.DEMO, settings.get(MODE));
    assertTrue(settings.get(ENABLED));
    assertEquals(List.of(), settings.get(ORIGINS));
    assertEquals(Path.of(""), settings.get(FILE));
    assertEquals("", settings.get(PASSWORD));
  }

  @Test
  void aFileMaySetAllOfThemNestedOrDotted() throws IOException {
    Path file =
        file(
            """
            http:
              port: 9000
              idle-timeout: 250ms
              origins: [https://a.example, https://b.example]
            http.max-body: 2KiB
            bourse.mode: production-like
            kafka:
              enabled: false
            tls.certificate: /etc/bourse/tls.pem
            smtp.password: "s3cret"
            """);
    Settings settings = Settings.load(CATALOGUE, file, Map.of("http.port", "0"));
    assertEquals(0, settings.get(PORT));
    assertEquals(Duration.ofMillis(250), settings.get(TIMEOUT));
    assertEquals(2048L, settings.get(LIMIT));
    assertEquals(Mode.PRODUCTION_LIKE, settings.get(MODE));
    assertFalse(settings.get(ENABLED));
    assertEquals(List.of("https://a.example", "https://b.example"), settings.get(ORIGINS));
    assertEquals(Path.of("/etc/bourse/tls.pem"), settings.get(FILE));
    assertEquals("s3cret", settings.get(PASSWORD));
    assertEquals(
        List.of(
            new Settings.Effective(PORT, "0", Settings.Origin.OVERRIDE, "override http.port"),
            new Settings.Effective(TIMEOUT, "250ms", Settings.Origin.FILE, file + " line 3")),
        settings.effective().subList(0, 2));
    assertEquals("********", settings.effective().getLast().text());
  }

  @Test
  void anEmptyFileChangesNothing() throws IOException {
    assertEquals(8080, Settings.load(CATALOGUE, file("# nothing\n"), Map.of()).get(PORT));
  }

  @Test
  void aMisspeltKeyIsRefusedWithTheNearest() throws IOException {
    Path file = file("http:\n  prot: 9000\n");
    assertEquals(
        file + " line 2: there is no setting http.prot; did you mean http.port?", refusal(file));
  }

  @Test
  void aKeyFarFromAllIsRefused() throws IOException {
    Path file = file("colour: blue\n");
    assertEquals(
        file
            + " line 1: there is no setting colour; remove it, or see the configuration reference"
            + " for what there is",
        refusal(file));
  }

  @Test
  void aSectionIsNoSetting() throws IOException {
    Path file = file("http: 9000\n");
    assertEquals(
        file
            + " line 1: there is no setting http, only settings below it; write the value under one"
            + " of their names",
        refusal(file));
  }

  @Test
  void aWrongValueNamesKeyRuleAndLine() throws IOException {
    Path file = file("\nhttp.port: 99999\n");
    assertEquals(
        file
            + " line 2: http.port can't be \"99999\"; it must be a whole number from 0 to 65535"
            + " (default 8080)",
        refusal(file));
  }

  @Test
  void aSecretIsNotRepeatedInAnError() {
    Setting<Integer> pin = Setting.integer("door.pin", 0, "The door's pin.").asSecret();
    Fault fault =
        assertThrows(
            Fault.class,
            () -> Settings.of(SettingsCatalogue.of(pin), Map.of("door.pin", "hunter2")));
    assertFalse(fault.getMessage().contains("hunter2"), fault.getMessage());
  }

  @Test
  void allProblemsAreTold() throws IOException {
    Path file = file("http.port: x\nhttp.idle-timeout: 5 weeks\nkafka.enabled: yes\n");
    Fault fault = assertThrows(Fault.class, () -> Settings.load(CATALOGUE, file, Map.of()));
    assertEquals(
        List.of("http.port", "http.idle-timeout", "kafka.enabled"),
        fault.errors().stream().map(error -> error.field()).toList());
    assertTrue(fault.getMessage().endsWith("(and 2 more: bourse config check shows all)"));
  }

  @Test
  void aKeySetTwiceIsRefused() throws IOException {
    Path file = file("http.port: 1\nhttp:\n  port: 2\n");
    assertEquals(
        file
            + " line 3: http.port is set a second time, first at "
            + file
            + " line 1; remove one of them",
        refusal(file));
  }

  @Test
  void aKeyWithoutValueIsRefused() throws IOException {
    Path file = file("http:\n  port:\n");
    assertEquals(
        file + " line 2: http.port has no value; give it one, or remove the key", refusal(file));
  }

  @Test
  void whatIsNotYamlIsRefusedWithItsLine() throws IOException {
    Path file = file("http.port: 8080\n\tbad: [\n");
    String message = refusal(file);
    assertTrue(message.startsWith(file + " line 2: this is not YAML: "), message);
    assertFalse(message.contains("\n"), message);
  }

  @Test
  void aMissingFileIsRefused() {
    String message = refusal(directory.resolve("none.yaml"));
    assertTrue(message.contains("none.yaml can't be read (NoSuchFileException)"), message);
  }

  @Test
  void aSettingOutsideTheCatalogueIsAMistakeInTheCode() {
    Setting<String> other = Setting.text("other.key", "", "Not declared.");
    assertThrows(IllegalArgumentException.class, () -> Settings.defaults(CATALOGUE).get(other));
  }

  @Test
  void keysAndDefaultsAreCheckedWhenDeclared() {
    assertThrows(IllegalArgumentException.class, () -> Setting.text("http.maxBody", "", "x"));
    assertThrows(IllegalArgumentException.class, () -> Setting.integer("a.b", 5, 6, 7, "x"));
    assertThrows(IllegalArgumentException.class, () -> SettingsCatalogue.of(PORT, PORT));
  }

  @Test
  void durationsAndSizesAreWrittenInTheirLargestUnit() {
    assertEquals("30s", TIMEOUT.defaultText());
    assertEquals("1MiB", LIMIT.defaultText());
    assertEquals("90m", TIMEOUT.write(Duration.ofMinutes(90)));
    assertEquals("1500ms", TIMEOUT.write(Duration.ofMillis(1500)));
    assertEquals("1025B", LIMIT.write(1025L));
    assertEquals(List.of(), LIMIT.read("9999999999999GiB").stream().toList());
  }

  @Test
  void theDistanceCountsLettersAndSwaps() {
    assertEquals(0, SettingsCatalogue.distance("port", "port"));
    assertEquals(1, SettingsCatalogue.distance("port", "prot"));
    assertEquals(1, SettingsCatalogue.distance("port", "ports"));
    assertEquals(3, SettingsCatalogue.distance("kitten", "sitting"));
  }

  @Test
  void theReferencePageTellsEverySetting() {
    String page = ConfigurationReference.markdown(CATALOGUE);
    for (Setting<?> setting : CATALOGUE.settings()) {
      assertTrue(page.contains("| `" + setting.key() + "` |"), setting.key());
    }
    assertTrue(
        page.contains(
            "| `http.port` | a whole number from 0 to 65535 | `8080` | Where clients connect. |"),
        page);
    assertTrue(page.contains("## http\n"), page);
  }

  private Path file(String content) throws IOException {
    return Files.writeString(directory.resolve("bourse.yaml"), content);
  }

  private String refusal(Path file) {
    Fault fault = assertThrows(Fault.class, () -> Settings.load(CATALOGUE, file, Map.of()));
    assertEquals(ErrorCode.BAD_CONFIGURATION, fault.code());
    return fault.getMessage();
  }
}

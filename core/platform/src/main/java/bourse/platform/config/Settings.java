package bourse.platform.config;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The values of one run: defaults, then the configuration file, then overrides from the command
 * line or a test. Immutable; made once at the start.
 *
 * <p>Any unknown key or wrong value stops the making with {@link Fault} {@code BAD_CONFIGURATION},
 * whose detail is one line about the first problem and whose errors tell them all.
 */
public final class Settings {
  private static final String MASK = "********";

  private final SettingsCatalogue catalogue;
  private final Map<String, Given> given;

  private Settings(SettingsCatalogue catalogue, Map<String, Given> given) {
    this.catalogue = catalogue;
    this.given = given;
  }

  /** Where a value comes from. */
  public enum Origin {
    DEFAULT,
    FILE,
    OVERRIDE
  }

  /**
   * One setting with its value, for showing.
   *
   * @param setting the setting
   * @param text the value as it would be written in the file; stars when it is secret and set
   * @param origin where it comes from
   * @param place file and line, or the name of the override; empty for a default
   */
  public record Effective(Setting<?> setting, String text, Origin origin, String place) {}

  /** A value that was read and obeys its rule. */
  private record Given(Object value, String text, Origin origin, String place) {}

  /** Nothing configured. */
  public static Settings defaults(SettingsCatalogue catalogue) {
    return of(catalogue, Map.of());
  }

  /** Defaults and overrides, texts by dotted key. */
  public static Settings of(SettingsCatalogue catalogue, Map<String, String> overrides) {
    return build(catalogue, List.of(), overrides);
  }

  /** Reads the file, which must be there, and applies the overrides, texts by dotted key. */
  public static Settings load(
      SettingsCatalogue catalogue, Path file, Map<String, String> overrides) {
    return build(catalogue, SettingsFile.entries(file, read(file)), overrides);
  }

  /** The value of a setting, which must be in the catalogue. */
  public <T> T get(Setting<T> setting) {
    if (catalogue.find(setting.key()).filter(known -> known == setting).isEmpty()) {
      throw new IllegalArgumentException(setting.key() + " is not in the catalogue");
    }
    return Optional.ofNullable(given.get(setting.key()))
        .flatMap(value -> setting.read(value.text()))
        .orElse(setting.defaultValue());
  }

  /** Where the value of a setting comes from. */
  public Origin origin(Setting<?> setting) {
    return effective(setting).origin();
  }

  /** Every setting with its value, secrets masked. */
  public List<Effective> effective() {
    return catalogue.settings().stream().map(this::effective).toList();
  }

  private Effective effective(Setting<?> setting) {
    Given value = given.get(setting.key());
    if (value == null) {
      return new Effective(setting, masked(setting, setting.defaultText()), Origin.DEFAULT, "");
    }
    return new Effective(setting, masked(setting, value.text()), value.origin(), value.place());
  }

  private static String masked(Setting<?> setting, String text) {
    return setting.secret() && !text.isEmpty() ? MASK : text;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new Fault(
          ErrorCode.BAD_CONFIGURATION,
          "The configuration file "
              + file
              + " can't be read ("
              + e.getClass().getSimpleName()
              + "): check that it is there, is readable by this user and is UTF-8 text",
          e);
    }
  }

  private static Settings build(
      SettingsCatalogue catalogue,
      List<SettingsFile.Entry> fromFile,
      Map<String, String> overrides) {
    Map<String, Given> given = new HashMap<>();
    List<FieldError> errors = new ArrayList<>();
    for (SettingsFile.Entry entry : fromFile) {
      Given earlier = given.get(entry.key());
      if (earlier != null) {
        errors.add(
            new FieldError(
                entry.key(),
                "once",
                entry.place()
                    + ": "
                    + entry.key()
                    + " is set a second time, first at "
                    + earlier.place()
                    + "; remove one of them"));
        continue;
      }
      take(catalogue, entry, Origin.FILE, given, errors);
    }
    overrides.forEach((key, text) ->
        take(
            catalogue,
            new SettingsFile.Entry(key, text, "override " + key),
            Origin.OVERRIDE,
            given,
            errors));
    refuse(errors);
    return new Settings(catalogue, Map.copyOf(given));
  }

  private static void take(
      SettingsCatalogue catalogue,
      SettingsFile.Entry entry,
      Origin origin,
      Map<String, Given> given,
      List<FieldError> errors) {
    Optional<Setting<?>> setting = catalogue.find(entry.key());
    if (setting.isEmpty()) {
      errors.add(new FieldError(entry.key(), "known", unknown(catalogue, entry)));
      return;
    }
    Optional<?> value = setting.get().read(entry.text());
    if (value.isEmpty()) {
      errors.add(new FieldError(entry.key(), setting.get().type(), wrong(setting.get(), entry)));
      return;
    }
    given.put(entry.key(), new Given(value.get(), entry.text(), origin, entry.place()));
  }

  private static String unknown(SettingsCatalogue catalogue, SettingsFile.Entry entry) {
    String problem = entry.place() + ": there is no setting " + entry.key();
    if (catalogue.hasSection(entry.key())) {
      return problem + ", only settings below it; write the value under one of their names";
    }
    return catalogue
        .nearest(entry.key())
        .map(near -> problem + "; did you mean " + near + "?")
        .orElse(problem + "; remove it, or see the configuration reference for what there is");
  }

  private static String wrong(Setting<?> setting, SettingsFile.Entry entry) {
    String shown = setting.secret() ? "that value" : "\"" + entry.text() + "\"";
    return entry.place()
        + ": "
        + setting.key()
        + " can't be "
        + shown
        + "; it must be "
        + setting.rule()
        + " (default "
        + (setting.defaultText().isEmpty() ? "empty" : setting.defaultText())
        + ")";
  }

  private static void refuse(List<FieldError> errors) {
    if (errors.isEmpty()) {
      return;
    }
    String first = errors.getFirst().message();
    String others =
        errors.size() == 1
            ? ""
            : " (and " + (errors.size() - 1) + " more: bourse config check shows all)";
    throw new Fault(ErrorCode.BAD_CONFIGURATION, first + others, errors);
  }
}

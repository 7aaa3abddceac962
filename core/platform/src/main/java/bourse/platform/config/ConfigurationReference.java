package bourse.platform.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Renders the reference page of a catalogue as Markdown: a section per first word of the keys. */
public final class ConfigurationReference {
  private static final String INTRODUCTION =
      """
      # Configuration reference

      Generated from the settings in the code; the build fails when this page is stale.

      Write settings in a YAML file, nested or with dots: `http.port: 8080`. What is not set keeps its
      default. A key that does not exist or a value that breaks its rule stops the start and names the line.
      `bourse config check` checks a file without starting, `bourse config show` shows what is in effect.
      """;

  private ConfigurationReference() {}

  /** The page, ending with a line break. The same catalogue always gives the same text. */
  public static String markdown(SettingsCatalogue catalogue) {
    Map<String, List<Setting<?>>> sections =
        catalogue.settings().stream()
            .collect(
                Collectors.groupingBy(
                    ConfigurationReference::section, TreeMap::new, Collectors.toList()));
    StringBuilder page = new StringBuilder(INTRODUCTION);
    sections.forEach((name, settings) -> appendSection(page, name, settings));
    return page.toString();
  }

  private static void appendSection(StringBuilder page, String name, List<Setting<?>> settings) {
    page.append("\n## ").append(name).append("\n\n");
    page.append("| key | value | default | meaning |\n|---|---|---|---|\n");
    for (Setting<?> setting : settings) {
      page.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  setting.key(),
                  cell(setting.rule()),
                  setting.defaultText().isEmpty() ? "" : "`" + cell(setting.defaultText()) + "`",
                  cell(setting.description()) + (setting.secret() ? " Never shown." : "")));
    }
  }

  private static String section(Setting<?> setting) {
    return setting.key().substring(0, setting.key().indexOf('.'));
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("\n", " ");
  }
}

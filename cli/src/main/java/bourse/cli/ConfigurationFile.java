package bourse.cli;

import bourse.platform.config.Setting;
import bourse.platform.config.SettingsCatalogue;
import java.util.Map;
import java.util.TreeMap;

/** Writes a configuration file in which every setting stands with its meaning, most as comments. */
final class ConfigurationFile {
  private static final int WIDTH = 100;

  private ConfigurationFile() {}

  /**
   * The file's text.
   *
   * @param title the first line, as a comment
   * @param chosen texts by key of the settings that differ from their defaults
   */
  static String text(String title, SettingsCatalogue catalogue, Map<String, String> chosen) {
    StringBuilder text = new StringBuilder("# " + title + "\n#\n");
    append(
        text,
        "Settings with a # before them have their default. A key that does not exist or a value that"
            + " breaks its rule stops the start; bourse config check looks without starting.");
    Map<String, String> left = new TreeMap<>(chosen);
    for (Setting<?> setting : catalogue.settings()) {
      text.append('\n');
      append(text, setting.description());
      append(text, "Value: " + setting.rule() + ".");
      String given = left.remove(setting.key());
      text.append(given == null ? "# " : "")
          .append(setting.key())
          .append(": ")
          .append(quoted(given == null ? setting.defaultText() : given))
          .append('\n');
    }
    if (!left.isEmpty()) {
      throw new IllegalArgumentException("There are no settings " + left.keySet());
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String sentence) {
    StringBuilder line = new StringBuilder("#");
    for (String word : sentence.split(" ")) {
      if (line.length() + word.length() >= WIDTH) {
        text.append(line).append('\n');
        line.setLength(1);
      }
      line.append(' ').append(word);
    }
    text.append(line).append('\n');
  }

  /** As YAML, where a text with a colon and the like must stand in quotes. */
  private static String quoted(String value) {
    return value.matches("[A-Za-z0-9_./-]+") ? value : "\"" + value.replace("\"", "\\\"") + "\"";
  }
}

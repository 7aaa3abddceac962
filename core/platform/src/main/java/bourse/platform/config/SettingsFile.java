package bourse.platform.config;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A YAML file as a flat list of keys and texts, each with its place. Nested keys and dotted keys
 * are the same thing.
 */
final class SettingsFile {
  /** One value as it was written. */
  record Entry(String key, String text, String place) {}

  private final Path file;
  private final List<Entry> entries = new ArrayList<>();

  private SettingsFile(Path file) {
    this.file = file;
  }

  /** The entries in the order of the file. Throws {@link Fault} when it isn't such a file. */
  static List<Entry> entries(Path file, String content) {
    SettingsFile settingsFile = new SettingsFile(file);
    settingsFile.compose(content).ifPresent(root -> settingsFile.walk("", root));
    return settingsFile.entries;
  }

  private Optional<Node> compose(String content) {
    try {
      return new Compose(LoadSettings.builder().build()).composeString(content);
    } catch (MarkedYamlEngineException e) {
      throw bad(place(e.getProblemMark()) + ": this is not YAML: " + e.getProblem(), e);
    } catch (YamlEngineException e) {
      throw bad(file + ": this is not YAML: " + e.getMessage(), e);
    }
  }

  private void walk(String key, Node node) {
    switch (node) {
      case MappingNode mapping -> walkMapping(key, mapping);
      case SequenceNode sequence ->
          entries.add(new Entry(named(key, node), items(sequence), place(node)));
      case ScalarNode scalar ->
          entries.add(new Entry(named(key, node), text(key, scalar), place(node)));
      default -> throw bad(place(node) + ": write the value of " + key + " in full", null);
    }
  }

  private void walkMapping(String parent, MappingNode mapping) {
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw bad(place(tuple.getKeyNode()) + ": a key must be a plain word", null);
      }
      walk(parent.isEmpty() ? key.getValue() : parent + "." + key.getValue(), tuple.getValueNode());
    }
  }

  private String named(String key, Node node) {
    if (key.isEmpty()) {
      throw bad(
          place(node) + ": the file must consist of keys and values, like http.port: 8080", null);
    }
    return key;
  }

  private String items(SequenceNode sequence) {
    List<String> texts = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      if (!(item instanceof ScalarNode scalar) || scalar.getValue().contains(",")) {
        throw bad(place(item) + ": an item of a list must be a text without commas", null);
      }
      texts.add(scalar.getValue());
    }
    return String.join(",", texts);
  }

  private String text(String key, ScalarNode scalar) {
    if (scalar.isPlain() && List.of("", "~", "null").contains(scalar.getValue())) {
      throw bad(place(scalar) + ": " + key + " has no value; give it one, or remove the key", null);
    }
    return scalar.getValue();
  }

  private String place(Node node) {
    return place(node.getStartMark());
  }

  private String place(Optional<Mark> mark) {
    return mark.map(found -> file + " line " + (found.getLine() + 1)).orElse(file.toString());
  }

  private static Fault bad(String detail, Throwable cause) {
    String oneLine = detail.replaceAll("\\s+", " ").strip();
    return new Fault(ErrorCode.BAD_CONFIGURATION, oneLine, cause);
  }
}

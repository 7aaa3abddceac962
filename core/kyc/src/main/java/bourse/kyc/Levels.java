package bourse.kyc;

import bourse.domain.Decimals;
import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.config.Setting;
import bourse.platform.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/**
 * The levels of this venue, from a YAML file or, without one, those that come with the product.
 *
 * <pre>
 * currency: USD                     # in which limits are counted
 * levels:                           # the lowest first, which needs nothing
 *   - name: Unverified
 *     labels: []
 *     deposits: {day: 0, month: 0}
 *     withdrawals: {day: 0, month: 0}
 *   - name: Verified                # what is left out is without limit
 *     labels: [email, phone, identity]
 *     reviewers: 2                  # 1 when left out
 *     withdrawals: {day: 10000}
 * </pre>
 *
 * Every error is a {@link Fault} {@link ErrorCode#BAD_CONFIGURATION} that names place and remedy.
 */
final class Levels {
  private static final Setting<Path> FILE =
      Setting.path(
          "kyc.levels-file",
          Path.of(""),
          "A YAML file with the levels of clients, what each needs and its limits"
              + " (config-samples/kyc-levels.yaml); relative to the data directory. Empty: the"
              + " levels of that sample.");

  static final List<Setting<?>> SETTINGS = List.of(FILE);

  private static final String BUILT_IN = "kyc-levels.yaml";
  private static final int MAXIMUM_NAME = 60;
  private static final int MOST_REVIEWERS = 2;

  private final String currency;
  private final List<Level> levels;

  private Levels(String currency, List<Level> levels) {
    this.currency = currency;
    this.levels = List.copyOf(levels);
  }

  /** Those of the settings. */
  static Levels of(Settings settings, Path directory) {
    Path file = settings.get(FILE);
    return file.toString().isEmpty() ? builtIn() : read(directory.resolve(file));
  }

  /** Those that come with the product. */
  static Levels builtIn() {
    try (InputStream yaml = Levels.class.getResourceAsStream(BUILT_IN)) {
      return parse(new String(yaml.readAllBytes(), StandardCharsets.UTF_8), BUILT_IN);
    } catch (IOException e) {
      throw new UncheckedIOException("The levels of the product can't be read", e);
    }
  }

  private static Levels read(Path file) {
    try {
      return parse(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw new Fault(
          ErrorCode.BAD_CONFIGURATION,
          "The levels in " + file + " can't be read; check that the file is there.",
          e);
    }
  }

  /**
   * Reads YAML.
   *
   * @param origin where it came from, for messages
   */
  static Levels parse(String yaml, String origin) {
    // All scalars stay texts: 0.10 must not become a binary number on its way to a limit.
    LoadSettings settings =
        LoadSettings.builder().setSchema(new FailsafeSchema()).setLabel(origin).build();
    Object document;
    try {
      document = new Load(settings).loadFromString(yaml);
    } catch (YamlEngineException e) {
      throw new Fault(
          ErrorCode.BAD_CONFIGURATION, origin + " is not valid YAML: " + e.getMessage(), e);
    }
    return new Reader(origin).levels(document);
  }

  /** The asset in which limits are counted. */
  String currency() {
    return currency;
  }

  /** The lowest first. */
  List<Level> all() {
    return levels;
  }

  Optional<Level> named(String name) {
    return levels.stream().filter(level -> level.name().equals(name)).findFirst();
  }

  /** The highest level whose labels are all among these. */
  Level reached(Collection<Label> labels) {
    return levels.reversed().stream()
        .filter(level -> labels.containsAll(level.labels()))
        .findFirst()
        .orElseThrow();
  }

  /** The one above; empty at the top. */
  Optional<Level> above(Level level) {
    return level.number() + 1 < levels.size()
        ? Optional.of(levels.get(level.number() + 1))
        : Optional.empty();
  }

  /** Reads and checks what was written. */
  private static final class Reader {
    private static final Set<String> KEYS = Set.of("currency", "levels");
    private static final Set<String> LEVEL_KEYS =
        Set.of("name", "labels", "reviewers", "deposits", "withdrawals");
    private static final Set<String> LIMIT_KEYS = Set.of("day", "month");

    private final String origin;

    Reader(String origin) {
      this.origin = origin;
    }

    Levels levels(Object document) {
      Map<?, ?> map = map(document, "the file", KEYS);
      String currency = text(map.get("currency"), "currency");
      require(currency.matches("[A-Z0-9]{1,12}"), "currency", "is an asset such as USD");
      List<Level> levels = new ArrayList<>();
      for (Object entry : list(map.get("levels"), "levels")) {
        levels.add(level(entry, levels.size()));
      }
      require(!levels.isEmpty(), "levels", "names at least one level");
      checkOrder(levels);
      return new Levels(currency, levels);
    }

    private Level level(Object entry, int number) {
      String key = "levels[" + number + "]";
      Map<?, ?> map = map(entry, key, LEVEL_KEYS);
      String name = text(map.get("name"), key + ".name");
      require(
          !name.isBlank() && name.length() <= MAXIMUM_NAME,
          key + ".name",
          "has 1 to " + MAXIMUM_NAME + " characters");
      String reviewers =
          map.containsKey("reviewers") ? text(map.get("reviewers"), key + ".reviewers") : "1";
      require(
          reviewers.matches("[1-" + MOST_REVIEWERS + "]"),
          key + ".reviewers",
          "is a number from 1 to " + MOST_REVIEWERS);
      return new Level(
          number,
          name,
          labels(map.get("labels"), key + ".labels"),
          Integer.parseInt(reviewers),
          limits(map.get("deposits"), key + ".deposits"),
          limits(map.get("withdrawals"), key + ".withdrawals"));
    }

    private Set<Label> labels(Object value, String key) {
      Set<Label> labels = EnumSet.noneOf(Label.class);
      for (Object entry : list(value, key)) {
        String word = text(entry, key);
        labels.add(
            Arrays.stream(Label.values())
                .filter(label -> label.word().equals(word))
                .findFirst()
                .orElseThrow(() ->
                    wrong(
                        key,
                        "has "
                            + word
                            + "; known are "
                            + String.join(
                                ", ", Arrays.stream(Label.values()).map(Label::word).toList()))));
      }
      return labels;
    }

    private Limits limits(Object value, String key) {
      if (value == null) {
        return new Limits(Optional.empty(), Optional.empty());
      }
      Map<?, ?> map = map(value, key, LIMIT_KEYS);
      Optional<BigDecimal> day = amount(map.get("day"), key + ".day");
      Optional<BigDecimal> month = amount(map.get("month"), key + ".month");
      require(
          day.isEmpty() || month.isEmpty() || day.get().compareTo(month.get()) <= 0,
          key,
          "has more for a day than for a month");
      return new Limits(day, month);
    }

    private Optional<BigDecimal> amount(Object value, String key) {
      if (value == null) {
        return Optional.empty();
      }
      return Optional.of(
          Decimals.parse(text(value, key))
              .filter(amount -> amount.signum() >= 0)
              .orElseThrow(() -> wrong(key, "is an amount of at least 0 such as 1000")));
    }

    private void checkOrder(List<Level> levels) {
      require(
          levels.getFirst().labels().isEmpty(), "levels[0].labels", "is empty: all begin there");
      Set<String> names = new HashSet<>();
      for (Level level : levels) {
        String key = "levels[" + level.number() + "]";
        require(names.add(level.name()), key + ".name", "is that of another level too");
        if (level.number() > 0) {
          Level below = levels.get(level.number() - 1);
          require(
              level.labels().containsAll(below.labels())
                  && level.labels().size() > below.labels().size(),
              key + ".labels",
              "has those of the level below and more");
        }
      }
    }

    private Map<?, ?> map(Object value, String key, Set<String> known) {
      if (!(value instanceof Map<?, ?> map)) {
        throw wrong(key, "has keys and values");
      }
      for (Object name : map.keySet()) {
        require(
            known.contains(name.toString()),
            key,
            "has no "
                + name
                + "; known are "
                + String.join(", ", known.stream().sorted().toList()));
      }
      return map;
    }

    private List<?> list(Object value, String key) {
      if (!(value instanceof List<?> list)) {
        throw wrong(key, "is a list, and may be empty: []");
      }
      return list;
    }

    private String text(Object value, String key) {
      if (!(value instanceof String text)) {
        throw wrong(key, "is missing, or not a single value");
      }
      return text;
    }

    private void require(boolean holds, String key, String rule) {
      if (!holds) {
        throw wrong(key, rule);
      }
    }

    private Fault wrong(String key, String rule) {
      return new Fault(ErrorCode.BAD_CONFIGURATION, origin + ": " + key + " " + rule + ".");
    }
  }
}

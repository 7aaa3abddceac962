package bourse.platform.config;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One thing that can be configured: its key, type, safe default and description, declared once.
 *
 * <p>Keys are lower case, with dots between levels and hyphens between words: {@code
 * kafka.start-timeout}. Durations and sizes carry their unit in the value: {@code 250ms}, {@code
 * 64MiB}. Immutable.
 *
 * @param <T> what a reader of the setting gets
 */
public final class Setting<T> {
  private static final Pattern KEY =
      Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*(\\.[a-z][a-z0-9]*(-[a-z0-9]+)*)+");
  private static final Pattern NUMBER_WITH_UNIT = Pattern.compile("(\\d{1,15}) ?([A-Za-z]+)");
  private static final Pattern URL =
      Pattern.compile("https?://[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(:[0-9]{1,5})?");
  private static final long KIBI = 1024L;
  private static final String NEVER = "never";

  private final String key;
  private final String type;
  private final String rule;
  private final T defaultValue;
  private final String description;
  private final boolean secret;
  private final Function<String, Optional<T>> reader;
  private final Function<T, String> writer;

  private Setting(
      String key,
      String type,
      String rule,
      T defaultValue,
      String description,
      boolean secret,
      Function<String, Optional<T>> reader,
      Function<T, String> writer) {
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException(
          key + " is no key: use lower case words with dots between levels and hyphens in a level");
    }
    this.key = key;
    this.type = type;
    this.rule = rule;
    this.defaultValue = defaultValue;
    this.description = description;
    this.secret = secret;
    this.reader = reader;
    this.writer = writer;
    if (reader.apply(writer.apply(defaultValue)).isEmpty()) {
      throw new IllegalArgumentException("The default of " + key + " breaks its rule: " + rule);
    }
  }

  /** A whole number that is not negative. */
  public static Setting<Integer> integer(String key, int defaultValue, String description) {
    return integer(key, defaultValue, 0, Integer.MAX_VALUE, description);
  }

  /** A whole number within bounds, both included. */
  public static Setting<Integer> integer(
      String key, int defaultValue, int least, int most, String description) {
    return new Setting<>(
        key,
        "integer",
        "a whole number from " + least + " to " + most,
        defaultValue,
        description,
        false,
        text -> readLong(text, least, most).map(Long::intValue),
        String::valueOf);
  }

  /** A TCP port; 0 lets the system choose. */
  public static Setting<Integer> port(String key, int defaultValue, String description) {
    return integer(key, defaultValue, 0, 65_535, description);
  }

  public static Setting<Boolean> bool(String key, boolean defaultValue, String description) {
    return new Setting<>(
        key,
        "boolean",
        "true or false",
        defaultValue,
        description,
        false,
        Setting::readBoolean,
        String::valueOf);
  }

  /** Any text; empty means that it is not set. */
  public static Setting<String> text(String key, String defaultValue, String description) {
    return new Setting<>(
        key, "text", "a text", defaultValue, description, false, Optional::of, Function.identity());
  }

  /** Texts without commas: a YAML list, or one text with commas between. */
  public static Setting<List<String>> list(
      String key, List<String> defaultValue, String description) {
    return list(key, defaultValue, "texts", text -> true, description);
  }

  /**
   * Texts of one kind.
   *
   * @param what what each of them must be, in the plural: {@code subnets such as 10.0.0.0/8}
   */
  public static Setting<List<String>> list(
      String key,
      List<String> defaultValue,
      String what,
      Predicate<String> isOne,
      String description) {
    return new Setting<>(
        key,
        "list",
        "a list of " + what,
        List.copyOf(defaultValue),
        description,
        false,
        text -> Optional.of(readList(text)).filter(texts -> texts.stream().allMatch(isOne)),
        values -> String.join(",", values));
  }

  /** Where a server is reached: {@code https://trade.example.org}; empty when it is not set. */
  public static Setting<Optional<URI>> url(String key, String description) {
    return new Setting<>(
        key,
        "url",
        "http:// or https:// with a host name, without path",
        Optional.empty(),
        description,
        false,
        Setting::readUrl,
        url -> url.map(URI::toString).orElse(""));
  }

  private static Optional<Optional<URI>> readUrl(String text) {
    if (text.isEmpty()) {
      return Optional.of(Optional.empty());
    }
    return URL.matcher(text).matches()
        ? Optional.of(Optional.of(URI.create(text)))
        : Optional.empty();
  }

  /** A file or directory; the empty path means that it is not set. */
  public static Setting<Path> path(String key, Path defaultValue, String description) {
    return new Setting<>(
        key, "path", "a path", defaultValue, description, false, Setting::readPath, Path::toString);
  }

  /**
   * A duration from 0 to 10 years: {@code 250ms}, {@code 5s}, {@code 10m}, {@code 1h}, {@code 2d}.
   */
  public static Setting<Duration> duration(String key, Duration defaultValue, String description) {
    return duration(key, defaultValue, Duration.ZERO, Duration.ofDays(3650), description);
  }

  /** A duration within bounds, both included. */
  public static Setting<Duration> duration(
      String key, Duration defaultValue, Duration least, Duration most, String description) {
    return new Setting<>(
        key,
        "duration",
        "a duration from "
            + writeDuration(least)
            + " to "
            + writeDuration(most)
            + ", written like 250ms, 5s, 10m, 1h or 2d",
        defaultValue,
        description,
        false,
        text ->
            readDuration(text)
                .filter(value -> value.compareTo(least) >= 0 && value.compareTo(most) <= 0),
        Setting::writeDuration);
  }

  /** A size in bytes: {@code 512B}, {@code 64KiB}, {@code 10MiB}, {@code 2GiB}. */
  public static Setting<Long> size(String key, long defaultBytes, String description) {
    return size(key, defaultBytes, 0, Long.MAX_VALUE, description);
  }

  /** A size in bytes within bounds, both included. */
  public static Setting<Long> size(
      String key, long defaultBytes, long leastBytes, long mostBytes, String description) {
    String bounds =
        mostBytes == Long.MAX_VALUE
            ? " of at least " + writeSize(leastBytes)
            : " from " + writeSize(leastBytes) + " to " + writeSize(mostBytes);
    return new Setting<>(
        key,
        "size",
        "a size" + bounds + ", written like 512B, 64KiB, 10MiB or 2GiB",
        defaultBytes,
        description,
        false,
        text -> readSize(text).filter(bytes -> bytes >= leastBytes && bytes <= mostBytes),
        Setting::writeSize);
  }

  /** A time of day in UTC such as {@code 03:00}; {@code never} is the empty one. */
  public static Setting<Optional<LocalTime>> timeOfDay(
      String key, Optional<LocalTime> defaultValue, String description) {
    return new Setting<>(
        key,
        "time",
        "a time of day in UTC such as 03:00, or never",
        defaultValue,
        description,
        false,
        Setting::readTimeOfDay,
        time -> time.map(LocalTime::toString).orElse(NEVER));
  }

  /** One of the constants of an enum, written in lower case with hyphens. */
  public static <E extends Enum<E>> Setting<E> choice(
      String key, E defaultValue, String description) {
    List<E> choices = List.of(defaultValue.getDeclaringClass().getEnumConstants());
    return new Setting<>(
        key,
        "choice",
        "one of " + choices.stream().map(Setting::writeChoice).collect(Collectors.joining(", ")),
        defaultValue,
        description,
        false,
        text -> choices.stream().filter(choice -> writeChoice(choice).equals(text)).findFirst(),
        Setting::writeChoice);
  }

  /** The same setting, whose value is never shown. */
  public Setting<T> asSecret() {
    return new Setting<>(key, type, rule, defaultValue, description, true, reader, writer);
  }

  public String key() {
    return key;
  }

  /** The type's name for the reference page: {@code duration}. */
  public String type() {
    return type;
  }

  /** What a value must be, as the end of a sentence: {@code a whole number from 0 to 65535}. */
  public String rule() {
    return rule;
  }

  public T defaultValue() {
    return defaultValue;
  }

  public String description() {
    return description;
  }

  /** Whether the value must never be shown. */
  public boolean secret() {
    return secret;
  }

  /** The default as it would be written in the file. */
  public String defaultText() {
    return writer.apply(defaultValue);
  }

  /** The value that the text stands for; empty when the text breaks the rule. */
  public Optional<T> read(String text) {
    return reader.apply(text);
  }

  /** The value as it would be written in the file. */
  String write(T value) {
    return writer.apply(value);
  }

  @Override
  public String toString() {
    return key;
  }

  private static Optional<Long> readLong(String text, long least, long most) {
    if (!text.matches("-?\\d{1,18}")) {
      return Optional.empty();
    }
    long value = Long.parseLong(text);
    return value >= least && value <= most ? Optional.of(value) : Optional.empty();
  }

  private static Optional<Boolean> readBoolean(String text) {
    return switch (text) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static List<String> readList(String text) {
    return Arrays.stream(text.split(","))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  private static Optional<Path> readPath(String text) {
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Optional<Optional<LocalTime>> readTimeOfDay(String text) {
    if (text.equals(NEVER)) {
      return Optional.of(Optional.empty());
    }
    try {
      return Optional.of(Optional.of(LocalTime.parse(text)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> readDuration(String text) {
    Matcher matcher = NUMBER_WITH_UNIT.matcher(text);
    if (!matcher.matches()) {
      return text.equals("0") ? Optional.of(Duration.ZERO) : Optional.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    if (number > Integer.MAX_VALUE) {
      return Optional.empty();
    }
    return switch (matcher.group(2)) {
      case "ms" -> Optional.of(Duration.ofMillis(number));
      case "s" -> Optional.of(Duration.ofSeconds(number));
      case "m" -> Optional.of(Duration.ofMinutes(number));
      case "h" -> Optional.of(Duration.ofHours(number));
      case "d" -> Optional.of(Duration.ofDays(number));
      default -> Optional.empty();
    };
  }

  private static String writeDuration(Duration duration) {
    long millis = duration.toMillis();
    if (millis == 0) {
      return "0s";
    }
    if (millis % 1_000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1_000;
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  private static Optional<Long> readSize(String text) {
    Matcher matcher = NUMBER_WITH_UNIT.matcher(text);
    if (!matcher.matches()) {
      return text.equals("0") ? Optional.of(0L) : Optional.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "B" -> Optional.of(number);
      case "KiB" -> times(number, KIBI);
      case "MiB" -> times(number, KIBI * KIBI);
      case "GiB" -> times(number, KIBI * KIBI * KIBI);
      default -> Optional.empty();
    };
  }

  private static Optional<Long> times(long number, long unit) {
    return number > Long.MAX_VALUE / unit ? Optional.empty() : Optional.of(number * unit);
  }

  private static String writeSize(long bytes) {
    if (bytes == 0 || bytes % KIBI != 0) {
      return bytes + "B";
    }
    long kibi = bytes / KIBI;
    if (kibi % (KIBI * KIBI) == 0) {
      return kibi / (KIBI * KIBI) + "GiB";
    }
    return kibi % KIBI == 0 ? kibi / KIBI + "MiB" : kibi + "KiB";
  }

  private static String writeChoice(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

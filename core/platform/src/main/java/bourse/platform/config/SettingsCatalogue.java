package bourse.platform.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All settings of a program, in the order of the reference page. Immutable. */
public final class SettingsCatalogue {
  private final Map<String, Setting<?>> byKey;

  private SettingsCatalogue(Map<String, Setting<?>> byKey) {
    this.byKey = byKey;
  }

  public static SettingsCatalogue of(Setting<?>... settings) {
    return of(List.of(settings));
  }

  /** Joins the settings of several modules; a key that two of them declare is a mistake. */
  @SafeVarargs
  public static SettingsCatalogue of(Collection<? extends Setting<?>>... modules) {
    Map<String, Setting<?>> byKey = new LinkedHashMap<>();
    for (Collection<? extends Setting<?>> module : modules) {
      for (Setting<?> setting : module) {
        if (byKey.putIfAbsent(setting.key(), setting) != null) {
          throw new IllegalArgumentException(setting.key() + " is declared twice");
        }
      }
    }
    return new SettingsCatalogue(byKey);
  }

  /** All settings, as declared. */
  public List<Setting<?>> settings() {
    return new ArrayList<>(byKey.values());
  }

  public Optional<Setting<?>> find(String key) {
    return Optional.ofNullable(byKey.get(key));
  }

  /** Whether keys begin with this section: {@code http}. */
  boolean hasSection(String section) {
    return byKey.keySet().stream().anyMatch(key -> key.startsWith(section + "."));
  }

  /** The key that was probably meant; empty when none is near. */
  Optional<String> nearest(String unknown) {
    int limit = Math.max(2, unknown.length() / 3);
    return byKey.keySet().stream()
        .filter(key -> distance(key, unknown) <= limit)
        .min(Comparator.comparingInt(key -> distance(key, unknown)));
  }

  /**
   * How many letters must be changed, added, removed or swapped with their neighbour to get from
   * one word to the other (optimal string alignment distance).
   */
  static int distance(String one, String other) {
    int[][] steps = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        steps[i][j] = i == 0 || j == 0 ? i + j : cheapestStep(steps, one, other, i, j);
      }
    }
    return steps[one.length()][other.length()];
  }

  private static int cheapestStep(int[][] steps, String one, String other, int i, int j) {
    boolean same = one.charAt(i - 1) == other.charAt(j - 1);
    int best =
        Math.min(
            steps[i - 1][j - 1] + (same ? 0 : 1), Math.min(steps[i - 1][j], steps[i][j - 1]) + 1);
    boolean swapped =
        i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1);
    return swapped ? Math.min(best, steps[i - 2][j - 2] + 1) : best;
  }
}

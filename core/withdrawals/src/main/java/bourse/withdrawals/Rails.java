package bourse.withdrawals;

import bourse.platform.service.Health;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rails that are turned on, in the order in which they are preferred. */
final class Rails {
  private final List<PayoutRail> all;
  private final Map<String, DestinationKind> kinds = new LinkedHashMap<>();

  /**
   * @throws IllegalArgumentException when two rails have one name, or two kinds do
   */
  Rails(List<PayoutRail> all) {
    this.all = List.copyOf(all);
    for (PayoutRail rail : all) {
      DestinationKind before = kinds.putIfAbsent(rail.kind().name(), rail.kind());
      if (before != null && !before.equals(rail.kind())) {
        throw new IllegalArgumentException("Two kinds are called " + rail.kind().name());
      }
    }
    if (all.stream().map(PayoutRail::name).distinct().count() != all.size()) {
      throw new IllegalArgumentException("Two rails have one name");
    }
  }

  List<PayoutRail> all() {
    return all;
  }

  Optional<PayoutRail> named(String name) {
    return all.stream().filter(rail -> rail.name().equals(name)).findFirst();
  }

  Optional<DestinationKind> kind(String name) {
    return Optional.ofNullable(kinds.get(name));
  }

  List<DestinationKind> kinds() {
    return List.copyOf(kinds.values());
  }

  /** Those that bring an asset to such a place. */
  List<PayoutRail> serving(String kind, String currency) {
    return all.stream()
        .filter(rail -> rail.kind().name().equals(kind))
        .filter(rail -> rail.currencies().contains(currency))
        .toList();
  }

  Health health() {
    return all.stream()
        .map(PayoutRail::health)
        .filter(health -> health.state() != Health.State.UP)
        .findFirst()
        .orElse(Health.UP);
  }
}

package bourse.payments;

import bourse.platform.service.Health;
import java.util.List;
import java.util.Optional;

/** The connectors that are turned on. */
record Connectors(List<Connector> all) {
  Connectors {
    all = List.copyOf(all);
  }

  Optional<Connector> named(String name) {
    return all.stream().filter(connector -> connector.name().equals(name)).findFirst();
  }

  Health health() {
    return all.stream()
        .map(Connector::health)
        .filter(health -> health.state() != Health.State.UP)
        .findFirst()
        .orElse(Health.UP);
  }
}

package bourse.withdrawals;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where money goes. Personal data: encrypted at rest.
 *
 * @param kind a {@link DestinationKind}'s name
 * @param name of the beneficiary, as the bank or whoever keeps the keys knows it
 * @param fields by name, as the kind keeps them
 * @param institution who keeps the keys of an address for the beneficiary; empty of a bank account,
 *     and where the beneficiary has the keys
 * @param selfHosted whether the beneficiary has the keys of an address
 */
public record Destination(
    String kind,
    String name,
    Map<String, String> fields,
    Optional<String> institution,
    boolean selfHosted) {
  public Destination {
    fields = Map.copyOf(fields);
  }

  /** The same for the same place, whatever it is called. */
  String place() {
    return kind + new TreeMap<>(fields);
  }
}

package bourse.kyc;

import java.util.Optional;
import java.util.Set;

/**
 * What a client disclosed.
 *
 * @param all none at all when it is an empty set; empty while nothing was said
 * @param details of those, in words
 * @param trustedContact whom to reach when the client can't be reached or seems not to be free
 */
record Disclosed(
    Optional<Set<Disclosure>> all, Optional<String> details, Optional<String> trustedContact) {
  static final Disclosed NOTHING =
      new Disclosed(Optional.empty(), Optional.empty(), Optional.empty());

  Disclosed {
    all = all.map(Set::copyOf);
  }

  /** The same, with what another one says beside or instead. */
  Disclosed with(Disclosed more) {
    return new Disclosed(
        more.all.or(() -> all),
        more.details.or(() -> details),
        more.trustedContact.or(() -> trustedContact));
  }

  /** Whether there is anything to explain that is not explained. */
  boolean lacksDetails() {
    return all.filter(made -> !made.isEmpty()).isPresent() && details.isEmpty();
  }
}

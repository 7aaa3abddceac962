package bourse.kyc;

import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;

/** Who clients are, as reviewers have verified it. Thread safe. */
public interface Identities {
  /**
   * A person. Personal data.
   *
   * @param name by the document
   * @param address as far as it is verified
   */
  record Identity(String name, Optional<LocalDate> birthDate, Optional<String> address) {}

  /** Empty of who has no label IDENTITY that counts. */
  Optional<Identity> of(UUID user);
}

package bourse.auth;

import java.time.Instant;

/** That a user changed what the user proves to be the user with, or somebody did for the user. */
public record CredentialChange(Kind kind, Instant at) {
  /** What changed. */
  public enum Kind {
    PASSWORD,
    FACTOR_ADDED,
    FACTOR_REMOVED,
    FACTORS_RESET
  }
}

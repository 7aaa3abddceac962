package bourse.auth;

/**
 * What the hash of a password costs, with Argon2id on one lane.
 *
 * @param memoryKib in KiB
 * @param passes over the memory
 */
public record HashingCost(int memoryKib, int passes) {
  /** OWASP's, which every server has: m=19456 KiB, t=2. */
  public static final HashingCost OWASP = new HashingCost(19_456, 2);
}

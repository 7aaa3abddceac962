package bourse.auth;

import java.util.Optional;

/**
 * Where a login comes from.
 *
 * @param name what the client calls itself
 * @param key proof of the key that its session is to be bound to
 */
record ClientDevice(Optional<String> name, Optional<KeyProof> key) {}

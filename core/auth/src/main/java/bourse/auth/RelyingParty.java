package bourse.auth;

import java.net.URI;

/**
 * Who passkeys are for.
 *
 * @param name as people see it
 * @param origin of the pages that may ask for a passkey: {@code https://exchange.example}; its host
 *     is what a passkey is bound to
 */
record RelyingParty(String name, URI origin) {
  String id() {
    return origin.getHost();
  }
}

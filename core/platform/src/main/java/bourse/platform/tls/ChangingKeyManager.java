package bourse.platform.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Shows one certificate, which may change at any time: a handshake that began with the one before
 * ends with it, since the alias names which one it is.
 */
final class ChangingKeyManager extends X509ExtendedKeyManager {
  private record Shown(Credentials current, Optional<Credentials> before) {}

  private volatile Shown shown;

  void show(Credentials credentials) {
    shown = new Shown(credentials, Optional.ofNullable(shown).map(Shown::current));
  }

  Credentials current() {
    return shown.current();
  }

  @Override
  public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
    return alias(keyType);
  }

  @Override
  public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    return alias(keyType);
  }

  @Override
  public String[] getServerAliases(String keyType, Principal[] issuers) {
    String alias = alias(keyType);
    return alias == null ? null : new String[] {alias};
  }

  /** As JSSE asks: null when there is none of this kind. */
  private String alias(String keyType) {
    Credentials current = current();
    return keyType.startsWith(current.key().getAlgorithm()) ? alias(current) : null;
  }

  private static String alias(Credentials credentials) {
    return credentials.certificate().getSerialNumber().toString(16);
  }

  private Optional<Credentials> named(String alias) {
    Shown now = shown;
    return Optional.of(now.current())
        .filter(credentials -> alias(credentials).equals(alias))
        .or(() -> now.before().filter(credentials -> alias(credentials).equals(alias)));
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return named(alias).map(Credentials::key).orElse(null);
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return named(alias)
        .map(credentials -> credentials.chain().toArray(X509Certificate[]::new))
        .orElse(null);
  }

  @Override
  public String[] getClientAliases(String keyType, Principal[] issuers) {
    return null;
  }

  @Override
  public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
    return null;
  }
}

package bourse.platform.tls;

import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * A private key with its certificate and those above it.
 *
 * @param chain the server's own first
 */
public record Credentials(PrivateKey key, List<X509Certificate> chain) {
  public Credentials {
    chain = List.copyOf(chain);
  }

  /** The server's own certificate. */
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /** When the first of them ends. */
  Instant end() {
    return chain.stream()
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Instant::compareTo)
        .orElseThrow();
  }

  /** The names and addresses that it is for. */
  List<String> names() {
    try {
      Collection<List<?>> names = certificate().getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream().map(name -> name.get(1).toString()).toList();
    } catch (CertificateParsingException e) {
      return List.of(); // none that can be read
    }
  }
}

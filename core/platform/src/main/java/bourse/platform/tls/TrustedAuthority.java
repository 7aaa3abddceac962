package bourse.platform.tls;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** What a client trusts that knows the authorities of one file. */
public final class TrustedAuthority {
  private TrustedAuthority() {}

  /**
   * Trusts the certificates that these authorities issue, and no others.
   *
   * @param file their certificates, PEM
   */
  public static SSLContext context(Path file) {
    try (InputStream content = Files.newInputStream(file)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      for (Certificate authority :
          CertificateFactory.getInstance("X.509").generateCertificates(content)) {
        trusted.setCertificateEntry("authority-" + trusted.size(), authority);
      }
      if (trusted.size() == 0) {
        throw new CertificateException("there is no certificate in it");
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new Fault(
          ErrorCode.BAD_CONFIGURATION,
          "The certificate authority in "
              + file
              + " can't be read ("
              + e
              + "): put a PEM file"
              + " there; a start of the server writes its own ca.pem",
          e);
    }
  }
}

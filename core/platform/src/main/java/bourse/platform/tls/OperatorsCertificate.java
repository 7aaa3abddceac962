package bourse.platform.tls;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * The operator's own certificate, as PEM files.
 *
 * @param certificate it, and those above it
 * @param key its private key: PKCS #8, or as OpenSSL writes keys for EC and RSA
 */
record OperatorsCertificate(Path certificate, Path key) {
  /**
   * When either of the files was changed.
   *
   * @throws Fault BAD_CONFIGURATION when one is not there
   */
  FileTime changed() {
    try {
      FileTime one = Files.getLastModifiedTime(certificate);
      FileTime other = Files.getLastModifiedTime(key);
      return one.compareTo(other) > 0 ? one : other;
    } catch (IOException e) {
      throw refused(e.toString());
    }
  }

  /**
   * Reads them.
   *
   * @throws Fault BAD_CONFIGURATION when they can't be read, do not belong together, or have ended;
   *     KEY_EXPOSED when everybody may read the key
   */
  Credentials read(Instant now) {
    try {
      refuseIfExposed();
      Credentials read = new Credentials(readKey(), readChain());
      if (!belong(read)) {
        throw refused("the key is not that of the certificate");
      }
      if (!now.isBefore(read.end())) {
        throw refused("the certificate, or one above it, ended on " + read.end());
      }
      return read;
    } catch (IOException | GeneralSecurityException e) {
      throw refused(e.toString());
    }
  }

  private Fault refused(String why) {
    return new Fault(
        ErrorCode.BAD_CONFIGURATION,
        "tls.certificate %s and tls.key %s can't be used (%s): name PEM files that this user may read and that belong together"
            .formatted(certificate, key, why));
  }

  private void refuseIfExposed() throws IOException {
    if (Files.getPosixFilePermissions(key).contains(PosixFilePermission.OTHERS_READ)) {
      throw new Fault(
          ErrorCode.KEY_EXPOSED,
          "Everybody on this machine may read tls.key " + key + ": run chmod o= on it");
    }
  }

  private List<X509Certificate> readChain() throws IOException, GeneralSecurityException {
    try (InputStream content = Files.newInputStream(certificate)) {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509").generateCertificates(content).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (chain.isEmpty()) {
        throw refused("there is no certificate");
      }
      return chain;
    }
  }

  private PrivateKey readKey() throws IOException {
    JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
    try (Reader content = Files.newBufferedReader(key);
        PEMParser parser = new PEMParser(content)) {
      for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
        if (found instanceof PrivateKeyInfo info) {
          return converter.getPrivateKey(info);
        }
        if (found instanceof PEMKeyPair pair) {
          return converter.getPrivateKey(pair.getPrivateKeyInfo());
        }
      }
      throw refused("there is no unencrypted private key");
    }
  }

  private static boolean belong(Credentials read) throws GeneralSecurityException {
    String algorithm =
        switch (read.key().getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> read.key().getAlgorithm();
        };
    byte[] text = {1, 2, 3};
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(read.key());
    signer.update(text);
    byte[] signature = signer.sign();
    signer.initVerify(read.certificate());
    signer.update(text);
    return signer.verify(signature);
  }
}

package bourse.platform.tls;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.crypto.Keystore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The certificate authority of one installation, made at its first start. Its key stands in the
 * keystore; all keys are on P-256, all signatures ECDSA with SHA-256. It can't make another
 * authority.
 */
public final class CertificateAuthority {
  private static final Duration LIFETIME = Duration.ofDays(3650);

  /** Clocks of clients may be behind. */
  private static final Duration BEFORE = Duration.ofMinutes(5);

  private static final int SERIAL_BYTES = 16;

  private final PrivateKey key;
  private final X509Certificate certificate;

  private CertificateAuthority(PrivateKey key, X509Certificate certificate) {
    this.key = key;
    this.certificate = certificate;
  }

  /** That of an installation, made when there is none. */
  public static CertificateAuthority of(Keystore keystore, Instant now) {
    ByteBuffer secret =
        ByteBuffer.wrap(keystore.secret("tls.authority", () -> made(keystore, now)));
    try {
      byte[] key = new byte[secret.getInt()];
      secret.get(key);
      byte[] certificate = new byte[secret.remaining()];
      secret.get(certificate);
      return new CertificateAuthority(
          KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key)),
          certificate(certificate));
    } catch (GeneralSecurityException | BufferUnderflowException | NegativeArraySizeException e) {
      throw new Fault(
          ErrorCode.KEY_MISSING,
          "The certificate authority in the keystore can't be read; restore the keystore.",
          e);
    }
  }

  /** What clients trust. */
  public X509Certificate certificate() {
    return certificate;
  }

  /**
   * A new key with a certificate for a server.
   *
   * @param names host names and addresses
   */
  public Credentials issue(Collection<String> names, Duration lifetime, Instant now) {
    KeyPair pair = newKey();
    try {
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      X509v3CertificateBuilder builder =
          builder(
                  X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
                  new X500Name("CN=Bourse"),
                  now,
                  lifetime,
                  pair.getPublic())
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
              .addExtension(
                  Extension.extendedKeyUsage,
                  false,
                  new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
              .addExtension(
                  Extension.authorityKeyIdentifier,
                  false,
                  extensions.createAuthorityKeyIdentifier(certificate))
              .addExtension(Extension.subjectAlternativeName, false, alternatives(names));
      return new Credentials(pair.getPrivate(), List.of(signed(builder, key), certificate));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("A certificate could not be made", e);
    }
  }

  /** The length of the key (i32), the key (PKCS #8), the certificate (DER). */
  private static byte[] made(Keystore keystore, Instant now) {
    KeyPair pair = newKey();
    try {
      X500Name name = new X500Name("CN=Bourse " + keystore.installation());
      X509v3CertificateBuilder builder =
          builder(name, name, now, LIFETIME, pair.getPublic())
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
              .addExtension(
                  Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
              .addExtension(
                  Extension.subjectKeyIdentifier,
                  false,
                  new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
      byte[] key = pair.getPrivate().getEncoded();
      byte[] certificate = signed(builder, pair.getPrivate()).getEncoded();
      return ByteBuffer.allocate(Integer.BYTES + key.length + certificate.length)
          .putInt(key.length)
          .put(key)
          .put(certificate)
          .array();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("A certificate authority could not be made", e);
    }
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, Instant now, Duration lifetime, PublicKey publicKey) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(1, Keystore.random(SERIAL_BYTES)).clearBit(SERIAL_BYTES * Byte.SIZE - 1),
        Date.from(now.minus(BEFORE)),
        Date.from(now.plus(lifetime)),
        subject,
        publicKey);
  }

  private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key)
      throws GeneralSecurityException {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static GeneralNames alternatives(Collection<String> names) {
    List<GeneralName> alternatives = new ArrayList<>();
    for (String name : names) {
      alternatives.add(
          new GeneralName(isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name));
    }
    return new GeneralNames(alternatives.toArray(GeneralName[]::new));
  }

  private static boolean isAddress(String name) {
    try {
      return InetAddress.ofLiteral(name) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK can't make keys on P-256", e);
    }
  }

  private static X509Certificate certificate(byte[] encoded) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }

  /** The SHA-256 of a certificate, as browsers show it: {@code 12:AB:…}. */
  public static String fingerprint(X509Certificate certificate) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /** As a PEM file. */
  public static String pem(Collection<X509Certificate> certificates) {
    return certificates.stream().map(CertificateAuthority::pem).collect(Collectors.joining());
  }

  private static String pem(X509Certificate certificate) {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("A certificate that was read can be written", e);
    }
  }

  /** A private key as a PEM file (PKCS #8). */
  public static String pem(PrivateKey key) {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  private static String pem(String type, byte[] content) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(type, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content));
  }
}

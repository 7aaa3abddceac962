package bourse.server;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.exchange.Quarantine;
import bourse.platform.crypto.Keystore;
import bourse.platform.time.Ids;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.function.Supplier;

/**
 * Signs proofs and quarantine records with a key of this installation, as a JWS in compact form
 * (RFC 7515, ES256) that carries the public key, so that any JOSE tool can check it.
 */
public final class InstallationKey implements Quarantine.Seal {
  private static final JOSEObjectType PROOF = new JOSEObjectType("bourse-proof+json");
  private static final JOSEObjectType QUARANTINE = new JOSEObjectType("bourse-quarantine+json");
  private static final JOSEObjectType AUDIT_HEAD = new JOSEObjectType("bourse-audit-head+json");

  private final ECKey key;

  InstallationKey(Keystore keystore) {
    byte[] secret = keystore.secret("proof.signing-key", InstallationKey::newKey);
    try {
      key = ECKey.parse(new String(secret, StandardCharsets.UTF_8));
    } catch (ParseException e) {
      throw new Fault(
          ErrorCode.KEY_MISSING,
          "The key that signs proofs can't be read; restore the keystore.",
          e);
    }
  }

  /** The key of a keystore, read or made when it is first needed. */
  static Quarantine.Seal of(Supplier<Keystore> keystore) {
    return new Quarantine.Seal() {
      @Override
      public String sign(String json) {
        return new InstallationKey(keystore.get()).sign(json);
      }

      @Override
      public String open(String signed) {
        return new InstallationKey(keystore.get()).open(signed);
      }
    };
  }

  private static byte[] newKey() {
    try {
      return new ECKeyGenerator(Curve.P_256)
          .keyUse(KeyUse.SIGNATURE)
          .keyID(Ids.uuid7().toString())
          .generate()
          .toJSONString()
          .getBytes(StandardCharsets.UTF_8);
    } catch (JOSEException e) {
      throw new IllegalStateException("This JDK can't make keys on P-256", e);
    }
  }

  /** The JWS of a proof. */
  public String signProof(String json) {
    return sign(PROOF, json);
  }

  /** The JWS of a head of the audit trail. */
  String signAuditHead(String json) {
    return sign(AUDIT_HEAD, json);
  }

  /**
   * The text of a head of the audit trail, if this key signed it; a key that it carries counts
   * nothing.
   *
   * @throws Fault AUDIT_DAMAGED
   */
  String openAuditHead(String jws) {
    try {
      JWSObject signed = JWSObject.parse(jws);
      if (!AUDIT_HEAD.equals(signed.getHeader().getType())
          || !signed.verify(new ECDSAVerifier(key.toPublicJWK()))) {
        throw new Fault(
            ErrorCode.AUDIT_DAMAGED,
            "A signed head of the audit trail was changed, or is not of this installation.");
      }
      return signed.getPayload().toString();
    } catch (ParseException | JOSEException | IllegalArgumentException e) {
      throw new Fault(
          ErrorCode.AUDIT_DAMAGED, "A signed head of the audit trail can't be read.", e);
    }
  }

  /** The JWS of a quarantine record. */
  @Override
  public String sign(String json) {
    return sign(QUARANTINE, json);
  }

  private String sign(JOSEObjectType type, String json) {
    JWSObject signed =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(type)
                .keyID(key.getKeyID())
                .jwk(key.toPublicJWK())
                .build(),
            new Payload(json));
    try {
      signed.sign(new ECDSASigner(key));
    } catch (JOSEException e) {
      throw new Fault(ErrorCode.INTERNAL, "This could not be signed: " + e.getMessage(), e);
    }
    return signed.serialize();
  }

  /**
   * What was signed.
   *
   * @param json the text
   * @param keyId of the key that signed it; compare it with that of the installation
   */
  public record Signed(String json, String keyId) {}

  /**
   * Checks the signature by the key that the text itself carries: it shows that nothing was changed
   * since, and whose key it was is for the reader to compare.
   *
   * @throws Fault INVALID_FIELD when it is no signed proof, or was changed
   */
  public static Signed check(String jws) {
    try {
      JWSObject signed = JWSObject.parse(jws.strip());
      if (!PROOF.equals(signed.getHeader().getType())
          || !(signed.getHeader().getJWK() instanceof ECKey key)
          || !signed.verify(new ECDSAVerifier(key))) {
        throw new Fault(
            ErrorCode.INVALID_FIELD, "The signature does not fit: the proof was changed.");
      }
      return new Signed(signed.getPayload().toString(), key.getKeyID());
    } catch (ParseException | JOSEException | IllegalArgumentException e) {
      throw new Fault(ErrorCode.INVALID_FIELD, "This is no signed proof.", e);
    }
  }

  /**
   * The text of a quarantine record, if this key signed it; a key that it carries counts nothing.
   */
  @Override
  public String open(String jws) {
    try {
      JWSObject signed = JWSObject.parse(jws);
      if (!QUARANTINE.equals(signed.getHeader().getType())
          || !signed.verify(new ECDSAVerifier(key.toPublicJWK()))) {
        throw new Fault(
            ErrorCode.QUARANTINE_INVALID, "this installation did not sign it, or it was changed");
      }
      return signed.getPayload().toString();
    } catch (ParseException | JOSEException | IllegalArgumentException e) {
      throw new Fault(ErrorCode.QUARANTINE_INVALID, "it is no signed record", e);
    }
  }
}

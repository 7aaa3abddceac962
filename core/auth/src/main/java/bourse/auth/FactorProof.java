package bourse.auth;

import bourse.platform.http.FieldChecks;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a person shows beside a password, as it came; at most one.
 *
 * @param totp a code of the authenticator app
 * @param recoveryCode a code from paper
 * @param passkey a browser's answer to a challenge
 */
public record FactorProof(
    Optional<String> totp, Optional<String> recoveryCode, Optional<JsonNode> passkey) {
  private static final int MAXIMUM_RECOVERY_CODE = 64;

  /** A proof of fields that may be null. */
  public static FactorProof of(String totp, String recoveryCode, JsonNode passkey) {
    return new FactorProof(
        Optional.ofNullable(totp), Optional.ofNullable(recoveryCode), Optional.ofNullable(passkey));
  }

  public boolean isEmpty() {
    return totp.isEmpty() && recoveryCode.isEmpty() && passkey.isEmpty();
  }

  /** Adds what is wrong with the form of it. */
  public void check(FieldChecks checks) {
    totp.ifPresent(code -> checkCode(checks, "totp", code));
    recoveryCode.ifPresent(code ->
        checks.check(
            !code.isBlank() && code.length() <= MAXIMUM_RECOVERY_CODE,
            "recoveryCode",
            "length",
            "A recovery code has 24 letters and digits."));
    checks.check(
        Stream.of(totp, recoveryCode, passkey).filter(Optional::isPresent).count() <= 1,
        "totp",
        "unsupported",
        "Give one of totp, recoveryCode and passkey.");
  }

  static void checkCode(FieldChecks checks, String field, String code) {
    checks.check(
        code.matches("[0-9]{" + Totp.DIGITS + "}"),
        field,
        "digits",
        "A code of an authenticator app has " + Totp.DIGITS + " digits.");
  }
}

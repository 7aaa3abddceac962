package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.audit.Actor;
import java.util.UUID;

/**
 * A second factor that is shown for one act, and for no other: for acts that a factor which was
 * shown in the session a moment ago is not enough for.
 */
public final class SecondFactorCheck {
  private final SecondFactors factors;

  SecondFactorCheck(SecondFactors factors) {
    this.factors = factors;
  }

  /**
   * Goes on only when the user has a second factor.
   *
   * @throws Fault {@link ErrorCode#SECOND_FACTOR_MISSING}
   */
  public void requireOne(UUID user) {
    if (!factors.areOn(user)) {
      throw new Fault(
          ErrorCode.SECOND_FACTOR_MISSING,
          "This needs a second factor. Add an authenticator app or a passkey to your account first:"
              + " in the console under Your account, Security, or by POST /v1/me/totp. Nothing was"
              + " done; then send this again.");
    }
  }

  /**
   * Takes the proof, which is good for nothing else afterwards.
   *
   * @throws Fault {@link ErrorCode#SECOND_FACTOR_MISSING}, SECOND_FACTOR_REQUIRED when there is no
   *     proof, WRONG_SECOND_FACTOR, SECOND_FACTOR_LOCKED or PASSKEY_REFUSED
   */
  public void show(UUID user, FactorProof proof, Actor actor) {
    requireOne(user);
    if (proof.isEmpty()) {
      throw new Fault(
          ErrorCode.SECOND_FACTOR_REQUIRED,
          "Show a second factor with it: totp, the code that your authenticator app shows,"
              + " recoveryCode, or passkey.");
    }
    factors.show(user, proof, actor);
  }
}

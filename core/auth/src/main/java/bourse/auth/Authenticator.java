package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.http.Access;
import bourse.platform.http.Caller;
import java.util.Optional;

/** Tells who is asking. Thread safe, and cheap for a token that was seen before. */
public interface Authenticator {
  /**
   * The caller that an access token stands for, with the roles of now.
   *
   * @param proof that the client holds the key which the token is bound to; empty for a bearer
   * @throws Fault {@link ErrorCode#NOT_AUTHENTICATED} when the token is not one of ours, has ended,
   *     or its session or user may no longer act; {@link ErrorCode#PROOF_REFUSED} when it is bound
   *     and the proof is missing or wrong, or not bound and there is one; {@link
   *     ErrorCode#DEPENDENCY_DOWN}
   */
  Caller authenticate(String accessToken, Optional<KeyProof> proof);

  /**
   * The caller who signed a request with an API key, with the roles of now. A second time the same
   * request is refused.
   *
   * @throws Fault {@link ErrorCode#API_KEY_REFUSED}, SIGNATURE_WRONG, TIMESTAMP_OUTSIDE_WINDOW,
   *     REQUEST_REPLAYED or ADDRESS_NOT_ALLOWED; {@link ErrorCode#DEPENDENCY_DOWN}
   */
  Caller authenticate(SignedRequest request);

  /**
   * The caller with the roles of now; empty once its session, API key or user may no longer act.
   * For connections that live longer than a request: ask at least every few seconds, and before
   * each act.
   */
  Optional<Caller> now(Caller caller);

  /**
   * Goes on only when the person behind the caller has shown what is wanted a moment ago; before
   * acts that a stolen token must not be enough for.
   *
   * @throws Fault {@link ErrorCode#STEP_UP_REQUIRED}; {@link ErrorCode#SECOND_FACTOR_MISSING} when
   *     it is a second factor, and the user has none
   */
  void requireFresh(Caller caller, Access.Fresh fresh);
}

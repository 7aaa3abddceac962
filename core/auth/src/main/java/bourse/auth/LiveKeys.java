package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.http.Caller;
import bourse.platform.http.Subnet;
import bourse.platform.time.WallClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Authenticates signed requests. Key, user and roles are read from SQL and believed as long as a
 * session is, less when this process changes them. Each signed request is carried out once: what
 * came is remembered until its window is over, and what was signed before this process began is not
 * taken. Thread safe.
 */
final class LiveKeys {
  /** How far a sender's clock may be ahead. */
  static final Duration AHEAD = Duration.ofSeconds(1);

  private static final int MOST_REMEMBERED = 20_000;

  private record Believed(ApiKeyStore.Usable usable, long untilMicros) {}

  private final ApiKeyStore store;
  private final LastUses uses;
  private final WallClock clock;
  private final long firstMillis;
  private final SeenRequests seen = new SeenRequests();
  private final Map<UUID, Believed> believed = new ConcurrentHashMap<>();

  LiveKeys(ApiKeyStore store, LastUses uses, WallClock clock) {
    this.store = store;
    this.uses = uses;
    this.clock = clock;
    // A process before this one took nothing that is later than this.
    this.firstMillis = clock.instant().plus(AHEAD).toEpochMilli();
  }

  /**
   * Who sends a request. What costs most comes last, and is not done for who can't send one.
   *
   * @throws Fault {@link ErrorCode#TIMESTAMP_OUTSIDE_WINDOW}, API_KEY_REFUSED, ADDRESS_NOT_ALLOWED,
   *     SIGNATURE_WRONG or REQUEST_REPLAYED
   */
  Caller authenticate(SignedRequest request) {
    Instant now = clock.instant();
    requireTimely(request, now.toEpochMilli());
    ApiKeyStore.Usable usable = usable(request.key()).orElseThrow(LiveKeys::refused);
    ApiKey key = usable.key();
    if (!key.addresses().isEmpty() && !Subnet.anyContains(key.addresses(), request.address())) {
      throw new Fault(
          ErrorCode.ADDRESS_NOT_ALLOWED,
          "This API key does not work from "
              + request.address().getHostAddress()
              + "; its owner names the addresses that it works from.");
    }
    byte[] text = request.signedText();
    if (!usable.signature().isOf(text, request.signatureBytes())) {
      throw new Fault(
          ErrorCode.SIGNATURE_WRONG,
          "The signature is not of this request by this key. Sign the text that the guide on API"
              + " keys shows: key, host, method, path with query, timestamp, window, nonce and the"
              + " hash of the body, exactly as they are sent. The host here is "
              + request.authority()
              + ".");
    }
    if (!seen.isFirst(text, request.lastMillis(), now.toEpochMilli())) {
      throw new Fault(
          ErrorCode.REQUEST_REPLAYED,
          "This very request came before, and is carried out once. Sign it anew to send it again;"
              + " give two that are alike different values of Bourse-Nonce.");
    }
    uses.note(key.id(), new ApiKey.LastUse(now, request.address().getHostAddress()));
    return usable.caller();
  }

  private void requireTimely(SignedRequest request, long nowMillis) {
    if (nowMillis > request.lastMillis()
        || request.timestampMillis() > nowMillis + AHEAD.toMillis()
        || request.timestampMillis() <= firstMillis) {
      throw new Fault(
          ErrorCode.TIMESTAMP_OUTSIDE_WINDOW,
          "The server's time is "
              + nowMillis
              + ", so this request is too late, too early, or from before the server's start. Set"
              + " your clock by GET /v1/time, and sign it anew.");
    }
  }

  /** The key's user with the roles of now; empty when one of them may not act any more. */
  Optional<Caller> now(UUID key) {
    return usable(key).map(ApiKeyStore.Usable::caller);
  }

  private Optional<ApiKeyStore.Usable> usable(UUID key) {
    Instant now = clock.instant();
    long micros = clock.micros();
    Believed held = believed.get(key);
    if (held != null && micros < held.untilMicros()) {
      return Optional.of(held.usable()).filter(usable -> !usable.key().isExpired(now));
    }
    Optional<ApiKeyStore.Usable> usable = store.usable(key, now);
    if (usable.isEmpty()) {
      believed.remove(key);
      return usable;
    }
    if (believed.size() >= MOST_REMEMBERED) {
      believed.clear();
    }
    believed.put(key, new Believed(usable.get(), micros + LiveSessions.BELIEVED.toNanos() / 1_000));
    return usable;
  }

  /** The key has changed in this process. */
  void forget(UUID key) {
    believed.remove(key);
    uses.forget(key);
  }

  /** Users have changed in this process. */
  void forgetAll() {
    believed.clear();
  }

  /** One answer for all of it: whether a key exists is not told. */
  private static Fault refused() {
    return new Fault(
        ErrorCode.API_KEY_REFUSED,
        "There is no such API key, it was revoked or has expired, or its user may not act.");
  }
}

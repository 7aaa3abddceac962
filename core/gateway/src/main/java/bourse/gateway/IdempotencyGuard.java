package bourse.gateway;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import bourse.gateway.IdempotencyKeys.Answer;
import bourse.gateway.IdempotencyKeys.Claim;
import bourse.platform.http.Body;
import bourse.platform.http.BourseHeaders;
import bourse.platform.http.Caller;
import bourse.platform.http.Problems;
import bourse.platform.http.Route;
import bourse.platform.time.WallClock;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries a request with an {@code Idempotency-Key} out once, and answers who sends it again as the
 * first time. Of operations whose contract says {@code x-idempotent}; orders keep their keys in the
 * command log instead.
 */
final class IdempotencyGuard {
  private static final Logger LOG = LoggerFactory.getLogger(IdempotencyGuard.class);
  private static final Header JSON =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");
  private static final Header NO_STORE =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");
  private static final String KEY = "[A-Za-z0-9._:-]{1,64}";

  /** No request takes so long: one that has not answered by then never will. */
  private static final Duration LONGEST_REQUEST = Duration.ofMinutes(2);

  private final IdempotencyKeys keys;
  private final OpenApiDocument contract;
  private final WallClock clock;

  IdempotencyGuard(IdempotencyKeys keys, OpenApiDocument contract, WallClock clock) {
    this.keys = keys;
    this.contract = contract;
    this.clock = clock;
  }

  /** The route, with its answers kept where the contract says so. */
  Route guarded(Route route) {
    if (!contract.isIdempotent(route.method(), route.path())) {
      return route;
    }
    Handler handler = route.handler();
    return route.with((request, response) -> {
      Optional<String> key = request.headers().first(BourseHeaders.IDEMPOTENCY_KEY);
      if (key.isEmpty()) {
        handler.handle(request, response);
      } else {
        once(checked(key.get()), request, response, handler);
      }
    });
  }

  private static String checked(String key) {
    if (!key.matches(KEY)) {
      String message =
          "Idempotency-Key is your own name for this request: 1 to 64 letters, digits and . _ : -.";
      throw new Fault(
          ErrorCode.INVALID_FIELD,
          message,
          List.of(new FieldError(BourseHeaders.IDEMPOTENCY_KEY.defaultCase(), "format", message)));
    }
    return key;
  }

  private void once(String key, ServerRequest request, ServerResponse response, Handler handler)
      throws Exception {
    UUID user = Caller.of(request).userId();
    String hash = hash(request);
    Optional<UUID> claimed = keys.claim(user, key, hash);
    if (claimed.isPresent()) {
      carryOut(claimed.get(), request, response, handler);
      return;
    }
    Claim earlier = keys.find(user, key).orElseThrow(IdempotencyGuard::underWay);
    if (!earlier.requestHash().equals(hash)) {
      throw new Fault(
          ErrorCode.IDEMPOTENCY_KEY_REUSED,
          "The key was used for another request at "
              + earlier.claimedAt()
              + "; nothing happened. Use a new one.");
    }
    answerAgain(response, earlier.answer().orElseThrow(() -> unanswered(earlier)));
  }

  private Fault unanswered(Claim earlier) {
    if (clock.instant().isBefore(earlier.claimedAt().plus(LONGEST_REQUEST))) {
      return underWay();
    }
    return new Fault(
        ErrorCode.IDEMPOTENT_OUTCOME_UNKNOWN,
        "A request with this key came at "
            + earlier.claimedAt()
            + " and did not get to its end. Look whether it happened, and use a new key if not.");
  }

  private static Fault underWay() {
    return new Fault(
        ErrorCode.IDEMPOTENT_REQUEST_UNDER_WAY,
        "The first request with this key is under way; send it again in a second.");
  }

  private void carryOut(UUID claim, ServerRequest request, ServerResponse response, Handler handler)
      throws Exception {
    response.streamFilter(to -> new Kept(to, claim, response));
    try {
      handler.handle(request, response);
    } catch (Fault fault) {
      if (hasDoneNothing(fault.code())) {
        keys.release(claim);
      }
      throw fault;
    }
  }

  /** Of the others it is not known, so the key stays claimed. */
  private static boolean hasDoneNothing(ErrorCode code) {
    return switch (code.type()) {
      case USER, ACCESS, MISSING, CONFLICT, THROTTLED -> true;
      case UNAVAILABLE -> code != ErrorCode.DEPENDENCY_DOWN;
      case UNKNOWN, INTERNAL -> false;
    };
  }

  private static void answerAgain(ServerResponse response, Answer answer) {
    response.status(Status.create(answer.status())).header(JSON).header(NO_STORE);
    response.header(BourseHeaders.IDEMPOTENCY_REPLAYED, "true");
    if (answer.sequence().isPresent()) {
      response.header(BourseHeaders.SEQUENCE, Long.toString(answer.sequence().getAsLong()));
    }
    response.send(answer.body().getBytes(StandardCharsets.UTF_8));
  }

  private static String hash(ServerRequest request) {
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      String what = request.prologue().method().text() + " " + request.path().path() + "\n";
      hash.update(what.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash.digest(Body.bytes(request)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  /** An answer on its way, which is kept before its end is sent. */
  private final class Kept extends FilterOutputStream {
    private final ByteArrayOutputStream copy = new ByteArrayOutputStream();
    private final UUID claim;
    private final ServerResponse response;
    private boolean kept;

    Kept(OutputStream to, UUID claim, ServerResponse response) {
      super(to);
      this.claim = claim;
      this.response = response;
    }

    @Override
    public void write(int value) throws IOException {
      copy.write(value);
      out.write(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      copy.write(bytes, offset, length);
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      int status = response.status().code();
      if (!kept && status < 300) {
        kept = true;
        keep(status);
      }
      super.close();
    }

    /** It has happened, so a failure to keep the answer must not look like one of the request. */
    private void keep(int status) {
      OptionalLong sequence =
          response
              .headers()
              .first(BourseHeaders.SEQUENCE)
              .map(text -> OptionalLong.of(Long.parseLong(text)))
              .orElse(OptionalLong.empty());
      try {
        keys.keep(claim, new Answer(status, sequence, copy.toString(StandardCharsets.UTF_8)));
      } catch (RuntimeException e) {
        LOG.warn("An answer was not kept: {}", Problems.fault(e).getMessage(), e);
      }
    }
  }
}

package bourse.gateway;

import bourse.domain.ErrorCode;
import bourse.domain.ErrorType;
import bourse.domain.Fault;
import bourse.platform.access.Permission;
import bourse.platform.http.Caller;
import bourse.platform.http.Caller.Authentication;
import bourse.platform.http.ClientAddress;
import bourse.platform.http.Problems;
import bourse.platform.http.RequestId;
import bourse.platform.telemetry.Metrics;
import bourse.platform.time.WallClock;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.prometheus.metrics.core.metrics.Counter;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Takes down who was refused at the public port: a count by code, and a line in the log for what a
 * client that keeps to the rules does not do, and for wrong passwords (ASVS 5.0, 16.3.1 to 16.3.3).
 * Of what one caller does again and again the first time within a minute gets a line, the tenth,
 * the hundredth and so on; of callers beyond {@link #MOST_REMEMBERED} a minute the same together.
 * So nobody can fill the log, and nobody hides behind others. Thread safe.
 */
public final class RefusedRequests {
  private static final Logger LOG = LoggerFactory.getLogger(RefusedRequests.class);
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int MOST_REMEMBERED = 1_000;
  private static final int LONGEST_PATH = 200;

  /** What counts as the same thing done again. */
  private record Event(String who, ErrorCode code, Optional<Permission> permission) {}

  private static final Event OTHERS = new Event("others", ErrorCode.NOT_ALLOWED, Optional.empty());

  private final Counter refused;
  private final WallClock clock;
  private final Map<Event, Long> times = new HashMap<>();
  private long windowEndsMicros;

  public RefusedRequests(Metrics metrics, WallClock clock) {
    this.refused =
        metrics.counter(
            "bourse_refused_requests",
            "Requests that were refused for who sent them or how often, by error code.",
            "code");
    this.clock = clock;
  }

  /** Answers a refused request, after taking it down. */
  void answer(ServerRequest request, ServerResponse response, Fault fault) {
    note(
        fault,
        request.context().get(Caller.class),
        ClientAddress.of(request).address(),
        request.context().get(Permission.class),
        () -> operation(request) + ", request " + RequestId.of(request));
    Problems.handle(request, response, fault);
  }

  /**
   * Takes down what was refused on a stream.
   *
   * @param requestId of the answer
   */
  void ofStream(Fault fault, Optional<Caller> caller, InetAddress address, String requestId) {
    note(fault, caller, address, Optional.empty(), () -> "a stream, request " + requestId);
  }

  private void note(
      Fault fault,
      Optional<Caller> caller,
      InetAddress address,
      Optional<Permission> permission,
      Supplier<String> operation) {
    ErrorCode code = fault.code();
    if (code.type() != ErrorType.ACCESS && code.type() != ErrorType.THROTTLED) {
      return;
    }
    refused.labelValues(code.name()).inc();
    if (!isRemarkable(code)) {
      return;
    }
    String from = address.getHostAddress();
    String who = caller.map(RefusedRequests::name).orElse("somebody");
    long times = count(new Event(caller.isPresent() ? who : from, code, permission));
    if (isPowerOfTen(times)) {
      LOG.atLevel(code == ErrorCode.WRONG_CREDENTIALS ? Level.INFO : Level.WARN)
          .log(
              "Refused {} {} to {} at {}{}: {}{}",
              code.number(),
              code,
              who,
              from,
              permission.map(needed -> ", for lack of permission " + needed).orElse(""),
              operation.get(),
              times == 1 ? "" : "; " + times + " times within a minute");
    }
  }

  /**
   * Whether a client that does nothing wrong is never answered so; and wrong passwords, which
   * people mistype and others guess.
   */
  private static boolean isRemarkable(ErrorCode code) {
    return switch (code) {
      case NOT_ALLOWED,
          WRONG_CREDENTIALS,
          PROOF_REFUSED,
          SIGNATURE_WRONG,
          REQUEST_REPLAYED,
          ADDRESS_NOT_ALLOWED,
          SETUP_TOKEN_WRONG,
          BANNED ->
          true;
      default -> false;
    };
  }

  private static String name(Caller caller) {
    return switch (caller.authentication()) {
      case Authentication.Session _ -> "user " + caller.userId();
      case Authentication.ApiKey key -> "user " + caller.userId() + " by API key " + key.id();
      case Authentication.View(UUID _, UUID viewer) ->
          "user " + viewer + " as user " + caller.userId();
    };
  }

  private static String operation(ServerRequest request) {
    String path = request.path().rawPath();
    return request.prologue().method().text()
        + " "
        + (path.length() > LONGEST_PATH ? path.substring(0, LONGEST_PATH) + "…" : path);
  }

  private synchronized long count(Event event) {
    long now = clock.micros();
    if (now >= windowEndsMicros) {
      times.clear();
      windowEndsMicros = now + WINDOW.toNanos() / 1_000;
    }
    Event counted = times.size() < MOST_REMEMBERED || times.containsKey(event) ? event : OTHERS;
    return times.merge(counted, 1L, Long::sum);
  }

  private static boolean isPowerOfTen(long number) {
    long power = 1;
    while (power < number) {
      power *= 10;
    }
    return power == number;
  }
}

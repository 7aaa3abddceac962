package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import bourse.platform.http.Body;
import bourse.platform.http.BourseHeaders;
import bourse.platform.http.ClientAddress;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.http.ServerRequest;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A request that proves by a signature who sends it. What is signed stands in
 * docs/guides/api-keys.md.
 *
 * @param key the API key
 * @param timestampMillis when it was made, by the sender's clock
 * @param windowMillis how long after that it may still be carried out
 * @param nonce tells it from others that are the same otherwise; may be empty
 * @param signature as it came: Base64
 * @param authority host and port as the sender addressed them, as {@link Authority} has them
 * @param method {@code GET}, {@code POST}, …
 * @param target path and query, as they stand in the request
 * @param body is asked for once everything else is right
 * @param address where it came from
 */
public record SignedRequest(
    UUID key,
    long timestampMillis,
    long windowMillis,
    String nonce,
    String signature,
    String authority,
    String method,
    String target,
    Supplier<byte[]> body,
    InetAddress address) {
  /** Where nothing else is said. */
  public static final Duration DEFAULT_WINDOW = Duration.ofSeconds(5);

  private static final Duration LONGEST_WINDOW = Duration.ofMinutes(1);
  private static final String FORMAT = "bourse-request-2";
  private static final String NONCE = "[A-Za-z0-9._~-]{0,64}";
  private static final int MOST_DIGITS = 15;
  private static final int LONGEST_SIGNATURE = 100;
  private static final byte[] NO_BODY = {};

  /** What a sender says of a request, as text; what may be left out may be null. */
  private record Fields(
      String key, String timestamp, String window, String nonce, String signature) {}

  /**
   * The signature of a request; empty when it carries none.
   *
   * @throws Fault {@link ErrorCode#INVALID_FIELD} for one that is not complete, or comes beside an
   *     access token
   */
  public static Optional<SignedRequest> of(ServerRequest request) {
    Optional<String> key = request.headers().first(BourseHeaders.KEY);
    if (key.isEmpty()) {
      return Optional.empty();
    }
    if (request.headers().contains(HeaderNames.AUTHORIZATION)) {
      throw invalid(
          BourseHeaders.KEY, "unsupported", "Sign the request or send an access token, not both.");
    }
    Fields fields =
        new Fields(
            key.get(),
            header(request, BourseHeaders.TIMESTAMP),
            header(request, BourseHeaders.WINDOW),
            header(request, BourseHeaders.NONCE),
            header(request, BourseHeaders.SIGNATURE));
    HttpPrologue prologue = request.prologue();
    String query = prologue.query().rawValue();
    return Optional.of(
        of(
            fields,
            Authority.of(request),
            prologue.method().text(),
            prologue.uriPath().absolute().rawPath() + (query.isEmpty() ? "" : "?" + query),
            () -> Body.bytes(request),
            ClientAddress.of(request).address()));
  }

  /**
   * One that comes over a stream: a GET of the stream's address, without a body.
   *
   * @param authority host and port as the client addressed them
   * @throws Fault {@link ErrorCode#INVALID_FIELD}
   */
  public static SignedRequest ofStream(
      String key,
      Long timestamp,
      Long window,
      String nonce,
      String signature,
      String authority,
      String target,
      InetAddress address) {
    Fields fields = new Fields(key, text(timestamp), text(window), nonce, signature);
    return of(fields, Authority.of(authority), "GET", target, () -> NO_BODY, address);
  }

  private static String text(Long number) {
    return number == null ? null : number.toString();
  }

  private static String header(ServerRequest request, HeaderName name) {
    return request.headers().first(name).orElse(null);
  }

  private static SignedRequest of(
      Fields fields,
      String authority,
      String method,
      String target,
      Supplier<byte[]> body,
      InetAddress address) {
    String nonce = fields.nonce == null ? "" : fields.nonce;
    if (!nonce.matches(NONCE)) {
      throw invalid(
          BourseHeaders.NONCE,
          "format",
          "Bourse-Nonce has at most 64 letters, digits and the characters . _ ~ and -.");
    }
    if (fields.signature == null || fields.signature.length() > LONGEST_SIGNATURE) {
      throw invalid(
          BourseHeaders.SIGNATURE,
          fields.signature == null ? "required" : "length",
          "Bourse-Signature is the signature of the request, in Base64.");
    }
    return new SignedRequest(
        key(fields.key),
        number(BourseHeaders.TIMESTAMP, fields.timestamp, Long.MAX_VALUE),
        fields.window == null
            ? DEFAULT_WINDOW.toMillis()
            : number(BourseHeaders.WINDOW, fields.window, LONGEST_WINDOW.toMillis()),
        nonce,
        fields.signature,
        authority,
        method,
        target,
        body,
        address);
  }

  private static UUID key(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw invalid(BourseHeaders.KEY, "uuid", "Bourse-Key is the id of an API key.");
    }
  }

  private static long number(HeaderName name, String text, long most) {
    if (text != null && text.matches("[0-9]{1," + MOST_DIGITS + "}")) {
      long number = Long.parseLong(text);
      if (number >= 1 && number <= most) {
        return number;
      }
    }
    throw invalid(
        name,
        text == null ? "required" : "range",
        name.defaultCase()
            + (most == Long.MAX_VALUE
                ? " is the time in milliseconds since 1970, UTC."
                : " is a number of milliseconds from 1 to " + most + "."));
  }

  private static Fault invalid(HeaderName name, String rule, String message) {
    return new Fault(
        ErrorCode.INVALID_FIELD,
        message,
        List.of(new FieldError(name.defaultCase(), rule, message)));
  }

  /** The last moment in which it may be carried out. */
  long lastMillis() {
    return timestampMillis + windowMillis;
  }

  /** What the signature is of. */
  byte[] signedText() {
    String bodyHash = HexFormat.of().formatHex(Sha256.bytes(body.get()));
    return String.join(
            "\n",
            FORMAT,
            key.toString(),
            authority,
            method,
            target,
            Long.toString(timestampMillis),
            Long.toString(windowMillis),
            nonce,
            bodyHash)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** The bytes of the signature; none when it is not Base64. */
  byte[] signatureBytes() {
    try {
      return Base64.getDecoder().decode(signature);
    } catch (IllegalArgumentException notBase64) {
      return NO_BODY;
    }
  }
}

package bourse.platform.http;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.FieldError;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.helidon.http.HttpMediaType;
import io.helidon.webserver.http.ServerRequest;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.temporal.Temporal;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads JSON bodies, and says of a wrong one which field breaks which rule. */
public final class Body {
  private static final Pattern DUPLICATE = Pattern.compile("^Duplicate field '(.*)'");

  private Body() {}

  /**
   * Reads the body.
   *
   * @throws Fault {@link ErrorCode#UNSUPPORTED_MEDIA_TYPE}, {@link ErrorCode#MALFORMED_REQUEST} or
   *     {@link ErrorCode#INVALID_FIELD}; too long a body never gets here
   */
  public static <T> T read(ServerRequest request, Class<T> type) {
    if (!isJson(request)) {
      throw new Fault(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          "The body must be JSON in UTF-8: send Content-Type: application/json.");
    }
    return read(bytes(request), type);
  }

  /** A body that was read, for who reads it next. */
  private static final class Bytes {
    private final byte[] bytes;

    Bytes(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  /** The body as it came, which can be asked for again. */
  public static byte[] bytes(ServerRequest request) {
    Optional<Bytes> before = request.context().get(Bytes.class);
    if (before.isPresent()) {
      return before.get().bytes;
    }
    byte[] bytes = readBytes(request);
    request.context().register(new Bytes(bytes));
    return bytes;
  }

  /** By its length, without which there is no body: otherwise 16 KiB are taken for each order. */
  private static byte[] readBytes(ServerRequest request) {
    OptionalLong length = request.headers().contentLength();
    if (length.isEmpty() || !request.content().hasEntity()) {
      return new byte[0];
    }
    try (InputStream body = request.content().inputStream()) {
      return body.readNBytes(Math.toIntExact(length.getAsLong()));
    } catch (IOException e) {
      throw malformed("The body ended before its Content-Length.", e);
    }
  }

  /** Reads bytes by the same rules, for JSON that came another way than as a body. */
  public static <T> T read(byte[] bytes, Class<T> type) {
    if (bytes.length == 0) {
      throw malformed("The request has no body, and it needs a JSON object.", null);
    }
    T value;
    try {
      value = Json.read(bytes, type);
    } catch (IOException e) {
      throw fault(e);
    }
    if (value == null) {
      throw malformed("The body is null, and it needs to be a JSON object.", null);
    }
    return value;
  }

  private static boolean isJson(ServerRequest request) {
    Optional<HttpMediaType> contentType = request.headers().contentType();
    return contentType.isPresent()
        && contentType.get().type().equals("application")
        && contentType.get().subtype().equals("json")
        && contentType.get().charset().map(c -> c.equalsIgnoreCase("utf-8")).orElse(true);
  }

  /** What a failed read of JSON means to who sent it. */
  static Fault fault(IOException failure) {
    return switch (failure) {
      case StreamConstraintsException e ->
          malformed("The JSON is nested too deeply or has too long a value.", e);
      case JsonParseException e -> unparsable(e);
      case UnrecognizedPropertyException e ->
          invalid(
              path(e.getPath()),
              "unknown",
              "The field "
                  + RequestParameters.quoted(path(e.getPath()))
                  + " is not known here; known are "
                  + known(e.getKnownPropertyIds())
                  + ".",
              e);
      case InvalidNullException e ->
          invalid(path(e.getPath()), "required", "The field " + path(e.getPath()) + " is null.", e);
      case InvalidFormatException e -> wrongType(e);
      case MismatchedInputException e -> wrongType(e);
      case JsonMappingException e -> mapping(e);
      case CharConversionException e -> malformed("The body is not UTF-8.", e);
      case JsonProcessingException e -> malformed("The JSON can't be read" + at(e) + ".", e);
      default -> malformed("The body ended early or can't be read.", failure);
    };
  }

  private static Fault unparsable(JsonParseException e) {
    Matcher duplicate = DUPLICATE.matcher(e.getOriginalMessage());
    if (duplicate.find()) {
      String field = RequestParameters.quoted(duplicate.group(1));
      return invalid(duplicate.group(1), "duplicate", "The field " + field + " is given twice.", e);
    }
    return malformed("This is not JSON" + at(e) + ".", e);
  }

  private static Fault wrongType(MismatchedInputException e) {
    if (e.getPath().isEmpty() && e.getTargetType() == null) {
      return malformed("The JSON ends early or goes on after its end.", e);
    }
    String field = path(e.getPath());
    String name = field.isEmpty() ? "The body" : "The field " + field;
    return invalid(field, "type", name + " must be " + expected(e.getTargetType()) + ".", e);
  }

  private static Fault mapping(JsonMappingException e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      switch (cause) {
        case Fault fault -> {
          return fault;
        }
        case JsonParseException parse -> {
          return unparsable(parse);
        }
        case InputCoercionException range -> {
          String field = path(e.getPath());
          return invalid(
              field, "type", "The field " + field + " must be a whole number in range.", range);
        }
        case StreamConstraintsException constraint -> {
          return fault(constraint);
        }
        default -> {}
      }
    }
    String field = path(e.getPath());
    return invalid(field, "value", "The field " + field + " has a value that can't be used.", e);
  }

  private static String expected(Class<?> type) {
    if (type == null) {
      return "of another type";
    }
    if (type.isEnum()) {
      return "one of " + Arrays.toString(type.getEnumConstants()).replaceAll("[\\[\\]]", "");
    }
    if (BigDecimal.class == type) {
      return "a decimal number in a string, such as \"42.5\"";
    }
    if (UUID.class == type) {
      return "a UUID";
    }
    if (CharSequence.class.isAssignableFrom(type)) {
      return "a string";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
      return "a whole number in range";
    }
    if (Temporal.class.isAssignableFrom(type)) {
      return "a time such as 2026-01-31T12:00:00Z";
    }
    if (Collection.class.isAssignableFrom(type) || type.isArray()) {
      return "an array";
    }
    if (Map.class.isAssignableFrom(type) || type.isRecord()) {
      return "an object";
    }
    return "a valid " + type.getSimpleName().toLowerCase(Locale.ROOT);
  }

  private static String path(List<JsonMappingException.Reference> path) {
    StringBuilder text = new StringBuilder();
    for (JsonMappingException.Reference reference : path) {
      if (reference.getFieldName() == null) {
        text.append('[').append(reference.getIndex()).append(']');
      } else {
        text.append(text.isEmpty() ? "" : ".").append(reference.getFieldName());
      }
    }
    return text.toString();
  }

  private static String known(Collection<Object> names) {
    return names == null || names.isEmpty()
        ? "none"
        : String.join(", ", names.stream().map(Object::toString).sorted().toList());
  }

  private static String at(JsonProcessingException e) {
    JsonLocation location = e.getLocation();
    return location == null
        ? ""
        : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
  }

  private static Fault invalid(String field, String rule, String message, Throwable cause) {
    return new Fault(
        ErrorCode.INVALID_FIELD, message, List.of(new FieldError(field, rule, message)), cause);
  }

  private static Fault malformed(String detail, Throwable cause) {
    return new Fault(ErrorCode.MALFORMED_REQUEST, detail, cause);
  }
}

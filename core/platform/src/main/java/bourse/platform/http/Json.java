package bourse.platform.http;

import bourse.domain.Decimals;
import bourse.domain.Times;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * JSON as the API speaks it. Reading is strict: unknown fields, duplicate keys, wrong types, deep
 * nesting, other encodings than UTF-8 and anything after the value are refused, and nothing is
 * coerced. Amounts are {@link BigDecimal} in Java and decimal strings outside, times are {@link
 * Instant} and RFC 3339 with microseconds; absent values are left out.
 */
public final class Json {
  private static final int MAXIMUM_DEPTH = 16;
  private static final int MAXIMUM_STRING = 64 * 1024;
  private static final int MAXIMUM_NUMBER = 40;
  private static final int MAXIMUM_NAME = 100;

  private static final ObjectMapper MAPPER = mapper(true);
  private static final ObjectMapper LENIENT = mapper(false);

  private Json() {}

  /** The strict mapper, for everything that came from outside. */
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /** For answers of other servers: unknown fields are passed over, everything else is strict. */
  public static ObjectMapper lenientMapper() {
    return LENIENT;
  }

  /** Writes a value of ours as UTF-8. */
  public static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("A value of ours can't be written as JSON", e);
    }
  }

  /** Reads a value strictly; {@link Body} turns what is wrong with it into field errors. */
  public static <T> T read(byte[] bytes, Class<T> type) throws IOException {
    return MAPPER.readValue(bytes, type);
  }

  private static ObjectMapper mapper(boolean refuseUnknown) {
    JsonFactory factory =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .configure(JsonFactory.Feature.CHARSET_DETECTION, false)
            .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAXIMUM_DEPTH)
                    .maxStringLength(MAXIMUM_STRING)
                    .maxNumberLength(MAXIMUM_NUMBER)
                    .maxNameLength(MAXIMUM_NAME)
                    .build())
            .build();
    return JsonMapper.builder(factory)
        .addModule(new Jdk8Module())
        .addModule(new JavaTimeModule())
        .addModule(new ParameterNamesModule())
        .addModule(money())
        .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, refuseUnknown)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .withCoercionConfig(LogicalType.Textual, Json::refuseScalars)
        .withCoercionConfig(
            LogicalType.Enum,
            refuse -> refuse.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
        .withCoercionConfig(
            LogicalType.OtherScalar,
            refuse -> refuse.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
        .defaultPropertyInclusion(
            JsonInclude.Value.construct(
                JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
        .build();
  }

  private static void refuseScalars(MutableCoercionConfig text) {
    text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
  }

  private static SimpleModule money() {
    SimpleModule module = new SimpleModule("bourse");
    module.addSerializer(BigDecimal.class, new DecimalWriter());
    module.addDeserializer(BigDecimal.class, new DecimalReader());
    module.addSerializer(Instant.class, new TimeWriter());
    return module;
  }

  private static final class DecimalWriter extends JsonSerializer<BigDecimal> {
    @Override
    public void serialize(BigDecimal value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(value.toPlainString());
    }
  }

  private static final class DecimalReader extends JsonDeserializer<BigDecimal> {
    @Override
    public BigDecimal deserialize(JsonParser json, DeserializationContext context)
        throws IOException {
      if (json.currentToken() != JsonToken.VALUE_STRING) {
        return (BigDecimal) context.handleUnexpectedToken(BigDecimal.class, json);
      }
      String text = json.getText();
      Optional<BigDecimal> value = Decimals.parse(text);
      return value.isPresent()
          ? value.get()
          : (BigDecimal)
              context.handleWeirdStringValue(BigDecimal.class, text, "not a plain decimal number");
    }
  }

  private static final class TimeWriter extends JsonSerializer<Instant> {
    @Override
    public void serialize(Instant value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(Times.text(value));
    }
  }
}

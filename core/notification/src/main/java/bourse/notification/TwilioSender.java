package bourse.notification;

import bourse.platform.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Hands text messages to Twilio, by the Messages resource of its API of 2010-04-01
 * (https://www.twilio.com/docs/messaging/api/message-resource#create-a-message): a form with To,
 * Body, and From or MessagingServiceSid, HTTP Basic authentication; 201 with the message's sid, or
 * an error with a code, a message and a status.
 */
final class TwilioSender {
  /** What became of a message. */
  sealed interface Outcome {
    /**
     * Twilio has it.
     *
     * @param id how Twilio calls it
     */
    record Taken(String id) implements Outcome {}

    /** It will never be sent: something is wrong with this message or its recipient. */
    record Refused(String why) implements Outcome {}

    /**
     * It may be sent later: nobody answers, too much is sent, or the operator has something to set
     * right.
     *
     * @param pause before the next attempt; empty when Twilio did not say
     */
    record Later(String why, Optional<Duration> pause) implements Outcome {}
  }

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final int LONGEST_ANSWER = 64 << 10;
  private static final int CREATED = 201;
  private static final int BAD_REQUEST = 400;
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,5}");

  /**
   * About our own number or account (https://www.twilio.com/docs/api/errors), not the recipient.
   */
  private static final Set<Integer> OURS = Set.of(21212, 21603, 21606, 21659, 21660, 21701, 21705);

  private final SmsConfig config;
  private final Supplier<Optional<String>> secret;
  private final HttpClient client;

  /**
   * @param secret asked at each message
   */
  TwilioSender(SmsConfig config, Supplier<Optional<String>> secret) {
    this.config = config;
    this.secret = secret;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  Outcome send(TextMessage message) throws InterruptedException {
    Optional<String> password = secret.get();
    if (password.isEmpty()) {
      return new Outcome.Later("there is no secret for it: bourse sms secret", Optional.empty());
    }
    try {
      return outcome(
          client.send(
              request(message, password.get()),
              BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER)));
    } catch (IOException e) {
      // It may have been sent all the same; a code that comes twice is better than none.
      return new Outcome.Later(e.toString(), Optional.empty());
    }
  }

  private HttpRequest request(TextMessage message, String password) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("To", message.recipient());
    form.put(config.from().startsWith("MG") ? "MessagingServiceSid" : "From", config.from());
    form.put("Body", message.text());
    String login = config.user() + ":" + password;
    URI messages =
        config.server().resolve("/2010-04-01/Accounts/" + config.account() + "/Messages.json");
    return HttpRequest.newBuilder(messages)
        .timeout(TIMEOUT)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Accept", "application/json")
        .header(
            "Authorization",
            "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))
        .POST(BodyPublishers.ofString(encoded(form)))
        .build();
  }

  private static String encoded(Map<String, String> form) {
    return form.entrySet().stream()
        .map(field ->
            field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  private static Outcome outcome(HttpResponse<byte[]> response) throws IOException {
    JsonNode answer = Json.lenientMapper().readTree(response.body());
    if (response.statusCode() == CREATED && answer.path("sid").isTextual()) {
      return new Outcome.Taken(answer.get("sid").asText());
    }
    int code = answer.path("code").asInt();
    String why =
        "HTTP %d, code %d: %s"
            .formatted(response.statusCode(), code, answer.path("message").asText());
    if (response.statusCode() == BAD_REQUEST && !OURS.contains(code)) {
      return new Outcome.Refused(why);
    }
    return new Outcome.Later(
        why,
        response
            .headers()
            .firstValue("Retry-After")
            .filter(text -> SECONDS.matcher(text).matches())
            .map(text -> Duration.ofSeconds(Long.parseLong(text))));
  }

  /** Where messages go, for people. */
  String destination() {
    return config.server().getHost();
  }
}

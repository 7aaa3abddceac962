package bourse.payments;

import bourse.platform.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Talks to one provider's API: JSON comes back, and each failure is either a refusal or silence.
 * Thread safe.
 */
final class ProviderHttp {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /**
   * Of 4xx: these say nothing of what was asked, and nothing of an earlier question whose answer
   * got lost. A key that is wrong (401, 403) is put right; the others pass.
   */
  private static final Set<Integer> UNDECIDED = Set.of(401, 403, 408, 409, 424, 425, 429);

  /** An answer, whatever it says. */
  record Answer(int status, JsonNode body) {
    String text(String field) {
      return body.path(field).asText("");
    }
  }

  private final String provider;
  private final URI base;
  private final Duration patience;
  private final Function<JsonNode, String> problem;
  private final HttpClient client;
  private volatile boolean refusesKey;

  /**
   * @param base of its API, without a path
   * @param patience how long an answer may take
   * @param problem the words of an error's body
   */
  ProviderHttp(String provider, URI base, Duration patience, Function<JsonNode, String> problem) {
    this.provider = provider;
    this.base = base;
    this.patience = patience;
    this.problem = problem;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /** Whether the provider did not take our key when it was last asked. */
  boolean refusesKey() {
    return refusesKey;
  }

  static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  JsonNode get(String path, Map<String, String> headers) {
    return send("GET", path, headers, BodyPublishers.noBody());
  }

  JsonNode post(String path, Map<String, String> headers, String type, byte[] body) {
    Map<String, String> all = new HashMap<>(headers);
    all.put("Content-Type", type);
    return send("POST", path, all, BodyPublishers.ofByteArray(body));
  }

  private JsonNode send(
      String method, String path, Map<String, String> headers, BodyPublisher body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path)).timeout(patience).method(method, body);
    headers.forEach(request::header);
    Answer answer = answer(request.build());
    int status = answer.status();
    refusesKey = status == 401 || status == 403;
    if (status >= 200 && status < 300) {
      return answer.body();
    }
    String words =
        provider + " answered " + status + ": " + shortened(problem.apply(answer.body()));
    if (status >= 400 && status < 500 && !UNDECIDED.contains(status)) {
      throw new ProviderRefusal(words);
    }
    throw new ProviderSilence(words);
  }

  private Answer answer(HttpRequest request) {
    try {
      HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
      return new Answer(response.statusCode(), read(response));
    } catch (IOException e) {
      throw new ProviderSilence(provider + " gave no answer: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProviderSilence(provider + " was not waited for", e);
    }
  }

  private static JsonNode read(HttpResponse<byte[]> response) throws IOException {
    if (response.body().length == 0) {
      return Json.lenientMapper().createObjectNode();
    }
    try {
      return Json.lenientMapper().readTree(response.body());
    } catch (IOException e) {
      if (response.statusCode() >= 200 && response.statusCode() < 300) {
        throw e;
      }
      return Json.lenientMapper().createObjectNode(); // a page of something in between
    }
  }

  private static String shortened(String words) {
    return words.length() > 200 ? words.substring(0, 200) : words;
  }
}

package bourse.systemtests;

import bourse.testing.AuthenticatorApp;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One client of the API, as a bot would write it. */
record Api(HttpClient http, URI server, String token, String operator) {
  static final ObjectMapper JSON = new ObjectMapper();

  /** An answer: its status, headers, and body as JSON. */
  record Answer(int status, HttpHeaders headers, JsonNode body) {
    Answer expect(int expected) {
      if (status != expected) {
        throw new AssertionError("Expected " + expected + ", got " + status + ": " + body);
      }
      return this;
    }

    String text(String field) {
      return body.get(field).asText();
    }
  }

  static Api of(URI server) {
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    return new Api(http, server, "", "");
  }

  Api with(String accessToken) {
    return new Api(http, server, accessToken, operator);
  }

  /** The same server as its operator, who acts in the name of a system user. */
  Api asOperator(String operatorToken) {
    return new Api(http, server, operatorToken, "tests");
  }

  Answer get(String path) throws IOException, InterruptedException {
    return send("GET", path, "");
  }

  Answer get(String path, String header, String value) throws IOException, InterruptedException {
    return send("GET", path, "", header, value);
  }

  Answer post(String path, Map<String, ?> body) throws IOException, InterruptedException {
    return send("POST", path, JSON.writeValueAsString(body));
  }

  Answer delete(String path) throws IOException, InterruptedException {
    return send("DELETE", path, "");
  }

  Answer send(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(path))
            .timeout(Duration.ofSeconds(20))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    if (!operator.isEmpty()) {
      request.header("Bourse-Operator", operator);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Answer(answer.statusCode(), answer.headers(), json(answer.body()));
  }

  /** Registers and logs in; the answer is the same client with the new user's token. */
  Api newUser(String email) throws IOException, InterruptedException {
    String password = "a long enough password for " + email;
    post("/v1/auth/register", Map.of("email", email, "password", password, "fullName", "Test User"))
        .expect(202);
    return login(email);
  }

  /** Logs in a user made by {@link #newUser}. */
  Api login(String email) throws IOException, InterruptedException {
    String password = "a long enough password for " + email;
    return with(
        post("/v1/auth/login", Map.of("email", email, "password", password))
            .expect(200)
            .text("accessToken"));
  }

  /** Adds an authenticator app to this user; the session has shown it just now. */
  Api withSecondFactor() throws IOException, InterruptedException {
    String secret = post("/v1/me/totp", Map.of()).expect(201).text("secret");
    post("/v1/me/totp/confirmation", Map.of("code", AuthenticatorApp.code(secret))).expect(200);
    return this;
  }

  /** What is read from here on is at least as new as the command. */
  void awaitSequence(String sequence) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    Answer answer = get("/v1/wallets", "Bourse-At-Least-Sequence", sequence);
    while (answer.status() != 200) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("Reads do not reach command " + sequence + ": " + answer.body());
      }
      answer = get("/v1/wallets", "Bourse-At-Least-Sequence", sequence);
    }
  }

  /** Every item of a list, page after page. */
  List<JsonNode> all(String path) throws IOException, InterruptedException {
    List<JsonNode> items = new ArrayList<>();
    String cursor = "";
    do {
      String page =
          path
              + (path.contains("?") ? "&" : "?")
              + "limit=500"
              + (cursor.isEmpty() ? "" : "&cursor=" + cursor);
      Answer answer = get(page).expect(200);
      answer.body().get("items").forEach(items::add);
      cursor = answer.body().path("nextCursor").asText("");
    } while (!cursor.isEmpty() && !cursor.equals("null"));
    return items;
  }

  private static JsonNode json(String text) throws IOException {
    return text.isBlank() || !(text.startsWith("{") || text.startsWith("["))
        ? JSON.getNodeFactory().textNode(text)
        : JSON.readTree(text);
  }
}

package bourse.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.testing.ProofKey;
import java.net.http.HttpHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pages of other sites try in the browser of somebody who is logged in. */
class BrowserEdgeTest {
  private static final String EMAIL = "ada@browser.example";
  private static final String FRIEND = "https://app.example.org";

  @TempDir static Path folder;
  private static Appliance appliance;

  @BeforeAll
  static void start() throws Exception {
    Path console = Files.createDirectories(folder.resolve("console/assets")).getParent();
    Files.writeString(console.resolve("index.html"), "<!doctype html><title>Bourse</title>");
    appliance =
        Appliance.create(
            folder.resolve("data"),
            Map.of(
                "console.directory",
                console.toString(),
                "http.public-url",
                "https://trade.example.org",
                "http.cors-origins",
                FRIEND));
    appliance.start();
    appliance.api().newUser(EMAIL);
  }

  @AfterAll
  static void stop() {
    if (appliance != null) {
      appliance.close();
    }
  }

  @Test
  void s28_aFormOfAnotherSiteDoesNothingWithTheCookie() throws Exception {
    String cookie = cookie();
    for (String origin : List.of("https://evil.example", "null", "", "http://localhost:1")) {
      for (String type : List.of("application/json", "application/x-www-form-urlencoded")) {
        Api.Answer answer =
            origin.isEmpty()
                ? appliance
                    .api()
                    .send("POST", "/v1/auth/refresh", "", "Content-Type", type, "Cookie", cookie)
                : appliance
                    .api()
                    .send(
                        "POST",
                        "/v1/auth/refresh",
                        "",
                        "Content-Type",
                        type,
                        "Cookie",
                        cookie,
                        "Origin",
                        origin);
        assertTrue(answer.status() >= 400 && answer.status() < 500, origin + answer.body());
        assertTrue(answer.headers().firstValue("Set-Cookie").isEmpty(), origin);
      }
    }
    for (String origin : List.of("https://evil.example", "null", FRIEND)) {
      Api.Answer answer =
          appliance
              .api()
              .send("POST", "/v1/auth/refresh", "{}", "Cookie", cookie, "Origin", origin);
      assertEquals(403, answer.status(), origin);
    }
    Api.Answer own =
        appliance.api().send("POST", "/v1/auth/refresh", "{}", "Cookie", cookie, "Origin", own());
    assertEquals(200, own.status(), "the cookie was good all the time: " + own.body());
    String set = own.headers().firstValue("Set-Cookie").orElseThrow();
    for (String attribute : List.of("__Host-", "; Secure", "; HttpOnly", "; SameSite=Strict")) {
      assertTrue(set.contains(attribute), set);
    }
  }

  private static String own() {
    return "http://127.0.0.1:" + appliance.api().server().getPort();
  }

  private static String cookie() throws Exception {
    return cookieOf(login());
  }

  private static Api.Answer login(String... more) throws Exception {
    String body =
        Api.JSON.writeValueAsString(
            Map.of(
                "email",
                EMAIL,
                "password",
                "a long enough password for " + EMAIL,
                "client",
                "BROWSER"));
    return appliance.api().send("POST", "/v1/auth/login", body, fromHere(more)).expect(200);
  }

  private static String cookieOf(Api.Answer answer) {
    return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
  }

  private static String[] fromHere(String... more) {
    return Stream.concat(Stream.of("Origin", own()), Stream.of(more)).toArray(String[]::new);
  }

  /** The console's browser proves a key; whoever copied its cookie does not. */
  @Test
  void s20_aCopiedCookieIsWorthNothingWithoutTheKeyOfItsBrowser() throws Exception {
    ProofKey key = ProofKey.es256();
    Api.Answer login = login("DPoP", key.proof("POST", own() + "/v1/auth/login"));
    assertEquals("DPoP", login.text("tokenType"));
    String cookie = cookieOf(login);
    String here = own() + "/v1/auth/refresh";
    assertEquals(401, refresh(cookie).status());
    assertEquals(401, refresh(cookie, "DPoP", ProofKey.es256().proof("POST", here)).status());
    Api.Answer proven = refresh(cookie, "DPoP", key.proof("POST", here)).expect(200);
    assertEquals(401, refresh(cookieOf(proven)).status(), "nor does the next one");
    refresh(cookieOf(proven), "DPoP", key.proof("POST", here)).expect(200);
  }

  private static Api.Answer refresh(String cookie, String... more) throws Exception {
    String[] headers =
        Stream.concat(Stream.of("Cookie", cookie), Stream.of(more)).toArray(String[]::new);
    return appliance.api().send("POST", "/v1/auth/refresh", "{}", fromHere(headers));
  }

  @Test
  void s29_onlyNamedOriginsMayReadAndNeverWithCookies() throws Exception {
    for (String origin :
        List.of(
            "null",
            "https://evil.example",
            "https://app.example.org.evil.example",
            "http://app.example.org",
            "https://app.example.org:444")) {
      for (Api.Answer answer : List.of(read(origin), preflight(origin))) {
        assertTrue(answer.headers().firstValue("Access-Control-Allow-Origin").isEmpty(), origin);
        assertTrue(
            answer.headers().firstValue("Access-Control-Allow-Credentials").isEmpty(), origin);
      }
    }
    HttpHeaders read = read(FRIEND).expect(200).headers();
    HttpHeaders preflight = preflight(FRIEND).expect(204).headers();
    for (HttpHeaders headers : List.of(read, preflight)) {
      assertEquals(FRIEND, headers.firstValue("Access-Control-Allow-Origin").orElseThrow());
      assertTrue(headers.firstValue("Access-Control-Allow-Credentials").isEmpty());
      assertEquals("Origin", headers.firstValue("Vary").orElseThrow());
    }
    assertTrue(
        preflight
            .firstValue("Access-Control-Allow-Headers")
            .orElseThrow()
            .contains("Authorization"));
  }

  private static Api.Answer read(String origin) throws Exception {
    return appliance.api().get("/v1/time", "Origin", origin);
  }

  private static Api.Answer preflight(String origin) throws Exception {
    return appliance
        .api()
        .send(
            "OPTIONS",
            "/v1/orders",
            "",
            "Origin",
            origin,
            "Access-Control-Request-Method",
            "POST",
            "Access-Control-Request-Headers",
            "authorization");
  }

  @Test
  void s30_everyPageTellsTheBrowserToBeStrict() throws Exception {
    for (String path :
        List.of("/", "/index.html", "/docs", "/problems", "/problems/1001", "/nowhere")) {
      Api.Answer answer = appliance.api().get(path);
      HttpHeaders headers = answer.headers();
      String policy = headers.firstValue("Content-Security-Policy").orElseThrow();
      assertFalse(policy.contains("unsafe-inline") || policy.contains("unsafe-eval"), policy);
      assertTrue(policy.startsWith("default-src 'none'"), policy);
      assertTrue(policy.contains("frame-ancestors 'none'"), policy);
      assertTrue(policy.contains("base-uri 'none'"), policy);
      assertEquals("nosniff", headers.firstValue("X-Content-Type-Options").orElseThrow(), path);
      assertEquals(
          "same-origin", headers.firstValue("Cross-Origin-Opener-Policy").orElseThrow(), path);
      assertEquals("no-referrer", headers.firstValue("Referrer-Policy").orElseThrow(), path);
      assertTrue(
          headers.firstValue("Strict-Transport-Security").orElseThrow().startsWith("max-age="),
          path);
      String page = answer.body().asText();
      assertFalse(page.matches("(?s).*<script>.*|.* on[a-z]+=.*|.*style=.*"), path + page);
    }
  }
}

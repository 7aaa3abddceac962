package bourse.systemtests;

import bourse.testing.RequestSigner;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A program that signs with an API key of HMAC. */
record SignedApi(Api server, String id, String secret) {
  /** With a new key of a user who showed a factor a moment ago. */
  static SignedApi of(Api owner, String... scopes) throws IOException, InterruptedException {
    Api.Answer made =
        owner
            .post(
                "/v1/me/api-keys",
                Map.of("label", "Bot", "algorithm", "HMAC_SHA256", "scopes", List.of(scopes)))
            .expect(201);
    return new SignedApi(
        owner.with(""), made.body().at("/apiKey/id").asText(), made.text("secret"));
  }

  RequestSigner signer() {
    return RequestSigner.hmac(id, secret, server.server());
  }

  Api.Answer send(String method, String path, String body, String... more) throws Exception {
    String[] signed = headers(method, path, body);
    String[] all = new String[signed.length + more.length];
    System.arraycopy(signed, 0, all, 0, signed.length);
    System.arraycopy(more, 0, all, signed.length, more.length);
    return server.send(method, path, body, all);
  }

  /** For one request, which may be sent once. */
  String[] headers(String method, String path, String body) throws GeneralSecurityException {
    return signer()
        .headers(
            method, path, body, System.currentTimeMillis(), 5_000, UUID.randomUUID().toString());
  }

  /** What authenticates a stream. */
  String authenticate() throws GeneralSecurityException {
    long now = System.currentTimeMillis();
    String nonce = UUID.randomUUID().toString();
    String signature = signer().signature("GET", "/v1/stream", "", now, 5_000, nonce);
    return """
    {"op":"authenticate","id":"a","key":"%s","timestamp":%d,"window":5000,"nonce":"%s","signature":"%s"}\
    """
        .formatted(id, now, nonce, signature);
  }
}

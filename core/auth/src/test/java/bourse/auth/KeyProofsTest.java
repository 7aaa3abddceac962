package bourse.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.time.WallClock;
import bourse.testing.ProofKey;
import bourse.testing.ProofKey.Claims;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a proof of a key (RFC 9449) must be, and each thing that may be wrong with it. */
class KeyProofsTest {
  private static final String URL = "https://exchange.example/v1/me";
  private static final String TOKEN = "an.access.token";

  private final AtomicLong aheadMicros = new AtomicLong();
  private final WallClock clock = () -> WallClock.system().micros() + aheadMicros.get();
  private final InMemoryCache cache = new InMemoryCache();
  private final KeyProofs proofs = new KeyProofs(new UsedProofs(cache, clock), clock);
  private final ProofKey key = ProofKey.es256();

  KeyProofsTest() throws Exception {}

  @Test
  void takesBothAlgorithmsAndTellsKeysApart() throws Exception {
    for (ProofKey one : List.of(key, ProofKey.edDsa())) {
      String thumbprint = proofs.take(shown(one.proof("GET", URL)));
      assertEquals(thumbprint, proofs.take(shown(one.proof("GET", URL))));
      assertEquals(43, thumbprint.length());
      check(thumbprint, one.proof("GET", URL, TOKEN));
      refused(thumbprint, ProofKey.edDsa().proof("GET", URL, TOKEN));
      refused(thumbprint, ProofKey.es256().proof("GET", URL, TOKEN));
    }
  }

  @Test
  void refusesWhatIsNotForThisRequest() throws Exception {
    String thumbprint = proofs.take(shown(key.proof("GET", URL)));
    for (String[] other :
        List.of(
            new String[] {"POST", URL},
            new String[] {"GET", "https://exchange.example/v1/orders"},
            new String[] {"GET", "https://exchange.example/v1/me/"},
            new String[] {"GET", "https://exchange.example/v1/me?x=1"},
            new String[] {"GET", "https://exchange.example:8443/v1/me"},
            new String[] {"GET", "https://evil.example/v1/me"},
            new String[] {"GET", "https://exchange.example@evil.example/v1/me"},
            new String[] {"GET", "/v1/me"},
            new String[] {"GET", "no address"})) {
      refused(thumbprint, key.proof(other[0], other[1], TOKEN));
    }
    check(thumbprint, key.proof("GET", "https://EXCHANGE.example:443/v1/me", TOKEN));
  }

  @Test
  void refusesWhatIsNotForThisToken() throws Exception {
    String thumbprint = proofs.take(shown(key.proof("GET", URL)));
    refused(thumbprint, key.proof("GET", URL));
    refused(thumbprint, key.proof("GET", URL, "another.access.token"));
  }

  @Test
  void refusesOldFutureAndRepeatedOnes() throws Exception {
    String thumbprint = proofs.take(shown(key.proof("GET", URL)));
    long now = clock.instant().getEpochSecond();
    Claims claims = Claims.of("GET", URL).withToken(TOKEN);
    refused(thumbprint, key.proof(claims.withTime(now - 62)));
    refused(thumbprint, key.proof(claims.withTime(now + 10)));
    String proof = key.proof(claims.withTime(now - 50));
    check(thumbprint, proof);
    refused(thumbprint, proof);
    refused(thumbprint, key.proof(claims));
    KeyProofs beside = new KeyProofs(new UsedProofs(cache, clock), clock);
    assertThrows(
        Fault.class,
        () -> beside.check(Optional.of(thumbprint), Optional.of(shown(proof)), Optional.of(TOKEN)));

    cache.stopped = true;
    String alone = key.proof("GET", URL, TOKEN);
    check(thumbprint, alone);
    refused(thumbprint, alone);
    aheadMicros.addAndGet(Duration.ofSeconds(67).toMillis() * 1_000);
    refused(thumbprint, alone);
  }

  @Test
  void forgetsProofsThatCouldNotBeTakenAgain() {
    UsedProofs used = new UsedProofs(cache, clock);
    for (int i = 0; i < 100; i++) {
      assertTrue(used.isFirst("proof " + i));
    }
    assertEquals(100, used.remembered());
    aheadMicros.addAndGet(Duration.ofSeconds(67).toMillis() * 1_000);
    assertTrue(used.isFirst("another"));
    assertEquals(1, used.remembered());
  }

  @Test
  void refusesWhatIsNoProof() throws Exception {
    String thumbprint = proofs.take(shown(key.proof("GET", URL)));
    Claims claims = Claims.of("GET", URL).withToken(TOKEN);
    ProofKey other = ProofKey.es256();
    String secret = key.publicKey().replace("\"y\"", "\"d\":\"AAAA\",\"y\"");
    String proof = key.proof(claims);
    for (String wrong :
        List.of(
            "",
            "a.b.c",
            proof.substring(4),
            proof.substring(0, proof.lastIndexOf('.') + 1),
            "x".repeat(10_000),
            key.proof(claims.withType("at+jwt")),
            key.proof(claims.withAlgorithm("none")),
            key.proof(claims.withAlgorithm("HS256")),
            key.proof(claims.withAlgorithm("EdDSA")),
            key.proof(claims.withAlgorithm("ES384")),
            key.proof(claims.withId("")),
            key.proof(claims.withId("x".repeat(201))),
            key.proof(claims, secret),
            key.proof(claims, "null"),
            key.proof(claims, "{\"kty\":\"oct\",\"k\":\"AAAA\"}"),
            key.proof(claims, ProofKey.edDsa().publicKey()),
            other.proof(claims, key.publicKey()))) {
      refused(thumbprint, wrong);
    }
    assertEquals(
        ErrorCode.PROOF_REFUSED,
        assertThrows(
                Fault.class,
                () -> proofs.check(Optional.of(thumbprint), Optional.empty(), Optional.of(TOKEN)))
            .code());
    assertEquals(
        ErrorCode.PROOF_REFUSED,
        assertThrows(
                Fault.class,
                () -> proofs.check(Optional.empty(), Optional.of(shown(proof)), Optional.of(TOKEN)))
            .code());
  }

  private void check(String thumbprint, String proof) {
    proofs.check(Optional.of(thumbprint), Optional.of(shown(proof)), Optional.of(TOKEN));
  }

  private void refused(String thumbprint, String proof) {
    Fault fault = assertThrows(Fault.class, () -> check(thumbprint, proof), proof);
    assertEquals(ErrorCode.PROOF_REFUSED, fault.code());
  }

  private static KeyProof shown(String proof) {
    return new KeyProof(proof, "GET", "exchange.example", "/v1/me");
  }
}

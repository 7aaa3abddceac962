package bourse.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.gateway.EdgeSettings.ForwardedHeader;
import bourse.platform.http.Subnet;
import io.helidon.http.HeaderNames;
import io.helidon.http.WritableHeaders;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClientAddressesTest {
  private static final String PROXY = "10.0.0.1";

  @Test
  void s59_whatAStrangerSaysOfItselfIsPassedOver() {
    assertEquals("198.51.100.7", client("198.51.100.7", "X-Forwarded-For", "192.0.2.1"));
    assertEquals("127.0.0.1", client("127.0.0.1", "X-Forwarded-For", "192.0.2.1"));
  }

  @Test
  void aTrustedProxySaysWhomItSawAtTheEnd() {
    assertEquals("192.0.2.1", client(PROXY, "X-Forwarded-For", "192.0.2.1"));
    assertEquals("192.0.2.1", client(PROXY, "X-Forwarded-For", "203.0.113.9, 192.0.2.1"));
    assertEquals("192.0.2.1", client(PROXY, "X-Forwarded-For", "1.1.1.1, 192.0.2.1, 10.9.9.9"));
    assertEquals("192.0.2.1", client(PROXY, "X-Forwarded-For", "192.0.2.1:4711"));
    assertEquals("2001:db8:0:0:0:0:0:1", client(PROXY, "X-Forwarded-For", "[2001:db8::1]:4711"));
    assertEquals("2001:db8:0:0:0:0:0:1", client(PROXY, "X-Forwarded-For", "2001:db8::1"));
    assertEquals(PROXY, client(PROXY, "X-Forwarded-For", "192.0.2.1, unknown"));
    assertEquals(PROXY, client(PROXY, "X-Forwarded-For", ""));
    assertEquals(PROXY, client(PROXY, "X-Real-IP", "192.0.2.1"));
    assertEquals(PROXY, client(PROXY, "Forwarded", "for=192.0.2.1"));
  }

  @Test
  void readsForwardedWhereThatIsConfigured() {
    ClientAddresses addresses = new ClientAddresses(settings(ForwardedHeader.FORWARDED));
    for (String value :
        List.of(
            "for=192.0.2.1",
            "For=\"192.0.2.1:80\";proto=https",
            "for=203.0.113.9, proto=https;for=192.0.2.1;by=10.0.0.1",
            "for=192.0.2.1, for=10.2.2.2")) {
      WritableHeaders<?> headers = WritableHeaders.create();
      headers.set(HeaderNames.create("Forwarded"), value);
      assertEquals(
          "192.0.2.1", addresses.client(Subnet.address(PROXY), headers).getHostAddress(), value);
    }
    WritableHeaders<?> other = WritableHeaders.create();
    other.set(HeaderNames.X_FORWARDED_FOR, "192.0.2.1");
    assertEquals(PROXY, addresses.client(Subnet.address(PROXY), other).getHostAddress());
  }

  @Test
  void subnetsContainTheirAddresses() {
    assertTrue(Subnet.parse("10.0.0.0/8").contains(Subnet.address("10.255.0.1")));
    assertFalse(Subnet.parse("10.0.0.0/8").contains(Subnet.address("11.0.0.1")));
    assertTrue(Subnet.parse("192.0.2.128/25").contains(Subnet.address("192.0.2.200")));
    assertFalse(Subnet.parse("192.0.2.128/25").contains(Subnet.address("192.0.2.127")));
    assertTrue(Subnet.parse("2001:db8::/32").contains(Subnet.address("2001:db8:ffff::1")));
    assertFalse(Subnet.parse("2001:db8::/32").contains(Subnet.address("10.0.0.1")));
    assertTrue(Subnet.parse("0.0.0.0/0").contains(Subnet.address("8.8.8.8")));
    for (String wrong :
        List.of("10.0.0.1/8", "10.0.0.0/33", "10.0.0/24", "localhost", "", "/8", "1.2.3.4.5")) {
      assertFalse(Subnet.isOne(wrong), wrong);
    }
  }

  private static String client(String peer, String header, String value) {
    WritableHeaders<?> headers = WritableHeaders.create();
    headers.set(HeaderNames.create(header), value);
    return new ClientAddresses(settings(ForwardedHeader.X_FORWARDED_FOR))
        .client(Subnet.address(peer), headers)
        .getHostAddress();
  }

  private static EdgeSettings settings(ForwardedHeader header) {
    return new EdgeSettings(
        List.of(Subnet.parse("10.0.0.0/8")), header, Optional.empty(), Set.of(), Set.of(), false);
  }
}

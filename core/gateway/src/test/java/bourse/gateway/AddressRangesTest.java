package bourse.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.Fault;
import bourse.gateway.AddressRanges.Range;
import bourse.platform.http.Subnet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddressRangesTest {
  @TempDir Path folder;

  @Test
  void anAddressIsInTheRangeThatHoldsIt() {
    AddressRanges ranges =
        AddressRanges.of(
            List.of(
                range("10.0.0.0/8", "A"),
                range("203.0.113.7", "B"),
                range("2001:db8::/48", "C"),
                range("2001:db8:1::/127", "D"),
                range("0.0.0.0/8", "E"),
                range("ffff::/16", "F")));
    for (String[] expected :
        new String[][] {
          {"10.0.0.0", "A"},
          {"10.255.255.255", "A"},
          {"11.0.0.0", ""},
          {"9.255.255.255", ""},
          {"203.0.113.7", "B"},
          {"203.0.113.8", ""},
          {"2001:db8::", "C"},
          {"2001:db8:0:ffff:ffff:ffff:ffff:ffff", "C"},
          {"2001:db8:1::1", "D"},
          {"2001:db8:1::2", ""},
          {"0.1.2.3", "E"},
          {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "F"},
          {"::", ""}
        }) {
      assertEquals(
          Optional.of(expected[1]).filter(label -> !label.isEmpty()),
          ranges.label(Subnet.address(expected[0])),
          expected[0]);
    }
  }

  @Test
  void whatOverlapsIsUnitedOrRefused() {
    List<Range> overlapping =
        List.of(range("10.1.0.0/16", "A"), range("10.0.0.0/8", "B"), range("11.0.0.0/8", "C"));
    assertThrows(IllegalArgumentException.class, () -> AddressRanges.of(overlapping));
    AddressRanges united = AddressRanges.united(overlapping);
    for (String in : List.of("10.0.0.1", "10.1.2.3", "10.255.0.1", "11.0.0.1")) {
      assertTrue(united.label(Subnet.address(in)).isPresent(), in);
    }
    assertEquals(Optional.empty(), united.label(Subnet.address("12.0.0.1")));
    assertEquals(Optional.empty(), AddressRanges.NONE.label(Subnet.address("12.0.0.1")));
  }

  @Test
  void aFileSaysWhichNetworksAreOfWhichCountry() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("countries.csv"),
            """
            network,country
            # by hand
            203.0.113.0/24,de
            "198.51.100.0","198.51.100.127","FR"

            2001:db8::/32,JP
            """);
    AddressRanges countries = CountryFile.read(file);
    assertEquals(Optional.of("DE"), countries.label(Subnet.address("203.0.113.9")));
    assertEquals(Optional.of("FR"), countries.label(Subnet.address("198.51.100.127")));
    assertEquals(Optional.empty(), countries.label(Subnet.address("198.51.100.128")));
    assertEquals(Optional.of("JP"), countries.label(Subnet.address("2001:db8::1")));
  }

  @Test
  void aWrongFileNamesTheLine() throws Exception {
    for (String wrong :
        List.of(
            "203.0.113.0/24,DE\n203.0.113.1/24,DE\n",
            "203.0.113.0/24,DE\n10.0.0.0/8,Germany\n",
            "203.0.113.0/24,DE\nhere,DE\n",
            "203.0.113.0/24,DE\n10.0.0.9,10.0.0.1,DE\n",
            "203.0.113.0/24,DE\n203.0.113.0/25,FR\n")) {
      Path file = Files.writeString(folder.resolve("wrong.csv"), wrong);
      Fault fault = assertThrows(Fault.class, () -> CountryFile.read(file), wrong);
      assertTrue(fault.getMessage().contains("line 2"), fault.getMessage());
    }
    Path missing = folder.resolve("none.csv");
    assertThrows(Fault.class, () -> CountryFile.read(missing));
  }

  private static Range range(String subnet, String label) {
    return Range.of(Subnet.parse(subnet), label);
  }
}

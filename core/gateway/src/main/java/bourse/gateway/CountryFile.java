package bourse.gateway;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.gateway.AddressRanges.Point;
import bourse.gateway.AddressRanges.Range;
import bourse.platform.http.Subnet;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads which addresses are of which country, from a file of the operator's: a line for each
 * network, {@code NETWORK,COUNTRY} or {@code FIRST,LAST,COUNTRY}, with the country by two letters
 * (ISO 3166). Empty lines, those that begin with {@code #}, and a first line of names are passed
 * over; quotation marks around a field too.
 */
final class CountryFile {
  private static final String COUNTRY = "[A-Za-z]{2}";

  private CountryFile() {}

  /**
   * Reads a file.
   *
   * @throws Fault {@link ErrorCode#BAD_CONFIGURATION} that names the line
   */
  static AddressRanges read(Path file) {
    List<Range> ranges = new ArrayList<>();
    int number = 0;
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank() && !line.startsWith("#") && !(number == 1 && isOfNames(line))) {
          ranges.add(range(line));
        }
      }
      return AddressRanges.of(ranges);
    } catch (IOException e) {
      throw bad(file, "can't be read: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw bad(file, "is wrong in or before line " + number + ": " + e.getMessage(), e);
    }
  }

  private static boolean isOfNames(String line) {
    return !fields(line)[0].contains(".") && !fields(line)[0].contains(":");
  }

  private static String[] fields(String line) {
    return line.replace("\"", "").replace(" ", "").split(",", -1);
  }

  private static Range range(String line) {
    String[] fields = fields(line);
    String country = fields[fields.length - 1];
    if (!country.matches(COUNTRY) || fields.length < 2 || fields.length > 3) {
      throw new IllegalArgumentException("a line is NETWORK,COUNTRY or FIRST,LAST,COUNTRY");
    }
    String label = country.toUpperCase(Locale.ROOT).intern();
    if (fields.length == 2) {
      return Range.of(Subnet.parse(fields[0]), label);
    }
    Point first = Point.of(Subnet.address(fields[0]));
    Point last = Point.of(Subnet.address(fields[1]));
    if (first.compareTo(last) > 0) {
      throw new IllegalArgumentException("the last address comes before the first");
    }
    return new Range(first, last, label);
  }

  private static Fault bad(Path file, String what, Exception cause) {
    return new Fault(
        ErrorCode.BAD_CONFIGURATION, "The file of countries " + file + " " + what + ".", cause);
  }
}

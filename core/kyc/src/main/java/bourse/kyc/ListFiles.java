package bourse.kyc;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.kyc.ListedPerson.Years;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads the people of published lists. Which list a file is, its root element or header tells:
 *
 * <ul>
 *   <li>{@code sdnList}: sdn.xml of the U.S. Treasury's OFAC (Specially Designated Nationals)
 *   <li>{@code CONSOLIDATED_LIST}: consolidated.xml of the UN Security Council
 *   <li>{@code export}: the EU's consolidated financial sanctions list, schema 1.1
 *   <li>CSV with {@code id,schema,name}: "targets.simple.csv" as OpenSanctions publishes lists of
 *       politically exposed people and others; the file's name names the list
 * </ul>
 *
 * <p>Companies, ships and aircraft are passed over. Every error is a {@link Fault} {@link
 * ErrorCode#BAD_CONFIGURATION} that names the file: a list that is half read would look like one
 * that finds nobody.
 */
final class ListFiles {
  private static final Pattern YEAR = Pattern.compile("\\b(1[89]|20)[0-9]{2}\\b");
  private static final XMLInputFactory XML = factory();

  private ListFiles() {}

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }

  /** The people of every list in a directory: files that end in .xml or .csv. */
  static List<ListedPerson> readAll(Path directory) {
    List<ListedPerson> people = new ArrayList<>();
    for (Path file : files(directory)) {
      people.addAll(read(file));
    }
    return people;
  }

  /** In order. */
  static List<Path> files(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".xml") || file.toString().endsWith(".csv"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw unreadable(directory, "can't be listed", e);
    }
  }

  /** SHA-256 over the contents of all files, in hexadecimal. */
  static String fingerprint(Path directory) {
    MessageDigest digest = Sha256.digest();
    for (Path file : files(directory)) {
      try (InputStream bytes = Files.newInputStream(file)) {
        digest.update(Sha256.of(bytes));
      } catch (IOException e) {
        throw unreadable(file, "can't be read", e);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static List<ListedPerson> read(Path file) {
    List<ListedPerson> people;
    try {
      people = file.toString().endsWith(".csv") ? ofCsv(file) : ofXml(file);
    } catch (IOException | XMLStreamException e) {
      throw unreadable(file, "can't be read", e);
    }
    if (people.isEmpty()) {
      throw unreadable(file, "has nobody in it", null);
    }
    return people;
  }

  static Fault unreadable(Path file, String what, Throwable cause) {
    return new Fault(
        ErrorCode.BAD_CONFIGURATION,
        "The list "
            + file
            + " "
            + what
            + ": download it anew, or take it out of kyc.lists-directory.",
        cause);
  }

  private static List<ListedPerson> ofXml(Path file) throws IOException, XMLStreamException {
    try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file))) {
      XMLStreamReader xml = XML.createXMLStreamReader(bytes);
      while (xml.next() != XMLStreamConstants.START_ELEMENT) {
        // the prologue
      }
      String root = xml.getLocalName();
      return switch (root) {
        case "sdnList" -> people(xml, "sdnEntry", ListFiles::ofOfac);
        case "CONSOLIDATED_LIST" -> people(xml, "INDIVIDUAL", ListFiles::ofUnitedNations);
        case "export" -> people(xml, "sanctionEntity", ListFiles::ofEuropeanUnion);
        default -> throw unreadable(file, "is none that is known (" + root + ")", null);
      };
    }
  }

  /** Reads one entry; empty when it is no person. */
  @FunctionalInterface
  private interface EntryReader {
    Stream<ListedPerson> read(Element entry);
  }

  private static List<ListedPerson> people(XMLStreamReader xml, String element, EntryReader reader)
      throws XMLStreamException {
    List<ListedPerson> people = new ArrayList<>();
    while (xml.hasNext()) {
      if (xml.next() == XMLStreamConstants.START_ELEMENT && xml.getLocalName().equals(element)) {
        reader.read(Element.read(xml)).forEach(people::add);
      }
    }
    return people;
  }

  private static Stream<ListedPerson> ofOfac(Element entry) {
    if (!entry.text("sdnType").equals("Individual")) {
      return Stream.empty();
    }
    List<String> names = new ArrayList<>();
    add(names, entry.text("firstName"), entry.text("lastName"));
    entry
        .under("akaList", "aka")
        .forEach(aka -> add(names, aka.text("firstName"), aka.text("lastName")));
    List<Years> births =
        entry
            .under("dateOfBirthList", "dateOfBirthItem")
            .flatMap(item -> years(item.text("dateOfBirth")).stream())
            .toList();
    return Stream.of(new ListedPerson("OFAC-SDN", entry.text("uid"), names, births));
  }

  private static Stream<ListedPerson> ofUnitedNations(Element entry) {
    List<String> names = new ArrayList<>();
    add(
        names,
        entry.text("FIRST_NAME"),
        entry.text("SECOND_NAME"),
        entry.text("THIRD_NAME"),
        entry.text("FOURTH_NAME"));
    add(names, entry.text("NAME_ORIGINAL_SCRIPT"));
    entry.all("INDIVIDUAL_ALIAS").forEach(alias -> add(names, alias.text("ALIAS_NAME")));
    List<Years> births = new ArrayList<>();
    entry
        .all("INDIVIDUAL_DATE_OF_BIRTH")
        .forEach(birth ->
            births.addAll(
                years(
                    String.join(
                        " ",
                        birth.text("DATE"),
                        birth.text("YEAR"),
                        birth.text("FROM_YEAR"),
                        birth.text("TO_YEAR")))));
    return Stream.of(new ListedPerson("UN", entry.text("DATAID"), names, births));
  }

  private static Stream<ListedPerson> ofEuropeanUnion(Element entry) {
    if (entry.all("subjectType").noneMatch(type -> type.attribute("code").equals("person"))) {
      return Stream.empty();
    }
    List<String> names = new ArrayList<>();
    entry
        .all("nameAlias")
        .forEach(alias -> {
          String whole = alias.attribute("wholeName");
          if (whole.isBlank()) {
            add(
                names,
                alias.attribute("firstName"),
                alias.attribute("middleName"),
                alias.attribute("lastName"));
          } else {
            add(names, whole);
          }
        });
    List<Years> births =
        entry
            .all("birthdate")
            .flatMap(birth ->
                years(
                    Stream.of("birthdate", "year", "yearRangeFrom", "yearRangeTo")
                        .map(birth::attribute)
                        .reduce("", (one, other) -> one + " " + other))
                    .stream())
            .toList();
    return Stream.of(new ListedPerson("EU", entry.attribute("logicalId"), names, births));
  }

  private static List<ListedPerson> ofCsv(Path file) throws IOException {
    List<List<String>> rows = CsvRows.read(Files.readString(file, StandardCharsets.UTF_8));
    List<String> header = rows.isEmpty() ? List.of() : rows.getFirst();
    if (!header.containsAll(List.of("id", "schema", "name", "aliases", "birth_date"))) {
      throw unreadable(file, "has no header id,schema,name,aliases,birth_date", null);
    }
    String list =
        Objects.requireNonNull(file.getFileName())
            .toString()
            .replaceAll("(\\.targets\\.simple)?\\.csv$", "");
    List<ListedPerson> people = new ArrayList<>();
    for (List<String> row : rows.subList(1, rows.size())) {
      if (row.size() != header.size()) {
        throw unreadable(file, "has a row of another length than its header", null);
      }
      if (row.get(header.indexOf("schema")).equals("Person")) {
        List<String> names = new ArrayList<>();
        add(names, row.get(header.indexOf("name")));
        for (String alias : row.get(header.indexOf("aliases")).split(";")) {
          add(names, alias);
        }
        List<Years> births = years(row.get(header.indexOf("birth_date")));
        people.add(new ListedPerson(list, row.get(header.indexOf("id")), names, births));
      }
    }
    return people;
  }

  private static void add(List<String> names, String... parts) {
    String name =
        String.join(
                " ",
                Stream.of(parts)
                    .filter(Objects::nonNull)
                    .filter(Predicate.not(String::isBlank))
                    .toList())
            .strip();
    if (!name.isEmpty() && !names.contains(name)) {
      names.add(name);
    }
  }

  /** "05 Jan 1970", "circa 1970", "1960 to 1965", "1970-05-01;1971": from the first to the last. */
  private static List<Years> years(String text) {
    List<Integer> years =
        YEAR.matcher(text).results().map(MatchResult::group).map(Integer::valueOf).toList();
    return years.isEmpty()
        ? List.of()
        : List.of(
            new Years(
                years.stream().min(Integer::compare).orElseThrow(),
                years.stream().max(Integer::compare).orElseThrow()));
  }
}

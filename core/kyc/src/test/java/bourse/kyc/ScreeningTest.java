package bourse.kyc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the comparison with lists finds, and what it takes for somebody else, measured. The page
 * docs/reference/screening.md is what this test measures; {@code make reference} writes it anew.
 */
class ScreeningTest {
  static final Path LISTS = Path.of("src", "test", "resources", "bourse", "kyc", "lists");
  private static final Path PAGE = Path.of("..", "..", "docs", "reference", "screening.md");
  private static final long SEED = 20_260_105;
  private static final WatchList PEOPLE = new WatchList(ListFiles.readAll(LISTS));

  /** Names as somebody else would write them, and whom they mean; by pairs. */
  private static final String[] TRANSLITERATED = {
    "Виктор Ильич Соколовский",
    "9001",
    "Wiktor Sokolowski",
    "9001",
    "Viktor Sokolovskij",
    "9001",
    "خالد يوسف الرشيدي",
    "9002",
    "Khaled Youssef Al Rashidi",
    "9002",
    "Halid Yusef Alrashidi",
    "9002",
    "Дмитрий Сергеевич Воробьёв",
    "9003",
    "Dmitri Worobjow",
    "9003",
    "Dimitry Vorobiov",
    "9003",
    "Олександр Гриценко",
    "9005",
    "Alexander Gritsenko",
    "9005",
    "Oleksandr Hrycenko",
    "9005",
    "عبد الرحمن نورزاي",
    "9006",
    "Abd ar-Rahman Nurzai",
    "9006",
    "Abdulrahman Noorzay",
    "9006",
    "غلام حسين توكلي",
    "9008",
    "Gholam Hussein Tavakkoli",
    "9008",
    "Ghulam Husayn Tawakkoli",
    "9008",
    "حميد كريم برزاني فولان",
    "6908001",
    "Hameed Karim Barzani Foulan",
    "6908001",
    "مصطفى عثمان درويش",
    "6908002",
    "Mostafa Othman Darwisch",
    "6908002",
    "Yacine Ben Talbaoui",
    "6908005",
    "Yassin Talbaoui",
    "6908005",
    "Andrey Zaytsev",
    "13001",
    "Andrej Petrowitsch Saizew",
    "13001",
    "Andriy Zaycev",
    "13001",
    "Stepan Kovacevic Horvat",
    "13002",
    "Стјепан Ковачевић-Хорват",
    "13002",
    "Alexandros Papanikolaou",
    "13003",
    "Aleksandros Papanicolaou",
    "13003",
    "Lukasz Brzeczyszczykowski",
    "13004",
    "Iwan Alexandrowitsch Kusnezow-Belski",
    "13005",
    "Ivan Kuznecov Belskij",
    "13005",
    "Nguyen Van Phuc Duc",
    "13006",
    "Amelie Dubois Laurencon",
    "test-1",
    "Jorge Peñaranda",
    "test-2",
    "Shukru Yilmazoglu",
    "test-3",
    "Bjoern Aakesson Lindqvist",
    "test-5"
  };

  private static final List<String> GIVEN =
      List.of(
          "Viktor",
          "Dmitri",
          "Andrei",
          "Oleksandr",
          "Ivan",
          "Sergey",
          "Olga",
          "Natalia",
          "Khalid",
          "Yusuf",
          "Hamid",
          "Karim",
          "Mustafa",
          "Osman",
          "Ahmed",
          "Fatima",
          "Leila",
          "Ali",
          "Omar",
          "Hassan",
          "Carlos",
          "Jorge",
          "Ignacio",
          "Maria",
          "Lucia",
          "Eduardo",
          "Pedro",
          "Ana",
          "Zhang",
          "Wei",
          "Li",
          "Ming",
          "Nguyen",
          "Van",
          "Thi",
          "Jean",
          "Baptiste",
          "Amélie",
          "Luc",
          "Sophie",
          "Pierre",
          "Anna",
          "Łukasz",
          "Piotr",
          "Agnieszka",
          "Björn",
          "Lars",
          "Ingrid",
          "Alexandros",
          "Eleni",
          "Giorgos",
          "Şükrü",
          "Ayşe",
          "Mehmet",
          "John",
          "Mary",
          "James",
          "Emma",
          "Oliver",
          "Grace");
  private static final List<String> FAMILY =
      List.of(
          "Petrov",
          "Ivanova",
          "Smirnov",
          "Kuznetsov",
          "Popova",
          "Sokolov",
          "Volkov",
          "Zaitseva",
          "Shevchenko",
          "Kovalenko",
          "Bondarenko",
          "Al-Hassan",
          "Al-Masri",
          "Haddad",
          "Khoury",
          "Rahman",
          "Hussein",
          "Rahimi",
          "Karimi",
          "Ahmadi",
          "Darvish",
          "Noori",
          "Garcia",
          "Rodriguez",
          "Montalban",
          "Quiroz",
          "Rios",
          "Fernandez",
          "Lopez",
          "Silva",
          "Wang",
          "Chen",
          "Liu",
          "Weimin",
          "Tran",
          "Pham",
          "Phuc",
          "Dubois",
          "Laurent",
          "Lefevre",
          "Martin",
          "Bernard",
          "Kowalski",
          "Nowak",
          "Brzezinski",
          "Lindqvist",
          "Åkesson",
          "Johansson",
          "Berg",
          "Papadopoulos",
          "Nikolaidis",
          "Yılmaz",
          "Demir",
          "Kovačević",
          "Horvat",
          "Smith",
          "Jones",
          "Taylor",
          "Brown",
          "Williams");

  @Test
  void everyListIsReadByItsSchema() {
    assertEquals("EU 6, OFAC-SDN 8, UN 5, peps 4", PEOPLE.summary());
    List<ListedPerson> un = ListFiles.read(LISTS.resolve("consolidated.xml"));
    assertEquals(
        List.of("MUSTAFA OSMAN DARWISH", "مصطفى عثمان درويش", "Moustafa Uthman Darwesh"),
        un.get(1).names());
    List<ListedPerson> ofac = ListFiles.read(LISTS.resolve("sdn.xml"));
    assertEquals(List.of(new ListedPerson.Years(1958, 1960)), ofac.get(2).births());
    assertEquals("Khalid Yusuf AL-RASHIDI", ofac.get(1).names().getFirst());
    List<ListedPerson> peps = ListFiles.read(LISTS.resolve("peps.targets.simple.csv"));
    assertEquals(
        List.of("Jorge Ignacio Peñaranda Ríos", "Peñaranda Ríos, Jorge", "Jorge Penaranda"),
        peps.get(1).names());
  }

  @ParameterizedTest
  @CsvSource({
    "a.xml, <sdnList><sdnEntry>, can't be read",
    "a.xml, <sdnList></sdnList>, has nobody in it",
    "a.xml, <html/>, is none that is known",
    "a.xml, <!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><sdnList>&x;</sdnList>, list",
    "a.csv, 'id,name', has no header",
    "a.csv, '\"id\",schema,name,aliases,birth_date\n1,Person', another length"
  })
  void aListThatIsNotWholeIsRefused(String name, String content, String said, @TempDir Path folder)
      throws Exception {
    Files.writeString(folder.resolve(name), content);
    Fault fault = assertThrows(Fault.class, () -> LocalScreening.in(folder));
    assertEquals(ErrorCode.BAD_CONFIGURATION, fault.code());
    assertTrue(fault.getMessage().contains(said), fault.getMessage());
    assertTrue(fault.getMessage().contains(folder.resolve(name).toString()), fault.getMessage());
  }

  @Test
  void aListThatChangesIsReadAgainAndAWrongOneLeavesTheFormer(@TempDir Path folder)
      throws Exception {
    Files.copy(LISTS.resolve("eu.xml"), folder.resolve("eu.xml"));
    LocalScreening screening = LocalScreening.in(folder);
    assertEquals("EU 6", screening.lists());
    Files.writeString(folder.resolve("sdn.xml"), "<sdnList>");
    assertThrows(Fault.class, () -> screening.renew().work().doPiece());
    assertEquals("EU 6", screening.lists());
    Files.copy(
        LISTS.resolve("sdn.xml"),
        folder.resolve("sdn.xml"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertFalse(screening.renew().work().doPiece());
    assertEquals("EU 6, OFAC-SDN 8", screening.lists());
  }

  @Test
  void aYearOfBirthThatDoesNotFitSpeaksAgainst() {
    Optional<LocalDate> right = Optional.of(LocalDate.of(1961, 3, 5));
    Optional<LocalDate> wrong = Optional.of(LocalDate.of(1991, 3, 5));
    assertEquals(100, PEOPLE.find("Viktor Ilyich Sokolovskiy", right).getFirst().score());
    assertEquals(92, PEOPLE.find("Viktor Ilyich Sokolovskiy", wrong).getFirst().score());
    assertEquals(1, PEOPLE.find("Viktor Sokolovsky", right).size());
  }

  @Test
  void itFindsAndDoesNotFindWhatThePageSays() throws Exception {
    Map<String, List<String[]>> kinds = new LinkedHashMap<>();
    kinds.put("as it stands on the list", listed(name -> Stream.of(name)));
    kinds.put("words in another order", listed(name -> Stream.of(reversed(name))));
    kinds.put("without the middle words", listed(ScreeningTest::shortened));
    Random random = new Random(SEED);
    kinds.put("with one typing error", listed(name -> typos(name, 1, random)));
    kinds.put("with two typing errors", listed(name -> typos(name, 2, random)));
    List<String[]> spelled = new ArrayList<>();
    for (int i = 0; i < TRANSLITERATED.length; i += 2) {
      spelled.add(new String[] {TRANSLITERATED[i], TRANSLITERATED[i + 1]});
    }
    kinds.put("in another script or spelling", spelled);

    StringBuilder table = new StringBuilder();
    StringBuilder missed = new StringBuilder();
    int all = 0;
    int found = 0;
    for (Map.Entry<String, List<String[]>> kind : kinds.entrySet()) {
      int right = 0;
      for (String[] pair : kind.getValue()) {
        boolean isFound =
            PEOPLE.find(pair[0], Optional.empty()).stream()
                .anyMatch(hit -> hit.entry().equals(pair[1]));
        right += isFound ? 1 : 0;
        if (!isFound) {
          missed.append(pair[0]).append(" for ").append(pair[1]).append('\n');
        }
      }
      all += kind.getValue().size();
      found += right;
      table.append(row(kind.getKey(), kind.getValue().size(), right));
    }
    int others = 0;
    int taken = 0;
    StringBuilder wrongly = new StringBuilder();
    for (String given : GIVEN) {
      for (String family : FAMILY) {
        others++;
        if (!PEOPLE.find(given + " " + family, Optional.empty()).isEmpty()) {
          taken++;
          wrongly.append(given).append(' ').append(family).append(", ");
        }
      }
    }
    String page = page(table.toString(), all, found, others, taken);
    if (Boolean.getBoolean("bourse.write-reference")) {
      Files.writeString(PAGE, page);
    }
    assertTrue(found >= 0.95 * all, found + " of " + all + ", missed:\n" + missed);
    assertTrue(taken <= 0.005 * others, taken + " of " + others + ": " + wrongly);
    assertEquals(page, Files.readString(PAGE), "The page is stale: run make reference");
  }

  private static String row(String kind, int tried, int found) {
    return "| %s | %d | %d | %s |\n".formatted(kind, tried, found, percent(found, tried));
  }

  private static String percent(int part, int whole) {
    return String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
  }

  private static String page(String rows, int all, int found, int others, int taken) {
    return """
    # What screening finds

    Generated by a test; the build fails when this page is stale. Names are compared as
    [verifying clients](../guides/verifying-clients.md) says; from %d percent on somebody is shown to the reviewer.

    Tried are the %d people of the lists in `core/kyc/src/test/resources/bourse/kyc/lists`, who do not exist, with every name of theirs and
    without a date of birth; typing errors (a letter left out, doubled, exchanged for another or with its neighbour, in the longest word) are
    drawn with a fixed seed.

    | the name was written | tried | found | recall |
    |---|---|---|---|
    %s| **all** | %d | %d | %s |

    | names of others, of the same languages | tried | taken for somebody | false positives |
    |---|---|---|---|
    | %d given names with %d family names | %d | %d | %s |
    """
        .formatted(
            WatchList.THRESHOLD,
            PEOPLE.size(),
            rows,
            all,
            found,
            percent(found, all),
            GIVEN.size(),
            FAMILY.size(),
            others,
            taken,
            percent(taken, others));
  }

  /** Every name of every listed person that has more than one word, written in some way. */
  private static List<String[]> listed(java.util.function.Function<String, Stream<String>> write) {
    List<String[]> pairs = new ArrayList<>();
    for (ListedPerson person : ListFiles.readAll(LISTS)) {
      for (String name : person.names()) {
        write.apply(name).forEach(written -> pairs.add(new String[] {written, person.entry()}));
      }
    }
    return pairs;
  }

  private static String reversed(String name) {
    return String.join(" ", List.of(name.split("[ ,]+")).reversed());
  }

  private static Stream<String> shortened(String name) {
    String[] words = name.split(" ");
    return words.length < 3 ? Stream.empty() : Stream.of(words[0] + " " + words[words.length - 1]);
  }

  /** Five ways to mistype a name. */
  private static Stream<String> typos(String name, int errors, Random random) {
    return Stream.generate(
            () -> {
              String written = name;
              for (int i = 0; i < errors; i++) {
                written = mistyped(written, random);
              }
              return written;
            })
        .limit(5);
  }

  private static String mistyped(String name, Random random) {
    String longest =
        Stream.of(name.split("[ -]"))
            .reduce((one, other) -> other.length() > one.length() ? other : one)
            .orElseThrow();
    int at = 1 + random.nextInt(longest.length() - 2);
    char letter = longest.charAt(at);
    String wrong =
        switch (random.nextInt(4)) {
          case 0 -> longest.substring(0, at) + longest.substring(at + 1);
          case 1 -> longest.substring(0, at) + letter + longest.substring(at);
          case 2 ->
              longest.substring(0, at) + (letter == 'e' ? 'a' : 'e') + longest.substring(at + 1);
          default ->
              longest.substring(0, at)
                  + longest.charAt(at + 1)
                  + letter
                  + longest.substring(at + 2);
        };
    return name.replace(longest, wrong);
  }
}

package bourse.systemtests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The arrows between modules, and the purity of the engine. */
class ArchitectureTest {
  /** Lowest first: a module may use those before it, never those after it. */
  private static final List<String> MODULES =
      List.of(
          "domain",
          "engine",
          "platform",
          "schema",
          "notification",
          "exchange",
          "auth",
          "trading",
          "marketdata",
          "wallet",
          "kyc",
          "withdrawals",
          "payments",
          "crypto",
          "admin",
          "gateway",
          "server",
          "cli");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("bourse");

  @Test
  void theRulesSeeTheProduct() {
    for (String module : List.of("domain", "engine", "platform", "exchange")) {
      if (CLASSES.stream()
          .noneMatch(type -> type.getPackageName().startsWith("bourse." + module))) {
        throw new AssertionError(
            "No class of " + module + " was read; the rules would hold of nothing");
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> dependenciesPointDown() {
    return MODULES.stream()
        .limit(MODULES.size() - 1)
        .map(module -> {
          String[] above =
              MODULES.stream()
                  .skip(MODULES.indexOf(module) + 1L)
                  .map(name -> "bourse." + name + "..")
                  .toArray(String[]::new);
          ArchRule rule =
              noClasses()
                  .that()
                  .resideInAPackage("bourse." + module + "..")
                  .should()
                  .dependOnClassesThat()
                  .resideInAnyPackage(above)
                  .allowEmptyShould(true);
          return DynamicTest.dynamicTest(module, () -> rule.check(CLASSES));
        });
  }

  @Test
  void domainAndEngineUseTheJdkOnly() {
    ArchRuleDefinition.classes()
        .that()
        .resideInAnyPackage("bourse.domain..", "bourse.engine..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "bourse.domain..", "bourse.engine..")
        .check(CLASSES);
  }

  @Test
  void engineHasNoClockNoRandomnessNoFilesNoThreads() {
    noClasses()
        .that()
        .resideInAPackage("bourse.engine..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "give time, randomness, files, sockets or threads", ArchitectureTest::isImpure))
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(System.class, "getProperty", String.class)
        .orShould()
        .callMethod(System.class, "identityHashCode", Object.class)
        .orShould()
        .callMethod(Math.class, "random")
        .check(CLASSES);
  }

  private static boolean isImpure(JavaClass type) {
    String name = type.getFullName();
    boolean time = type.getPackageName().startsWith("java.time");
    boolean files =
        type.getPackageName().startsWith("java.nio.file")
            || type.getPackageName().startsWith("java.nio.channels")
            || type.getPackageName().startsWith("java.net")
            || name.startsWith("java.io.File")
            || name.equals("java.io.RandomAccessFile");
    boolean threads =
        type.getPackageName().startsWith("java.util.concurrent")
            || name.equals("java.lang.Thread")
            || name.equals("java.lang.ThreadLocal");
    boolean randomness =
        name.equals("java.util.Random")
            || name.equals("java.util.SplittableRandom")
            || name.equals("java.security.SecureRandom")
            || name.equals("java.util.UUID");
    return time || files || threads || randomness;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.system;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import dev.assay.contracts.file.PixelsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The walls between the modules, checked on their compiled classes. */
class ArchitectureTest {
  private static final List<String> MODULES =
      List.of(
          "contracts",
          "artifacts",
          "artifacts-s3",
          "outbox",
          "rest",
          "processes",
          "datasets",
          "weights",
          "backbones",
          "embedder",
          "statistics",
          "latex",
          "terminal",
          "embedded",
          "data-service",
          "training-service",
          "inference-service",
          "evaluation-service",
          "reporting-service",
          "cli");
  private static final List<String> PLAIN =
      List.of(
          "contracts",
          "artifacts",
          "processes",
          "datasets",
          "weights",
          "statistics",
          "latex",
          "terminal");
  private static final List<String> SERVICES =
      List.of("data", "training", "inference", "evaluation", "reporting");

  private static JavaClasses product;

  @BeforeAll
  static void importCompiledClasses() {
    Path root = Path.of(System.getProperty("assay.root"));
    List<Path> folders =
        MODULES.stream().map(m -> root.resolve(m).resolve("target/classes")).toList();
    assertThat(folders).allMatch(Files::isDirectory, "is compiled");
    product = new ClassFileImporter().importPaths(folders);
  }

  @TestFactory
  List<DynamicTest> plainLibrariesKnowNoFramework() {
    return PLAIN.stream()
        .map(
            library ->
                rule(
                    library,
                    noClasses()
                        .that()
                        .resideInAPackage("dev.assay." + library + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                            "jakarta..",
                            "io.quarkus..",
                            "io.smallrye..",
                            "io.vertx..",
                            "org.hibernate..",
                            "org.apache.kafka..",
                            "org.eclipse.microprofile..",
                            "java.sql..",
                            "ai.djl..")))
        .toList();
  }

  @Test
  void onlyBackbonesKnowsTheEngine() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.assay.backbones..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ai.djl..", "dev.assay.backbones..")
        .check(product);
  }

  @Test
  void onlyTheEmbedderKnowsOnnxRuntime() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.assay.embedder..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ai.onnxruntime..", "dev.assay.embedder..")
        .check(product);
  }

  /**
   * A trainer reads the pixels through {@code PixelsFile.openForTraining} and knows the split from
   * a {@code TrainingManifest}, which names no test image.
   */
  @Test
  void noTrainingReadsATestImage() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.assay.backbones.trainer..", "dev.assay.backbones.data..")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("dev.assay.contracts.file.SplitManifest")
        .orShould()
        .callMethod(PixelsFile.class, "open", Path.class)
        .check(product);
  }

  @TestFactory
  List<DynamicTest> noServiceDependsOnAnother() {
    return SERVICES.stream()
        .map(
            service ->
                rule(
                    service,
                    noClasses()
                        .that()
                        .resideOutsideOfPackage("dev.assay." + service + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("dev.assay." + service + "..")))
        .toList();
  }

  @TestFactory
  List<DynamicTest> generalLibrariesKnowNothingOfOurs() {
    return List.of("statistics", "latex", "outbox", "processes", "contracts").stream()
        .map(
            library ->
                rule(
                    library,
                    classes()
                        .that()
                        .resideInAPackage("dev.assay." + library + "..")
                        .should()
                        .onlyDependOnClassesThat(
                            com.tngtech.archunit.base.DescribedPredicate.describe(
                                "are of this library or of others' making",
                                c ->
                                    !c.getPackageName().startsWith("dev.assay.")
                                        || c.getPackageName().startsWith("dev.assay." + library)))))
        .toList();
  }

  /**
   * What no terminal may obey is one rule, of the contracts; else a table knows nothing of ours.
   */
  @Test
  void terminalKnowsOnlyWhatIsPrintable() {
    noClasses()
        .that()
        .resideInAPackage("dev.assay.terminal..")
        .should()
        .dependOnClassesThat(
            com.tngtech.archunit.base.DescribedPredicate.describe(
                "are others of ours",
                c ->
                    c.getPackageName().startsWith("dev.assay.")
                        && !c.getPackageName().startsWith("dev.assay.terminal")
                        && !c.getFullName().equals("dev.assay.contracts.Printable")))
        .check(product);
  }

  @Test
  void packagesFormNoCycleBetweenModules() {
    SlicesRuleDefinition.slices()
        .matching("dev.assay.(*)..")
        .should()
        .beFreeOfCycles()
        .check(product);
  }

  /** Its packages are layers: the root package, heads, networks, layers, gradients, the engine. */
  @Test
  void packagesOfBackbonesFormNoCycle() {
    SlicesRuleDefinition.slices()
        .matching("dev.assay.(**)")
        .should()
        .beFreeOfCycles()
        .check(product.that(resideInAPackage("dev.assay.backbones..")));
  }

  @Test
  void packagesOfTheStatisticsFormNoCycle() {
    SlicesRuleDefinition.slices()
        .assignedFrom(
            new SliceAssignment() {
              @Override
              public SliceIdentifier getIdentifierOf(JavaClass of) {
                return of.getPackageName().startsWith("dev.assay.statistics")
                    ? SliceIdentifier.of(of.getPackageName())
                    : SliceIdentifier.ignore();
              }

              @Override
              public String getDescription() {
                return "packages of the statistics";
              }
            })
        .should()
        .beFreeOfCycles()
        .check(product);
  }

  @Test
  void nothingIsNamedAfterNothing() {
    noClasses()
        .should()
        .haveNameMatching(".*(Impl|Utils?|Helper|Manager|Common)$")
        .orShould()
        .resideInAnyPackage("..impl..", "..util..", "..common..", "..helper..", "..manager..")
        .check(product);
  }

  @Test
  void dependenciesComeThroughConstructors() {
    fields()
        .should()
        .notBeAnnotatedWith("jakarta.inject.Inject")
        .allowEmptyShould(true)
        .check(product);
  }

  /**
   * What is awaited inside a process is awaited by a signal. A pause between two tries of something
   * outside, a starting service or a database, is a named duration.
   */
  @Test
  void pauseBetweenTriesIsNamedDuration() {
    noClasses().should().callMethod(Thread.class, "sleep", long.class).check(product);
  }

  /**
   * The engine's arithmetic with a Java number hands PyTorch memory that is taken back when the
   * call ends, which may be before the backward pass that needs it: numbers come from {@code
   * Torch.owned}.
   */
  @Test
  void noArrayIsCombinedWithJavaNumber() {
    DescribedPredicate<JavaMethodCall> withNumber =
        describe(
            "a Java number",
            call ->
                call.getTargetOwner().isAssignableTo("ai.djl.ndarray.NDArray")
                    && !call.getName().equals("clip")
                    && call.getTarget().getRawParameterTypes().stream()
                        .anyMatch(type -> type.isEquivalentTo(Number.class)));
    noClasses().should().callMethodWhere(withNumber).check(product);
  }

  private static DynamicTest rule(String name, ArchRule rule) {
    return DynamicTest.dynamicTest(name, () -> rule.check(product));
  }
}

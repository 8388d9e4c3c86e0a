// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.assay.statistics.comparison.Verdict;
import dev.assay.weights.OfficialWeights;
import dev.assay.weights.Titles;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.assay.reporting");

  @Test
  void renderersKnowTheReportAndTemplatesOnly() {
    classes()
        .that()
        .resideInAPackage("dev.assay.reporting.render..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    "java..",
                    "org.jspecify.annotations..",
                    "com.fasterxml.jackson.annotation..",
                    "dev.assay.contracts..",
                    "dev.assay.latex..",
                    "dev.assay.terminal..",
                    // the labels of metrics
                    "dev.assay.statistics.metrics..",
                    "dev.assay.reporting.report..",
                    "dev.assay.reporting.template..",
                    "dev.assay.reporting.render..")
                // the labels of conclusions, the titles of backbones, and the licences of their
                // weights
                .or(belongToAnyOf(Verdict.class, Titles.class, OfficialWeights.class)))
        .check(CLASSES);
  }

  @Test
  void reportIsPlainData() {
    classes()
        .that()
        .resideInAPackage("dev.assay.reporting.report..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify.annotations..",
            "com.fasterxml.jackson.annotation..",
            "dev.assay.contracts..",
            "dev.assay.reporting.report..")
        .check(CLASSES);
  }

  @Test
  void formatsKnowNothingOfEachOther() {
    slices()
        .matching("dev.assay.reporting.render.(latex|markdown|html|csv|json|legacy)..")
        .should()
        .notDependOnEachOther()
        .check(CLASSES);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("dev.assay.reporting.render.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void renderersKnowNoClock() {
    noClasses()
        .that()
        .resideInAPackage("dev.assay.reporting.render..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.time..", "java.net..", "java.nio..", "java.io..")
        .check(CLASSES);
  }

  @Test
  void onlyTheStoreKnowsTheDatabase() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.assay.reporting.store..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta.persistence..", "io.quarkus.hibernate..", "java.sql..")
        .check(CLASSES);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.system;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The same part has the same name in every service, and lies in the same package: whoever knows one
 * service finds his way in all five.
 */
class ServiceRoomsTest {
  private static final List<String> SERVICES =
      List.of("data", "training", "inference", "evaluation", "reporting");

  /** Services whose work is requested by events. */
  private static final Set<String> PLANNING = Set.of("training", "inference", "evaluation");

  /** Services whose work is done by child processes. */
  private static final Set<String> WITH_CHILDREN = Set.of("training", "inference");

  private static JavaClasses services;

  @BeforeAll
  static void importServices() {
    Path root = Path.of(System.getProperty("assay.root"));
    services =
        new ClassFileImporter()
            .importPaths(
                SERVICES.stream().map(s -> root.resolve(s + "-service/target/classes")).toList());
  }

  @Test
  void eventsAreConsumedInMessaging() {
    check(
        classes()
            .that(implement("dev.assay.outbox.Receiver"))
            .should()
            .haveSimpleNameEndingWith("Consumer")
            .andShould(be(liesIn("messaging"))));
    methods()
        .that()
        .areAnnotatedWith("org.eclipse.microprofile.reactive.messaging.Incoming")
        .should()
        .beDeclaredInClassesThat(implement("dev.assay.outbox.Receiver"))
        .check(services);
    assertThat(servicesWith("messaging", "EventConsumer"))
        .containsExactlyInAnyOrderElementsOf(SERVICES);
  }

  @Test
  void eventsAreHandledByTheEventHandlerAndWorkIsRequestedByThePlanner() {
    assertThat(servicesWith("", "EventHandler")).isEqualTo(PLANNING);
    assertThat(servicesWith("", "Planner")).isEqualTo(PLANNING);
    assertLiesIn("", "EventHandler", "Planner");
    noClasses()
        .that(isNamed("EventHandler").or(isNamed("EventConsumer")))
        .should()
        .callMethodWhere(
            describe(
                "requests work",
                call ->
                    call.getTargetOwner().getName().equals("dev.assay.outbox.WorkQueue")
                        && call.getName().equals("request")))
        .check(services);
  }

  @Test
  void leasedWorkIsNamedWork() {
    check(
        classes()
            .that(implement("dev.assay.outbox.Work"))
            .should()
            .haveSimpleNameEndingWith("Work"));
    assertThat(
            services.stream()
                .filter(implement("dev.assay.outbox.Work"))
                .filter(c -> PLANNING.contains(service(c)))
                .map(ServiceRoomsTest::room))
        .hasSize(PLANNING.size())
        .containsOnly("");
  }

  @Test
  void childProcessesHaveARoomWithTheirScratchFolders() {
    check(
        classes()
            .that(dependOn("dev.assay.processes.ChildProcess"))
            .should()
            .haveSimpleNameEndingWith("Child")
            .andShould(be(liesIn("child"))));
    assertThat(servicesWith("child", "ScratchFolders")).isEqualTo(WITH_CHILDREN);
    assertLiesIn("child", "ScratchFolders");
  }

  @Test
  void progressIsPublishedByTheProgressChannel() {
    Map<String, Set<String>> emitters = new TreeMap<>();
    services.stream()
        .filter(dependOn("io.smallrye.reactive.messaging.MutinyEmitter"))
        .forEach(
            c ->
                emitters
                    .computeIfAbsent(service(c), s -> new TreeSet<>())
                    .add(room(c) + "." + c.getSimpleName()));

    assertThat(emitters.keySet()).containsExactlyInAnyOrder("data", "training", "inference");
    assertThat(emitters.values()).containsOnly(Set.of("messaging.ProgressChannel"));
  }

  @Test
  void settingsLieInTheRoot() {
    check(
        classes()
            .that()
            .areAnnotatedWith("io.smallrye.config.ConfigMapping")
            .should()
            .haveSimpleNameEndingWith("Config")
            .andShould(be(liesIn(""))));
    assertThat(
            services.stream()
                .filter(c -> c.isAnnotatedWith("io.smallrye.config.ConfigMapping"))
                .map(ServiceRoomsTest::service)
                .distinct())
        .containsExactlyInAnyOrderElementsOf(SERVICES);
  }

  @Test
  void tablesLieInTheStore() {
    check(
        classes()
            .that()
            .areAnnotatedWith("jakarta.persistence.Entity")
            .should(be(liesIn("store"))));
  }

  @Test
  void resourcesAreNamedResource() {
    check(
        classes()
            .that()
            .areAnnotatedWith("jakarta.ws.rs.Path")
            .should()
            .haveSimpleNameEndingWith("Resource"));
  }

  /** But for the page, where a browser signs in with a link and a cookie instead of the token. */
  @Test
  void tokensAndProblemsAreThoseOfRest() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.assay.reporting.signin", "dev.assay.reporting.page")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.quarkus.security..",
            "io.quarkus.vertx.http.runtime.security..",
            "org.jboss.resteasy.reactive.server..")
        .orShould()
        .haveSimpleName("Problem")
        .orShould()
        .haveSimpleName("Token")
        .check(services);
  }

  private static void check(ArchRule rule) {
    rule.check(services);
  }

  /** Fails if a class of one of these names lies in another package of its service. */
  private static void assertLiesIn(String room, String... names) {
    assertThat(services.stream().filter(c -> List.of(names).contains(c.getSimpleName())))
        .isNotEmpty()
        .allMatch(c -> room(c).equals(room), "lies in the package '" + room + "' of its service");
  }

  private static Set<String> servicesWith(String room, String name) {
    return services.stream()
        .filter(c -> c.getSimpleName().equals(name) && room(c).equals(room))
        .map(ServiceRoomsTest::service)
        .collect(Collectors.toSet());
  }

  private static DescribedPredicate<JavaClass> liesIn(String room) {
    return describe("in the package '" + room + "' of its service", c -> room(c).equals(room));
  }

  private static DescribedPredicate<JavaClass> isNamed(String pattern) {
    return describe("named " + pattern, c -> c.getSimpleName().matches(pattern));
  }

  private static DescribedPredicate<JavaClass> implement(String type) {
    return describe(
        "implement " + type,
        c -> c.getRawInterfaces().stream().anyMatch(i -> i.getName().equals(type)));
  }

  private static DescribedPredicate<JavaClass> dependOn(String type) {
    return describe(
        "depend on " + type,
        c ->
            c.getDirectDependenciesFromSelf().stream()
                .anyMatch(d -> d.getTargetClass().getName().equals(type)));
  }

  /** {@code data} of {@code dev.assay.data.store.StudyRow}. */
  private static String service(JavaClass type) {
    return type.getPackageName().split("\\.")[2];
  }

  /** {@code store} of {@code dev.assay.data.store.StudyRow}; empty in the root package. */
  private static String room(JavaClass type) {
    String[] names = type.getPackageName().split("\\.");
    return names.length > 3 ? names[3] : "";
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.system.deploy;

import static dev.assay.system.deploy.Deployment.SERVICES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.assay.system.deploy.Deployment.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** compose.yaml against the services it runs. */
class ComposeTest {
  /** Read by the image's command line. */
  private static final String JAVA_OPTIONS = "ASSAY_JAVA_OPTIONS";

  /** Read by the JVM: in which encoding it reads the names of files. */
  private static final String LOCALE = "LC_ALL";

  /** Read by the client of an S3 server. */
  private static final List<String> S3_CREDENTIALS =
      List.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");

  /** What Compose asks of whoever starts the stack. */
  private static final Map<String, String> OWN_SECRETS =
      Map.of("ASSAY_TOKEN", "a-token", "ASSAY_DB_PASSWORD", "a-password");

  private static final Map<String, Map<String, Object>> COMPOSE = Deployment.composeServices();
  static final List<String> NAMES = SERVICES;

  @Test
  void runsTheFiveServicesTheBrokerAndTheDatabase() {
    assertThat(COMPOSE).containsKeys(SERVICES.toArray(String[]::new));
    assertThat(COMPOSE).containsKeys("kafka", "postgres", "topics").hasSize(8);
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void setsEveryVariableThatTheServiceReads(String service) {
    Set<String> set = environment(service).keySet();

    assertThat(Deployment.variables(service)).as("read by %s", service).isNotEmpty();
    assertThat(set)
        .as("set for %s in compose.yaml", service)
        .containsAll(Deployment.variables(service));
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void setsNothingThatNoServiceReads(String service) {
    Set<String> known = new TreeSet<>(Deployment.libraryVariables("outbox"));
    known.add(JAVA_OPTIONS);
    known.add(LOCALE);
    known.addAll(S3_CREDENTIALS);
    SERVICES.forEach(s -> known.addAll(Deployment.variables(s)));

    assertThat(environment(service).keySet()).isSubsetOf(known);
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void givesEachServiceItsOwnSchemaRoleAndPort(String service) {
    Map<String, Object> environment = environment(service);
    String schema = service.replace("-service", "");

    assertThat(environment.get("ASSAY_DB_URL"))
        .isEqualTo("jdbc:postgresql://postgres:5432/assay?currentSchema=" + schema);
    assertThat(environment.get("ASSAY_DB_USER")).isEqualTo(schema);
    assertThat(Deployment.text("deploy/postgres/schemas.sh"))
        .containsPattern("for service in [a-z ]*\\b" + schema + "\\b");
    assertThat(Deployment.settings(service))
        .as("the port that %s listens on without a setting", service)
        .contains(
            "quarkus.http.port=${ASSAY_HTTP_PORT:" + environment.get("ASSAY_HTTP_PORT") + "}");
  }

  @Test
  void givesEveryJvmALocaleThatReadsAllFileNames() {
    SERVICES.forEach(s -> assertThat(environment(s)).as(s).containsEntry(LOCALE, "C.UTF-8"));
    assertThat(Deployment.text("deploy/Dockerfile")).contains("ENV LC_ALL=C.UTF-8");
    assertThat(Deployment.text("deploy/helm/assay/templates/configmap.yaml"))
        .contains("  LC_ALL: C.UTF-8");
  }

  @Test
  void publishesOnlyTheReportingServiceAndOnlyOnLoopback() {
    COMPOSE.forEach(
        (name, service) -> {
          if (name.equals("reporting-service")) {
            assertThat(service.get("ports")).isEqualTo(List.of("127.0.0.1:8085:8085"));
          } else {
            assertThat(service).as(name).doesNotContainKeys("ports", "network_mode");
          }
        });
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void startsNothingWithoutSecretsAndWritesOnlyToVolumes(String service) {
    for (String secret : OWN_SECRETS.keySet()) {
      assertThat(environment(service).get(secret).toString()).startsWith("${" + secret + ":?");
    }
    assertThat(COMPOSE.get(service)).containsEntry("read_only", true);
    assertThat(COMPOSE.get(service).get("tmpfs").toString()).contains("/tmp:size=");
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void mountsTheOneArtifactsVolumeWhereTheServiceLooks(String service) {
    Object root = environment(service).get("ASSAY_ARTIFACTS_ROOT");

    assertThat(COMPOSE.get(service).get("volumes").toString()).contains("artifacts:" + root);
  }

  @Test
  void givesTheEngineToTrainingAndInferenceOnly() {
    for (String service : SERVICES) {
      boolean worker = service.startsWith("training") || service.startsWith("inference");
      Map<String, Object> build = Deployment.child(COMPOSE.get(service), "build");

      assertThat(build.get("target")).as(service).isEqualTo(worker ? "worker" : "service");
      assertThat(environment(service).containsKey("ASSAY_TRAINER_LIB")).isEqualTo(worker);
      assertThat(Deployment.child(build, "args")).containsEntry("SERVICE", service);
    }
  }

  @Test
  void runsTheBrokerOfTheVersionThatTheClientsHave() {
    String pom = Deployment.text("pom.xml");
    String version = pom.replaceAll("(?s).*<kafka.version>(.*?)</kafka.version>.*", "$1");

    assertThat(COMPOSE.get("kafka")).containsEntry("image", "apache/kafka:" + version);
    assertThat(COMPOSE.get("topics")).containsEntry("image", "apache/kafka:" + version);
  }

  @Test
  void everyFileThatComposeNamesIsThere() {
    assertThat(Deployment.ROOT.resolve("deploy/Dockerfile")).isRegularFile();
    for (String script :
        List.of(
            "deploy/health.sh",
            "deploy/postgres/schemas.sh",
            TopicsTest.FILES + "/create-topics.sh")) {
      assertThat(Files.isExecutable(Deployment.ROOT.resolve(script))).as(script).isTrue();
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void theOperatorsTableExplainsEveryVariable(String service) {
    String table = Deployment.text("deploy/README.md");

    assertThat(environment(service).keySet())
        .allSatisfy(variable -> assertThat(table).contains("`" + variable + "`"));
  }

  @Test
  void dockerComposeAcceptsTheFile() throws IOException, InterruptedException {
    Ran plugin = Deployment.run("docker", "compose", "version");
    if (plugin.exitCode() != 0) {
      System.err.println("SKIPPED: docker compose is not here, compose.yaml was not checked by it");
    }
    assumeTrue(plugin.exitCode() == 0, "docker compose is not here");

    Ran config = Deployment.run(OWN_SECRETS, "docker", "compose", "config", "-q");

    assertThat(config.exitCode()).as(config.output()).isZero();
    for (String missing : OWN_SECRETS.keySet()) {
      Map<String, String> others = new TreeMap<>(OWN_SECRETS);
      others.put(missing, "");
      Ran refused = Deployment.run(others, "docker", "compose", "config", "-q");
      assertThat(refused.exitCode()).as("without %s", missing).isNotZero();
      assertThat(refused.output()).contains(missing, "of your own");
    }
  }

  private static Map<String, Object> environment(String service) {
    return Deployment.child(COMPOSE.get(service), "environment");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.assay.system.deploy.Deployment.Ran;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class HelmChartTest {
  static final List<String> NAMES = Deployment.SERVICES;
  private static final String TEMPLATES = "deploy/helm/assay/templates/";

  @Test
  void deploysTheFiveServicesOnThePortsOfCompose() {
    Map<String, Object> values = Deployment.yaml(Deployment.text("deploy/helm/assay/values.yaml"));
    Map<String, Object> services = Deployment.child(values, "services");

    assertThat(services.keySet()).containsExactlyInAnyOrderElementsOf(Deployment.SERVICES);
    for (String service : Deployment.SERVICES) {
      Map<String, Object> compose =
          Deployment.child(Deployment.composeServices().get(service), "environment");
      assertThat(Deployment.child(services, service).get("port"))
          .as(service)
          .isEqualTo(compose.get("ASSAY_HTTP_PORT"));
      assertThat(Deployment.child(services, service)).containsKeys("resources", "replicas");
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void setsEveryVariableThatTheServiceReads(String service) {
    String templates =
        Deployment.text(TEMPLATES + "deployments.yaml")
            + Deployment.text(TEMPLATES + "configmap.yaml");

    assertThat(templates).contains(Deployment.variables(service));
  }

  /**
   * A template without helm: lines that only decide are left out, so that both branches are there,
   * and each value is an x.
   */
  private static List<Map<String, Object>> skeleton(String template) {
    String text =
        Deployment.text(TEMPLATES + template)
            .replaceAll("(?m)^\\s*\\{\\{-?.*?\\}\\}\\s*$\\n?", "")
            .replaceAll("(\\| )?\\{\\{.*?\\}\\}", "x");
    List<Map<String, Object>> documents = new ArrayList<>();
    for (String document : text.split("(?m)^---$")) {
      if (!document.isBlank()) {
        documents.add(Deployment.yaml(document));
      }
    }
    return documents;
  }

  private static Map<String, Object> at(Map<String, Object> document, String... path) {
    Map<String, Object> at = document;
    for (String key : path) {
      at = Deployment.child(at, key);
    }
    return at;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> only(Map<String, Object> parent, String list) {
    List<Object> all = (List<Object>) parent.get(list);
    assertThat(all).as(list).hasSize(1);
    return (Map<String, Object>) all.getFirst();
  }

  private static void isConfined(Map<String, Object> pod) {
    assertThat(pod).containsEntry("automountServiceAccountToken", false);
    assertThat(at(pod, "securityContext"))
        .containsEntry("runAsNonRoot", true)
        .containsEntry("seccompProfile", Map.of("type", "RuntimeDefault"));
    assertThat(at(only(pod, "containers"), "securityContext"))
        .containsEntry("allowPrivilegeEscalation", false)
        .containsEntry("capabilities", Map.of("drop", List.of("ALL")));
  }

  @Test
  void aServiceMayDoNothingButItsWork() {
    Map<String, Object> pod =
        at(skeleton("deployments.yaml").getFirst(), "spec", "template", "spec");
    Map<String, Object> container = only(pod, "containers");

    isConfined(pod);
    assertThat(at(container, "securityContext")).containsEntry("readOnlyRootFilesystem", true);
    assertThat(at(container, "startupProbe", "httpGet"))
        .isEqualTo(Map.of("path", "/q/health/started", "port", "http"));
    assertThat(at(container, "readinessProbe", "httpGet"))
        .isEqualTo(Map.of("path", "/q/health/ready", "port", "http"));
    assertThat(at(container, "livenessProbe", "httpGet"))
        .isEqualTo(Map.of("path", "/q/health/live", "port", "http"));
    assertThat(only(container, "ports")).containsEntry("name", "http");
    assertThat(names(container, "volumeMounts")).isEqualTo(names(pod, "volumes")).contains("tmp");
    isConfined(at(skeleton("topics.yaml").getLast(), "spec", "template", "spec"));
  }

  @SuppressWarnings("unchecked")
  private static Set<Object> names(Map<String, Object> parent, String list) {
    Set<Object> names = new HashSet<>();
    ((List<Map<String, Object>>) parent.get(list)).forEach(one -> names.add(one.get("name")));
    return names;
  }

  @Test
  void everyServiceHasLimitsAndCanBeTakenByItsDigest() {
    Map<String, Object> values = Deployment.yaml(Deployment.text("deploy/helm/assay/values.yaml"));
    for (String service : Deployment.SERVICES) {
      assertThat(at(values, "services", service, "resources", "limits"))
          .as(service)
          .containsKey("memory");
    }
    assertThat(at(values, "image")).containsKeys("digests", "tag");
    String deployments = Deployment.text(TEMPLATES + "deployments.yaml");
    assertThat(deployments)
        .contains("$digest := index ($.Values.image.digests | default dict) $name")
        .contains("{{ if $digest }}@{{ $digest }}{{ else }}:");
  }

  @Test
  void onlyTheEntryReachesTheOtherServicesIfPoliciesAreOn() {
    Map<String, Object> policy = skeleton("networkpolicy.yaml").getFirst();
    Map<String, Object> values = Deployment.yaml(Deployment.text("deploy/helm/assay/values.yaml"));
    String deployed =
        String.valueOf(at(skeleton("deployments.yaml").getFirst(), "spec", "selector").keySet());

    assertThat(policy).containsEntry("kind", "NetworkPolicy");
    assertThat(at(policy, "spec", "podSelector").keySet()).hasToString(deployed);
    assertThat(at(policy, "spec")).containsEntry("policyTypes", List.of("Ingress"));
    Map<String, Object> rule = only(at(policy, "spec"), "ingress");
    assertThat(only(rule, "ports")).containsEntry("port", "http");
    assertThat(at(only(rule, "from"), "podSelector", "matchLabels"))
        .containsEntry("app.kubernetes.io/name", "reporting-service");
    assertThat(Deployment.text(TEMPLATES + "networkpolicy.yaml"))
        .contains("{{- if .Values.networkPolicy.enabled }}")
        .contains("{{- if ne $name \"reporting-service\" }}");
    assertThat(at(values, "networkPolicy")).containsOnlyKeys("enabled", "alsoFrom");
  }

  @Test
  void helmRendersTheChart() throws IOException, InterruptedException {
    boolean here = Deployment.run("helm", "version", "--short").exitCode() == 0;
    if (!here) {
      System.err.println("SKIPPED: helm is not here, the chart was not rendered");
    }
    assumeTrue(here, "helm is not here");

    Ran rendered =
        Deployment.run(
            "helm",
            "template",
            "test",
            "deploy/helm/assay",
            "--set=secrets.token=t,secrets.databasePassword=p,secrets.groupKey=k");

    assertThat(rendered.exitCode()).as(rendered.output()).isZero();
    List<String> kinds = new ArrayList<>();
    Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
    for (Object document : yaml.loadAll(rendered.output())) {
      kinds.add(((Map<?, ?>) document).get("kind").toString());
    }
    assertThat(kinds).filteredOn("Deployment"::equals).hasSize(5);
    assertThat(kinds).filteredOn("Service"::equals).hasSize(5);
    assertThat(new TreeSet<>(kinds))
        .containsExactly(
            "ConfigMap", "Deployment", "Job", "PersistentVolumeClaim", "Secret", "Service");
  }

  @Test
  void refusesToInventSecrets() throws IOException, InterruptedException {
    boolean here = Deployment.run("helm", "version", "--short").exitCode() == 0;
    if (!here) {
      System.err.println("SKIPPED: helm is not here, the chart was not rendered");
    }
    assumeTrue(here, "helm is not here");

    Ran rendered = Deployment.run("helm", "template", "test", "deploy/helm/assay");

    assertThat(rendered.exitCode()).isNotZero();
    assertThat(rendered.output()).contains("must be set");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.assay.system.deploy.Deployment.Ran;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

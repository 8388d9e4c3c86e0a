// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.stack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The environment variables that configure a service, the same as in containers. */
final class ServiceEnvironment {
  private final Installation installation;
  private final Home home;
  private final Ports ports;
  private final String token;

  ServiceEnvironment(Installation installation, Home home, Ports ports, String token) {
    this.installation = installation;
    this.home = home;
    this.ports = ports;
    this.token = token;
  }

  /**
   * With a bucket the folder is a cache, and each service needs its own because it records only its
   * own uses.
   */
  private Path artifacts(Service service) {
    String bucket = System.getenv("ASSAY_S3_BUCKET");
    return bucket == null || bucket.isBlank()
        ? home.artifacts()
        : home.artifacts().resolve(service.processName());
  }

  Map<String, String> of(Service service, String jdbcUrl, String password) {
    Map<String, String> variables = new HashMap<>();
    variables.put("ASSAY_HTTP_HOST", "127.0.0.1");
    variables.put("ASSAY_HTTP_PORT", Integer.toString(ports.of(service)));
    variables.put("ASSAY_DB_URL", jdbcUrl);
    variables.put("ASSAY_DB_USER", service.schema());
    variables.put("ASSAY_DB_PASSWORD", password);
    variables.put("ASSAY_KAFKA", "127.0.0.1:" + ports.of(Ports.KAFKA));
    variables.put("ASSAY_ARTIFACTS_ROOT", artifacts(service).toString());
    variables.put("ASSAY_TOKEN", token);
    if (service == Service.REPORTING && Files.exists(home.callers())) {
      variables.put("ASSAY_CALLERS", home.callers().toString());
    }
    variables.put("ASSAY_DATA_URL", ports.url(Service.DATA));
    variables.put("ASSAY_TRAINING_URL", ports.url(Service.TRAINING));
    variables.put("ASSAY_INFERENCE_URL", ports.url(Service.INFERENCE));
    variables.put("ASSAY_EVALUATION_URL", ports.url(Service.EVALUATION));
    variables.put("ASSAY_TRAINER_LIB", installation.trainerLib().toString());
    variables.put("ASSAY_EMBEDDER_LIB", installation.embedderLib().toString());
    variables.put("ASSAY_WORK_DIR", home.work(service.processName()).toString());
    variables.put(Home.ENGINE_VARIABLE, home.engine().toString());
    variables.put("ASSAY_WORKERS", "1");
    variables.put("ASSAY_HOME_KEY_FILE", home.groupKey().toString());
    return variables;
  }
}

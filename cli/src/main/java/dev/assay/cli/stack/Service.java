package dev.assay.cli.stack;

import java.nio.file.Path;
import java.util.List;

/** The five services as processes. */
public enum Service {
  DATA("data", Compiler.OPTIMISING),
  TRAINING("training", Compiler.QUICK),
  INFERENCE("inference", Compiler.QUICK),
  EVALUATION("evaluation", Compiler.OPTIMISING),
  REPORTING("reporting", Compiler.QUICK);

  /** What a service does with its time. */
  private enum Compiler {
    /** Decodes images or resamples predictions: needs the optimising compiler and room. */
    OPTIMISING(List.of("-Xmx512m", "-XX:+UseSerialGC")),
    /** Passes messages and starts child processes: start-up is most of its work. */
    QUICK(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx192m"));

    private final List<String> flags;

    Compiler(List<String> flags) {
      this.flags = flags;
    }
  }

  private final String schema;
  private final Compiler compiler;

  Service(String schema, Compiler compiler) {
    this.schema = schema;
    this.compiler = compiler;
  }

  /** Name of its schema and its role in the database. */
  public String schema() {
    return schema;
  }

  public String processName() {
    return schema + "-service";
  }

  List<String> jvmFlags() {
    return compiler.flags;
  }

  Path jar(Path root) {
    return root.resolve(processName()).resolve("target/quarkus-app/quarkus-run.jar");
  }
}

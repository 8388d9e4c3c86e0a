// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.stack;

import java.util.List;

/** The five services as processes. */
public enum Service {
  DATA("data", Compiler.OPTIMISING),
  TRAINING("training", Compiler.QUICK),
  INFERENCE("inference", Compiler.QUICK),
  EVALUATION("evaluation", Compiler.OPTIMISING),
  REPORTING("reporting", Compiler.QUICK_WITH_REPORTS);

  /** The compiler and heap that a service needs. */
  private enum Compiler {
    /**
     * It decodes images or resamples predictions, so it needs the optimising compiler and memory.
     */
    OPTIMISING(List.of("-Xmx512m", "-XX:+UseSerialGC")),
    /** It passes messages and starts child processes, so most of its time is start-up. */
    QUICK(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx192m")),
    /** It holds the metrics of all cells of a study while it writes a report. */
    QUICK_WITH_REPORTS(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"));

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

  /** Name of its schema and of its role in the database. */
  public String schema() {
    return schema;
  }

  public String processName() {
    return schema + "-service";
  }

  List<String> jvmFlags() {
    return compiler.flags;
  }
}

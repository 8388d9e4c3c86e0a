// SPDX-License-Identifier: Apache-2.0
package dev.assay.training.child;

import dev.assay.contracts.job.EmbedderJob;
import dev.assay.processes.JavaCommand;
import dev.assay.training.Gpus;
import dev.assay.training.RunSpec;
import dev.assay.training.TrainingConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How the trainer is started.
 *
 * @param java the command line without the job file
 * @param environment variables added to those that a child gets of this process
 * @param shared the threads and the device, if a child may do other such runs, too; absent for one
 *     that needs a process of its own
 * @param memoryBytes address space of a child that runs what others made, and that gets nothing of
 *     the environment of this process; empty: a trainer
 */
public record TrainerCommand(
    JavaCommand java,
    Map<String, String> environment,
    Optional<String> shared,
    OptionalLong memoryBytes) {
  /** A trainer. */
  TrainerCommand(JavaCommand java, Map<String, String> environment, Optional<String> shared) {
    this(java, environment, shared, OptionalLong.empty());
  }

  public TrainerCommand {
    environment = Map.copyOf(environment);
  }

  /**
   * The process that runs the network of an imported model.
   *
   * @param modelBytes size of its file
   */
  public static TrainerCommand embedder(TrainingConfig config, long modelBytes) {
    Path libraries = config.embedderLib().toAbsolutePath();
    JavaCommand java =
        JavaCommand.main(EmbedderJob.MAIN, List.of(libraries + "/*"))
            .options(EmbedderJob.JVM_OPTIONS);
    // Each arena of the allocator reserves address space.
    return new TrainerCommand(
        java,
        Map.of("MALLOC_ARENA_MAX", "2"),
        Optional.empty(),
        OptionalLong.of(EmbedderJob.memoryBytes(modelBytes)));
  }

  /**
   * @param gpu the GPU that the trainer sees, or {@link Gpus#ANY}
   */
  public static TrainerCommand of(TrainingConfig config, RunSpec run, int gpu) {
    Path libraries = config.trainerLib().toAbsolutePath();
    JavaCommand java =
        JavaCommand.main(config.mainClass(), List.of(libraries + "/*", libraries.toString()))
            // Tensors lie outside the heap. A young generation that grows would only fill memory
            // with garbage that the tensors could use.
            .options("-Xmx" + config.heap(), "-Xms64m", "-Xmn16m", "-XX:+UseSerialGC");
    Map<String, String> environment = new HashMap<>(environment(run, gpu));
    environment.put("ASSAY_ENGINE_CACHE", config.engineCache().toAbsolutePath().toString());
    return new TrainerCommand(java, environment, shared(config, run));
  }

  /** A head on known features takes less time than the start of a process. */
  private static Optional<String> shared(TrainingConfig config, RunSpec run) {
    return run.training().frozen() && config.runsPerChild() > 1
        ? Optional.of(
            "%d threads, %s".formatted(run.training().threads(), run.training().deviceClass()))
        : Optional.empty();
  }

  /**
   * The settings that the engine reads from its environment only. If the recipe does not ask for
   * TensorFloat-32, no library below the engine may use it, convolutions included.
   */
  public static Map<String, String> environment(RunSpec run, int gpu) {
    Map<String, String> environment = new HashMap<>();
    // Engine threads that wait must not spin: on a busy machine they would take all its time.
    environment.put("OMP_WAIT_POLICY", "PASSIVE");
    if (run.training().deviceClass().equals("cuda")) {
      if (gpu != Gpus.ANY) {
        environment.put("CUDA_VISIBLE_DEVICES", Integer.toString(gpu));
      }
      boolean tf32 = Boolean.TRUE.equals(run.training().recipe().tf32());
      environment.put(
          tf32 ? "TORCH_ALLOW_TF32_CUBLAS_OVERRIDE" : "NVIDIA_TF32_OVERRIDE", tf32 ? "1" : "0");
    }
    return environment;
  }
}

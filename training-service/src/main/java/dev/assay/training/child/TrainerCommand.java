// SPDX-License-Identifier: Apache-2.0
package dev.assay.training.child;

import dev.assay.processes.JavaCommand;
import dev.assay.training.Gpus;
import dev.assay.training.RunSpec;
import dev.assay.training.TrainingConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How the trainer is started.
 *
 * @param java the command line without the job file
 * @param environment variables added to those that a child gets of this process
 */
public record TrainerCommand(JavaCommand java, Map<String, String> environment) {
  public TrainerCommand {
    environment = Map.copyOf(environment);
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
    return new TrainerCommand(java, environment);
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

// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * How long a step takes on a machine that has nothing else to do. It is derived from the CPU time
 * of this process, which other processes do not change, and from the number of threads that share
 * it. What does not run on all threads makes a step on an idle machine a little longer than this.
 *
 * @param cpuSeconds CPU time of all threads of this process until now
 * @param parallel threads that compute at the same time, at least 1
 */
record StepTime(DoubleSupplier cpuSeconds, int parallel) {
  private static final int SAMPLES = 3;

  /** CPU time is counted in ticks of 10 ms. */
  private static final double SAMPLE_SECONDS = 0.1;

  /** One step of the work that is measured. */
  interface Step {
    void run() throws IOException;
  }

  /** Seconds of one step: the median of some samples after a warm-up. */
  double seconds(Step step) throws IOException {
    // The engine chooses its kernels in the first step, and Java compiles the code around them.
    step.run();
    List<Double> samples = new ArrayList<>();
    while (samples.size() < SAMPLES) {
      samples.add(sample(step));
    }
    return samples.stream().sorted().toList().get(SAMPLES / 2) / parallel;
  }

  /** CPU seconds of one step. */
  private double sample(Step step) throws IOException {
    double start = cpuSeconds.getAsDouble();
    int steps = 0;
    double used;
    do {
      step.run();
      steps++;
      used = cpuSeconds.getAsDouble() - start;
    } while (used < SAMPLE_SECONDS);
    return used / steps;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.training;

import dev.assay.outbox.WorkConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The GPUs of this machine. Each belongs to one worker at a time, whose child sees no other GPU and
 * knows it as the first.
 */
@ApplicationScoped
public class Gpus {
  /** All GPUs that this process sees, where they are not counted. */
  public static final int ANY = -1;

  private final boolean counted;
  private final TreeSet<Integer> free = new TreeSet<>();

  @Inject
  Gpus(TrainingConfig config, WorkConfig work) {
    this(config.gpus(), work.workers());
  }

  Gpus(int gpus, int workers) {
    if (gpus > 0 && workers > gpus) {
      throw new IllegalArgumentException(
          "assay.work.workers (ASSAY_WORKERS) is %d; with assay.training.gpus (ASSAY_GPUS) = %d it must be at most that: one worker per GPU"
              .formatted(workers, gpus));
    }
    counted = gpus > 0;
    IntStream.range(0, gpus).forEach(free::add);
  }

  /** Takes the lowest free GPU; {@link #ANY} where they are not counted. */
  synchronized int take() {
    return counted ? free.removeFirst() : ANY;
  }

  synchronized void giveBack(int gpu) {
    if (gpu != ANY) {
      free.add(gpu);
    }
  }
}

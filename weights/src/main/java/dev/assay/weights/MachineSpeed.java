// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import dev.assay.weights.Architecture.Kind;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How fast a machine computes networks of each kind, from which durations are estimated.
 *
 * @param engine name and version of the engine with which it was measured; absent: not measured,
 *     but assumed
 * @param processors that the machine had then; 0 where it was not measured
 * @param threads of the engine
 * @param speeds of every kind
 */
public record MachineSpeed(
    @Nullable String engine, int processors, int threads, Map<Kind, Speed> speeds) {

  /**
   * {@linkplain BackboneEntry#work Work} per second.
   *
   * @param scoring forward passes
   * @param training of the forward passes in training steps: gradients and optimizer come on top
   */
  public record Speed(double scoring, double training) {
    public Speed {
      if (!(scoring > 0 && training > 0 && Double.isFinite(scoring + training))) {
        throw new IllegalArgumentException(
            "scoring %s, training %s: both must be positive".formatted(scoring, training));
      }
    }
  }

  /** Of two threads of an x86-64 with AVX-512: medians of the networks in docs/bench.md. */
  private static final Map<Kind, Speed> STANDARD =
      Map.of(Kind.CONVOLUTIONAL, new Speed(67e9, 23e9), Kind.TRANSFORMER, new Speed(75e9, 25e9));

  private static final int STANDARD_THREADS = 2;

  public MachineSpeed {
    speeds = Map.copyOf(speeds);
    for (Kind kind : Kind.values()) {
      if (!speeds.containsKey(kind)) {
        throw new IllegalArgumentException("no speed of kind " + kind);
      }
    }
  }

  /** What is assumed of a machine that was not measured: it grows with the threads. */
  public static MachineSpeed standard(int threads) {
    double factor = (double) threads / STANDARD_THREADS;
    Map<Kind, Speed> speeds = new EnumMap<>(Kind.class);
    STANDARD.forEach(
        (kind, speed) ->
            speeds.put(kind, new Speed(factor * speed.scoring(), factor * speed.training())));
    return new MachineSpeed(null, 0, threads, speeds);
  }

  public boolean isMeasured() {
    return engine != null;
  }

  /** Seconds for the forward pass of one image. */
  public double scoringSeconds(BackboneEntry backbone, int side) {
    return backbone.work(side) / of(backbone).scoring();
  }

  /** Seconds for one image of a training step of the whole network. */
  public double trainingSeconds(BackboneEntry backbone, int side) {
    return backbone.work(side) / of(backbone).training();
  }

  private Speed of(BackboneEntry backbone) {
    return speeds.get(backbone.architecture().kind());
  }
}

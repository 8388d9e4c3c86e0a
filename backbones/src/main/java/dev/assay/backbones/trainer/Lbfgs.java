// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/**
 * The minimum of a smooth convex function by L-BFGS (Nocedal and Wright, Numerical Optimization,
 * 2nd edition, algorithms 7.4 and 7.5) with a bisecting line search for the weak Wolfe conditions
 * (Lewis and Overton, Nonsmooth optimization via quasi-Newton methods, 2013, algorithm 2.6), in
 * float64 and one thread.
 */
final class Lbfgs {
  private static final int MEMORY = 10;
  private static final int MOST_STEPS = 20_000;
  private static final int MOST_TRIALS = 100;
  private static final double SUFFICIENT_DECREASE = 1e-4;
  private static final double CURVATURE = 0.9;

  /** Close to the minimum a decrease is lost in the rounding of the function's sum. */
  private static final double ROUNDING = 1e-13;

  private Lbfgs() {}

  /** What is minimised. */
  interface Function {
    Place at(double[] x);
  }

  /** A function's value and gradient somewhere. */
  @SuppressWarnings("ArrayRecordComponent") // lives for one step
  record Place(double[] x, double value, double[] gradient) {
    double squaredGradient() {
      return dot(gradient, gradient);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // lives for ten steps
  private record Step(double[] s, double[] y, double rho) {}

  /**
   * @param start where to begin
   * @param squaredGradient it is found where the squared norm of the gradient is at most this
   * @return empty if it is not found
   */
  static Optional<Place> minimise(Function function, double[] start, double squaredGradient) {
    Deque<Step> memory = new ArrayDeque<>();
    Place at = function.at(start);
    for (int n = 0; n < MOST_STEPS; n++) {
      if (at.squaredGradient() <= squaredGradient) {
        return Optional.of(at);
      }
      Optional<Place> next = search(function, at, direction(at.gradient(), memory), n == 0);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      remember(memory, at, next.get());
      at = next.get();
    }
    return Optional.empty();
  }

  private static void remember(Deque<Step> memory, Place from, Place to) {
    double[] s = difference(to.x(), from.x());
    double[] y = difference(to.gradient(), from.gradient());
    memory.addLast(new Step(s, y, 1 / dot(s, y)));
    if (memory.size() > MEMORY) {
      memory.removeFirst();
    }
  }

  /** Minus the gradient times an estimate of the inverse Hessian: the two-loop recursion. */
  private static double[] direction(double[] gradient, Deque<Step> memory) {
    double[] q = gradient.clone();
    double[] alphas = new double[memory.size()];
    int i = memory.size();
    for (Iterator<Step> newest = memory.descendingIterator(); newest.hasNext(); ) {
      Step step = newest.next();
      i--;
      alphas[i] = step.rho() * dot(step.s(), q);
      add(q, -alphas[i], step.y());
    }
    if (!memory.isEmpty()) {
      Step last = memory.getLast();
      double scale = 1 / (last.rho() * dot(last.y(), last.y()));
      Arrays.setAll(q, j -> q[j] * scale);
    }
    for (Step step : memory) {
      add(q, alphas[i] - step.rho() * dot(step.y(), q), step.s());
      i++;
    }
    Arrays.setAll(q, j -> -q[j]);
    return q;
  }

  /**
   * @param first whether nothing is known yet about how far to go
   */
  private static Optional<Place> search(
      Function function, Place from, double[] direction, boolean first) {
    double slope = dot(from.gradient(), direction);
    double allowance = ROUNDING * Math.abs(from.value());
    double low = 0;
    double high = Double.POSITIVE_INFINITY;
    double t = first ? 1 / Math.sqrt(from.squaredGradient()) : 1;
    for (int trial = 0; trial < MOST_TRIALS; trial++) {
      double[] x = from.x().clone();
      add(x, t, direction);
      Place place = function.at(x);
      if (!(place.value() <= from.value() + SUFFICIENT_DECREASE * t * slope + allowance)) {
        high = t;
      } else if (dot(place.gradient(), direction) < CURVATURE * slope) {
        low = t;
      } else {
        return Optional.of(place);
      }
      t = Double.isInfinite(high) ? 2 * low : (low + high) / 2;
    }
    return Optional.empty();
  }

  /** In four sums, which a processor adds at the same time. */
  static double dot(double[] a, double[] b) {
    return dot(a, 0, b);
  }

  /** Of a part of the first with the second. */
  static double dot(double[] a, int from, double[] b) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 4 <= b.length; i += 4) {
      s0 += a[from + i] * b[i];
      s1 += a[from + i + 1] * b[i + 1];
      s2 += a[from + i + 2] * b[i + 2];
      s3 += a[from + i + 3] * b[i + 3];
    }
    for (; i < b.length; i++) {
      s0 += a[from + i] * b[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  private static void add(double[] target, double factor, double[] other) {
    for (int i = 0; i < target.length; i++) {
      target[i] += factor * other[i];
    }
  }

  private static double[] difference(double[] a, double[] b) {
    double[] d = a.clone();
    add(d, -1, b);
    return d;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.assay.backbones.engine.CounterRandom;
import dev.assay.contracts.file.FindingLabels;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.weights.Tensor;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Features of images: batches of N x features. Of several views of each image an epoch sees one,
 * which follows from the run's seed, the epoch and the image's place alone.
 */
public final class FeatureSamples implements Samples {
  private static final int AT_ONCE = 512;

  private final List<SplitManifest.Entry> entries;
  private final int length;
  private final int views;

  /** Sample x view, the views of a sample one after the other. */
  private final Tensor[] tensors;

  private final FloatBuffer[] rows;
  private final FloatBatch memory = new FloatBatch();
  private final long seed;
  private CounterRandom chosen = CounterRandom.of("");

  /** One view of each: the centre. */
  public FeatureSamples(List<SplitManifest.Entry> entries, Features features) {
    this(entries, features, 1, 0);
  }

  /**
   * @param views of each image
   * @param seed of the run
   * @throws IllegalArgumentException if the features of one are not there
   */
  public FeatureSamples(
      List<SplitManifest.Entry> entries, Features features, int views, long seed) {
    this.entries = List.copyOf(entries);
    this.seed = seed;
    this.length = features.length();
    this.views = views;
    this.tensors = View.of(entries, views).stream().map(features::of).toArray(Tensor[]::new);
    this.rows = new FloatBuffer[tensors.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = tensors[i].data().asFloatBuffer();
    }
  }

  /** Some of the samples, with other labels and the same features. */
  private FeatureSamples(List<SplitManifest.Entry> entries, FeatureSamples all, int[] samples) {
    this.entries = entries;
    this.seed = all.seed;
    this.length = all.length;
    this.views = all.views;
    this.tensors = new Tensor[samples.length * views];
    this.rows = new FloatBuffer[tensors.length];
    for (int i = 0; i < samples.length; i++) {
      System.arraycopy(all.tensors, samples[i] * views, tensors, i * views, views);
      System.arraycopy(all.rows, samples[i] * views, rows, i * views, views);
    }
  }

  /**
   * Some of the samples as samples of one class each.
   *
   * @param samples their numbers
   * @param label of a sample, by its number here
   */
  public FeatureSamples only(int[] samples, IntUnaryOperator label) {
    List<SplitManifest.Entry> chosen = new ArrayList<>();
    for (int sample : samples) {
      SplitManifest.Entry entry = entries.get(sample);
      chosen.add(
          new SplitManifest.Entry(
              entry.image(),
              entry.sha256(),
              label.applyAsInt(sample),
              entry.group(),
              entry.part(),
              entry.subsetRank()));
    }
    return new FeatureSamples(List.copyOf(chosen), this, samples);
  }

  @Override
  public void enterEpoch(int epoch) {
    chosen = CounterRandom.of("assay/view-of-epoch/" + seed + "/" + epoch);
  }

  /** The view of a sample in this epoch. */
  public int view(int sample) {
    return views == 1 ? 0 : (int) (chosen.uniform(sample) * views);
  }

  @Override
  public int size() {
    return entries.size();
  }

  /** Numbers per feature. */
  public int length() {
    return length;
  }

  /** Of each image. */
  public int views() {
    return views;
  }

  @Override
  public int label(int sample) {
    return entries.get(sample).label();
  }

  @Override
  public FindingLabels findings(int sample) {
    return Labels.findings(entries, sample);
  }

  @Override
  public boolean hasFindings() {
    return Labels.areFindings(entries);
  }

  /** Copies one feature, without the engine; threads may do so at the same time. */
  public void row(int sample, int view, float[] target) {
    rows[sample * views + view].get(0, target, 0, length);
  }

  @Override
  public int atOnce() {
    return AT_ONCE;
  }

  @Override
  public NDArray batch(NDManager manager, int[] samples) {
    ByteBuffer room = memory.room((long) samples.length * length);
    for (int sample : samples) {
      tensors[sample * views + view(sample)].copyTo(room);
    }
    return FloatBatch.array(manager, room, new Shape(samples.length, length));
  }
}

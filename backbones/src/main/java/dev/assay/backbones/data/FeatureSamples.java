package dev.assay.backbones.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.weights.Tensor;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/** Features of images: batches of N x features, of the centres of the images. */
public final class FeatureSamples implements Samples {
  private static final int AT_ONCE = 512;

  private final List<SplitManifest.Entry> entries;
  private final int length;
  private final int views;

  /** Sample x view, the views of a sample one after the other. */
  private final Tensor[] tensors;

  private final FloatBuffer[] rows;
  private final FloatBatch memory = new FloatBatch();

  public FeatureSamples(List<SplitManifest.Entry> entries, Features features) {
    this(entries, features, 1);
  }

  /**
   * @param views of each image that {@link #row} may be asked for
   * @throws IllegalArgumentException if the features of one are not there
   */
  public FeatureSamples(List<SplitManifest.Entry> entries, Features features, int views) {
    this.entries = List.copyOf(entries);
    this.length = features.length();
    this.views = views;
    this.tensors = View.of(entries, views).stream().map(features::of).toArray(Tensor[]::new);
    this.rows = new FloatBuffer[tensors.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = tensors[i].data().asFloatBuffer();
    }
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
      tensors[sample * views].copyTo(room);
    }
    return FloatBatch.array(manager, room, new Shape(samples.length, length));
  }
}

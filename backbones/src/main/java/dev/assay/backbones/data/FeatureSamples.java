package dev.assay.backbones.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.assay.contracts.file.SplitManifest;
import java.nio.ByteBuffer;
import java.util.List;

/** Features of images: batches of N x features. */
public final class FeatureSamples implements Samples {
  private static final int AT_ONCE = 512;

  private final List<SplitManifest.Entry> entries;
  private final Features features;
  private final FloatBatch memory = new FloatBatch();

  /**
   * @throws IllegalArgumentException if the features of an image are not there
   */
  public FeatureSamples(List<SplitManifest.Entry> entries, Features features) {
    this.entries = List.copyOf(entries);
    this.features = features;
    entries.forEach(e -> features.of(e.image()));
  }

  @Override
  public int size() {
    return entries.size();
  }

  @Override
  public int label(int sample) {
    return entries.get(sample).label();
  }

  @Override
  public int atOnce() {
    return AT_ONCE;
  }

  @Override
  public NDArray batch(NDManager manager, int[] samples) {
    ByteBuffer room = memory.room((long) samples.length * features.length());
    for (int sample : samples) {
      features.of(entries.get(sample).image()).copyTo(room);
    }
    return FloatBatch.array(manager, room, new Shape(samples.length, features.length()));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A model that is no backbone of Assay: a file with a network that another process runs, or the
 * features that its owner computed. Its rows are frozen. All of this is what its owner states.
 *
 * @param kind {@link #ONNX} or {@link #FEATURES}
 * @param title as tables write it
 * @param licence of the weights; absent: not stated
 * @param parameters of the network, for tables only; absent: not stated
 * @param featureSize length of the feature of an image
 * @param output where in the network the feature is; absent exactly for {@link #FEATURES}
 * @param pixels what was done to the pixels, in words; absent for {@link #ONNX}, whose {@link
 *     Preprocessing} Assay does itself
 * @param probe the owner's own numbers for an image that Assay draws; absent: nothing proves that
 *     its preprocessing is its owner's
 */
public record ImportedModel(
    String kind,
    String title,
    @Nullable String licence,
    @Nullable Long parameters,
    int featureSize,
    @Nullable Output output,
    @Nullable String pixels,
    @Nullable Probe probe) {
  public static final String ONNX = "onnx";
  public static final String FEATURES = "features";

  /** The runtime that computes features of {@link #ONNX} models; part of their keys. */
  public static final String RUNTIME = "ONNX Runtime 1.29.0";

  /** How it computes them: what changes the last bits. */
  public static final String RUNTIME_SETTINGS = "all graph optimisations, one image at a time";

  /** Where it computes them, whatever the study's device is. */
  public static final String DEVICE = "cpu";

  /** The largest feature that is accepted. */
  public static final int LONGEST_FEATURE = 1 << 16;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  public ImportedModel {
    if (!ONNX.equals(kind) && !FEATURES.equals(kind)) {
      throw new IllegalArgumentException("kind must be onnx or features, not '" + kind + "'");
    }
    Check.text("title", title);
    Check.within("featureSize", featureSize, 1, LONGEST_FEATURE);
    if (parameters != null) {
      Check.atLeast("parameters", parameters, 1);
    }
    if (kind.equals(ONNX) != (output != null)) {
      throw new IllegalArgumentException("output must be present exactly for kind onnx");
    }
  }

  /**
   * Where the feature is.
   *
   * @param tensor name of any tensor of the graph
   * @param pool {@link #NONE}, {@link #CLASS}, {@link #MEAN_PATCHES} or {@link #CLASS_AND_MEAN}
   * @param prefix tokens before the patches, the class token included; 0 without pooling
   */
  public record Output(String tensor, String pool, int prefix) {
    /** The tensor is the feature. */
    public static final String NONE = "none";

    /** The first token. */
    public static final String CLASS = "class";

    /** The mean over the tokens after the prefix. */
    public static final String MEAN_PATCHES = "mean-patches";

    /** The first token, and after it the mean over the tokens after the prefix. */
    public static final String CLASS_AND_MEAN = "class+mean";

    public static final List<String> POOLS = List.of(NONE, CLASS, MEAN_PATCHES, CLASS_AND_MEAN);

    public Output {
      Check.text("tensor", tensor);
      if (!POOLS.contains(pool)) {
        throw new IllegalArgumentException(
            "pool must be one of %s, not '%s'".formatted(String.join(", ", POOLS), pool));
      }
      Check.within("prefix", prefix, 0, 64);
    }
  }

  /**
   * The first numbers of the feature of a drawn image, computed by the owner's own code.
   *
   * @param image name of the drawing
   * @param first from the beginning of the feature
   * @param tolerance largest difference, as a share of the largest of these numbers
   */
  public record Probe(String image, List<Double> first, double tolerance) {
    public static final String IMAGE = "assay-probe-1";
    private static final int MOST = 64;

    public Probe {
      if (!IMAGE.equals(image)) {
        throw new IllegalArgumentException(
            "probe.image must be " + IMAGE + ", not '" + image + "'");
      }
      first = List.copyOf(Check.notEmpty("probe.first", first));
      Check.within("numbers in probe.first", first.size(), 1, MOST);
      first.forEach(number -> Check.within("probe.first", number, -1e30, 1e30));
      if (first.stream().allMatch(number -> number == 0)) {
        throw new IllegalArgumentException("probe.first has no number other than 0");
      }
      Check.within("probe.tolerance", tolerance, 1e-7, 0.1);
    }
  }

  @JsonIgnore
  public boolean isOnnx() {
    return kind.equals(ONNX);
  }

  /** Whether a text can be the name of a model, which is the name of its file without ending. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** The settings of the runtime that features of ONNX models depend on, for their key. */
  public static String runtime() {
    return RUNTIME + ", " + RUNTIME_SETTINGS;
  }
}

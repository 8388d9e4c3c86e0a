// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.assay.contracts.Preprocessing;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The sizes of the networks' inputs that a study asks for: each backbone has rows of each size that
 * is meant for it, and one of what its weights ask for if none is.
 *
 * @param sizes at least one, in the order of the rows
 */
public record ImageSizes(List<Size> sizes) {
  /** The size that the weights ask for. */
  public static final String OF_WEIGHTS = "weights";

  public ImageSizes {
    sizes = List.copyOf(sizes);
    if (sizes.isEmpty()) {
      throw new IllegalArgumentException("a study must have an image size");
    }
  }

  /** A single size of all backbones. */
  public static ImageSizes of(int resize, int crop) {
    return new ImageSizes(List.of(new Size(resize, crop, null, List.of())));
  }

  /**
   * One size.
   *
   * @param resize pixels of the side that {@code fit} means; absent: the size of the weights
   * @param crop width and height of the network's input in pixels, at most {@code resize}; absent
   *     with {@code resize}
   * @param fit as in {@link Preprocessing}; absent: as the weights ask for
   * @param backbones that have rows of this size; empty: all
   */
  public record Size(
      @Nullable Integer resize,
      @Nullable Integer crop,
      @Nullable String fit,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> backbones) {
    public Size {
      if ((resize == null) != (crop == null)) {
        throw new IllegalArgumentException("an image size has resize and crop, or neither");
      }
      backbones = List.copyOf(backbones);
    }

    boolean isFor(String backbone) {
      return backbones.isEmpty() || backbones.contains(backbone);
    }

    Preprocessing applied(Preprocessing ofWeights) {
      Preprocessing sized =
          resize == null || crop == null ? ofWeights : ofWeights.withSize(resize, crop);
      return fit == null ? sized : sized.withFit(fit);
    }
  }

  /**
   * The preprocessing of the rows of a backbone with one start, in their order; all different.
   *
   * @param ofWeights what its weights ask for
   */
  List<Preprocessing> of(String backbone, Preprocessing ofWeights) {
    List<Preprocessing> all =
        sizes.stream()
            .filter(size -> size.isFor(backbone))
            .map(size -> size.applied(ofWeights))
            .distinct()
            .toList();
    return all.isEmpty() ? List.of(ofWeights) : all;
  }

  /** The sides of inputs of a backbone that the study itself states. */
  Stream<Integer> sides(String backbone) {
    return sizes.stream()
        .filter(size -> size.isFor(backbone) && size.crop() != null)
        .map(Size::crop)
        .distinct();
  }

  /**
   * As a study writes it. A single size is a mapping, as it was before there were several, so that
   * the identity of earlier studies has not changed.
   */
  @JsonValue
  Object json() {
    return sizes.size() == 1 ? sizes.getFirst() : sizes;
  }
}

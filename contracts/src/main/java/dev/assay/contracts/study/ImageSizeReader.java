// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.study.ImageSizes.Size;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the key {@code image-size}: the sizes of the rows of each backbone. */
final class ImageSizeReader {
  private static final String KEY = "image-size";
  private static final int LEAST = 32;
  private static final int MOST_CROP = 2048;
  private static final int MOST_RESIZE = 4096;
  private static final int USUAL_RESIZE = 256;
  private static final int USUAL_CROP = 224;

  private ImageSizeReader() {}

  /**
   * Absent: the image size of the weights.
   *
   * @param chosen backbones of the study; empty: all that are available
   * @param known names of backbones
   */
  static @Nullable ImageSizes read(
      StudyNode study, Pretrained pretrained, List<String> chosen, Collection<String> known) {
    if (!study.has(KEY)) {
      return pretrained.isRandom() ? ImageSizes.of(USUAL_RESIZE, USUAL_CROP) : null;
    }
    Collection<String> accepted = chosen.isEmpty() ? known : chosen;
    List<Size> sizes =
        study
            .list(KEY)
            .elements(
                "integer, text, mapping, or list of them",
                (at, value) -> size(study, at, value, accepted));
    refuseAlike(study, sizes);
    return sizes.isEmpty() ? null : new ImageSizes(sizes);
  }

  private static @Nullable Size size(
      StudyNode study, String at, JsonNode value, Collection<String> accepted) {
    if (value.isObject()) {
      return mapping(study.element(at, value), accepted);
    }
    if (value.isTextual() && value.textValue().equals(ImageSizes.OF_WEIGHTS)) {
      return new Size(null, null, null, List.of());
    }
    if (value.isIntegralNumber() && value.canConvertToInt()) {
      int crop = value.intValue();
      if (crop >= LEAST && crop <= MOST_CROP) {
        return new Size(Math.max(crop, USUAL_RESIZE), crop, null, List.of());
      }
    }
    study.faultAt(
        at,
        value,
        "must be pixels from %d to %d, the word %s, or a mapping of resize, crop, fit and backbones"
            .formatted(LEAST, MOST_CROP, ImageSizes.OF_WEIGHTS));
    return null;
  }

  private static Size mapping(StudyNode node, Collection<String> accepted) {
    int crop = (int) node.integer("crop", USUAL_CROP, LEAST, MOST_CROP);
    String fit = node.oneOfOrNull("fit", Preprocessing.FITS);
    boolean whole = Preprocessing.SQUASH.equals(fit) || Preprocessing.PAD.equals(fit);
    // The whole image is wanted where its shape is changed, and not the centre of a larger one.
    int usual = whole ? crop : Math.max(crop, USUAL_RESIZE);
    int resize = (int) node.integer("resize", usual, LEAST, MOST_RESIZE);
    if (resize < crop) {
      node.fault("resize", resize, "must be at least crop, which is " + crop);
      resize = crop;
    }
    List<String> backbones = node.list("backbones").texts(List.of(), accepted);
    node.refuseUnknownKeys();
    return new Size(resize, crop, fit, backbones);
  }

  /** Rows of the same crop and shape could not be told apart in a table. */
  private static void refuseAlike(StudyNode study, List<Size> sizes) {
    List<Size> before = new ArrayList<>();
    for (Size size : sizes) {
      boolean alike =
          before.stream()
              .anyMatch(
                  other ->
                      Objects.equals(other.crop(), size.crop())
                          && Objects.equals(other.fit(), size.fit())
                          && share(other.backbones(), size.backbones()));
      if (alike && size.crop() != null) {
        study.fault(
            KEY,
            size.crop(),
            "has two sizes of this crop and fit for the same backbones; their rows could not be"
                + " told apart");
      }
      before.add(size);
    }
  }

  private static boolean share(List<String> some, List<String> others) {
    return some.isEmpty() || others.isEmpty() || some.stream().anyMatch(others::contains);
  }
}

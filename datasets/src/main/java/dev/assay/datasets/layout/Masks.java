// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.datasets.QuarantineReason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Recognises masks next to images by the names of folders ({@code masks/}, {@code lung masks/},
 * {@code ground_truth/}) and of files ({@code x_mask.png}, {@code x_mask_1.png}, {@code
 * x_segmentation.png}). A name alone is no proof: a set of which all files have such a name has
 * images of masks, and a name that means something else as well ({@code x_gt.png}) counts only if
 * the image of the mask, {@code x}, is there.
 */
final class Masks {
  private static final String SEPARATOR = "[ ._-]";

  /** Below a class folder. */
  private static final Pattern FOLDER =
      Pattern.compile(
          "(?i)(?:.*"
              + SEPARATOR
              + ")?(?:masks?|segmentations?|ground[ _-]?truths?|gts?|segs?)|.*masks");

  /** Next to class folders, where a class of people with a mask could be called {@code mask}. */
  private static final Pattern FOLDER_OF_CLASSES =
      Pattern.compile("(?i)(?:.*[ _-])?(?:masks|segmentations?|ground[ _-]?truths?)|.*[a-z]masks");

  private static final Pattern FILE =
      Pattern.compile(
          "(?i)(.+)" + SEPARATOR + "(?:masks?|segmentation|ground[ _-]?truth)(?:[ ._-]?\\d+)?");

  private static final Pattern FILE_OF_AN_IMAGE =
      Pattern.compile(
          "(?i)(.+)"
              + SEPARATOR
              + "(?:seg|segm|gt|label|labels|annotation|contour|superpixels|lesion)(?:[ ._-]?\\d+)?"
              + "|(?:mask|seg|gt)"
              + SEPARATOR
              + "(.+)"
              + "|(.+?) ?\\((?:mask|segmentation|seg|gt)\\)"
              + "|(.+?)(?:mask|masked|seg|gt)");

  /** Folders whose files are masks if images of their names are there. */
  private static final Pattern FOLDER_OF_IMAGES =
      Pattern.compile("(?i)(?:.*[ _-])?(?:annotations?|labels?|contours?|overlays?|lesions?)");

  private Masks() {}

  /** Whether a folder next to class folders, or next to one of images, has masks. */
  static boolean isFolderOfMasks(Path folder) {
    return FOLDER_OF_CLASSES.matcher(Folders.name(folder)).matches();
  }

  /**
   * The masks among the files of a class.
   *
   * @param top the folder of the class
   */
  static Set<Path> among(Path top, List<Path> files) {
    List<Path> images = new ArrayList<>();
    Set<Path> masks = new HashSet<>();
    Set<String> stems = new HashSet<>();
    for (Path file : files) {
      if (isInFolderOfMasks(top, file) || FILE.matcher(Folders.stem(file)).matches()) {
        masks.add(file);
      } else {
        images.add(file);
        stems.add(Folders.stem(file));
      }
    }
    if (images.isEmpty()) {
      return Set.of();
    }
    Map<String, List<Path>> byStem = new HashMap<>();
    images.forEach(i -> byStem.computeIfAbsent(Folders.stem(i), k -> new ArrayList<>(1)).add(i));
    for (Path image : images) {
      var name = FILE_OF_AN_IMAGE.matcher(Folders.stem(image));
      boolean ofAnImage =
          name.matches()
              && Stream.of(1, 2, 3, 4)
                  .map(name::group)
                  .anyMatch(g -> g != null && stems.contains(g));
      if (ofAnImage || isBesideItsImage(image, FOLDER_OF_IMAGES, byStem)) {
        masks.add(image);
      }
    }
    return masks;
  }

  /** Whether it is in such a folder, and an image of its name in another one. */
  private static boolean isBesideItsImage(
      Path file, Pattern folder, Map<String, List<Path>> byStem) {
    Path parent = file.getParent();
    return parent != null
        && folder.matcher(Folders.name(parent)).matches()
        && byStem.get(Folders.stem(file)).stream()
            .anyMatch(
                other ->
                    other.getParent() != null
                        && !folder.matcher(Folders.name(other.getParent())).matches());
  }

  private static boolean isInFolderOfMasks(Path top, Path file) {
    Path parent = file.getParent();
    while (parent != null && !parent.equals(top)) {
      if (FOLDER.matcher(Folders.name(parent)).matches()) {
        return true;
      }
      parent = parent.getParent();
    }
    return false;
  }

  static LeftOut leftOut(Path mask, Optional<String> className) {
    return new LeftOut(
        mask, QuarantineReason.MASK, "named as a mask of an image, and read as none", className);
  }
}

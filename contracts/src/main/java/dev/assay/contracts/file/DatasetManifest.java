// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.assay.contracts.Check;
import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.Json;
import dev.assay.contracts.Part;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one version of a data set consists of. It names no file and no patient: images, their
 * contents and groups are keyed hashes.
 *
 * @param formatVersion of this file
 * @param dataset name
 * @param version hash of layout, classes, decoding options and all images; each pseudonym enters as
 *     the list of images it groups, so that the hash does not depend on the key of the pseudonyms
 * @param layout how the images were arranged in their folder
 * @param classes in the order of the labels; the findings, if images have several
 * @param groupKind {@code patient}, {@code lesion}, {@code image}, or {@code file} where images are
 *     frames
 * @param synthetic whether the images were made by a program
 * @param decoding how files became pixels; absent: as the original study reads them
 * @param source where the images come from; absent if it was not given
 * @param licence likewise
 * @param images sorted by image
 * @param quarantined how many files were left out, by reason
 */
public record DatasetManifest(
    int formatVersion,
    String dataset,
    String version,
    String layout,
    List<String> classes,
    String groupKind,
    boolean synthetic,
    @JsonProperty("reading") DecodingOptions decoding,
    @Nullable String source,
    @Nullable String licence,
    List<Image> images,
    Map<String, Integer> quarantined) {

  public static final int FORMAT_VERSION = 1;

  public DatasetManifest {
    Check.formatVersion(formatVersion, FORMAT_VERSION);
    Check.text("dataset", dataset);
    Check.sha256("version", version);
    Check.text("layout", layout);
    classes = List.copyOf(Check.notEmpty("classes", classes));
    Check.text("groupKind", groupKind);
    decoding = decoding == null ? DecodingOptions.paper() : decoding;
    images = List.copyOf(Check.notEmpty("images", images));
    quarantined = quarantined == null ? Map.of() : Map.copyOf(quarantined);
    FindingLabels.check(classes, images.stream().map(Image::findings).toList());
    Set<String> seen = new HashSet<>();
    for (Image image : images) {
      if (!seen.add(image.image())) {
        throw new IllegalArgumentException("image " + image.image() + " is listed twice");
      }
      if (image.label() >= classes.size()) {
        throw new IllegalArgumentException(
            "label " + image.label() + " has no class among " + classes);
      }
    }
  }

  /**
   * One image.
   *
   * @param image keyed hash of its id, the NFC POSIX path below the data-set root
   * @param sha256 keyed hash of its bytes; equal for equal bytes under one key
   * @param bytes of its file
   * @param width in pixels, as read
   * @param height likewise
   * @param label index into the classes
   * @param group keyed pseudonym of its patient or lesion
   * @param part its predefined part; absent if it has none
   * @param attributes its other attributes, by name; absent: none
   * @param findings as in {@link SplitManifest.Entry}; absent: the image has one class
   */
  public record Image(
      String image,
      String sha256,
      long bytes,
      int width,
      int height,
      int label,
      String group,
      @Nullable Part part,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> attributes,
      @Nullable FindingLabels findings) {
    public Image {
      Check.sha256("image", image);
      Check.sha256("sha256", sha256);
      Check.atLeast("bytes", bytes, 0);
      Check.atLeast("width", width, 1);
      Check.atLeast("height", height, 1);
      Check.atLeast("label", label, 0);
      Check.text("group", group);
      attributes = attributes == null ? Map.of() : Map.copyOf(attributes);
    }

    /** The same under other ids. */
    public Image withIds(String otherImage, String otherSha256) {
      return new Image(
          otherImage, otherSha256, bytes, width, height, label, group, part, attributes, findings);
    }
  }

  /**
   * @throws IllegalArgumentException if the text is no manifest
   */
  public static DatasetManifest read(String json) {
    return Json.read(json, DatasetManifest.class);
  }
}
